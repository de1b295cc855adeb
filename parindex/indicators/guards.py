"""What a file of dossiers may be: real limits against bombs and slips, checked before anything reads it whole."""

import codecs
import gzip
import os
import re
import unicodedata
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


def check_package(path: Path, limits: Limits = LIMITS) -> bool:
    """Refuse an .xlsx that is no zip, is locked, declares entities, or would unpack to too much.

    Returns whether its cells may have line ends, other spaces than the usual one, or letters in pieces.
    """
    odd = False
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
                    odd = _check_xml(path.name, package, member) or odd
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise InputError(f"{path.name}: bảng tính bị hỏng, không mở được; hãy mở bằng Excel rồi lưu lại.") from error
    return odd


def _check_xml(name: str, package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    with package.open(member) as part:
        head = part.read(4096)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise InputError(f"{name}: tệp chứa khai báo XML không an toàn (DOCTYPE); tệp không được nhận.")
        read, odd = len(head), False
        block = head.partition(b"?>")[2].strip() or head  # below the declaration, which stands on a line of its own
        while block:
            odd = odd or b"\n" in block or b"&#" in block or _has_odd_letters(block)
            block = part.read(_BLOCK)
            read += len(block)  # the declared size may lie
            if read > member.file_size + _BLOCK:
                raise InputError(f"{name}: tệp nén khai sai kích thước; tệp không được nhận.")
    return odd and member.filename.startswith(("xl/sharedStrings", "xl/worksheets/"))


@dataclass(frozen=True)
class Writing:
    """How a text file is written: its encoding (utf-8, utf-8-sig, utf-16, utf-16-le, cp1258); `plain` where a CSV
    reader takes it as it is: one kind of line end, no spaces but the usual one, letters in one piece; `tabs`: it has
    some.
    """

    encoding: str
    plain: bool = False
    tabs: bool = True


def writing_of(path: Path) -> Writing:
    """Tell it by the file's mark or by what its bytes can be."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    mark = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    if mark == "utf-16":
        return Writing(mark)
    if not head.strip():
        raise InputError(f"{path.name}: tệp rỗng; hãy chọn lại tệp.")
    if b"\x00" in head:
        for name, high, low in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
            if high.count(0) > len(head) // 3 and low.count(0) < len(head) // 20:
                return Writing(name)
        raise InputError(_nul(path.name))
    return _utf8(path, mark or "utf-8") or Writing(_legacy(path))


def _utf8(path: Path, encoding: str) -> Writing | None:
    """Read it all once: a file that is wrong in its millionth line must not be half read. None: it is no UTF-8."""
    decoder, run = codecs.getincrementaldecoder("utf-8")(), 0
    plain, tabs, ends, last = True, False, [0, 0, 0], b""
    try:
        for block in _blocks(path):
            run = run + len(block) if b"\n" not in block and b"\r" not in block else 0
            if run > _LONGEST_LINE:
                raise InputError(_long(path.name, run))
            if b"\x00" in block:
                raise InputError(_nul(path.name))
            if not block.isascii() or decoder.getstate()[0]:
                decoder.decode(block)
            tabs = tabs or b"\t" in block
            plain = plain and not _is_odd(block if last else block.removeprefix(codecs.BOM_UTF8))
            if plain and (b"\r" in block or ends[1]):
                both = last + block
                ends = [ends[0] + block.count(b"\n"), ends[1] + block.count(b"\r"), ends[2] + both.count(b"\r\n")]
            elif plain:
                ends[0] += b"\n" in block
            last = block[-1:]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    lines, returns, pairs = ends
    return Writing(encoding, plain and (not returns or lines == returns == pairs), tabs)


_ODD = re.compile(rb"\xe2\x80[\x80-\x8b\xaf]|\xe2\x81\xa0|\xef\xbb\xbf|\xc2\xa0")
_ODD_LEADS = (b"\xc2", b"\xe2", b"\xef")  # looked for first: one byte is found many times as fast as three


def _is_odd(block: bytes) -> bool:
    """Whether a text file keeps zeros by ="007", which in XML begins any attribute, or has odd letters."""
    return (b"=" in block and b'="' in block) or _has_odd_letters(block)


def _has_odd_letters(block: bytes) -> bool:
    """Whether it has combining accents, or spaces that are none to a CSV reader."""
    return b"\xcc" in block or (any(one in block for one in _ODD_LEADS) and bool(_ODD.search(block)))


def _legacy(path: Path) -> str:
    """Windows-1258 where the first bytes beyond ASCII make Vietnamese words of it; other old encodings are refused."""
    strange = next(block for block in _blocks(path) if not block.isascii())
    start = next(at for at, byte in enumerate(strange) if byte > 127)
    try:
        said = strange[start : start + _SAMPLE].decode("cp1258")
    except UnicodeDecodeError as error:
        raise InputError(_encoding(path.name)) from error
    letters = set("ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵĂÂĐÊÔƠƯ\u0300\u0301\u0303\u0309\u0323")
    foreign = sum(1 for char in said if ord(char) > 127 and char not in letters)
    known = sum(1 for char in said if char in letters)
    if known <= 3 * foreign:
        raise InputError(_encoding(path.name))
    return "cp1258"


_NO_SPACE = re.compile("[\u200b\u2060\ufeff]")
_SPACE = re.compile("[\u00a0\u2000-\u200a\u202f]")
_KEPT = re.compile(r'(^|[,;\t|])"?="{1,2}([^"\n]*)"{1,3}(?=[,;\t|]|$)', re.MULTILINE)  # ="007", or "=""007"""


def rewrite_as_utf8(path: Path, target: Path, encoding: str) -> None:
    """Write the same text as plain UTF-8 (see Writing); InputError where a byte has no letter in that encoding."""
    try:
        with (
            path.open(encoding=encoding) as source,
            open(target, "w", encoding="utf-8", newline="", opener=_ours_alone) as out,
        ):
            rest = ""
            while block := source.read(_BLOCK):
                if "\x00" in block:
                    raise InputError(_nul(path.name))
                whole, end, rest = (rest + block).rpartition("\n")
                if len(rest) > _LONGEST_LINE:
                    raise InputError(_long(path.name, len(rest)))
                out.write(_plainly(whole + end))
            out.write(_plainly(rest))
    except UnicodeError as error:
        raise InputError(_encoding(path.name)) from error


def _plainly(text: str) -> str:
    spaced = _NO_SPACE.sub("", _SPACE.sub(" ", text))
    return unicodedata.normalize("NFC", _KEPT.sub(r'\1"\2"', spaced) if '="' in spaced else spaced)


def _ours_alone(path: str, flags: int) -> int:
    """Extracts hold names of people: what is made of one is for nobody else's eyes."""
    return os.open(path, flags, 0o600)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _nul(name: str) -> str:
    return f"{name}: tệp chứa byte rỗng (NUL), không phải văn bản; hãy xuất lại tệp dạng CSV (UTF-8) hoặc .xlsx."


def _long(name: str, size: int) -> str:
    return f"{name}: có dòng dài hơn {size >> 20} MB, không phải CSV; hãy xuất lại tệp."


def _encoding(name: str) -> str:
    return (
        f"{name}: không đọc được bảng mã của tệp (không phải UTF-8, UTF-16 hay windows-1258; tệp dùng phông TCVN3, VNI "
        "thì chuyển sang Unicode trước); hãy lưu lại dạng “CSV UTF-8” rồi tải lên."
    )
