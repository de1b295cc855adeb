"""How a reading is shown beside its source: agencies that open to their members, words with their dates, outcomes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.plan_reading import Place, PlanReading, PlanTask
from parindex.core.target_sayings import say_target
from parindex.records.queries.plan_import import PlannedTask, Preview, PreviewRow, PrintedRow, placed
from parindex.web import formats, terms

# The fields of a task by their names in `queries`.
FIELDS = {
    "text": gettext_lazy("nhiệm vụ"),
    "lead": gettext_lazy("cơ quan thực hiện"),
    "with": gettext_lazy("cơ quan phối hợp"),
    "phrase": gettext_lazy("thời hạn"),
    "product": gettext_lazy("sản phẩm"),
    "note": gettext_lazy("ghi chú"),
}


@dataclass(frozen=True)
class Chip:
    """A name as written; `members` are the agencies that it means, `single` where it says just that one."""

    name: str
    members: list[str]

    @property
    def single(self) -> bool:
        return len(self.members) == 1


@dataclass(frozen=True)
class TaskShown:
    """One task of the preview; `queries` are fields for a person to decide, `outcome` what confirming makes of it."""

    address: str
    planned: PlannedTask
    lead: list[Chip]
    supporting: list[Chip]
    strangers: list[str]
    terms: list[tuple[str, str]]
    targets: list[str]
    outcome: str
    earlier: str
    queries: frozenset[str]

    @property
    def lead_guessed(self) -> bool:
        return "lead" in self.queries or self.planned.placed.task.doubtful

    @property
    def with_guessed(self) -> bool:
        return "with" in self.queries

    @property
    def phrase_guessed(self) -> bool:
        return "phrase" in self.queries or bool(self.planned.placed.task.schedule_unread)

    @property
    def why_nothing(self) -> str:
        return why_nothing(self.planned)

    @property
    def asked(self) -> str:
        return ", ".join(str(FIELDS.get(name, name)) for name in self.planned.placed.task.queries)


@dataclass(frozen=True)
class RowShown:
    """One item with its source; `opens_section` where a new part begins above it."""

    key: str
    row: PreviewRow
    source: list[tuple[str, PrintedRow]]
    tasks: list[TaskShown]
    opens_section: bool

    @property
    def anchor(self) -> str:
        return f"row-{self.key}"

    @property
    def item_address(self) -> str:
        return f"{self.row.block}.{self.row.index}"


@dataclass(frozen=True)
class WarningShown:
    """`anchor` is the task or the row to jump to, "" where there is none; `settled_by` who has looked at it."""

    index: int
    place: str
    message: str
    anchor: str
    settled_by: str


@dataclass
class Register:
    """What names mean, and which agencies the programme has."""

    members: Mapping[str, list[str]]
    names: Mapping[str, str] = field(default_factory=dict)


def rows(preview: Preview, register: Register, only: str | None = None) -> list[RowShown]:
    """All rows of a preview, or the one whose key is `only`."""
    found = []
    section: object = object()
    for row in preview.rows:
        key = f"{row.block}-{row.index}"
        if only in (None, key):
            source = [(place_said(printed) or _origin(row), printed) for printed in row.source]
            shown = [task(planned, register) for planned in row.tasks]
            found.append(RowShown(key, row, source, shown, row.item.section != section))
        section = row.item.section
    return found


def _origin(row: PreviewRow) -> str:
    return _("Mục %s của văn bản") % row.origin if row.origin else ""


def task(planned: PlannedTask, register: Register) -> TaskShown:
    """One task as the preview shows it."""
    read = planned.placed.task
    told = {name for one in (*read.lead, *read.supporting) for name in register.members.get(one, ())}
    return TaskShown(
        address=str(planned.placed.key),
        planned=planned,
        lead=_chips(read.lead, register, read.lead_keys, told),
        supporting=_chips(read.supporting, register, read.supporting_keys, told),
        strangers=_strangers(read, register),
        terms=[_term(planned, index) for index in range(len(read.schedule))],
        targets=[say_target(data) for data in read.targets],
        outcome=_outcome(planned),
        earlier=terms.dates(duty.due for duty in planned.duties.earlier if duty.due),
        queries=frozenset(read.queries),
    )


def _strangers(read: PlanTask, register: Register) -> list[str]:
    """Agencies that the register of rules/ knows and the programme does not have: no duty can be made for them."""
    pairs = [
        *zip(read.lead_agencies, read.lead_keys, strict=False),
        *zip(read.supporting_agencies, read.supporting_keys, strict=False),
    ]
    return sorted({name for name, key in pairs if key not in register.names})


def _chips(names: tuple[str, ...], register: Register, keys: tuple[str, ...], told: set[str]) -> list[Chip]:
    """Each name with its members; agencies of the programme that no name of rules/ explains stand by themselves."""
    chips = [Chip(name, register.members.get(name) or _added(name, register)) for name in names]
    said = {member for chip in chips for member in chip.members} | told
    others = [register.names[key] for key in keys if key in register.names and register.names[key] not in said]
    return chips + [Chip(name, [name]) for name in others]


def _added(name: str, register: Register) -> list[str]:
    return [name] if name in register.names.values() else []


def _term(planned: PlannedTask, index: int) -> tuple[str, str]:
    """A term said back, with its dates; a standing duty shows the days on which it is answered."""
    one = planned.placed.task.schedule[index]
    if one.kind != "continuous":
        return terms.term(one)
    days = [duty.due for duty in (*planned.duties.earlier, *planned.duties.owed) if duty.due and duty.term == index]
    return one.says, _("báo cáo ") + terms.dates(sorted(days)) if days else ""


def _outcome(planned: PlannedTask) -> str:
    if planned.makes_nothing:
        return ""
    if planned.count:
        each = len(planned.duties.owed)
        return _("Tạo %(count)d việc (%(agencies)d cơ quan × %(each)d hạn)") % {
            "count": planned.count, "agencies": planned.agencies, "each": each
        }  # fmt: skip
    return _("Chờ sự kiện: việc bắt đầu khi có người ghi nhận sự kiện")


def why_nothing(planned: PlannedTask) -> str:
    """Why confirming makes no duty of a task, and what to do."""
    read = planned.placed.task
    if not read.lead:
        return _("Chưa có cơ quan thực hiện; hãy sửa và ghi cơ quan.")
    if not planned.agencies:
        return _("Chưa rõ cơ quan thực hiện là cơ quan nào của chương trình; hãy sửa tên, hoặc thêm cơ quan.")
    if planned.duties.earlier:
        days = terms.dates(duty.due for duty in planned.duties.earlier if duty.due)
        return _("Mọi hạn (%s) đều trước ngày có hiệu lực.") % days
    if not read.schedule:
        return _("Chưa đọc được thời hạn; hãy sửa thời hạn.") if read.phrase else _("Kế hoạch không ghi thời hạn.")
    return _("Không có hạn nào trong năm kế hoạch.")


def place_said(printed: PrintedRow) -> str:
    """Where a row stands, as people find it in the document."""
    place = printed.place
    if place.table is None:
        return _("Đoạn %d") % place.paragraph if place.paragraph else ""
    where = _("Trang tính “%s”") % printed.sheet if printed.sheet else _("Bảng %d") % place.table
    page = _(", trang %d") % printed.page if printed.page else ""
    return where + (_(", dòng %d") % printed.row if printed.row else "") + page


def where(place: Place) -> str:
    """The place of words outside the preview's rows."""
    if place.table is None:
        return _("Đoạn %d") % place.paragraph if place.paragraph else _("Văn bản")
    return _("Bảng %(table)d, dòng %(rows)s") % {"table": place.table, "rows": ", ".join(map(str, place.rows))}


