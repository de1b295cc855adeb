"""What two commands owe to whoever brings an extract: figures as counted by hand, imports that add up, one object.

The dossiers and the answers stand in tests/spec/dossier_contract.*; nothing here knows how the product counts.
"""

import csv
import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
import yaml

from parindex.cli import main
from tests.shared import ROOT

SPEC = ROOT / "tests/spec"
CASES = yaml.safe_load((SPEC / "dossier_contract.yaml").read_text("utf-8"))
EXTRACT = SPEC / "dossier_contract.csv"
KINDS = ("new", "corrected", "unchanged", "superseded", "duplicate", "rejected")
PERIODS = ("month", "quarter", "half", "nine_months", "year")
JUNE = ("--from", "2023-06-01", "--to", "2023-06-30", "--by", "agency,month")
PERSONAL = ("Nguyễn Văn".encode(), b"05209900")


def rows_of(extract: Path = EXTRACT) -> list[dict[str, str]]:
    with extract.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def mapping(folder: Path, of: dict) -> Path:
    path = folder / f"{of['name']}.yaml"
    path.write_text(yaml.safe_dump(of, allow_unicode=True), "utf-8")
    return path


class Desk:
    """One lake and whoever imports into it and counts from it, by the commands."""

    def __init__(self, folder: Path, capsys) -> None:
        self.folder, self.lake, self._capsys = folder, folder / "lake", capsys

    def call(self, *words: object) -> dict:
        assert main([*map(str, words), "--lake", str(self.lake), "--json"]) == 0, self._capsys.readouterr().err
        return json.loads(self._capsys.readouterr().out)

    def take(self, file: Path, *more: object, by: dict | None = None) -> dict:
        told = self.call("dossiers", "import", file, "--mapping", mapping(self.folder, by or CASES["mapping"]), *more)
        assert told["read"] == sum(told[kind] for kind in KINDS)
        return told

    def count(self, *words: object) -> dict[str, dict[str, tuple]]:
        """Indicator -> groups and period -> both sides; rows that say nothing are left out."""
        found: dict[str, dict[str, tuple]] = {}
        dims = [dim for dim in str(words[words.index("--by") + 1]).split(",") if dim not in PERIODS]
        for row in self.call("indicators", "run", *words)["rows"]:
            if row["numerator"] or row["denominator"]:
                key = " ".join([*(str(row[dim]) for dim in dims), row["period"]])
                found.setdefault(row["indicator"], {})[key] = (row["numerator"], row["denominator"])
        return found


@pytest.fixture
def desk(tmp_path, capsys):
    return Desk(tmp_path, capsys)


def changed(at: int, **cells: str) -> dict[str, str]:
    """The dossier of one line of the extract (the first is 1), with some cells as a later extract has them."""
    return {**rows_of()[at - 1], **{name.replace("_", " "): cell for name, cell in cells.items()}}


def sides(text: object) -> tuple[int, int | None]:
    above, _, below = str(text).partition("/")
    return int(above), int(below) if below else None


def test_every_figure_is_the_one_counted_by_hand(desk):
    assert desk.take(EXTRACT)["new"] == len(rows_of())
    for name in ("procedures", "register"):
        desk.take(written(desk.folder / f"{name}.csv", CASES[name]["rows"]), by=CASES[name]["mapping"])
    wrong = []
    for run in CASES["runs"]:
        found = desk.count(*run["call"].split(), "--only", ",".join(run["rows"]))
        for indicator, answers in run["rows"].items():
            expected = {str(key): sides(value) for key, value in answers.items()}
            if found.get(indicator, {}) != expected:
                wrong.append((run["call"], indicator, expected, found.get(indicator)))
    assert not wrong, "\n".join(map(str, wrong))


def test_received_and_carried_are_resolved_withdrawn_or_open(desk):
    desk.take(EXTRACT)
    codes = ("received", "carried", "resolved", "withdrawn", "open")
    states = ("open_within_time", "open_overdue", "open_paused", "open_without_due")
    found = desk.count(
        *("--from", "2023-05-01", "--to", "2023-07-31", "--by", "agency,month", "--as-of", "2023-06-20T12:00"),
        *("--only", ",".join(codes + states)),
    )
    number = {code: {key: above for key, (above, _) in found.get(code, {}).items()} for code in codes + states}
    for key in {key for of in number.values() for key in of}:
        received, carried, resolved, withdrawn, still = (number[code].get(key, 0) for code in codes)
        assert received + carried == resolved + withdrawn + still, key
        assert still == sum(number[state].get(key, 0) for state in states), key


