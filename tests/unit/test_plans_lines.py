"""Narrative plans: labelled lines, points under an agency's name, and the part on organisation."""

import pytest

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.core.plans import PlanReading, read_plan
from tests.factories.plan_documents import bold, plan, table


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load()


@pytest.fixture
def read(registry):
    def reader(*blocks) -> PlanReading:
        return read_plan(plan(*blocks), registry)

    return reader


def told(reading: PlanReading) -> list[tuple]:
    return [
        (item.label, item.title, task.text, task.lead, task.supporting, task.phrase)
        for item in reading.items
        for task in item.tasks
    ]


def test_labels_under_a_numbered_point_make_it_the_task(read):
    reading = read(
        "II. NHIỆM VỤ",
        "1. Rà soát thủ tục hành chính.",
        "- Cơ quan chủ trì: Phòng Nội vụ.",
        "- Cơ quan phối hợp: Phòng Tư pháp.",
        "- Thời gian thực hiện: Quý II/2023.",
        "- Sản phẩm: Báo cáo.",
    )
    assert told(reading) == [
        ("II.1", None, "Rà soát thủ tục hành chính.", ("Phòng Nội vụ",), ("Phòng Tư pháp",), "Quý II/2023.")
    ]
    assert reading.items[0].section_title == "NHIỆM VỤ"
    assert reading.tasks[0].product == "Báo cáo."
    assert [account.became for account in reading.accounts] == ["label"] * 4
    assert reading.warnings == ()


def test_points_above_the_labels_are_the_tasks_of_their_heading(read):
    reading = read(
        "II. NHIỆM VỤ",
        bold("1. Về dữ liệu"),
        "a) Nhiệm vụ:",
        "- Số hóa hồ sơ;",
        "- Chia sẻ dữ liệu.",
        "b) Cơ quan thực hiện:",
        "- Đơn vị chủ trì: Phòng Nội vụ.",
        "- Đơn vị phối hợp: Phòng Tư pháp.",
        "c) Thời gian thực hiện: Hoàn thành trong tháng 6/2023.",
    )
    assert [row[1:5] for row in told(reading)] == [
        ("Về dữ liệu", "Số hóa hồ sơ;", ("Phòng Nội vụ",), ("Phòng Tư pháp",)),
        ("Về dữ liệu", "Chia sẻ dữ liệu.", ("Phòng Nội vụ",), ("Phòng Tư pháp",)),
    ]
    assert {row[5] for row in told(reading)} == {"Hoàn thành trong tháng 6/2023."}


def test_an_unmarked_line_after_each_point_is_that_points_own(read):
    reading = read(
        "IV. NHIỆM VỤ CỤ THỂ",
        "1.2. Phòng Nội vụ - Cơ quan thường trực",
        "- Tập huấn nghiệp vụ.",
        "Thời gian hoàn thành: Tháng 5/2023.",
        "- Kiểm tra các xã.",
        "Thời hạn hoàn thành: Trước ngày 30/11/2023.",
        "- Tổng hợp kết quả. Thời gian hoàn thành: Trước ngày 31/12/2023.",
    )
    assert [(row[2], row[3], row[5]) for row in told(reading)] == [
        ("Tập huấn nghiệp vụ.", ("Phòng Nội vụ",), "Tháng 5/2023."),
        ("Kiểm tra các xã.", ("Phòng Nội vụ",), "Trước ngày 30/11/2023."),
        ("Tổng hợp kết quả.", ("Phòng Nội vụ",), "Trước ngày 31/12/2023."),
    ]


def test_all_labels_in_one_line(read):
    reading = read(
        "II. NHIỆM VỤ",
        "1. Báo cáo năm. Cơ quan chủ trì: Phòng Nội vụ; cơ quan phối hợp: Phòng Tư pháp; thời gian: tháng 12/2023.",
    )
    assert told(reading) == [("II.1", None, "Báo cáo năm.", ("Phòng Nội vụ",), ("Phòng Tư pháp",), "tháng 12/2023.")]


