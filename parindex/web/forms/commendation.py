"""Forms of commendation: readings, typed facts, exemption by a decision, deciding, revoking, appealing, answering."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.amounts import plain
from parindex.core.commendation import CommendationRules, Exclusion, Reading
from parindex.core.commendation_conditions import Content
from parindex.core.commendation_settings import Setting, open_settings
from parindex.web.forms.fields import DayField, NumberField
from parindex.web.forms.obligation import reason

_CHOOSE = gettext_lazy("Xin chọn một ý.")


def _line(label: Any, missing: Any = None, help_text: Any = "", most: int = 120) -> forms.CharField:
    required = missing is not None
    errors = {"required": missing} if required else {}
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, error_messages=errors)


def _yes_no(label: Any, yes: Any, no: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _CHOOSE},
    )


def _document() -> forms.CharField:
    return _line(
        gettext_lazy("Văn bản làm căn cứ"),
        gettext_lazy("Xin ghi số, ký hiệu văn bản làm căn cứ."),
        gettext_lazy("Ví dụ: BC 12/BC-PNV ngày 1/12/2023."),
    )


class ReadingForm(forms.Form):
    """Every setting that the rules leave open, under its rule, as it is understood now; from a day, by a document."""

    document = _line(
        gettext_lazy("Số, ký hiệu văn bản"), gettext_lazy("Xin ghi số, ký hiệu văn bản quyết định cách hiểu này.")
    )
    dated = DayField(label=gettext_lazy("Ngày văn bản"))
    valid_from = DayField(
        label=gettext_lazy("Áp dụng từ"),
        help_text=gettext_lazy("Ghi ngày đã qua thì đề xuất của những ngày đã qua vẫn giữ nguyên."),
    )
    reason = reason(gettext_lazy("Lý do"), gettext_lazy("Xin ghi vì sao hiểu như vậy."))

    def __init__(self, *args: Any, rules: CommendationRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settings = open_settings(rules.own or rules)
        now = {one.key: one.value for one in open_settings(rules)}
        for one in self.settings:
            self.fields[one.key] = _setting(one, now[one.key])

    def by_rule(self) -> dict[str, list[forms.BoundField]]:
        """The settings' fields, by the title of their rule."""
        found: dict[str, list[forms.BoundField]] = defaultdict(list)
        for one in self.settings:
            found[one.rule].append(self[one.key])
        return dict(found)

    def reading(self) -> Reading:
        """What a valid form asks for."""
        data = self.cleaned_data
        values = {one.key: data[one.key] for one in self.settings}
        changes = {key: plain(value) if isinstance(value, Decimal) else value for key, value in values.items()}
        return Reading(data["valid_from"], data["document"], data["dated"], data["reason"], changes)


def _setting(one: Setting, now: str) -> forms.Field:
    own = _("Quy tắc ghi: %s.") % one.says()
    if one.options:
        return forms.ChoiceField(label=one.what, choices=one.options, initial=now, help_text=own)
    return NumberField(label=one.what, initial=Decimal(now), help_text=own)


class AgencyForm(forms.Form):
    """What is done about one agency; its fields are what the action takes."""

    def __init__(self, *args: Any, rules: CommendationRules, level: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer([rule for rule in rules.rules if level in rule.levels])

    def offer(self, rules: list[Exclusion]) -> None:
        """Fill choices with what the rules that speak of the agency have."""


class SatisfactionForm(AgencyForm):
    """A share, or why the agency has none."""

    field = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), required=False)
    share = NumberField(label=gettext_lazy("Tỷ lệ hài lòng, %"), required=False, whole_digits=3)
    people = forms.IntegerField(label=gettext_lazy("Số phiếu"), required=False, min_value=1)
    not_applicable = _line(
        gettext_lazy("Hoặc: vì sao không áp dụng"), None, gettext_lazy("Ví dụ: không có hồ sơ đất đai."), 500
    )
    document = _document()

    def offer(self, rules: list[Exclusion]) -> None:
        fields = {
            one.condition.field: one.condition.field or _("Tất cả, trừ lĩnh vực xét riêng")
            for rule in rules
            for one in rule.conditions
            if isinstance(one.condition, Content)
        }
        self.fields["field"].choices = list(fields.items())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and (data.get("share") is None) == (not data.get("not_applicable")):
            self.add_error("share", _("Xin ghi tỷ lệ hài lòng, hoặc lý do không áp dụng; chỉ ghi một trong hai."))
        return data


class HeadForm(AgencyForm):
    held = _yes_no(
        gettext_lazy("Kết luận về trách nhiệm người đứng đầu"),
        gettext_lazy("Có kết luận chưa làm tròn trách nhiệm"),
        gettext_lazy("Không có kết luận nào"),
    )
    document = _document()


class ForgetForm(AgencyForm):
    kind = forms.CharField(widget=forms.HiddenInput)
    field = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = reason(gettext_lazy("Lý do bỏ số liệu"), gettext_lazy("Xin ghi lý do."))


class ExemptForm(AgencyForm):
    rule = forms.ChoiceField(label=gettext_lazy("Quy tắc"), error_messages={"required": _CHOOSE})
    decision = _line(
        gettext_lazy("Số, ký hiệu quyết định"),
        gettext_lazy("Xin ghi số, ký hiệu quyết định miễn trừ."),
        gettext_lazy("Không có quyết định thì không miễn trừ được."),
    )
    decided = DayField(label=gettext_lazy("Ngày quyết định"))
    valid_from = DayField(label=gettext_lazy("Có hiệu lực từ"))
    valid_to = DayField(label=gettext_lazy("Đến hết"), required=False)
    reason = reason(gettext_lazy("Lý do"), gettext_lazy("Xin ghi lý do miễn trừ."))

    def offer(self, rules: list[Exclusion]) -> None:
        self.fields["rule"].choices = [("", _("Chọn quy tắc")), *((rule.id, rule.title) for rule in rules)]


class EndForm(AgencyForm):
    reason = reason(gettext_lazy("Lý do bỏ miễn trừ"), gettext_lazy("Xin ghi lý do."))


class DecideForm(AgencyForm):
    commended = _yes_no(
        gettext_lazy("Quyết định"), gettext_lazy("Đề nghị khen thưởng"), gettext_lazy("Không đề nghị khen thưởng")
    )
    decision = _line(gettext_lazy("Số, ký hiệu văn bản"))
    reason = reason(
        gettext_lazy("Lý do"),
        None,
        gettext_lazy("Bắt buộc khi quyết định khác kết quả theo quy tắc, hoặc khi quy tắc chưa kết luận được."),
        required=False,
    )


class RevokeForm(AgencyForm):
    reason = reason(gettext_lazy("Lý do thu hồi"), gettext_lazy("Xin ghi lý do thu hồi."))


class AppealForm(AgencyForm):
    words = reason(
        gettext_lazy("Nội dung kiến nghị"),
        gettext_lazy("Xin ghi nội dung kiến nghị."),
        gettext_lazy("Nói rõ con số nào chưa đúng, vì sao, và văn bản nào chứng minh."),
    )


class AnswerForm(AgencyForm):
    upheld = _yes_no(gettext_lazy("Kết quả"), gettext_lazy("Chấp nhận"), gettext_lazy("Không chấp nhận"))
    words = reason(gettext_lazy("Trả lời"), gettext_lazy("Xin ghi lời trả lời."))
