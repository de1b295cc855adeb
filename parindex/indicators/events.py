"""An event log becomes cases: one row of text cells each, so that all that follows is the same for rows and events."""

from dataclasses import replace
from typing import Any

from parindex.core.errors import InputError
from parindex.indicators.opening import Opened
from parindex.indicators.sources.cells import filled, quote, text
from parindex.indicators.sources.dates import choose_formats, moment
from parindex.indicators.sources.mapping import ColumnSpec, SourceMapping
from parindex.indicators.sources.sheet import Head, heading_of


def cases_of(db: Any, opened: Opened, mapping: SourceMapping) -> tuple[Opened, int, SourceMapping]:
    """Make `cases` and `contradictions` (line, bit of a fault); returns the cases as an opened file, how many events
    there were, and the mapping as it reads cases.

    An attribute must be the same in all events of a case where it is not blank.
    """
    case = heading_of(opened.headings, (mapping.case,))
    if case is None:
        raise InputError(
            f"{opened.name}: không thấy cột mã vụ việc “{mapping.case}”; "
            f"các cột của tệp: {', '.join(opened.headings[:15])}."
        )
    attributes: list[str] = []
    chosen: list[str] = []
    columns: dict[str, ColumnSpec] = {}
    for name, spec in mapping.columns.items():
        if spec.activity:
            columns[name] = replace(spec, headings=(f"@{name}",), activity="", dates=())
            chosen.append(f"{_instant_of_activity(db, opened, mapping, spec)} AS {_alias(len(chosen))}")
            attributes.append(f"@{name}")
            continue
        columns[name] = replace(spec, dates=spec.dates or mapping.dates)
        heading = heading_of(opened.headings, spec.headings) if spec.headings else None
        if heading and heading not in attributes:
            attributes.append(heading)
            chosen.append(f"max({text(opened.column(heading))}) AS {_alias(len(chosen))}")
    differ = [
        f"CASE WHEN min({text(opened.column(h))}) <> max({text(opened.column(h))}) THEN 1 ELSE 0 END"
        for h in attributes
        if h in opened.headings and h != case
    ]
    key = text(opened.column(case))
    beyond = [filled(column) for column in opened.beyond(attributes)] if opened.lines else []
    db.execute(
        f"CREATE OR REPLACE TABLE cases AS SELECT min(line) AS line, {', '.join(chosen)}, "
        f"{' + '.join(differ) or '0'} AS differ, bool_or({' OR '.join(beyond) or 'false'}) AS misplaced "
        f"FROM ({opened.numbered}) WHERE {key} IS NOT NULL GROUP BY {key}"
    )
    db.execute(
        f"CREATE OR REPLACE TABLE contradictions AS SELECT line, CASE WHEN misplaced THEN {MISPLACED} "
        f"ELSE {CONTRADICTION} END AS bit FROM cases WHERE differ > 0 OR misplaced"
    )
    events = db.execute(f"SELECT count(*) FROM ({opened.query})").fetchone()[0]
    plain = ", ".join(_alias(n) for n in range(len(chosen)))
    query = f"SELECT line, {plain} FROM cases ORDER BY line"
    made = Opened(opened.name, "events", Head(tuple(attributes), opened.head.above), query, True)
    return made, events, replace(mapping, columns=columns, dates=())


CONTRADICTION = 1 << 56  # the bit of a case whose events contradict each other
MISPLACED = 1 << 57  # the bit of a case that has an event with words in no column of the headings


def _alias(at: int) -> str:
    return f"c{at}"


def _instant_of_activity(db: Any, opened: Opened, mapping: SourceMapping, spec: ColumnSpec) -> str:
    """The first or last instant of an activity, written as ISO with its offset."""
    activity = heading_of(opened.headings, (mapping.activity_column,))
    time = heading_of(opened.headings, (mapping.time_column,))
    for asked, heading in ((mapping.activity_column, activity), (mapping.time_column, time)):
        if heading is None:
            raise InputError(
                f"{opened.name}: không thấy cột “{asked}”; hãy sửa activity_column, time_column của cách đọc."
            )
    assert activity and time
    column = opened.column(time)
    given = spec.dates or mapping.dates
    told = moment(
        column, mapping.time_zone, choose_formats(db, f"{opened.query} LIMIT 2000", column, given), bool(given)
    )[1]
    pick = "max" if spec.take == "last" else "min"
    same = f"{text(opened.column(activity))} = {quote(spec.activity)}"
    return f"strftime(timezone('UTC', {pick}({told}) FILTER ({same})), '%Y-%m-%d %H:%M:%S.%f') || '+00:00'"
