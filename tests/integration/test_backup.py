"""A backup read into an empty database is the same programme, files included; a damaged one is refused whole."""

import shutil
import tarfile
from datetime import date

import pytest
from django.db import connection

from parindex.core.errors import InputError
from parindex.records.actions import evidence as evidence_actions
from parindex.records.actions import file as files
from parindex.records.actions import obligation as obligation_actions
from parindex.records.actions import programme as programmes
from parindex.records.actions.backup import backup, restore
from parindex.records.models import Agency, DateChange, Evidence, History, Obligation, User
from tests.factories.programme import AT, TODAY
from tests.integration.test_submissions import PDF


@pytest.fixture
def archive(small, tmp_path):
    duty = small.obligation("phong-tu-phap", date(2023, 6, 19))
    obligation_actions.extend(small.viewer("office"), duty.pk, date(2023, 7, 3), "Bão")
    evidence_actions.add_file(
        small.viewer("reporter"), duty.agency_id, "a.pdf", PDF, date(2023, 6, 1), date(2023, 6, 30)
    )
    path = tmp_path / "sao-luu.tar.gz"
    backup(path, AT)
    return path


def empty_the_database():
    """As a new machine has it: the tables are there, nothing is in them."""
    from parindex.records.actions.backup import _models

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(model._meta.db_table for model in _models())
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {names} CASCADE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return
        for table in ("records_history", "records_datechange"):
            cursor.execute(f"DROP TRIGGER {table}_no_delete")
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("DELETE FROM records_agency_successors")
        for model in _models():
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


def everything():
    return {
        model.__name__: sorted(str(row) for row in model.objects.values_list())
        for model in (Obligation, DateChange, History, Evidence, User, Agency)
    }


def test_what_was_backed_up_comes_back_whole(archive, settings, tmp_path):
    before = everything()
    heirs = {a.key: sorted(s.key for s in a.successors.all()) for a in Agency.objects.all()}
    empty_the_database()
    settings.FILES = tmp_path / "new-place"
    restore(archive)
    assert everything() == before
    assert {a.key: sorted(s.key for s in a.successors.all()) for a in Agency.objects.all()} == heirs
    assert files.read(Evidence.objects.get().file) == PDF


def test_a_backup_is_never_restored_over_data(archive):
    with pytest.raises(InputError, match="trống"):
        restore(archive)


def test_a_backup_never_overwrites_another(archive):
    with pytest.raises(InputError, match="đã có tệp"):
        backup(archive, AT)


def test_a_damaged_backup_is_refused_and_nothing_is_written(archive, tmp_path):
    empty_the_database()
    data = archive.read_bytes()
    archive.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match="không đọc được"):
        restore(archive)
    archive.write_bytes(data)
    rewritten(archive, tmp_path, another_date)
    with pytest.raises(InputError, match="thay đổi"):
        restore(archive)
    assert not User.objects.exists()


def test_an_archive_with_a_byte_changed_anywhere_is_refused(archive):
    """Also where the damage is met only while the bytes are unpacked."""
    empty_the_database()
    whole = archive.read_bytes()
    for place in range(len(whole) // 20, len(whole) - 8, len(whole) // 20):
        archive.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with pytest.raises(InputError):
            restore(archive)
    assert not User.objects.exists()


def another_date(folder):
    """As somebody would who wants a date to be another."""
    table = folder / "tables" / "records.obligation.jsonl"
    table.write_text(table.read_text("utf-8").replace("2023-07-03", "2023-08-03"), "utf-8")


def without_table(folder):
    (folder / "tables" / "records.task.jsonl").unlink()


def without_files(folder):
    shutil.rmtree(folder / "files")


def without_manifest(folder):
    (folder / "manifest.json").write_text("[]")


@pytest.mark.parametrize("change", [without_table, without_files, without_manifest])
def test_an_archive_from_which_something_was_taken_is_refused(archive, tmp_path, change):
    empty_the_database()
    rewritten(archive, tmp_path, change)
    with pytest.raises(InputError):
        restore(archive)
    assert not User.objects.exists()


def test_a_backup_is_not_mixed_with_a_programme_made_before(archive):
    empty_the_database()
    programmes.create(programmes.command_line(TODAY, AT), "Năm sau", "ubnd-huyen-tuy-phuoc", 2024)
    with pytest.raises(InputError, match="trống"):
        restore(archive)


def test_restored_files_are_the_owners_alone(archive, settings, tmp_path):
    empty_the_database()
    settings.FILES = tmp_path / "new-place"
    restore(archive)
    assert files.path_of(Evidence.objects.get().file).stat().st_mode & 0o777 == 0o600


def rewritten(archive, tmp_path, change):
    """Unpack the archive, change something, and pack it again."""
    folder = tmp_path / "tampered"
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    change(folder)
    with tarfile.open(archive, "w:gz") as tar:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                tar.add(path, path.relative_to(folder).as_posix())


def test_a_missing_file_is_said_not_skipped(small, tmp_path):
    kept = evidence_actions.add_file(
        small.viewer("reporter"), small.agency("phong-tu-phap").pk, "a.pdf", PDF, date(2023, 6, 1), date(2023, 6, 30)
    )
    files.path_of(kept.file).unlink()
    with pytest.raises(InputError, match="Thiếu tệp"):
        backup(tmp_path / "sao-luu.tar.gz", AT)
    assert list(tmp_path.glob("*sao-luu*")) == []
