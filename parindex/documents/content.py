"""What a file really is, told by its bytes and structure and never by its name alone; refuses what may do harm."""

import re
import zipfile
from dataclasses import dataclass

from parindex.core.errors import InputError
from parindex.documents.encodings import decode
from parindex.documents.limits import LIMITS, Limits
from parindex.documents.package import open_package, read_part


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its short name, the media type to serve it as, the endings that its name may have."""

    name: str
    media_type: str
    endings: tuple[str, ...]
    label: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
KINDS = {
    kind.name: kind
    for kind in (
        FileKind("pdf", "application/pdf", ("pdf",), "PDF"),
        FileKind("docx", f"{_OFFICE}wordprocessingml.document", ("docx",), "Word (.docx)"),
        FileKind("xlsx", f"{_OFFICE}spreadsheetml.sheet", ("xlsx",), "Excel (.xlsx)"),
        FileKind("pptx", f"{_OFFICE}presentationml.presentation", ("pptx",), "PowerPoint (.pptx)"),
        FileKind("doc", "application/msword", ("doc",), "Word đời cũ (.doc)"),
        FileKind("xls", "application/vnd.ms-excel", ("xls",), "Excel đời cũ (.xls)"),
        FileKind("ppt", "application/vnd.ms-powerpoint", ("ppt",), "PowerPoint đời cũ (.ppt)"),
        FileKind("odt", f"{_OPEN}text", ("odt",), "LibreOffice (.odt)"),
        FileKind("ods", f"{_OPEN}spreadsheet", ("ods",), "LibreOffice (.ods)"),
        FileKind("png", "image/png", ("png",), "ảnh PNG"),
        FileKind("jpg", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), "ảnh JPEG"),
        FileKind("gif", "image/gif", ("gif",), "ảnh GIF"),
        FileKind("tif", "image/tiff", ("tif", "tiff"), "ảnh TIFF"),
        FileKind("webp", "image/webp", ("webp",), "ảnh WebP"),
        FileKind("zip", "application/zip", ("zip",), "tệp nén ZIP"),
        FileKind("html", "text/html", ("html", "htm", "xhtml"), "trang HTML"),
        FileKind("md", "text/markdown", ("md", "markdown"), "Markdown"),
        FileKind("csv", "text/csv", ("csv",), "CSV"),
        FileKind("tsv", "text/tab-separated-values", ("tsv", "tab"), "bảng phân cách bằng tab"),
        FileKind("txt", "text/plain", ("txt", "text", "log"), "văn bản thuần"),
    )
}
_TEXTS = ("html", "md", "csv", "tsv", "txt")
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!", b"\x00asm")
_WORDS = re.compile(r"\w+")
_PROGRAM_ENDINGS = frozenset(
    _WORDS.findall(
        "exe dll com scr bat cmd ps1 vbs vbe js jse wsf wsh hta msi msp jar lnk reg sh py pl php cpl pif iso img apk"
    )
)
_MACRO_ENDINGS = frozenset(_WORDS.findall("docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"))
_PARTS = (
    ("wordprocessingml.document.main", "docx"),
    ("spreadsheetml.sheet.main", "xlsx"),
    ("presentationml.presentation.main", "pptx"),
)
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:head|body|table|meta|div|p)\b", re.I | re.S)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def check_content(data: bytes, name: str, limits: Limits = LIMITS) -> FileKind:
    """Return what `data` is. InputError when it is empty, too large, a program, carries macros, is locked, is a zip
    bomb, is of no known kind, or is another kind than its name says."""
    if not data:
        raise InputError(f"Tệp “{name}” rỗng; hãy kiểm tra lại tệp trước khi tải lên")
    if len(data) > limits.size:
        raise InputError(
            f"Tệp “{name}” nặng {len(data) / 1048576:.1f} MB, quá giới hạn {limits.size // 1048576} MB; hãy nén ảnh"
            " hoặc chia tệp"
        )
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _PROGRAM_ENDINGS or data.startswith(_PROGRAMS):
        raise InputError(f"Tệp “{name}” là chương trình hoặc tập lệnh; không được nhận")
    if ending in _MACRO_ENDINGS:
        raise InputError(f"Tệp “{name}” có thể chứa macro; hãy lưu lại dạng .docx hoặc .xlsx không có macro")
    kind = KINDS[_kind(data, name, ending, limits)]
    known = {known for item in KINDS.values() for known in item.endings}
    if ending in known and ending not in kind.endings and not (kind.name in _TEXTS and _is_text_ending(ending)):
        raise InputError(
            f"Tệp “{name}” có đuôi .{ending} nhưng nội dung là {kind.label}; hãy đổi đúng đuôi tệp hoặc lưu lại tệp"
        )
    return kind


def can_be_signed_copy(data: bytes, kind: FileKind) -> bool:
    """Whether a file can be a letter as it was signed: a scan, a PDF, or a Word file that carries a digital signature.

    A Word file without one is the draft; office packages keep signatures under `_xmlsignatures/` (ECMA-376 part 2, 12).
    """
    if kind.name == "docx":
        return any(part.startswith("_xmlsignatures/") for part in open_package(data).namelist())
    return kind.name == "pdf" or kind.media_type.startswith("image/")


def _is_text_ending(ending: str) -> bool:
    return any(ending in KINDS[name].endings for name in _TEXTS)


def _kind(data: bytes, name: str, ending: str, limits: Limits) -> str:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data, name, limits)
    if data.startswith(_OLE):
        return _ole_kind(data, name)
    if data.startswith(b"{\\rtf"):
        raise InputError(f"Tệp “{name}” là RTF; hãy mở bằng Word rồi lưu lại dạng .docx")
    return _text_kind(data, name, ending)


def _zip_kind(data: bytes, name: str, limits: Limits) -> str:
    with open_package(data, limits) as package:
        members = set(package.namelist())
        if any(member.rpartition("/")[2].lower() == "vbaproject.bin" for member in members):
            raise InputError(f"Tệp “{name}” chứa macro; hãy lưu lại dạng .docx hoặc .xlsx không có macro")
        if "[Content_Types].xml" in members:
            types = read_part(package, "[Content_Types].xml", limits).decode("utf-8", "replace")
            if "macroEnabled" in types:
                raise InputError(f"Tệp “{name}” chứa macro; hãy lưu lại dạng .docx hoặc .xlsx không có macro")
            for part, kind in _PARTS:
                if part in types:
                    return kind
        if "mimetype" in members:
            media_type = read_part(package, "mimetype", limits).decode("ascii", "replace").strip()
            for kind in ("odt", "ods"):
                if media_type == KINDS[kind].media_type:
                    return kind
        _refuse_programs(package, name)
    return "zip"


def _refuse_programs(package: zipfile.ZipFile, name: str) -> None:
    for member in package.namelist():
        ending = member.rpartition(".")[2].lower()
        if ending in _PROGRAM_ENDINGS or ending in _MACRO_ENDINGS:
            raise InputError(f"Tệp nén “{name}” chứa “{member}” là chương trình hoặc có macro; không được nhận")


def _ole_kind(data: bytes, name: str) -> str:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise InputError(f"Tệp “{name}” có mật khẩu; hãy bỏ mật khẩu (Tệp > Thông tin > Bảo vệ) rồi tải lên lại")
    if has("_VBA_PROJECT"):
        raise InputError(f"Tệp “{name}” chứa macro; hãy lưu lại dạng .docx hoặc .xlsx không có macro")
    for stream, kind in _OLE_STREAMS:
        if has(stream):
            return kind
    raise InputError(f"Không nhận ra loại của tệp “{name}”; hãy lưu lại dạng .docx, .xlsx hoặc .pdf")


def _text_kind(data: bytes, name: str, ending: str) -> str:
    try:
        text = decode(data[: 1 << 20] if len(data) <= 1 << 20 else data)
    except InputError as error:
        raise InputError(_unknown(name)) from error
    if len(_CONTROLS.findall(text[:65536])) > len(text[:65536]) // 500:
        raise InputError(_unknown(name))
    named = next((kind for kind in _TEXTS if ending in KINDS[kind].endings), None)
    if _PAGE.match(text) or (_HTML.match(text) and named in (None, "html")):
        return "html"
    return "txt" if named in (None, "html") else str(named)


def _unknown(name: str) -> str:
    return f"Không nhận ra loại của tệp “{name}”; hãy dùng .docx, .xlsx, .pdf, .html, .md hoặc .txt"
