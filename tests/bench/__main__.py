"""`make bench`: runs every comparison of this folder and prints its ratios.

A comparison is a module with `main()`, which yields (what was compared, ratio): the ratio of medians taken within
one interleaved run, so that a busy machine slows both sides alike.
"""

import importlib
import pkgutil

from tests import bench


def main() -> None:
    for module in sorted(info.name for info in pkgutil.iter_modules(bench.__path__) if info.name != "__main__"):
        try:
            comparison = importlib.import_module(f"tests.bench.{module}")
        except ModuleNotFoundError as missing:  # the others are still worth running
            print(f"{module}: cannot run: {missing}; install requirements-test.txt", flush=True)
            continue
        if not hasattr(comparison, "main"):  # what comparisons share
            continue
        print(f"{module}: {(comparison.__doc__ or '').splitlines()[0]}", flush=True)
        for what, ratio in comparison.main() or ():  # one that prints by itself returns nothing
            print(f"  {ratio:8.2f}  {what}", flush=True)


if __name__ == "__main__":
    main()
