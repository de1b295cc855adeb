"""The environment's variables are read as docs/howto/deploy.md says, and refused with a cure."""

import os
import subprocess
import sys
from datetime import date
from multiprocessing.pool import ThreadPool

import pytest

from parindex.config import environment as env
from parindex.core.errors import InputError
from tests.shared import ROOT


def test_the_environment_is_named():
    assert env.environment({}) == "development"
    assert env.environment({"PARINDEX_ENV": "production"}) == "production"
    with pytest.raises(InputError, match="PARINDEX_ENV=prod"):
        env.environment({"PARINDEX_ENV": "prod"})


@pytest.mark.parametrize(
    ("written", "name", "day"),
    [
        ("", "demo", date(2023, 6, 15)),
        ("", "development", None),
        ("", "production", None),
        ("2024-02-29", "demo", date(2024, 2, 29)),
        ("2023-06-15", "development", date(2023, 6, 15)),
    ],
)
def test_the_simulated_day(written, name, day):
    assert env.simulated_day({"PARINDEX_TODAY": written}, name) == day


@pytest.mark.parametrize(
    ("written", "name"), [("2023-06-15", "production"), ("15/6/2023", "demo"), ("2023-02-30", "demo")]
)
def test_a_simulated_day_is_refused(written, name):
    with pytest.raises(InputError, match="PARINDEX_TODAY"):
        env.simulated_day({"PARINDEX_TODAY": written}, name)


def test_a_list_that_is_needed():
    assert env.listed({"ALLOWED_HOSTS": " a.vn , b.vn,"}, "ALLOWED_HOSTS") == ["a.vn", "b.vn"]
    assert env.listed({}, "ALLOWED_HOSTS", needed_in=("production",), env="demo") == []
    with pytest.raises(InputError, match="ALLOWED_HOSTS"):
        env.listed({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS", needed_in=("production",), env="production")


def test_the_secret_is_made_once_for_us_alone(tmp_path):
    var = tmp_path / "var"
    made = set(ThreadPool(4).map(lambda _: env.secret_key({}, var), range(20)))
    assert len(made) == 1
    assert len(made.pop()) >= 50
    assert (var / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in var.iterdir()] == ["secret_key"]


def test_a_given_secret_is_not_written(tmp_path):
    assert env.secret_key({"SECRET_KEY": "given"}, tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_secret_that_cannot_be_kept(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="PARINDEX_VAR"):
        env.secret_key({}, tmp_path / "file" / "var")


def test_the_database_is_sqlite_with_a_write_ahead_log_unless_named(tmp_path):
    here = env.database({"DATABASE_URL": ""}, tmp_path)
    assert (here["ENGINE"], here["NAME"]) == (env.SQLITE, tmp_path / "parindex.sqlite3")
    assert here["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in here["OPTIONS"]["init_command"]
    there = env.database({"DATABASE_URL": "postgres://a:b%40c@db.vn/cchc"}, tmp_path)
    assert (there["ENGINE"], there["HOST"], there["PASSWORD"]) == (env.POSTGRESQL, "db.vn", "b@c")


@pytest.mark.parametrize("wrong", ["db.vn/cchc", "mysql://a@db.vn/cchc", "http://db.vn", "postgres://db.vn:port/a"])
def test_another_database_is_refused(wrong, tmp_path):
    with pytest.raises(InputError, match="DATABASE_URL"):
        env.database({"DATABASE_URL": wrong}, tmp_path)


def test_e_mail():
    sent = env.email_settings({"EMAIL_URL": "smtp+tls://a%40b.vn:p%3Aw@mail.b.vn"})
    assert (sent["EMAIL_HOST"], sent["EMAIL_PORT"], sent["EMAIL_USE_TLS"]) == ("mail.b.vn", 587, True)
    assert (sent["EMAIL_HOST_USER"], sent["EMAIL_HOST_PASSWORD"]) == ("a@b.vn", "p:w")
    assert env.email_settings({}) == {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    for wrong in ("mail.b.vn", "https://mail.b.vn", "smtp://"):
        with pytest.raises(InputError, match="EMAIL_URL"):
            env.email_settings({"EMAIL_URL": wrong})


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "a.vn", "PARINDEX_TODAY": "2023-06-15"}, "PARINDEX_TODAY"),
    ],
)
def test_production_refuses_to_start_in_one_line(tmp_path, variables, said):
    started = os.environ | {"PARINDEX_ENV": "production", "PARINDEX_VAR": str(tmp_path)} | variables
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=ROOT, env=started, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
