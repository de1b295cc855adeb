"""What tests of the records and of the pages start from."""

import pytest

from tests.factories.programme import Small, small_programme


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    """Uploads of a test go to a folder of its own."""
    settings.FILES = tmp_path / "files"


@pytest.fixture
def small(db) -> Small:
    return small_programme()
