"""Pages of criteria sets: the list, one as a tree, two compared, a table brought in, mended, published and chosen."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from parindex.core.criteria_reading import load_set, read_texts, shipped_sets
from parindex.core.criteria_table import read_table
from parindex.documents.reading import read_document
from parindex.records.actions import criteria_set as actions
from parindex.records.models import ImportedSet, SetInUse
from tests.factories.assessment import fill, form_of, open_round
from tests.factories.criteria_books import book
from tests.factories.pages import text
from tests.integration.test_criteria_sets import NAME, ROWS, table, upload

SHIPPED = "tuy-phuoc-huyen@2023"


def said(page):
    return " ".join(html.fromstring(page).text_content().split())


def sent(data, name="bo.xlsx"):
    return {"file": SimpleUploadedFile(name, data), "sheet": ""}


def draft_of(client, **more):
    answer = client.post(reverse("criteria_sets"), sent(table(**more)))
    assert answer.status_code == 302, text(answer)
    return ImportedSet.objects.get()


def test_every_set_is_listed_and_examples_say_so_loudly(sign_in, small):
    tree = html.fromstring(text(sign_in("reporter").get(reverse("criteria_sets"))))
    rows = [" ".join(row.text_content().split()) for row in tree.xpath("(//table)[1]/tbody/tr")]
    assert len(rows) == len(shipped_sets())
    assert ["VÍ DỤ, điểm giả định" in row for row in rows] == [load_set(name).example for name in shipped_sets()]
    assert "Nhập từ bảng điểm" not in tree.text_content()


def test_a_set_is_shown_as_a_tree_with_what_is_assumed(sign_in):
    page = said(text(sign_in("leader").get(reverse("criteria_set", args=[SHIPPED]))))
    found = load_set(SHIPPED)
    assert "Bộ tiêu chí ví dụ." in page
    assert all(f"{field.id}. {field.title}" in page for field in found.fields)
    assert all(each.title in page for each in found.walk())
    assert "giả định" in page and "Xuất sắc từ 90 %" in page and found.fingerprint[:16] in page


@pytest.mark.parametrize("name", shipped_sets())
def test_every_shipped_set_has_its_page_and_sheet(sign_in, name):
    client = sign_in("office")
    text(client.get(reverse("criteria_set", args=[name])))
    answer = client.get(reverse("criteria_set_xlsx", args=[name]))
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    found = load_set(name)
    assert [row[0] for row in rows[3:] if row[0] in {each.id for each in found.walk()}] == [
        each.id for each in found.walk()
    ]
    told = " ".join(str(cell) for row in rows for cell in row)
    assert ("BỘ TIÊU CHÍ VÍ DỤ" in told) == found.example


@pytest.mark.parametrize("name", shipped_sets())
def test_a_sheet_reads_back_to_the_same_set(sign_in, name):
    answer = sign_in("office").get(reverse("criteria_set_xlsx", args=[name]))
    read = read_table(read_document(answer.content, "bo.xlsx"), "bo.xlsx")
    assert (read.problems, read.assumed) == ([], [])
    assert read.check().fingerprint == load_set(name).fingerprint
    assert read_texts(read.files()).fingerprint == load_set(name).fingerprint


def test_what_was_changed_in_the_sheet_is_read_as_it_stands_there(sign_in):
    answer = sign_in("office").get(reverse("criteria_set_xlsx", args=["tuy-phuoc-huyen@2023"]))
    _title, _blank, heading, *rows = (
        CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )
    by_id = {row[0]: row for row in rows}
    by_id["I.2"][1], by_id["I.2"][3], by_id["I.2"][-1] = "Tên mới", "có: 1; không: 0", None
    by_id["I.4"][-1] = "{method: "
    rows = [[value or None for value in row] for row in rows]
    read = read_table(read_document(book(rows, heading=heading), "bo.xlsx"), "bo.xlsx")
    assert [(each.text, "dữ liệu máy" in each.message) for each in read.problems] == [("{method:", True)]
    second = next(each for each in read.leaves() if each["id"] == "I.2")
    assert (second["title"], second["method"]["name"]) == ("Tên mới", "yes_no")


def test_a_set_that_is_not_there_is_not_found(sign_in):
    client = sign_in("office")
    for name in ("nothing@1", "..", "tuy-phuoc-huyen"):
        assert client.get(reverse("criteria_set", args=[name])).status_code == 404


def test_a_table_is_brought_in_mended_published_and_chosen(sign_in):
    client = sign_in("office")
    row = draft_of(client)
    address = reverse("criteria_draft", args=[row.pk])
    page = text(client.get(address))
    assert "Đọc được 2 lĩnh vực, 3 tiêu chí, 7 điểm; 1 tiêu chí chưa hiểu cách chấm" in said(page)
    assert "D7" in page and "tùy tình hình thực tế" in page
    place = 1  # set.yaml is first, then the fields in order
    wrong = next(words for name, words in row.files.items() if name.startswith("01")).replace("max: '3'", "max: '4'")
    client.post(address, {"version": row.version, f"text-{place}": wrong.replace("\n", "\r\n")})
    page = said(text(client.get(address)))
    assert "Chưa dùng được:" in page and "cộng lại là 6, khác max 5" in page and "dòng 3: max: '5'" in page
    row.refresh_from_db()
    client.post(address, {"version": row.version, f"text-{place}": wrong.replace("max: '4'", "max: '3'")})
    row.refresh_from_db()
    answer = client.post(reverse("criteria_publish", args=[row.pk]), {"version": row.version})
    assert answer["Location"] == reverse("criteria_set", args=[NAME])
    assert client.get(address)["Location"] == reverse("criteria_set", args=[NAME])
    chosen = {"level": "commune", "set_name": NAME, "takes_effect": "1/6/2023", "decision": "12/QĐ-UBND"}
    client.post(reverse("criteria_choose"), chosen)
    assert SetInUse.objects.get().set_name == NAME
    page = said(text(client.get(reverse("criteria_sets"))))
    assert f"Từ ngày 01/06/2023, cấp xã được chấm theo bộ {NAME}" in page


def test_what_is_typed_stays_when_somebody_else_was_faster(sign_in, small):
    row = upload(small.viewer("office"))
    actions.correct(small.viewer("office"), row.pk, {}, row.version)
    answer = sign_in("office").post(
        reverse("criteria_draft", args=[row.pk]), {"version": row.version, "text-0": "lời của tôi"}
    )
    assert "lời của tôi" in text(answer, 409)


def test_a_table_with_wrong_sums_is_published_only_when_looked_at(sign_in):
    client = sign_in("office")
    row = draft_of(client, rows=(*ROWS[:-1], (None, "Tổng cộng", 8)))
    assert "Phải sửa trước khi dùng" in text(client.get(reverse("criteria_draft", args=[row.pk])))
    address = reverse("criteria_publish", args=[row.pk])
    assert "đã xem và sửa" in text(client.post(address, {"version": row.version}), 422)
    assert client.post(address, {"version": row.version, "mended": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "rỗng"),
        (b"PK\x03\x04 nothing", "Tệp bị hỏng"),
        (book((("I", "Chỉ đạo", "x"),), heading=("STT", "Tên", "Ghi")), "Không thấy bảng điểm"),
    ],
)
def test_a_file_that_is_no_table_of_points_is_refused(sign_in, data, words):
    assert words in text(sign_in("office").post(reverse("criteria_sets"), sent(data, "bo.xlsx")), 422)
    assert not ImportedSet.objects.exists()


def test_the_same_file_again_says_where_it_is(sign_in):
    client = sign_in("office")
    draft_of(client)
    assert "đã được nhập" in text(client.post(reverse("criteria_sets"), sent(table())), 422)


def test_a_choice_that_cannot_be_keeps_what_was_typed(sign_in):
    typed = {"level": "district", "set_name": "tuy-phuoc-xa@2023", "takes_effect": "1/1/2023", "decision": "Số 5"}
    page = text(sign_in("office").post(reverse("criteria_choose"), typed), 422)
    assert "không dành cho cấp huyện" in page and "Số 5" in page


def test_a_choice_before_a_later_one_says_until_when_it_holds(sign_in):
    client, chosen = sign_in("office"), {"level": "commune", "set_name": "tuy-phuoc-xa@2023"}
    client.post(reverse("criteria_choose"), chosen | {"takes_effect": "1/3/2023", "seen": "on"})
    assert "vẫn dùng bộ" not in text(client.get(reverse("criteria_sets")))
    client.post(reverse("criteria_choose"), chosen | {"takes_effect": "1/2/2023", "seen": "on"})
    assert "Từ ngày 01/03/2023 vẫn dùng bộ tuy-phuoc-xa@2023" in said(text(client.get(reverse("criteria_sets"))))


def test_two_sets_are_compared(sign_in, small):
    client, office = sign_in("office"), small.viewer("office")
    row = actions.begin_version(office, "tuy-phuoc-xa@2023")
    texts = row.files | {
        "set.yaml": row.files["set.yaml"].replace('version: "2023"', 'version: "2023b"').replace("total: 2", "total: 1")
    }
    row = actions.correct(office, row.pk, texts)
    actions.publish(office, row.pk)
    page = said(text(client.get(reverse("criteria_compare"), {"cu": "tuy-phuoc-xa@2023", "moi": "tuy-phuoc-xa@2023b"})))
    assert "Thêm 0 tiêu chí, bỏ 0, đổi 0" in page and "Làm tròn" in page and "Có bộ ví dụ" in page
    page = said(text(client.get(reverse("criteria_compare"), {"cu": SHIPPED, "moi": "tuy-phuoc-phong@2023"})))
    assert "Tiêu chí bỏ" in page and "Tiêu chí đổi" in page
    half = html.fromstring(text(client.get(reverse("criteria_compare"), {"cu": SHIPPED})))
    assert half.xpath("//select[@name='cu']/option[@selected]/@value") == [SHIPPED]
    assert client.get(reverse("criteria_compare"), {"cu": "x", "moi": SHIPPED}).status_code == 422


def test_a_draft_that_was_thrown_away_is_gone(sign_in):
    client = sign_in("office")
    row = draft_of(client)
    client.post(reverse("criteria_discard", args=[row.pk]), {"version": row.version})
    assert not ImportedSet.objects.exists()
    assert client.get(reverse("criteria_draft", args=[row.pk])).status_code == 404


def test_pages_make_a_constant_number_of_queries(sign_in, small, django_assert_max_num_queries):
    client, office = sign_in("office"), small.viewer("office")
    client.get(reverse("criteria_sets"))
    with django_assert_max_num_queries(12) as few:
        client.get(reverse("criteria_sets"))
    for version in ("a", "b", "c"):
        row = actions.begin_version(office, "tuy-phuoc-xa@2023")
        named = row.files["set.yaml"].replace('version: "2023"', f'version: "{version}"')
        actions.publish(office, actions.correct(office, row.pk, {"set.yaml": named}).pk)
        actions.begin_version(office, "tuy-phuoc-xa@2023")
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("criteria_sets"))


@pytest.fixture
def versions(small):
    """An agency's answers under a set, and a new version of it in which yes or no is worth half a point less."""
    form = form_of(open_round(small))
    fill(small.viewer("head"), form)
    office, name = small.viewer("office"), form.round.set_name
    row = actions.begin_version(office, name)
    texts = dict(row.files)
    file = next(file for file, words in texts.items() if "III.2" in words)
    texts[file] = texts[file].replace('"1"', '"0.5"').replace('max: "8"', 'max: "7.5"')
    texts["set.yaml"] = texts["set.yaml"].replace('max: "10"', 'max: "9.5"').replace('version: "', 'version: "b')
    actions.correct(office, row.pk, texts)
    return form, name, actions.publish(office, row.pk).name


