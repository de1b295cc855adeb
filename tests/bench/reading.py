"""Reading: time per page of tables in each format, beside .docx; the seed's size of plan; what a page costs.

A page is 1,800 characters of words in a table of six columns, as an annex of a plan has. Samples are made here, so the
comparison needs no shared folder and no browser.
"""

import html
import io
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

import xlsxwriter

from parindex.documents.reading import read_document
from tests.factories.documents import cell, docx, grid_of, p, pdf, row, table, words_at

RUNS, PAGES, ROWS_TO_A_PAGE = 5, 40, 6
TEXT = "Ra soat, tong hop ket qua thuc hien cua cac co quan, don vi va bao cao Uy ban nhan dan huyen de chi dao. " * 2
CELLS = ("1", TEXT[:60], TEXT, "- Phong Noi vu", "Hang quy", "")
ROWS = [CELLS] * (ROWS_TO_A_PAGE * PAGES)


def main() -> Iterator[tuple[str, float]]:
    """Yield (what was compared, ratio): medians of interleaved runs, per page, beside .docx."""
    samples = {name: make() for name, make in SAMPLES.items()}
    times: dict[str, list[float]] = {name: [] for name in samples}
    for _ in range(RUNS):
        for name, data in samples.items():
            start = perf_counter()
            read_document(data, name)
            times[name].append(perf_counter() - start)
    ours = median(times["plan.docx"])
    for name in samples:
        yield f"{name} beside .docx, {PAGES} pages", median(times[name]) / ours
    yield "seconds for 1,000 pages of .docx (one process, this machine, now)", ours / PAGES * 1000
    yield "seconds for 1,000 pages of .pdf", median(times["plan.pdf"]) / PAGES * 1000


def _docx() -> bytes:
    return docx(table(*(row(*(cell(p(html.escape(text))) for text in cells)) for cells in ROWS)))


def _html() -> bytes:
    lines = ("<tr>" + "".join(f"<td><p>{html.escape(text)}</p></td>" for text in cells) + "</tr>" for cells in ROWS)
    return f"<html><table>{''.join(lines)}</table></html>".encode()


def _tabs() -> bytes:
    return "\n".join("\t".join(cells) for cells in ROWS).encode()


def _xlsx() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet()
        for number, cells in enumerate(ROWS):
            sheet.write_row(number, 0, cells)
    return stream.getvalue()


def _pdf() -> bytes:
    xs, ys = (40, 70, 160, 350, 440, 510, 560), tuple(40 + 120 * n for n in range(ROWS_TO_A_PAGE + 1))
    page = grid_of(xs, ys)
    for y in ys[1:]:
        for x, text in zip(xs, CELLS, strict=False):
            width = 28 if x == xs[2] else 14
            for place in range(0, len(text), width):
                page += words_at(x + 3, y - 14 - 13 * (place // width), text[place : place + width].strip())
    return pdf(*[page] * PAGES)


SAMPLES: dict[str, Callable[[], bytes]] = {
    "plan.docx": _docx,
    "plan.xlsx": _xlsx,
    "plan.html": _html,
    "plan.md": _tabs,
    "plan.pdf": _pdf,
}


if __name__ == "__main__":
    for what, ratio in main():
        print(f"{ratio:8.2f}  {what}")
