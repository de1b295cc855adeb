"""The rows behind a figure are as many as the figure says: stocks told row by row agree with what flows in and out."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from parindex.core.dates import Period
from parindex.indicators.measure import Distinct, Register, Sum
from parindex.indicators.measures import measures
from parindex.indicators.run import rows_behind, run
from tests.factories.facts import FactsLake
from tests.generative.dossier_rows import world

FIRST = datetime(2023, 4, 20, 1, tzinfo=UTC)
WHOLE = [code for code, one in measures().items() if not isinstance(one, Distinct | Register | Sum)]


@pytest.mark.parametrize("seed", (5, 6))
@pytest.mark.parametrize("after", (15, 90))
def test_as_many_rows_as_the_figure_says(seed, after):
    as_of, period = FIRST + timedelta(days=after), Period(2023, "month", 5)
    with tempfile.TemporaryDirectory() as folder:
        lake = FactsLake(Path(folder), world(Random(seed), 400, FIRST, 75).tables())
        found = run(lake, start=period.start, end=period.end, by=["month"], only=WHOLE, as_of=as_of)
        asked = {"agency": None, "period": period, "scheme": "calendar", "as_of": as_of, "limit": 1}
        assert len(found.rows) > 30
        for row in found.rows:
            assert rows_behind(lake, row.indicator, part="numerator", **asked).total == (row.numerator or 0), row
            if row.denominator is not None:
                below = rows_behind(lake, row.indicator, part="denominator", **asked).total
                missed = rows_behind(lake, row.indicator, part="missed", **asked).total
                assert (below, missed) == (row.denominator, row.denominator - row.numerator), row
