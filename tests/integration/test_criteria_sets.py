"""Criteria sets in the tables: imported as drafts, mended, published for good, chosen for a level."""

from datetime import date

import pytest

from parindex.core.criteria_reading import read_texts, shipped_sets, texts_of
from parindex.core.errors import InputError
from parindex.records.actions import criteria_set as actions
from parindex.records.actions.history import Conflict
from parindex.records.models import History, ImportedSet, SetInUse
from parindex.records.permissions import NotFound
from parindex.records.queries import criteria_set as queries
from tests.factories.criteria_books import book
from tests.factories.programme import another_programme

TITLES = (
    "BỘ TIÊU CHÍ CẢI CÁCH HÀNH CHÍNH CẤP XÃ NĂM 2023",
    "(Kèm theo Quyết định số 12/QĐ-UBND ngày 10/01/2023 của UBND huyện Mẫu)",
)
ROWS = (
    ("I", "CHỈ ĐẠO, ĐIỀU HÀNH", 5),
    (1, "Hoàn thành kế hoạch", 2, "100%: 2; từ 80% đến dưới 100%: (b/a)*2; dưới 80%: 0", "Báo cáo năm"),
    (2, "Họp giao ban", 3, "tùy tình hình thực tế", "Biên bản"),
    ("II", "KHẢO SÁT", 2, "Từ 90% trở lên: 2; dưới 90%: 0"),
    (None, "Tổng cộng", 7),
)
NAME = "12-qd-ubnd@2023"


def table(rows=ROWS, **more):
    return book(rows, titles=TITLES, **more)


def upload(by, **more):
    return actions.upload(by, table(**more), "bo.xlsx")


def text(row, name, before, after):
    assert before in row.files[name]
    return {name: row.files[name].replace(before, after)}


def test_a_table_of_points_becomes_a_draft_with_what_is_not_read(office):
    row = upload(office)
    assert queries.shown_name(row) == NAME and not row.published_on
    found = queries.checked(row).found
    assert [(field.id, field.max) for field in found.fields] == [("I", 5), ("II", 2)]
    (unread,) = queries.notes_of(row, "unread")
    assert unread["cell"] == "D7" and "tùy tình hình thực tế" in unread["text"]
    assert queries.notes_of(row, "assumed")
    assert NAME not in queries.names(office)  # a draft scores nothing
    with pytest.raises(NotFound):
        queries.load(office, row.name)


def test_the_text_of_a_file_is_the_set_that_the_table_was_read_as(office):
    row = upload(office)
    from_text = read_texts(row.files)
    assert from_text.name == NAME and len(from_text.fingerprint) == 64
    assert {each.id for each in from_text.walk()} == {"I", "I.1", "I.2", "II"}


def test_the_same_file_twice_says_so(office):
    row = upload(office)
    with pytest.raises(InputError, match=f"đang là bản nháp: {NAME}"):
        upload(office)
    actions.publish(office, row.pk)
    with pytest.raises(InputError, match="đã ban hành"):
        upload(office)
    assert ImportedSet.objects.count() == 1


def test_two_tables_without_a_decision_do_not_hinder_each_other(office):
    for rows in (ROWS, (*ROWS[:-2], ("II", "KHẢO SÁT", 4, "Từ 90% trở lên: 4; dưới 90%: 0"))):
        actions.upload(office, book(rows, titles=()), "bo.xlsx")
    assert [queries.shown_name(row) for row in queries.drafts(office)] == ["bo-tieu-chi@1"] * 2


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "bo.xlsx", "rỗng"),
        (b"PK\x03\x04 not a workbook", "bo.xlsx", "Tệp bị hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "bo.xls", "xls"),
        (book((("I", "Chỉ đạo", "x"),), heading=("STT", "Tên", "Ghi")), "bo.xlsx", "Không thấy bảng điểm"),
        (book(((None, "Chỉ đạo", 5),)), "bo.xlsx", "không có dòng nào đánh số"),
    ],
)
def test_a_file_without_a_table_of_points_is_refused_and_nothing_kept(office, data, name, words):
    with pytest.raises(InputError, match=words):
        actions.upload(office, data, name)
    assert not ImportedSet.objects.exists()


