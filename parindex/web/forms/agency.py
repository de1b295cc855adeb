"""Forms of agencies: adding one, its mail for reminders, its validity and who took over."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.records.models import Agency
from parindex.web.forms.fields import DayField

# The kinds of rules/agencies, as screens say them.
KINDS = {
    "department": _("Phòng chuyên môn"),
    "office": _("Văn phòng"),
    "commune": _("UBND cấp xã"),
    "centre": _("Trung tâm, đơn vị sự nghiệp"),
    "one_stop_shop": _("Bộ phận Một cửa"),
    "council": _("Hội đồng"),
    "team": _("Tổ công tác"),
    "authority": _("Cơ quan ban hành kế hoạch"),
}


class NewAgencyForm(forms.Form):
    name = forms.CharField(
        label=_("Tên cơ quan"), max_length=200, error_messages={"required": _("Xin ghi tên cơ quan.")}
    )
    kind = forms.ChoiceField(
        label=_("Loại"), choices=[(key, said) for key, said in KINDS.items() if key != "authority"]
    )
    start = DayField(label=_("Có hiệu lực từ"), required=False)
    end = DayField(label=_("Đến hết"), required=False)


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("Thư điện tử nhận nhắc việc"),
        required=False,
        error_messages={"invalid": _("Địa chỉ thư điện tử không đúng.")},
    )


class ValidityForm(forms.Form):
    start = DayField(label=_("Có hiệu lực từ"), required=False, help_text=_("Để trống nếu có từ trước."))
    end = DayField(label=_("Đến hết"), required=False, help_text=_("Để trống nếu còn hoạt động."))
    successors = forms.MultipleChoiceField(
        label=_("Cơ quan kế thừa"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Những cơ quan tiếp nhận việc khi cơ quan này thôi hoạt động."),
    )

    def __init__(self, *args: Any, others: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successors"].choices = [(str(one.pk), one.name) for one in others]

    @property
    def successor_ids(self) -> list[UUID]:
        return [UUID(chosen) for chosen in self.cleaned_data["successors"]]
