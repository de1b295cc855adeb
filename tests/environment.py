"""Loaded by pytest before Django's settings are: the environment of a test run, whatever the shell has set."""

import os
import shutil
import tempfile

FORGOTTEN = (
    *("PARINDEX_TODAY", "PARINDEX_FILES", "PARINDEX_LAKES", "PARINDEX_KEYS", "PARINDEX_DEBUG", "PARINDEX_PROXIES"),
    *("ALLOWED_HOSTS", "SECRET_KEY"),
)

# Workers of xdist are started with the environment of the first process, and share its folder.
_first = os.environ.get("PARINDEX_ENV") != "test"
if _first:
    for name in FORGOTTEN:
        os.environ.pop(name, None)
    os.environ["PARINDEX_ENV"] = "test"
    os.environ["PARINDEX_VAR"] = tempfile.mkdtemp(prefix="parindex-test-")
    os.environ["EMAIL_URL"] = "console:"


def pytest_unconfigure() -> None:
    """Remove the folder with the run's files, once, when all workers are done."""
    if _first:
        shutil.rmtree(os.environ["PARINDEX_VAR"], ignore_errors=True)