def test_a_correction_is_checked_again_and_the_fault_names_file_and_line(office):
    row = upload(office)
    first = next(name for name in row.files if name.startswith("01"))
    row = actions.correct(office, row.pk, text(row, first, "max: '3'", "max: '4'"), row.version)
    fault = queries.checked(row).fault
    assert fault.startswith(f"{first}:") and "cộng lại là 6, khác max 5" in fault
    with pytest.raises(InputError, match="cộng lại là 6"):
        actions.publish(office, row.pk)
    row = actions.correct(office, row.pk, text(row, first, "max: '4'", "max: '3'"), row.version)
    assert queries.checked(row).found


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ("a: [", "YAML sai cú pháp"),
        ("a: &x [1]\nb: *x", "không dùng dấu"),
        ("\x07", "không đọc được"),
        ("a: " + "[" * 100_000 + "]" * 100_000, "quá 60 lớp"),
        ("? [a]\n: b", "không đọc được"),
        ("id: " + "9" * 5000, "không đọc được"),
        ("- a", "đầu tệp"),
        ("", "đầu tệp"),
        ("id: [1]\nfields: [a]", "set.yaml"),
        ("1: 2\nid: x", "khóa"),
    ],
)
def test_odd_text_is_kept_with_its_fault(office, odd, words):
    row = upload(office)
    row = actions.correct(office, row.pk, {"set.yaml": odd}, row.version)
    assert words in queries.checked(row).fault and row.files["set.yaml"] == odd
    with pytest.raises(InputError):
        actions.publish(office, row.pk)


def test_two_who_correct_at_once_are_told(office):
    row = upload(office)
    actions.correct(office, row.pk, {}, row.version)
    with pytest.raises(Conflict):
        actions.correct(office, row.pk, {"set.yaml": "x"}, row.version)


def test_a_file_that_the_draft_does_not_have_is_refused(office):
    with pytest.raises(InputError, match="không có tệp"):
        actions.correct(office, upload(office).pk, {"../x.yaml": "x"})


def test_what_must_be_mended_is_confirmed_by_a_person(office):
    row = upload(office, rows=(*ROWS[:-1], (None, "Tổng cộng", 8)))
    assert queries.notes_of(row, "problems")[0]["cell"] == "C9"
    with pytest.raises(InputError, match="đã xem và sửa"):
        actions.publish(office, row.pk)
    assert actions.publish(office, row.pk, mended=True).published_on


def test_a_published_set_is_used_and_never_changes(small, office):
    row = actions.publish(office, upload(office).pk)
    assert row.name == NAME and row.fingerprint == queries.load(office, NAME).fingerprint
    for act in (lambda: actions.correct(office, row.pk, {}), lambda: actions.publish(office, row.pk)):
        with pytest.raises(InputError, match="đã ban hành nên không sửa"):
            act()
    with pytest.raises(InputError, match="đã ban hành nên không sửa"):
        actions.discard(office, row.pk)
    assert NAME in [each.found.name for each in queries.sets(small.viewer("reporter"))]


def test_a_published_set_whose_text_was_tampered_with_is_not_used(office):
    row = actions.publish(office, upload(office).pk)
    other = text(row, "set.yaml", "smallest_group: 1", "smallest_group: 2")
    ImportedSet.objects.filter(pk=row.pk).update(files=row.files | other)
    with pytest.raises(InputError, match="không còn là nội dung đã ban hành"):
        queries.load(office, NAME)
    assert NAME not in [each.found.name for each in queries.sets(office)]
    assert queries.broken(office)[0].startswith(NAME)


def test_the_same_name_is_not_published_twice(office):
    actions.publish(office, upload(office).pk)
    again = actions.begin_version(office, NAME)
    with pytest.raises(InputError, match=f"Đã có bộ tiêu chí {NAME}"):
        actions.publish(office, again.pk)
    again = actions.correct(office, again.pk, text(again, "set.yaml", "version: '2023'", "version: 2023-2"))
    assert actions.publish(office, again.pk).name == "12-qd-ubnd@2023-2"