def test_an_old_year_is_scored_by_the_new_set_with_the_difference_explained(sign_in, versions):
    form, old, new = versions
    asked = {"cu": old, "moi": new, "bai": form.pk}
    page = said(text(sign_in("leader").get(reverse("criteria_compare"), asked)))
    assert "Phòng Tư pháp, năm 2023: bộ cũ 8,148/10, bộ mới 7,648/9,5, chênh −0,5" in page
    assert "Cũ 1/1 điểm" in page and "Mới 0,5/0,5 điểm" in page


def test_answers_that_one_may_not_read_are_not_scored_again(sign_in, versions):
    form, old, new = versions
    page = said(text(sign_in("other").get(reverse("criteria_compare"), {"cu": old, "moi": new, "bai": form.pk})))
    assert "Phòng Tư pháp" not in page and "Không hiểu đơn vị chấm lại" in page


def test_a_set_that_was_tampered_with_does_not_take_the_list_away(sign_in, small):
    row = actions.publish(small.viewer("office"), upload(small.viewer("office")).pk)
    ImportedSet.objects.filter(pk=row.pk).update(files={"set.yaml": "x"})
    page = said(text(sign_in("leader").get(reverse("criteria_sets"))))
    assert f"{NAME}: " in page and "tuy-phuoc-xa@2023" in page