def test_without_a_list_of_procedures_or_a_column_nothing_is_said(desk):
    rows = [{k: v for k, v in row.items() if k not in ("Hình thức trả", "Kênh nộp")} for row in rows_of()]
    desk.take(written(desk.folder / "thieu-cot.csv", rows))
    silent = ("online_share", "online_offered_share", "counter_on_full_online", "postal_return_share", "entered_share")
    for row in desk.call("indicators", "run", *JUNE, "--only", ",".join(silent))["rows"]:
        assert row["numerator"] is None, row
        assert row["denominator"] is None, row


def test_a_later_extract_corrects_and_what_was_known_before_can_be_read_back(desk):
    first = desk.take(EXTRACT)
    later = written(desk.folder / "dinh-chinh.csv", [changed(3, Ngày_hoàn_thành="09/06/2023 16:30")])
    told = desk.take(later)
    assert (told["corrected"], told["new"]) == (1, 0)
    only = ("--only", "on_time_share")
    agency = "thi-tran-dieu-tri 2023-06"
    assert desk.count(*JUNE, *only)["on_time_share"][agency] == (6, 7)
    assert desk.count(*JUNE, *only, "--known-at", first["at"])["on_time_share"][agency] == (5, 7)
    assert desk.count(*JUNE, *only, "--known-at", told["at"])["on_time_share"][agency] == (6, 7)
    before = datetime.fromisoformat(first["at"]).astimezone(UTC) - timedelta(seconds=1)
    assert desk.count(*JUNE, *only, "--known-at", before.isoformat()) == {}


def test_the_same_file_again_changes_nothing_and_an_older_one_does_not_win(desk):
    desk.take(EXTRACT, "--extracted-at", "2023-06-30T18:00")
    assert desk.take(EXTRACT, "--extracted-at", "2023-06-30T18:00")["unchanged"] == 24
    later = written(desk.folder / "dinh-chinh.csv", [changed(3, Ngày_hoàn_thành="09/06/2023 16:30")])
    desk.take(later, "--extracted-at", "2023-07-05T09:00")
    again = desk.take(EXTRACT, "--extracted-at", "2023-06-30T18:00")
    assert (again["superseded"], again["unchanged"]) == (1, 23)
    assert desk.count(*JUNE, "--only", "on_time_share")["on_time_share"]["thi-tran-dieu-tri 2023-06"] == (6, 7)


def test_a_row_that_a_full_extract_lacks_is_retired_and_comes_back_by_undo(desk):
    desk.take(EXTRACT)
    lacking = written(desk.folder / "day-du.csv", rows_of()[:14] + rows_of()[15:])
    assert desk.take(lacking, "--changes")["retired"] == 0
    told = desk.take(lacking, "--full")
    assert (told["retired"], told["unchanged"]) == (1, 23)
    only = ("--only", "received")
    assert desk.count(*JUNE, *only)["received"]["thi-tran-dieu-tri 2023-06"] == (9, None)
    desk.call("dossiers", "undo", told["import_id"])
    assert desk.count(*JUNE, *only)["received"]["thi-tran-dieu-tri 2023-06"] == (10, None)


def test_bad_rows_come_back_with_line_column_and_reason(desk):
    good, rejects = rows_of(), desk.folder / "loai.csv"
    rows = [
        good[0],
        good[0],  # line 3: the same once more
        changed(3, Ngày_tiếp_nhận="31/02/2023 08:00"),
        changed(4, Mã_hồ_sơ=""),
        changed(5, Ngày_hoàn_thành="19/06/2023 10:00"),  # before it was received
        good[6],
        changed(7, Ngày_hoàn_thành="15/06/2023 09:00"),  # lines 7 and 8 contradict each other
    ]
    told = desk.take(written(desk.folder / "xau.csv", rows), "--rejects", rejects)
    assert (told["new"], told["duplicate"], told["rejected"]) == (1, 1, 5)
    text = rejects.read_text("utf-8-sig")
    found = [line[:2] for line in csv.reader(text.splitlines()[1:])]
    assert [line for line, _ in found] == ["4", "5", "6", "7", "8"]
    assert [column for _, column in found[:3]] == ["Ngày tiếp nhận", "Mã hồ sơ", "Ngày hoàn thành"]


