"""The form of a goal: points, a rank, points of fields, and the document that asks for them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.core.criteria import CriteriaSet
from parindex.core.goals import Goals
from parindex.web.forms.baseline import PointsField
from parindex.web.forms.fields import DayField


class GoalForm(forms.Form):
    """What is left blank is no goal. Points of the fields of the set are `field-<n>`, in its order."""

    points = PointsField(label=_("Mục tiêu điểm"), required=False)
    rank = forms.IntegerField(
        label=_("Mục tiêu hạng"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Xin ghi hạng bằng số, ví dụ 3.")},
    )  # fmt: skip
    decision = forms.CharField(
        label=_("Số kế hoạch, quyết định"), max_length=120,
        error_messages={"required": _("Xin ghi số kế hoạch hoặc quyết định đặt mục tiêu này.")},
    )  # fmt: skip
    decided = DayField(label=_("Ngày ban hành"))
    takes_effect = DayField(
        label=_("Áp dụng từ ngày"), required=False, help_text=_("Để trống thì từ ngày ban hành.")
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, criteria: CriteriaSet, ranks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"field-{place}": each.id for place, each in enumerate(criteria.fields)}
        for name, each in zip(self.names, criteria.fields, strict=True):
            self.fields[name] = PointsField(label=f"{each.id}. {each.title}", required=False)
        if not ranks:
            del self.fields["rank"]

    @property
    def parts(self) -> list[forms.BoundField]:
        """The fields of the set."""
        return [self[name] for name in self.names]

    @property
    def parts_open(self) -> bool:
        """Whether any field of the set is filled, or wrong."""
        return any(bound.value() not in (None, "") for bound in self.parts)

    def goals(self) -> Goals:
        """What was typed."""
        data = self.cleaned_data
        fields = {id: data[name] for name, id in self.names.items() if data[name] is not None}
        return Goals(data["points"], data.get("rank"), fields, data["decision"], data["decided"])


def initial_of(goals: Goals, criteria: CriteriaSet) -> dict[str, Any]:
    """What the form starts from."""
    fields: Mapping[str, Decimal] = goals.fields
    return {
        "points": goals.points, "rank": goals.rank, "decision": goals.decision, "decided": goals.decided,
        **{f"field-{place}": fields.get(each.id) for place, each in enumerate(criteria.fields)},
    }  # fmt: skip
