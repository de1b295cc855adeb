"""Imports killed at any moment, and two at once: the lake stays whole, nothing is lost, nothing doubled."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.indicators.facts import TABLES
from parindex.indicators.importing import import_file
from parindex.indicators.lake import Lake
from parindex.indicators.run import run
from parindex.indicators.sources import load_mapping
from tests.shared import ROOT

KILLS, WHILE_WRITING = 50, 20
# A process that waits at the door, imports file after file, and writes down which phase it is in.
IMPORTER = """
import os, sys, time
from datetime import UTC, datetime
from pathlib import Path
from parindex.core.agencies import Registry
from parindex.core.calendar import WorkCalendar
from parindex.indicators.facts import TABLES
from parindex.indicators.importing import import_file
from parindex.indicators.lake import Lake
from parindex.indicators.sources import load_mapping
lake, folder = Lake.at(Path(sys.argv[1])), Path(sys.argv[2])
mapping, registry = load_mapping("generic"), Registry.load()
WorkCalendar.load()
print("ready", flush=True)
for line in sys.stdin:
    turn = line.strip()
    child = os.fork()
    if child:
        print("started", child, flush=True)
        print("ended", os.waitpid(child, 0)[1], flush=True)
        continue
    phase = folder / "phase"
    def told(name, done, whole):
        phase.write_text(name)
        if name == "ghi":
            time.sleep(0.03)  # as a slower disk would: more of the kills fall into writing
    import_file(lake, folder / f"{turn}.csv", mapping, registry, at=datetime.now(UTC), by="thử", progress=told)
    phase.write_text("xong")
    os._exit(0)
"""
HEAD = "Mã hồ sơ,Cơ quan xử lý,Ngày tiếp nhận,Ngày hẹn trả,Ngày hoàn thành\n"


def rows(turn: int) -> str:
    """Each turn brings 60 new dossiers of six months and a new end for all of the turn before."""
    lines = [HEAD]
    for number in range(max(0, turn - 1) * 60, (turn + 1) * 60):
        month, end = number % 6 + 1, 9 + turn % 15
        lines.append(f"K-{number},Phòng Tư pháp,02/{month:02d}/2023,20/{month:02d}/2023,{end:02d}/{month:02d}/2023\n")
    return "".join(lines)


def state(lake: Lake) -> tuple[int, str]:
    """How many dossiers there are, none of them twice, and the version."""
    asked = {"start": date(2023, 1, 1), "end": date(2023, 12, 31), "as_of": datetime(2026, 1, 1, tzinfo=UTC)}
    found = run(lake, by=(), only=["received"], **asked).rows if lake.exists() else []
    return sum(int(row.numerator or 0) for row in found), lake.version()


def test_fifty_imports_killed_at_random_leave_the_lake_whole(tmp_path):
    lake, chance = Lake.at(tmp_path / "lake"), random.Random(20230615)
    command = [sys.executable, "-c", IMPORTER, str(lake.folder), str(tmp_path)]
    phases: list[str] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as worker:
        assert worker.stdout.readline() == "ready\n"
        turn = killed = 0
        while killed < KILLS:
            (tmp_path / f"{turn}.csv").write_text(rows(turn), "utf-8")
            before = state(lake)
            done, phase = attempt(worker, tmp_path, turn, chance)
            after = state(lake)
            whole = (before[0] + 60, None)
            assert after[0] in (before[0], whole[0]), f"torn while {phase}: {before[0]} -> {after[0]}"
            assert (after[1] == before[1]) == (after[0] == before[0])
            if not done:
                killed += 1
                phases.append(phase)
            if after[0] == whole[0]:
                turn += 1
        worker.stdin.close()
    assert phases.count("ghi") >= WHILE_WRITING, phases
    held = lake.imports()
    assert len(held) == turn, "an account for each version and for no other"
    assert state(lake)[0] == turn * 60
    orphans(lake)


def attempt(worker, folder: Path, turn: int, chance: random.Random) -> tuple[bool, str]:
    """Start one import and kill it, most often once it writes; whether it ended by itself, and in which phase not."""
    phase = folder / "phase"
    phase.write_text("bắt đầu")
    worker.stdin.write(f"{turn}\n")
    worker.stdin.flush()
    child = int(worker.stdout.readline().split()[1])
    until = chance.choice(["bắt đầu", "đối chiếu", "ghi", "ghi", "ghi"])
    while phase.read_text() not in (until, "ghi", "xong"):
        time.sleep(0.002)
    time.sleep(chance.random() * (0.12 if until == "ghi" else 0.3))
    seen = phase.read_text()
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    ended = int(worker.stdout.readline().split()[1])
    return ended == 0, seen or "ghi"


def orphans(lake: Lake) -> None:
    """The next writer sweeps away what killed ones left."""
    with lake.writing("dọn"):
        pass
    named = set(lake.files("dossiers", known_at=datetime(2100, 1, 1, tzinfo=UTC)))
    assert {str(path) for path in (lake.folder / "dossiers").rglob("*.parquet")} == named


def test_a_writer_killed_before_its_first_row_leaves_an_empty_lake(tmp_path):
    lake, path = Lake.at(tmp_path / "lake"), tmp_path / "a.csv"
    lake._make(TABLES["dossiers"])
    assert (lake.version(), lake.exists(), state(lake)) == ("", False, (0, ""))
    path.write_text(rows(0), "utf-8")
    import_file(lake, path, load_mapping("generic"), Registry.load(), at=datetime(2026, 1, 1, tzinfo=UTC), by="Lan")
    assert lake.exists() and state(lake) == (60, "dossiers:1")


def test_of_two_imports_at_once_one_waits_or_is_told_who_writes(tmp_path):
    lake, path = Lake.at(tmp_path / "lake"), tmp_path / "a.csv"
    path.write_text(rows(0), "utf-8")
    more = {"at": datetime(2026, 1, 1, tzinfo=UTC), "by": "Lan"}
    with lake.writing("Hoa (thang-6.csv)"), pytest.raises(InputError, match=r"đang được ghi bởi Hoa \(thang-6.csv\)"):
        import_file(lake, path, load_mapping("generic"), Registry.load(), wait=0.2, **more)
    assert not lake.exists()
    import_file(lake, path, load_mapping("generic"), Registry.load(), wait=0.2, **more)
    assert state(lake)[0] == 60
