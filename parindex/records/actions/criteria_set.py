"""Bringing a criteria set in, mending and publishing it, and choosing the one by which a level is scored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from parindex.core.criteria import LEVELS, CriteriaSet
from parindex.core.criteria_reading import read_texts, shipped_sets
from parindex.core.criteria_table import Draft, read_table
from parindex.core.errors import InputError
from parindex.core.words import normalise
from parindex.documents.reading import read_document
from parindex.records.actions import file as files
from parindex.records.actions.criterion_tie import take_over
from parindex.records.actions.history import expect, record
from parindex.records.models import ImportedSet, Programme, SetInUse
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import criteria_set as queries
from parindex.records.queries.criteria_set import DRAFT_MARK
from parindex.records.queries.criterion_tie import Taken

_MOST_TEXT = 2_000_000  # characters of all files of a set
_LONGEST_NAME = 100
_NAME = re.compile(r"[^\W_][\w.-]*@[^\W_][\w.-]*")


@transaction.atomic
def upload(by: Viewer, data: bytes, name: str, sheet: str = "") -> ImportedSet:
    """Read the table of points of a decision into a draft, with what could not be read. InputError for a file without
    such a table, or one that is here already.
    """
    by.require("manage_criteria")
    name = normalise(name)[:255] or "tep.xlsx"
    kept = files.keep(by, data, name)
    _refuse_known(by, kept.sha256, sheet)
    read = read_table(read_document(data, name), name, sheet or None)
    notes = {
        "counts": read.counts(), "problems": [vars(each) for each in read.problems],
        "unread": [vars(each) for each in read.unread], "assumed": read.assumed, "sha256": kept.sha256, "sheet": sheet,
    }  # fmt: skip
    row = _draft(by, read.files(), _title(read), notes, name)
    counts = read.counts()
    record(
        by, "upload_set", row,
        f"Đọc bộ tiêu chí từ tệp “{name}”: {counts['criteria']} tiêu chí, {len(read.unread)} chỗ chưa đọc được, "
        f"{len(read.problems)} chỗ phải sửa",
    )  # fmt: skip
    return row


def _refuse_known(by: Viewer, sha256: str, sheet: str) -> None:
    same = ImportedSet.objects.filter(programme_id=by.programme_id, notes__sha256=sha256, notes__sheet=sheet).first()
    if same is not None:
        what = "đã ban hành" if same.published_on else "đang là bản nháp"
        raise InputError(
            f"Tệp này đã được nhập (tệp “{same.file_name}”), {what}: {queries.shown_name(same)}. "
            "Hãy mở bản ấy; muốn đọc lại từ đầu thì bỏ bản nháp trước."
        )


def _title(read: Draft) -> str:
    return str(read.data.get("title") or read.name)


def _draft(by: Viewer, texts: dict[str, str], title: str, notes: dict[str, Any], name: str = "") -> ImportedSet:
    key = uuid4()
    return ImportedSet.objects.create(
        id=key, programme_id=by.programme_id, name=_name(texts, key), title=title, files=texts, notes=notes,
        file_name=name, created_at=by.at, created_by_id=by.user_id,
    )  # fmt: skip


def _name(texts: Mapping[str, str], key: UUID) -> str:
    """A draft's name: the one that it would be published under, with a mark that no published set has."""
    try:
        said = read_texts(texts).name
    except InputError:
        said = "chưa dùng được"
    return f"{said[:_LONGEST_NAME]}{DRAFT_MARK}{key.hex[:8]}"


@transaction.atomic
def begin_version(by: Viewer, name: str) -> ImportedSet:
    """A draft with the text of a set that is there, to be corrected into a new version."""
    by.require("manage_criteria")
    found = queries.load(by, name)
    row = _draft(by, dict(queries.texts(by, name)), found.title, {"from": name})
    record(by, "begin_set", row, f"Bắt đầu phiên bản mới từ bộ tiêu chí {name}")
    return row


def _held(by: Viewer, set_id: UUID, version: int | None) -> ImportedSet:
    by.require("manage_criteria")
    row = ImportedSet.objects.select_for_update().filter(programme_id=by.programme_id, pk=set_id).first()
    if row is None:
        raise NotFound("criteria_set")
    if row.published_on:
        raise InputError(f"Bộ tiêu chí {row.name} đã ban hành nên không sửa được nữa; hãy làm phiên bản mới.")
    expect(row, version)
    return row


@transaction.atomic
def correct(by: Viewer, set_id: UUID, texts: Mapping[str, str], version: int | None = None) -> ImportedSet:
    """Put a person's text in the place of a draft's files; it is kept even where it does not make a set yet."""
    row = _held(by, set_id, version)
    if strangers := [name for name in texts if name not in row.files]:
        raise InputError(f"Bản nháp không có tệp {', '.join(strangers)}.")
    made = row.files | {name: text.replace("\r\n", "\n") for name, text in texts.items()}
    if sum(len(text) for text in made.values()) > _MOST_TEXT:
        raise InputError(f"Các tệp dài quá {_MOST_TEXT:,} ký tự; hãy bỏ bớt.".replace(",", "."))
    changed = [name for name in made if made[name] != row.files[name]]
    row.files, row.name = made, _name(made, row.pk)
    checked = queries.checked(row)
    row.title = checked.found.title if checked.found else row.title
    row.save()
    if changed:
        record(by, "correct_set", row, f"Sửa bản nháp bộ tiêu chí: {', '.join(changed)}")
    return row


