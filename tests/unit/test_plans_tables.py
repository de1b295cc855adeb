"""Tables of tasks in every awkward layout: cut rows, merged cells, bullets, numbers, columns in any order."""

import pytest

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.core.plans import PlanReading, read_plan
from tests.factories.plan_documents import Merged, plan, table

WITH_CONTENTS = ["STT", "Nội dung", "Nhiệm vụ, giải pháp", "Cơ quan thực hiện", "Thời gian thực hiện", "Ghi chú"]
FLAT = ["TT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Kết quả", "Thời gian hoàn thành"]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load()


@pytest.fixture
def read(registry):
    def reader(*blocks, **more) -> PlanReading:
        return read_plan(plan(*blocks), registry, **more)

    return reader


def told(reading: PlanReading) -> list[tuple]:
    """(item, text, lead, supporting, deadline) of each task."""
    return [
        (item.label, task.text, task.lead, task.supporting, task.phrase)
        for item in reading.items
        for task in item.tasks
    ]


def kinds(reading: PlanReading) -> list[tuple[str, str]]:
    return [(warning.place, warning.kind) for warning in reading.warnings]


def test_a_flat_table_gives_each_row_one_task(read):
    reading = read(
        table(
            FLAT,
            ["I", "THỂ CHẾ", "", "", "", ""],
            ["1", "Ban hành quy chế", "Phòng Nội vụ", "Phòng Tư pháp", "Quyết định", "Tháng 5/2023"],
        )
    )
    (item,) = reading.items
    assert (item.section, item.section_title, item.number, item.title) == ("I", "THỂ CHẾ", "1", None)
    assert told(reading) == [("I.1", "Ban hành quy chế", ("Phòng Nội vụ",), ("Phòng Tư pháp",), "Tháng 5/2023")]
    assert item.tasks[0].product == "Quyết định"
    assert item.tasks[0].lead_keys == ("phong-noi-vu",)
    assert reading.warnings == ()


def test_columns_are_known_by_meaning_in_any_order(read):
    reading = read(
        table(
            ["Thời hạn", "Đơn vị phối hợp", "Công việc", "Đầu mối", "Số TT"],
            ["Quý II/2023", "Phòng Tư pháp", "Rà soát thủ tục", "Phòng Nội vụ", "1"],
        )
    )
    assert told(reading) == [("1", "Rà soát thủ tục", ("Phòng Nội vụ",), ("Phòng Tư pháp",), "Quý II/2023")]


def test_a_heading_of_two_rows(read):
    reading = read(
        table(
            [
                Merged("STT", rows=2),
                Merged("Nhiệm vụ", rows=2),
                Merged("Cơ quan thực hiện", columns=2),
                None,
                Merged("Thời gian", rows=2),
            ],
            [None, None, "Chủ trì", "Phối hợp", None],
            ["(1)", "(2)", "(3)", "(4)", "(5)"],
            ["1", "Rà soát thủ tục", "Phòng Nội vụ", "Phòng Tư pháp", "Quý II/2023"],
        )
    )
    assert told(reading) == [("1", "Rà soát thủ tục", ("Phòng Nội vụ",), ("Phòng Tư pháp",), "Quý II/2023")]
    assert [account.became for account in reading.accounts] == ["header", "header", "header", "item"]


def test_a_heading_of_two_rows_without_merged_cells(read):
    reading = read(
        table(
            ["STT", "Nhiệm vụ", "Cơ quan thực hiện", "", "Thời gian"],
            ["", "", "Chủ trì", "Phối hợp", ""],
            ["1", "Rà soát thủ tục", "Phòng Nội vụ", "Phòng Tư pháp", "Quý II/2023"],
        )
    )
    assert told(reading) == [("1", "Rà soát thủ tục", ("Phòng Nội vụ",), ("Phòng Tư pháp",), "Quý II/2023")]


