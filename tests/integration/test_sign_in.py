"""Signing in and out, guessing passwords, and the password that somebody else has set."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from parindex.records.models import History, User
from tests.factories.account import PASSWORD, TODAY, join, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day(settings):
    settings.PARINDEX_TODAY = TODAY


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client, user):
    asked = client.get("/chuong-trinh/chon/?a=1")
    response = client.post(asked.headers["Location"], {"username": " CAN.Bo ", "password": PASSWORD})
    assert response.headers["Location"] == "/chuong-trinh/chon/?a=1"
    assert client.get("/chuong-trinh/chon/").status_code == 200


@pytest.mark.parametrize("place", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org"])
def test_signing_in_never_leads_elsewhere(client, user, place):
    response = client.post("/dang-nhap/", {"username": "can.bo", "password": PASSWORD, "next": place})
    assert response.headers["Location"] == "/"


def test_signing_out_is_an_order_not_a_link(signed_in):
    assert signed_in.get("/dang-xuat/").status_code == 405
    assert signed_in.get("/chuong-trinh/chon/").status_code == 200
    assert signed_in.post("/dang-xuat/").status_code == 302
    assert signed_in.get("/chuong-trinh/chon/").status_code == 302


def test_a_deactivated_account_is_out_at_once(signed_in, user):
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert signed_in.get("/chuong-trinh/chon/").status_code == 302
    response = signed_in.post("/dang-nhap/", {"username": user.username, "password": PASSWORD})
    assert response.status_code == 200 and "không đúng" in response.content.decode()


def test_a_session_ends_after_idle_hours_and_lives_while_used(client, user, settings):
    idle = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    assert idle <= timedelta(hours=12) and settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
    with time_machine.travel(datetime(2026, 3, 2, 1, tzinfo=UTC), tick=False) as clock:
        client.post("/dang-nhap/", {"username": "can.bo", "password": PASSWORD})
        for _time in range(3):
            clock.shift(idle - timedelta(minutes=1))
            assert client.get("/chuong-trinh/chon/").status_code == 200
        clock.shift(idle + timedelta(minutes=1))
        assert client.get("/chuong-trinh/chon/").status_code == 302


def test_the_cookie_is_for_the_browser_alone(client, user):
    client.post("/dang-nhap/", {"username": "can.bo", "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


# Guessing passwords


TRIES = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from django.test import Client, RequestFactory
from parindex.records.models import User
names, password, make = json.loads(sys.argv[1])
if make:
    call_command("migrate", verbosity=0)
    user = User(username="can.bo", name="Cán Bộ"); user.set_password("đúng-mật-khẩu-1"); user.save()
statuses = []
for name in names:
    answer = Client().post("/dang-nhap/", {"username": name, "password": password}, headers={"host": "localhost"})
    statuses.append(answer.status_code)
print(json.dumps([statuses, answer.content.decode()]))
"""


def try_in_a_process_of_its_own(folder, names, password, make=False):
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"PARINDEX_ENV": "test", "PARINDEX_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "parindex.config.settings"}
    said = json.dumps([names, password, make])
    done = subprocess.run([sys.executable, "-c", TRIES, said], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_wrong_passwords_are_counted_across_processes_and_spellings(tmp_path):
    first, _page = try_in_a_process_of_its_own(tmp_path, ["can.bo", "CAN.BO", " can.bo "], "sai", make=True)
    assert first == [200, 200, 200]
    second, page = try_in_a_process_of_its_own(tmp_path, ["Can.Bo", "can.bo"], "sai")
    assert second == [200, 429]
    assert "15 phút" in page
    third, _page = try_in_a_process_of_its_own(tmp_path, ["can.bo"], "đúng-mật-khẩu-1")
    assert third == [429], "the right password does not open a locked account"


def test_the_lock_opens_after_its_minutes(client, user, settings):
    with time_machine.travel(datetime(2026, 3, 2, 1, tzinfo=UTC), tick=False) as clock:
        for _time in range(settings.AXES_FAILURE_LIMIT):
            response = client.post("/dang-nhap/", {"username": "can.bo", "password": "sai"})
        assert response.status_code == 429 and response.headers["Retry-After"] == "900"
        clock.shift(settings.AXES_COOLOFF_TIME + timedelta(seconds=1))
        assert client.post("/dang-nhap/", {"username": "can.bo", "password": PASSWORD}).status_code == 302


def test_the_present_password_cannot_be_guessed_in_an_open_session(signed_in, settings):
    new = {"new_password1": "sông-hồ-núi-8888", "new_password2": "sông-hồ-núi-8888"}
    for _time in range(settings.AXES_FAILURE_LIMIT):
        response = signed_in.post("/mat-khau/", {"old_password": "sai"} | new)
    assert response.status_code == 429
    assert signed_in.post("/mat-khau/", {"old_password": PASSWORD} | new).status_code == 429


# The password that somebody else has set


@pytest.mark.parametrize("address", ["/", "/ke-hoach/", "/chuong-trinh/chon/", "/mau-giao-dien/"])
def test_a_given_password_must_be_changed_first(client, programme, address):
    made = make_user("moi", must_change_password=True)
    join(made, programme)
    client.force_login(made)
    assert client.get(address).headers["Location"] == "/mat-khau/"
    assert client.post(address).headers["Location"] == "/mat-khau/"


def change(client, old=PASSWORD, new="sông-hồ-núi-8888", again=None):
    return client.post("/mat-khau/", {"old_password": old, "new_password1": new, "new_password2": again or new})


def test_after_the_change_work_begins_and_the_history_knows_the_fact_alone(client, programme):
    made = make_user("moi", must_change_password=True)
    join(made, programme)
    client.force_login(made)
    other = Client()
    other.force_login(made)
    assert change(client).headers["Location"] == "/"
    assert client.get("/chuong-trinh/chon/").status_code == 200
    assert other.get("/chuong-trinh/chon/").status_code == 302, "sessions elsewhere end"
    line = History.objects.get(thing=made.pk)
    assert line.verb == "change_password" and line.changes == {} and line.on == TODAY
    assert "sông" not in line.words


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"old": "sai"}, "Mật khẩu hiện tại không đúng"),
        ({"new": PASSWORD}, "khác mật khẩu hiện tại"),
        ({"again": "khác-hẳn-12345"}, "không giống nhau"),
        ({"new": "ngắn"}, "ít nhất 10 ký tự"),
        ({"new": "1234567890123"}, "hoàn toàn là số"),
        ({"new": "Cán Bộ Mẫu"}, "quá giống"),
    ],
)
def test_a_poor_change_is_refused_in_vietnamese(signed_in, user, fields, said):
    response = change(signed_in, **fields)
    assert response.status_code == 200 and said in response.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
