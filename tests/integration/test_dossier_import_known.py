"""Real extracts with known answers, and what is known when: WABO, Brazil, corrections, other knowledge of a month."""

from datetime import UTC, date, datetime

import pytest

from parindex.core.agencies import Registry
from parindex.indicators.importing import import_file, undo
from parindex.indicators.lake import Lake
from parindex.indicators.register import counts
from parindex.indicators.run import run
from parindex.indicators.sources import SourceMapping, load_mapping
from tests.shared import shared

AT = datetime(2026, 1, 2, tzinfo=UTC)
HEAD = "Mã hồ sơ,Cơ quan xử lý,Ngày tiếp nhận,Ngày hẹn trả,Ngày hoàn thành\n"


def taken(lake, path, mapping="generic", at=AT, **more):
    made = mapping if isinstance(mapping, SourceMapping) else load_mapping(mapping)
    return import_file(lake, path, made, Registry.load(), at=at, by="thử", **more)


def sums(lake, code, start, end, **asked):
    rows = run(lake, start=start, end=end, by=("agency", "month"), only=[code], **({"as_of": AT} | asked)).rows
    return sum(row.numerator or 0 for row in rows), sum(row.denominator or 0 for row in rows)


@pytest.mark.parametrize("file", ["receipt.csv", "receipt.parquet"])
@pytest.mark.parametrize(("mapping", "late"), [("wabo", 377), ("wabo-days", 309)])
def test_the_permit_log_has_its_known_answers(tmp_path, file, mapping, late):
    lake = Lake.at(tmp_path)
    told = taken(lake, shared("data/receipt_wabo") / file, mapping)
    assert (told.events, told.read, told.new, told.rejected) == (8577, 1434, 1434, 0)
    years = (date(2010, 1, 1), date(2012, 12, 31))
    assert sums(lake, "on_time_share", *years) == (1329 - late, 1329)
    assert sums(lake, "resolved_late", *years) == (late, 0)
    assert sums(lake, "online_share", *years) == (1250, 1434)
    again = taken(lake, shared("data/receipt_wabo") / file, mapping, AT.replace(year=2027))
    assert (again.unchanged, again.new, again.corrected, again.retired) == (1434, 0, 0, 0)


def test_rows_without_ids_become_counts_and_are_never_merged(tmp_path):
    columns = {"agency": "orgao", "received": "ts_registro", "finished": "ts_resposta"}
    mapping = SourceMapping.from_json({"name": "lai", "source": "lai", "columns": columns})
    lake, path = Lake.at(tmp_path), shared("data/brazil_lai/lai_pedidos_2015_2021.csv.gz")
    told = taken(lake, path, mapping)
    assert (told.read, told.counted, told.rejected, told.duplicate) == (598_461, 598_461, 0, 0)
    rows = counts(lake)
    assert sum(row["count"] for row in rows) == 598_461
    assert len({row["agency"] for row in rows}) > 300
    assert min(row["period"] for row in rows) == "2015-01"
    assert max(row["period"] for row in rows) == "2021-08"
    taken(lake, path, mapping, AT.replace(year=2027))
    assert counts(lake) == rows


def extract(tmp_path, *rows, name="a.csv"):
    path = tmp_path / name
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


JUNE = (date(2023, 6, 1), date(2023, 6, 30))
LATE = "A-1,Phòng Tư pháp,01/06/2023,08/06/2023,12/06/2023"
IN_TIME = "A-2,Phòng Tư pháp,01/06/2023,08/06/2023,07/06/2023"


