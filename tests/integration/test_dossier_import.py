"""Files of dossiers on their way into the lake: what is kept of them, who may, what a dead worker leaves."""

import csv
import gzip
import io
import os
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.utils import timezone

from parindex.config import work
from parindex.core.errors import InputError
from parindex.indicators import importing
from parindex.indicators.engines import workbench
from parindex.indicators.sources import ColumnSpec, load_mapping
from parindex.records.actions import dossier_import as actions
from parindex.records.actions.backup import backup
from parindex.records.actions.history import Conflict
from parindex.records.models import DossierImport, History, Membership, SourceMapping
from parindex.records.permissions import NotFound
from parindex.records.queries import dossier_import as queries
from tests.factories.dossiers import lake_of
from tests.factories.extracts import (
    HEADINGS,
    PERSON,
    ROWS,
    TELEPHONE,
    confirmed,
    imported,
    line,
    looked_at,
    taken_in,
    uploaded,
    written,
)
from tests.factories.programme import another_programme

COUNTS = ("new", "corrected", "unchanged", "superseded", "duplicate", "rejected")


def held(small) -> int:
    """How many dossiers the lake holds for true."""
    files = lake_of(small).files("dossiers")
    if not files:
        return 0
    db = workbench()
    return db.execute("SELECT count(*) FROM read_parquet($1) WHERE known_to IS NULL", [files]).fetchone()[0]


def lying() -> list[str]:
    folder = Path(settings.IMPORTS)
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_nothing_is_in_the_lake_before_somebody_confirms(small):
    one = looked_at(small, uploaded(small))
    assert one.preview["summary"]["new"] == 4
    assert held(small) == 0
    done = taken_in(small, confirmed(small, one))
    assert held(small) == 4
    assert done.summary["read"] == 4 == sum(done.summary[key] for key in COUNTS)


def test_what_happened_is_in_the_history(small):
    one = imported(small)
    actions.undo(small.viewer("office"), one.pk)
    verbs = list(History.objects.filter(thing=one.pk).values_list("verb", flat=True))
    assert verbs == ["upload_dossiers", "import_dossiers", "took_dossiers", "undo_dossiers"]


def test_names_of_people_lie_in_the_file_alone_and_go_with_it(small, tmp_path):
    one = looked_at(small, uploaded(small))
    assert PERSON in queries.seen_path(one).read_text("utf-8")
    kept = backup(tmp_path / "sao-luu.tar.gz", small.viewer("office").at)
    assert kept["tables"]["records.dossierimport"]["rows"] == 1
    plain = gzip.decompress((tmp_path / "sao-luu.tar.gz").read_bytes()).decode("utf-8", "ignore")
    assert PERSON not in plain and TELEPHONE not in plain
    assert {path.stat().st_mode & 0o777 for path in (queries.path_of(one), queries.seen_path(one))} == {0o600}
    taken_in(small, confirmed(small, one))
    assert lying() == []


def test_a_column_of_names_may_be_chosen_by_nobody(small):
    one = uploaded(small)
    base = queries.draft(one)
    wrong = replace(base, columns={**base.columns, "procedure_name": ColumnSpec(("Người nộp",))})
    with pytest.raises(InputError, match="dữ liệu cá nhân"):
        actions.read_by(small.viewer("office"), one.pk, wrong)


def test_a_file_thrown_away_leaves_its_row_and_no_byte(small):
    one = looked_at(small, uploaded(small))
    actions.discard(small.viewer("office"), one.pk)
    # on_commit does not run inside the test's transaction: what it would do is _clear.
    actions._clear(one)
    assert lying() == []
    with pytest.raises(NotFound):
        queries.find(small.viewer("office"), one.pk)
    assert History.objects.filter(thing=one.pk, verb="discard_dossiers").exists()