def test_the_nth_task_goes_with_the_nth_agency_and_deadline(read):
    reading = read(
        table(
            WITH_CONTENTS,
            [
                "1",
                "Công khai",
                "- Niêm yết\n- Kiểm tra",
                "- Phòng Tư pháp\n- Phòng Nội vụ",
                "- Thường xuyên\n- Quý III/2023",
                "",
            ],
        )
    )
    assert told(reading) == [
        ("1", "Niêm yết", ("Phòng Tư pháp",), (), "Thường xuyên"),
        ("1", "Kiểm tra", ("Phòng Nội vụ",), (), "Quý III/2023"),
    ]
    assert reading.items[0].title == "Công khai"


def test_one_agency_and_one_deadline_serve_all_tasks(read):
    reading = read(
        table(WITH_CONTENTS, ["1", "Công khai", "- Niêm yết\n- Kiểm tra", "Phòng Tư pháp", "Quý III/2023", ""])
    )
    assert [row[2:] for row in told(reading)] == [(("Phòng Tư pháp",), (), "Quý III/2023")] * 2
    assert reading.warnings == ()


def test_what_does_not_fit_is_marked_and_never_guessed(read):
    reading = read(
        table(
            WITH_CONTENTS,
            [
                "1",
                "Công khai",
                "- Niêm yết\n- Kiểm tra\n- Báo cáo",
                "- Phòng Tư pháp\n- Phòng Nội vụ",
                "Quý III/2023",
                "",
            ],
        )
    )
    assert [(task.lead, task.queries) for task in reading.tasks] == [((), ("lead",))] * 3
    assert kinds(reading) == [("1", "counts_differ")]
    assert "Phòng Tư pháp" in reading.unread[0].text


def test_several_agencies_and_dates_for_one_task_are_for_a_person(read):
    reading = read(
        table(
            WITH_CONTENTS, ["1", "A", "Niêm yết", "- Phòng Tư pháp\n- Phòng Nội vụ", "- Quý I/2023\n- Quý II/2023", ""]
        )
    )
    assert set(reading.tasks[0].queries) == {"lead", "phrase"}
    assert ("1", "counts_differ") in kinds(reading)


def test_numbered_points_and_the_bullets_under_them_are_tasks(read):
    reading = read(
        table(
            WITH_CONTENTS,
            [
                "3",
                "Tuyên truyền",
                "1. Mở chuyên mục\n- Hướng dẫn viết bài\n2. Thi tìm hiểu",
                "- Phòng Nội vụ\n- Phòng Tư pháp\n- Phòng Nội vụ",
                "Thường xuyên",
                "",
            ],
        )
    )
    assert [(row[1], row[2]) for row in told(reading)] == [
        ("Mở chuyên mục", ("Phòng Nội vụ",)),
        ("Hướng dẫn viết bài", ("Phòng Tư pháp",)),
        ("Thi tìm hiểu", ("Phòng Nội vụ",)),
    ]


def test_what_follows_a_colon_belongs_to_its_task(read):
    reading = read(
        table(
            WITH_CONTENTS,
            ["1", "A", "- Công khai, gồm:\n+ thủ tục\n+ phí\n- Kiểm tra", "Phòng Tư pháp", "Thường xuyên", ""],
        )
    )
    assert [row[1] for row in told(reading)] == ["Công khai, gồm: + thủ tục + phí", "Kiểm tra"]


def test_paragraphs_without_bullets_pair_too(read):
    reading = read(
        table(
            WITH_CONTENTS,
            ["1", "A", "Niêm yết.\nKiểm tra.", "Phòng Tư pháp\nPhòng Nội vụ", "Quý I/2023\nQuý II/2023", ""],
        )
    )
    assert [row[1:3] for row in told(reading)] == [("Niêm yết.", ("Phòng Tư pháp",)), ("Kiểm tra.", ("Phòng Nội vụ",))]


