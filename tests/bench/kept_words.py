"""A question asked for the first time in a process, and of the next version of the lake, for which its SQL is kept."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from parindex.indicators import engines
from tests.bench.clock import Spent, ratio, seconds
from tests.bench.cube import made, ours

ROWS, ROUNDS = 20_000, 5


def main() -> Iterator[tuple[str, float]]:
    """Yield the ratio of medians; both lakes hold few rows, so that what is told is the cost of asking."""
    with tempfile.TemporaryDirectory(prefix="parindex-bench-") as name:
        before, after = made(Path(name), ROWS), made(Path(name), ROWS + 1)
        times: dict[str, list[Spent]] = {"first": [], "next": []}
        for _ in range(ROUNDS):
            engines._local.__dict__.clear()  # as a process that has just started
            times["first"].append(seconds(lambda: ours(before)))
            times["next"].append(seconds(lambda: ours(after)))
        yield ratio(f"all figures of the next version of {ROWS:,} dossiers", "first", times["next"], times["first"])
