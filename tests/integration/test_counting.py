"""Counting on the command line what was imported: as of, as known at, legal months, and calls that are at fault."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from parindex.cli import main
from parindex.core.agencies import Registry
from parindex.core.dates import Period
from parindex.indicators import counting, engines
from parindex.indicators.compare import compare_sources, disagreements
from parindex.indicators.form06 import form06
from parindex.indicators.importing import import_file
from parindex.indicators.lake import Lake
from parindex.indicators.run import find_dossiers, late_dossiers, open_dossiers, rows_behind, run
from parindex.indicators.sources import load_mapping
from tests.shared import shared

HEADINGS = "Mã hồ sơ,Cơ quan,Lĩnh vực,Ngày tiếp nhận,Hạn trả,Ngày hoàn thành,Hình thức nộp\n"
ROWS = (
    "A1,UBND xã Phước An,Đất đai,01/06/2023,09/06/2023,08/06/2023,Trực tuyến\n"
    "A2,UBND xã Phước An,Đất đai,05/06/2023,14/06/2023,16/06/2023,Trực tiếp\n"
    "A3,UBND xã Phước An,Hộ tịch,20/06/2023,28/06/2023,,Trực tiếp\n"
    "A4,UBND xã Phước An,Hộ tịch,15/06/2023,,,Bưu chính\n"
)
JUNE = ("--from", "2023-06-01", "--to", "2023-06-30", "--by", "agency,month")
END_OF_JUNE = datetime(2023, 6, 30, 16, 59, 59, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path) -> Lake:
    found = Lake.at(tmp_path / "lake")
    take(found, tmp_path, ROWS, datetime(2023, 7, 1, tzinfo=UTC))
    return found


def take(
    lake: Lake, folder: Path, lines: str, at: datetime, mapping: str = "generic", headings: str = HEADINGS
) -> None:
    file = folder / f"{at:%Y%m%d}.csv"
    file.write_text(headings + lines, "utf-8")
    found = import_file(lake, file, load_mapping(mapping), Registry.load(), at=at, by="thử")
    assert found.rejected == 0, found


def call(capsys, *words: object) -> tuple[int, str, str]:
    try:
        code = main([str(word) for word in words])
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def figures(capsys, lake: Lake, *words: str) -> dict[tuple[str, str], tuple]:
    code, out, error = call(capsys, "indicators", "run", "--lake", lake.folder, *words, "--json")
    assert code == 0, error
    rows = json.loads(out)["rows"]
    return {(row["indicator"], row["period"]): (row["numerator"], row["denominator"]) for row in rows}


def test_the_command_prints_one_object_with_the_promised_keys(capsys, lake):
    code, out, _ = call(capsys, "indicators", "run", "--lake", lake.folder, *JUNE, "--as-of", "2023-06-30", "--json")
    found = json.loads(out)
    assert code == 0
    assert list(found["rows"][0]) == ["indicator", "agency", "period", "numerator", "denominator"]
    assert found["scheme"] == "calendar"
    assert found["as_of"] == "2023-06-30T23:59:59.999999+07:00"
    assert {row["period"] for row in found["rows"]} == {"2023-06"}


def test_a_row_corrected_in_july_is_counted_both_ways(capsys, lake, tmp_path):
    fixed = "A2,UBND xã Phước An,Đất đai,05/06/2023,14/06/2023,13/06/2023,Trực tiếp\n"
    take(lake, tmp_path, fixed, datetime(2023, 7, 10, 3, tzinfo=UTC))
    now = figures(capsys, lake, *JUNE, "--as-of", "2023-06-30")
    then = figures(capsys, lake, *JUNE, "--as-of", "2023-06-30", "--known-at", "2023-07-05")
    assert then["on_time_share", "2023-06"] == (1, 2)
    assert now["on_time_share", "2023-06"] == (2, 2)
    assert then["resolved_late", "2023-06"] == (1, None)
    assert ("resolved_late", "2023-06") not in now


def test_a_question_kept_in_words_is_asked_of_each_lake_and_moment(capsys, lake, tmp_path, monkeypatch):
    """Words are kept by the form of a question; tables made long ago are dropped meanwhile."""
    monkeypatch.setattr(engines, "_KEPT", 8)
    monkeypatch.setattr(engines._local, "opened", {}, raising=False)
    only = (*JUNE, "--only", "received,open_overdue")
    for lines, day, received, overdue in ((2, 15, 3, 1), (1, 17, 3, 0), (3, 29, 4, 1)):
        other = Lake.at(tmp_path / f"lake-{lines}")
        take(other, tmp_path, "".join(ROWS.splitlines(keepends=True)[:lines]), datetime(2023, 7, 1, tzinfo=UTC))
        assert figures(capsys, other, *only, "--as-of", "2023-06-30")["received", "2023-06"] == (lines, None)
        found = figures(capsys, lake, *only, "--as-of", f"2023-06-{day}")
        assert found["received", "2023-06"] == (received, None)
        assert found.get(("open_overdue", "2023-06"), (0, None)) == (overdue, None)


def test_a_dossier_becomes_late_by_the_clock_alone(capsys, lake):
    only = ("--only", "open_overdue,open_within_time")
    before = figures(capsys, lake, *JUNE, *only, "--as-of", "2023-06-28")
    after = figures(capsys, lake, *JUNE, *only, "--as-of", "2023-06-29T00:00")
    assert before == {("open_within_time", "2023-06"): (1, None)}
    assert after == {("open_overdue", "2023-06"): (1, None)}
    assert [one.code for one in late_dossiers(lake, as_of=END_OF_JUNE)] == ["A2", "A3"]
    assert [one.code for one in late_dossiers(lake, as_of=datetime(2023, 6, 28, 16, 59, 59, tzinfo=UTC))] == ["A2"]


def test_legal_months_run_from_the_15th_to_the_14th(capsys, lake):
    words = ("--from", "2023-05-15", "--to", "2023-07-14", "--by", "month", "--only", "received,resolved")
    legal = figures(capsys, lake, *words, "--scheme", "legal", "--as-of", "2023-07-31")
    assert legal == {
        ("received", "2023-06"): (2, None),
        ("received", "2023-07"): (2, None),
        ("resolved", "2023-06"): (1, None),
        ("resolved", "2023-07"): (1, None),
    }
    assert figures(capsys, lake, *words, "--as-of", "2023-07-31") == {
        ("received", "2023-06"): (4, None),
        ("resolved", "2023-06"): (2, None),
    }


def test_what_a_source_cannot_tell_is_null_and_never_a_hundred_per_cent(capsys, lake):
    found = figures(capsys, lake, *JUNE, "--as-of", "2023-06-30")
    for code in ("e_certified_share", "online_payment_share", "apology_share", "entered_share", "online_offered_share"):
        assert found[code, "2023-06"] == (None, None), code
    assert found["online_share", "2023-06"] == (1, 4)


def test_open_dossiers_balance_with_what_came_and_went(capsys, lake):
    found = figures(capsys, lake, "--from", "2023-06-01", "--to", "2023-06-30", "--as-of", "2023-06-30")
    number = {code: above for (code, _), (above, _) in found.items()}
    assert (
        number["received"] + number.get("carried", 0)
        == number["resolved"] + number.get("withdrawn", 0) + number["open"]
    )
    assert number["open"] == number["open_overdue"] + number["open_without_due"] == 2


def test_every_figure_has_its_rows_behind(lake):
    period = Period(2023, "month", 6)
    found = run(lake, start=period.start, end=period.end, by=["month"], as_of=END_OF_JUNE)
    asked = {"scheme": "calendar", "as_of": END_OF_JUNE, "agency": None, "period": period}
    sums = {"average_working_days", "average_legal_days", "online_payment_transaction_share", "registered"}
    distinct = {"online_payment_procedure_share", "postal_procedure_share"}
    checked = [row for row in found.rows if row.indicator not in sums | distinct and row.numerator is not None]
    assert len(checked) >= 12
    for row in checked:
        assert rows_behind(lake, row.indicator, part="numerator", **asked).total == row.numerator, row
        if row.denominator is not None:
            assert rows_behind(lake, row.indicator, part="denominator", **asked).total == row.denominator, row
            missed = rows_behind(lake, row.indicator, part="missed", **asked).total
            assert missed == row.denominator - row.numerator, row


def test_the_queue_is_sorted_by_what_time_is_left(lake):
    page = open_dossiers(lake, as_of=datetime(2023, 6, 26, 3, tzinfo=UTC))
    assert [(one.code, one.standing, one.working_days_left) for one in page.rows] == [
        ("A3", "within", 2),
        ("A4", "without_due", None),
    ]
    assert page.total == 2
    assert open_dossiers(lake, as_of=END_OF_JUNE, agencies=["xa-khac"]).total == 0
    source = page.rows[0].source
    assert [one.code for one in find_dossiers(lake, [(source, "A3"), (source, "X")], as_of=END_OF_JUNE)] == ["A3"]


def test_form_06_balances_by_field(lake):
    form = form06(lake, start=date(2023, 6, 1), end=date(2023, 6, 30), as_of=END_OF_JUNE)
    assert [(row.field, row.numbers) for row in form.rows] == [
        ("Đất đai", (2, 1, 1, 0, 2, 1, 0, 1, 0, 0, 0)),
        ("Hộ tịch", (2, 0, 2, 0, 0, 0, 0, 0, 2, 1, 1)),
    ]
    assert form.total.numbers == (4, 1, 3, 0, 2, 1, 0, 1, 2, 1, 1)
    assert form.period == "2023-06"
    assert form.notes[0].startswith("1 hồ sơ đang giải quyết không có ngày hẹn trả")


def test_two_sources_count_once_and_their_differences_are_listed(lake, tmp_path):
    portal = tmp_path / "portal.yaml"
    portal.write_text(load_mapping("generic").to_yaml().replace("source: mot-cua", "source: cong"), "utf-8")
    twin = "A1,UBND xã Phước An,Đất đai,01/06/2023,09/06/2023,12/06/2023,Trực tuyến\n"
    take(lake, tmp_path, twin, datetime(2023, 7, 2, tzinfo=UTC), str(portal))
    june = {"start": date(2023, 6, 1), "end": date(2023, 6, 30), "as_of": END_OF_JUNE}
    total = run(lake, by=[], only=["received"], **june)
    assert [row.numerator for row in total.rows] == [4]
    found = {one.indicator: one for one in compare_sources(lake, kind="month", **june)}
    assert [(side.source, side.numerator) for side in found["received"].sides] == [("cong", 1), ("mot-cua", 4)]
    assert (found["received"].kind, found["on_time_share"].kind) == ("one", "differ")
    assert [(side.numerator, side.denominator) for side in found["on_time_share"].sides] == [(0, 1), (1, 2)]
    told = disagreements(lake, as_of=END_OF_JUNE)
    assert [(one.code, one.agencies, one.columns) for one in told.rows] == [
        ("A1", ("xa-phuoc-an",), {"finished_day": (("cong", date(2023, 6, 12)), ("mot-cua", date(2023, 6, 8)))})
    ]


@pytest.mark.parametrize(("mapping", "late"), [("wabo", 377), ("wabo-days", 309)])
def test_permits_of_a_real_log(capsys, tmp_path, mapping, late):
    file = shared("data/receipt_wabo/receipt.csv")
    lake = Lake.at(tmp_path / "lake")
    assert call(capsys, "dossiers", "import", file, "--mapping", mapping, "--lake", lake.folder)[0] == 0
    whole = ("--from", "2010-01-01", "--to", "2013-12-31", "--as-of", "2013-12-31")
    found = {code: sides for (code, _), sides in figures(capsys, lake, *whole).items()}
    assert found["online_share"] == (1250, 1434)
    assert found["resolved"] == (1329, None)
    assert found["resolved_late"] == (late, None)
    assert found["on_time_share"] == (1329 - late, 1329)
    assert found["resolved_early"] == found["resolved_on_time"] == (None, None) or found["resolved_early"][0] > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--only", "khong_co"), "khong_co"),
        (("--by", "huyện"), "huyện"),
        (("--by", "month,quarter"), "month, quarter"),
        (("--from", "30/06/2023"), "30/06/2023"),
        (("--from", "2023-07-01"), "01/07/2023"),
        (("--as-of", "hôm qua"), "hôm qua"),
        (("--engine", "mysql"), "mysql"),
        (("--lake", "khong-co"), "khong-co"),
        (("--to", "9999-12-31"), "9999"),
    ],
)
def test_a_call_at_fault_is_told_in_one_line(capsys, lake, words, said):
    code, out, error = call(capsys, "indicators", "run", "--lake", lake.folder, *JUNE, *words)
    assert (code, out) == (2, "")
    assert said in error
    assert error.count("\n") == 1
    assert "Traceback" not in error


def test_the_table_for_people_and_the_list_of_cards(capsys, lake):
    code, out, _ = call(capsys, "indicators", "run", "--lake", lake.folder, *JUNE, "--as-of", "2023-06-30")
    assert code == 0
    assert "Số liệu đến 23:59 ngày 30/06/2023" in out
    assert "50,00 %" in out
    code, out, _ = call(capsys, "indicators", "list", "--json")
    assert {"on_time_share", "apology_share"} <= {card["code"] for card in json.loads(out)["indicators"]}
    code, out, _ = call(
        capsys, "indicators", "form06", "--lake", lake.folder, *JUNE[:4], "--as-of", "2023-06-30", "--json"
    )
    assert json.loads(out)["total"]["received_all"] == 4


def test_another_day_is_asked_in_the_same_words_and_how_rows_are_picked_is_not_written_anew(lake, monkeypatch):
    written = []
    seen, picked = counting.survey, counting.once
    monkeypatch.setattr(counting, "survey", lambda *given: replace(seen(*given), shared=True))
    monkeypatch.setattr(counting, "once", lambda *given: written.append(1) or picked(*given))

    def ask(day: int):
        as_of = datetime(2023, 6, day, 16, 59, 59, tzinfo=UTC)
        return run(lake, start=date(2023, 6, 1), end=date(2023, 6, 30), by=("agency",), as_of=as_of).rows

    engines.engine()._texts.clear()
    ask(12)
    times = len(written)
    assert times and ask(30) and len(written) == times
    kept = ask(21)
    counting.forget()
    engines.engine()._texts.clear()
    assert ask(21) == kept and kept != ask(30) and len(written) > times
