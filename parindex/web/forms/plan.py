"""The filters of the plan, as they stand in the address."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.records.models import Agency
from parindex.web.states import LOOKS

MONTHS = [(month, _("Tháng %d") % month) for month in range(1, 13)]
SELECT = {"class": "form-select"}


class FilterForm(forms.Form):
    """What does not fit is no filter: an old link still shows the plan."""

    co_quan = forms.UUIDField(label=_("Cơ quan"), required=False, widget=forms.Select(SELECT))
    trang_thai = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=[("", _("Mọi trạng thái")), *((key, look.word) for key, look in LOOKS.items())],
        widget=forms.Select(SELECT),
    )
    thang = forms.TypedChoiceField(
        label=_("Hạn trong tháng"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Cả năm")), *MONTHS],
        widget=forms.Select(SELECT),
    )

    def offer(self, agencies: Iterable[Agency]) -> None:
        """Say which agencies may be chosen."""
        choices = [("", _("Tất cả cơ quan")), *((str(agency.pk), agency.name) for agency in agencies)]
        self.fields["co_quan"].widget.choices = choices

    def chosen(self) -> dict[str, Any]:
        """The filters as queries take them."""
        self.is_valid()
        found = self.cleaned_data
        return {"agency": found.get("co_quan"), "state": found.get("trang_thai") or "", "month": found.get("thang")}
