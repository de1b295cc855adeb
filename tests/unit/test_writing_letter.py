"""The letter of apology: what it says to whom, its layout by Decree 30/2020, and that Word opens it."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from parindex.documents.writing.letter import ApologyDraft, write_letter
from tests.factories.documents import with_member
from tests.factories.word_package import faults

DRAFT = ApologyDraft(
    agency="UBND xã Phước Sơn",
    code="000.07.35.H08-230601-0012",
    procedure="Đăng ký khai sinh",
    received=date(2023, 6, 1),
    due=datetime(2023, 6, 8, 17, 0),
    new_due=date(2023, 6, 20),
    reason="Chờ xác minh của công an xã",
    place="Phước Sơn",
    recipient="Bà Nguyễn Thị Mẫu",
    address="thôn Mẫu, xã Phước Sơn",
)


def words(draft):
    document = Document(io.BytesIO(write_letter(draft)))
    said = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        said += [paragraph.text for cell in table.rows[0].cells for paragraph in cell.paragraphs]
    return "\n".join(said)


def cells(draft, table):
    document = Document(io.BytesIO(write_letter(draft)))
    return [[p.text for p in cell.paragraphs if p.text] for cell in document.tables[table].rows[0].cells]


def test_a_committee_signs_as_a_body():
    left, right = cells(DRAFT, 0)
    assert left[:2] == ["ỦY BAN NHÂN DÂN", "XÃ PHƯỚC SƠN"]
    assert left[2].endswith("/UBND") and left[3].startswith("V/v xin lỗi")
    assert right[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert right[2] == "Phước Sơn, ngày      tháng      năm 2023"
    to, signed = cells(DRAFT, 1)
    assert to == ["Nơi nhận:", "- Như trên;", "- Lưu: VT, Một cửa."]
    assert signed == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]


def test_a_deputy_signs_for_the_head():
    draft = replace(DRAFT, signer_title="Phó Chủ tịch", signer_name="Trần Văn Thử")
    assert cells(draft, 1)[1] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Văn Thử"]


def test_a_department_stands_below_its_committee():
    draft = replace(DRAFT, agency="Phòng Tư pháp", parent="UBND huyện Tuy Phước", day=date(2023, 1, 5), number="07/TP")
    left, right = cells(draft, 0)
    assert left[:3] == ["UBND HUYỆN TUY PHƯỚC", "PHÒNG TƯ PHÁP", "Số: 07/TP"]
    assert right[2] == "Phước Sơn, ngày 05 tháng 01 năm 2023"
    assert cells(draft, 1)[1] == ["TRƯỞNG PHÒNG"]


def test_it_says_what_the_law_asks_for():
    said = words(DRAFT)
    for part in (
        "Kính gửi: Bà Nguyễn Thị Mẫu", "000.07.35.H08-230601-0012", "Đăng ký khai sinh", "Ngày 1/6/2023",
        "lúc 17 giờ 00 ngày 8/6/2023", "vẫn chưa trả được kết quả", "Lý do: Chờ xác minh của công an xã.",
        "xin nhận lỗi", "vào ngày 20/6/2023",
    ):  # fmt: skip
        assert part in said, part
    assert "lần hẹn lại thứ" not in said


def test_a_day_is_not_told_as_an_hour():
    assert "vào ngày 8/6/2023" in words(replace(DRAFT, due=date(2023, 6, 8)))


def test_one_that_will_be_late_says_so_beforehand():
    said = words(replace(DRAFT, foreseen=True))
    assert "sẽ không kịp trả kết quả" in said and "vẫn chưa trả được" not in said


def test_one_that_came_late_invites_to_collect():
    said = words(replace(DRAFT, finished=date(2023, 6, 12)))
    assert "đến ngày 12/6/2023 mới giải quyết xong" in said and "xin mời Ông/Bà đến nhận" in said


def test_a_second_new_date_names_its_decision():
    said = words(replace(DRAFT, ordinal=2, decision="Quyết định 15/QĐ-UBND", organisation=True))
    assert "lần hẹn lại thứ 2, theo Quyết định 15/QĐ-UBND" in said
    assert "quý đơn vị" in said and "Ông/Bà" not in said


def test_what_is_not_known_is_left_to_the_hand():
    said = words(replace(DRAFT, recipient="", address="", procedure="", place="", received=None, due=None))
    assert "Kính gửi: …" in said and "None" not in said


def test_invented_data_is_marked_on_the_paper():
    document = Document(io.BytesIO(write_letter(replace(DRAFT, mark="SỐ LIỆU GIẢ ĐỊNH"))))
    assert document.sections[0].first_page_header.paragraphs[0].text == "SỐ LIỆU GIẢ ĐỊNH"
    plain = Document(io.BytesIO(write_letter(DRAFT)))
    assert plain.sections[0].first_page_header.paragraphs[0].text == ""


def test_the_paper_and_the_lines_under_the_letterhead():
    document = Document(io.BytesIO(write_letter(DRAFT)))
    section = document.sections[0]
    widths = (section.page_width, section.left_margin, section.right_margin)
    assert [round(width / Mm(1)) for width in widths] == [210, 30, 15]
    rules = document.tables[0]._tbl.findall(f".//{qn('w:pBdr')}")
    assert len(rules) == 2
    for paragraph in document.paragraphs:
        assert all(run.font.size.pt >= 13 for run in paragraph.runs)


@pytest.mark.parametrize(
    "changed",
    [{}, {"mark": "SỐ LIỆU GIẢ ĐỊNH"}, {"parent": "UBND huyện Tuy Phước", "agency": "Phòng Tư pháp", "recipient": ""}],
    ids=["plain", "marked", "department"],
)
def test_word_opens_it_without_a_repair(changed):
    assert faults(write_letter(replace(DRAFT, **changed))) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        ("word/document.xml", "</w:body>", "", "no well-formed XML"),
        ("word/document.xml", "<w:sectPr", '<w:p><w:hyperlink r:id="rId99"/></w:p><w:sectPr', "no relation rId99"),
        ("word/document.xml", "</w:tr>", "<w:tc><w:tcPr/></w:tc></w:tr>", "a cell does not end with a paragraph"),
        ("word/document.xml", "</w:tr>", "<w:tc><w:p/></w:tc></w:tr>", "a row of 3 columns in a table of 2"),
        ("word/document.xml", '<w:jc w:val="center"/></w:pPr>', '<w:jc/><w:ind/></w:pPr>', "pPr out of order"),
        ("word/document.xml", "<w:pPr>", '<w:pPr><w:pStyle w:val="Lost"/>', "pStyle 'Lost' does not exist"),
        ("word/document.xml", "<w:pPr>", '<w:pPr><w:numPr><w:numId w:val="77"/></w:numPr>', "numId '77' does not"),
        ("word/_rels/document.xml.rels", 'Target="header1.xml"', 'Target="lost.xml"', "word/lost.xml, which is not"),
        ("word/_rels/document.xml.rels", 'Id="rId2"', 'Id="rId1"', "Relationship 'rId1' stands there 2 times"),
        ("[Content_Types].xml", 'Extension="jpeg"', 'Extension="png"', "no type for docProps/thumbnail.jpeg"),
        ("[Content_Types].xml", "/word/header1.xml", "/word/header9.xml", "word/header9.xml is not in the package"),
        ("_rels/.rels", "docProps/thumbnail.jpeg", "docProps/core.xml", "thumbnail.jpeg: no relation leads to it"),
    ],
)  # fmt: skip
def test_what_word_would_repair_is_found(part, old, new, fault):
    whole = write_letter(replace(DRAFT, mark="SỐ LIỆU GIẢ ĐỊNH"))
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        text = package.read(part).decode()
    assert old in text
    assert fault in "\n".join(faults(with_member(whole, part, text.replace(old, new, 1).encode())))
