"""Uploading a file of dossiers, and saying which of its columns is which of ours."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from parindex.indicators.facts import CHANNELS, ENDINGS, ONLINE_LEVELS
from parindex.indicators.sources import ColumnSpec
from parindex.indicators.sources import SourceMapping as Mapping
from parindex.indicators.sources.columns import FIELDS, REQUIRED, TITLES

TABLES = (
    ("dossiers", _("Hồ sơ TTHC")), ("procedures", _("Danh mục thủ tục")), ("register_counts", _("Số hồ sơ theo sổ")),
)  # fmt: skip
ACCEPT = ".csv,.gz,.xlsx,.parquet,.txt"
# What a word of the source can mean, by the kind of its column.
MEANINGS: dict[str, tuple[tuple[str, Any], ...]] = {
    "channel": tuple(zip(CHANNELS, (_("Trực tuyến toàn trình"), _("Trực tuyến một phần"), _("Trực tiếp"),
                                    _("Bưu chính"), _("Khác")), strict=True)),
    "ending": tuple(zip(ENDINGS, (_("Đã giải quyết"), _("Từ chối"), _("Công dân rút")), strict=True)),
    "online_level": tuple(zip(ONLINE_LEVELS, (_("Không"), _("Một phần"), _("Toàn trình")), strict=True)),
    "flag": (("true", _("có")), ("false", _("không"))),
}  # fmt: skip


class UploadForm(forms.Form):
    table = forms.ChoiceField(label=_("Tệp có"), choices=TABLES)
    file = forms.FileField(
        label=_("Tệp"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ACCEPT}), max_length=255,
        help_text=_("CSV, CSV nén .gz, Excel .xlsx hoặc Parquet, tối đa 200 MB. Tên, số điện thoại, địa chỉ của "
                    "người dân trong tệp không vào kho hồ sơ."),
    )  # fmt: skip


class SaveMappingForm(forms.Form):
    name = forms.CharField(label=_("Tên cách đọc"), max_length=80)


class MappingForm(forms.Form):
    """How the source as a whole is read; the columns are `column_fields`."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    source = forms.CharField(
        label=_("Tên hệ thống nguồn"),
        max_length=80,
        help_text=_("Ví dụ: mot-cua, cong-dvcqg. Cùng một hệ thống thì giữ một tên."),
    )
    due_is = forms.ChoiceField(
        label=_("Hạn hẹn trả là"), widget=forms.RadioSelect,
        choices=(
            ("day", _("một ngày: xong trong ngày đó chưa trễ")), ("instant", _("một thời điểm: trễ từng phút")),
        ),
    )  # fmt: skip
    extract = forms.ChoiceField(
        label=_("Tệp này"), widget=forms.RadioSelect,
        choices=(
            ("changes", _("chỉ có hồ sơ mới và thay đổi")),
            ("full", _("có đủ mọi hồ sơ của nguồn: hồ sơ vắng mặt được rút")),
        ),
    )  # fmt: skip
    due_includes_pauses = forms.BooleanField(
        label=_("Hạn trong tệp đã cộng thời gian tạm dừng, bổ sung"), required=False
    )
    dates = forms.CharField(
        label=_("Dạng ngày giờ"), required=False, max_length=80,
        help_text=_("Để trống: tự nhận 15/06/2023 08:30, 2023-06-15, 20230615083000, số ngày của Excel. "
                    "Khác thì ghi, ví dụ %m/%d/%Y."),
    )  # fmt: skip

    def __init__(self, *args: Any, table: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if table != "dossiers":
            for name in ("due_is", "due_includes_pauses"):
                del self.fields[name]

    @staticmethod
    def of(mapping: Mapping, version: int) -> dict[str, Any]:
        """What the form shows at first."""
        return {
            "version": version, "source": mapping.source, "due_is": mapping.due_is, "extract": mapping.extract,
            "due_includes_pauses": mapping.due_includes_pauses, "dates": " | ".join(mapping.dates),
        }  # fmt: skip

    def mapping(self, base: Mapping, data: QueryDict, headings: Sequence[str]) -> Mapping:
        """The mapping that a person made of `base`: selects c-COLUMN name headings, w-COLUMN-n what word n means."""
        said = self.cleaned_data
        columns: dict[str, ColumnSpec] = {}
        for name in FIELDS[base.table]:
            chosen = data.get(f"c-{name}", "")
            old = base.columns.get(name, ColumnSpec())
            if chosen in headings:
                columns[name] = replace(old, headings=(chosen,), constant=None, after=None)
            elif old.constant is not None:
                columns[name] = old
        for key, meaning in data.items():
            if key.startswith("w-") and meaning:
                name, _dash, word = key.removeprefix("w-").partition("-")
                kind = FIELDS[base.table].get(name, "")
                if name in columns and meaning in dict(MEANINGS.get(kind, ())):
                    columns[name] = replace(columns[name], values={**columns[name].values, word: meaning})
        formats = tuple(one.strip() for one in said["dates"].split("|") if one.strip())
        return replace(
            base, source=said["source"].strip(), extract=said["extract"], dates=formats, columns=columns,
            due_is=said.get("due_is", base.due_is),
            due_includes_pauses=said.get("due_includes_pauses", base.due_includes_pauses),
        )  # fmt: skip


def column_rows(mapping: Mapping, chosen: dict[str, str], samples: dict[str, str]) -> list[tuple[Any, ...]]:
    """Our columns with the heading chosen for each: (name, title, required, chosen heading, a sample value)."""
    found = []
    for name in FIELDS[mapping.table]:
        heading = chosen.get(name, "")
        if name != "source" or heading:
            required = name in REQUIRED[mapping.table]
            found.append((name, TITLES.get(name, name), required, heading, samples.get(heading, "")))
    return found


def unknown_words(table: str, unknown: Sequence[Sequence[Any]]) -> list[tuple[str, str, str, int, Any]]:
    """Words of the file that mean nothing yet: (column, its title, word, rows, what it can mean)."""
    return [
        (name, TITLES.get(name, name), word, count, MEANINGS.get(FIELDS[table][name], ()))
        for name, word, count in unknown[:40]
    ]
