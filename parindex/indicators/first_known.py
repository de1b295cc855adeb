"""When a dossier was first known here: nobody can be asked to have acted on it before."""

from collections.abc import Collection
from datetime import UTC, datetime

import pyarrow as pa

from parindex.indicators.engines import engine
from parindex.indicators.lake import Lake

_ANY_TIME = datetime.max.replace(tzinfo=UTC)


def first_known(lake: Lake, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], datetime]:
    """The instant of the import that first brought each dossier, by source and code."""
    tables = engine().tables({"dossiers": lake.files("dossiers", known_at=_ANY_TIME)}) if keys else {}
    if "dossiers" not in tables:
        return {}
    every = tables["dossiers"]
    pairs = pa.table({"k_source": [source for source, _ in keys], "k_code": [code for _, code in keys]})
    wanted = engine().sheet("first_keys", pairs)
    rows = every.semi_join(wanted, [every.source == wanted.k_source, every.code == wanted.k_code])
    found = engine().arrow(rows.group_by("source", "code").aggregate(first=rows.known_from.min())).to_pylist()
    return {(row["source"], row["code"]): row["first"] for row in found}
