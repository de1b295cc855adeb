"""Reads every format of official document into the one table model."""

from parindex.core.tables import Document
from parindex.documents.reading.docx import read_docx
from parindex.documents.reading.html import read_html
from parindex.documents.reading.markdown import read_markdown


def read_document(data: bytes, name: str) -> Document:
    """Read a document whose format is found by content; `name` is only a hint."""
    if data[:2] == b"PK":
        return read_docx(data)
    if data.lstrip()[:1] == b"<":
        return read_html(data)
    return read_markdown(data, name)