def test_no_name_and_no_identity_number_reaches_the_lake(desk):
    desk.take(EXTRACT)
    files = [str(path) for path in desk.lake.rglob("*.parquet")]
    with duckdb.connect() as db:  # the usual connection may be another test's
        stored = repr(db.execute("FROM read_parquet($1, union_by_name=true)", [files]).fetchall())
    assert "230601-0001" in stored
    assert not [word for word in PERSONAL if word in stored.encode()]
    other = [path for path in desk.lake.rglob("*") if path.is_file() and path.suffix != ".parquet"]
    assert not [path for path in other if any(word in path.read_bytes() for word in PERSONAL)]


def test_events_become_cases_and_a_file_without_codes_becomes_counts(desk):
    events = [
        {"vụ": case, "đội": team, "hạn": "2023-06-20T17:00:00+07:00", "việc": act, "lúc": f"2023-06-{day}T09:00:00Z"}
        for case, team, act, day in [
            ("a", "Đội 1", "Nhận", "05"), ("a", "Đội 1", "Xong", "19"), ("a", "Đội 1", "Xong", "21"),
            ("b", "Đội 1", "Nhận", "05"), ("b", "Đội 1", "Xong", "20"),
            ("c", "Đội 1", "Nhận", "05"), ("c", "Đội 2", "Xong", "06"),
        ]
    ]  # fmt: skip
    by = {
        **{"name": "su-kien", "source": "su-kien", "shape": "events", "case": "vụ", "due_is": "instant"},
        **{"activity_column": "việc", "time_column": "lúc"},
        "columns": {
            **{"code": "vụ", "agency": "đội", "due": "hạn"},
            "received": {"activity": "Nhận", "take": "first"},
            "finished": {"activity": "Xong", "take": "last"},
        },
    }
    told = desk.take(written(desk.folder / "su-kien.csv", events), by=by)
    assert (told["events"], told["read"], told["new"], told["rejected"]) == (7, 3, 2, 1)
    assert desk.count(*JUNE, "--only", "on_time_share") == {"on_time_share": {"Đội 1 2023-06": (1, 2)}}
    same = [{"nơi": "Sở A", "ngày": "2023-06-05"}] * 3
    by = {"name": "khong-ma", "source": "khong-ma", "columns": {"agency": "nơi", "received": "ngày"}}
    assert desk.take(written(desk.folder / "khong-ma.csv", same), by=by)["counted"] == 3
    assert desk.count(*JUNE)["registered"] == {"Sở A 2023-06": (3, None)}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["indicators", "run", *JUNE, "--only", "khong_co"], "khong_co"),
        (["indicators", "run", *JUNE[:-1], "tuan"], "tuan"),
        (["indicators", "run", "--from", "2023-07-01", "--to", "2023-06-01"], "01/07/2023"),
        (["dossiers", "import", "khong-co.csv", "--mapping", "generic"], "khong-co.csv"),
        (["dossiers", "import", str(EXTRACT), "--mapping", "khong-co"], "khong-co"),
    ],
)
def test_a_wrong_call_is_answered_with_one_clear_message(desk, capsys, words, says):
    desk.take(EXTRACT)
    assert main([*words, "--lake", str(desk.lake), "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err
    assert "Traceback" not in said.err


def test_a_fault_in_a_mapping_is_told_with_its_line(desk, capsys):
    path = desk.folder / "sai.yaml"
    path.write_text("name: sai\nsource: sai\ncolumns:\n  code: Mã hồ sơ\n  ngay: Ngày tiếp nhận\n", "utf-8")
    assert main(["dossiers", "import", str(EXTRACT), "--mapping", str(path), "--lake", str(desk.lake)]) == 2
    assert re.search(r"sai\.yaml:5: .*ngay", capsys.readouterr().err)


def test_as_a_process_too_standard_output_is_one_object(desk):
    """What a library prints by itself goes past Python's own streams."""
    words = ["dossiers", "import", str(EXTRACT), "--mapping", "generic", "--lake", str(desk.lake), "--json"]
    call = "import sys; from parindex.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-c", call, *words], cwd=ROOT, capture_output=True, check=True)
    assert json.loads(done.stdout)["new"] == 24
