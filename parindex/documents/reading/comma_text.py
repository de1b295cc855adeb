"""Reads .csv: one table, whichever of comma, semicolon or tab parts its cells."""

import csv
import io

from parindex.core.errors import InputError
from parindex.core.tables import Cell, Document
from parindex.documents.encodings import decode
from parindex.documents.limits import LIMITS, Limits
from parindex.documents.reading.grid import GridRow, table_of
from parindex.documents.reading.paragraphs import split_lines, to_paragraphs

_PARTERS = ",;\t|"


def read_csv(data: bytes, limits: Limits = LIMITS) -> Document:
    """Read comma-separated text; InputError when a quote never ends or there are too many cells."""
    text = decode(data)
    head = text[:20_000].splitlines()[:20]
    parter = max(_PARTERS, key=lambda sign: min((line.count(sign) for line in head if line.strip()), default=0))
    rows, cells = [], 0
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=parter, strict=True):
            cells += len(line)
            if cells > limits.cells:
                raise InputError(f"Bảng có hơn {limits.cells} ô; hãy chia tệp thành nhiều tệp nhỏ hơn")
            if any(value.strip() for value in line):
                rows.append(GridRow([Cell(to_paragraphs(split_lines(value))) for value in line]))
    except csv.Error as error:
        raise InputError("Tệp CSV có dấu ngoặc kép không khép; hãy mở bằng Excel rồi lưu lại dạng .xlsx") from error
    table = table_of(rows, 1)
    return Document("text", (table,) if table else ())
