"""Forms of the office's review: accepting or giving back, and opening an accepted duty again."""

from django import forms
from django.utils.translation import gettext_lazy

from parindex.web.forms.obligation import reason


class ReviewForm(forms.Form):
    """Accept (words may be left out) or give back (the action asks for words)."""

    submission = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": gettext_lazy("Không có kết quả nào đang chờ duyệt.")}
    )
    outcome = forms.ChoiceField(
        choices=[("accepted", ""), ("returned", "")],
        error_messages={"required": gettext_lazy("Xin bấm Duyệt hoặc Trả lại.")},
    )
    words = reason(
        gettext_lazy("Nhận xét"),
        "",
        gettext_lazy("Không bắt buộc khi duyệt. Khi trả lại phải ghi rõ cần bổ sung, sửa gì."),
        required=False,
    )


class ReopenForm(forms.Form):
    reason = reason(gettext_lazy("Lý do mở lại"), gettext_lazy("Xin ghi lý do mở lại."))