def test_a_row_goes_on_over_a_page_break_in_every_column(read):
    reading = read(
        table(
            WITH_CONTENTS,
            [
                "1",
                "Công khai thủ",
                "- Niêm yết\n- Kiểm tra việc",
                "- Phòng Tư pháp\n- Văn phòng HĐND",
                "- Thường xuyên\n- Quý",
                "",
            ],
            ["", "tục", "niêm yết ở xã", "và UBND huyện", "III/2023", ""],
            cut=[3],
        )
    )
    assert reading.items[0].title == "Công khai thủ tục"
    assert told(reading)[1] == (
        "1",
        "Kiểm tra việc niêm yết ở xã",
        ("Văn phòng HĐND và UBND huyện",),
        (),
        "Quý III/2023",
    )
    assert reading.items[0].tasks[1].place.rows == (2, 3)
    assert [account.became for account in reading.accounts] == ["header", "item", "continuation"]


def test_a_cut_row_that_goes_on_with_a_capital(read):
    reading = read(
        table(
            WITH_CONTENTS,
            ["1", "A", "Tổ chức tọa đàm", "Phòng Nội vụ, Trung tâm", "Thường xuyên", ""],
            ["", "", "về cải cách", "Văn hóa - Thông tin và Thể thao", "", ""],
            cut=[3],
        )
    )
    assert told(reading)[0][2] == ("Phòng Nội vụ", "Trung tâm Văn hóa - Thông tin và Thể thao")


def test_a_task_printed_twice_at_a_page_break_is_kept_once(read):
    reading = read(
        table(
            WITH_CONTENTS,
            ["1", "A", "- Niêm yết\n- Kiểm tra kỷ luật", "- Phòng Tư pháp", "- Thường xuyên", ""],
            ["", "", "- Kiểm tra kỷ luật", "- Phòng Nội vụ", "- Thường xuyên", ""],
            cut=[3],
        )
    )
    assert [row[1:3] for row in told(reading)] == [
        ("Niêm yết", ("Phòng Tư pháp",)),
        ("Kiểm tra kỷ luật", ("Phòng Nội vụ",)),
    ]
    assert kinds(reading) == [("1", "duplicate_task")]


def test_the_same_words_for_two_agencies_are_two_tasks(read):
    reading = read(
        table(WITH_CONTENTS, ["1", "A", "- Báo cáo\n- Báo cáo", "- Phòng Tư pháp\n- Phòng Nội vụ", "Thường xuyên", ""])
    )
    assert [row[2] for row in told(reading)] == [("Phòng Tư pháp",), ("Phòng Nội vụ",)]
    assert reading.warnings == ()


def test_a_row_printed_twice_is_kept_once(read):
    row = ["1", "Ban hành quy chế", "Phòng Nội vụ", "", "Quyết định", "Tháng 5/2023"]
    reading = read(table(FLAT, row, row, ["2", "Kiểm tra", "Phòng Nội vụ", "", "", "Quý III/2023"]))
    assert [item.number for item in reading.items] == ["1", "2"]
    assert kinds(reading) == [("1", "duplicate_task")]


def test_merged_cells_serve_every_row_they_cover(read):
    reading = read(
        table(
            WITH_CONTENTS,
            [
                Merged("1", rows=2),
                Merged("Công khai", rows=2),
                "Niêm yết",
                Merged("Phòng Tư pháp", rows=2),
                "Quý I/2023",
                "",
            ],
            [None, None, "Kiểm tra", None, "Quý II/2023", ""],
            ["2", "B", "Báo cáo", "Phòng Nội vụ", "Quý III/2023", ""],
        )
    )
    assert told(reading) == [
        ("1", "Niêm yết", ("Phòng Tư pháp",), (), "Quý I/2023"),
        ("1", "Kiểm tra", ("Phòng Tư pháp",), (), "Quý II/2023"),
        ("2", "Báo cáo", ("Phòng Nội vụ",), (), "Quý III/2023"),
    ]


