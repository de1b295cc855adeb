"""Whatever the words and the format: every word of a source is in the Document, each cell where it stood; damaged files
end in one clear message; a plan written as .docx and read back is the same plan."""

import html
import io
import re
from collections import Counter

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.core.plans import read_plan
from parindex.core.words import normalise
from parindex.documents.content import check_content
from parindex.documents.reading import read_document
from parindex.documents.writing.plan import write_plan
from parindex.documents.writing.spreadsheet import Column, write_table
from tests.factories.documents import cell, cells, docx, p, pdf, read, row, table, texts, words_at

COMMON = "Rà soát hồ sơ, văn bản Phòng Nội vụ UBND các xã; 100% 15/4/2023 (TTHC) – trong quý II/2023 số 12/KH-UBND"
WORDS = st.sampled_from((*COMMON.split(" "), "“một", "cửa”", "a|b", "x_y", "5*2", "R&D", "<5%"))
SENTENCE = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
MARK = st.sampled_from(("", "- ", "+ ", "a) ", "1. "))
PARAGRAPH = st.builds(lambda mark, text: mark + text, MARK, SENTENCE)
CELL = st.lists(PARAGRAPH, min_size=0, max_size=3)
FILLED = st.lists(PARAGRAPH, min_size=1, max_size=3)


def tables(width: int) -> st.SearchStrategy[list[list[list[str]]]]:
    """Rows of cells of paragraphs: the headings are all filled, as is the first cell of each row."""
    headings = st.lists(FILLED, min_size=width, max_size=width)
    line = st.builds(lambda first, rest: [first, *rest], FILLED, st.lists(CELL, min_size=width - 1, max_size=width - 1))
    return st.builds(lambda first, rest: [first, *rest], headings, st.lists(line, min_size=1, max_size=5))


TABLE = st.integers(3, 5).flatmap(tables)


def words(found: list[str]) -> Counter[str]:
    return Counter(word for text in found for word in re.findall(r"\w+", normalise(text)))


def as_html(rows: list[list[list[str]]]) -> bytes:
    def one(texts: list[str]) -> str:
        return "".join(f"<p>{html.escape(text)}</p>" for text in texts)

    lines = ("<tr>" + "".join(f"<td>{one(texts)}</td>" for texts in cells) + "</tr>" for cells in rows)
    return f"<html><table>{''.join(lines)}</table></html>".encode()


def as_docx(rows: list[list[list[str]]]) -> bytes:
    made = (row(*(cell(*(p(html.escape(text)) for text in texts)) for texts in cells)) for cells in rows)
    return docx(table(*made))


def as_tabs(rows: list[list[list[str]]]) -> bytes:
    lines = ("\t".join("".join(f"<p>{html.escape(t)}</p>" for t in texts) for texts in cells) for cells in rows)
    return "\n".join(lines).encode()


def as_pipes(rows: list[list[list[str]]]) -> bytes:
    lines = ["| " + " | ".join("<br>".join(map(escaped, texts)) for texts in cells) + " |" for cells in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]).encode()


def escaped(text: str) -> str:
    """Markdown's own signs, escaped as a careful author would."""
    return re.sub(r"([|*_])", r"\\\1", html.escape(text, quote=False))


def as_xlsx(rows: list[list[list[str]]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet()
        for number, cells in enumerate(rows):
            for place, texts in enumerate(cells):
                sheet.write_string(number, place, "\n".join(texts))
    return stream.getvalue()


FORMATS = {"a.html": as_html, "a.docx": as_docx, "a.md": as_tabs, "b.md": as_pipes, "a.xlsx": as_xlsx}


@given(TABLE, st.sampled_from(sorted(FORMATS)))
@settings(max_examples=120)
def test_every_word_is_read_and_stays_in_its_cell(rows, name):
    document = read(FORMATS[name](rows), name)
    assert words(texts(document)) == words([text for cells in rows for texts in cells for text in texts])
    found = [[re.findall(r"\w+", text) for text in cells] for cells in cells(document)]
    assert found == [[re.findall(r"\w+", normalise(" ".join(texts))) for texts in line] for line in rows]


@given(st.lists(PARAGRAPH, min_size=1, max_size=8), st.sampled_from(("a.md", "a.txt")), st.integers(30, 100))
def test_every_word_of_wrapped_text_is_read(paragraphs, name, width):
    def wrap(text: str) -> str:
        return re.sub(rf"(.{{1,{width}}})(?: |$)", r"\1\n", text).strip()

    text = "\n\n".join(wrap(paragraph) for paragraph in paragraphs)
    assert words(texts(read(text, name))) == words(paragraphs)


SAMPLES = (as_docx([[["Một"], ["Hai"]]]), as_xlsx([[["a"], ["b"], ["c"]]]), pdf(words_at(50, 700, "One")))
SAMPLES += (as_html([[["Một"], ["Hai"]]]),)


@given(st.sampled_from(SAMPLES), st.data())
@settings(max_examples=150)
def test_a_damaged_file_ends_in_a_message_and_never_in_a_traceback(sample, data):
    damaged = bytearray(sample[: data.draw(st.integers(1, len(sample)))])
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=6)):
        damaged[place] = data.draw(st.integers(0, 255))
    try:
        read_document(bytes(damaged), "a")
    except InputError as error:
        assert str(error)


