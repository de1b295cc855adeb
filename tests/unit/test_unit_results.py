"""Results of many units from one table or from pasted lines."""

from decimal import Decimal

import pytest

from parindex.core.errors import InputError
from parindex.core.unit_results import read_pasted, read_units
from parindex.documents.reading import read_document
from tests.factories.criteria_books import book


def read(rows, heading):
    return read_units(read_document(book(rows, heading=heading, titles=("KẾT QUẢ",)), "a.xlsx"), "a.xlsx")


def test_a_unit_a_row():
    found = read(
        (
            (None, "Điểm tối đa", 60, 100), (1, "Xã Phước Sơn", "50,5", "88,25", 1),
            (2, "Thị trấn Diêu Trì", 40, 70, "2/2"), (3, "Xã Phước Lộc", 40, "vắng"),
        ),
        ("STT", "Đơn vị", "Điểm chấm", "Tổng điểm", "Xếp hạng"),
    )  # fmt: skip
    assert [(unit.name, unit.points, unit.rank, unit.cell) for unit in found.units] == [
        ("Xã Phước Sơn", Decimal("88.25"), 1, "D5"),
        ("Thị trấn Diêu Trì", 70, 2, "D6"),
    ]
    assert found.max == 100
    assert [(each.cell, each.text) for each in found.unread] == [("D7", "vắng")]


def test_a_unit_a_column():
    rows = (("I", "Chỉ đạo", 12, 10, 9), ("II", "Thủ tục", 20, 15, 14), (None, "Tổng cộng", 32, 25, "23,5"))
    found = read(rows, ("STT", "Lĩnh vực", "Điểm tối đa", "Phước Sơn", "Diêu Trì"))
    assert [(unit.name, unit.points) for unit in found.units] == [("Phước Sơn", 25), ("Diêu Trì", Decimal("23.5"))]
    assert found.max == 32


def test_a_table_without_units_is_refused():
    with pytest.raises(InputError, match="mỗi đơn vị một dòng"):
        read(((1, "a"),), ("STT", "Ghi chú"))


def test_lines_are_pasted_in_many_ways():
    found = read_pasted("Huyện An Lão\t81,2\t3\n2. Huyện Vân Canh: 79.15 điểm, hạng 5/11\n\nThị xã 1; 70\nkhông có gì")
    assert [(unit.name, unit.points, unit.rank) for unit in found.units] == [
        ("Huyện An Lão", Decimal("81.2"), 3),
        ("Huyện Vân Canh", Decimal("79.15"), 5),
        ("Thị xã 1", 70, None),
    ]
    assert [(each.cell, each.text) for each in found.unread] == [("dòng 5", "không có gì")]
