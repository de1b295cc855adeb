"""The look of an official document by Decree 30/2020, annex I: A4, margins, Times New Roman, page numbers on top."""

from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT, SIZE = "Times New Roman", 14
WIDTH, HEIGHT = 210, 297
INDENT = 10  # millimetres that a paragraph's first line is set in
_BODY = 80  # characters: shorter text is a heading or a line of its own
MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 15}  # millimetres


def new_document() -> DocxDocument:
    """Return an empty A4 document with the margins, the font and the page numbers that the decree asks for."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    for side, width in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(width))
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)
    return document


class Page:
    """Adds lines to a document or to one of its cells."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self._fresh = self._cell = not isinstance(document, DocxDocument)

    def line(
        self,
        text: str,
        bold: bool = False,
        italic: bool = False,
        centred: bool = False,
        size: float = SIZE,
        before: float = 0,
        after: float = 3,
        body: bool = False,
    ) -> None:
        """Add one paragraph; sizes and spaces are in points. Long text, and `body`, is justified and set in."""
        paragraph = self.document.paragraphs[0] if self._fresh else self.document.add_paragraph()
        self._fresh = False
        body = body or (len(text) > _BODY and not centred)
        aligned = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.alignment = aligned if centred or body else WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
        if body and not self._cell:
            paragraph.paragraph_format.first_line_indent = Mm(INDENT)
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)

    def rule(self, room: float, width: float, after: float = 6) -> None:
        """Draw a line of `width` millimetres in the middle of the `room` that there is, as under a letterhead."""
        self.line("", size=2, after=after)
        paragraph = self.document.paragraphs[-1]
        side = Mm(max((room - width) / 2, 0))
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
        paragraph.paragraph_format.line_spacing = Pt(4)
        borders = OxmlElement("w:pBdr")
        line = OxmlElement("w:top")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
        paragraph._p.get_or_add_pPr().insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )


COMMITTEE = "ỦY BAN NHÂN DÂN"


def is_committee(issuer: str) -> bool:
    """Whether the issuer is a people's committee, which signs as a body."""
    return issuer.split(" ")[0].upper() == "UBND" or issuer.upper().startswith(COMMITTEE)


def issuer_lines(issuer: str) -> list[str]:
    """The name of a people's committee in its two lines; of another agency in one."""
    if not is_committee(issuer):
        return [issuer.upper()]
    return [COMMITTEE, issuer.upper().removeprefix("UBND").removeprefix(COMMITTEE).strip()]


def signer_lines(issuer: str, title: str) -> list[str]:
    """What stands above the name: for the committee (TM.), for the head (KT.) where a deputy signs, the title."""
    lines = [f"TM. {COMMITTEE}"] if is_committee(issuer) else []
    if title.upper().startswith("PHÓ "):
        lines.append(f"KT. {title[4:].upper()}")
    return [*lines, title.upper()]


def two_columns(document: DocxDocument, widths: tuple[int, int]) -> tuple[Page, Page]:
    """Add a table without lines, as letterheads and signatures stand in; widths in millimetres."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)  # of the grid and of its cells
        column.cells[0].width = Mm(width)
    return Page(table.rows[0].cells[0]), Page(table.rows[0].cells[1])
