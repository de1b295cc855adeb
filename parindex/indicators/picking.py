"""Which rows count: those held for true at an instant, and of a dossier that several sources have, one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import ibis

from parindex.indicators.engines import Engine

EVER, NEVER = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class Survey:
    """What a look over all rows tells before they are counted."""

    letters: tuple[str, ...]  # the sources that know of letters
    sources: tuple[str, ...]
    shared: bool


def instant(moment: datetime, column: ibis.expr.types.Column) -> ibis.expr.types.Scalar:
    """The instant as a value that compares with the column without changing it."""
    return ibis.literal(moment.replace(tzinfo=None) if column.type().timezone is None else moment, column.type())


def held(table: ibis.Table, known_at: datetime | None) -> ibis.Table:
    """The rows that were held for true at `known_at`, or that are now."""
    if known_at is None:
        return table.filter(table.known_to.isnull())
    at = instant(known_at, table.known_from)
    return table.filter(table.known_from <= at, table.known_to.isnull() | (table.known_to > at))


def survey(engine: Engine, rows: ibis.Table) -> Survey:
    """Look over the rows, grouped by source."""
    asked = rows.group_by("source").aggregate(
        letters=rows.letter_by.notnull().max(), shared=rows.shared.fill_null(False).max()
    )
    found = engine.arrow(asked).to_pylist()
    return Survey(
        letters=tuple(sorted(row["source"] for row in found if row["letters"])),
        sources=tuple(sorted(row["source"] for row in found)),
        shared=any(row["shared"] for row in found),
    )


def once(rows: ibis.Table, among: ibis.Table, choices: ibis.Table | None) -> ibis.Table:
    """Leave one row of each dossier that several sources have: the one of the source declared for its agency and day,
    else that of the first source by name. `among` are the rows to choose from, `rows` those to leave.
    """
    twice = among.filter(among.shared)
    twice = twice.select("source", "code", "agency", "received_day")
    declared = ibis.literal(0)
    if choices is not None:
        picked = choices.select(
            choice=choices.source,
            choice_agency=choices.agency,
            since=choices.valid_from.fill_null(ibis.literal(EVER)),
            until=choices.valid_to.fill_null(ibis.literal(NEVER)),
        )
        twice = twice.left_join(
            picked,
            [
                twice.source == picked.choice,
                picked.choice_agency.isnull() | (picked.choice_agency == twice.agency),
                twice.received_day >= picked.since,
                twice.received_day <= picked.until,
            ],
        )
        # A choice for the agency itself goes before one for every agency.
        declared = ibis.ifelse(twice.choice.isnull(), 2, ibis.ifelse(twice.choice_agency.isnull(), 1, 0))
    ranked = twice.mutate(declared=declared)
    order = ibis.row_number().over(group_by=ranked.code, order_by=[ranked.declared, ranked.source])
    kept = ranked.mutate(rank=order)
    kept = kept.filter(kept["rank"] == 0).select(kept_source=kept.source, kept_code=kept.code)
    joined = rows.left_join(kept, [rows.code == kept.kept_code, rows.source == kept.kept_source])
    joined = joined.filter(~joined.shared.fill_null(False) | joined.kept_code.notnull())
    return joined.drop("kept_source", "kept_code")


def procedure_versions(engine: Engine, table: ibis.Table, sources: tuple[str, ...]) -> list[dict[str, Any]]:
    """The procedures by source, code and days, no two of them on the same day. A source that brings no procedures
    uses those of all sources; where they disagree, the first by name speaks.
    """
    found = engine.arrow(table).to_pylist()
    own = {row["source"] for row in found}
    versions = [row for source in own for row in _cut([row for row in found if row["source"] == source])]
    for source in set(sources) - own:
        first: dict[str, str] = {}
        for row in sorted(found, key=lambda row: row["source"]):
            first.setdefault(row["code"], row["source"])
        theirs = [{**row, "source": source} for row in found if first[row["code"]] == row["source"]]
        versions += _cut(theirs)
    return versions


def _cut(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """End each version on the day before the next one of its code begins."""
    ordered = sorted(rows, key=lambda row: (row["code"], row["valid_from"] or EVER))
    cut = []
    for row, after in zip(ordered, [*ordered[1:], None], strict=True):
        since, until = row["valid_from"] or EVER, row["valid_to"] or NEVER
        if after is not None and after["code"] == row["code"]:
            until = min(until, (after["valid_from"] or EVER) - timedelta(days=1)) if after["valid_from"] else EVER
        if since <= until:
            cut.append({**row, "valid_from": since, "valid_to": until})
    return cut
