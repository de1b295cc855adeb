"""The seed's table printed by Chromium as PDF, in two layouts: read, it is the same plan with every word."""

import re
import shutil
import subprocess
from collections import Counter

import pytest

from parindex.core.agencies import Registry
from parindex.core.plans import read_plan
from tests.factories.documents import read, texts
from tests.shared import shared

pytestmark = [pytest.mark.browser, pytest.mark.shared]

QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--no-sandbox"]
QUIET += ["--headless", "--disable-component-update", "--disable-sync", "--no-pdf-header-footer"]
LAYOUTS = {
    "portrait, serif": "@page{size:A4;margin:20mm 15mm 20mm 30mm} body{font:13pt serif}",
    "landscape, justified": "@page{size:A4 landscape;margin:15mm} body{font:12pt sans-serif} td{text-align:justify}",
}
STYLE = "table{border-collapse:collapse;width:100%} td{border:1px solid #000;padding:3px 5px;vertical-align:top}"
STYLE += " ul{margin:0;padding:0;list-style:none} p{margin:0 0 4px}"
FLATTENED = re.compile(r"(?<=\S)  +(?=- )")


@pytest.fixture(scope="module")
def chromium():
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.fail("needs Chromium: apt-get install chromium")
    return found


def page_of(source: str, layout: str) -> str:
    """The plan as a page: each line a paragraph, each line with tabs a row (lines of dashes left out)."""
    lines, in_table = [], False
    for line in source.split("\n"):
        row = "\t" in line
        if row != in_table and (row or line.strip()):
            lines.append("<table>" if row else "</table>")
            in_table = row
        if row and line.strip("-\t "):
            lines.append("<tr>" + "".join(f"<td>{FLATTENED.sub('<br>', c)}</td>" for c in line.split("\t")) + "</tr>")
        elif line.strip() and not row:
            lines.append(f"<p>{line.strip('#* ')}</p>")
    return f"<html><meta charset=utf-8><style>{layout}{STYLE}</style><body>{''.join(lines)}</body></html>"


@pytest.fixture(scope="module", params=LAYOUTS.values(), ids=LAYOUTS)
def printed(request, chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("print")
    page = page_of(shared("seed/plan-2023.md").read_text("utf-8"), request.param)
    (folder / "plan.html").write_text(page, "utf-8")
    options = [*QUIET, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'plan.pdf'}"]
    subprocess.run([chromium, *options, (folder / "plan.html").as_uri()], check=True, capture_output=True, timeout=120)
    return read(page, "plan.html"), read((folder / "plan.pdf").read_bytes(), "plan.pdf")


def test_every_word_of_the_page_is_in_the_pdf(printed):
    page, pdf = (Counter(re.findall(r"\w+", " ".join(texts(document)))) for document in printed)
    assert pdf == page


def test_the_table_is_one_table_over_all_its_pages(printed):
    _, pdf = printed
    table = max(pdf.tables(), key=lambda found: len(found.rows))
    assert table.width == 6
    assert sum(len(found.rows) for found in pdf.tables()) == len(table.rows)
    assert {row.page for row in table.rows if row.after_page_break} == set(
        range(table.rows[0].page + 1, table.rows[-1].page + 1)
    )


def test_the_printed_plan_is_the_same_plan(printed):
    def tasks(document):
        reading = read_plan(document, Registry.load(None))
        return [(i.label, i.title, t.text, t.lead, t.supporting, t.phrase) for i in reading.items for t in i.tasks]

    seed = read(shared("seed/plan-2023.md").read_bytes(), "plan-2023.md")
    assert [tasks(document) for document in printed] == [tasks(seed)] * 2
