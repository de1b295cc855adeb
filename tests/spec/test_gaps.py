"""Runs the cases of gaps.yaml: the tables of what was lost by a baseline, which add up exactly."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from parindex.core.gaps import Gaps, Row, Total, gaps_of_totals

CASES = yaml.safe_load((Path(__file__).parent / "gaps.yaml").read_text("utf-8"))


def gaps_of(case: dict) -> Gaps:
    return gaps_of_totals(
        [
            Total(name, Decimal(points), Decimal(most), tuple((id, Decimal(p), Decimal(m)) for id, p, m in criteria))
            for name, points, most, criteria in case["totals"]
        ]
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case["says"]) for case in CASES])
def test_tables(case: dict) -> None:
    found = gaps_of(case)
    tables: dict[str, tuple[Row, ...]] = {
        "by_field": found.by_field(),
        "by_criterion": found.by_criterion(),
        "by_agency": found.by_agency(case["leaders"]),
    }
    for name, rows in tables.items():
        assert [[row.kind, row.name, row.lost] for row in rows] == [
            [kind, word, Fraction(lost)] for kind, word, lost in case[name]
        ]
        assert sum(row.lost for row in rows) == found.total == Fraction(case["lost"])
