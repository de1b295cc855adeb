"""The calendar's files, their checks, its statutory days, its sentences and its command."""

import json
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from parindex.cli import main
from parindex.core.calendar import OfficeHours, WorkCalendar
from parindex.core.errors import InputError
from parindex.core.loading import RuleError, rules_folder
from parindex.core.schedules import Within
from tests.shared import ROOT

CALENDAR = WorkCalendar.load()
LAWS = """
law:
  title: "Bộ luật Lao động"
  confidence: high
  source: "bản gốc"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "laws.yaml").write_text(LAWS, "utf-8")
    return tmp_path


def write(folder: Path, year: int, *lines: str, doubts: str = "") -> None:
    days = "".join(f"  - {{{line}}}\n" for line in lines)
    (folder / f"{year}.yaml").write_text(f"year: {year}\ndays:\n{days}{doubts}", "utf-8")


# --- what is held ---


@pytest.mark.parametrize("year", range(2012, 2027))
def test_each_year_has_its_statutory_days(year: int) -> None:
    """Labour Codes of 1994 (Tết 4 days, to 30/4/2013), 2012 (5), 2019 (National Day 2); Resolution 28/2026/QH16."""
    held = [rule for day, rule in CALENDAR.rules.days.items() if day.year == year]
    names = [rule.name.split(",")[0] for rule in held if rule.kind == "holiday"]
    expected = {
        "Tết Dương lịch": 1,
        "Tết Nguyên đán": 4 if year <= 2013 else 5,
        "Giỗ Tổ Hùng Vương": 1,
        "Ngày Chiến thắng": 1,
        "Ngày Quốc tế lao động": 1,
        "Quốc khánh": 1 if year <= 2020 else 2,
    } | ({"Ngày Văn hóa Việt Nam": 1} if year >= 2026 else {})
    assert {name: names.count(name) for name in names} == expected


@pytest.mark.parametrize("year", range(2012, 2027))
def test_the_fixed_days_stand_on_their_dates(year: int) -> None:
    for month, day in ((1, 1), (4, 30), (5, 1), (9, 2)):
        assert CALENDAR.rules.days[date(year, month, day)].kind == "holiday"


@pytest.mark.parametrize("year", range(2012, 2027))
def test_tet_is_one_run_of_days_around_the_first(year: int) -> None:
    tet = sorted(day for day, rule in CALENDAR.rules.days.items() if day.year == year and "Nguyên đán" in rule.name)
    assert [later - day for day, later in zip(tet, tet[1:], strict=False)] == [timedelta(days=1)] * (len(tet) - 1)
    assert [CALENDAR.rules.days[day].name for day in tet].count("Tết Nguyên đán, mùng 1") == 1


def test_every_swap_since_2019_names_its_document() -> None:
    swaps = [rule for day, rule in CALENDAR.rules.days.items() if "swapped" in rule.kind and day.year >= 2019]
    assert len(swaps) == 11  # 31/12/2018 itself stands in 2018
    for rule in swaps:
        assert re.search(r"\d+/(VPCP-KGVX|TB-BLĐTBXH|TB-BNV)", rule.reference.title), rule


def test_what_is_not_certain_is_said() -> None:
    assert "chưa chắc" in CALENDAR.why(date(2026, 11, 28))
    found = CALENDAR.due(date(2026, 11, 20), 3)
    assert [info.day for info in found.doubts] == [date(2026, 11, 23), date(2026, 11, 24)]
    assert "Cần kiểm tra" in found.says
    assert CALENDAR.due(date(2023, 6, 15), 3).doubts == ()
    assert [info.day for info in CALENDAR.due(date(2026, 11, 23), 0).doubts] == [date(2026, 11, 23)]


# --- what is refused ---


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.is_working(date(2027, 1, 1)),
        lambda: CALENDAR.why(date(2011, 12, 31)),
        lambda: CALENDAR.days(date(2026, 12, 30), date(2027, 1, 2)),
        lambda: CALENDAR.due(date(2026, 12, 30), 2),
        lambda: CALENDAR.due(datetime(2026, 12, 31, 14), Decimal("0.5")),
        lambda: CALENDAR.due(datetime(2026, 12, 31, 16), 0, received=True),
        lambda: CALENDAR.due(date(2027, 1, 4), 0),
        lambda: CALENDAR.within_due(date(2026, 12, 1), Within(1, "month")),
        lambda: CALENDAR.working_days_after(date(2026, 12, 1), date(2027, 1, 4)),
        lambda: CALENDAR.next_working(date(2027, 1, 1)),
        lambda: CALENDAR.previous_working(date(2012, 1, 2)),
    ],
)
def test_a_year_not_held_is_refused(ask) -> None:
    with pytest.raises(InputError, match=r"chưa có năm (2011|2027) \(đang có 2012-2026\)"):
        ask()


@pytest.mark.parametrize("count", ["-1", "0.25", "NaN", "Infinity", "1e400", "40000"])
def test_a_count_that_is_no_count_is_refused(count: str) -> None:
    with pytest.raises(InputError, match="không hợp lệ"):
        CALENDAR.due(date(2023, 6, 15), Decimal(count))


@pytest.mark.parametrize("count", [-1, 10**12])
def test_a_stretch_out_of_reason_is_refused(count: int) -> None:
    with pytest.raises(InputError, match="phải từ 0"):
        CALENDAR.within_due(date(2023, 6, 15), Within(count, "day"))


def test_days_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(InputError, match="đổi chỗ"):
        CALENDAR.days(date(2023, 6, 15), date(2023, 6, 14))


# --- what the loader checks, with file and line ---


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        (["day: 2024-05-01, kind: holiday, name: A, reference: law"] * 2, 4, "ghi hai lần"),
        (
            ["day: 2024-04-29, kind: swapped_work_day, swapped_with: 2024-04-30, reference: law"],
            3,
            "không phải thứ Bảy",
        ),
        (
            ["day: 2024-05-04, kind: swapped_day_off, swapped_with: 2024-05-11, reference: law"],
            3,
            "ngày nghỉ hằng tuần",
        ),
        (["day: 2024-05-04, kind: day_in_lieu, for: 2024-05-03, reference: law"], 3, "ngày nghỉ hằng tuần"),
        (
            ["day: 2024-04-29, kind: swapped_day_off, swapped_with: 2024-05-04, reference: law"],
            3,
            "phải có đủ hai ngày",
        ),
        (["day: 2024-05-06, kind: day_in_lieu, for: 2024-05-03, reference: law"], 3, "không phải ngày lễ"),
        (["day: 2024-05-04, kind: holiday, name: A, reference: law"], 3, "chưa có ngày nghỉ bù"),
        (["day: 2023-05-01, kind: holiday, name: A, reference: law"], 3, "không thuộc năm 2024"),
        (["day: 2024-05-01, kind: feast, name: A, reference: law"], 3, "kind “feast” không có"),
        (["day: 2024-05-01, kind: holiday, name: A, reference: other"], 3, "chưa khai văn bản “other”"),
        (["day: 2024-05-01, kind: holiday, reference: law"], 3, "thiếu name"),
        (["kind: holiday, name: A, reference: law"], 3, "thiếu day"),
        (["day: 2024-02-30, kind: holiday, name: A, reference: law"], 3, "không phải ngày có thật"),
        (["day: 2024-05-01, kind: holiday, name: A, reference: law, colour: red"], 3, "khóa “colour” không có"),
        (
            ["day: 2024-05-01, kind: holiday, name: A, reference: law, confidence: sure"],
            3,
            "confidence “sure” không có",
        ),
        (
            [
                "day: 2024-05-04, kind: holiday, name: A, reference: law",
                "day: 2024-05-06, kind: day_in_lieu, for: 2024-05-04, reference: law",
                "day: 2024-05-07, kind: day_in_lieu, for: 2024-05-04, reference: law",
            ],
            5,
            "đã nghỉ bù ngày 06/05/2024",
        ),
        (
            [
                "day: 2024-05-04, kind: holiday, name: A, reference: law",
                "day: 2024-05-07, kind: day_in_lieu, for: 2024-05-04, reference: law",
            ],
            4,
            "ngày làm việc kế tiếp",
        ),
        (
            [
                "day: 2024-05-03, kind: day_in_lieu, for: 2024-05-04, reference: law",
                "day: 2024-05-04, kind: holiday, name: A, reference: law",
            ],
            3,
            "ngày làm việc kế tiếp",
        ),
    ],
)
def test_a_slip_in_a_year_names_its_line(folder: Path, lines: list[str], line: int, message: str) -> None:
    write(folder, 2024, *lines)
    with pytest.raises(RuleError, match=message) as caught:
        WorkCalendar.load(folder)
    assert str(caught.value).startswith(f"{folder.resolve() / '2024.yaml'}:{line}: ")


def test_a_year_missing_in_between_is_named(folder: Path) -> None:
    write(folder, 2023)
    write(folder, 2025)
    with pytest.raises(RuleError, match=r"2024\.yaml: thiếu tệp lịch năm 2024"):
        WorkCalendar.load(folder)


def test_a_folder_without_years_is_named(folder: Path) -> None:
    with pytest.raises(RuleError, match="chưa có tệp lịch nào"):
        WorkCalendar.load(folder)


def test_a_year_under_another_name_is_named(folder: Path) -> None:
    (folder / "2024.yaml").write_text("year: 2023\ndays: []\n", "utf-8")
    with pytest.raises(RuleError, match=r"2024\.yaml:1: khóa year phải là 2024"):
        WorkCalendar.load(folder)


def test_a_doubt_may_not_contradict_the_days(folder: Path) -> None:
    doubt = "doubts:\n  - {day: 2024-05-03, working: false, why: A, source: B}\n"
    write(folder, 2024, "day: 2024-05-01, kind: holiday, name: A, reference: law", doubts=doubt)
    with pytest.raises(RuleError, match=r"2024\.yaml:5: theo mục days thì ngày 03/05/2024 là ngày làm việc"):
        WorkCalendar.load(folder)


def test_a_document_is_declared_once(folder: Path) -> None:
    write(folder, 2024)
    again = '  law: {title: "A", confidence: high, source: "B"}\n'
    (folder / "2024.yaml").write_text("year: 2024\nreferences:\n" + again + "days: []\n", "utf-8")
    with pytest.raises(RuleError, match="“law” đã khai ở tệp khác"):
        WorkCalendar.load(folder)


def test_a_swap_may_reach_into_a_year_not_held(folder: Path) -> None:
    write(folder, 2024, "day: 2024-12-31, kind: swapped_day_off, swapped_with: 2025-01-04, reference: law")
    assert not WorkCalendar.load(folder).is_working(date(2024, 12, 31))


def test_a_holiday_may_say_why_it_is_not_made_up(folder: Path) -> None:
    write(folder, 2024, 'day: 2024-11-24, kind: holiday, name: A, reference: law, no_lieu: "luật không cho nghỉ bù"')
    assert WorkCalendar.load(folder).is_working(date(2024, 11, 25))


# --- the version ---


def test_the_version_follows_the_content_and_not_the_comments(tmp_path: Path) -> None:
    versions = []
    for name, day, comment in (("a", 1, ""), ("b", 1, "# ghi chú\n"), ("c", 2, "")):
        here = tmp_path / name
        here.mkdir()
        (here / "laws.yaml").write_text(comment + LAWS, "utf-8")
        write(here, 2024, f"day: 2024-05-0{day}, kind: holiday, name: A, reference: law")
        versions.append(WorkCalendar.load(here).version)
    assert versions[0] == versions[1] != versions[2]
    assert re.fullmatch(r"2024-2024/sha256:[0-9a-f]{8}", versions[0])


def test_a_folder_is_read_once() -> None:
    assert WorkCalendar.load() is WorkCalendar.load(rules_folder() / "calendar")


# --- the sentence ---


def test_the_sentence_can_be_redone_by_hand() -> None:
    found = CALENDAR.due(date(2024, 4, 26), 3)
    assert found.says == (
        "Từ thứ Sáu 26/04/2024 (ngày 0) đến thứ Bảy 04/05/2024 có 8 ngày theo lịch, trừ 5 ngày nghỉ "
        "(27/04/2024: thứ Bảy; 28/04/2024: Chủ nhật; 29/04/2024: nghỉ hoán đổi, làm bù thứ Bảy 04/05/2024 theo "
        "Công văn 2450/VPCP-KGVX ngày 12/4/2024 của Văn phòng Chính phủ; 30/04/2024: Ngày Chiến thắng; "
        "01/05/2024: Ngày Quốc tế lao động), còn 3 ngày làm việc; có tính thứ Bảy 04/05/2024 (làm bù thứ Hai "
        "29/04/2024 theo Công văn 2450/VPCP-KGVX ngày 12/4/2024 của Văn phòng Chính phủ)."
    )


def test_many_plain_weekends_are_numbered() -> None:
    assert CALENDAR.due(date(2023, 6, 15), 30).says == (
        "Từ thứ Năm 15/06/2023 (ngày 0) đến thứ Năm 27/07/2023 có 42 ngày theo lịch, "
        "trừ 12 ngày nghỉ (12 ngày thứ Bảy, Chủ nhật), còn 30 ngày làm việc."
    )
    assert "04/09/2023: nghỉ bù Quốc khánh (thứ Bảy 02/09/2023); 7 ngày thứ Bảy, Chủ nhật khác)" in (
        CALENDAR.due(date(2023, 8, 18), 15).says
    )


def test_a_late_receipt_says_the_article() -> None:
    found = CALENDAR.due(datetime(2023, 6, 16, 16, 30), 1, received=True)
    assert found.says.startswith(
        "Nhận lúc 16:30 thứ Sáu 16/06/2023, sau 15:00, nên tính từ 07:30 thứ Hai 19/06/2023 "
        "(Điều 18 Nghị định 61/2018/NĐ-CP)."
    )
    assert found.start == date(2023, 6, 19)
    assert found.says.endswith("hạn vào buổi sáng (07:30-11:30).")


def test_another_office_has_other_hours() -> None:
    late = OfficeHours(morning=(time(8), time(12)), afternoon=(time(13), time(17)), last_receipt=time(16))
    assert CALENDAR.due(datetime(2023, 6, 15, 11, 45), 0).half == "afternoon"
    assert CALENDAR.due(datetime(2023, 6, 15, 11, 45), 0, hours=late).half == "morning"
    assert CALENDAR.due(datetime(2023, 6, 15, 15, 30), 1, received=True, hours=late).day == date(2023, 6, 16)


def test_the_half_day_may_be_given() -> None:
    assert CALENDAR.due(date(2023, 6, 15), Decimal("0.5"), "afternoon").day == date(2023, 6, 16)


def test_a_rolled_end_says_the_article() -> None:
    found = CALENDAR.within_due(date(2022, 11, 30), Within(3, "month"))
    assert "(tháng 02/2023 không có ngày 30)" in found.says
    rolled = CALENDAR.within_due(date(2023, 6, 1), Within(10, "day"))
    assert "nên hạn là hết thứ Hai 12/06/2023 (khoản 5 Điều 148 Bộ luật Dân sự 2015)" in rolled.says
    assert [info.day for info in rolled.skipped] == [date(2023, 6, 11)]


def test_the_last_working_day_of_a_month() -> None:
    assert CALENDAR.previous_working(date(2023, 4, 30)) == date(2023, 4, 28)
    assert CALENDAR.previous_working(date(2023, 5, 31)) == date(2023, 5, 31)


def test_the_guide_shows_a_file_that_loads(folder: Path) -> None:
    guide = (ROOT / "docs" / "howto" / "calendar.md").read_text("utf-8")
    for name, text in re.findall(r"```yaml\n# (\S+\.yaml).*?\n(.*?)```", guide, re.DOTALL):
        (folder / name).write_text(text, "utf-8")
    calendar = WorkCalendar.load(folder)
    assert (calendar.rules.first_year, calendar.rules.last_year) == (2019, 2019)
    assert calendar.is_working(date(2019, 5, 4))
    assert "chưa chắc" in calendar.why(date(2019, 12, 31))


# --- the command ---


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["calendar", *arguments])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_command_days(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "days", "2026-01-09", "2026-01-11", "--json")
    assert code == 0
    found = json.loads(out)
    assert [set(day) for day in found] == [{"day", "working", "why"}] * 3
    assert [(day["day"], day["working"]) for day in found] == [
        ("2026-01-09", True),
        ("2026-01-10", True),
        ("2026-01-11", False),
    ]


def test_command_due(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "due", "2023-06-16T16:30", "--working-days", "1", "--received", "--json")
    found = json.loads(out)
    assert code == 0
    assert {key: found[key] for key in ("from", "working_days", "due", "half")} == {
        "from": "2023-06-16T16:30",
        "working_days": 1,
        "due": "2023-06-20",
        "half": "morning",
    }
    assert [day["day"] for day in found["skipped"]] == ["2023-06-17", "2023-06-18"]
    assert found["calendar"] == CALENDAR.version


def test_command_due_reads_another_time_zone_and_a_comma(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "due", "2023-06-15T08:30:00+00:00", "--working-days", "0,5", "--received", "--json")
    found = json.loads(out)
    assert (code, found["from"], found["due"], found["working_days"]) == (0, "2023-06-15T15:30", "2023-06-16", 0.5)


@pytest.mark.parametrize(
    "arguments",
    [
        ("due", "2026-12-30", "--working-days", "5", "--json"),
        ("days", "2011-12-31", "2012-01-01"),
        ("due", "15/06/2023", "--working-days", "5"),
        ("due", "0001-01-01T00:00+14:00", "--working-days", "5"),
        ("due", "2023-06-15", "--working-days", "0.3"),
        ("due", "2023-06-15", "--working-days", "nhiều"),
        ("due", "2023-06-15", "--working-days", "-1"),
        ("days", "2023-06-15", "2023-02-30"),
    ],
)
def test_command_refuses_in_one_line(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err
