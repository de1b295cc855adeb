"""What tests of the records and of the pages start from."""

import pytest

from tests.factories.programme import TODAY, Small, small_programme


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    """Uploads of a test go to a folder of its own."""
    settings.FILES = tmp_path / "files"


@pytest.fixture
def small(db) -> Small:
    return small_programme()


@pytest.fixture
def sign_in(client, small, settings):
    """Signs a person of the small programme in, on its day."""
    settings.PARINDEX_TODAY = TODAY

    def signed(username):
        client.force_login(small.users[username])
        return client

    return signed
