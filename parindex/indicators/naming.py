"""Whom the source's words for an agency mean on its dossiers' days: a key of the register, else the words stay."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from parindex.core.agencies import Registry
from parindex.core.personal import shown_words

_SHOWN = 20


class Names:
    """Resolves each name once for each stretch of days; `warnings` has one line for each name not known."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.known: dict[tuple[str, date], str | None] = {}
        self.unknown: list[str] = []
        self.read_as: dict[str, str] = {}
        # Days on which the register changes: between two of them a name means the same.
        bounds = {agency.valid_from for agency in registry.agencies} | {
            date.fromordinal(agency.valid_to.toordinal() + 1) for agency in registry.agencies if agency.valid_to
        }
        self.bounds = sorted(day for day in bounds if day)
        self.codes = {agency.official_code for agency in registry.agencies if agency.official_code}

    def stretches(self, first: date, last: date) -> Iterable[tuple[date, date]]:
        """The days from first to last, cut where the register changes."""
        starts = [first, *(day for day in self.bounds if first < day <= last)]
        ends = [*(date.fromordinal(day.toordinal() - 1) for day in starts[1:]), last]
        return zip(starts, ends, strict=True)

    def key(self, words: str, on: date) -> str | None:
        """The agency's key; None where the words mean no agency, or more than one, on that day."""
        if (words, on) not in self.known:
            self.known[words, on] = self._resolve(words, on)
        return self.known[words, on]

    def _resolve(self, words: str, on: date) -> str | None:
        current = self.registry.on(on)
        for agency in current:
            if words in (agency.key, agency.official_code):
                return agency.key
        if words.isdigit():
            return None
        found = self.registry.resolve(words, on)
        if len(found.agencies) != 1:
            return None
        if not found.exact:
            self.read_as.setdefault(words, found.agencies[0].name)
        return found.agencies[0].key

    def table(self, rows: Iterable[tuple[str, date, date]]) -> list[tuple[str, date, date, str]]:
        """(words, first, last, key) for what can be resolved; the rest goes into `unknown`."""
        found = []
        for words, first, last in rows:
            keys = [(start, end, self.key(words, start)) for start, end in self.stretches(first, last)]
            found += [(words, start, end, key) for start, end, key in keys if key]
            if not all(key for *_, key in keys):
                self.unknown.append(words)
        return found

    @property
    def warnings(self) -> list[str]:
        unknown = sorted(set(self.unknown))
        found = [
            f"Cơ quan “{shown_words(words)}” không có trong danh bạ; số liệu vẫn đếm theo đúng chữ của nguồn."
            for words in unknown[:_SHOWN]
        ]
        if len(unknown) > _SHOWN:
            found.append(f"… và {len(unknown) - _SHOWN} cơ quan khác không có trong danh bạ.")
        return found + [f"Hiểu “{words}” là {name}." for words, name in sorted(self.read_as.items())]


def name_agencies(db: Any, rows: str, registry: Registry, columns: tuple[str, ...], day: str) -> list[str]:
    """Make the table `named` (words, first, last, key) of the agency columns of `rows`; returns the warnings."""
    parts = [f"SELECT {column} AS words, {day} AS day FROM {rows} WHERE {column} IS NOT NULL" for column in columns]
    asked = f"SELECT words, min(day), max(day) FROM ({' UNION ALL '.join(parts)}) GROUP BY words"
    found = [row for row in db.execute(asked).fetchall() if row[1]]
    names = Names(registry)
    db.execute("CREATE OR REPLACE TABLE named (words VARCHAR, first DATE, last DATE, key VARCHAR)")
    if resolved := names.table(found):
        db.executemany("INSERT INTO named VALUES (?, ?, ?, ?)", resolved)
    return names.warnings


def named(column: str, day: str, table: str, alias: str) -> tuple[str, str]:
    """SQL of the resolved column, and the join that it needs."""
    within = f"{table}.{day} BETWEEN {alias}.first AND {alias}.last"
    join = f"LEFT JOIN named AS {alias} ON {table}.{column} = {alias}.words AND {within}"
    return f"coalesce({alias}.key, {table}.{column})", join
