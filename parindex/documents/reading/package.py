"""Opens the zip that an Office file is, and its XML parts, with limits: no bombs, no entities, no outside addresses."""

import io
import zipfile
import zlib

from lxml import etree

from parindex.core.errors import InputError
from parindex.documents.reading.limits import LIMITS, Limits

_BROKEN = "Tệp bị hỏng, không mở được; hãy mở bằng Word hoặc Excel rồi lưu lại"
_RATIO_FROM = 1024 * 1024  # small files compress well without being bombs


def open_package(data: bytes, limits: Limits = LIMITS) -> zipfile.ZipFile:
    """Open a zip; InputError when it is damaged, locked, or would unpack to more than `limits` allow."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise InputError(_BROKEN) from error
    members = package.infolist()
    if len(members) > limits.members:
        raise InputError(f"Tệp nén chứa {len(members)} tệp con, quá giới hạn {limits.members}; tệp không được nhận")
    if any(member.flag_bits & 1 for member in members):
        raise InputError("Tệp có mật khẩu; hãy bỏ mật khẩu rồi tải lên lại")
    total = sum(member.file_size for member in members)
    if total > limits.unpacked or (total > _RATIO_FROM * 10 and total > len(data) * limits.ratio):
        raise InputError(
            f"Tệp nén {len(data) // 1024} KB bung ra tới {total // (1024 * 1024)} MB (nghi là “bom nén”);"
            " tệp không được nhận"
        )
    return package


def read_part(package: zipfile.ZipFile, name: str, limits: Limits = LIMITS) -> bytes:
    """Return one member, trusting its real length and not the one it declares; b"" when it is absent."""
    try:
        with package.open(name) as stream:
            data = stream.read(limits.unpacked + 1)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise InputError(_BROKEN) from error
    if len(data) > limits.unpacked:
        raise InputError("Tệp nén bung ra quá lớn (nghi là “bom nén”); tệp không được nhận")
    return data


def read_xml(package: zipfile.ZipFile, name: str, limits: Limits = LIMITS) -> etree._Element | None:
    """Return the root of an XML part, None when absent; InputError when it is damaged or declares entities."""
    data = read_part(package, name, limits)
    if not data:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        raise InputError("Tệp chứa khai báo XML không an toàn (DOCTYPE); tệp không được nhận")
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(_BROKEN) from error
