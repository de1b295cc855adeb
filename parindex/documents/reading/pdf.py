"""Reads .pdf with text."""

from parindex.core.errors import InputError
from parindex.core.tables import Document
from parindex.documents.reading.limits import LIMITS, Limits


def read_pdf(data: bytes, limits: Limits = LIMITS) -> Document:
    raise InputError("PDF")
