"""All indicators, on any engine, give what the plain referee counts: on nasty dossiers, as of and as known any time."""

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.indicators.measures import measures
from parindex.indicators.run import DIMENSIONS, PERIODS, run
from tests.factories.facts import FactsLake
from tests.generative.dossier_referee import Referee, periods_of
from tests.generative.dossier_rows import CLOCKS, World, world
from tests.generative.engines import database, spark  # noqa: F401  fixtures

FIRST = datetime(2023, 4, 20, 1, tzinfo=UTC)
LAST_YEARS = datetime(2026, 12, 20, 1, tzinfo=UTC)  # the calendar ends within
DAYS = 75


def compare(made: World, engine: str, by: list[str], start: date, end: date, scheme: str, as_of, known_at) -> int:
    """Hold one question to both; return how many figures there were."""
    with tempfile.TemporaryDirectory() as folder:
        lake = FactsLake(Path(folder), made.tables())
        found = run(lake, start=start, end=end, by=by, as_of=as_of, scheme=scheme, known_at=known_at, engine=engine)
    kind = next((name for name in by if name in PERIODS), None)
    dims = [name for name in by if name in DIMENSIONS]
    counted = {(row.indicator, tuple(row.dims.values()), row.period): sides(row) for row in found.rows}
    assert len(counted) == len(found.rows), "a figure stands twice"
    referee = Referee(made.tables(), CLOCKS, as_of, known_at)
    expected = referee.count(dims, periods_of(start, end, kind, scheme), scheme)
    assert counted == expected
    return len(counted)


def sides(row) -> tuple[float | int | None, float | int | None]:
    above = row.numerator
    return (float(above) if row.indicator == "average_legal_days" and above is not None else above), row.denominator


@st.composite
def questions(draw) -> dict:
    first = draw(st.sampled_from((FIRST, LAST_YEARS)))
    dims = draw(st.lists(st.sampled_from(DIMENSIONS), unique=True, max_size=2))
    kind = draw(st.sampled_from((None, *PERIODS)))
    moment = first + timedelta(days=draw(st.integers(-3, DAYS + 60)), microseconds=draw(st.sampled_from((0, 1, -1))))
    known = draw(st.none() | st.integers(0, DAYS).map(lambda n: first + timedelta(days=n)))
    start = first.date() - timedelta(days=draw(st.integers(0, 140)))
    end = first.date() + timedelta(days=draw(st.integers(0, 300)))
    scheme = draw(st.sampled_from(("calendar", "legal")))
    by = [*dims, *([kind] if kind else [])]
    return {"by": by, "start": start, "end": end, "scheme": scheme, "as_of": moment, "known_at": known, "first": first}


@given(questions(), st.randoms(use_true_random=False), st.integers(1, 14))
@settings(max_examples=40)
def test_duckdb_counts_as_the_referee(question, rnd, rows):
    first = question.pop("first")
    compare(world(rnd, rows, first, DAYS), "duckdb", **question)


# Each a few thousand rows at once: a question costs PostgreSQL and Spark more than its rows do.
BATCHES = (
    {"by": ["agency", "field", "month"], "scheme": "calendar", "after": 60, "known": None},
    {"by": ["receiving_agency", "channel", "source", "quarter"], "scheme": "legal", "after": 200, "known": 40},
    {"by": ["procedure"], "scheme": "calendar", "after": 100, "known": None},
)


def batch(engine: str, seed: int, rows: int, question: dict) -> None:
    first = (FIRST, LAST_YEARS)[seed % 2]
    start, end = first.date() - timedelta(days=60), first.date() + timedelta(days=200)
    as_of = first + timedelta(days=question["after"])
    known_at = question["known"] and first + timedelta(days=question["known"])
    made = world(Random(seed), rows, first, DAYS)
    counted = compare(made, engine, question["by"], start, end, question["scheme"], as_of, known_at)
    assert counted >= len(measures()) - 3  # nearly every indicator says something


@pytest.mark.parametrize("question", BATCHES)
@pytest.mark.parametrize("seed", (2, 3))
def test_duckdb_counts_many_as_the_referee(seed, question):
    batch("duckdb", seed, 3000, question)


@pytest.mark.parametrize("question", BATCHES)
def test_postgresql_counts_as_the_referee(database, question):  # noqa: F811
    batch(database, 2, 3000, question)


@pytest.mark.parametrize("question", BATCHES[:2])
def test_spark_counts_as_the_referee(spark, question):  # noqa: F811
    batch(spark, 2, 3000, question)
