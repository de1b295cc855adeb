"""The public page: a letter is there on its days, gone by itself after them, and tells nothing of anybody."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from lxml import html

from parindex.records.actions import apology_letter as letters
from tests.factories.dossiers import COMMUNES, LATE, OVERDUE, take_in
from tests.factories.late_case import LETTER, NAME, SIGNED, entry, posted, sent
from tests.factories.pages import text

POSTED = date(2023, 6, 15)


@pytest.fixture
def page(client, small, keys, settings):
    """The page as somebody without an account opens it on a day."""
    take_in(small, LATE, OVERDUE, COMMUNES)

    def opened(day=POSTED, **asked):
        settings.PARINDEX_TODAY = day
        return text(client.get(reverse("public_apologies"), asked))

    return opened


@pytest.mark.parametrize(("after", "there"), [(-1, False), (0, True), (29, True), (30, False), (31, False)])
def test_a_letter_hangs_from_its_day_for_thirty_days(page, small, after, there):
    posted(small, LATE.code, POSTED)
    assert (LATE.code in page(POSTED + timedelta(days=after))) is there


def test_what_was_only_sent_is_not_there(page, small):
    sent(small, LATE.code)
    assert LATE.code not in page()


def test_taken_down_it_is_gone_the_same_day(page, small):
    letter = posted(small, LATE.code, POSTED)
    letters.take_down(small.viewer("head"), letter.case_id, letter.pk, "Ghi nhầm")
    assert LATE.code not in page()


def test_it_shows_the_facts_of_the_letter_and_nobody(page, small):
    posted(small, LATE.code, POSTED)
    shown = page()
    for words in (
        LATE.code, "Đăng ký khai sinh", "Phòng Tư pháp", "UBND huyện Tuy Phước", "1/6/2023", "8/6/2023", "20/6/2023",
        "12/TP", "số liệu giả định",
    ):  # fmt: skip
        assert words in shown, words
    for words in (NAME, "thôn Mẫu", "0900", "Trần Văn Thử", "Chờ xác minh", "Nhiều việc", "Người reporter"):
        assert words not in shown, words


def test_it_is_searched_by_code_and_agency(page, small):
    posted(small, LATE.code, POSTED)
    found = entry(small, COMMUNES.code)
    other = letters.write(small.viewer("office"), found.id, LETTER)
    letters.sign(small.viewer("office"), found.id, other.pk, SIGNED)
    letters.send(small.viewer("office"), found.id, other.pk, POSTED, "in_person")
    letters.post(small.viewer("office"), found.id, other.pk)
    assert LATE.code in page() and COMMUNES.code in page()
    narrowed = page(ma=LATE.code[-4:])
    assert LATE.code in narrowed and COMMUNES.code not in narrowed
    narrowed = page(**{"co-quan": str(small.agency("xa-phuoc-son").pk)})
    assert COMMUNES.code in narrowed and LATE.code not in narrowed
    assert "Không thấy thư nào khớp" in page(ma="không có")
    assert LATE.code in page(**{"co-quan": "chẳng-phải-khóa"})


def test_it_works_without_a_script_and_may_be_kept_for_a_while(page, small, client):
    posted(small, LATE.code, POSTED)
    tree = html.fromstring(page())
    (form,) = tree.xpath("//form[@role='search']")
    assert form.get("method") == "get" and tree.xpath("//form//button[@type='submit']")
    answer = client.get(reverse("public_apologies"))
    kept = dict(part.strip().partition("=")[::2] for part in answer.headers["Cache-Control"].split(","))
    assert "public" in kept and 0 <= int(kept["max-age"]) <= 300
    assert "Set-Cookie" not in answer.headers
    assert client.post(reverse("public_apologies")).status_code == 405


def test_it_says_when_nothing_hangs_there(page):
    assert "Hiện không có thư xin lỗi nào" in page()


def test_real_programmes_are_not_called_invented(page, small):
    small.programme.invented = False
    small.programme.save()
    posted(small, LATE.code, POSTED)
    assert "giả định" not in page()
