"""Where tests find the shared folder of real documents and data, which is not part of the repository."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared(path: str = "") -> Path:
    """Return a path in the shared folder; absent it fails in CI and skips elsewhere, by name."""
    folder = Path(os.environ.get("PARINDEX_SHARED") or ROOT.parent / "shared")
    found = folder / path
    if not found.exists():
        message = f"PARINDEX_SHARED has no {path or 'such folder'}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found
