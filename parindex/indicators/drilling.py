"""What adds up to a figure: dossiers and what each of them adds, procedures, or lines of a register.

The figure is counted by cube.py from sums; here the same is told one by one, and tests hold the two together. `agency`
is a key or a source's words, None for all agencies, "" for rows whose source names none; `among` are keys of several.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import ibis
import pyarrow as pa

from parindex.core.dates import Period, Scheme
from parindex.core.errors import InputError
from parindex.indicators.behind import Part, amount_of, entered, part_of
from parindex.indicators.conditions import THOUSANDTHS
from parindex.indicators.counting import Ask, moment_of
from parindex.indicators.dossiers import DossierPage, Opened, dossier_page, of_agencies, open_rows
from parindex.indicators.engines import engine
from parindex.indicators.figures import Amount, exact
from parindex.indicators.lake import Lake
from parindex.indicators.measure import Count, Distinct, Measure, Register, Stock, Sum
from parindex.indicators.measures import measures
from parindex.indicators.registers import Entry, entered_by_month, register_entries
from parindex.indicators.stretches import Stretch, stretch_of

Kind = Literal["dossiers", "procedures", "register"]
PARTS: tuple[Part, ...] = ("denominator", "numerator", "missed")


@dataclass(frozen=True)
class ProcedureLine:
    """A procedure that counts once, by its code, and how many dossiers of it there are on that side."""

    code: str
    name: str | None
    dossiers: int


@dataclass(frozen=True)
class RegisterLine:
    """A month of a register: what it counts, and where dossiers are set against it, how many were `entered`. `field`
    None: all fields. Lines of sources that keep the same month together are one where their difference is told.
    """

    sources: tuple[str, ...]
    agency: str | None
    field: str | None
    month: str
    count: int
    entered: int | None
    imports: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """Which figure: of an agency (see above) in a period, as of an instant and as known at one."""

    code: str
    agency: str | None
    period: Period
    scheme: Scheme
    as_of: datetime
    known_at: datetime | None = None
    among: tuple[str, ...] | None = None

    @property
    def measure(self) -> Measure:
        if self.code not in measures():
            raise InputError(f"Không có chỉ tiêu “{self.code}”; gõ “parindex indicators list” để xem các mã.")
        return measures()[self.code]


def parts_of(code: str) -> tuple[Part, ...]:
    """The sides that have a list of their own. The dossiers of a mean are one list: their number and their sum."""
    measure = measures()[code]
    if isinstance(measure, Count | Stock) or (isinstance(measure, Register) and not measure.entered):
        return ("numerator",)
    return ("denominator",) if isinstance(measure, Sum) and measure.below is None else PARTS


def kind_of(code: str, part: Part) -> Kind:
    """What a side is made of."""
    measure = measures()[code]
    if isinstance(measure, Distinct):
        return "procedures"
    if isinstance(measure, Register) and not (measure.entered and part == "numerator"):
        return "register"
    return "dossiers"


def rows_behind(
    lake: Lake,
    code: str,
    *,
    agency: str | None,
    period: Period,
    scheme: Scheme,
    as_of: datetime,
    known_at: datetime | None = None,
    part: Part = "denominator",
    limit: int = 200,
    offset: int = 0,
    field: str | None = None,
) -> DossierPage:
    """The dossiers that an indicator's figure counted; `missed` are those of the denominator alone. What has no
    denominator gives the same rows for both sides. InputError for an unknown code.
    """
    return page_behind(lake, Question(code, agency, period, scheme, as_of, known_at), part, limit, offset, field)


def page_behind(
    lake: Lake, asked: Question, part: Part, limit: int, offset: int, field: str | None = None
) -> DossierPage:
    """Some of the dossiers of one side of a figure, of one field where that is named."""
    opened = _opened(lake, asked)
    if opened is None:
        return DossierPage(0, [])
    rows = _side(lake, opened, asked, part)
    rows = rows if field is None else rows.filter(rows.field == field)
    return dossier_page(rows, ["received", "source", "code"], opened.moment, limit, offset, _scale(asked.measure))


def sides_behind(lake: Lake, asked: Question) -> dict[Part, Amount]:
    """What the lists add up to: the figure's sides, and what lies between them; without rows behind it 0."""
    measure = asked.measure
    if isinstance(measure, Distinct):
        return {part: len(procedures_behind(lake, asked, part)) for part in PARTS}
    if isinstance(measure, Register):
        return _register_sides(lake, measure, asked)
    opened = _opened(lake, asked)
    parts = parts_of(asked.code)
    if parts == ("denominator",):
        parts = ("denominator", "numerator")
    if opened is None:
        return dict.fromkeys(parts, 0)
    adds = {part: _adds(opened, asked, part).cast("int64") for part in parts}
    rows = of_agencies(opened.rows.mutate(**adds), _agencies(asked))
    sums = rows.aggregate(**{part: rows[part].sum().fill_null(0) for part in parts})
    found = engine().arrow(sums).to_pylist()[0]
    return {part: exact(found[part], _scale(measure) if part == "numerator" else None) for part in parts}


def _adds(opened: Opened, asked: Question, part: Part) -> Any:
    """What each row adds to a side; the denominator of a mean is the number of its rows."""
    measure, wanted = asked.measure, _condition(opened, asked, part).fill_null(False)
    mean = isinstance(measure, Sum) and measure.below is None
    amount = None if mean and part == "denominator" else amount_of(measure, part, opened.means)
    return wanted if amount is None else ibis.ifelse(wanted, amount, 0)


