"""Guesses a mapping from a file's headings, for a person to look over: never used without being shown."""

from collections.abc import Sequence
from pathlib import Path

from parindex.core.loading import load
from parindex.indicators.sources.columns import FIELDS, PERSONAL, REQUIRED, fold_heading
from parindex.indicators.sources.mapping import ColumnSpec, SourceMapping, mapping_of


def usual_mapping(table: str) -> SourceMapping:
    """The shipped mapping whose headings a guess goes by."""
    file = {"dossiers": "generic", "procedures": "generic-procedures", "register_counts": "generic-register"}[table]
    return mapping_of(load(Path(__file__).with_name(f"{file}.yaml")))


def guess_mapping(headings: Sequence[str], table: str = "dossiers", name: str = "moi") -> SourceMapping:
    """The columns of `generic` (and its words) that these headings match, for the table given."""
    known = usual_mapping(table)
    written = {fold_heading(heading): heading for heading in headings}
    columns: dict[str, ColumnSpec] = {}
    used: set[str] = set()
    for column, spec in known.columns.items():
        found = next((written[key] for one in spec.headings if (key := fold_heading(one)) in written), None)
        if found and found not in used and fold_heading(found) not in PERSONAL:
            used.add(found)
            columns[column] = ColumnSpec((found,), spec.values, spec.otherwise, spec.dates, filled=spec.filled)
    return SourceMapping(name, name, columns, table=known.table, due_is=known.due_is)


def missing(mapping: SourceMapping) -> list[str]:
    """Required columns that the mapping does not have yet."""
    return [name for name in REQUIRED[mapping.table] if name not in mapping.columns and name in FIELDS[mapping.table]]
