"""PostgreSQL and Spark for the tests that hold engines to the same answers: absent they fail in CI, skip elsewhere."""

import os
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
    """Fail where every engine must stand ready, skip by name elsewhere."""
    message = f"{name} did not start: {type(reason).__name__}: {reason}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
