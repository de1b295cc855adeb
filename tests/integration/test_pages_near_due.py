"""The queue of open dossiers: its order, what an office looks for in it, and that nobody finds others' dossiers.

The day is June 15, 2023, a Thursday; dossiers are due on days (tests/factories/dossiers.py).
"""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from parindex.indicators.run import Waiting, open_dossiers
from parindex.records.queries.late_case import end_of
from tests.factories.dossiers import ALL, IN_TIME, OPEN, OVERDUE, Row, code, lake_of, later, take_in
from tests.factories.pages import text
from tests.factories.programme import TODAY

FRIDAY = Row(code(21), due="16/06/2023", finished="", field="Hộ tịch")
SUNDAY = Row(code(22), due="18/06/2023", finished="", procedure="Cấp phép xây dựng", field="Xây dựng")
MONDAY = Row(code(23), due="19/06/2023", finished="", procedure="Cấp phép xây dựng", field="Xây dựng")
PAUSED = Row(code(24), due="16/06/2023", finished="", paused="10/06/2023 08:00", pause_reason="Chờ bổ sung")
PAUSED_AND_PAST = Row(code(25), due="14/06/2023", finished="", paused="12/06/2023 08:00", pause_reason="Chờ ý kiến")
PAUSED_A_WHILE = Row(code(26), due="16/06/2023", finished="", paused="13/06/2023 08:00", resumed="20/06/2023 08:00")
UNDATED = Row(code(27), due="", finished="")
COMMUNES = Row(code(28), "UBND xã Phước Sơn", due="16/06/2023", finished="", field="Đất đai")
QUEUE = (OVERDUE, FRIDAY, SUNDAY, MONDAY, OPEN, PAUSED, PAUSED_AND_PAST, PAUSED_A_WHILE, UNDATED, COMMUNES)


@pytest.fixture
def lake(small):
    take_in(small, *ALL, *QUEUE[1:4], *QUEUE[5:])
    return small


def queue(client, **asked):
    return text(client.get(reverse("near_due"), asked))


def codes(page):
    return re.findall(r"000\.07\.35\.H08-230601-\d{4}", " ".join(html.fromstring(page).xpath("//tbody//td[1]/text()")))


def sheet(client, **asked):
    answer = client.get(reverse("near_due_xlsx"), asked)
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def own(lake):
    return {"co-quan": str(lake.agency("phong-tu-phap").pk)}


def test_the_earliest_due_comes_first_and_ones_own_alone(sign_in, lake):
    page = queue(sign_in("leader"))
    assert codes(page)[:2] == [OVERDUE.code, PAUSED_AND_PAST.code]
    assert set(codes(page)) == {one.code for one in QUEUE} and codes(page)[-1] == UNDATED.code
    assert IN_TIME.code not in page
    assert "quá 5 ngày làm việc" in page and "còn 3 ngày làm việc" in page
    assert codes(queue(sign_in("other"))) == [COMMUNES.code]
    assert [row[0] for row in sheet(sign_in("other"))[3:4]] == [COMMUNES.code]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"con": "qua-han"}, {OVERDUE}),
        ({"con": "0"}, set()),
        ({"con": "1"}, {FRIDAY, SUNDAY, COMMUNES}),  # Sunday has one working day left too: Friday
        ({"con": "2"}, {FRIDAY, SUNDAY, COMMUNES, MONDAY}),
        ({"con": "3"}, {FRIDAY, SUNDAY, COMMUNES, MONDAY, OPEN}),
        ({"con": "250"}, {FRIDAY, SUNDAY, COMMUNES, MONDAY, OPEN}),
        ({"con": "tam-dung"}, {PAUSED, PAUSED_AND_PAST, PAUSED_A_WHILE}),
        ({"con": "khong-han"}, {UNDATED}),
        ({"linh-vuc": "Xây dựng"}, {SUNDAY, MONDAY}),
        ({"thu-tuc": "Cấp phép xây dựng", "con": "1"}, {SUNDAY}),
        ({"linh-vuc": "Hộ tịch", "thu-tuc": "Cấp phép xây dựng"}, set()),
        ({"tim": "h08-230601-0023"}, {MONDAY}),
        ({"tim": "%"}, set()),
        ({"trang": "99"}, set(QUEUE)),
    ],
)
def test_an_office_finds_what_it_looks_for_on_the_page_and_in_the_sheet(sign_in, lake, asked, found):
    client = sign_in("leader")
    assert set(codes(queue(client, **asked))) == {one.code for one in found}
    said = [row[0] for row in sheet(client, **asked) if str(row[0]).startswith("000.")]
    assert set(said) == {one.code for one in found} and len(said) == len(found)


@pytest.mark.parametrize("left", ["x", "99999999999"])
def test_a_time_left_that_there_is_not_leaves_all_on_the_page(sign_in, lake, left):
    assert set(codes(queue(sign_in("leader"), con=left))) == {one.code for one in QUEUE}


