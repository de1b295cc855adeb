"""Which items of a plan are proposed for criteria: those with titles alike, never those that only share a number."""

from parindex.core.criteria_reading import load_set
from parindex.core.tie_proposals import propose_ties

DISTRICT = load_set("tuy-phuoc-huyen@2023")


def test_a_title_alike_is_found_under_another_number():
    found = propose_ties(DISTRICT, {"9.4": "Thực hiện quy định về xin lỗi", "9.5": "Việc khác hẳn"})
    assert found["III.7"].item == "9.4"
    assert found["III.7"].likeness == 100
    assert "III.5" not in found


def test_the_title_of_a_group_serves_its_parts():
    found = propose_ties(DISTRICT, {"III.6": "Kết quả giải quyết thủ tục hành chính TTHC"})
    assert {"III.6a", "III.6b"} <= set(found)


def test_a_number_alone_proposes_nothing():
    assert propose_ties(DISTRICT, {"III.7": "Mua sắm trang thiết bị phòng họp"}) == {}


def test_the_title_of_a_field_does_not_claim_all_below_it():
    assert propose_ties(DISTRICT, {"III": "Cải cách TTHC"}) == {}


def test_the_likest_of_several_is_taken_and_tones_do_not_matter():
    items = {"1.1": "Thuc hien quy dinh ve xin loi", "1.2": "Thực hiện quy định về tiếp dân"}
    assert propose_ties(DISTRICT, items)["III.7"].item == "1.1"
