"""Reads every format of official document into the one table model."""

from collections.abc import Callable

from parindex.core.errors import InputError
from parindex.core.tables import Document
from parindex.documents.content import check_content
from parindex.documents.limits import LIMITS, Limits
from parindex.documents.reading.comma_text import read_csv
from parindex.documents.reading.docx import read_docx
from parindex.documents.reading.html import read_html
from parindex.documents.reading.markdown import read_markdown
from parindex.documents.reading.old_fonts import refuse_old_fonts
from parindex.documents.reading.pdf import read_pdf
from parindex.documents.reading.xlsx import read_xlsx

_READERS: dict[str, Callable[[bytes, Limits], Document]] = {
    "csv": read_csv,
    "docx": read_docx,
    "html": read_html,
    "pdf": read_pdf,
    "xlsx": read_xlsx,
}
_OLD = {
    "doc": "hãy mở bằng Word rồi lưu lại dạng .docx",
    "xls": "hãy mở bằng Excel rồi lưu lại dạng .xlsx",
    "odt": "hãy mở bằng LibreOffice rồi lưu lại dạng .docx",
    "ods": "hãy mở bằng LibreOffice rồi lưu lại dạng .xlsx",
    "zip": "hãy giải nén rồi tải lên từng tệp",
}
_PICTURES = ("png", "jpg", "gif", "tif", "webp")


def read_document(data: bytes, name: str, limits: Limits = LIMITS) -> Document:
    """Read a document whose format is found by its content; `name` is a hint among kinds of text and for messages.

    InputError, in Vietnamese, for a file that is damaged, locked, too large, of a kind that holds no plan, or empty.
    """
    kind = check_content(data, name, limits).name
    if kind in _OLD:
        raise InputError(f"Tệp “{name}” dạng .{kind} không đọc được trực tiếp; {_OLD[kind]}")
    if kind in _PICTURES:
        raise InputError(f"Tệp “{name}” là ảnh, không có chữ để đọc; hãy dùng bản .docx gốc hoặc PDF xuất từ Word")
    if kind in ("ppt", "pptx"):
        raise InputError(f"Tệp “{name}” là bài trình chiếu; hãy dùng văn bản .docx, .xlsx hoặc .pdf")
    document = _read(data, name, kind, limits)
    if not document.blocks:
        raise InputError(f"Tệp “{name}” không có chữ nào để đọc; hãy kiểm tra lại tệp")
    return document


def _read(data: bytes, name: str, kind: str, limits: Limits) -> Document:
    try:
        reader = _READERS.get(kind)
        document = reader(data, limits) if reader else read_markdown(data, name)
        refuse_old_fonts(paragraph.text for paragraph in document.every_paragraph())
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    return document
