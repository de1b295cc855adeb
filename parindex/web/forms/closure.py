"""Forms of closing a period and of opening it again."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.web.forms.fields import DayField
from parindex.web.forms.obligation import reason
from parindex.web.matrix import SCHEMES, ended


class CloseForm(forms.Form):
    """The cut-off is what figures are counted by; the day that the report is due is told beside it."""

    period = forms.ChoiceField(label=_("Kỳ"), error_messages={"required": _("Xin chọn kỳ.")})
    scheme = forms.ChoiceField(label=_("Cách tính kỳ"), choices=SCHEMES)
    cut_off = DayField(label=_("Ngày chốt số liệu"), help_text=_("Số liệu tính đến hết ngày này."))
    report_due = DayField(label=_("Ngày gửi báo cáo"), required=False, help_text=_("Hạn gửi báo cáo của kỳ, nếu có."))
    note = forms.CharField(label=_("Ghi chú"), max_length=500, required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [("", _("Chọn kỳ")), *ended(on)]


class ReopenForm(forms.Form):
    reason = reason(_("Lý do mở lại"), _("Xin ghi lý do mở lại kỳ đã chốt."))
