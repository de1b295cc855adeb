"""What a file of dossiers may be: real limits against bombs and slips, checked before anything reads it whole."""

import codecs
import gzip
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from parindex.core.errors import InputError


@dataclass(frozen=True)
class Limits:
    """Bytes, how many times its size a file may unpack to (once it is large), columns, characters of one cell."""

    plain: int = 64 << 30
    unpacked: int = 16 << 30
    sheet: int = 2 << 30
    ratio: int = 300
    ratio_from: int = 64 << 20
    columns: int = 1_000
    members: int = 2_000


LIMITS = Limits()
_BLOCK = 1 << 20
_LONGEST_LINE = 10 << 20  # bytes; every reader holds a line whole
_SAMPLE = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def unpack_gzip(path: Path, target: Path, limits: Limits = LIMITS) -> None:
    """Unpack to `target`, stopping as soon as it grows beyond what an honest file does."""
    packed, written = path.stat().st_size, 0
    try:
        with gzip.open(path) as source, open(target, "wb", opener=_ours_alone) as out:
            while block := source.read(_BLOCK):
                written += len(block)
                if written > limits.unpacked or (written > limits.ratio_from and written > packed * limits.ratio):
                    raise InputError(
                        f"{path.name}: tệp nén {packed // 1024} KB bung ra hơn {written >> 20} MB (nghi là “bom nén”); "
                        "tệp không được nhận."
                    )
                if b"\x00" in block and written <= _BLOCK and not block.startswith((b"\xff\xfe", b"\xfe\xff")):
                    raise InputError(_nul(path.name))
                out.write(block)
    except (OSError, EOFError, zlib.error) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path.name}: tệp .gz bị hỏng hoặc tải chưa xong; hãy tải lại.") from error


def check_package(path: Path, limits: Limits = LIMITS) -> None:
    """Refuse an .xlsx that is no zip, is locked, declares entities, or would unpack to too much."""
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            names = {member.filename for member in members}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise InputError(f"{path.name}: không phải bảng tính .xlsx; hãy mở bằng Excel rồi lưu lại dạng .xlsx.")
            total, size = sum(member.file_size for member in members), path.stat().st_size
            too_large = total > limits.sheet or (total > limits.ratio_from and total > size * limits.ratio)
            if too_large or len(members) > limits.members:
                raise InputError(
                    f"{path.name}: tệp {size // 1024} KB bung ra tới {total >> 20} MB (nghi là “bom nén”); không nhận."
                )
            for member in members:
                if member.flag_bits & 1:
                    raise InputError(f"{path.name}: tệp có mật khẩu; hãy bỏ mật khẩu rồi tải lại.")
                if member.filename.endswith((".xml", ".rels")):
                    _check_xml(path.name, package, member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise InputError(f"{path.name}: bảng tính bị hỏng, không mở được; hãy mở bằng Excel rồi lưu lại.") from error


def _check_xml(name: str, package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    with package.open(member) as part:
        head = part.read(4096)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise InputError(f"{name}: tệp chứa khai báo XML không an toàn (DOCTYPE); tệp không được nhận.")
        read = len(head)
        while block := part.read(_BLOCK):  # the declared size may lie
            read += len(block)
            if read > member.file_size + _BLOCK:
                raise InputError(f"{name}: tệp nén khai sai kích thước; tệp không được nhận.")


def text_encoding(path: Path) -> str:
    """The encoding of a text file, by its mark or by what its bytes can be: utf-8, utf-8-sig, utf-16, cp1258."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if not head.strip():
        raise InputError(f"{path.name}: tệp rỗng; hãy chọn lại tệp.")
    if b"\x00" in head:
        if head[1::2].count(0) > len(head) // 3 and head[::2].count(0) < len(head) // 20:
            return "utf-16-le"
        raise InputError(_nul(path.name))
    return "utf-8" if _is_utf8(path) else _legacy(path, head)


def _is_utf8(path: Path) -> bool:
    """Read it all once: a file that is wrong in its millionth line must not be half read."""
    decoder, run = codecs.getincrementaldecoder("utf-8")(), 0
    try:
        for block in _blocks(path):
            run = run + len(block) if b"\n" not in block and b"\r" not in block else 0
            if run > _LONGEST_LINE:
                raise InputError(f"{path.name}: có dòng dài hơn {run >> 20} MB, không phải CSV; hãy xuất lại tệp.")
            if b"\x00" in block:
                raise InputError(_nul(path.name))
            if not block.isascii() or decoder.getstate()[0]:
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _legacy(path: Path, head: bytes) -> str:
    """Windows-1258 where the bytes make Vietnamese words of it; any other old encoding is refused."""
    try:
        said = head.decode("cp1258")
    except UnicodeDecodeError as error:
        raise InputError(_encoding(path.name)) from error
    letters = set("ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵĂÂĐÊÔƠƯ\u0300\u0301\u0303\u0309\u0323")
    foreign = sum(1 for char in said if ord(char) > 127 and char not in letters)
    known = sum(1 for char in said if char in letters)
    if known <= 3 * foreign:
        raise InputError(_encoding(path.name))
    return "cp1258"


def rewrite_as_utf8(path: Path, target: Path, encoding: str) -> None:
    """Write the same text as UTF-8; InputError where a byte has no letter in that encoding."""
    try:
        with (
            path.open(encoding=encoding, newline="") as source,
            open(target, "w", encoding="utf-8", newline="", opener=_ours_alone) as out,
        ):
            while block := source.read(_BLOCK):
                if "\x00" in block:
                    raise InputError(_nul(path.name))
                out.write(block)
    except UnicodeError as error:
        raise InputError(_encoding(path.name)) from error


def _ours_alone(path: str, flags: int) -> int:
    """Extracts hold names of people: what is made of one is for nobody else's eyes."""
    return os.open(path, flags, 0o600)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _nul(name: str) -> str:
    return f"{name}: tệp chứa byte rỗng (NUL), không phải văn bản; hãy xuất lại tệp dạng CSV (UTF-8) hoặc .xlsx."


def _encoding(name: str) -> str:
    return f"{name}: không đọc được bảng mã của tệp; hãy lưu lại dạng “CSV UTF-8” rồi tải lên."