def procedures_behind(lake: Lake, asked: Question, part: Part) -> list[ProcedureLine]:
    """The different procedures of a side, those with the most dossiers first."""
    opened = _opened(lake, asked)
    if opened is None:
        return []
    sides = {part: _condition(opened, asked, part).fill_null(False) for part in ("denominator", "numerator")}
    rows = of_agencies(opened.rows.mutate(below=sides["denominator"], above=sides["numerator"]), _agencies(asked))
    rows = rows.filter(rows.below)
    found = rows.group_by("procedure").aggregate(
        name=rows.procedure_name.min(), dossiers=rows.count(), hits=rows.above.cast("int64").sum()
    )  # fmt: skip
    lines = [
        ProcedureLine(row["procedure"], row["name"], row["hits"] if part == "numerator" else row["dossiers"])
        for row in engine().arrow(found).to_pylist()
        if part == "denominator" or bool(row["hits"]) == (part == "numerator")
    ]
    return sorted(lines, key=lambda line: (-line.dossiers, line.code))


def register_behind(lake: Lake, asked: Question, part: Part) -> list[RegisterLine]:
    """The lines of registers that a figure counts, by agency, month and field; `missed`: what they are ahead by."""
    measure = asked.measure
    assert isinstance(measure, Register)
    entries = _entries(lake, measure, asked)
    if part != "missed":
        lines = [
            RegisterLine((one.source,), one.agency, one.field, one.month.label, one.count, None, _imports([one]))
            for one in entries
        ]
    else:
        lines = _differences(lake, asked, entries)
    return sorted(lines, key=lambda line: (line.agency or "", line.month, line.field or "", line.sources))


def _differences(lake: Lake, asked: Question, entries: list[Entry]) -> list[RegisterLine]:
    """Each month of an agency, or of its fields where no source counts them together."""
    whole = {(one.agency, one.month) for one in entries if one.field is None}
    cells: dict[tuple[str | None, str | None, Stretch], list[Entry]] = defaultdict(list)
    for one in entries:
        cells[one.agency, None if (one.agency, one.month) in whole else one.field, one.month].append(one)
    received = entered_by_month(lake, _ask(asked), entries) if entries else {}
    lines = []
    for (agency, field, month), mine in cells.items():
        number = sum(
            count
            for (whose, of, when), count in received.items()
            if whose == agency and when == month and field in (None, of)
        )
        sources = tuple(sorted({one.source for one in mine}))
        total = sum(one.count for one in mine)
        lines.append(RegisterLine(sources, agency, field, month.label, total, number, _imports(mine)))
    return lines


def _imports(entries: list[Entry]) -> tuple[str, ...]:
    return tuple(sorted({one.import_id for one in entries if one.import_id}))


def _register_sides(lake: Lake, measure: Register, asked: Question) -> dict[Part, Amount]:
    total = sum(line.count for line in register_behind(lake, asked, "denominator"))
    if not measure.entered:
        return {"numerator": total}
    missed = sum(line.count - (line.entered or 0) for line in register_behind(lake, asked, "missed"))
    opened = _opened(lake, asked)
    rows = None if opened is None else _side(lake, opened, asked, "numerator")
    above = 0 if rows is None else engine().arrow(rows.aggregate(n=rows.count())).to_pylist()[0]["n"]
    return {"denominator": total, "numerator": above, "missed": missed}


def _entries(lake: Lake, measure: Register, asked: Question) -> list[Entry]:
    entries = register_entries(lake, measure, _ask(asked), asked.scheme)
    among = _agencies(asked)
    return entries if among is None else [one for one in entries if (one.agency or "") in among]


def _ask(asked: Question) -> Ask:
    stretches = (stretch_of(asked.period, asked.scheme),)
    dims = () if _agencies(asked) is None else ("agency",)
    return Ask((asked.code,), dims, stretches, moment_of(asked.as_of), asked.known_at)


def _opened(lake: Lake, asked: Question) -> Opened | None:
    asked.measure  # noqa: B018 - an unknown code is told before the lake is read
    return open_rows(lake, asked.as_of, asked.known_at, stretch_of(asked.period, asked.scheme))


def _agencies(asked: Question) -> list[str] | None:
    if asked.agency is not None:
        return [asked.agency]
    return None if asked.among is None else list(asked.among)


def _condition(opened: Opened, asked: Question, part: Part) -> Any:
    return part_of(
        asked.measure, part, opened.rows, opened.means, opened.found.pauses, asked.period, asked.scheme, asked.as_of
    )


def _side(lake: Lake, opened: Opened, asked: Question, part: Part) -> ibis.Table:
    """The rows of a side, with `amount` where they add more or less than one each."""
    amount = amount_of(asked.measure, part, opened.means)
    told = {"wanted": _condition(opened, asked, part)} | ({} if amount is None else {"amount": amount})
    rows = opened.rows.mutate(**told)
    rows = of_agencies(rows.filter(rows.wanted), _agencies(asked))
    if isinstance(asked.measure, Register):
        rows = entered(rows, _cells(_entries(lake, asked.measure, asked)))
    return rows


def _cells(entries: list[Entry]) -> ibis.Table:
    cells = sorted({(one.agency or "", one.field or "", one.month.start, one.month.end) for one in entries})
    columns = list(zip(*cells, strict=True)) if cells else [()] * 4
    agency, field, start, end = columns
    return engine().sheet(
        "cells",
        pa.table(
            {
                "cell_agency": pa.array(agency, pa.string()),
                "cell_field": pa.array([one or None for one in field], pa.string()),
                "cell_start": pa.array(start, pa.date32()),
                "cell_end": pa.array(end, pa.date32()),
            }
        ),
    )


def _scale(measure: Measure) -> int | None:
    return THOUSANDTHS if isinstance(measure, Sum) and measure.above == "legal_days" else None
