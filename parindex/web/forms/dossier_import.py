"""Uploading a file of dossiers, and saying which of its columns is which of ours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.words import normalise
from parindex.indicators.facts import ONLINE_LEVELS
from parindex.indicators.sources import ColumnSpec
from parindex.indicators.sources import SourceMapping as Mapping
from parindex.indicators.sources.columns import FIELDS, PERSONAL, REQUIRED, TITLES, fold_heading
from parindex.web.forms.fields import DayField, LongTextField
from parindex.web.meanings import CHANNELS, ENDINGS

TABLES = (
    ("dossiers", gettext_lazy("Hồ sơ TTHC")), ("procedures", gettext_lazy("Danh mục thủ tục")),
    ("register_counts", gettext_lazy("Số hồ sơ theo sổ")),
)  # fmt: skip
ACCEPT = ".csv,.gz,.xlsx,.parquet,.txt"
# What a word of the source can mean, by the kind of its column.
MEANINGS: dict[str, tuple[tuple[str, Any], ...]] = {
    "channel": tuple(CHANNELS.items()),
    "ending": (*ENDINGS.items(), ("open", gettext_lazy("Đang giải quyết"))),
    "online_level": tuple(zip(ONLINE_LEVELS, (gettext_lazy("Không"), gettext_lazy("Một phần"),
                                              gettext_lazy("Toàn trình")), strict=True)),
    "flag": (("true", gettext_lazy("có")), ("false", gettext_lazy("không"))),
}  # fmt: skip
# Asked for before the others, found in the file or not.
MAIN = {
    "dossiers": ("code", "agency", "field", "procedure_name", "channel", "received", "due", "finished", "returned",
                 "ending"),
    "procedures": ("code", "name", "field", "online_level", "postal", "fee", "valid_from"),
    "register_counts": ("agency", "field", "period", "count"),
}  # fmt: skip
OWN_TITLES: dict[tuple[str, str], Any] = {
    ("dossiers", "code"): gettext_lazy("Mã hồ sơ"),
    ("procedures", "code"): gettext_lazy("Mã thủ tục"),
}
HINTS: dict[tuple[str, str], Any] = {
    ("dossiers", "code"): gettext_lazy("Không có mã thì các dòng chỉ thành số đếm theo cơ quan, tháng."),
    ("dossiers", "finished"): gettext_lazy("Ngày xử lý xong, không phải ngày dân đến lấy."),
    ("dossiers", "agency"): gettext_lazy("Nếu cả tệp là của một cơ quan, chọn cơ quan ở phần dưới."),
    ("register_counts", "agency"): gettext_lazy("Nếu cả tệp là của một cơ quan, chọn cơ quan ở phần dưới."),
}  # fmt: skip


class UploadForm(forms.Form):
    table = forms.ChoiceField(label=gettext_lazy("Tệp có"), choices=TABLES)
    file = forms.FileField(
        label=gettext_lazy("Tệp"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ACCEPT}),
        max_length=255,
        help_text=gettext_lazy("CSV, CSV nén .gz, Excel .xlsx hoặc Parquet, tối đa 200 MB. Tên, số điện thoại, địa "
                               "chỉ của người dân trong tệp không vào kho hồ sơ."),
        error_messages={"required": gettext_lazy("Xin chọn tệp.")},
    )  # fmt: skip


class SaveMappingForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Tên cách đọc"), max_length=80, help_text=gettext_lazy("Ví dụ: Một cửa huyện, xuất tháng."),
        error_messages={"required": gettext_lazy("Hãy đặt tên cho cách đọc.")},
    )  # fmt: skip


class LookForm(forms.Form):
    """Where the headings stand, where they were not found."""

    sheet = forms.CharField(
        label=gettext_lazy("Trang tính (Excel)"), required=False, max_length=31,
        help_text=gettext_lazy("Để trống: trang đầu tiên."),
    )  # fmt: skip
    header_row = forms.IntegerField(
        label=gettext_lazy("Tiêu đề ở dòng"), required=False, min_value=1, max_value=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("Đếm từ 1, như trong Excel. Để trống: máy tự tìm."),
        error_messages={"invalid": gettext_lazy("Xin ghi số dòng, ví dụ 4.")},
    )  # fmt: skip


class MappingForm(forms.Form):
    """How the source as a whole is read. The selects of single columns are not of the form: c-COLUMN, w-COLUMN-WORD."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    source = forms.CharField(
        label=gettext_lazy("Tên hệ thống nguồn"), max_length=80,
        help_text=gettext_lazy("Ví dụ: mot-cua, cong-dvcqg. Cùng một hệ thống thì giữ một tên, để lần nhập sau đính "
                               "chính được lần trước."),
    )  # fmt: skip
    agency = forms.ChoiceField(label=gettext_lazy("Cả tệp là của cơ quan"), required=False)
    due_is = forms.ChoiceField(
        label=gettext_lazy("Hạn hẹn trả là"), widget=forms.RadioSelect,
        choices=(
            ("day", gettext_lazy("một ngày: xong trong ngày đó chưa trễ")),
            ("instant", gettext_lazy("một thời điểm: trễ từng phút")),
        ),
    )  # fmt: skip
    extract = forms.ChoiceField(
        label=gettext_lazy("Tệp này"), widget=forms.RadioSelect,
        choices=(
            ("changes", gettext_lazy("chỉ có dòng mới và thay đổi")),
            ("full", gettext_lazy("có đủ mọi dòng của nguồn: dòng vắng mặt được rút khỏi số liệu")),
        ),
    )  # fmt: skip
    due_includes_pauses = forms.BooleanField(
        label=gettext_lazy("Hạn trong tệp đã cộng thời gian tạm dừng, bổ sung"), required=False
    )
    dates = forms.CharField(
        label=gettext_lazy("Dạng ngày giờ"), required=False, max_length=80,
        help_text=gettext_lazy("Để trống: tự nhận 15/06/2023 08:30, 2023-06-15, 20230615083000, số ngày của Excel. "
                               "Dạng khác thì ghi, ví dụ %m/%d/%Y cho tháng trước ngày sau."),
    )  # fmt: skip

    def __init__(self, *args: Any, base: Mapping, agencies: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = base.columns["agency"].constant if "agency" in base.columns else None
        names = [*agencies, *([kept] if kept and kept not in agencies else [])]
        self.fields["agency"].choices = [("", _("(lấy theo cột của tệp)")), *((name, name) for name in names)]
        if base.table != "dossiers":
            for name in ("due_is", "due_includes_pauses"):
                del self.fields[name]
        if base.table == "procedures":
            del self.fields["agency"]

    @staticmethod
    def of(mapping: Mapping, version: int) -> dict[str, Any]:
        """What the form shows at first."""
        whole = mapping.columns["agency"].constant if "agency" in mapping.columns else None
        return {
            "version": version, "source": mapping.source, "due_is": mapping.due_is, "extract": mapping.extract,
            "due_includes_pauses": mapping.due_includes_pauses, "dates": " | ".join(mapping.dates), "agency": whole,
        }  # fmt: skip

    def mapping(self, base: Mapping, data: QueryDict, headings: Sequence[str]) -> Mapping:
        """The mapping that a person made of `base`: selects c-COLUMN name headings, w-COLUMN-WORD what a word means."""
        said = self.cleaned_data
        columns: dict[str, ColumnSpec] = {}
        for name in FIELDS[base.table]:
            chosen, old = data.get(f"c-{name}", ""), base.columns.get(name, ColumnSpec())
            if name == "agency" and said.get("agency"):
                columns[name] = ColumnSpec(constant=said["agency"])
            elif chosen in headings:
                columns[name] = replace(old, headings=(chosen,), constant=None, after=None, activity="")
            elif name != "agency" and (old.constant is not None or old.after or old.activity):
                columns[name] = old  # of a mapping that was written, not made here
        for key, meaning in data.items():
            name, _dash, word = key.removeprefix("w-").partition("-")
            if key.startswith("w-") and name in columns and meaning in dict(_meanings(base.table, name)):
                columns[name] = replace(columns[name], values={**columns[name].values, word: meaning})
        formats = tuple(one.strip() for one in said["dates"].split("|") if one.strip())
        return replace(
            base, source=normalise(said["source"]), extract=said["extract"], dates=formats, columns=columns,
            due_is=said.get("due_is", base.due_is),
            due_includes_pauses=said.get("due_includes_pauses", base.due_includes_pauses),
        )  # fmt: skip


class ChoiceForm(forms.Form):
    """From which source shared dossiers count."""

    source = forms.ChoiceField(label=gettext_lazy("Tính theo nguồn"))
    agency = forms.ChoiceField(label=gettext_lazy("Cho cơ quan"), required=False)
    valid_from = DayField(
        label=gettext_lazy("Hồ sơ tiếp nhận từ"), required=False, help_text=gettext_lazy("Để trống: từ trước đến nay.")
    )
    valid_to = DayField(
        label=gettext_lazy("đến hết"), required=False, help_text=gettext_lazy("Để trống: cho đến khi khai lại.")
    )
    reason = LongTextField(
        label=gettext_lazy("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Xin ghi lý do, ví dụ số văn bản thống nhất nguồn số liệu.")},
    )  # fmt: skip

    def __init__(self, *args: Any, sources: Sequence[str], agencies: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(one, one) for one in sources]
        self.fields["agency"].choices = [("", _("mọi cơ quan")), *((str(one.pk), one.name) for one in agencies)]


