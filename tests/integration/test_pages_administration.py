"""Accounts, agencies, the working calendar and the programme's settings, as those who look after them meet them."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parindex.records.actions import user as users
from parindex.records.models import Agency, History, Membership, User
from parindex.records.permissions import Role
from tests.factories.pages import text


def shown_password(page):
    return page.split('id="secret"')[1].split('value="')[1].split('"')[0]


def test_administration_opens_at_what_one_may(sign_in):
    assert sign_in("admin").get(reverse("administration"))["Location"] == reverse("users")
    assert sign_in("office").get(reverse("administration"))["Location"] == reverse("agencies")
    assert sign_in("head").get(reverse("administration")).status_code == 404
    assert reverse("users") not in text(sign_in("office").get(reverse("agencies")))


def test_a_new_account_shows_its_password_once_and_signs_in_with_it(sign_in, small, client):
    typed = {
        "username": "nguyen.van.a", "name": "Nguyễn Văn A", "email": "a@parindex.example", "role": Role.REPORTER,
        "agency": str(small.agency("phong-tu-phap").pk),
    }  # fmt: skip
    page = text(sign_in("admin").post(reverse("user_new"), typed))
    made = User.objects.get(username="nguyen.van.a")
    password = shown_password(page)
    assert made.check_password(password)
    assert made.must_change_password
    assert made.memberships.get().agency.key == "phong-tu-phap"
    assert password not in text(client.get(reverse("user", args=[made.pk])))
    assert not History.objects.filter(words__contains=password).exists()
    assert "đã có người dùng" in text(client.post(reverse("user_new"), typed), 422)


def test_no_account_is_made_without_the_role_that_was_asked_for(sign_in):
    typed = {"username": "b.nguyen", "name": "B", "role": Role.HEAD, "agency": ""}
    assert "xin chọn cơ quan" in text(sign_in("admin").post(reverse("user_new"), typed), 422)
    assert not User.objects.filter(username="b.nguyen").exists()


def test_a_password_is_reset_and_an_account_locked_and_opened(sign_in, small):
    admin, address = sign_in("admin"), reverse("user", args=[small.users["other"].pk])
    password = shown_password(text(admin.post(address, {"do": "reset", "sure": "on"})))
    assert User.objects.get(username="other").check_password(password)
    assert "Xin đánh dấu xác nhận" in text(admin.post(address, {"do": "deactivate"}), 422)
    assert User.objects.get(username="other").is_active
    locked = text(admin.post(address, {"do": "deactivate", "sure": "on"}, follow=True))
    assert "Đã khóa tài khoản của Người other" in locked
    assert not User.objects.get(username="other").is_active
    assert "Đã mở lại tài khoản" in text(admin.post(address, {"do": "activate"}, follow=True))
    assert "Xin bấm một nút" in text(admin.post(address, {}), 422)
    own = reverse("user", args=[small.users["admin"].pk])
    assert "Không thể tự khóa" in text(admin.post(own, {"do": "deactivate", "sure": "on"}), 422)


def test_a_role_is_given_and_ends(sign_in, small):
    admin, address = sign_in("admin"), reverse("user", args=[small.users["other"].pk])
    typed = {"do": "give", "role": Role.HEAD, "agency": str(small.agency("xa-phuoc-hoa").pk), "start": "1/7/2023"}
    assert "UBND xã Phước Hòa" in text(admin.post(address, typed, follow=True))
    wrong = text(admin.post(address, typed | {"agency": ""}), 422)
    assert "xin chọn cơ quan" in wrong
    membership = Membership.objects.get(user=small.users["other"], role=Role.REPORTER)
    text(admin.post(address, {"do": "end", "membership": membership.pk}, follow=True))
    membership.refresh_from_db()
    assert membership.valid_to == date(2023, 6, 14)
    others = Membership.objects.get(user=small.users["head"])
    assert admin.post(address, {"do": "end", "membership": others.pk}).status_code == 404


def test_people_are_found_without_diacritics_and_asked_for_as_often(sign_in, small):
    admin = sign_in("admin")
    admin.get(reverse("users"))
    with CaptureQueriesContext(connection) as short:
        page = text(admin.get(reverse("users")))
    assert "Người monitor" in page
    for n in range(12):
        made, _ = users.add_user(small.viewer("admin"), f"them{n}", f"Đỗ Thị Thêm {n}")
        users.give_role(small.viewer("admin"), made.pk, Role.REPORTER, small.agency("phong-tu-phap").pk)
    with CaptureQueriesContext(connection) as long:
        text(admin.get(reverse("users")))
    assert len(long) == len(short)
    found = text(admin.get(reverse("users"), {"tim": "do thi them 7"}))
    assert "Đỗ Thị Thêm 7" in found
    assert "Người monitor" not in found
    assert "Không có ai khớp" in text(admin.get(reverse("users"), {"tim": "không ai"}))


def test_the_office_looks_after_agencies(sign_in, small):
    office = sign_in("office")
    assert "Phòng Tư pháp" in text(office.get(reverse("agencies")))
    page = text(office.post(reverse("agencies"), {"name": "Trung tâm Mẫu", "kind": "centre"}, follow=True))
    assert "Trung tâm Mẫu" in page
    assert "đã có cơ quan" in text(office.post(reverse("agencies"), {"name": "Trung tâm Mẫu", "kind": "centre"}), 422)
    made = Agency.objects.get(name="Trung tâm Mẫu")
    address = reverse("agency", args=[made.pk])
    text(office.post(address, {"do": "email", "email": "tt@parindex.example"}, follow=True))
    assert "không đúng" in text(office.post(address, {"do": "email", "email": "x"}), 422)
    heir = str(small.agency("phong-tu-phap").pk)
    assert "ngày thôi hiệu lực" in text(office.post(address, {"do": "validity", "successors": [heir]}), 422)
    typed = {"do": "validity", "end": "30/6/2023", "successors": [heir]}
    text(office.post(address, typed, follow=True))
    made.refresh_from_db()
    assert (made.email, made.valid_to) == ("tt@parindex.example", date(2023, 6, 30))
    assert [one.key for one in made.successors.all()] == ["phong-tu-phap"]
    assert "Trung tâm Mẫu" in text(office.get(reverse("agency", args=[heir])))
    line = History.objects.get(verb="set_validity")
    assert line.changes["successors"] == [None, "Phòng Tư pháp"]
    refused = text(office.post(address, {"do": "validity", "successors": [str(made.pk)], "end": "1/7/2023"}), 422)
    assert "Cơ quan kế thừa" in refused


def test_the_working_calendar_says_which_days_differ_and_why(sign_in):
    page = text(sign_in("office").get(reverse("working_days")))
    assert "Lịch làm việc 2023" in page
    assert "Giỗ Tổ Hùng Vương" in page
    assert "nghỉ bù" in page
    assert "Lịch làm việc 2019" in text(sign_in("office").get(reverse("working_days"), {"nam": "2019"}))
    for wrong in ("xxxx", "9999", "", "²⁰²³"):
        assert sign_in("office").get(reverse("working_days"), {"nam": wrong}).status_code == 200


def test_the_programme_says_its_settings(sign_in, small):
    page = text(sign_in("admin").get(reverse("programme")))
    assert small.programme.authority in page
    assert "hằng quý" in page


def test_only_agencies_of_the_programmes_year_are_offered(sign_in, small):
    Agency.objects.filter(pk=small.agency("phong-tu-phap").pk).update(valid_to=date(2022, 12, 31))
    Agency.objects.filter(pk=small.agency("xa-phuoc-hoa").pk).update(valid_to=date(2023, 6, 30))
    page = text(sign_in("admin").get(reverse("user_new")))
    assert f'value="{small.agency("phong-tu-phap").pk}"' not in page
    assert f'value="{small.agency("xa-phuoc-hoa").pk}"' in page