def test_each_filter_of_standing_is_cores_own_word(small, lake):
    every = open_dossiers(lake_of(small), as_of=end_of(TODAY)).rows
    assert {one.standing for one in every} == {"within", "overdue", "paused", "without_due"}
    for standing in ("within", "overdue", "paused", "without_due"):
        found = open_dossiers(lake_of(small), as_of=end_of(TODAY), wanted=Waiting(standing)).rows
        assert {one.code for one in found} == {one.code for one in every if one.standing == standing}, standing


def test_what_was_chosen_stays_chosen_and_is_said_on_paper(sign_in, lake):
    asked = own(lake) | {"con": "7", "linh-vuc": "Xây dựng", "tim": "H08"}
    page = html.fromstring(queue(sign_in("leader"), **asked))
    chosen = {one.getparent().get("name"): one.get("value", one.text) for one in page.xpath("//option[@selected]")}
    assert chosen == own(lake) | {"con": "7", "linh-vuc": "Xây dựng"}
    assert page.xpath("//input[@name='tim']/@value") == ["H08"]
    said = "Phòng Tư pháp; Xây dựng; còn không quá 7 ngày làm việc; mã có “H08”"
    assert said in " ".join(page.text_content().split())
    (link,) = page.xpath("//a[contains(@href, 'dang-giai-quyet.xlsx')]/@href")
    rows = CalamineWorkbook.from_filelike(BytesIO(sign_in("leader").get(link).content)).get_sheet_by_index(0)
    assert said in " ".join(str(cell) for row in rows.to_python() for cell in row)


def test_one_chooses_among_ones_own(sign_in, lake):
    def offered(page, name):
        return [one.strip() for one in html.fromstring(page).xpath(f"//select[@name='{name}']/option/text()")][1:]

    page = queue(sign_in("leader"))
    assert offered(page, "co-quan") == ["Phòng Tư pháp", "UBND xã Phước Sơn"]
    assert offered(page, "linh-vuc") == ["Đất đai", "Hộ tịch", "Xây dựng"]
    assert offered(queue(sign_in("leader"), **{"linh-vuc": "Xây dựng"}), "thu-tuc") == ["Cấp phép xây dựng"]
    page = queue(sign_in("other"))
    assert offered(page, "co-quan") == [] and offered(page, "linh-vuc") == ["Đất đai"]


def test_others_dossiers_do_not_exist(sign_in, lake):
    client = sign_in("other")
    for name in ("near_due", "near_due_xlsx"):
        assert client.get(reverse(name), own(lake)).status_code == 404
        assert sign_in("leader").get(reverse(name), {"co-quan": "x"}).status_code == 404
        client = sign_in("other")
    assert codes(queue(client, tim=OVERDUE.code)) == [] and codes(queue(client, **{"linh-vuc": "Xây dựng"})) == []


def test_what_is_remembered_is_forgotten_with_the_next_import(sign_in, lake):
    """Also for somebody else: answers are kept by whose dossiers they may see."""
    everything = codes(queue(sign_in("leader")))
    assert codes(queue(sign_in("other"))) == [COMMUNES.code]
    assert codes(queue(sign_in("leader"))) == everything
    take_in(lake, OVERDUE.but(finished="15/06/2023 09:00"), at=later(1))
    assert set(codes(queue(sign_in("leader")))) == set(everything) - {OVERDUE.code}


def test_a_page_makes_as_many_queries_for_many_dossiers_as_for_few(sign_in, lake):
    client = sign_in("leader")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as made:
            queue(client)
        return len(made)

    few = (queries(), queries())[1]
    take_in(lake, *(FRIDAY.but(code=code(number)) for number in range(100, 220)), at=later(1))
    assert queries() == few
    pages = [codes(queue(client, trang=str(number))) for number in range(1, 8)]
    assert [len(page) for page in pages] == [20] * 6 + [len(QUEUE)]
    assert len(set().union(*pages)) == len(QUEUE) + 120, "each dossier stands on one page"
    assert codes(queue(client, trang="77")) == pages[-1], "the nearest page"


def test_each_dossier_tells_what_to_do_next(sign_in, lake):
    page = html.fromstring(queue(sign_in("reporter")))
    links = {row.xpath("./td[1]/text()")[0].strip(): row.xpath(".//a/@href") for row in page.xpath("//tbody/tr")}
    assert links[OVERDUE.code] == [f"{reverse('ledger')}?giai-doan=all&tim={OVERDUE.code}"]
    assert links[FRIDAY.code] == [f"{reverse('foresee')}?ma={FRIDAY.code}"]
    assert links[PAUSED.code] == []
    assert OVERDUE.code in text(sign_in("reporter").get(links[OVERDUE.code][0]))
    assert FRIDAY.code in text(sign_in("reporter").get(links[FRIDAY.code][0]))
    assert reverse("foresee") not in queue(sign_in("leader")), "who only reads is not asked to write"


def test_nothing_open_is_said(sign_in, small):
    assert "Không có hồ sơ nào đang giải quyết" in queue(sign_in("office"))
    take_in(small, OPEN)
    assert "Không có hồ sơ nào khớp" in queue(sign_in("office"), con="qua-han")
