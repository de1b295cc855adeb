"""PostgreSQL and Spark for the tests that hold engines to the same answers; where one is absent those tests fail."""

from collections.abc import Iterator

import pytest

from parindex.indicators.engines import engine
from scripts.postgres import Unavailable, postgres


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """The address of a PostgreSQL of its own."""
    opened = postgres()
    try:
        address = opened.__enter__()
    except Unavailable as reason:
        absent("PostgreSQL", reason)
    try:
        yield address
    finally:
        opened.__exit__(None, None, None)


@pytest.fixture(scope="session")
def spark() -> str:
    """The name of Spark, once it has started."""
    try:
        engine("spark")
    except Exception as reason:  # noqa: BLE001  Java, pyspark and the gateway between them fail in ways of their own
        absent("Spark", reason)
    return "spark"


def absent(name: str, reason: Exception) -> None:
    """Fail, and say what to do: `make test` sets up all engines, so one that is missing is a fault."""
    pytest.fail(f"{name} did not start: {type(reason).__name__}: {reason}\nDo `make setup-tests`; Spark needs Java 17.")
