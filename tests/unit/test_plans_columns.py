"""Headings of real tables, told by their meaning."""

import pytest

from parindex.core.plan_columns import find_columns
from tests.factories.plan_documents import table

# A heading, what its columns hold (a letter each), and whether the table assigns tasks.
# n number, c contents, t task, a agency, l lead, s supporting, d deadline, b beginning, x quarter or month to cross,
# p product, o note, w who watches, m measure.
LETTERS = {
    "number": "n",
    "contents": "c",
    "task": "t",
    "agency": "a",
    "lead": "l",
    "supporting": "s",
    "time": "d",
    "start": "b",
    "mark": "x",
    "product": "p",
    "note": "o",
    "monitor": "w",
    "measure": "m",
    "other": "-",
}


@pytest.mark.parametrize(
    ("heading", "holds", "assigns"),
    [
        ("STT | Nội dung khắc phục | Nhiệm vụ, giải pháp | Cơ quan thực hiện | Thời gian | Ghi chú", "nctado", True),
        ("TT | Tên nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Kết quả | Thời gian hoàn thành", "ntlspd", True),
        ("TT | Nhiệm vụ chung | Nhiệm vụ cụ thể | Sản phẩm | Chủ trì | Phối hợp | Thời hạn", "nctplsd", True),
        ("STT | Mục tiêu | Nhiệm vụ/hoạt động | Sản phẩm | Chủ trì | Phối hợp | Thời gian", "nctplsd", True),
        ("Số TT | Nội dung công việc | Đơn vị chủ trì, phối hợp | Tiến độ thực hiện | Kết quả", "ntadp", True),
        ("STT | Nội dung/nhiệm vụ | Phân công thực hiện | Lộ trình | Ghi chú", "ntado", True),
        ("STT | Tiêu chí | Điểm tối đa | Giải pháp | Cơ quan, đơn vị chịu trách nhiệm | Thời gian", "ncmtld", True),
        ("STT | Tên văn bản | Cơ quan soạn thảo | Thời gian trình", "ntad", True),
        (" | Nhiệm vụ | Đơn vị thực hiện | Thời gian", "ntad", True),
        ("Thời hạn | Đầu mối | Công việc | Số TT", "dltn", True),
        ("TT | Chỉ tiêu | Chủ trì", "ntl", True),
        ("TT | Chỉ tiêu | Đơn vị | Kết quả | Cơ quan chủ trì theo dõi, đánh giá", "ntmpw", False),
        ("TT | Công việc | Người chịu trách nhiệm | Cơ quan liên quan | Hoàn thành", "ntlsd", True),
        ("TT | Công việc | Cơ quan chủ trì | Người phụ trách | Hạn", "ntl-d", True),
        ("TT | Công việc | Lãnh đạo chỉ đạo | Cơ quan chủ trì | Phối hợp thực hiện | T/gian", "nt-lsd", True),
        ("TT | Công việc | Người thực hiện | Lãnh đạo phụ trách | Thời hạn", "nta-d", True),
        ("TT | Công việc | Lãnh đạo phụ trách | Mốc thời gian", "ntld", True),
        ("TT | Công việc | CQ chủ trì | ĐV phối hợp | TG hoàn thành", "ntlsd", True),
        ("TT | Công việc | Các đơn vị liên quan | Đơn vị chủ trì | Deadline", "ntsld", True),
        ("TT | Công việc | ĐVT | ĐV thực hiện | Thời gian bắt đầu | Thời gian kết thúc", "ntmabd", True),
        ("TT | Công việc | Chủ trì | Từ ngày | Đến ngày", "ntlbd", True),
        ("TT | Công việc | Chủ trì | Quý I | Quý II | Quý III | Quý IV", "ntlxxxx", True),
        ("TT | Công việc | Chủ trì | T1 | T2 | T3", "ntlxxx", True),
        ("TT | Công việc | Chủ trì | Quý II", "ntl-", True),
        ("TT | Hạn chế | Giải pháp | Chủ trì | Hạn trình", "nctld", True),
        ("STT | Tiêu chí | Điểm tối đa | Điểm tự chấm", "ntm-", False),
        ("STT | Tên thủ tục hành chính | Lĩnh vực | Cơ quan thực hiện", "nt-a", False),
    ],
)
def test_a_heading(heading, holds, assigns):
    columns = find_columns(table(heading.split(" | ")))
    assert "".join(LETTERS[role] for role in columns.roles) == holds
    assert columns.assigns is assigns


@pytest.mark.parametrize(
    "row",
    [
        "ỦY BAN NHÂN DÂN HUYỆN TUY PHƯỚC | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Nơi nhận: | TM. ỦY BAN NHÂN DÂN",
        "1 | Rà soát các nhiệm vụ được giao | Phòng Nội vụ | Quý I/2023",
    ],
)
def test_what_is_no_heading(row):
    assert find_columns(table(row.split(" | "))) is None