def warnings(raw: dict[str, Any], reading: PlanReading) -> list[WarningShown]:
    """Warnings not looked at yet first; `raw` is the stored reading, which also says who has looked."""
    found = []
    for index, (one, warning) in enumerate(zip(raw.get("warnings", ()), reading.warnings, strict=True)):
        anchor = _anchor(warning.place, warning.at, reading)
        found.append(WarningShown(index, warning.place, warning.message, anchor, one.get("settled_by", "")))
    return sorted(found, key=lambda shown: bool(shown.settled_by))


def _anchor(label: str, at: Place, reading: PlanReading) -> str:
    """The task that stands exactly there, else one that shares the rows, else the item."""
    tasks = [(one.key, one.task.place) for one in placed(reading)]
    same = [key for key, place in tasks if place == at]
    if not same and at.paragraph is not None:
        same = [key for key, place in tasks if _same_rows(place, at) and place.paragraph == at.paragraph]
    if same:
        return f"task-{same[0]}"
    for index, item in enumerate(reading.items):
        if _same_rows(item.place, at) or (at.table is None and item.label == label):
            return f"row-items-{index}"
    labels = [item.label for item in reading.items]
    return f"row-items-{labels.index(label)}" if label in labels else ""


def _same_rows(one: Place, other: Place) -> bool:
    return one.table is not None and one.table == other.table and bool(set(one.rows) & set(other.rows))


