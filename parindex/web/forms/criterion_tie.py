"""The form that ties a criterion to tasks, to agencies that lead it, and to where its answer comes from."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.core.criterion_sources import DutySource, IndicatorSource, Source
from parindex.core.indicators import load_cards
from parindex.web.forms.fields import NumberField

_MEASURES = (
    ("duties:on_time_share", _("Việc đã giao: tỷ lệ xong đúng hạn")),
    ("duties:late_count", _("Việc đã giao: số việc trễ hạn")),
    ("duties:done_day", _("Việc đã giao: ngày xong việc cuối cùng")),
    ("duties:done_count", _("Việc đã giao: số việc được duyệt")),
    ("duties:units_done", _("Việc đã giao: số cơ quan xong hết việc")),
    ("duties:figures", _("Số liệu nộp kèm kết quả được duyệt: cộng các kỳ")),
    ("duties:figures_latest", _("Số liệu nộp kèm kết quả được duyệt: lấy kỳ mới nhất (số tại một thời điểm, lũy kế)")),
)
_KINDS = (("commune", _("UBND xã, thị trấn")), ("department", _("Phòng, ban chuyên môn")))


class CriterionTieForm(forms.Form):
    """`source` is a word of a list; `whole` takes the duties of the whole programme instead of those of the tasks."""

    tasks = forms.MultipleChoiceField(label=_("Nhiệm vụ"), required=False, widget=forms.CheckboxSelectMultiple)
    leaders = forms.MultipleChoiceField(
        label=_("Cơ quan chủ trì"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn thì lấy các cơ quan chủ trì nhiệm vụ."),
    )  # fmt: skip
    source = forms.ChoiceField(label=_("Câu trả lời lấy từ"), required=False)
    whole = forms.BooleanField(label=_("Tính mọi việc của chương trình"), required=False)
    kinds = forms.MultipleChoiceField(
        label=_("Chỉ tính của"), required=False, choices=_KINDS, widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn thì tính mọi cơ quan."),
    )  # fmt: skip
    effort = NumberField(
        label=_("Công sức để đạt"), required=False,
        help_text=_("Con số của cơ quan, dùng khi tìm cách đạt điểm ít công nhất; để trống thì coi là 1."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, tasks: Sequence, leaders: Sequence, **more: Any) -> None:
        super().__init__(*args, **more)
        cards = [(f"indicator:{code}", card.title) for code, card in load_cards().items()]
        self.fields["tasks"].choices = tasks
        self.fields["leaders"].choices = leaders
        self.fields["source"].choices = [
            ("", _("Trả lời bằng tay")), (_("Việc đã giao"), _MEASURES), (_("Chỉ tiêu đếm từ hồ sơ"), cards)
        ]  # fmt: skip

    def found(self) -> dict[str, Any]:
        """The source as a tie keeps it."""
        data = self.cleaned_data
        kind, _colon, name = data["source"].partition(":")
        if not name:
            return {}
        kinds = tuple(data["kinds"])
        if kind == "indicator":
            return IndicatorSource(name, kinds).to_json()
        return DutySource(name, "programme" if data["whole"] else "tied", kinds).to_json()


def initial_of(source: Source | None) -> dict[str, Any]:
    """What the form shows of a source."""
    if source is None:
        return {}
    if isinstance(source, IndicatorSource):
        return {"source": f"indicator:{source.code}", "kinds": list(source.kinds)}
    return {"source": f"duties:{source.measure}", "whole": source.of == "programme", "kinds": list(source.kinds)}
