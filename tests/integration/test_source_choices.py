"""Which of two sources a dossier counts from: the one declared for its agency and day, on the command line."""

from datetime import UTC, date, datetime

import pytest

from parindex.cli import main as parindex
from parindex.core.agencies import Registry
from parindex.indicators.importing import import_file
from parindex.indicators.lake import Lake
from parindex.indicators.run import run
from parindex.indicators.sources import load_mapping

AT = datetime(2023, 7, 1, tzinfo=UTC)
AGENCIES = {"1": ("UBND xã Phước Sơn", "xa-phuoc-son"), "2": ("Phòng Tư pháp", "phong-tu-phap")}


@pytest.fixture
def lake(tmp_path):
    """Two dossiers in two systems, which tell different ends: late by the portal, on time by the one-stop software."""
    lake = Lake.at(tmp_path / "lake")
    one_stop = ["Mã hồ sơ,Cơ quan xử lý,Ngày tiếp nhận,Ngày hẹn trả,Ngày hoàn thành"]
    portal = ["MaHoSo,DonViXuLy,NgayTiepNhan,NgayHenTra,NgayKetThucXuLy"]
    for code, (name, _) in AGENCIES.items():
        one_stop.append(f"{code},{name},01/06/2023 08:00,08/06/2023 17:00,07/06/2023 09:00")
        portal.append(f"{code},{name},20230601080000,20230608170000,20230612090000")
    for mapping, lines in (("generic", one_stop), ("dvcqg", portal)):
        path = tmp_path / f"{mapping}.csv"
        path.write_text("\n".join(lines), "utf-8")
        import_file(lake, path, load_mapping(mapping), Registry.load(), at=AT, by="thử")
    return lake


def late(lake):
    found = run(lake, start=date(2023, 6, 1), end=date(2023, 6, 30), by=["agency"], as_of=AT, only=["on_time_share"])
    return {row.dims["agency"]: row.denominator - row.numerator for row in found.rows}


def choose(lake, *words):
    return parindex(["dossiers", "choose", *words, "--lake", str(lake.folder)])


def test_without_a_choice_the_first_source_by_name_counts(lake):
    assert late(lake) == {"xa-phuoc-son": 1, "phong-tu-phap": 1}


def test_a_choice_for_all_and_one_for_an_agency(lake):
    assert choose(lake, "mot-cua") == 0
    assert late(lake) == {"xa-phuoc-son": 0, "phong-tu-phap": 0}
    choose(lake, "dvcqg", "--agency", "phong-tu-phap", "--from", "2023-06-01", "--to", "2023-06-30")
    assert late(lake) == {"xa-phuoc-son": 0, "phong-tu-phap": 1}
    choose(lake, "mot-cua", "--agency", "phong-tu-phap", "--from", "2023-06-01")
    assert late(lake) == {"xa-phuoc-son": 0, "phong-tu-phap": 0}, "said again, it takes the place of what was said"


def test_a_choice_of_other_days_does_not_count(lake):
    choose(lake, "mot-cua", "--from", "2023-06-02")
    assert late(lake) == {"xa-phuoc-son": 1, "phong-tu-phap": 1}


def test_what_was_counted_before_can_be_counted_again(lake):
    before = lake.last_known()
    choose(lake, "mot-cua")
    ask = {"start": date(2023, 6, 1), "end": date(2023, 6, 30), "by": [], "as_of": AT, "only": ["resolved_late"]}
    found = [run(lake, known_at=known, **ask).rows for known in (before, None)]
    assert [[row.numerator for row in rows] for rows in found] == [[2], []]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("khac",), "dvcqg, mot-cua"),
        (("mot-cua", "--agency", "xa-khong-co"), "Không có cơ quan"),
        (("mot-cua", "--from", "2023-06-02", "--to", "2023-06-01"), "đổi chỗ"),
    ],
)
def test_what_cannot_be_chosen_is_refused_clearly(lake, words, told, capsys):
    version = lake.version()
    assert choose(lake, *words) == 2
    assert told in capsys.readouterr().err
    assert lake.version() == version