def proposed_day(raw: Mapping[str, Any], on: date) -> date:
    """The day proposed for taking effect: the plan's own date of issue, else the business day."""
    issued = raw["plan"].get("issued")
    return date.fromisoformat(issued) if issued else on


def consequences(tasks: list[PlannedTask], on: date) -> dict[str, Any]:
    """What confirming would make of tasks: how many duties, which dates lie before, what makes nothing and why."""
    lead = {key for one in tasks for key in one.placed.task.lead_keys}
    return {
        "obligations": sum(one.count for one in tasks),
        "overdue": overdue(tasks, on),
        "agencies": len(lead),
        "waiting": sum(one.agencies for one in tasks for duty in one.duties.owed if duty.due is None),
        "events": sum(1 for one in tasks if one.duties.events and one.agencies),
        "earlier": [
            (one, terms.dates(duty.due for duty in one.duties.earlier if duty.due))
            for one in tasks
            if one.duties.earlier
        ],
        "nothing": [(one, why_nothing(one)) for one in tasks if one.makes_nothing],
    }


def to_look_at(planned: PlannedTask, register: Register) -> frozenset[str]:
    """The fields of a task that the preview marks for a person."""
    read = planned.placed.task
    found = set(read.queries)
    if read.doubtful or not read.lead or _unknown(read.lead, register):
        found.add("lead")
    if _unknown(read.supporting, register):
        found.add("with")
    if read.schedule_unread:
        found.add("phrase")
    if _strangers(read, register):
        found.add("strangers")
    return frozenset(found)


def _unknown(names: tuple[str, ...], register: Register) -> bool:
    return not all(register.members.get(name) or _added(name, register) for name in names)


def overdue(tasks: Iterable[PlannedTask], on: date) -> int:
    """How many of the duties that confirming makes would be past due on the business day already."""
    return sum(one.agencies for one in tasks for duty in one.duties.owed if duty.due and duty.due < on)


def footing(preview: Preview, register: Register, on: date) -> dict[str, Any]:
    """The numbers at the foot of the preview; `places` are all marks for a person, `first` where the first stands."""
    reading = preview.reading
    raw = preview.plan_import.reading
    own = len(reading.tasks)
    warned = sum(1 for one in raw.get("warnings", ()) if not one.get("settled_by"))
    marked = [(one, len(marks)) for one in preview.tasks if (marks := to_look_at(one, register))]
    return {
        "tasks": own,
        "further": len(preview.tasks) - own,
        "warnings": warned,
        "unread": len(reading.unread),
        "asked": sum(count for _one, count in marked),
        "places": warned + sum(count for _one, count in marked),
        "first": "import-warnings" if warned or not marked else f"task-{marked[0][0].placed.key}",
        "first_row": f"task-{marked[0][0].placed.key}" if marked else "",
        "obligations": formats.number(preview.obligations),
        "overdue": overdue(preview.tasks, on),
        "nothing": sum(1 for one in preview.tasks if one.makes_nothing),
    }
