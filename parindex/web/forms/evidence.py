"""What proves a result: files, a link, or what was handed in before, with page and time.

Limits and contents are checked by the action.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.documents.content import KINDS
from parindex.records.actions.evidence import ProofInput
from parindex.records.models import Evidence
from parindex.web import formats
from parindex.web.forms.fields import DayField

MOST_FILES = 10
ACCEPT = ",".join(f".{ending}" for kind in KINDS.values() for ending in kind.endings)
LIMITS = gettext_lazy(
    "PDF, Word, Excel, PowerPoint, ảnh, .zip hoặc văn bản thuần; mỗi tệp tối đa 25 MB, một lần gửi tối đa 60 MB. "
    "Không nhận tệp có macro, có mật khẩu hay chương trình."
)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files at once."""

    widget = FilesInput(attrs={"accept": ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        chosen = [one for one in data or [] if one] if isinstance(data, (list, tuple)) else [data] if data else []
        if len(chosen) > MOST_FILES:
            raise ValidationError(_("Xin chọn tối đa %d tệp một lần.") % MOST_FILES)
        return [super(FilesField, self).clean(one, initial) for one in chosen]


class EvidenceForm(forms.Form):
    """`start` and `end` begin with the duty's own period; they are asked for only when something new is offered."""

    files = FilesField(
        label=gettext_lazy("Tệp kiểm chứng"), required=False, help_text=LIMITS, allow_empty_file=True, max_length=255
    )
    link = forms.CharField(
        label=gettext_lazy("Hoặc liên kết"),
        required=False,
        max_length=1000,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )
    link_name = forms.CharField(label=gettext_lazy("Tên của liên kết"), required=False, max_length=255)
    earlier = forms.ChoiceField(label=gettext_lazy("Hoặc tài liệu đã nộp trước đây"), required=False)
    page = forms.CharField(
        label=gettext_lazy("Trang"), required=False, max_length=40, help_text=gettext_lazy("Ví dụ: 2, 5-7.")
    )
    start = DayField(label=gettext_lazy("Nói về thời gian từ"), required=False)
    end = DayField(
        label=gettext_lazy("đến"),
        required=False,
        help_text=gettext_lazy("Phải thuộc kỳ của việc này thì mới gửi được."),
    )
    secret = forms.BooleanField(
        label=gettext_lazy("Có tài liệu mật (mật, tối mật, tuyệt mật)"),
        required=False,
        help_text=gettext_lazy("Hệ thống không nhận tài liệu mật; đánh dấu để biết cách nộp."),
    )

    def __init__(self, *args: Any, earlier: Sequence[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["earlier"].choices = [("", _("Không chọn")), *((str(one.pk), _named(one)) for one in earlier)]

    def proof(self) -> ProofInput:
        """What is offered, as the action takes it."""
        data = self.cleaned_data
        return ProofInput(
            files=tuple((one.name, one.read()) for one in data["files"]),
            link=data["link"].strip(),
            link_name=data["link_name"],
            earlier=UUID(data["earlier"]) if data["earlier"] else None,
            page=data["page"],
            start=data["start"],
            end=data["end"],
            secret=data["secret"],
        )


def _named(one: Evidence) -> str:
    return f"{one.name[:80]} ({formats.day(one.effective_from)}–{formats.day(one.effective_to)})"


class RevisionForm(forms.Form):
    """A corrected file, or a new address, for evidence that was handed in before."""

    file = forms.FileField(
        label=gettext_lazy("Tệp mới"),
        required=False,
        help_text=LIMITS,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        allow_empty_file=True,
        max_length=255,
    )
    link = forms.CharField(
        label=gettext_lazy("Hoặc liên kết mới"),
        required=False,
        max_length=1000,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )
    start = DayField(label=gettext_lazy("Nói về thời gian từ"))
    end = DayField(label=gettext_lazy("đến"))
    secret = forms.BooleanField(
        label=gettext_lazy("Có tài liệu mật (mật, tối mật, tuyệt mật)"),
        required=False,
        help_text=gettext_lazy("Hệ thống không nhận tài liệu mật; đánh dấu để biết cách nộp."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("file")) == bool(cleaned.get("link")) and "file" not in self.errors:
            raise ValidationError(_("Xin chọn một tệp mới hoặc ghi một liên kết mới."))
        return cleaned
