"""What tests of the records and of the pages start from."""

import pytest

from parindex.records.actions import sealing
from tests.factories.account import join, make_programme, make_user
from tests.factories.programme import TODAY, Small, small_programme


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    """Uploads of a test go to a folder of its own."""
    settings.FILES = tmp_path / "files"
    settings.LAKES = tmp_path / "lakes"
    settings.IMPORTS = tmp_path / "imports"
    settings.KEY_FILE = tmp_path / "no-keys.json"


@pytest.fixture
def keys(settings, tmp_path, db):
    """A key file of the test's own, so that personal data can be kept."""
    settings.KEY_FILE = tmp_path / "keys.json"
    sealing.new_key_file()
    return settings.KEY_FILE


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


@pytest.fixture
def programme(db):
    """A bare programme, for tests of the door, which need no plan."""
    return make_programme(invented=True)


@pytest.fixture
def user(programme):
    made = make_user()
    join(made, programme)
    return made


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client
