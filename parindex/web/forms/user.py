"""Forms of accounts: a new one with its first role, and a further role."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parindex.records.models import Agency
from parindex.records.permissions import Role
from parindex.web.forms.fields import DayField


class RoleForm(forms.Form):
    """A role, for an agency where it belongs to one; the action says which do."""

    role = forms.ChoiceField(
        label=_("Vai trò"), choices=Role.choices, error_messages={"required": _("Xin chọn vai trò.")}
    )
    agency = forms.ChoiceField(
        label=_("Cơ quan"),
        required=False,
        help_text=_("Phải chọn khi vai trò là người báo cáo hoặc thủ trưởng."),
    )
    start = DayField(label=_("Từ ngày"), required=False)
    end = DayField(label=_("Đến hết ngày"), required=False)

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", _("Không gắn với cơ quan")), *((str(a.pk), a.name) for a in agencies)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (
            cleaned.get("role") in (Role.REPORTER, Role.HEAD)
            and not cleaned.get("agency")
            and "agency" not in self.errors
        ):
            self.add_error("agency", _("Vai trò này gắn với một cơ quan; xin chọn cơ quan."))
        return cleaned

    @property
    def agency_id(self) -> UUID | None:
        chosen = self.cleaned_data["agency"]
        return UUID(chosen) if chosen else None


class NewUserForm(RoleForm):
    """The password is made by the action and shown once."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        help_text=_("Chữ cái không dấu, chữ số, dấu chấm, gạch nối; ví dụ: nguyen.van.a."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": _("Xin nhập tên đăng nhập.")},
    )
    name = forms.CharField(label=_("Họ tên"), max_length=120, error_messages={"required": _("Xin nhập họ tên.")})
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        help_text=_("Để nhận nhắc việc."),
        error_messages={"invalid": _("Địa chỉ thư điện tử không đúng.")},
    )
    field_order = ("username", "name", "email", "role", "agency")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["start"], self.fields["end"]


class ActForm(forms.Form):
    """What is done to an account by one button; `membership` names the role that ends."""

    do = forms.ChoiceField(
        choices=[(key, "") for key in ("reset", "activate", "deactivate", "end", "give")],
        error_messages={"required": _("Xin bấm một nút."), "invalid_choice": _("Không có việc này.")},
    )
    membership = forms.UUIDField(required=False)
    sure = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """What shuts a person out is asked for twice."""
        cleaned = super().clean()
        if cleaned.get("do") in ("reset", "deactivate") and not cleaned.get("sure"):
            raise ValidationError(_("Xin đánh dấu xác nhận rồi bấm lại."))
        return cleaned