def test_what_nobody_took_in_is_swept_at_the_next_upload(small):
    old = uploaded(small)
    long_ago = small.viewer("office").at - timedelta(days=8)
    DossierImport.objects.update(uploaded_at=long_ago)
    (Path(settings.IMPORTS) / "nhap-scratch").mkdir()
    for path in Path(settings.IMPORTS).iterdir():
        os.utime(path, (long_ago.timestamp(), long_ago.timestamp()))
    fresh = uploaded(small)
    assert lying() == sorted([str(fresh.pk), f"{fresh.pk}.seen.json"])
    old.refresh_from_db()
    assert old.discarded_at


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"", "rỗng"),
        ("a.pdf", b"%PDF-1.7\n" + b"x" * 500, "PDF"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(600), ".xls"),
        ("a.xlsx", b"PK\x03\x04" + bytes(200), None),
        ("a.csv.gz", b"\x1f\x8b" + bytes(100), None),
        ("a.parquet", b"PAR1" + bytes(100), None),
        ("a.csv", b"\x00" * 10_000, None),
        ("a.csv", ",".join(f"c{n}" for n in range(10_000)).encode(), "cột"),
    ],
)
def test_garbage_is_refused_and_nothing_of_it_stays(small, name, data, said):
    with pytest.raises(InputError, match=said):
        uploaded(small, data, name)
    assert lying() == []
    assert not DossierImport.objects.exists()


def test_a_zip_bomb_is_refused(small):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 500_000_000)
    with pytest.raises(InputError):
        uploaded(small, stream.getvalue(), "bom.xlsx")
    assert lying() == []


def test_a_file_over_the_limit_is_cut_off_while_it_comes(small, settings):
    settings.DOSSIER_UPLOAD_LIMIT = 1000
    with pytest.raises(InputError, match="lớn hơn"):
        uploaded(small, written() * 20)
    assert lying() == []


def test_headings_that_say_nothing_leave_the_choice_to_a_person(small):
    """The guess lacks what it must have: the page still opens, and the preview says what is missing."""
    one = uploaded(small, b"A,B,C\n1,2,3\n")
    assert queries.draft(one).columns == {}
    with pytest.raises(InputError, match="Ngày tiếp nhận"):
        looked_at(small, one)


def test_headings_are_looked_for_where_a_person_says(small):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        old = book.add_worksheet("Số liệu cũ")
        for at, cells in enumerate([HEADINGS, line(9)]):
            old.write_row(at, 0, cells)
        sheet = book.add_worksheet("Số liệu")
        for at, cells in enumerate([("Phòng Tư pháp",), (), HEADINGS, *ROWS]):
            sheet.write_row(at, 0, cells)
    one = uploaded(small, stream.getvalue(), "so.xlsx")
    with pytest.raises(InputError, match="nhiều trang tính.*còn Số liệu"):
        looked_at(small, one)
    one = actions.look_again(small.viewer("office"), one.pk, "Số liệu", 3)
    assert {"code", "agency", "received", "due", "finished"} <= set(queries.draft(one).columns)
    assert imported_from(small, one).summary["new"] == 4


def imported_from(small, one):
    return taken_in(small, confirmed(small, looked_at(small, one)))


def test_two_people_at_once_are_told(small):
    one = uploaded(small)
    looked_at(small, one)
    with pytest.raises(Conflict):
        looked_at(small, one)


def test_refused_rows_come_back_as_long_as_they_are_kept(small):
    data = written((*ROWS, line(9, finished="hôm qua"), line(10, due="=1+1")))
    one = looked_at(small, uploaded(small, data))
    before = list(csv.reader(io.StringIO(actions.rejects(small.viewer("office"), one.pk).decode("utf-8-sig"))))
    done = taken_in(small, confirmed(small, one))
    after = list(csv.reader(io.StringIO(actions.rejects(small.viewer("office"), one.pk).decode("utf-8-sig"))))
    assert before == after
    assert done.summary["rejected"] == 2
    assert {row[0] for row in after[1:]} == {"6", "7"}
    assert {row[1] for row in after[1:]} == {"Ngày hoàn thành", "Ngày hẹn trả"}
    assert "'=1+1" in {row[2] for row in after}
    assert PERSON not in str(after)
    assert lying() == [f"{one.pk}.rejects.csv"]


