"""Every measure by its code: one small file for each, as its card in rules/indicators."""

import pkgutil
from functools import cache
from importlib import import_module

from parindex.indicators.measure import Measure


@cache
def measures() -> dict[str, Measure]:
    """Code -> measure, in the order of the alphabet."""
    codes = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {code: import_module(f"{__name__}.{code}").MEASURE for code in codes}
