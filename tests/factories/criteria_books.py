"""Makes workbooks with a table of points, as decisions attach them."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

TITLES = (
    "BỘ TIÊU CHÍ CẢI CÁCH HÀNH CHÍNH CẤP XÃ NĂM 2024",
    "(Kèm theo Quyết định số 12/QĐ-UBND ngày 10/01/2024 của UBND huyện Mẫu)",
)
MADE = datetime(2024, 1, 10)
HEADING = ("STT", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Điểm tối đa", "Cách chấm", "Tài liệu kiểm chứng")


def book(
    rows: Sequence[Sequence[Any]],
    *,
    heading: Sequence[str] = HEADING,
    titles: Sequence[str] = TITLES,
    merges: dict[str, Any] | None = None,
    left: int = 0,
) -> bytes:
    """A workbook of one sheet "Phụ lục": titles from A1, a blank row, the heading, the rows; None is an empty cell.

    `merges` writes merged ranges afterwards; `left` leaves so many columns empty on the left.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        workbook.set_properties({"created": MADE})  # the same rows are the same file, whatever the clock says
        sheet = workbook.add_worksheet("Phụ lục")
        for place, title in enumerate(titles):
            sheet.write(place, left, title)
        for place, row in enumerate((heading, *rows), start=len(titles) + 1):
            for column, value in enumerate(row, start=left):
                if value is not None:
                    sheet.write(place, column, value)
        for where, value in (merges or {}).items():
            sheet.merge_range(where, value)
    return stream.getvalue()
