"""Pages of last year's result: entered by hand, read from a file and mended, agencies, peers, who sees what."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from parindex.core.baseline_table import read_result
from parindex.core.baselines import Result
from parindex.core.criteria_reading import load_set
from parindex.documents.reading import read_document
from parindex.records.actions import baseline as actions
from parindex.records.actions import criteria_set as sets
from parindex.records.models import Baseline, PeerScore, Plan
from parindex.records.queries import baseline as queries
from tests.factories.assessment import later
from tests.factories.criteria_books import book
from tests.factories.pages import text
from tests.integration.test_baselines import ISSUED, TEN, TOLD, peers
from tests.unit.test_baseline_table import HEADING, ROWS
from tests.unit.test_baselines import WHOLE

RESULTS = ("xa-phuoc-son", "thi-tran-dieu-tri")


@pytest.fixture
def district(small):
    """The programme, scored by the set of the example."""
    sets.choose(small.viewer("office"), "district", "tuy-phuoc-huyen@2023", date(2023, 1, 1))
    return small


def said(page):
    return " ".join(html.fromstring(page).text_content().split())


def form_of(page):
    """What the form of the result would send as it stands."""
    form = html.fromstring(page).xpath(f"//form[@action='{reverse('baseline_enter')}']")[0]
    return {key: value or "" for key, value in form.fields.items() if key != "csrfmiddlewaretoken"}


def sent(data, name="ket-qua.xlsx", whose="huyen"):
    return {"file": SimpleUploadedFile(name, data), "whose": whose}


def test_the_plan_fills_the_form_and_the_office_enters_it(sign_in, district):
    Plan.objects.update(baseline=TOLD | {"parts": [
        {"name": "Điểm chấm", "score": "46.78", "max": "60"}, {"name": "Khảo sát", "score": "5.82", "max": "10"},
        {"name": "Hài lòng", "score": "23.43", "max": "30"},
    ]})  # fmt: skip
    client = sign_in("office")
    assert "Chưa nạp kết quả năm 2022" in text(client.get(reverse("baselines")))
    form = form_of(text(client.get(reverse("baseline_enter"))))
    assert (form["total"], form["max"], form["rank"], form["ranked"]) == ("76,03", "100", "10", "11")
    assert [form[f"dong-{at}-code"] for at in range(4)] == ["I–VIII", "KS", "IX", ""]
    answer = client.post(reverse("baseline_enter"), form)
    made = Baseline.objects.get()
    assert answer["Location"] == reverse("baseline", args=[made.pk])
    assert queries.result_of(made).lines == tuple(
        type(line)(title, line.points, line.max, line.fields)
        for title, line in zip(("Điểm chấm", "Khảo sát", "Hài lòng"), WHOLE.lines, strict=True)
    )
    page = said(text(client.get(reverse("baselines"))))
    assert "76,03/100 điểm, hạng 10/11, còn thiếu 23,97" in page and "264/QĐ-UBND" in page
    assert page.count("chưa phân bổ") == 4 and "13,22" in page and "IX. Đánh giá tác động" in page


def test_what_does_not_add_up_is_said_and_everything_typed_stays(sign_in, district):
    client = sign_in("office")
    actions.enter(district.viewer("office"), 2022, WHOLE, source=ISSUED)
    form = form_of(text(client.get(reverse("baseline_enter")))) | {"total": "76,04"}
    page = text(client.post(reverse("baseline_enter"), form), 422)
    assert "khác 76,04" in page and form_of(page)["dong-0-points"] == "46,78"
    page = text(client.post(reverse("baseline_enter"), form | {"total": "76,03", "dong-3-title": "Thiếu"}), 422)
    assert "Dòng này thiếu: điểm đạt, điểm tối đa." in page
    page = text(client.post(reverse("baseline_enter"), form | {"total": "76,03", "dong-0-code": "Z"}), 422)
    assert "“Điểm chấm”: “Z” không phải mã" in page
    page = text(client.post(reverse("baseline_enter"), form | {"total": "76,03"}), 422)
    assert "đã được nạp ngày" in page and Baseline.objects.count() == 1


def test_a_file_is_read_into_the_form_with_what_could_not_be_read(sign_in, district):
    client = sign_in("office")
    data = book(ROWS, heading=HEADING, titles=("KẾT QUẢ NĂM 2022",))
    page = text(client.post(reverse("baseline_read"), sent(data)))
    assert "Đã đọc 5 dòng điểm; 1 chỗ chưa đọc" in said(page) and "Điểm tự chấm" in page
    assert not Baseline.objects.exists()
    form = form_of(page)
    assert client.post(reverse("baseline_enter"), form).status_code == 302
    made = Baseline.objects.get()
    assert (made.total, made.file_name) == (Decimal("17.07"), "ket-qua.xlsx")
    assert [line.criterion for line in made.lines.all()] == ["", "I.1", "I.2", "", ""]
    page = said(text(client.get(reverse("baselines"))))
    assert "I.1. Mức độ hoàn thành kế hoạch CCHC" in page


def test_reading_a_file_keeps_the_rank_and_the_decision_that_it_does_not_tell(sign_in, district):
    client = sign_in("office")
    actions.enter(district.viewer("office"), 2022, WHOLE, source=ISSUED)
    form = form_of(text(client.post(reverse("baseline_read"), sent(book(ROWS, heading=HEADING)))))
    assert (form["rank"], form["ranked"], form["decision"]) == ("10", "11", ISSUED.decision)
    assert form["decided"] and form["total"] == "17,07", "the points are those of the file"
    client.post(reverse("baseline_enter"), form)
    made = queries.of(district.viewer("office"), 2022)
    assert (made.total, made.rank, made.ranked, made.decided) == (Decimal("17.07"), 10, 11, ISSUED.decided)
    other = form_of(
        text(client.post(reverse("baseline_read"), sent(book(ROWS, heading=HEADING), whose=made_for(district))))
    )
    assert (other["rank"], other["decision"]) == ("", ""), "the district's rank is not that of a commune"


def made_for(small):
    return str(small.agency("xa-phuoc-son").pk)


def test_a_file_with_unreadable_rows_is_not_loaded_before_they_are_filled_in_or_left_out_on_purpose(sign_in, district):
    client = sign_in("office")
    rows = (("I", ROWS[0][1], 12, 11, "9,5O"), *ROWS[1:4], ("KS", "Khảo sát lãnh đạo", 10, None, None), ROWS[-1])
    page = text(client.post(reverse("baseline_read"), sent(book(rows, heading=HEADING))))
    form = form_of(page)
    assert "2 dòng phải ghi thêm điểm" in said(page)
    assert (form["dong-0-code"], form["dong-0-points"], form["dong-0-max"]) == ("I", "", "12")
    page = text(client.post(reverse("baseline_enter"), form), 422)
    assert "Dòng 1: Dòng này thiếu: điểm đạt." in page and "Nạp dù còn dòng chưa có điểm" in page
    assert not Baseline.objects.exists()
    assert client.post(reverse("baseline_enter"), form | {"partial": "on"}).status_code == 302
    made = Baseline.objects.get()
    assert [line.criterion or line.fields for line in made.lines.all()] == ["I.1", "I.2", ["II"]]
    page = said(text(client.get(reverse("baselines"))))
    assert "Chưa phân bổ1912,32" in page, "17,07 of 25 less the lines: 1,75 + 1 + 2 of 2 + 1 + 3"
    answer = client.get(reverse("baseline_xlsx", args=[made.pk]))
    again = read_result(read_document(answer.content, "a.xlsx"), "a.xlsx", load_set("tuy-phuoc-huyen@2023"))
    assert (again.result.total, again.skipped) == (made.total, 0)


def test_a_row_of_the_file_that_is_nowhere_in_the_form_asks_for_consent(sign_in, district):
    client = sign_in("office")
    rows = (*ROWS[:-1], (None, "Điểm thưởng", 1, 1, 1), (None, "Tổng cộng", 26, 25, "18,07"))
    form = form_of(text(client.post(reverse("baseline_read"), sent(book(rows, heading=HEADING)))))
    assert "Còn 1 dòng của tệp chưa đọc được" in text(client.post(reverse("baseline_enter"), form), 422)
    assert client.post(reverse("baseline_enter"), form | {"partial": "on"}).status_code == 302


def test_a_result_of_many_criteria_fits_into_one_form(sign_in, district):
    found = load_set("tuy-phuoc-huyen@2023")
    rows = [(each.id, each.title, each.max, each.max) for each in found.walk()]
    page = text(sign_in("office").post(reverse("baseline_read"), sent(book(rows, heading=(*HEADING[:3], "Điểm đạt")))))
    form = form_of(page)
    answer = sign_in("office").post(reverse("baseline_enter"), form)
    assert answer.status_code == 302, said(text(answer, 422))
    assert Baseline.objects.get().total == 100
    assert Baseline.objects.get().lines.count() == sum(
        each.method is not None or each in found.fields for each in found.walk()
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "rỗng"),
        (b"PK\x03\x04 nothing", "Tệp bị hỏng"),
        (book((("1", "a", "b"),), heading=("STT", "Tên", "Ghi")), "Không thấy bảng kết quả"),
    ],
)
def test_a_file_without_a_result_is_refused(sign_in, district, data, words):
    assert words in text(sign_in("office").post(reverse("baseline_read"), sent(data)), 422)


def test_the_sheet_reads_back_as_it_was(sign_in, district):
    made = actions.enter(district.viewer("office"), 2022, WHOLE, source=ISSUED)
    answer = sign_in("reporter").get(reverse("baseline_xlsx", args=[made.pk]))
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert ["I–VIII", "Điểm chấm", 60, 46.78, 13.22] in rows
    read = read_result(read_document(answer.content, "a.xlsx"), "a.xlsx", load_set("tuy-phuoc-huyen@2023"))
    assert (read.result.total, read.result.max) == (WHOLE.total, WHOLE.max)


def test_results_of_agencies_come_from_a_file_of_a_unit_a_row(sign_in, small):
    client = sign_in("office")
    rows = ((1, "Xã Phước Sơn", "88,25"), (2, "Diêu Trì", 70), (3, "Xã Không Có", 60))
    data = book(rows, heading=("STT", "Đơn vị", "Tổng điểm"))
    typed = {"year": "2022", "decision": "30/QĐ-UBND", "max": "100", "text": ""}
    page = text(client.post(reverse("baseline_agencies"), typed | sent(data)))
    assert "Đã đọc 3 đơn vị" in said(page) and "không rõ cơ quan nào" in page
    area = html.fromstring(page).xpath("//textarea[@name='text']")[0].text.strip()
    page = text(client.post(reverse("baseline_agencies"), typed | {"text": area}), 422)
    assert "Không biết chắc là cơ quan nào" in page and not Baseline.objects.exists()
    area = "\n".join(area.splitlines()[:2])
    assert client.post(reverse("baseline_agencies"), typed | {"text": area}).status_code == 302
    kept = {each.agency.key: each.total for each in Baseline.objects.select_related("agency")}
    assert kept == {"xa-phuoc-son": Decimal("88.25"), "thi-tran-dieu-tri": 70}
    assert "UBND xã Phước Sơn" in said(text(client.get(reverse("baselines"))))


def test_peers_are_pasted_and_place_us(sign_in, small):
    actions.enter(small.viewer("office"), 2022, WHOLE)
    client = sign_in("office")
    lines = "\n".join(f"{peer.name}\t{str(peer.points).replace('.', ',')}" for peer in peers(*TEN))
    typed = {"year": "2022", "decision": "", "text": lines}
    assert client.post(reverse("baseline_peers"), typed).status_code == 302
    assert PeerScore.objects.count() == 10
    tree = html.fromstring(text(client.get(reverse("baselines"))))
    (own,) = tree.xpath("//tr[@class='group'][th[contains(., 'UBND huyện Tuy Phước')]]")
    assert " ".join(own.text_content().split()).startswith("10")
    page = text(client.post(reverse("baseline_peers"), typed | {"text": "Huyện An Lão"}), 422)
    assert "dòng 1" in page and "Huyện An Lão" in page
    page = text(client.post(reverse("baseline_peers"), typed | {"text": lines.replace("71,6", "99")}), 422)
    assert "10 đơn vị cao hơn" in page


def test_an_agency_sees_its_own_result_and_not_the_other_ones(sign_in, small):
    office = small.viewer("office")
    for key in RESULTS:
        actions.enter(office, 2022, Result(Decimal(80), Decimal(100)), small.agency(key))
    for username, seen in (("other", 1), ("reporter", 0), ("leader", 2)):
        page = said(text(sign_in(username).get(reverse("baselines"))))
        assert page.count("80/100") == seen, username
    hidden = Baseline.objects.get(agency__key="thi-tran-dieu-tri")
    assert sign_in("other").get(reverse("baseline", args=[hidden.pk])).status_code == 404
    assert sign_in("other").get(reverse("baseline_xlsx", args=[hidden.pk])).status_code == 404


def test_a_replaced_result_stays_to_be_read(sign_in, small):
    first = actions.enter(small.viewer("office"), 2022, WHOLE)
    actions.enter(small.viewer("office"), 2022, Result(Decimal(77), Decimal(100)))
    client = sign_in("leader")
    assert "đã thay ngày 15/6/2023" in said(text(client.get(reverse("baselines"))))
    assert "đã được thay bằng lần nạp khác" in text(client.get(reverse("baseline", args=[first.pk])))


def test_on_a_phone_the_total_says_what_its_numbers_are(sign_in, district):
    actions.enter(district.viewer("office"), 2022, WHOLE)
    page = html.fromstring(text(sign_in("leader").get(reverse("baselines"))))
    cells = page.xpath("//table[contains(@class, 'table-stack')]/tfoot/tr/td[normalize-space()]")
    assert [cell.get("data-label") for cell in cells] == ["Tối đa", "Đạt", "Còn thiếu", "Điểm mất"]


def test_results_that_were_replaced_are_told_apart(sign_in, small):
    office = small.viewer("office")
    for minutes in range(3):  # the same points each time, with another decision
        actions.enter(later(office, minutes), 2022, WHOLE, source=replace(ISSUED, decision=f"{minutes}/QĐ-UBND"))
    page = html.fromstring(text(sign_in("leader").get(reverse("baselines"))))
    old = [" ".join(each.text_content().split()) for each in page.xpath("//h2[last()]/following-sibling::ul/li")]
    assert len(old) == len(set(old)) == 2 and "hạng 10/11, 0/QĐ-UBND, nạp lúc" in old[0]


def test_the_page_makes_a_constant_number_of_queries(sign_in, district, django_assert_max_num_queries):
    office = district.viewer("office")
    actions.enter(office, 2022, WHOLE)
    actions.enter(office, 2022, Result(Decimal(80), Decimal(100)), district.agency(RESULTS[0]))
    actions.enter_peers(office, 2022, peers(*TEN[-2:]))
    client = sign_in("leader")
    client.get(reverse("baselines"))
    with django_assert_max_num_queries(24) as few:
        client.get(reverse("baselines"))
    for agency in queries.in_force_agencies(office)[:8]:
        if agency.key not in RESULTS:
            actions.enter(office, 2022, Result(Decimal(80), Decimal(100)), agency)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("baselines"))


def test_a_rank_that_the_peers_do_not_bear_out_is_told(sign_in, small):
    office = small.viewer("office")
    actions.enter_peers(office, 2022, peers("90", "80"))
    actions.enter(office, 2022, WHOLE)
    page = said(text(sign_in("leader").get(reverse("baselines"))))
    assert "Hạng đã công bố là 10/11, nhưng theo điểm các đơn vị dưới đây thì là 3/3" in page


def test_the_lines_of_an_agency_are_placed_in_its_own_set(sign_in, district):
    sets.choose(district.viewer("office"), "commune", "tuy-phuoc-xa@2023", date(2023, 1, 1))
    client, commune = sign_in("office"), district.agency("xa-phuoc-son")
    form = form_of(text(client.get(reverse("baseline_enter"))))
    first = load_set("tuy-phuoc-xa@2023").fields[0].children[0]
    typed = {"agency": str(commune.pk), "total": "80", "max": "100", "rank": "", "ranked": "", "year": "2022"}
    line = {"dong-0-code": first.id, "dong-0-title": first.title, "dong-0-points": "1", "dong-0-max": str(first.max)}
    assert client.post(reverse("baseline_enter"), form | typed | line).status_code == 302
    assert Baseline.objects.get().lines.get().criterion == first.id
    text(client.get(reverse("baseline", args=[Baseline.objects.get().pk])))


def test_a_file_of_an_agency_is_read_by_its_own_set(sign_in, district):
    sets.choose(district.viewer("office"), "commune", "tuy-phuoc-xa@2023", date(2023, 1, 1))
    client, commune = sign_in("office"), district.agency("xa-phuoc-son")
    found = load_set("tuy-phuoc-xa@2023")
    rows = [(each.id, each.title, each.max, each.max) for each in found.walk()]
    data = book(rows, heading=(*HEADING[:3], "Điểm đạt"))
    form = form_of(text(client.post(reverse("baseline_read"), sent(data, whose=str(commune.pk)))))
    assert client.post(reverse("baseline_enter"), form).status_code == 302
    made = Baseline.objects.get()
    assert made.agency == commune and made.total == 100
    scored = {each.id for each in found.walk() if each.method is not None}
    assert {line.criterion for line in made.lines.all()} - {""} == scored