def test_unnumbered_rows_with_their_own_agency_are_items_of_a_flat_table(read):
    reading = read(
        table(
            ["TT", "Chỉ tiêu", "Chủ trì"],
            ["", "Hồ sơ trực tuyến đạt 80%", "Phòng Nội vụ"],
            ["", "Chứng thực điện tử đạt 5%", "Phòng Tư pháp"],
        )
    )
    assert [row[1:3] for row in told(reading)] == [
        ("Hồ sơ trực tuyến đạt 80%", ("Phòng Nội vụ",)),
        ("Chứng thực điện tử đạt 5%", ("Phòng Tư pháp",)),
    ]
    assert [task.targets[0]["at_least"] for task in reading.tasks] == ["80", "5"]


def test_headings_printed_again_and_ruled_rows_are_no_items(read):
    reading = read(
        table(
            FLAT,
            ["1", "Báo cáo", "Phòng Nội vụ", "", "", "Quý I/2023"],
            ["---", "--", "---", "--", "", "--"],
            FLAT,
            ["2", "Kiểm tra", "Phòng Nội vụ", "", "", "Quý II/2023"],
        )
    )
    assert [account.became for account in reading.accounts] == ["header", "item", "separator", "header", "item"]
    assert len(reading.items) == 2


def test_a_table_goes_on_in_the_next_table(read):
    reading = read(
        table(FLAT, ["I", "A", "", "", "", ""], ["1", "Báo cáo kết", "Phòng Nội vụ", "", "", "Quý I/2023"]),
        "- 2 -",
        table(["", "quả", "", "", "", ""], ["2", "Kiểm tra", "Phòng Nội vụ", "", "", "Quý II/2023"], number=2, cut=[1]),
    )
    assert [(item.label, item.tasks[0].text) for item in reading.items] == [
        ("I.1", "Báo cáo kết quả"),
        ("I.2", "Kiểm tra"),
    ]
    assert reading.items[1].place.table == 2


def test_a_table_of_figures_is_kept_unread_and_gives_no_task(read):
    reading = read(
        table(
            ["TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì theo dõi"],
            ["1", "Kinh tế số", "%", "30", "Phòng Nội vụ"],
        ),
        "PHỤ LỤC",
        table(FLAT, ["1", "Báo cáo", "Phòng Nội vụ", "", "", "Quý I/2023"], number=2),
    )
    assert [row[1] for row in told(reading)] == ["Báo cáo"]
    assert [(left.place.table, left.text) for left in reading.unread] == [(1, "1 | Kinh tế số | % | 30 | Phòng Nội vụ")]


def test_other_columns_go_to_the_note(read):
    reading = read(
        table(
            ["STT", "Nhiệm vụ", "Chủ trì", "Thời gian", "Kinh phí (triệu đồng)"],
            ["1", "Báo cáo", "Phòng Nội vụ", "Quý I/2023", "120"],
        )
    )
    assert reading.tasks[0].note == "Kinh phí (triệu đồng): 120"


def test_lead_and_support_in_one_column(read):
    reading = read(
        table(
            WITH_CONTENTS,
            ["1", "A", "Báo cáo", "- Chủ trì: Phòng Nội vụ\n- Phối hợp: Phòng Tư pháp", "Quý I/2023", ""],
            ["2", "B", "Kiểm tra", "Phòng Tư pháp chủ trì, phối hợp với Phòng Nội vụ", "Quý I/2023", ""],
        )
    )
    assert [row[2:4] for row in told(reading)] == [
        (("Phòng Nội vụ",), ("Phòng Tư pháp",)),
        (("Phòng Tư pháp",), ("Phòng Nội vụ",)),
    ]


def test_a_document_without_tasks_is_refused(read):
    with pytest.raises(InputError, match="không có bảng giao nhiệm vụ"):
        read("Mục đích", table(["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm"], ["1", "Tư tưởng", "5", ""]))


def test_a_reading_survives_json(read):
    reading = read(
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Phòng Nội vụ hàng quý báo cáo UBND huyện.",
        table(WITH_CONTENTS, ["1", "Đạt 100% kế hoạch", "- Báo cáo", "- Phòng Nội vụ", "Hàng quý", "x"]),
    )
    again = PlanReading.from_json(reading.to_json())
    assert again == reading
    assert again.to_json() == reading.to_json()
