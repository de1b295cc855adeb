"""What the paper registers say, and the counts of files without ids, as they lie in the lake."""

from typing import Any

from parindex.indicators.engines import workbench
from parindex.indicators.facts import REGISTER_COUNTS
from parindex.indicators.lake import Lake
from parindex.indicators.writing import live_rows


def counts(lake: Lake) -> list[dict[str, Any]]:
    """Rows of source, agency, field, period (a month), count, without_ids; by source, agency, field, month."""
    names = ("source", "agency", "field", "period", "count", "without_ids")
    db = workbench()
    try:
        asked = f"SELECT {', '.join(names)} FROM ({live_rows(lake, REGISTER_COUNTS)}) ORDER BY ALL"
        return [dict(zip(names, row, strict=True)) for row in db.execute(asked).fetchall()]
    finally:
        db.close()
