"""What tests of the records and of the pages start from."""

import os
from contextlib import ExitStack

import pytest

from parindex.records.actions import sealing
from parindex.records.models import Programme
from tests.factories.account import join, make_programme, make_user
from tests.factories.prepared import Prepared, Stage, places, prepare, stage
from tests.factories.programme import TODAY, Small

# Who asks for one of these opens the run's database; to everybody else pytest-django refuses it.
OPENERS = {"db", "transactional_db", "django_db_setup"}
NOWHERE = "postgres://nobody@127.0.0.1:1/none"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark the tests that open the database: they alone are tried again on PostgreSQL (scripts/test.py)."""
    for item in items:
        if OPENERS & set(item.fixturenames) or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.fixture(scope="session", autouse=True)
def _processes_have_no_database():
    """A process that a test starts finds the run's database no more than the test does: it must be given its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "DATABASE_URL", NOWHERE)
        yield


@pytest.fixture(autouse=True)
def _files(monkeypatch, settings, tmp_path):
    """Uploads of a test go to a folder of its own."""
    places(monkeypatch, tmp_path)
    settings.KEY_FILE = tmp_path / "no-keys.json"


@pytest.fixture
def keys(settings, tmp_path, db):
    """A key file of the test's own, so that personal data can be kept."""
    settings.KEY_FILE = tmp_path / "keys.json"
    sealing.new_key_file()
    return settings.KEY_FILE


@pytest.fixture(scope="session")
def prepared(django_db_setup, django_db_blocker, tmp_path_factory) -> Prepared:
    """The small programme, made once for the hundreds of tests that start from it."""
    opened = prepare(tmp_path_factory.mktemp("small"))
    with django_db_blocker.unblock():
        made = opened.__enter__()
    yield made
    with django_db_blocker.unblock():
        opened.__exit__(None, None, None)


@pytest.fixture
def small(db, prepared, tmp_path) -> Small:
    """The small programme, for one test alone."""
    assert not Programme.objects.exists(), "what a test has made before `small` stays behind in another database"
    with prepared.for_one_test(tmp_path) as small:
        yield small


@pytest.fixture
def head(small):
    """The head of the department of justice, in the small programme."""
    return small.viewer("head")


@pytest.fixture
def office(small):
    """Who runs the small programme."""
    return small.viewer("office")


@pytest.fixture(scope="module")
def set_stage(prepared, django_db_blocker, tmp_path_factory):
    """Call it in a fixture of a file with a function that adds to the small programme what all its tests begin from."""
    opened = ExitStack()

    def set_one(make) -> Stage:
        with django_db_blocker.unblock():
            return opened.enter_context(stage(prepared, tmp_path_factory.mktemp("stage"), make))

    yield set_one
    with django_db_blocker.unblock():
        opened.close()


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
