"""A zero that is put back where counting gives no row is one that the plain referee counts too, never a guess."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from parindex.core.indicators import load_cards
from parindex.indicators.run import run
from parindex.indicators.zeros import filled, may_be_zero, with_proofs
from tests.factories.facts import FactsLake
from tests.generative import dossier_referee
from tests.generative.dossier_referee import Referee, periods_of
from tests.generative.dossier_rows import CLOCKS, world

FIRST = datetime(2023, 4, 20, 1, tzinfo=UTC)
CODES = list(load_cards())


@pytest.mark.parametrize("seed", range(4))
def test_zeros_are_the_referees_zeros(monkeypatch, seed):
    monkeypatch.setattr(dossier_referee, "_says_something", lambda code, figure: True)
    as_of, made = FIRST + timedelta(days=70), world(Random(seed), 90, FIRST, 75)
    start, end = FIRST.date() - timedelta(days=60), FIRST.date() + timedelta(days=120)
    with tempfile.TemporaryDirectory() as folder:
        lake = FactsLake(Path(folder), made.tables())
        asked = {"start": start, "end": end, "as_of": as_of, "by": ["agency", "month"]}
        counted = run(lake, only=with_proofs(CODES), **asked).rows
    expected = Referee(made.tables(), CLOCKS, as_of, None).count(
        ["agency"], periods_of(start, end, "month", "calendar"), "calendar"
    )
    every = filled(counted, CODES)
    zeros = [row for row in every if row not in counted]
    assert len(zeros) > 15 and len(every) == len({(row.indicator, *row.dims.values(), row.period) for row in every})
    for row in zeros:
        above, below = expected[row.indicator, tuple(row.dims.values()), row.period]
        assert (above, below) == (0, 0 if load_cards()[row.indicator].denominator else None), row
    # Whatever a busy month leaves out is none: of the counts there is a row for each.
    busy = {(*row.dims.values(), row.period) for row in every if row.indicator == "resolved" and row.numerator > 4}
    counts = {code for code in CODES if may_be_zero(load_cards()[code]) and not load_cards()[code].denominator}
    assert busy
    for group in busy:
        assert counts <= {row.indicator for row in every if (*row.dims.values(), row.period) == group}