@given(st.binary(max_size=300), st.sampled_from(("a", "a.docx", "a.pdf", "a.md", "a.html", "a.xlsx")))
def test_any_bytes_are_known_or_refused(data, name):
    try:
        assert check_content(data, name).endings
        read_document(data, name)
    except InputError as error:
        assert str(error)


AGENCIES = (
    "Phòng Nội vụ",
    "Phòng Tư pháp",
    "Phòng Tài chính – Kế hoạch",
    "Văn phòng HĐND và UBND huyện",
    "UBND các xã, thị trấn",
    "Các phòng chuyên môn huyện",
)
PHRASES = (
    "Thường xuyên",
    "Hàng quý",
    "Hoàn thành trong tháng 5/2023",
    "Trước 15/12 hàng năm",
    "Quý II/2023",
    "15/4/2023",
)
ACTIONS = ("Rà soát", "Tham mưu ban hành", "Kiểm tra", "Tổng hợp, báo cáo", "Xây dựng")
THINGS = ("kế hoạch số 12/KH-UBND", "thủ tục hành chính (TTHC)", "ít nhất 02 cuộc họp", "hồ sơ trễ hạn; xin lỗi")
TASK = st.builds(
    lambda number, action, thing, agencies, leads, phrase: {
        "text": f"{action} {thing} lần {number}.",
        "lead": agencies[:leads],
        "with": agencies[leads:],
        "phrase": phrase,
    },
    st.integers(1, 10**6),
    st.sampled_from(ACTIONS),
    st.sampled_from(THINGS),
    st.lists(st.sampled_from(AGENCIES), min_size=1, max_size=3, unique=True),
    st.integers(1, 3),
    st.sampled_from(PHRASES),
)
ITEM = st.builds(
    lambda number, tasks: {"title": f"Mức độ thực hiện nội dung {number}", "tasks": tasks},
    st.integers(1, 10**6),
    st.lists(TASK, min_size=1, max_size=4, unique_by=lambda task: task["text"]),
)
SECTIONS = st.lists(st.lists(ITEM, min_size=1, max_size=3), min_size=1, max_size=3)
ROMAN = ("I", "II", "III")
REGISTRY = Registry.load(None)


@given(SECTIONS)
@settings(max_examples=40)
def test_a_plan_written_and_read_back_is_the_same(sections):
    items = [
        {"section": ROMAN[place], "section_title": f"PHẦN VIỆC {ROMAN[place]}", "number": str(number), **item}
        for place, section in enumerate(sections)
        for number, item in enumerate(section, start=1)
    ]
    plan = {"title": "Nâng cao Chỉ số cải cách hành chính huyện Tuy Phước năm 2023", "issuer": "UBND huyện Tuy Phước"}
    plan |= {"place": "Tuy Phước", "year": 2023, "number": "12/KH-UBND", "issued": "2023-03-20"}
    again = read_plan(read(write_plan({"plan": plan, "items": items}), "a.docx"), REGISTRY).to_json()
    assert {key: again["plan"][key] for key in plan} == plan
    keys = ("section", "section_title", "number", "title")
    assert [[item[key] for key in keys] for item in again["items"]] == [[item[key] for key in keys] for item in items]
    named = ("text", "lead", "with", "phrase")
    for item, found in zip(items, again["items"], strict=True):
        assert [[t[key] for key in named] for t in found["tasks"]] == [[t[key] for key in named] for t in item["tasks"]]
    assert again["unread"] == []


VALUE = st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30))


@given(st.lists(st.tuples(VALUE, st.integers(-(10**12), 10**12)), min_size=1, max_size=6))
@settings(max_examples=50)
def test_a_table_written_as_spreadsheet_holds_its_values(rows):
    data = write_table("Nghĩa vụ", [Column("Việc"), Column("Số", "whole"), Column("Trống")], [(*r, None) for r in rows])
    found = next(read(data, "a.xlsx").tables())
    shown = [[cell.text for cell in row.cells] for row in found.rows]
    assert shown[0] == ["Việc", "Số", "Trống"]
    assert [line[1].replace(".", "") for line in shown[1:]] == [str(number) for _, number in rows]
