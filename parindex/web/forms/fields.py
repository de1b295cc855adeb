"""Fields that read what officials type, whatever the browser's language: days as 15/6/2023, numbers as 1.234,5."""

import re
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parindex.core.words import normalise
from parindex.web import formats

_DAY = re.compile(r"(\d{1,2}) ?[/.\- ] ?(\d{1,2}) ?[/.\- ] ?(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+")
_PLAIN = re.compile(r"\d+([.,]\d+)?|\d{1,3}(\.\d{3})+,\d+")
FIRST_YEAR, LAST_YEAR = 1990, 2100


class LongTextField(forms.CharField):
    """Words up to a length. The browser is not told it, for browsers cut what is pasted without a word."""

    widget = forms.Textarea
    default_error_messages = {
        "max_length": _(
            "Nội dung dài quá: tối đa %(limit_value)d ký tự, đang có %(show_value)d. "
            "Xin rút gọn, hoặc để phần chi tiết vào tệp đính kèm."
        )
    }

    def widget_attrs(self, widget):
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class DayInput(forms.TextInput):
    """Shows a day as it is typed."""

    def __init__(self, attrs=None):
        super().__init__(
            {"inputmode": "numeric", "placeholder": _("ngày/tháng/năm"), "autocomplete": "off"} | (attrs or {})
        )

    def format_value(self, value):
        return formats.day(value) if isinstance(value, date) else value


class DayField(forms.Field):
    """A day between 1990 and 2100 typed as 15/6/2023 (also 15-6-2023, 2023-06-15)."""

    widget = DayInput
    default_error_messages = {
        "required": _("Xin nhập ngày, ví dụ 15/6/2023."),
        "invalid": _("“%(words)s” không phải một ngày đúng. Xin nhập ngày/tháng/năm, ví dụ 15/6/2023."),
    }

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, date):
            return value or None
        words = normalise(str(value))
        if not words:
            return None
        typed, iso = _DAY.fullmatch(words), _ISO.fullmatch(words)
        parts = iso.groups() if iso else typed.groups()[::-1] if typed else ("0", "0", "0")
        try:
            read = date(*map(int, parts))
        except ValueError:
            read = None
        if read is None or not FIRST_YEAR <= read.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"words": words[:40]})
        return read

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class NumberInput(forms.TextInput):
    """Shows a number with a comma before its decimals."""

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "decimal", "autocomplete": "off"} | (attrs or {}))

    def format_value(self, value):
        return formats.number(value) if isinstance(value, (Decimal, int)) else value


class NumberField(forms.Field):
    """A Decimal >= 0 typed as 1.234,5 or 1234,5; a lone dot that parts no thousands (76.03) is a decimal point."""

    widget = NumberInput
    default_error_messages = {
        "required": _("Xin nhập một số."),
        "invalid": _("“%(words)s” không phải một số đúng. Xin nhập dạng 1.234,5 (dấu phẩy trước phần thập phân)."),
        "places": _("Xin nhập nhiều nhất %(places)d chữ số sau dấu phẩy."),
        "long": _("Số này quá lớn, xin kiểm tra lại."),
    }

    def __init__(self, *, whole_digits: int = 18, places: int = 6, **kwargs):
        super().__init__(**kwargs)
        self.whole_digits, self.places = whole_digits, places

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, Decimal):
            return None if value in self.empty_values else value
        words = normalise(str(value)).replace(" ", "")
        if not words:
            return None
        if not (words.isascii() and (_PLAIN.fullmatch(words) or _GROUPED.fullmatch(words))):
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"words": words[:40]})
        if "," in words or _GROUPED.fullmatch(words):
            words = words.replace(".", "").replace(",", ".")
        whole, _dot, decimals = words.partition(".")
        if len(decimals) > self.places:
            raise ValidationError(self.error_messages["places"], code="places", params={"places": self.places})
        if len(whole) > self.whole_digits:
            raise ValidationError(self.error_messages["long"], code="long")
        return Decimal(words)

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True
