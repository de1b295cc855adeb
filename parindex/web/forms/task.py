"""Forms of a task: recording an event, and its targets."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parindex.core.indicators import GROUPS, load_cards
from parindex.core.target_sayings import KINDS, kind_of
from parindex.core.targets import Target as Threshold
from parindex.records.models import Agency, Target, Term
from parindex.web.forms.fields import DayField, NumberField

ALL = "all"
WORTH_ONE_TICK = 4


class EventForm(forms.Form):
    """What has happened, when, for whom; `due` only where the plan gives no time within which to act."""

    term = forms.CharField(widget=forms.HiddenInput, required=False)
    happened_on = DayField(label=_("Ngày xảy ra"))
    words = forms.CharField(
        label=_("Sự kiện"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ví dụ: mã hồ sơ trễ hạn, số văn bản, vụ việc."),
        error_messages={"required": _("Xin ghi sự kiện.")},
    )  # fmt: skip
    agencies = forms.MultipleChoiceField(
        label=_("Việc bắt đầu cho cơ quan"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Xin chọn ít nhất một cơ quan.")},
    )  # fmt: skip
    due = DayField(label=_("Hạn"), required=False, help_text=_("Kế hoạch không ghi thời gian; có thể nhập sau."))

    def __init__(self, *args: Any, term: Term, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, initial={"term": term.pk}, prefix=f"t{term.order}", **kwargs)
        self.all = [agency.pk for agency in agencies]
        choices = [(str(agency.pk), agency.name) for agency in agencies]
        if len(agencies) >= WORTH_ONE_TICK:
            choices.insert(0, (ALL, _("Tất cả các cơ quan dưới đây")))
        self.fields["agencies"].choices = choices
        if len(agencies) == 1:
            self.fields["agencies"].initial = [str(agencies[0].pk)]
        if term.data.get("within"):
            del self.fields["due"]

    def clean_agencies(self) -> list[UUID]:
        chosen = self.cleaned_data["agencies"]
        return self.all if ALL in chosen else [UUID(key) for key in chosen]


class TargetForm(forms.Form):
    """One threshold; `target` is the one that it takes the place of."""

    target = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Chỉ tiêu"), choices=list(KINDS.items()))
    value = NumberField(label=_("Mức"), required=False)
    same_as = forms.CharField(label=_("Bằng cái gì"), required=False, help_text=_("Chỉ khi chọn “bằng”."))
    unit = forms.CharField(label=_("Đơn vị"), required=False, max_length=60, help_text="%, tin bài, ngày…")
    per = forms.CharField(label=_("Mỗi"), required=False, max_length=60, help_text=_("Ví dụ: đơn vị mỗi năm."))
    indicator = forms.ChoiceField(
        label=_("Chỉ tiêu thống kê"), required=False,
        help_text=_("Chọn để Parindex tự đếm từ hồ sơ và so với mức này hằng tháng."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Lý do"), max_length=500, error_messages={"required": _("Xin ghi lý do sửa chỉ tiêu.")}
    )

    def __init__(self, *args: Any, indicator: str = "", **kwargs: Any) -> None:
        """`indicator` is the code that the target has; it stays a choice also where no card has it."""
        super().__init__(*args, **kwargs)
        cards = load_cards()
        groups: dict[str, list[tuple[str, str]]] = {title: [] for title in GROUPS.values()}
        for card in cards.values():
            groups[GROUPS[card.group]].append((card.code, card.title))
        own = [(indicator, indicator)] if indicator and indicator not in cards else []
        self.fields["indicator"].choices = [("", _("Không đếm từ hồ sơ")), *own, *groups.items()]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        needed = "same_as" if found.get("kind") == "equals" else "value"
        if "kind" in found and needed not in self.errors and found.get(needed) in (None, ""):
            self.add_error(needed, ValidationError(_("Xin ghi mức của chỉ tiêu."), code="required"))
        return found

    def threshold(self) -> Threshold:
        """The threshold that the cleaned form says."""
        found = self.cleaned_data
        level = found["same_as"] if found["kind"] == "equals" else found["value"]
        return Threshold("", unit=found["unit"] or None, per=found["per"] or None, **{found["kind"]: level})

    @staticmethod
    def of(target: Target) -> dict[str, Any]:
        """What the form shows at first."""
        data, kind = target.data, kind_of(target.data)
        level = data.get(kind) if kind else None
        return {
            "target": target.pk, "kind": kind, "value": Decimal(level) if level and kind != "equals" else None,
            "same_as": level if kind == "equals" else "", "unit": data.get("unit"), "per": data.get("per"),
            "indicator": target.indicator,
        }  # fmt: skip


class RemoveTargetForm(forms.Form):
    target = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Lý do bỏ"), max_length=500, error_messages={"required": _("Xin ghi lý do bỏ chỉ tiêu.")}
    )