def test_a_shipped_set_is_corrected_as_a_new_version(office):
    row = actions.begin_version(office, "tuy-phuoc-xa@2023")
    assert row.files == texts_of("tuy-phuoc-xa@2023")
    with pytest.raises(InputError, match="Đã có bộ tiêu chí tuy-phuoc-xa@2023"):
        actions.publish(office, row.pk)
    row = actions.correct(office, row.pk, text(row, "set.yaml", 'version: "2023"', 'version: "2023b"'))
    assert actions.publish(office, row.pk).name == "tuy-phuoc-xa@2023b"


def test_every_shipped_set_reads_from_its_text_as_from_its_folder():
    for name in shipped_sets():
        assert read_texts(texts_of(name)).name == name


def test_a_draft_is_thrown_away_and_the_history_keeps_that(office):
    row = upload(office)
    actions.discard(office, row.pk)
    assert not ImportedSet.objects.exists()
    assert "bo.xlsx" in History.objects.get(verb="discard_set").words
    upload(office)  # the same file may come again


def test_only_the_office_brings_publishes_and_chooses(small, office):
    row = upload(office)
    for username in ("monitor", "leader", "head", "reporter", "admin"):
        viewer = small.viewer(username)
        for act in (
            lambda by: upload(by), lambda by: actions.correct(by, row.pk, {}), lambda by: actions.publish(by, row.pk),
            lambda by: actions.discard(by, row.pk), lambda by: actions.begin_version(by, "tuy-phuoc-xa@2023"),
            lambda by: actions.choose(by, "commune", "tuy-phuoc-xa@2023", date(2023, 1, 1)),
            lambda by: queries.draft(by, row.pk),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                act(viewer)
        assert queries.drafts(viewer) == []


def test_nothing_crosses_programmes(office):
    row = actions.publish(office, upload(office).pk)
    _, by = another_programme()
    for act in (lambda: queries.load(by, NAME), lambda: actions.discard(by, row.pk)):
        with pytest.raises(NotFound):
            act()
    assert NAME not in queries.names(by)


def test_a_set_scores_a_level_from_a_day_on(small, office):
    actions.publish(office, upload(office).pk)
    actions.choose(office, "commune", "tuy-phuoc-xa@2023", date(2023, 1, 1))
    actions.choose(office, "commune", NAME, date(2023, 7, 1), "12/QĐ-UBND")
    assert queries.in_use(office, "commune").name == "tuy-phuoc-xa@2023"
    assert queries.in_use(small.viewer("head", date(2023, 7, 1)), "commune").name == NAME
    assert queries.in_use(office, "district") is None
    listed = {each.found.name: each.levels for each in queries.sets(office)}
    assert listed["tuy-phuoc-xa@2023"] == ("commune",) and listed[NAME] == ()


@pytest.mark.parametrize(
    ("level", "name", "words"),
    [
        ("district", "tuy-phuoc-xa@2023", "không dành cho cấp huyện"),
        ("village", "tuy-phuoc-xa@2023", "không dành cho cấp “village”"),
    ],
)
def test_a_set_of_another_level_is_refused(office, level, name, words):
    with pytest.raises(InputError, match=words):
        actions.choose(office, level, name, date(2023, 1, 1))


def test_a_set_of_another_year_is_refused(office):
    row = upload(office)
    row = actions.correct(office, row.pk, text(row, "set.yaml", "valid_from: 2023-01-01", "valid_from: 2022-01-01"))
    row = actions.correct(office, row.pk, text(row, "set.yaml", "valid_to: 2023-12-31", "valid_to: 2022-12-31"))
    actions.publish(office, row.pk)
    with pytest.raises(InputError, match="không có hiệu lực trong năm 2023"):
        actions.choose(office, "commune", NAME, date(2023, 1, 1))


def test_the_same_choice_twice_says_so(office):
    actions.choose(office, "commune", "tuy-phuoc-xa@2023", date(2023, 1, 1))
    with pytest.raises(InputError, match="rồi"):
        actions.choose(office, "commune", "tuy-phuoc-xa@2023", date(2023, 1, 1))
    assert SetInUse.objects.count() == 1
