"""Imports against a plain model: what became of each row of generated files, and what the lake then holds."""

import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.indicators.dossiers import open_dossiers
from parindex.indicators.importing import import_file, undo
from parindex.indicators.lake import Lake
from parindex.indicators.sources import SourceMapping, load_mapping

AT = datetime(2026, 1, 2, tzinfo=UTC)
REGISTRY = Registry.load()
HEAD = "Mã hồ sơ,Cơ quan xử lý,Lĩnh vực,Ngày tiếp nhận,Cập nhật lúc\n"
AGENCY = "phong-tu-phap"

# A row: code (or none), field, day of receipt (0: unreadable), minute of the source's last change (or none).
ROWS = st.tuples(st.sampled_from(["A", "B", "C", "D", ""]), st.sampled_from("xyz"), st.sampled_from([0, 1, 2, 40]),
                 st.sampled_from([None, 1, 2, 3]))  # fmt: skip
FILES = st.lists(st.tuples(st.lists(ROWS, max_size=7), st.booleans()), min_size=1, max_size=4)


def written(row) -> str:
    code, field, day, minute = row
    received = datetime(2023, 1, 1) + timedelta(days=day)
    when = f"2023-07-01 08:0{minute}" if minute else ""
    return (
        f"{code},{AGENCY},{field},{received:%d/%m/%Y}" + f",{when}\n"
        if day
        else f"{code},{AGENCY},{field},bậy,{when}\n"
    )


class Model:
    """What the contract says, row by row: known is code -> (field, day, minute)."""

    def __init__(self) -> None:
        self.known: dict[str, tuple] = {}

    def take(self, rows, full) -> Counter:
        told = Counter(read=len(rows))
        good = [row for row in rows if row[0] and row[2]]
        told["rejected"] = len(rows) - len(good)
        kept = {}
        for code in {row[0] for row in good}:
            mine = [row[1:] for row in good if row[0] == code]
            newest = [row for row in mine if row[2] == max((one[2] or 0) for one in mine)]
            if len(set(mine)) == 1:
                kept[code] = mine[0]
                told["duplicate"] += len(mine) - 1
            elif any(row[2] is None for row in mine) or len(set(newest)) > 1:
                told["rejected"] += len(mine)
            else:
                kept[code] = newest[0]
                told["duplicate"] += len(mine) - 1
        told["usable"] = len(kept)
        for code, row in kept.items():
            told[self._verdict(code, row)] += 1
        if full and rows:
            gone = [code for code in self.known if code not in {row[0] for row in rows}]
            told["retired"] = len(gone)
            for code in gone:
                del self.known[code]
        return told

    def _verdict(self, code, row) -> str:
        old = self.known.get(code)
        if old is None:
            self.known[code] = row
            return "new"
        if row[2] and old[2] and row[2] < old[2]:
            return "superseded"
        if row[:2] == old[:2]:
            return "unchanged"
        self.known[code] = row
        return "corrected"


def held(lake: Lake) -> dict[str, tuple]:
    rows = open_dossiers(lake, as_of=AT).rows if lake.exists() else []
    return {one.code: (one.field, one.received_day) for one in rows}


def shown(known) -> dict[str, tuple]:
    return {
        code: (field, (datetime(2023, 1, 1) + timedelta(days=day)).date()) for code, (field, day, _) in known.items()
    }


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(FILES)
def test_each_row_becomes_what_the_model_says_and_undo_leads_back(files):
    generic = load_mapping("generic").to_json()
    with tempfile.TemporaryDirectory() as name:
        lake, path, model = Lake.at(Path(name) / "lake"), Path(name) / "a.csv", Model()
        past = []
        for turn, (rows, full) in enumerate(files):
            path.write_text(HEAD + "".join(map(written, rows)), "utf-8")
            mapping = SourceMapping.from_json(generic | {"extract": "full" if full else "changes"})
            before = dict(model.known)
            wanted = model.take(rows, full)
            if not wanted["usable"] and (full or rows):
                model.known = before  # an extract without one usable row is refused, above all a full one
                with pytest.raises(InputError, match="không dòng nào dùng được"):
                    import_file(lake, path, mapping, REGISTRY, at=AT + timedelta(hours=turn), by="thử")
                continue
            past.append(held(lake))
            told = import_file(lake, path, mapping, REGISTRY, at=AT + timedelta(hours=turn), by="thử")
            names = ("read", "new", "corrected", "unchanged", "superseded", "duplicate", "rejected", "retired")
            assert {one: getattr(told, one) for one in names} == {one: wanted[one] for one in names}
            parts = (told.new, told.corrected, told.unchanged, told.superseded, told.duplicate, told.rejected)
            assert told.read == sum(parts)
            assert held(lake) == shown(model.known)
        for account, before in zip(lake.imports()[::-1], past[::-1], strict=True):
            undo(lake, account.import_id, at=AT + timedelta(days=1), by="thử")
            assert held(lake) == before
