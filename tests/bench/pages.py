"""The plan's tree and the board at two sizes: what a page costs must grow with its rows, not with its queries."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator

os.environ["PARINDEX_ENV"] = "test"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.config.settings")
os.environ["PARINDEX_VAR"] = tempfile.mkdtemp(prefix="parindex-bench-")
os.environ.pop("DATABASE_URL", None)

import django

django.setup()

from django.core.management import call_command
from django.db import connection, reset_queries

from parindex.records.queries import board, plan
from tests.factories.programme import ROWS, confirm_plan, plan_text, small_programme

ROUNDS = 5
LONG = "Kế hoạch dài của huyện Tuy Phước năm 2023"


def main() -> Iterator[tuple[str, float]]:
    """Yield ratios of medians taken in one interleaved run; the counts of rows and queries stand beside them."""
    call_command("migrate", verbosity=0)
    small = small_programme()
    rows = [row.replace("| 1 |", f"| {n} |") for n in range(12) for row in ROWS]
    confirm_plan(small, plan_text(tuple(rows), LONG))
    office = small.viewer("office")
    plans = {one.title == LONG: one for one in plan.plans(office)}
    acts: dict[str, Callable[[], object]] = {
        "short": lambda: plan.tree(office, plans[False]),
        "long": lambda: plan.tree(office, plans[True]),
        "board": lambda: board.board(office),
    }
    medians = _medians(acts)
    sizes = {name: _duties(plan.tree(office, plans[name == "long"])) for name in ("short", "long")}
    queries = {name: _queries(act) for name, act in acts.items()}
    grown = sizes["long"] / sizes["short"]
    yield (
        f"plan of {sizes['long']} duties against {sizes['short']} (queries {queries})",
        medians["long"] / medians["short"],
    )
    yield f"the same for each duty ({grown:.1f} times as many)", medians["long"] / medians["short"] / grown
    yield "board of both against the long plan's tree", medians["board"] / medians["long"]


def _medians(acts: dict[str, Callable[[], object]]) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, act in acts.items():
            start = time.perf_counter()
            act()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def _duties(tree: plan.PlanTree) -> int:
    return tree.progress.all


def _queries(act: Callable[[], object]) -> int:
    connection.force_debug_cursor = True
    reset_queries()
    act()
    connection.force_debug_cursor = False
    return len(connection.queries)
