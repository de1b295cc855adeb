"""Forms of signing in and of changing one's own password."""

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parindex.core.words import normalise


class SignInForm(AuthenticationForm):
    """One spelling of a user name whatever its case and spaces, so that tries are counted together."""

    error_messages = {
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu không đúng. Mật khẩu phân biệt chữ hoa và chữ thường."),
        "inactive": _("Tài khoản này đã ngừng sử dụng. Xin liên hệ quản trị hệ thống."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Tên đăng nhập")
        self.fields["username"].error_messages["required"] = _("Xin nhập tên đăng nhập.")
        self.fields["password"].label = _("Mật khẩu")
        self.fields["password"].error_messages["required"] = _("Xin nhập mật khẩu.")

    def clean_username(self) -> str:
        return normalise(self.cleaned_data["username"]).casefold()


class PasswordForm(SetPasswordForm):
    """Asks for the present password too, and counts wrong ones like those of signing in."""

    old_password = forms.CharField(
        label=_("Mật khẩu hiện tại"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Xin nhập mật khẩu hiện tại.")},
    )
    field_order = ("old_password", "new_password1", "new_password2")
    error_messages = {"password_mismatch": _("Hai lần nhập mật khẩu mới không giống nhau.")}

    def __init__(self, request, data=None):
        super().__init__(request.user, data)
        self.request = request
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = _("Mật khẩu mới"), _("Nhập lại mật khẩu mới")
        first.help_text = _(
            "Ít nhất 10 ký tự, không chỉ gồm chữ số, không giống tên hay thông tin của bạn, "
            "không phải mật khẩu nhiều người dùng."
        )
        second.help_text = ""
        first.error_messages["required"] = _("Xin nhập mật khẩu mới.")
        second.error_messages["required"] = _("Xin nhập lại mật khẩu mới.")

    def clean_old_password(self) -> str:
        old = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.get_username(), password=old) is None:
            raise ValidationError(_("Mật khẩu hiện tại không đúng."), code="password_incorrect")
        return old

    def validate_password_for_user(self, user, password_field_name="new_password1"):  # noqa: ARG002, S107 – Django's
        """What is wrong with the password itself is said beside it, not beside its repetition."""
        super().validate_password_for_user(user, "new_password1")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("old_password") and cleaned.get("old_password") == cleaned.get("new_password1"):
            self.add_error("new_password1", _("Mật khẩu mới phải khác mật khẩu hiện tại."))
        return cleaned
