"""What opens a line as a bullet or a number, and what only looks like one."""

import pytest

from parindex.documents.reading.marks import split_mark


@pytest.mark.parametrize(
    ("line", "mark", "text"),
    [
        ("- Tăng cường", "-", "Tăng cường"),
        ("-Tăng cường", "-", "Tăng cường"),
        ("– 15/4/2023", "–", "15/4/2023"),
        ("+ Lưu: VT", "+", "Lưu: VT"),
        ("\uf0b7 Rà soát", "•", "Rà soát"),
        ("\uf02d Rà soát", "-", "Rà soát"),
        ("1. Xây dựng", "1.", "Xây dựng"),
        ("1.Xây dựng", "1.", "Xây dựng"),
        ("1. 100% hồ sơ", "1.", "100% hồ sơ"),
        ("2) Xây dựng", "2)", "Xây dựng"),
        ("3/ Xây dựng", "3/", "Xây dựng"),
        ("a) Khắc phục", "a)", "Khắc phục"),
        ("đ) Khắc phục", "đ)", "Khắc phục"),
        ("(i) khắc phục", "(i)", "khắc phục"),
        ("I. MỤC ĐÍCH", "I.", "MỤC ĐÍCH"),
        ("II.3 Yêu cầu", "II.3", "Yêu cầu"),
        ("11.10 Tỉ lệ", "11.10", "Tỉ lệ"),
        ("1.1. Tỉ lệ", "1.1.", "Tỉ lệ"),
        ("X. Tổ chức thực hiện", "X.", "Tổ chức thực hiện"),
        ("I- MỤC ĐÍCH", "I-", "MỤC ĐÍCH"),
    ],
)
def test_a_mark_is_split_off(line, mark, text):
    assert split_mark(line) == (mark, text)


@pytest.mark.parametrize(
    "line",
    [
        "Văn hóa - Thông tin",
        "2.000 hồ sơ",
        "2. 000 hồ sơ",
        "12.000.000 đồng",
        "01 tin",
        "-5%",
        "+84 256",
        "1.5 triệu đồng",
        "15/4/2023",
        "30.4.2023 hoàn thành",
        "2023. Đồng thời",
        "II/2023",
        "P. Nội vụ",
        "X. Phước Hòa",
        "Đ. Lê Lợi",
        "TP. Quy Nhơn",
        "v.v. và",
        "V.v...",
        "(*) Ghi chú",
        "--------",
        "2.b",
        "-",
        "1.",
        "IV",
        "",
    ],
)
def test_what_only_looks_like_a_mark_stays_in_the_words(line):
    assert split_mark(line) == ("", line)
