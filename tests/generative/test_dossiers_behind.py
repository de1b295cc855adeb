"""What stands behind a figure adds up to it: every side of every indicator, of an agency and of all, on nasty dossiers.

Stocks told row by row agree with what flows in and out; sums, procedures and registers with what each line adds.
"""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from parindex.core.dates import Period, span
from parindex.indicators.drilling import (
    Question,
    kind_of,
    parts_of,
    procedures_behind,
    register_behind,
    rows_behind,
    sides_behind,
)
from parindex.indicators.measures import measures
from parindex.indicators.run import run
from tests.factories.facts import FactsLake
from tests.generative.dossier_rows import world

FIRST = datetime(2023, 4, 20, 1, tzinfo=UTC)
MAY, QUARTER = Period(2023, "month", 5), Period(2023, "quarter", 2)


def list_of(lake, asked, part):
    """How many lines a side's list has, and what they add up to."""
    kind = kind_of(asked.code, part)
    if kind == "procedures":
        lines = procedures_behind(lake, asked, part)
        assert len({line.code for line in lines}) == len(lines) and all(line.dossiers > 0 for line in lines)
        return len(lines), len(lines)
    if kind == "register":
        lines = register_behind(lake, asked, part)
        return len(lines), sum(line.count - (line.entered or 0) for line in lines)
    asked = {name: getattr(asked, name) for name in ("code", "agency", "period", "scheme", "as_of")}
    page = rows_behind(lake, part=part, limit=10_000, **asked)
    assert page.total == len(page.rows) == len(page.amounts or page.rows)
    return page.total, sum(page.amounts) if page.amounts else page.total


ALL = "all of them"
# One of each form of measure: an agency's lists differ from those of all by whose rows they are.
FORMS = (
    *("on_time_766_share", "apology_share", "received_post", "open_paused", "average_legal_days", "entered_share"),
    *("online_payment_transaction_share", "postal_procedure_share", "registered"),
)


@pytest.mark.parametrize(
    ("seed", "after", "period", "scheme", "agency"),
    [(5, 90, MAY, "calendar", ALL), (6, 15, MAY, "calendar", None), (9, 90, QUARTER, "legal", "phuoc-an")],
)
def test_every_list_adds_up_to_its_side(seed, after, period, scheme, agency):
    as_of = FIRST + timedelta(days=after)
    checked = set()
    with tempfile.TemporaryDirectory() as folder:
        lake = FactsLake(Path(folder), world(Random(seed), 300, FIRST, 75).tables())
        days, by = span(period, scheme), [] if agency is ALL else ["agency"]
        asked = {"start": days.start, "end": days.end, "as_of": as_of, "scheme": scheme}
        found = run(lake, by=[*by, period.kind], only=None if agency is ALL else FORMS, **asked).rows
        for row in [row for row in found if agency is ALL or row.dims["agency"] == agency]:
            asked = Question(row.indicator, None if agency is ALL else agency or "", period, scheme, as_of)
            sides = sides_behind(lake, asked)
            figure = {"numerator": row.numerator or 0, "denominator": row.denominator or 0}
            figure["missed"] = figure["denominator"] - figure["numerator"]
            assert {side: amount for side, amount in figure.items() if side in sides} == sides, row
            for part in parts_of(row.indicator):
                lines, adds = list_of(lake, asked, part)
                if parts_of(row.indicator) == ("denominator",):  # a mean: its dossiers, and their days
                    assert (lines, adds) == (sides["denominator"], sides["numerator"]), row
                else:
                    assert adds == sides[part], (row, part)
                checked.add((row.indicator, part))
    told = {(code, part) for code in measures() for part in parts_of(code)}
    assert agency is not ALL or checked == told, "each side was there to be tried"


def test_registers_are_told_line_by_line(tmp_path):
    """Two sources keep a register of the same month; one counts fields apart, the other all together."""
    made = world(Random(1), 60, FIRST, 20)
    known = {"known_from": FIRST - timedelta(days=4000), "period": "2023-05", "without_ids": False}
    made.register_counts = [
        known | {"source": "mot-cua", "agency": "phuoc-an", "field": None, "count": 30},
        known | {"source": "so-khac", "agency": "phuoc-an", "field": "dat-dai", "count": 4},
        known | {"source": "so-khac", "agency": None, "field": "dat-dai", "count": 0},
        known | {"source": "tep", "agency": "phuoc-an", "field": None, "count": 7, "without_ids": True},
    ]
    lake = FactsLake(tmp_path, made.tables())
    asked = Question("entered_share", None, MAY, "calendar", FIRST + timedelta(days=90))
    sides = sides_behind(lake, asked)
    row = run(lake, start=MAY.start, end=MAY.end, by=["month"], only=["entered_share"], as_of=asked.as_of).rows[0]
    assert (sides["numerator"], sides["denominator"]) == (row.numerator, row.denominator) and row.denominator == 34
    assert [line.count for line in register_behind(lake, asked, "denominator")] == [0, 30, 4]
    missed = register_behind(lake, asked, "missed")
    assert [(line.agency, line.field, line.count, line.sources) for line in missed] == [
        (None, "dat-dai", 0, ("so-khac",)), ("phuoc-an", None, 34, ("mot-cua", "so-khac")),
    ]  # fmt: skip
    assert sum(line.entered for line in missed) == sides["numerator"] == list_of(lake, asked, "numerator")[0] > 0
    legal = Question("registered", None, MAY, "legal", asked.as_of)
    assert (register_behind(lake, legal, "numerator"), sides_behind(lake, legal)) == ([], {"numerator": 0})