@dataclass(frozen=True)
class ColumnRow:
    """One of our columns, the heading chosen for it and what stands below that in the file."""

    name: str
    title: Any
    required: bool
    chosen: str
    sample: str
    hint: Any = ""


def column_rows(
    mapping: Mapping, chosen: dict[str, str], samples: dict[str, str]
) -> tuple[list[ColumnRow], list[ColumnRow]]:
    """What is asked first: found in the file, or much needed; and the columns that may come beside."""
    first: list[ColumnRow] = []
    others: list[ColumnRow] = []
    for name in FIELDS[mapping.table]:
        heading, key = chosen.get(name, ""), (mapping.table, name)
        row = ColumnRow(
            name, title_of(mapping.table, name), name in REQUIRED[mapping.table], heading, samples.get(heading, ""),
            HINTS.get(key, ""),
        )  # fmt: skip
        (first if heading or row.required or name in MAIN[mapping.table] else others).append(row)
    return first, others


def title_of(table: str, name: str) -> Any:
    return OWN_TITLES.get((table, name), TITLES.get(name, name))


def offered(headings: Sequence[str]) -> tuple[list[str], list[str]]:
    """Headings to choose from, and those of names, papers and addresses, which never come in."""
    personal = [one for one in headings if fold_heading(one) in PERSONAL]
    return [one for one in headings if one not in personal], personal


def _meanings(table: str, name: str) -> tuple[tuple[str, Any], ...]:
    return MEANINGS.get(FIELDS[table].get(name, ""), ())


def said(table: str, name: str, value: Any) -> Any:
    """A value of ours in the words of the screen."""
    return dict(_meanings(table, name)).get(value, value)


def unknown_words(table: str, unknown: Sequence[Sequence[Any]]) -> list[tuple[str, Any, str, int, Any]]:
    """Words of the file that mean nothing yet: (column, its title, word, rows, what it can mean)."""
    return [
        (name, title_of(table, name), word, count, _meanings(table, name))
        for name, word, count in unknown[:40]
        if _meanings(table, name)
    ]
