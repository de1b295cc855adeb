"""The door and the frame of every page: who gets in, what every answer carries, and what a page never holds."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from lxml import html

from parindex.core.errors import InputError
from parindex.records.actions.history import Conflict
from parindex.records.models import Agency, Membership, Programme
from parindex.records.permissions import NotFound, Role
from parindex.records.queries import user as users
from parindex.web.urls import urlpatterns
from parindex.web.views import errors, home
from tests.factories.account import TODAY, join, make_programme, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day(settings):
    settings.PARINDEX_TODAY = TODAY


def raising(monkeypatch, error):
    def broken(*args, **kwargs):
        raise error

    monkeypatch.setattr(home, "render", broken)


# What every answer carries


def assert_guarded(response):
    policy = dict(
        part.strip().partition(" ")[::2] for part in response.headers["Content-Security-Policy"].split(";") if part
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'" and policy["style-src"] == "'self'" and policy["img-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'" and policy["base-uri"] == "'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/dang-nhap/", "/", "/khong-co/", "/suc-khoe/", "/chuong-trinh/chon/"])
@pytest.mark.parametrize("inside", [False, True])
def test_every_answer_is_guarded(client, user, address, inside):
    if inside:
        client.force_login(user)
    assert_guarded(client.get(address))


@pytest.mark.parametrize(
    ("error", "status"),
    [(RuntimeError("x"), 500), (NotFound("x"), 404), (Conflict("x"), 409), (InputError("x"), 422)],
)
def test_faults_are_guarded_too(signed_in, monkeypatch, error, status):
    signed_in.raise_request_exception = False
    raising(monkeypatch, error)
    response = signed_in.get("/chuong-trinh/chon/")
    assert response.status_code == status
    assert_guarded(response)


def assert_nothing_inline(response):
    page = html.fromstring(response.content.decode())
    assert page.xpath("//h1"), "a page has its heading"
    assert not page.xpath("//style | //*[@style] | //script[not(@src)]")
    assert not page.xpath("//@*[starts-with(name(), 'on') or starts-with(name(), 'hx-on')]")
    fetched = page.xpath("//script/@src | //link/@href | //img/@src | //*[name()='use']/@href | //form/@action")
    assert fetched and all(address.startswith(("/", "?")) and not address.startswith("//") for address in fetched)


@pytest.mark.parametrize("address", ["/mau-giao-dien/", "/mat-khau/", "/chuong-trinh/chon/", "/khong-co/"])
def test_a_page_holds_no_script_no_style_and_nothing_from_elsewhere(signed_in, address):
    assert_nothing_inline(signed_in.get(address))


def test_the_pages_of_strangers_and_of_faults_neither(client, monkeypatch, user):
    assert_nothing_inline(client.get("/dang-nhap/"))
    client.force_login(user)
    client.raise_request_exception = False
    raising(monkeypatch, RuntimeError("x"))
    assert_nothing_inline(client.get("/chuong-trinh/chon/"))


def test_a_form_with_faults_names_each_field_and_ties_the_fault_to_it(signed_in):
    page = html.fromstring(signed_in.post("/mau-giao-dien/", {}).content.decode())
    for name in ("words", "done", "due"):
        field = page.get_element_by_id(f"id_{name}")
        assert field.get("aria-invalid") == "true"
        tied = [page.get_element_by_id(part) for part in field.get("aria-describedby").split()]
        assert "Xin nhập" in tied[0].text_content() or "bắt buộc" in tied[0].text_content()
    assert page.xpath("//*[@role='alert']//a[@href='#id_due']")


# Who gets in


PUBLIC = {"sign_in", "health", "feed", "public_apologies"}


def test_every_address_asks_to_sign_in(client):
    parts = {"uuid": "00000000-0000-4000-8000-000000000000", "string": "x", "int": "1", "slug": "x"}
    for pattern in urlpatterns:
        if pattern.name in PUBLIC:
            continue
        known = pattern.pattern.converters
        address = reverse(
            pattern.name, kwargs={name: parts[type(c).__name__[:-9].lower()] for name, c in known.items()}
        )
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 302, address
            assert response.headers["Location"].startswith("/dang-nhap/"), address


def test_htmx_goes_to_sign_in_as_a_whole_page(client):
    response = client.get("/ke-hoach/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/ke-hoach/?a=1")
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/dang-nhap/?next=/ke-hoach/%3Fa%3D1"


# In whose name


def test_the_viewer_is_of_the_day_and_the_instant_is_real(rf, signed_in):
    with time_machine.travel(datetime(2026, 3, 2, 1, tzinfo=UTC), tick=False):
        request = signed_in.get("/chuong-trinh/chon/").wsgi_request
    assert request.viewer.on == TODAY and request.on == TODAY
    assert request.viewer.at == datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert request.viewer.roles == {Role.OFFICE}


def test_the_head_says_that_day_and_data_are_pretended(signed_in, programme, settings):
    page = signed_in.get("/chuong-trinh/chon/").content.decode()
    assert "Chương trình 2023" in page and "15/6/2023" in page and "giả lập" in page and "số liệu giả định" in page
    settings.PARINDEX_TODAY = None
    Programme.objects.update(invented=False)
    page = signed_in.get("/chuong-trinh/chon/").content.decode()
    assert "giả lập" not in page and "số liệu giả định" not in page


@pytest.mark.parametrize(
    ("begins", "ends", "inside"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (TODAY + timedelta(days=1), None, False),
        (None, TODAY - timedelta(days=1), False),
    ],
)
def test_a_role_holds_within_its_days(client, programme, begins, ends, inside):
    made = make_user()
    join(made, programme, valid_from=begins, valid_to=ends)
    client.force_login(made)
    response = client.get("/chuong-trinh/chon/")
    assert response.status_code == (200 if inside else 403)
    assert ("chưa có vai trò" in response.content.decode()) is not inside


def test_programmes_and_viewer_are_one_query_each(programme, django_assert_num_queries):
    made = make_user()
    other = make_programme(2022)
    for number in range(6):
        agency = Agency.objects.create(programme=programme, key=f"a{number}", name=f"Xã {number}", sort_key=str(number))
        join(made, programme, Role.HEAD, agency=agency)
    join(made, other, Role.REPORTER, agency=None)
    with django_assert_num_queries(1):
        assert users.programmes(made, TODAY) == [programme, other]
    with django_assert_num_queries(1):
        viewer = users.viewer(made, programme.id, TODAY, datetime(2026, 3, 2, tzinfo=UTC))
    assert len(viewer.agencies("send")) == 6
    assert users.viewer(made, make_programme(2021).id, TODAY, viewer.at) is None


def test_a_programme_of_others_does_not_exist(signed_in, user, programme):
    mine, foreign = make_programme(2022), make_programme(2021)
    join(user, mine, Role.LEADER)
    for chosen in (str(foreign.id), "", "x"):
        assert signed_in.post("/chuong-trinh/chon/", {"programme": chosen}).status_code == 404
    assert signed_in.get("/chuong-trinh/chon/").wsgi_request.programme == programme
    assert signed_in.post("/chuong-trinh/chon/", {"programme": str(mine.id)}).status_code == 302
    request = signed_in.get("/chuong-trinh/chon/").wsgi_request
    assert request.programme == mine and request.viewer.roles == {Role.LEADER}
    Membership.objects.filter(programme=mine).delete()
    assert signed_in.get("/chuong-trinh/chon/").wsgi_request.programme == programme


WATCHING = ["Việc của tôi", "Kế hoạch", "Hồ sơ", "Chấm điểm", "Bảng theo dõi", "Lịch"]


@pytest.mark.parametrize(
    ("role", "first", "rail"),
    [
        (Role.REPORTER, "/viec-cua-toi/", [*WATCHING, "Lịch sử"]),
        (Role.HEAD, "/viec-cua-toi/", [*WATCHING, "Lịch sử"]),
        (Role.MONITOR, "/bang-theo-doi/", ["Tổng quan", *WATCHING, "Lịch sử"]),
        (Role.LEADER, "/tong-quan/", ["Tổng quan", *WATCHING, "Lịch sử"]),
        (Role.OFFICE, "/ke-hoach/", ["Tổng quan", *WATCHING, "Nhập kế hoạch", "Lịch sử", "Quản trị"]),
        (Role.ADMINISTRATOR, "/quan-tri/nguoi-dung/", ["Lịch sử", "Quản trị"]),
    ],
)
def test_first_page_and_rail_by_role(client, programme, role, first, rail):
    made = make_user()
    join(made, programme, role)
    client.force_login(made)
    assert client.get("/").headers["Location"] == first
    page = html.fromstring(client.get("/chuong-trinh/chon/").content.decode())
    places = [words.strip() for words in page.xpath("//nav[contains(@class, 'rail')]//a/span/text()")]
    assert list(dict.fromkeys(places)) == rail


# What went wrong


@pytest.mark.parametrize(
    ("error", "status"), [(NotFound("x"), 404), (Conflict("Vừa sửa"), 409), (InputError("A"), 422)]
)
def test_htmx_gets_faults_as_a_message_on_its_page(signed_in, monkeypatch, error, status):
    raising(monkeypatch, error)
    response = signed_in.get("/chuong-trinh/chon/", HTTP_HX_REQUEST="true")
    assert response.status_code == status and response.headers["HX-Retarget"] == "#notices"
    words = response.content.decode()
    assert "<html" not in words and (status == 404 or str(error) in words)


def test_what_input_errors_say_is_text_not_markup(signed_in, monkeypatch):
    raising(monkeypatch, InputError("Tệp “<script>x</script>” không đọc được"))
    words = signed_in.get("/chuong-trinh/chon/").content.decode()
    assert "&lt;script&gt;" in words and "<script>x" not in words


def test_a_stale_form_is_told_so(user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    response = strict.post("/chuong-trinh/chon/", {"programme": "x"})
    assert response.status_code == 403 and "mở lại trang" in response.content.decode()


def test_the_page_of_our_fault_needs_no_database(client, monkeypatch, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "ngoài dự kiến" in errors.server_error(RequestFactory().get("/")).content.decode()
    monkeypatch.setattr(errors, "render_to_string", lambda name: 1 / 0)
    assert "ngoài dự kiến" in errors.server_error(RequestFactory().get("/")).content.decode()


def test_too_large_a_request_is_told_its_limit(signed_in, settings):
    settings.REQUEST_LIMIT = 1024 * 1024
    response = signed_in.post("/mau-giao-dien/", {"file": _Large()})
    assert response.status_code == 400 and "tối đa 1 MB" in response.content.decode()


class _Large:
    name = "lon.pdf"

    def read(self):
        return b"x" * (1024 * 1024 + 1)


def test_a_foreign_host_name_is_refused_with_a_page(client):
    response = client.get("/", HTTP_HOST="example.org")
    assert response.status_code == 400 and "không đọc được" in response.content.decode()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_who_is_at_work_keeps_the_rail_on_a_missing_page(signed_in):
    inside = signed_in.get("/ke-hoach/nhiem-vu/00000000-0000-4000-8000-000000000000/")
    assert inside.status_code == 404
    assert html.fromstring(inside.content.decode()).xpath("//nav[contains(@class, 'rail')]//a")


def test_signs_of_many_escape_the_names_that_they_say():
    drawn = Template("{% load look %}{% state_dot key who %}").render(Context({"key": "late", "who": "<b>Xã & “A”"}))
    assert "<b>" not in drawn and "&lt;b&gt;Xã &amp; “A”: Trễ" in drawn


def test_an_address_that_only_takes_forms_says_so(signed_in):
    response = signed_in.get("/dang-xuat/")
    assert response.status_code == 405 and "POST" in response.headers["Allow"]
    assert "chỉ nhận nội dung gửi từ biểu mẫu" in response.content.decode()
