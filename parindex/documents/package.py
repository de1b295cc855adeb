"""Opens the zip that an Office file is, and its XML parts, with limits: no bombs, no entities, no outside addresses."""

import io
import posixpath
import zipfile
import zlib

from lxml import etree

from parindex.core.errors import InputError
from parindex.documents.limits import LIMITS, Limits

_BROKEN = "Tệp bị hỏng, không mở được; hãy mở bằng Word hoặc Excel rồi lưu lại"
# Word's and Excel's “strict” files differ from the usual ones in the names of their vocabularies only.
_STRICT = b"http://purl.oclc.org/ooxml/"
_VOCABULARIES = (
    (_STRICT + b"wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (_STRICT + b"spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        _STRICT + b"officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
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
    if _STRICT in data[:8192]:
        for strict, usual in _VOCABULARIES:
            data = data.replace(strict, usual)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        raise InputError("Tệp chứa khai báo XML không an toàn (DOCTYPE); tệp không được nhận")
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(_BROKEN) from error


_OFFICE = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def relations(package: zipfile.ZipFile, part: str = "", limits: Limits = LIMITS) -> dict[str, tuple[str, str]]:
    """Return id -> (last word of the relation's type, path of the part) for what `part` points to inside the file."""
    folder, _, name = part.rpartition("/")
    root = read_xml(package, f"{folder}/_rels/{name}.rels".lstrip("/"), limits)
    found = {}
    for relation in root.iter(_OFFICE) if root is not None else ():
        if relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], path)
    return found


def related_part(package: zipfile.ZipFile, part: str, kind: str, default: str, limits: Limits = LIMITS) -> str:
    """Return the path of the first part that `part` relates to by `kind` ("styles"), else `default`."""
    paths = (path for name, path in relations(package, part, limits).values() if name == kind)
    return next(paths, default)
