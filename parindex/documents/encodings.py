"""Bytes of a text file -> text: byte order marks, declared character sets, encodings of Vietnamese."""

import re
import unicodedata

from parindex.core.errors import InputError

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_UNREADABLE = "Không nhận ra bảng mã của tệp văn bản; hãy lưu lại tệp bằng bảng mã UTF-8 rồi tải lên"


def decode(data: bytes) -> str:
    """Return the text of `data`; InputError when no known encoding reads it as Vietnamese or plain text."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode(data, encoding)
    if b"\x00" in data[:4096]:
        return _decode(data, _utf16_order(data))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:4096])
    names = [declared[1].decode("ascii")] if declared else []
    for name in [*names, "cp1258", "cp1252"]:
        try:
            return unicodedata.normalize("NFC", data.decode(name))
        except (UnicodeDecodeError, LookupError):
            continue
    raise InputError(_UNREADABLE)


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(_UNREADABLE) from error


def _utf16_order(data: bytes) -> str:
    # In UTF-16 the spaces and full stops of any text have a zero byte: first in big-endian, second in little-endian.
    first, second = data[0:4096:2].count(0), data[1:4096:2].count(0)
    return "utf-16-be" if first > second else "utf-16-le"
