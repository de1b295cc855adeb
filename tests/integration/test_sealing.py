"""Personal data is unreadable without the key file, bound to its row, gone with its key, kept by a new master key."""

import json
import stat
import tarfile

import pytest

from parindex.cli import main as parindex
from parindex.core.errors import InputError
from parindex.records.actions import programme as programmes
from parindex.records.actions import sealing
from parindex.records.actions.backup import backup
from parindex.records.models import ApologyLetter, History, LateCase, SignedCopy
from tests.factories.programme import AT, TODAY

NAME = "Nguyễn Thị Người-Nhận"


@pytest.fixture
def letter(small, keys):
    case = LateCase.objects.create(
        programme=small.programme, agency=small.agency("xa-phuoc-son"), source="generic", code="000-230601-0001",
        opened_on=TODAY, opened_at=AT,
    )  # fmt: skip
    made = ApologyLetter(
        programme=small.programme, case=case, ordinal=1, reason="Máy chủ hỏng", new_due=TODAY, written_on=TODAY,
        written_at=AT, written_by=small.users["reporter"],
    )  # fmt: skip
    sealing.seal_words(made, {"name": NAME, "phone": "0900000000"})
    made.save()
    return made


def fresh(letter):
    return ApologyLetter.objects.get(pk=letter.pk)


def test_the_key_file_is_for_its_owner_alone(keys):
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    with pytest.raises(InputError, match="Đã có tệp khóa"):
        sealing.new_key_file()


def test_what_is_sealed_comes_back_and_is_not_in_the_row(letter):
    row = fresh(letter)
    assert sealing.unseal_words(row)["name"] == NAME
    assert NAME.encode() not in bytes(row.sealed) + bytes(row.wrapped_key)


def test_each_row_has_a_key_of_its_own(letter):
    first = bytes(fresh(letter).wrapped_key)
    sealing.seal_words(letter, {"name": NAME})
    assert bytes(letter.wrapped_key) != first


def test_bytes_moved_to_another_row_do_not_open(letter, small):
    other = SignedCopy(programme=small.programme, letter=letter, key_id=letter.key_id, wrapped_key=letter.wrapped_key)
    with pytest.raises(InputError, match="hỏng hoặc tệp khóa không đúng"):
        sealing.unseal(other, letter.sealed)


def test_a_changed_byte_is_refused(letter):
    spoilt = bytearray(letter.sealed)
    spoilt[-1] ^= 1
    with pytest.raises(InputError, match="hỏng"):
        sealing.unseal(letter, bytes(spoilt))


def test_without_the_key_file_nothing_is_kept_or_read(letter, keys):
    keys.unlink()
    with pytest.raises(InputError, match="parindex key new"):
        sealing.unseal_words(fresh(letter))
    with pytest.raises(InputError, match="parindex key new"):
        sealing.seal_words(letter, {"name": NAME})
    with pytest.raises(InputError, match="tạo khóa mới không mở được dữ liệu cũ"):
        sealing.new_key_file()


@pytest.mark.parametrize("text", ["", "{}", '{"current": "a", "keys": {"a": "AAAA"}}', '{"current": 1, "keys": []}'])
def test_a_damaged_key_file_is_said(letter, keys, text):
    keys.write_text(text)
    with pytest.raises(InputError, match="Tệp khóa|tệp khóa"):
        sealing.unseal_words(fresh(letter))


def test_a_new_master_key_keeps_what_was_sealed(letter, keys, small):
    before = keys.read_text()
    by = programmes.command_line(TODAY, AT)
    assert sealing.rotate(by) == 1
    assert sealing.unseal_words(fresh(letter))["name"] == NAME
    assert History.objects.filter(verb="rotate_key", programme=small.programme).count() == 1
    old = json.loads(before)["current"]
    assert sealing.forget() == [old]
    assert sealing.unseal_words(fresh(letter))["name"] == NAME
    assert sealing.forget() == []
    keys.write_text(before)  # the old key opens nothing any more
    with pytest.raises(InputError, match="không có khóa"):
        sealing.unseal_words(fresh(letter))


def test_a_key_that_rows_need_is_not_forgotten(letter, keys):
    data = json.loads(keys.read_text())
    data["keys"]["spare"] = data["keys"][data["current"]]
    data["current"] = "spare"
    keys.write_text(json.dumps(data))
    assert sealing.forget() == []


def test_a_destroyed_key_leaves_nothing_to_read(letter):
    sealed, wrapped = bytes(letter.sealed), bytes(letter.wrapped_key)
    sealing.destroy(letter)
    letter.save()
    assert fresh(letter).wrapped_key is None and sealed and wrapped
    with pytest.raises(InputError, match="đã được xóa"):
        sealing.unseal_words(fresh(letter))
    with pytest.raises(InputError, match="đã được xóa"):
        sealing.unseal(fresh(letter), sealed)


def test_a_backup_holds_neither_the_key_nor_the_words(letter, keys, tmp_path, settings):
    settings.SECRET_KEY = "bí-mật-của-phiên"
    path = tmp_path / "sao-luu.tar.gz"
    backup(path, AT)
    master = json.loads(keys.read_text())["keys"].values()
    with tarfile.open(path) as archive:
        whole = b"".join(archive.extractfile(one).read() for one in archive if one.isfile())
    assert b"records.apologyletter" in whole
    for secret in (NAME, NAME.encode("unicode_escape").decode(), "0900000000", settings.SECRET_KEY, *master):
        assert secret.encode() not in whole, secret


def test_the_commands(keys, capsys, letter):
    assert parindex(["key", "new"]) == 2
    assert parindex(["key", "status"]) == 0
    assert "(đang dùng): 1 bản ghi" in capsys.readouterr().out
    assert parindex(["key", "rotate"]) == 0
    assert "1 bản ghi" in capsys.readouterr().out
    assert parindex(["key", "forget"]) == 0
    keys.chmod(0o644)
    assert parindex(["key", "status"]) == 0
    assert "chmod 600" in capsys.readouterr().out
