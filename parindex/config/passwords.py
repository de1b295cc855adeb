"""The rule on a password's length, said in Vietnamese: Django has no Vietnamese words for it."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class MinimumLength(MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self):
        return _("Mật khẩu quá ngắn: cần ít nhất %d ký tự.") % self.min_length
