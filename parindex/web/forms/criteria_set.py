"""Forms of criteria sets: a table of points, the text of a draft, publishing, choosing for a level, comparing two."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.core.criteria import LEVELS
from parindex.web.forms.fields import DayField

_TALLEST = 30


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Bảng điểm kèm theo quyết định"),
        help_text=_("Tệp .xlsx, .docx hoặc .pdf có chữ: một bảng với cột tên tiêu chí và cột điểm tối đa."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.docx,.pdf"}),
        error_messages={"required": _("Xin chọn tệp."), "empty": _("Tệp này rỗng; xin chọn lại tệp.")},
        allow_empty_file=True,
    )
    sheet = forms.CharField(
        label=_("Trang tính"), required=False, max_length=100,
        help_text=_("Chỉ ghi khi tệp có nhiều bảng điểm; để trống thì đọc bảng đầu tiên."),
    )  # fmt: skip


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class TextForm(VersionForm):
    """The text of every file of a draft, under `text-0`, `text-1`, …; `texts` gives it back by the files' names."""

    def __init__(self, *args: Any, files: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The database may keep the files in any order; the set's own comes first.
        self.names = sorted(files, key=lambda name: (name != "set.yaml", name))
        for place, name in enumerate(self.names):
            text = files[name]
            attrs = {
                "rows": min(text.count("\n") + 2, _TALLEST), "spellcheck": "false", "aria-label": name,
                "class": "form-control criteria-text",
            }  # fmt: skip
            self.fields[f"text-{place}"] = forms.CharField(
                label=name, initial=text, strip=False, required=False, widget=forms.Textarea(attrs=attrs)
            )

    @property
    def text_fields(self) -> list[forms.BoundField]:
        """The fields of the files, in order."""
        return [self[f"text-{place}"] for place in range(len(self.names))]

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by the name of its file; a file that was not sent stays as it was."""
        sent = {name: f"text-{place}" for place, name in enumerate(self.names)}
        return {name: self.cleaned_data[key] for name, key in sent.items() if self.add_prefix(key) in self.data}


class PublishForm(VersionForm):
    mended = forms.BooleanField(label=_("Tôi đã xem và sửa các chỗ phải sửa nêu trên"), required=False)


class ChooseForm(forms.Form):
    level = forms.ChoiceField(label=_("Chấm"), error_messages={"required": _("Xin chọn cấp.")})
    set_name = forms.ChoiceField(label=_("Theo bộ tiêu chí"), error_messages={"required": _("Xin chọn bộ tiêu chí.")})
    takes_effect = DayField(label=_("Áp dụng từ ngày"))
    decision = forms.CharField(
        label=_("Số văn bản áp dụng"), required=False, max_length=120, help_text=_("Ví dụ 12/QĐ-UBND.")
    )
    seen = forms.BooleanField(required=False, widget=forms.HiddenInput)  # what the choice changes was shown

    def __init__(self, *args: Any, sets: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", _("Chọn cấp")), *LEVELS.items()]
        self.fields["set_name"].choices = [("", _("Chọn bộ tiêu chí")), *sets]


class CompareForm(forms.Form):
    """Two sets, as they stand in the address."""

    cu = forms.ChoiceField(label=_("Bộ cũ"))
    moi = forms.ChoiceField(label=_("Bộ mới"))

    def __init__(self, *args: Any, sets: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in ("cu", "moi"):
            self.fields[key].choices = [("", _("Chọn bộ tiêu chí")), *sets]


class RescoreForm(forms.Form):
    """Whose answers to the old set are scored by the new one too, as it stands in the address."""

    bai = forms.ChoiceField(label=_("Chấm lại câu trả lời của"), required=False)

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bai"].choices = [("", _("Chọn đơn vị và năm")), *units]