@pytest.mark.parametrize(
    ("line", "lead", "supporting", "phrase"),
    [
        ("(Phòng Nội vụ chủ trì; thời gian thực hiện: Quý II/2023).", ("Phòng Nội vụ",), (), "Quý II/2023"),
        (
            "(Phòng Nội vụ chủ trì, hoàn thành trước ngày 15/3/2023)",
            ("Phòng Nội vụ",),
            (),
            "hoàn thành trước ngày 15/3/2023",
        ),
        (
            "(Phòng Nội vụ chủ trì, phối hợp với Phòng Tư pháp; thời gian: Thường xuyên)",
            ("Phòng Nội vụ",),
            ("Phòng Tư pháp",),
            "Thường xuyên",
        ),
        ("(Đơn vị thực hiện: Phòng Nội vụ, thời gian hoàn thành: Quý III/2023)", ("Phòng Nội vụ",), (), "Quý III/2023"),
    ],
)
def test_who_and_when_in_brackets_after_the_task(read, line, lead, supporting, phrase):
    reading = read("II. NHIỆM VỤ", "1. Kiểm tra", f"- Kiểm tra tại 30% đơn vị {line}")
    assert told(reading) == [("II.1", "Kiểm tra", "Kiểm tra tại 30% đơn vị", lead, supporting, phrase)]
    assert reading.warnings == ()


def test_other_brackets_stay_in_the_task(read):
    reading = read(
        "II. NHIỆM VỤ",
        "1. Kiểm tra",
        "- Kiểm tra đơn vị (theo phân công).",
        "Chủ trì: Phòng Nội vụ. Thời hạn: Quý I/2023",
    )
    assert [task.text for task in reading.tasks] == ["Kiểm tra đơn vị (theo phân công)."]


def test_letters_with_their_own_labels_are_tasks_of_the_point_above(read):
    reading = read(
        "II. NỘI DUNG",
        bold("3.1. Góp ý dự thảo"),
        "a) Nghị định thứ nhất.",
        "- Cơ quan chủ trì: Phòng Nội vụ.",
        "- Thời gian thực hiện: Quý I/2023.",
        "b) Nghị định thứ hai.",
        "- Cơ quan chủ trì: Phòng Tư pháp.",
        "- Thời gian thực hiện: Quý II/2023.",
    )
    assert [row[:4] for row in told(reading)] == [
        ("II.3.1", "Góp ý dự thảo", "Nghị định thứ nhất.", ("Phòng Nội vụ",)),
        ("II.3.1", "Góp ý dự thảo", "Nghị định thứ hai.", ("Phòng Tư pháp",)),
    ]
    assert len(reading.items) == 1


def test_points_under_an_agencys_name_are_its_tasks(read):
    reading = read(
        bold("1. Phòng Nội vụ"),
        "a) Kiểm tra công vụ, gồm:",
        "- Giờ giấc;",
        "- Trang phục.",
        "b) Báo cáo kết quả.",
        bold("2. Đối tượng áp dụng"),
        "a) Công chức xã.",
    )
    assert [row[:4] for row in told(reading)] == [
        ("1", "Phòng Nội vụ", "Kiểm tra công vụ, gồm: - Giờ giấc; - Trang phục.", ("Phòng Nội vụ",)),
        ("1", "Phòng Nội vụ", "Báo cáo kết quả.", ("Phòng Nội vụ",)),
    ]


def test_aims_and_scope_give_no_task(read):
    with pytest.raises(InputError):
        read("II. PHẠM VI, ĐỐI TƯỢNG", "1. Phạm vi", "a) Toàn huyện.", "b) Thời gian thực hiện: năm 2023.")


