"""The pages of late dossiers: the board and its list, a case from explanation to posting, what is missing, the year."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from lxml import html
from python_calamine import CalamineWorkbook

from parindex.core.timeliness import VIETNAM
from parindex.records.actions import apology_letter as letters
from parindex.records.actions import late_case as cases
from parindex.records.models import ApologyLetter, History, LateCase, SignedCopy
from tests.factories.dossiers import ALL, COMMUNES, LATE, OPEN, OVERDUE, UNKNOWN, Row, code, later, take_in
from tests.factories.late_case import NAME, entry, explained, posted, sent, signed, written
from tests.factories.pages import text
from tests.integration.test_submissions import PDF


@pytest.fixture
def ledger(small, keys):
    take_in(small, *ALL)
    return small


def where(name, found, *more):
    return reverse(name, args=[found if isinstance(found, str) else found.id, *more])


def test_the_board_has_five_columns_and_the_list_below(sign_in, ledger):
    explained(ledger, LATE.code)
    tree = html.fromstring(text(sign_in("office").get(reverse("ledger"))))
    titles = [" ".join(title.text_content().split()) for title in tree.xpath("//section[@class='ledger-column']/h2")]
    assert titles == ["Giải trình 3", "Soạn thư xin lỗi 1", "Ký và gửi 0", "Niêm yết 0", "Xong 0"]
    rows = tree.xpath("//table//tbody/tr")
    assert len(rows) == 4
    said = " ".join(tree.text_content().split())
    assert "quá 4 ngày làm việc" in said and "chưa khớp danh mục" in said and "Số liệu đến ngày 15/6/2023" in said


def test_how_late_something_is_tells_from_which_day_that_counts(sign_in, small):
    old = LATE.but(code=code(90), received="03/05/2023 08:00", due="10/05/2023", finished="")
    take_in(small, old.but(code=code(91)), at=datetime(2023, 6, 7, 8, tzinfo=VIETNAM))
    take_in(small, old)  # long after the business day
    tree = html.fromstring(text(sign_in("office").get(reverse("ledger"))))
    cards = {card.xpath("./a")[0].text: " ".join(card.text_content().split())
             for card in tree.xpath("//li[@class='ledger-card']")}  # fmt: skip
    assert cards[code(90)].endswith("hạn 11/5/2023, tính từ ngày hẹn trả 10/5/2023")
    assert cards[code(91)].endswith("hạn 8/6/2023, tính từ ngày số liệu cho biết hồ sơ trễ hạn 7/6/2023")


def test_an_agency_finds_its_own_and_nothing_to_choose(sign_in, ledger):
    page = text(sign_in("reporter").get(reverse("ledger")))
    assert LATE.code in page and OVERDUE.code in page
    assert COMMUNES.code not in page and UNKNOWN.code not in page and 'id="co-quan"' not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"co-quan": "xa-phuoc-son"}, {COMMUNES.code}),
        ({"thang": "2023-05"}, set()),
        ({"thang": "2023-06"}, {LATE.code, OVERDUE.code, COMMUNES.code, UNKNOWN.code}),
        ({"giai-doan": "draft"}, {LATE.code}),
        ({"giai-doan": "nothing"}, {LATE.code, OVERDUE.code, COMMUNES.code, UNKNOWN.code}),
        ({"tim": "khai sinh"}, {LATE.code, OVERDUE.code, COMMUNES.code, UNKNOWN.code}),
        ({"tim": LATE.code[-4:]}, {LATE.code}),
        ({"sap": "-ma", "trang": "9"}, {LATE.code, OVERDUE.code, COMMUNES.code, UNKNOWN.code}),
        ({"co-quan": "x", "sap": "drop table"}, {LATE.code, OVERDUE.code, COMMUNES.code, UNKNOWN.code}),
    ],
)
def test_the_list_is_narrowed(sign_in, ledger, asked, found):
    explained(ledger, LATE.code)
    if asked.get("co-quan", "x") != "x":
        asked = asked | {"co-quan": str(ledger.agency(asked["co-quan"]).pk)}
    tree = html.fromstring(text(sign_in("office").get(reverse("ledger"), asked)))
    assert {link.text_content() for link in tree.xpath("//table//td[1]/a")} == found


def test_an_empty_ledger_says_what_fills_it(sign_in, small):
    assert "Sổ tự đầy lên" in text(sign_in("office").get(reverse("ledger")))
    assert "Không còn thiếu gì" in text(sign_in("office").get(reverse("ledger_missing")))


def test_the_sheet_holds_the_lines_and_no_person(sign_in, ledger):
    posted(ledger, LATE.code)
    answer = sign_in("office").get(reverse("ledger_xlsx"), {"giai-doan": "all"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    cells = " ".join(str(cell) for row in rows for cell in row)
    assert LATE.code in cells and "12/TP" in cells and "Số liệu giả định." in cells and NAME not in cells


def test_a_case_is_carried_through_on_its_page(sign_in, ledger):
    """From the explanation to the posting, each step by its form, and what is missing shrinks."""
    found = entry(ledger, LATE.code)
    reporter = sign_in("reporter")
    page = text(reporter.get(where("late_case", found)))
    assert "Chọn nguyên nhân" in page and "Có kết quả lúc 09:00, 12/6/2023: trễ hạn (2 ngày làm việc)" in page
    go(reporter, "case_explain", found, cause="overload", words="Nhiều việc dồn về", version=0)
    typed = {"reason": "Chờ xác minh", "new_due": "20/6/2023", "recipient": NAME, "address": "thôn Mẫu", "version": 1}
    go(reporter, "letter_write", found, **typed)
    letter = ApologyLetter.objects.get()
    head = sign_in("head")
    file = SimpleUploadedFile("thu.pdf", PDF, "application/pdf")
    names = {"number": "12/TP", "day": "13/6/2023", "signer_title": "Trưởng phòng", "signer_name": "Trần Văn Thử"}
    go(head, "letter_sign", found, letter.pk, **names, file=file, version=2)
    go(head, "letter_send", found, letter.pk, day="14/6/2023", how="in_person", note="", version=3)
    assert "Niêm yết thư xin lỗi 30 ngày" in text(head.get(where("late_case", found)))
    go(head, "letter_post", found, letter.pk, day="14/6/2023", version=4)
    page = text(head.get(where("late_case", found)))
    assert "14/6/2023 – 13/7/2023" in page and "Còn thiếu" not in page and NAME not in page
    assert "giao tận tay" in page


def go(client, name, found, *more, **typed):
    answer = client.post(where(name, found, *more), typed)
    assert answer.status_code == 302, text(answer)
    assert answer["Location"] == where("late_case", found)


def test_what_is_refused_is_said_on_the_page_and_what_was_typed_stays(sign_in, ledger):
    found = explained(ledger, LATE.code)
    typed = {"reason": "Chờ xác minh lâu", "new_due": "17/6/2023", "recipient": "", "version": 1}
    page = text(sign_in("reporter").post(where("letter_write", found), typed), 422)
    assert "ngày nghỉ" in page and "Chờ xác minh lâu" in page and 'value="17/6/2023"' in page


def test_a_fault_in_a_letters_form_is_said_beside_that_letter(sign_in, ledger):
    letter = signed(ledger, LATE.code)
    typed = {"day": "1/6/2023", "how": "post", "note": "", "version": 1}
    found = entry(ledger, LATE.code)
    page = text(sign_in("reporter").post(where("letter_send", found, letter.pk), typed), 409)
    assert "vừa được người khác sửa" in page
    typed["version"] = found.case.version
    page = text(sign_in("reporter").post(where("letter_send", found, letter.pk), typed), 422)
    assert "trước ngày ký" in page and 'value="1/6/2023"' in page


def test_a_first_signed_copy_needs_its_file(sign_in, ledger):
    letter = written(ledger, LATE.code)
    found = entry(ledger, LATE.code)
    names = {"number": "12/TP", "day": "13/6/2023", "signer_title": "Trưởng phòng", "signer_name": "Trần Văn Thử"}
    page = text(sign_in("head").post(where("letter_sign", found, letter.pk), names | {"version": 2}), 422)
    assert "chọn tệp của thư đã ký" in page


def test_the_draft_is_a_letter_with_the_recipient_and_its_reading_is_logged(sign_in, ledger):
    letter = written(ledger, LATE.code)
    answer = sign_in("reporter").get(where("letter_draft", str(letter.case_id), letter.pk))
    assert f"thu-xin-loi-{LATE.code}-lan-1.docx" in answer["Content-Disposition"]
    document = Document(BytesIO(answer.content))
    said = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert NAME in said and "vào ngày 8/6/2023" in said and "đến ngày 12/6/2023 mới giải quyết xong" in said
    assert "GIẢ ĐỊNH" in document.sections[0].first_page_header.paragraphs[0].text
    left = " ".join(p.text for p in document.tables[0].rows[0].cells[0].paragraphs)
    assert "UBND HUYỆN TUY PHƯỚC" in left and "PHÒNG TƯ PHÁP" in left
    assert History.objects.filter(verb="read_personal").count() == 1


def test_the_draft_of_one_foreseen_says_that_it_will_be_late(sign_in, ledger):
    case = cases.foresee(ledger.viewer("head"), OPEN.code, "Chờ tỉnh")
    given = letters.LetterInput("Chờ tỉnh trả lời", date(2023, 6, 27))
    letter = letters.write(ledger.viewer("head"), case.pk, given)
    answer = sign_in("head").get(where("letter_draft", str(case.pk), letter.pk))
    said = " ".join(paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs)
    assert "sẽ không kịp" in said and "Kính gửi: …" in said
    assert not History.objects.filter(verb="read_personal").exists(), "there was nothing to read"


def test_the_signed_copy_comes_back_as_it_was(sign_in, ledger):
    letter = signed(ledger, LATE.code)
    answer = sign_in("head").get(where("signed_copy", str(letter.case_id), SignedCopy.objects.get().pk))
    assert answer.content == PDF and "thu-xin-loi-12-TP.pdf" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_the_recipient_is_read_on_purpose_only(sign_in, ledger):
    letter = written(ledger, LATE.code)
    head = sign_in("head")
    assert NAME not in text(head.get(where("late_case", str(letter.case_id))))
    assert NAME in text(head.post(where("letter_recipient", str(letter.case_id), letter.pk)))
    assert head.get(where("letter_recipient", str(letter.case_id), letter.pk)).status_code == 405
    assert "Đọc dữ liệu cá nhân" in text(head.get(where("late_case", str(letter.case_id))))


def test_overseers_see_the_case_and_no_forms(sign_in, ledger):
    letter = sent(ledger, LATE.code)
    page = text(sign_in("leader").get(where("late_case", str(letter.case_id))))
    assert "12/TP" in page and "niêm phong" in page
    assert "<textarea" not in page and "/nguoi-nhan/" not in page and "/ban-ky/" not in page


def test_only_the_office_is_offered_an_exemption(sign_in, ledger):
    found = entry(ledger, LATE.code)
    assert where("case_exempt", found) not in text(sign_in("head").get(where("late_case", found)))
    office = sign_in("office")
    assert where("case_exempt", found) in text(office.get(where("late_case", found)))
    go(office, "case_exempt", found, decision="45/QĐ-UBND", reason="Bão", version=0)
    assert "Được miễn xin lỗi" in text(office.get(where("late_case", found)))
    go(office, "case_end_exemption", found, reason="Nhầm", version=1)


def test_one_that_will_be_late_is_opened_by_its_code(sign_in, ledger):
    head = sign_in("head")
    page = text(head.post(reverse("foresee"), {"code": "không-có", "words": "Chờ tỉnh"}), 422)
    assert "Không thấy hồ sơ" in page and 'value="không-có"' in page
    answer = head.post(reverse("foresee"), {"code": f" {OPEN.code} ", "words": "Chờ tỉnh"})
    assert answer["Location"] == where("late_case", str(LateCase.objects.get().pk))
    assert "chưa trễ hạn; trường hợp được mở trước" in text(head.get(answer["Location"]))


def test_what_is_missing_stands_by_agency_and_can_be_taken_along(sign_in, ledger):
    office = sign_in("office")
    tree = html.fromstring(text(office.get(reverse("ledger_missing"))))
    groups = [" ".join(head.text_content().split()) for head in tree.xpath("//tr[@class='group']/th")]
    assert groups == ["Phòng Tư pháp 4", "UBND xã Phước Sơn 2", "Ban Quản lý dự án 2"]
    answer = office.get(reverse("ledger_missing_xlsx"))
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sum(1 for row in rows if COMMUNES.code in map(str, row)) == 2


def test_the_year_adds_up(sign_in, ledger):
    posted(ledger, LATE.code)
    found = entry(ledger, OVERDUE.code)
    cases.exempt(ledger.viewer("office"), found.id, "45/QĐ-UBND", "Bão")
    tree = html.fromstring(text(sign_in("office").get(reverse("ledger_year"))))
    numbers = {
        row.xpath("string(th)"): [cell.text_content() for cell in row.xpath("td")]
        for row in tree.xpath("//table//tr[td]")
    }
    assert numbers["Phòng Tư pháp"] == ["2", "1", "1", "1", "1", "0", "0", "0"]
    assert numbers["Cộng"] == ["4", "1", "3", "1", "1", "0", "0", "0"]
    assert "Hồ sơ nhiều, thiếu người giải quyết" in tree.text_content()
    assert "Không ghi nguyên nhân" not in tree.text_content()
    answer = sign_in("office").get(reverse("ledger_year_xlsx"), {"co-quan": str(ledger.agency("phong-tu-phap").pk)})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    told = [row for row in rows if row[0] in ("Phòng Tư pháp", "UBND xã Phước Sơn", "Cộng")]
    assert told == [["Phòng Tư pháp", 2, 1, 1, 1, 1, 0, 0, 0], ["Cộng", 2, 1, 1, 1, 1, 0, 0, 0]]


def test_the_year_tells_of_letters_whose_cause_nobody_wrote(sign_in, small):
    take_in(small, LATE.but(signed="có", sent="14/06/2023"), OVERDUE)
    (row,) = html.fromstring(text(sign_in("office").get(reverse("ledger_year")))).xpath("//dl[@class='facts']/dt")
    assert row.text_content().startswith("Không ghi nguyên nhân") and row.getnext().text_content() == "1"


def test_who_only_drafts_is_told_who_attaches_the_signed_letter(sign_in, ledger):
    written(ledger, LATE.code)
    address = reverse("late_case", args=[entry(ledger, LATE.code).id])
    assert "đính kèm bản đã ký ở trang này" in text(sign_in("reporter").get(address))
    assert "đính kèm bản đã ký ở trang này" not in text(sign_in("head").get(address))


def test_my_duties_show_what_my_late_dossiers_lack(sign_in, ledger):
    tree = html.fromstring(text(sign_in("head").get(reverse("my_duties"))))
    (section,) = tree.xpath("//section[@aria-labelledby='late-dossiers']")
    said = section.text_content()
    assert LATE.code in said and OVERDUE.code in said and COMMUNES.code not in said and "quá hạn" in said
    assert "late-dossiers" not in text(sign_in("office").get(reverse("my_duties")))


@pytest.mark.parametrize("name", ["ledger", "ledger_missing", "ledger_year", "my_duties"])
def test_many_lines_ask_the_database_as_often_as_few(sign_in, ledger, name):
    explained(ledger, LATE.code)
    client = sign_in("head")
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    take_in(ledger, *(Row(code(number)) for number in range(100, 130)), at=later(1))
    for number in range(100, 110):
        explained(ledger, code(number))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(name))
    assert len(many) == len(few)


def test_one_that_is_no_longer_late_says_so(sign_in, ledger):
    explained(ledger, LATE.code)
    take_in(ledger, LATE.but(finished="07/06/2023 16:00"), at=later(1))
    page = text(sign_in("head").get(where("late_case", entry(ledger, LATE.code))))
    assert "không trễ hạn. Những gì đã ghi vẫn được giữ" in page and "Nhiều việc dồn về" in page


def test_what_the_lake_has_not_heard_is_said(sign_in, ledger):
    letter = sent(ledger, LATE.code)  # its commit is never carried through here
    assert "chưa vào số liệu" in text(sign_in("head").get(where("late_case", str(letter.case_id))))
    assert "chưa vào số liệu" in text(sign_in("head").get(reverse("ledger")))


def test_the_history_names_the_dossier_to_those_who_may_see_it(sign_in, ledger):
    found = explained(ledger, LATE.code)
    for username, there in (("office", True), ("head", True), ("admin", False)):
        page = text(sign_in(username).get(reverse("history")))
        assert "Nhiều việc dồn về" in page, "its agency and all who oversee or administer read the line"
        assert (where("late_case", found) in page) is there, username


def test_the_history_tells_who_acted_in_anothers_place(sign_in, ledger):
    found = explained(ledger, LATE.code)
    cases.explain(ledger.viewer("office"), found.id, "software", "Phòng Nội vụ ghi lại")
    cases.exempt(ledger.viewer("office"), found.id, "45/QĐ-UBND", "Thiên tai")
    page = text(sign_in("office").get(where("late_case", found)))
    lines = html.fromstring(page).xpath("//span[@class='history-who']/span")
    told = ["việc của Phòng Tư pháp", "thay mặt Phòng Tư pháp", "của Phòng Tư pháp"]
    assert [line.text_content() for line in lines] == told
    rows = html.fromstring(text(sign_in("office").get(reverse("history")))).xpath("//td[@data-label='Cơ quan']")
    assert [row.text_content() for row in rows][:3] == [words[0].upper() + words[1:] for words in told]
