"""A letter of apology from draft to posting: what is possible when, what is refused and why, and what lies sealed."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from parindex.core.errors import InputError
from parindex.records.actions import apology_letter as letters
from parindex.records.actions import file as files
from parindex.records.actions.backup import backup, restore
from parindex.records.models import ApologyLetter, History, SignedCopy
from parindex.records.permissions import NotFound
from tests.factories.dossiers import ALL, COMMUNES, LATE, OVERDUE, later, take_in
from tests.factories.late_case import LETTER, NAME, SIGNED, entry, explained, posted, sent, signed, signed_on, written
from tests.factories.programme import AT
from tests.integration.test_backup import empty_the_database
from tests.integration.test_submissions import PDF


@pytest.fixture
def ledger(small, keys):
    take_in(small, *ALL)
    return small


def stage(small, on=date(2023, 6, 15)):
    return entry(small, LATE.code, on=on).stage


def test_the_way_of_a_letter(ledger):
    assert stage(ledger) == "explain"
    letter = written(ledger, LATE.code)
    assert stage(ledger) == "sign_send" and letter.ordinal == 1
    letters.sign(ledger.viewer("head"), letter.case_id, letter.pk, SIGNED)
    assert stage(ledger) == "sign_send"
    letters.send(ledger.viewer("reporter"), letter.case_id, letter.pk, date(2023, 6, 14), "post", "RR123456789VN")
    assert stage(ledger) == "post"
    letters.post(ledger.viewer("reporter"), letter.case_id, letter.pk)
    letter.refresh_from_db()
    assert letter.posted_from == date(2023, 6, 14), "from the sending day, unless another is said"
    assert (stage(ledger), stage(ledger, date(2023, 7, 13))) == ("post", "post")
    assert stage(ledger, date(2023, 7, 14)) == "done"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"new_due": date(2023, 6, 15)}, "phải sau hôm nay"),
        ({"new_due": date(2023, 6, 17)}, "ngày nghỉ"),
        ({"new_due": date(2040, 6, 15)}, "Lịch làm việc chưa có năm 2040"),
        ({"reason": " "}, "lý do"),
        ({"reason": "Gọi 0912345678"}, "không được niêm"),
        ({"recipient": "", "address": "thôn Mẫu"}, "tên người nhận"),
    ],
)
def test_a_letter_that_cannot_be_is_refused(ledger, changed, fault):
    found = explained(ledger, LATE.code)
    with pytest.raises(InputError, match=fault):
        letters.write(ledger.viewer("reporter"), found.id, replace(LETTER, **changed))
    assert not ApologyLetter.objects.exists()


def test_one_letter_at_a_time(ledger):
    letter = written(ledger, LATE.code)
    with pytest.raises(InputError, match="chưa gửi"):
        letters.write(ledger.viewer("reporter"), letter.case_id, LETTER)


def test_a_draft_may_be_written_anew_until_it_is_signed(ledger):
    letter = written(ledger, LATE.code)
    by = ledger.viewer("reporter")
    moved = replace(LETTER, new_due=date(2023, 6, 21), recipient=None, address=None, phone=None)
    again = letters.write(by, letter.case_id, moved, letter.pk)
    assert again.pk == letter.pk and again.new_due == date(2023, 6, 21)
    assert letters.read_recipient(by, letter.case_id, letter.pk, "thử")["name"] == NAME, "what is not said is kept"
    letters.sign(ledger.viewer("head"), letter.case_id, letter.pk, SIGNED)
    with pytest.raises(InputError, match="đã ký nên không sửa"):
        letters.write(by, letter.case_id, LETTER, letter.pk)


def test_a_second_new_date_needs_a_decision(ledger):
    letter = sent(ledger, LATE.code)
    by, again = ledger.viewer("reporter"), replace(LETTER, new_due=date(2023, 6, 27))
    with pytest.raises(InputError, match="phải sau ngày đã hẹn"):
        letters.write(by, letter.case_id, replace(LETTER, new_due=date(2023, 6, 19), decision="45/QĐ-UBND"))
    with pytest.raises(InputError, match="hẹn lại lần 2 phải ghi số quyết"):
        letters.write(by, letter.case_id, again)
    second = letters.write(by, letter.case_id, replace(again, decision="45/QĐ-UBND ngày 14/6/2023"))
    assert second.ordinal == 2


def test_a_reschedule_that_the_source_tells_of_is_counted(ledger):
    take_in(ledger, LATE.but(dues="13/06/2023"), at=later(1))
    found = explained(ledger, LATE.code)
    assert found.dossier.reschedules == 1
    by = ledger.viewer("reporter")
    with pytest.raises(InputError, match="Nguồn số liệu đã ghi 1 lần hẹn lại"):
        letters.write(by, found.id, LETTER)
    assert letters.write(by, found.id, replace(LETTER, decision="45/QĐ-UBND")).ordinal == 1


def test_a_letter_about_the_reschedule_that_the_source_tells_of_needs_no_decision(ledger):
    take_in(ledger, LATE.but(dues="20/06/2023"), at=later(1))
    assert written(ledger, LATE.code).new_due == date(2023, 6, 20)


def test_who_may_sign(ledger):
    letter = written(ledger, LATE.code)
    for username in ("reporter", "other_head", "monitor", "leader"):
        with pytest.raises(NotFound):
            letters.sign(ledger.viewer(username), letter.case_id, letter.pk, SIGNED)
    letters.sign(ledger.viewer("office"), letter.case_id, letter.pk, SIGNED)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (signed_on(date(2023, 6, 16)), "sau hôm nay"),
        (signed_on(date(2023, 5, 31)), "trước ngày tiếp nhận"),
        (replace(SIGNED, number=" "), "số, ký hiệu"),
        (replace(SIGNED, signer_name=""), "tên người ký"),
        (replace(SIGNED, data=None), "chọn tệp"),
        (replace(SIGNED, data=b""), "tệp rỗng"),
        (replace(SIGNED, name="thu.pdf", data=b"MZ\x90\x00"), "chương trình|không được nhận|Không nhận"),
    ],
)
def test_a_signed_copy_that_cannot_be_is_refused(ledger, given, fault):
    letter = written(ledger, LATE.code)
    with pytest.raises(InputError, match=fault):
        letters.sign(ledger.viewer("head"), letter.case_id, letter.pk, given)
    assert not SignedCopy.objects.exists()


def test_a_draft_is_no_signed_copy(ledger):
    """A Word file counts as signed only where it carries a digital signature."""
    letter = written(ledger, LATE.code)
    draft = io.BytesIO()
    Document().save(draft)
    given = replace(SIGNED, name="thu.docx", data=draft.getvalue())
    with pytest.raises(InputError, match="chưa phải thư đã ký"):
        letters.sign(ledger.viewer("head"), letter.case_id, letter.pk, given)
    with zipfile.ZipFile(draft, "a") as package:
        package.writestr("_xmlsignatures/sig1.xml", "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/>")
    given = replace(SIGNED, name="thu.docx", data=draft.getvalue())
    assert letters.sign(ledger.viewer("head"), letter.case_id, letter.pk, given).signed_on


def test_a_letter_is_dated_before_the_day_that_it_promises(ledger):
    letter = written(ledger, LATE.code)
    on = date(2023, 6, 22)
    with pytest.raises(InputError, match="phải trước ngày hẹn trả mới"):
        letters.sign(ledger.viewer("head", on), letter.case_id, letter.pk, signed_on(date(2023, 6, 21)))


def test_another_copy_takes_the_place_of_the_first_until_it_is_sent(ledger):
    letter = signed(ledger, LATE.code)
    letters.sign(ledger.viewer("head"), letter.case_id, letter.pk, replace(SIGNED, data=PDF + b"\n"))
    assert list(SignedCopy.objects.order_by("replaced").values_list("replaced", flat=True)) == [False, True]
    letters.sign(ledger.viewer("head"), letter.case_id, letter.pk, replace(SIGNED, number="13/TP", data=None))
    letters.send(ledger.viewer("head"), letter.case_id, letter.pk, date(2023, 6, 14), "email")
    with pytest.raises(InputError, match="đã gửi nên không thay"):
        letters.sign(ledger.viewer("head"), letter.case_id, letter.pk, SIGNED)


def test_orders_of_days_that_cannot_be_are_refused(ledger):
    letter = written(ledger, LATE.code)
    reporter, case, key = ledger.viewer("reporter"), letter.case_id, letter.pk
    with pytest.raises(InputError, match="chưa ký thì chưa gửi"):
        letters.send(reporter, case, key, date(2023, 6, 14), "post")
    with pytest.raises(InputError, match="chưa gửi thì chưa niêm yết"):
        letters.post(reporter, case, key)
    letters.sign(ledger.viewer("head"), case, key, SIGNED)
    for day, how, note, fault in (
        (date(2023, 6, 12), "post", "", "trước ngày ký"),
        (date(2023, 6, 16), "post", "", "sau hôm nay"),
        (date(2023, 6, 14), "pigeon", "", "cách gửi"),
        (date(2023, 6, 14), "sms", "gửi tới 0912345678", "số điện thoại"),
    ):
        with pytest.raises(InputError, match=fault):
            letters.send(reporter, case, key, day, how, note)
    letters.send(reporter, case, key, date(2023, 6, 14), "post")
    for day, fault in ((date(2023, 6, 13), "trước ngày gửi"), (date(2023, 6, 16), "sau hôm nay")):
        with pytest.raises(InputError, match=fault):
            letters.post(reporter, case, key, day)
    letters.post(reporter, case, key, date(2023, 6, 14))
    with pytest.raises(InputError, match="đang được niêm yết"):
        letters.post(reporter, case, key)
    with pytest.raises(InputError, match="sau ngày bắt đầu niêm yết"):
        letters.send(reporter, case, key, date(2023, 6, 15), "post")
    with pytest.raises(InputError, match="niêm yết đủ 30 ngày"):
        letters.post(ledger.viewer("reporter", date(2023, 7, 14)), case, key)


def test_taken_down_too_early_it_is_gone_at_once_and_hangs_again_for_its_days(ledger):
    letter = posted(ledger, LATE.code, date(2023, 6, 14))
    by = ledger.viewer("reporter")
    with pytest.raises(InputError, match="lý do gỡ"):
        letters.take_down(by, letter.case_id, letter.pk, "")
    letters.take_down(by, letter.case_id, letter.pk, "Ghi nhầm số")
    found = entry(ledger, LATE.code)
    assert found.live_letters[0].posted_to == date(2023, 6, 14)
    assert found.stage == "post" and "bị gỡ sớm" in found.missing[0].says
    with pytest.raises(InputError, match="không còn niêm yết"):
        letters.take_down(by, letter.case_id, letter.pk, "Nhầm")
    with pytest.raises(InputError, match="phải từ sau ngày đó"):
        letters.post(by, letter.case_id, letter.pk, date(2023, 6, 14))
    letters.post(by, letter.case_id, letter.pk, date(2023, 6, 15))
    assert entry(ledger, LATE.code, on=date(2023, 7, 14)).stage == "post"
    assert entry(ledger, LATE.code, on=date(2023, 7, 15)).stage == "done"


def test_an_unsent_letter_can_be_withdrawn_and_the_next_is_the_first_again(ledger):
    letter = signed(ledger, LATE.code)
    letters.withdraw(ledger.viewer("reporter"), letter.case_id, letter.pk, "Sai thủ tục")
    assert stage(ledger) == "draft"
    with pytest.raises(InputError, match="đã được rút"):
        letters.send(ledger.viewer("reporter"), letter.case_id, letter.pk, date(2023, 6, 14), "post")
    again = letters.write(ledger.viewer("reporter"), letter.case_id, LETTER)
    assert again.ordinal == 1 and again.pk != letter.pk


def test_a_letter_that_was_sent_cannot_be_withdrawn(ledger):
    letter = sent(ledger, LATE.code)
    with pytest.raises(InputError, match="đã gửi"):
        letters.withdraw(ledger.viewer("reporter"), letter.case_id, letter.pk, "Sai")


def test_a_missed_new_date_is_said(ledger):
    letter = sent(ledger, OVERDUE.code)
    letters.post(ledger.viewer("reporter"), letter.case_id, letter.pk)
    found = entry(ledger, OVERDUE.code, on=date(2023, 6, 21))
    assert [what.step for what in found.missing] == ["new_due"]
    assert "20/06/2023" in found.missing[0].says


# Personal data


def history():
    return " ".join(History.objects.values_list("words", flat=True)) + str(list(History.objects.values("changes")))


def test_the_recipient_lies_sealed_and_each_reading_is_told(ledger, settings):
    letter = signed(ledger, LATE.code)
    row = " ".join(str(value) for value in ApologyLetter.objects.values().get().values())
    assert NAME not in row and "thôn Mẫu" not in row and NAME not in history()
    kept = [path.read_bytes() for path in Path(settings.FILES).rglob("*") if path.is_file()]
    assert kept and all(PDF not in data for data in kept)
    assert SignedCopy.objects.get().name == "thu-xin-loi-12-TP.pdf", "what it was called may hold a name"
    assert letters.read_recipient(ledger.viewer("reporter"), letter.case_id, letter.pk, "thử")["name"] == NAME
    copy, data = letters.read_copy(ledger.viewer("head"), letter.case_id, SignedCopy.objects.get().pk)
    assert data == PDF and copy.size == len(PDF)
    told = History.objects.filter(verb="read_personal", thing=letter.case_id)
    assert [line.actor_name for line in told] == ["Người reporter", "Người head"]
    assert all(line.words.startswith("Đọc dữ liệu cá nhân") for line in told) and NAME not in history()


@pytest.mark.parametrize("username", ["monitor", "leader", "other", "other_head", "admin"])
def test_nobody_else_reads_it(ledger, username):
    letter = signed(ledger, LATE.code)
    with pytest.raises(NotFound):
        letters.read_recipient(ledger.viewer(username), letter.case_id, letter.pk, "thử")
    with pytest.raises(NotFound):
        letters.read_copy(ledger.viewer(username), letter.case_id, SignedCopy.objects.get().pk)
    assert not History.objects.filter(verb="read_personal").exists()


def test_without_a_key_the_letter_is_written_and_the_name_is_not(ledger, keys):
    keys.unlink()
    found = explained(ledger, LATE.code)
    by = ledger.viewer("reporter")
    with pytest.raises(InputError, match="parindex key new"):
        letters.write(by, found.id, LETTER)
    letter = letters.write(by, found.id, replace(LETTER, recipient="", address="", phone=""))
    assert letter.sealed is None
    with pytest.raises(InputError, match="parindex key new"):
        letters.sign(ledger.viewer("head"), found.id, letter.pk, SIGNED)


def test_erasing_leaves_days_and_history_and_nothing_of_the_person(ledger, django_capture_on_commit_callbacks):
    letter = posted(ledger, LATE.code)
    stored = files.stored_at(SignedCopy.objects.get().stored)
    assert stored.is_file()
    with pytest.raises(NotFound):
        letters.erase(ledger.viewer("reporter"), letter.case_id, "Theo yêu cầu")
    with pytest.raises(InputError, match="lý do xóa"):
        letters.erase(ledger.viewer("head"), letter.case_id, "")
    with django_capture_on_commit_callbacks(execute=True):
        assert letters.erase(ledger.viewer("head"), letter.case_id, "Người dân yêu cầu") == 2
    kept = ApologyLetter.objects.get()
    assert (kept.number, kept.sent_on, kept.posted_from) == ("12/TP", date(2023, 6, 14), date(2023, 6, 15))
    assert kept.sealed is None and kept.wrapped_key is None and kept.erased_at
    assert letters.read_recipient(ledger.viewer("head"), letter.case_id, letter.pk, "thử") == {}
    with pytest.raises(InputError, match="đã được xóa"):
        letters.read_copy(ledger.viewer("head"), letter.case_id, SignedCopy.objects.get().pk)
    assert not stored.exists()
    assert "Xóa dữ liệu cá nhân" in history()
    with pytest.raises(InputError, match="không còn dữ liệu cá nhân"):
        letters.erase(ledger.viewer("head"), letter.case_id, "Lần nữa")


def test_a_backup_takes_sealed_letters_along_and_they_open_again(ledger, tmp_path, settings):
    letter = signed(ledger, LATE.code)
    path = tmp_path / "sao-luu.tar.gz"
    assert backup(path, AT)["files"] >= 1
    assert PDF not in path.read_bytes()
    empty_the_database()
    settings.FILES = tmp_path / "new-place"
    restore(path)
    assert letters.read_copy(ledger.viewer("head"), letter.case_id, SignedCopy.objects.get().pk)[1] == PDF
    name = letters.read_recipient(ledger.viewer("head"), letter.case_id, letter.pk, "thử")["name"]
    assert name == NAME


def test_a_backup_without_a_sealed_letter_is_refused(ledger, tmp_path, settings):
    signed(ledger, LATE.code)
    for path in Path(settings.FILES).rglob("*"):
        if path.is_file():
            path.unlink()
    with pytest.raises(InputError, match="không trọn vẹn"):
        backup(tmp_path / "sao-luu.tar.gz", AT)


def test_letters_of_others_are_not_found(ledger):
    letter = written(ledger, LATE.code)
    stranger = entry(ledger, COMMUNES.code)
    with pytest.raises(NotFound):
        letters.send(ledger.viewer("office"), stranger.id, letter.pk, date(2023, 6, 14), "post")


def test_a_letter_of_which_the_source_tells_is_taken_over_with_its_past_day(ledger):
    take_in(ledger, LATE.but(signed="Có", sent="09/06/2023"), at=later(1))
    found = entry(ledger, LATE.code)
    assert found.letter_by_source and found.stage == "post"
    by = ledger.viewer("reporter")
    letter = letters.write(by, found.id, replace(LETTER, new_due=date(2023, 6, 12)))
    letters.sign(ledger.viewer("head"), found.id, letter.pk, signed_on(date(2023, 6, 9)))
    letters.send(by, found.id, letter.pk, date(2023, 6, 9), "post")
    letters.post(by, found.id, letter.pk, date(2023, 6, 15))
    assert entry(ledger, LATE.code).live_letters[0].posted_from == date(2023, 6, 15)