def test_a_labelled_line_of_no_task_is_unread(read):
    reading = read(
        "Đơn vị chủ trì: Phòng Tư pháp",
        table(["STT", "Nhiệm vụ", "Chủ trì", "Thời gian"], ["1", "Báo cáo", "Phòng Nội vụ", "Quý I/2023"]),
    )
    assert [(left.place.paragraph, left.text) for left in reading.unread] == [(3, "Phòng Tư pháp")]
    assert ("unread" in [account.became for account in reading.accounts]) is True


def with_table(*organisation):
    return (
        *organisation,
        "PHỤ LỤC",
        table(["STT", "Nhiệm vụ", "Chủ trì", "Thời gian"], ["1", "Báo cáo", "Phòng Nội vụ", "Quý I/2023"]),
    )


def test_organisation_is_kept_by_number_and_closed(read):
    reading = read(
        *with_table(
            "III. TỔ CHỨC THỰC HIỆN",
            "1. Phòng Tư pháp hướng dẫn các xã.",
            "Cùng với đó theo dõi kết quả.",
            "2. Phòng Nội vụ đôn đốc.",
            "UBND huyện yêu cầu các phòng thực hiện tốt.",
            "Nơi nhận:",
            "- Như trên;",
        )
    )
    assert [(duty.section, duty.number, duty.text) for duty in reading.plan.organisation] == [
        ("III", "1", "Phòng Tư pháp hướng dẫn các xã. Cùng với đó theo dõi kết quả."),
        ("III", "2", "Phòng Nội vụ đôn đốc."),
        ("III", None, "UBND huyện yêu cầu các phòng thực hiện tốt."),
    ]


@pytest.mark.parametrize(
    ("lines", "lead", "phrase", "kinds"),
    [
        (
            ["1. Phòng Nội vụ tổng hợp, báo cáo UBND huyện trước ngày 20 hằng tháng."],
            ("Phòng Nội vụ",),
            "trước ngày 20 hằng tháng",
            ["recurring"],
        ),
        (
            ["1. Phòng Nội vụ theo dõi. Định kỳ hàng quý báo cáo UBND huyện."],
            ("Phòng Nội vụ",),
            "Định kỳ hàng quý",
            ["recurring"],
        ),
        (
            ["1. Phòng Tư pháp", "- Định kỳ hằng năm (trước ngày 15 tháng 12) báo cáo kết quả."],
            ("Phòng Tư pháp",),
            "Định kỳ hằng năm (trước ngày 15 tháng 12)",
            ["recurring"],
        ),
        (
            ["1. Căn cứ Kế hoạch này, UBND các xã, thị trấn xây dựng kế hoạch triển khai tại địa phương."],
            ("UBND các xã, thị trấn",),
            None,
            ["reference"],
        ),
        (
            ["1. Phòng Nội vụ gửi kế hoạch trong thời hạn 10 ngày kể từ ngày nhận Kế hoạch này."],
            ("Phòng Nội vụ",),
            "trong thời hạn 10 ngày kể từ ngày nhận Kế hoạch này",
            ["event"],
        ),
    ],
)
def test_a_dated_duty_of_the_organisation(read, lines, lead, phrase, kinds):
    (duty,) = read(*with_table("III. TỔ CHỨC THỰC HIỆN", *lines)).plan.organisation
    (task,) = duty.tasks
    assert (task.lead, task.phrase, [term.kind for term in task.schedule]) == (lead, phrase, kinds)
    assert task.lead_keys


@pytest.mark.parametrize(
    "line",
    [
        "1. Phòng Nội vụ theo dõi, đôn đốc, kịp thời báo cáo những vấn đề phát sinh.",
        "1. Phòng Tài chính - Kế hoạch bố trí kinh phí từ dự toán chi thường xuyên hằng năm.",
        "1. Trong quá trình thực hiện, nếu có vướng mắc thì báo cáo UBND huyện.",
    ],
)
def test_what_has_no_time_of_its_own_is_no_dated_duty(read, line):
    (duty,) = read(*with_table("III. TỔ CHỨC THỰC HIỆN", line)).plan.organisation
    assert duty.tasks == ()
