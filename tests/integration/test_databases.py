"""Which tests are tried again on PostgreSQL is no opinion: those that can open the database, and no others can."""

import subprocess
import sys

import pytest
from django.db import connection

from parindex.records.models import Programme
from tests.shared import ROOT

OPEN = "import django; django.setup(); from django.db import connection; connection.ensure_connection()"


def marked(request) -> bool:
    return request.node.get_closest_marker("database") is not None


def test_who_does_not_ask_is_refused_the_database(request):
    assert not marked(request)
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Programme.objects.exists()


def test_a_process_of_theirs_is_refused_it_too(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "parindex.config.settings")
    done = subprocess.run([sys.executable, "-c", OPEN], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode and "OperationalError" in done.stderr


def test_who_asks_is_tried_on_each(request, db):
    assert marked(request) and not Programme.objects.exists()


@pytest.mark.django_db
def test_who_asks_by_a_mark_is_tried_on_each(request):
    assert marked(request) and not Programme.objects.exists()


def test_the_small_programme_stands_beside_an_empty_database(request, small):
    assert marked(request) and Programme.objects.get() == small.programme
    assert "small" in str(connection.settings_dict["NAME"])
    Programme.objects.update(name="đổi tên")
    small.programme.name = "đổi tên"


def test_each_test_has_the_small_programme_as_it_was_made(small):
    assert Programme.objects.get().name == small.programme.name == "Chương trình thử"
