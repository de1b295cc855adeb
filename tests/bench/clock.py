"""What an act costs, by the clock and on the processor, and the ratio of what two cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and of the processor: a busy machine disturbs the second less."""

    clock: float
    processor: float


def seconds(act: Callable[[], object], processor: Callable[[], float] = process_time) -> Spent:
    """What one act costs in this process, its threads included; `processor` tells it where others work for us too."""
    start, before = perf_counter(), processor()
    act()
    return Spent(perf_counter() - start, processor() - before)


def ratio(what: str, beside: str, ours: Sequence[Spent], others: Sequence[Spent]) -> tuple[str, float]:
    """The ratio of medians by the clock; that of the processor is told in the words."""
    clock = [median(one.clock for one in times) for times in (ours, others)]
    spent = [median(one.processor for one in times) for times in (ours, others)]
    told = f"{clock[0]:.2f} s / {clock[1]:.2f} s; processor {spent[0]:.2f} / {spent[1]:.2f} = {spent[0] / spent[1]:.2f}"
    return f"{what} / {beside} ({told})", clock[0] / clock[1]