def test_a_june_row_corrected_in_july_is_told_both_ways(tmp_path):
    lake = Lake.at(tmp_path / "lake")
    june = taken(lake, extract(tmp_path, LATE, IN_TIME), at=datetime(2023, 7, 1, tzinfo=UTC))
    corrected = "A-1,Phòng Tư pháp,01/06/2023,08/06/2023,08/06/2023"
    july = taken(lake, extract(tmp_path, corrected), at=datetime(2023, 7, 20, tzinfo=UTC))
    assert (july.corrected, july.new) == (1, 0)
    assert sums(lake, "on_time_share", *JUNE) == (2, 2)
    assert sums(lake, "on_time_share", *JUNE, known_at=june.at) == (1, 2)
    assert sums(lake, "on_time_share", *JUNE, known_at=july.at) == (2, 2)
    undo(lake, july.import_id, at=datetime(2023, 7, 21, tzinfo=UTC), by="thử")
    assert sums(lake, "on_time_share", *JUNE) == (1, 2)
    assert sums(lake, "on_time_share", *JUNE, known_at=july.at) == (2, 2)


def test_a_dossier_becomes_late_by_the_clock_alone(tmp_path):
    lake = Lake.at(tmp_path / "lake")
    taken(lake, extract(tmp_path, "A-1,Phòng Tư pháp,01/06/2023,08/06/2023,"))
    on_the_day, after = datetime(2023, 6, 8, 16, tzinfo=UTC), datetime(2023, 6, 8, 17, 1, tzinfo=UTC)
    assert sums(lake, "open_overdue", *JUNE, as_of=on_the_day) == (0, 0)
    assert sums(lake, "open_overdue", *JUNE, as_of=after) == (1, 0)


def test_a_later_due_date_is_a_reschedule_and_does_not_save_a_late_dossier(tmp_path):
    lake = Lake.at(tmp_path / "lake")
    taken(lake, extract(tmp_path, "A-1,Phòng Tư pháp,01/06/2023,08/06/2023,"), at=datetime(2023, 6, 2, tzinfo=UTC))
    taken(lake, extract(tmp_path, "A-1,Phòng Tư pháp,01/06/2023,20/06/2023,12/06/2023"))
    assert sums(lake, "on_time_share", *JUNE) == (0, 1)


def test_a_full_extract_retires_what_it_lacks_and_nothing_of_other_sources(tmp_path):
    lake = Lake.at(tmp_path / "lake")
    taken(lake, extract(tmp_path, LATE, IN_TIME))
    generic = load_mapping("generic").to_json()
    other = SourceMapping.from_json(generic | {"source": "khac"})
    taken(lake, extract(tmp_path, "B-1,Phòng Tư pháp,01/06/2023,08/06/2023,07/06/2023"), other)
    told = taken(lake, extract(tmp_path, IN_TIME), SourceMapping.from_json(generic | {"extract": "full"}))
    assert (told.unchanged, told.retired) == (1, 1)
    assert sums(lake, "on_time_share", *JUNE) == (2, 2)
    before = lake.imports()[1].at
    assert sums(lake, "on_time_share", *JUNE, known_at=before) == (2, 3)


def test_an_undo_is_refused_where_later_imports_changed_the_rows(tmp_path):
    lake = Lake.at(tmp_path / "lake")
    first = taken(lake, extract(tmp_path, LATE, IN_TIME))
    second = taken(lake, extract(tmp_path, "A-1,Phòng Tư pháp,01/06/2023,08/06/2023,08/06/2023"))
    with pytest.raises(Exception, match="Không hoàn tác được: 1 dòng"):
        undo(lake, first.import_id, at=AT, by="thử")
    undo(lake, second.import_id, at=AT, by="thử")
    undo(lake, first.import_id, at=AT, by="thử")
    assert sums(lake, "received", *JUNE) == (0, 0)


def test_pauses_that_are_known_stay_when_a_later_extract_has_no_column_of_them(tmp_path):
    lake, path = Lake.at(tmp_path / "lake"), tmp_path / "p.csv"
    head = HEAD.strip() + ",Tạm dừng từ,Tạm dừng đến,Lý do tạm dừng\n"
    path.write_text(head + "A-1,Phòng Tư pháp,01/06/2023,08/06/2023,,05/06/2023,07/06/2023,chờ\n", "utf-8")
    taken(lake, path)
    taken(lake, extract(tmp_path, "A-1,Phòng Tư pháp,01/06/2023,08/06/2023,12/06/2023"))
    assert sums(lake, "on_time_share", *JUNE) == (1, 1)
