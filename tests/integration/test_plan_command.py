"""`parindex plan read` as people call it."""

import json

import pytest

from parindex.cli import main
from tests.shared import ROOT

EXAMPLE = ROOT / "examples/tuy-phuoc-2023/plan.md"
PLAN = """KẾ HOẠCH

Nâng cao Chỉ số cải cách hành chính năm 2023

| STT | Nhiệm vụ | Chủ trì | Thời gian |
|---|---|---|---|
| 1 | Báo cáo kết quả | Phòng Nội vụ | {when} |
"""


@pytest.fixture
def plan(tmp_path):
    def written(when: str = "Quý II/2023"):
        path = tmp_path / "ke-hoach.md"
        path.write_text(PLAN.format(when=when), "utf-8")
        return path

    return written


def test_json_is_one_object_on_standard_output(plan, capsys):
    assert main(["plan", "read", str(plan()), "--json"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    reading = json.loads(said.out)
    assert set(reading) >= {"plan", "items", "warnings", "unread"}
    (task,) = reading["items"][0]["tasks"]
    assert task["lead"] == ["Phòng Nội vụ"]
    assert task["lead_agency_keys"] == ["phong-noi-vu"]
    assert task["schedule"][0]["due"] == ["2023-06-30"]
    assert set(task["schedule"][0]) >= {"kind", "start", "due", "trigger", "within", "says"}
    assert task["place"] == {"table": 1, "rows": [2], "paragraph": 1}


def test_a_summary_for_people(plan, capsys):
    assert main(["plan", "read", str(plan("Hôm nào rảnh"))]) == 0
    said = capsys.readouterr().out
    assert "1 mục, 1 nhiệm vụ" in said
    assert "Chủ trì: Phòng Nội vụ" in said
    assert "[1] Chưa hiểu hết thời hạn" in said


def test_the_year_of_the_call_overrides_with_a_warning(plan, capsys):
    assert main(["plan", "read", str(plan("Quý II")), "--year", "2024", "--json"]) == 0
    reading = json.loads(capsys.readouterr().out)
    assert reading["plan"]["year"] == 2024
    assert reading["items"][0]["tasks"][0]["schedule"][0]["due"] == ["2024-06-30"]
    assert any("2023" in warning["message"] for warning in reading["warnings"])


@pytest.mark.parametrize("year", ["1989", "2101"])
def test_a_year_out_of_range_is_refused(plan, capsys, year):
    assert main(["plan", "read", str(plan()), "--year", year]) == 2
    assert "1990-2100" in capsys.readouterr().err


def test_a_missing_file_is_refused(tmp_path, capsys):
    assert main(["plan", "read", str(tmp_path / "none.docx"), "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "không có tệp này" in said.err


def test_a_folder_is_refused(tmp_path, capsys):
    assert main(["plan", "read", str(tmp_path)]) == 2
    assert "không đọc được tệp" in capsys.readouterr().err


def test_a_file_without_tasks_is_refused(tmp_path, capsys):
    path = tmp_path / "cong-van.md"
    path.write_text("CÔNG VĂN\n\nNăm 2023, kính gửi các phòng.\n", "utf-8")
    assert main(["plan", "read", str(path)]) == 2
    assert "không có bảng giao nhiệm vụ" in capsys.readouterr().err


def test_a_missing_register_is_refused(plan, tmp_path, capsys):
    assert main(["plan", "read", str(plan()), "--agencies", str(tmp_path / "none")]) == 2
    assert "--agencies" in capsys.readouterr().err


def test_the_example_reads_without_a_doubt(capsys):
    assert main(["plan", "read", str(EXAMPLE), "--json"]) == 0
    reading = json.loads(capsys.readouterr().out)
    assert (len(reading["items"]), sum(len(item["tasks"]) for item in reading["items"])) == (32, 72)
    assert (reading["warnings"], reading["unread"]) == ([], [])


def test_a_command_without_a_database_says_so_in_one_sentence(tmp_path):
    import os
    import subprocess
    import sys

    environment = os.environ | {"PARINDEX_VAR": str(tmp_path), "DATABASE_URL": "", "PARINDEX_ENV": "development"}
    call = "import sys; from parindex.cli import main; sys.exit(main(['user', 'reset', 'x']))"
    done = subprocess.run([sys.executable, "-c", call], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Không dùng được cơ sở dữ liệu") and "Traceback" not in done.stderr
