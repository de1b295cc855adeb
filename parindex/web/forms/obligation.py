"""Forms of what is done to a duty besides handing in: its date, cancelling, bringing back, later dates, words."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.web.forms.fields import DayField, LongTextField

_TWO_LINES = {"rows": 2}


def reason(label: Any, missing: Any, help_text: Any = "", **kwargs: Any) -> forms.CharField:
    """A few sentences that the action keeps in the history."""
    return LongTextField(
        label=label,
        help_text=help_text,
        max_length=2000,
        widget=forms.Textarea(attrs=_TWO_LINES),
        error_messages={"required": missing},
        **kwargs,
    )


_DECISION_HELP = gettext_lazy("Ví dụ: 45/QĐ-UBND ngày 1/7/2023.")


def _decision() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Số, ký hiệu quyết định"), required=False, max_length=120, help_text=_DECISION_HELP
    )


class ChangeForm(forms.Form):
    """Carries the version of the duty that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DateForm(ChangeForm):
    """The date that another document fixes, for this agency or for all that wait for it."""

    due = DayField(label=gettext_lazy("Hạn"))
    source = reason(
        gettext_lazy("Theo văn bản nào"),
        gettext_lazy("Xin ghi văn bản ấn định hạn này."),
        gettext_lazy("Số, ký hiệu, ngày của văn bản ấn định hạn này."),
    )
    everyone = forms.BooleanField(required=False)

    def __init__(self, *args: Any, others: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["everyone"].label = _("Nhập cùng hạn này cho %d cơ quan khác đang chờ hạn của nhiệm vụ") % others
        if not others:
            del self.fields["everyone"]


class ExtendForm(ChangeForm):
    due = DayField(label=gettext_lazy("Hạn mới"))
    reason = reason(gettext_lazy("Lý do"), gettext_lazy("Xin ghi lý do gia hạn."))
    decision = _decision()


class CancelForm(ChangeForm):
    """An accepted result leaves the counts with its duty: who cancels says that they know."""

    reason = reason(gettext_lazy("Lý do hủy"), gettext_lazy("Xin ghi lý do hủy việc này."))
    decision = _decision()
    sure = forms.BooleanField(
        label=gettext_lazy("Tôi hiểu kết quả đã duyệt sẽ ra khỏi mọi số đếm"),
        error_messages={"required": gettext_lazy("Việc này đã có kết quả được duyệt; xin đánh dấu xác nhận để hủy.")},
    )

    def __init__(self, *args: Any, accepted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not accepted:
            del self.fields["sure"]


class RestoreForm(ChangeForm):
    reason = reason(gettext_lazy("Lý do khôi phục"), gettext_lazy("Xin ghi lý do khôi phục việc này."))


class AskForm(forms.Form):
    """An agency head asks for a later date."""

    due = DayField(label=gettext_lazy("Xin gia hạn đến"))
    reason = reason(gettext_lazy("Lý do"), gettext_lazy("Xin ghi lý do xin gia hạn."))


class DecideForm(forms.Form):
    """Yes or no to a later date; the action asks for the reason of a no."""

    granted = forms.ChoiceField(
        choices=[("yes", gettext_lazy("Đồng ý")), ("no", gettext_lazy("Không đồng ý"))],
        error_messages={"required": gettext_lazy("Xin chọn đồng ý hoặc không đồng ý.")},
    )
    answer = reason(gettext_lazy("Ý kiến"), "", gettext_lazy("Bắt buộc khi không đồng ý."), required=False)
    decision = _decision()


class CommentForm(forms.Form):
    words = reason(gettext_lazy("Ý kiến của bạn"), gettext_lazy("Xin ghi nội dung ý kiến."))


class SendersForm(forms.Form):
    """Which reporter, and whether they may send from now on."""

    membership = forms.UUIDField()
    allowed = forms.ChoiceField(choices=[("yes", ""), ("no", "")])

    def clean_allowed(self) -> bool:
        return self.cleaned_data["allowed"] == "yes"