def test_a_file_of_refused_rows_alone_fails_in_words_and_its_rows_can_be_fetched(small):
    one = looked_at(small, uploaded(small, written((line(1, finished="hôm qua"), line(2, due="=1+1")))))
    assert "không dòng nào dùng được" in one.preview["summary"]["warnings"][0]
    one = taken_in(small, confirmed(small, one))
    assert queries.stage(one, small.viewer("office").at) == "failed"
    assert "cả 2 dòng đều bị loại" in one.failed
    assert held(small) == 0
    assert "hôm qua" in actions.rejects(small.viewer("office"), one.pk).decode("utf-8-sig")


def test_the_same_file_again_changes_nothing(small):
    imported(small)
    again = imported(small, name="lai.csv")
    assert (again.summary["new"], again.summary["unchanged"]) == (0, 4)
    assert held(small) == 4


def test_undo_brings_back_what_was_and_only_once(small):
    imported(small)
    second = imported(small, written((line(1, finished="09/06/2023 10:00"), line(7))))
    assert (second.summary["corrected"], second.summary["new"]) == (1, 1)
    actions.undo(small.viewer("office"), second.pk)
    assert held(small) == 4
    with pytest.raises(InputError):
        actions.undo(small.viewer("office"), second.pk)


def test_undo_is_refused_where_later_imports_changed_its_rows(small):
    first = imported(small)
    imported(small, written((line(1, finished="09/06/2023 10:00"),)))
    with pytest.raises(InputError, match="lượt nhập sau"):
        actions.undo(small.viewer("office"), first.pk)
    first.refresh_from_db()
    assert first.undone_at is None


def test_a_mapping_is_saved_chosen_again_and_written_over(small):
    office = small.viewer("office")
    one = looked_at(small, uploaded(small))
    kept = actions.save_mapping(office, one.pk, "  Một cửa   huyện ")
    assert kept.name == "Một cửa huyện"
    assert queries.mapping(office, f"saved:{kept.pk}").columns == queries.draft(one).columns
    actions.save_mapping(office, one.pk, "Một cửa huyện")
    assert SourceMapping.objects.count() == 1
    with pytest.raises(InputError):
        actions.save_mapping(office, one.pk, " ")


def test_who_may(small):
    one = uploaded(small)
    for name in ("leader", "admin", "head", "reporter"):
        with pytest.raises(NotFound):
            queries.find(small.viewer(name), one.pk)
        with pytest.raises(NotFound):
            actions.upload(small.viewer(name), "a.csv", [written()])
    assert queries.find(small.viewer("monitor"), one.pk) == one
    _other, stranger = another_programme()
    with pytest.raises(NotFound):
        queries.find(stranger, one.pk)


# The worker


def test_a_worker_does_it_in_the_name_of_who_asked(small):
    one = confirmed(small, looked_at(small, uploaded(small)))
    work.take_in.call(str(one.pk))
    one.refresh_from_db()
    assert queries.stage(one, timezone.now()) == "done"
    assert lake_of(small).imports()[-1].by == "Người office"


def test_who_has_lost_the_right_meanwhile_imports_nothing(small):
    one = confirmed(small, looked_at(small, uploaded(small)))
    Membership.objects.filter(user=small.users["office"]).delete()
    work.take_in.call(str(one.pk))
    one.refresh_from_db()
    assert "không còn quyền" in one.failed
    assert held(small) == 0


def test_an_import_is_done_once_however_often_it_is_in_the_queue(small):
    one = confirmed(small, looked_at(small, uploaded(small)))
    first = taken_in(small, one)
    assert taken_in(small, one).lake_import == first.lake_import
    assert len(lake_of(small).imports()) == 1


def test_asking_twice_while_it_waits_is_refused(small):
    one = confirmed(small, looked_at(small, uploaded(small)))
    with pytest.raises(InputError, match="đợi"):
        confirmed(small, one)


def test_a_file_that_turns_out_bad_can_be_read_otherwise(small, monkeypatch):
    one = confirmed(small, looked_at(small, uploaded(small)))

    def refused(*args, **kwargs):
        raise InputError("Kho đang được ghi bởi người khác")

    with monkeypatch.context() as patched:
        patched.setattr(importing, "import_file", refused)
        one = taken_in(small, one)
    assert queries.stage(one, small.viewer("office").at) == "failed"
    assert one.failed == "Kho đang được ghi bởi người khác"
    assert taken_in(small, confirmed(small, looked_at(small, one))).summary["new"] == 4