@transaction.atomic
def publish(by: Viewer, set_id: UUID, version: int | None = None, mended: bool = False) -> ImportedSet:
    """Make a draft a set that never changes; it scores nothing until it is chosen. `mended`: a person has looked at
    what the import said must be mended.
    """
    row = _held(by, set_id, version)
    found = read_texts(row.files)
    if queries.notes_of(row, "problems") and not mended:
        raise InputError("Bảng điểm có chỗ phải sửa; hãy xem từng chỗ, sửa xong rồi đánh dấu “đã xem và sửa”.")
    taken = ImportedSet.objects.filter(programme_id=by.programme_id, name=found.name).exclude(pk=row.pk)
    if not _NAME.fullmatch(found.name) or len(found.name) > _LONGEST_NAME:
        raise InputError(
            f"Mã và phiên bản “{found.name}” chỉ gồm chữ, số, dấu chấm và gạch nối, không quá {_LONGEST_NAME} ký tự; "
            "hãy sửa id, version trong set.yaml."
        )
    if found.name in shipped_sets() or taken.exists():
        raise InputError(
            f"Đã có bộ tiêu chí {found.name}. Bộ đã ban hành không thay đổi: hãy đặt phiên bản khác (version trong "
            "set.yaml) rồi ban hành lại."
        )
    row.name, row.title, row.fingerprint = found.name, found.title, found.fingerprint
    row.published_on, row.published_at, row.published_by_id = by.on, by.at, by.user_id
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise InputError(f"Đã có bộ tiêu chí {found.name}; hãy đặt phiên bản khác.") from None
    record(
        by, "publish_set", row, f"Ban hành trong hệ thống bộ tiêu chí {found.name}, dấu vết {found.fingerprint[:12]}"
    )
    return row


@transaction.atomic
def discard(by: Viewer, set_id: UUID, version: int | None = None) -> None:
    """Throw a draft away; the history keeps that it was."""
    row = _held(by, set_id, version)
    words = f"từ tệp “{row.file_name}”" if row.file_name else f"từ {row.notes.get('from', '')}"
    record(by, "discard_set", row, f"Bỏ bản nháp bộ tiêu chí “{row.title[:200]}”, {words}")
    row.delete()


def check_choice(by: Viewer, level: str, name: str, takes_effect: date, decision: str = "") -> CriteriaSet:
    """The set, where it may be chosen: made for the level, in force in the programme's year, not chosen just so yet."""
    by.require("manage_criteria")
    found = queries.load(by, name)
    if level not in found.levels:
        raise InputError(f"Bộ tiêu chí {name} không dành cho {LEVELS.get(level, f'cấp “{level}”')}; hãy chọn bộ khác.")
    year = Programme.objects.values_list("year", flat=True).get(pk=by.programme_id)
    if not found.valid_in(year):
        raise InputError(f"Bộ tiêu chí {name} không có hiệu lực trong năm {year}; hãy chọn bộ khác.")
    before = queries.newest_ever(by, level)
    if before and (before.set_name, before.takes_effect, before.decision) == (name, takes_effect, _number(decision)):
        raise InputError(f"Đã chọn bộ {name} cho {LEVELS[level]} từ ngày {takes_effect:%d/%m/%Y} rồi.")
    return found


def _number(decision: str) -> str:
    return normalise(decision)[:120]


@dataclass(frozen=True)
class Chosen:
    """A choice, and what the set took over from the one before it; None where there was none."""

    row: SetInUse
    taken: Taken | None


@transaction.atomic
def choose(by: Viewer, level: str, name: str, takes_effect: date, decision: str = "") -> Chosen:
    """From a day on, score a level by a set that is made for it and in force in the programme's year. It takes over the
    ties of the set before it: a version that changes two criteria must not lose what is known of the others.
    """
    Programme.objects.select_for_update().get(pk=by.programme_id)  # one choice after the other
    found = check_choice(by, level, name, takes_effect, decision)
    before = queries.before(by, found, level)
    made = SetInUse.objects.create(
        programme_id=by.programme_id, level=level, set_name=name, fingerprint=found.fingerprint,
        takes_effect=takes_effect, decision=_number(decision), chosen_at=by.at, chosen_by_id=by.user_id,
    )  # fmt: skip
    taken = take_over(by, before, found) if before else None
    told = f"; giữ mối gắn của {len(taken.ties)} tiêu chí như bộ {taken.old.name}" if taken and taken.ties else ""
    record(by, "choose_set", made, f"Chấm {LEVELS[level]} theo bộ {name} từ ngày {takes_effect:%d/%m/%Y}{told}")
    return Chosen(made, taken)
