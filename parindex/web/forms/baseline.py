"""Forms of last year's result: the whole and its lines, a file to read it from, and scores of many units in lines."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.core.baseline_table import Unfilled
from parindex.core.baselines import Line, Result
from parindex.records.models import Agency
from parindex.web.forms.fields import DayField, LongTextField, NumberField

AUTHORITY = "huyen"  # in the place of an agency's key
MOST_LINES = 220
_SPARE = 3


def units(authority: str, agencies: Sequence[Agency]) -> list[tuple[str, str]]:
    """Whose result it may be: the authority's own, or that of an agency."""
    return [(AUTHORITY, authority), *((str(each.pk), each.name) for each in agencies)]


class PointsField(NumberField):
    """Points, which a penalty may make negative; nothing typed is None and never 0."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(whole_digits=5, places=4, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str) and value.strip()[:1] in ("-", "−"):
            found = super().to_python(value.strip()[1:])
            return None if found is None else -found
        return super().to_python(value)


class YearForm(forms.Form):
    year = forms.IntegerField(
        label=_("Năm của kết quả"), widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Xin ghi năm."), "invalid": _("Xin ghi năm bằng bốn chữ số, ví dụ 2022.")},
    )  # fmt: skip
    decision = forms.CharField(label=_("Số quyết định công bố"), required=False, max_length=120)


class ResultForm(YearForm):
    """The whole of one unit's result; `file_name` tells from which file it was read."""

    agency = forms.ChoiceField(label=_("Kết quả của"), error_messages={"required": _("Xin chọn đơn vị.")})
    total = PointsField(label=_("Tổng điểm"))
    max = PointsField(label=_("Điểm tối đa"))
    rank = forms.IntegerField(label=_("Hạng"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    ranked = forms.IntegerField(
        label=_("Trong số đơn vị"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    decided = DayField(label=_("Ngày quyết định"), required=False)
    file_name = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)
    skipped = forms.IntegerField(required=False, widget=forms.HiddenInput)  # rows of the file that are no line here
    partial = forms.BooleanField(
        label=_("Nạp dù còn dòng chưa có điểm; điểm của các dòng ấy để “chưa phân bổ”"), required=False
    )

    field_order = ("agency", "year", "total", "max", "rank", "ranked", "decision", "decided", "file_name")

    def __init__(self, *args: Any, authority: str, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = units(authority, agencies)


class LineForm(forms.Form):
    """One row of points; one that is left blank is not there. `partial`: one without points may be left out."""

    code = forms.CharField(label=_("Mã"), required=False, max_length=60)
    title = forms.CharField(label=_("Nội dung"), required=False, max_length=1000)
    points = PointsField(label=_("Điểm đạt"), required=False)
    max = PointsField(label=_("Điểm tối đa"), required=False)
    unfilled = False  # named, but without points or maximum

    def __init__(self, *args: Any, partial: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partial = partial
        for key, field in self.fields.items():
            wrong = " is-invalid" if self.is_bound and key in self.errors else ""
            field.widget.attrs |= {"class": f"form-control{wrong}", "aria-label": field.label}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if any(value not in (None, "") for value in cleaned.values()):
            lacking = [
                str(self.fields[key].label)
                for key in ("title", "points", "max")
                if cleaned.get(key) in (None, "") and key not in self.errors
            ]
            self.unfilled = cleaned.get("title") not in (None, "") and lacking != []
            if lacking and not (self.partial and self.unfilled):
                raise forms.ValidationError(_("Dòng này thiếu: %s.") % ", ".join(lacking).lower())
        return cleaned

    @property
    def told(self) -> bool:
        """Whether the row says anything to be kept."""
        return not self.unfilled and any(value not in (None, "") for value in self.cleaned_data.values())


LineSet = forms.formset_factory(LineForm, extra=_SPARE, max_num=MOST_LINES, absolute_max=MOST_LINES)


def initial_of(result: Result) -> dict[str, Any]:
    """What the form of a result starts from."""
    return {"total": result.total, "max": result.max, "rank": result.rank, "ranked": result.ranked}


def line_of(line: Line | Unfilled, code: str) -> dict[str, Any]:
    """What the row of a line starts from."""
    return {"code": code, "title": line.title, "points": line.points, "max": line.max}


class FileForm(forms.Form):
    """Whose table it is decides by which set its lines are placed."""

    whose = forms.ChoiceField(label=_("Bảng này là kết quả của"), error_messages={"required": _("Xin chọn đơn vị.")})
    file = forms.FileField(
        label=_("Bảng kết quả"),
        help_text=_("Tệp .xlsx, .docx hoặc .pdf có chữ: cột nội dung, cột điểm tối đa, cột điểm đạt."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.docx,.pdf"}),
        error_messages={"required": _("Xin chọn tệp."), "empty": _("Tệp này rỗng; xin chọn lại tệp.")},
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, authority: str, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = units(authority, agencies)


class ScoresForm(YearForm):
    """Units a line each; a file fills the lines, to be looked at before they are kept."""

    max = PointsField(label=_("Điểm tối đa"), required=False)
    text = LongTextField(
        label=_("Các đơn vị"), required=False, max_length=60_000,
        help_text=_("Mỗi dòng: tên đơn vị; điểm; hạng (nếu có). Chép thẳng từ bảng tính cũng được."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Hoặc đọc từ tệp"), required=False, widget=forms.FileInput(attrs={"accept": ".xlsx,.docx,.pdf"}),
        help_text=_("Mỗi đơn vị một dòng (cột đơn vị, cột tổng điểm) hoặc mỗi đơn vị một cột và một dòng tổng."),
        allow_empty_file=True,
    )  # fmt: skip
