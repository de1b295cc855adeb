"""What guards every page: sign-in limits, sessions that end, the content policy, limits of uploads."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parindex.config import clock
from parindex.config.sessions import RENEW_AFTER
from parindex.records.models.user import User

pytestmark = pytest.mark.django_db
PASSWORD = "một câu dài dễ nhớ"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
IDLE = timedelta(seconds=settings.SESSION_COOKIE_AGE)


@pytest.fixture
def user() -> User:
    user = User(username="lan", name="Lan")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(password: str, address: str = "10.0.0.1", username: str = "lan"):
    """Each attempt comes from a client of its own, as from another process."""
    form = {"username": username, "password": password}
    return Client(REMOTE_ADDR=address).post(reverse("sign_in"), form)


def page_for_signed_in(client: Client):
    return client.get(reverse("password"))


def test_sign_in_is_refused_after_five_failures_even_with_the_right_password(user):
    with time_machine.travel(START, tick=False) as now:
        answers = [sign_in("sai").status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
        assert answers[:-1] == [200] * (settings.AXES_FAILURE_LIMIT - 1)
        assert answers[-1] == 429
        assert sign_in(PASSWORD).status_code == 429
        assert sign_in(PASSWORD, address="10.0.0.2").status_code == 302
        now.shift(settings.AXES_COOLOFF_TIME + timedelta(seconds=1))
        assert sign_in(PASSWORD).status_code == 302


def test_a_success_forgets_the_failures(user):
    for password in ["sai"] * (settings.AXES_FAILURE_LIMIT - 1) + [PASSWORD, "sai"]:
        answer = sign_in(password)
    assert answer.status_code == 200
    assert sign_in(PASSWORD).status_code == 302


def test_a_session_ends_after_eight_idle_hours(user, client):
    with time_machine.travel(START, tick=False) as now:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for _ in range(3):
            now.shift(IDLE - timedelta(minutes=1))
            assert page_for_signed_in(client).status_code == 200
        now.shift(IDLE + timedelta(minutes=6))
        gone = page_for_signed_in(client)
        assert gone.status_code == 302
        assert gone["Location"].startswith(reverse("sign_in"))


def test_reading_pages_writes_the_session_at_most_once_in_five_minutes(user, client):
    def writes() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page_for_signed_in(client)
        return sum("UPDATE" in query["sql"] and "django_session" in query["sql"] for query in queries)

    with time_machine.travel(START, tick=False) as now:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert [writes(), writes()] == [1, 0]
        now.shift(RENEW_AFTER + 1)
        assert [writes(), writes()] == [1, 0]


def test_the_cookie_ends_with_the_browser(user):
    cookie = sign_in(PASSWORD).cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"], cookie["samesite"]) == ("", "", True, "Lax")


def test_pages_carry_a_policy_without_exceptions(client):
    answer = client.get(reverse("sign_in"))
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if part.strip())
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'"}
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert answer["Referrer-Policy"] == "same-origin"


def test_an_upload_over_the_limit_is_refused_before_it_is_stored(client, settings, tmp_path):
    settings.REQUEST_LIMIT = 100_000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 60_000
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "absent"  # whatever is stored there fails
    refused = client.post(reverse("sign_in"), {"file": SimpleUploadedFile("a.bin", b"x" * 200_000)})
    assert refused.status_code == 400
    assert client.post(reverse("sign_in"), {"file": SimpleUploadedFile("a.bin", b"x" * 50_000)}).status_code == 200


def test_the_business_day_is_the_simulated_one_or_the_real_one(settings):
    settings.PARINDEX_TODAY = None
    with time_machine.travel(datetime(2026, 3, 1, 18, 0, tzinfo=UTC)):
        assert clock.today().isoformat() == "2026-03-02"  # 01:00 in Hà Nội
    settings.PARINDEX_TODAY = datetime(2023, 6, 15).date()
    assert clock.today().isoformat() == "2023-06-15"