def test_a_fault_of_ours_is_told_as_such_and_can_be_tried_again(small, monkeypatch):
    one = confirmed(small, looked_at(small, uploaded(small)))

    def broken(*args, **kwargs):
        raise RuntimeError("x")

    with monkeypatch.context() as patched:
        patched.setattr(importing, "import_file", broken)
        with pytest.raises(RuntimeError):
            work.take_in.call(str(one.pk))
    one.refresh_from_db()
    assert "ngoài dự kiến" in one.failed
    assert taken_in(small, confirmed(small, one)).summary["new"] == 4


def begun(one, ago: timedelta, at) -> None:
    DossierImport.objects.filter(pk=one.pk).update(begun_at=at - ago, heartbeat_at=at - ago, phase="ghi")
    one.refresh_from_db()


def test_a_worker_that_falls_silent_is_seen_and_the_import_asked_for_again(small):
    office = small.viewer("office")
    one = confirmed(small, looked_at(small, uploaded(small)))
    begun(one, timedelta(seconds=30), office.at)
    assert queries.stage(one, office.at) == "running"
    with pytest.raises(InputError):
        actions.discard(office, one.pk)
    begun(one, timedelta(seconds=90), office.at)
    assert queries.stage(one, office.at) == "stalled"
    assert taken_in(small, confirmed(small, one)).summary["new"] == 4


def test_what_a_dead_worker_had_written_is_taken_up_not_written_again(small):
    """Killed after the lake's commit and before its own row said so."""
    one = confirmed(small, looked_at(small, uploaded(small)))
    done = taken_in(small, one)
    DossierImport.objects.filter(pk=one.pk).update(lake_import="", summary={}, done_at=None)
    one.refresh_from_db()
    begun(one, timedelta(seconds=90), small.viewer("office").at)
    again = taken_in(small, confirmed(small, one))
    assert again.lake_import == done.lake_import
    assert again.summary["new"] == 4
    assert len(lake_of(small).imports()) == 1


def test_signs_of_life_go_on_while_a_long_question_is_asked(small, monkeypatch):
    """The beats come from a thread of its own; here they are counted instead of written."""
    one = confirmed(small, looked_at(small, uploaded(small)))
    beats = []

    class Rows:
        def update(self, **changed):
            beats.append(changed)

    monkeypatch.setattr(actions, "BEAT", 0.01)
    with actions._heard(Rows(), lambda: one.asked_at):
        while len(beats) < 3:
            pass
    assert beats[0] == {"heartbeat_at": one.asked_at}


def test_procedures_and_register_counts_come_the_same_way(small):
    procedures = "Mã thủ tục,Tên thủ tục,Lĩnh vực,Mức trực tuyến\n1.001,Khai sinh,Hộ tịch,Toàn trình\n".encode()
    one = uploaded(small, procedures, "tt.csv", "procedures")
    assert imported_from(small, one).summary["new"] == 1
    register = "Cơ quan,Tháng,Số hồ sơ\nPhòng Tư pháp,06/2023,12\n".encode()
    one = uploaded(small, register, "so.csv", "register_counts")
    assert imported_from(small, one).summary["new"] == 1
    assert {summary.table for summary in lake_of(small).imports()} == {"procedures", "register_counts"}


def test_an_event_log_is_read_by_the_mapping_that_ships(small):
    log = (
        "case:concept:name,concept:name,time:timestamp,case:startdate,case:deadline,case:enddate,case:channel,case:group\n"
        "v1,Nhận,2011-01-03T10:00:00+01:00,2011-01-03T10:00:00+01:00,2011-02-03T10:00:00+01:00,,Internet,G1\n"
        "v1,Xử lý,2011-01-04T10:00:00+01:00,2011-01-03T10:00:00+01:00,2011-02-03T10:00:00+01:00,,Internet,G1\n"
    )
    one = uploaded(small, log.encode(), "log.csv")
    one = actions.read_by(small.viewer("office"), one.pk, load_mapping("wabo"), one.version)
    done = taken_in(small, confirmed(small, one))
    assert (done.summary["events"], done.summary["read"], done.summary["new"]) == (2, 1, 1)
