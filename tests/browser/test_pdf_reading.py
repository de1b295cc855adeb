"""Pages printed by Chromium as PDF: the seed's table with every word; heads and feet, lists, close paragraphs."""

import re
import shutil
import subprocess
from collections import Counter

import pytest

from parindex.core.agencies import Registry
from parindex.core.plans import read_plan
from tests.factories.documents import read, texts
from tests.shared import shared

pytestmark = pytest.mark.browser

seed = pytest.mark.shared

QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--no-sandbox"]
QUIET += ["--headless", "--disable-component-update", "--disable-sync"]
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


def print_page(chromium, folder, page, *, with_head=False):
    """The page as Chromium prints it, read; `with_head`: with date, title, address and page numbers."""
    (folder / "plan.html").write_text(page, "utf-8")
    options = [*QUIET, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'plan.pdf'}"]
    options += [] if with_head else ["--no-pdf-header-footer"]
    subprocess.run([chromium, *options, (folder / "plan.html").as_uri()], check=True, capture_output=True, timeout=120)
    return read((folder / "plan.pdf").read_bytes(), "plan.pdf")


@pytest.fixture(scope="module", params=LAYOUTS.values(), ids=LAYOUTS)
def printed(request, chromium, tmp_path_factory):
    page = page_of(shared("seed/plan-2023.md").read_text("utf-8"), request.param)
    return read(page, "plan.html"), print_page(chromium, tmp_path_factory.mktemp("print"), page)


@seed
def test_every_word_of_the_page_is_in_the_pdf(printed):
    page, pdf = (Counter(re.findall(r"\w+", " ".join(texts(document)))) for document in printed)
    assert pdf == page


@seed
def test_the_table_is_one_table_over_all_its_pages(printed):
    _, pdf = printed
    table = max(pdf.tables(), key=lambda found: len(found.rows))
    assert table.width == 6
    assert sum(len(found.rows) for found in pdf.tables()) == len(table.rows)
    assert {row.page for row in table.rows if row.after_page_break} == set(
        range(table.rows[0].page + 1, table.rows[-1].page + 1)
    )


@seed
def test_the_printed_plan_is_the_same_plan(printed):
    def tasks(document):
        reading = read_plan(document, Registry.load(None))
        return [(i.label, i.title, t.text, t.lead, t.supporting, t.phrase) for i in reading.items for t in i.tasks]

    seed = read(shared("seed/plan-2023.md").read_bytes(), "plan-2023.md")
    assert [tasks(document) for document in printed] == [tasks(seed)] * 2


HEADINGS = "<thead><tr><td>TT<td>Nhiệm vụ<td>Cơ quan<td>Thời hạn</tr></thead>"
LONG = "Rà soát hồ sơ, thống kê kết quả và gửi báo cáo theo mẫu, nêu rõ việc chậm và lý do. " * 12
SECTION = '<tr style="break-after:page"><td>II<td colspan=3>VIỆC CỦA XÃ</tr>'


def plan_page(rows: str, css: str = "") -> str:
    table = f"<table>{HEADINGS}<tbody>{rows}</tbody></table>"
    head = f"<html><meta charset=utf-8><title>Cổng tin</title><style>{STYLE}{css}</style>"
    return f"{head}<body><p>MỞ ĐẦU</p>{table}<p>HẾT</p>"


@pytest.fixture(scope="module")
def with_heads(chromium, tmp_path_factory):
    rows = [f"<tr><td>{n}<td>{LONG}<td>Phòng Nội vụ<td>Quý I</tr>" for n in range(1, 8)]
    page = plan_page("".join([*rows[:5], SECTION, *rows[5:]]))
    return print_page(chromium, tmp_path_factory.mktemp("print"), page, with_head=True)


def test_what_the_browser_prints_around_pages_is_not_read(with_heads):
    assert [paragraph.text for paragraph in with_heads.paragraphs()] == ["MỞ ĐẦU", "HẾT"]
    words = " ".join(texts(with_heads))
    assert "Cổng tin" not in words
    assert "file:" not in words


def test_a_table_goes_on_under_the_heads_of_pages(with_heads):
    (table,) = with_heads.tables()
    assert table.rows[-1].page > 2
    assert {row.page for row in table.rows if row.after_page_break} == set(range(2, table.rows[-1].page + 1))
    assert " ".join(row.cells[1].text for row in table.rows).split().count("Rà") == 7 * 12


@pytest.mark.parametrize("shape", ["disc", "circle", "square"])
def test_bullets_drawn_as_shapes_are_bullets(shape, chromium, tmp_path):
    items = "<ul><li>Gửi báo cáo quý về Phòng Nội vụ huyện để tổng hợp</li><li>Gửi báo cáo năm</li></ul>"
    page = plan_page(
        f"<tr><td>1<td>{items}<td>Các xã<td>Hằng năm</tr>", f"td ul{{list-style:{shape};padding-left:20px}}"
    )
    cell = next(print_page(chromium, tmp_path, page).tables()).rows[1].cells[1]
    assert [(paragraph.mark, paragraph.text) for paragraph in cell.paragraphs] == [
        ("•", "Gửi báo cáo quý về Phòng Nội vụ huyện để tổng hợp"),
        ("•", "Gửi báo cáo năm"),
    ]


def test_close_paragraphs_whose_words_would_not_fit_are_two(chromium, tmp_path):
    whole = "<p>Sở Tài chính tỉnh Đồng Tháp</p>"
    pair = "<p>Sở Nội vụ</p><p>Trường Chính trị tỉnh</p>"
    rows = "".join(f"<tr><td>{n}<td>Việc<td>{whole if n < 5 else pair}<td>Quý I</tr>" for n in range(1, 6))
    css = "td p{margin:2px 0} td:nth-child(3){width:80px} table{width:auto}"
    table = next(print_page(chromium, tmp_path, plan_page(rows, css)).tables())
    found = [[paragraph.text for paragraph in row.cells[2].paragraphs] for row in table.rows[1:]]
    assert found == [["Sở Tài chính tỉnh Đồng Tháp"]] * 4 + [["Sở Nội vụ", "Trường Chính trị tỉnh"]]


def test_a_letterhead_without_rulings_is_two_blocks(chromium, tmp_path):
    left = "<td>ỦY BAN NHÂN DÂN<br>HUYỆN MINH TÂN<br>Số: 07/KH-UBND"
    right = (
        "<td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc<br>Minh Tân, ngày 03 tháng 02 năm 2024"
    )
    style = "<style>td{border:0;padding:0} table{border-spacing:0}</style>"
    page = f"<html><meta charset=utf-8>{style}<table><tr>{left}{right}</table><p>KẾ HOẠCH<p>Chuyển đổi số năm 2024"
    assert texts(print_page(chromium, tmp_path, page)) == [
        *("ỦY BAN NHÂN DÂN", "HUYỆN MINH TÂN", "Số: 07/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        *("Độc lập - Tự do - Hạnh phúc", "Minh Tân, ngày 03 tháng 02 năm 2024", "KẾ HOẠCH", "Chuyển đổi số năm 2024"),
    ]
