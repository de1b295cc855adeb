"""What a person has to do: an agency's own duties by urgency, and what waits for who oversees; the same as .xlsx."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.apologies import Missing
from parindex.core.dates import Period
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.records.models import Extension, Obligation, Submission, Term
from parindex.records.permissions import Viewer
from parindex.records.queries import late_case as late_cases
from parindex.records.queries import obligation as obligations
from parindex.records.queries import submission as submissions
from parindex.records.queries import task as tasks
from parindex.records.queries.late_case import Entry
from parindex.records.queries.obligation import DutyRow
from parindex.web.formats import day
from parindex.web.states import LOOKS


@dataclass(frozen=True)
class WorkRow:
    """A duty with what its agency should know at a glance; `returned` says why it came back."""

    row: DutyRow
    returned: str

    @property
    def has_draft(self) -> bool:
        return self.row.state.workflow == "draft"

    @property
    def came_back(self) -> bool:
        return self.row.state.review == "returned"


@dataclass(frozen=True)
class Section:
    """Duties under one heading; `folded` sections ask for nothing now."""

    key: str
    title: str | Promise
    rows: list[WorkRow]
    folded: bool = False


@dataclass
class Undated:
    """One task whose date somebody must enter, for one or many agencies."""

    first: Obligation
    agencies: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Worklist:
    """`owes`: reports for an agency; else `sections` are what the overseer's own agencies owe, named by `offices`.

    The rest is empty for who may not decide it.
    """

    owes: bool
    sections: list[Section]
    offices: str
    events: list[Term]
    several: bool
    to_review: list[Submission]
    extensions: list[Extension]
    undated: list[Undated]
    reviews: bool
    decides: bool
    enters: bool
    late_dossiers: list[tuple[Entry, Missing]]

    @property
    def open_sections(self) -> list[Section]:
        return [section for section in self.sections if not section.folded]

    @property
    def folded_sections(self) -> list[Section]:
        return [section for section in self.sections if section.folded]

    @property
    def to_do(self) -> int:
        return sum(len(section.rows) for section in self.open_sections)


_TITLES = (
    ("returned", gettext_lazy("Bị trả lại"), False),
    ("late", gettext_lazy("Trễ"), False),
    ("today", gettext_lazy("Hôm nay"), False),
    ("week", gettext_lazy("Tuần này"), False),
    ("later", gettext_lazy("Sau"), False),
    ("upcoming", gettext_lazy("Chưa đến kỳ"), True),
    ("waiting", gettext_lazy("Chờ nhập hạn"), True),
    ("sent", gettext_lazy("Chờ duyệt"), True),
    ("done", gettext_lazy("Đã xong"), True),
)


_TO_DO = ("late", "today", "week", "later", "upcoming", "waiting")


def of(viewer: Viewer) -> Worklist:
    """As many queries for a long list as for a short one."""
    sections = _sections(viewer)
    agencies = {one.row.obligation.agency.name: None for section in sections for one in section.rows}
    return Worklist(
        owes=viewer.may("see_own_duties"),
        sections=sections,
        offices=", ".join(agencies),
        events=tasks.events(viewer) if viewer.agencies("record_event") else [],
        several=len(viewer.seats) > 1,
        to_review=list(submissions.to_review(viewer)),
        extensions=tasks.waiting_extensions(viewer),
        undated=_undated(viewer),
        reviews=viewer.may("comment_review"),
        decides=viewer.everywhere("decide_extension"),
        enters=viewer.everywhere("change_duty"),
        late_dossiers=_late_dossiers(viewer),
    )


def _late_dossiers(viewer: Viewer) -> list[tuple[Entry, Missing]]:
    """What late dossiers of the viewer's own agencies still lack, the earliest due first."""
    found = [(entry, what) for entry in late_cases.own_ledger(viewer) for what in entry.missing]
    return sorted(found, key=lambda row: (row[1].due or date.max, row[0].code))


def _sections(viewer: Viewer) -> list[Section]:
    found = obligations.duties(viewer)
    later = found.pop("later")
    found["later"] = [row for row in later if row.state.key != "upcoming"]
    found["upcoming"] = [row for row in later if row.state.key == "upcoming"]
    found["returned"] = [row for key in _TO_DO for row in found[key] if row.state.review == "returned"]
    for key in _TO_DO:
        found[key] = [row for row in found[key] if row.state.review != "returned"]
    words = submissions.returned_words(row.obligation for rows in found.values() for row in rows)
    return [Section(key, title, [_row(row, words) for row in found[key]], folded) for key, title, folded in _TITLES]


def _row(row: DutyRow, words: dict[Any, str]) -> WorkRow:
    came_back = row.state.review == "returned"
    return WorkRow(row, words.get(row.obligation.pk, "") if came_back else "")


def _undated(viewer: Viewer) -> list[Undated]:
    """Agencies of one task whose duties wait for the same date stand in one line."""
    found: dict[Any, Undated] = {}
    for row in obligations.undated(viewer):
        duty = row.obligation
        group = found.setdefault((duty.task_id, duty.term_id, duty.occurrence_id), Undated(duty))
        group.agencies.append(duty.agency.name)
    return list(found.values())


def table(viewer: Viewer, invented: bool) -> bytes:
    """The whole list as .xlsx, a column saying which group a row belongs to."""
    columns = [
        Column(_("Nhóm"), width=18), Column(_("Mục"), width=8), Column(_("Nhiệm vụ"), width=60),
        Column(_("Kỳ"), width=18), Column(_("Cơ quan"), width=28), Column(_("Hạn"), "date"),
        Column(_("Trạng thái"), width=18), Column(_("Trễ (ngày làm việc)"), "whole"), Column(_("Ghi chú"), width=40),
    ]  # fmt: skip
    work = of(viewer)
    rows = [
        [str(section.title), *_cells(one.row.obligation), str(LOOKS[one.row.state.key].word),
         one.row.state.late_days if one.row.state.key in ("late", "done_late") else None, _note(one)]
        for section in work.sections for one in section.rows
    ]  # fmt: skip
    for sent in work.to_review:
        rows.append([_("Kết quả chờ duyệt"), *_cells(sent.obligation), _("Chờ duyệt"), None, _sent(sent.sent_on)])
    for asked in work.extensions:
        note = _("Xin đến %(day)s: %(why)s") % {"day": day(asked.asked_due), "why": asked.reason}
        rows.append([_("Đề nghị gia hạn"), *_cells(asked.obligation), "", None, note])
    for group in work.undated:
        note = ", ".join(group.agencies)
        rows.append([_("Chờ nhập hạn"), *_cells(group.first)[:3], "", None, _("Chờ nhập hạn"), None, note])
    for entry, what in work.late_dossiers:
        name = entry.agency.name if entry.agency else ""
        rows.append(
            [_("Hồ sơ trễ hạn"), "", f"{entry.code} {entry.procedure}", "", name, what.due, "", None, what.says]
        )
    notes = [_("Số liệu đến ngày %s.") % day(viewer.on)] + ([_("Số liệu giả định.")] if invented else [])
    return write_table(_("Việc của tôi"), columns, rows, notes)


def _cells(duty: Obligation) -> list[Any]:
    item = duty.task.item
    periods = ", ".join(Period.parse(label).says for label in duty.periods)
    return [f"{item.part.number}.{item.number}", duty.task.text, periods, duty.agency.name, duty.due]


def _note(one: WorkRow) -> str:
    if one.came_back:
        return _("Trả lại: %s") % one.returned
    return _("Có bản nháp") if one.has_draft else ""


def _sent(on: date | None) -> str:
    return _("Gửi ngày %s") % day(on)
