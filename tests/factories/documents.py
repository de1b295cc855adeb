"""Small documents made by hand for the readers: awkward .docx, bare PDF, spreadsheets with odd formats."""

import io
import zipfile
from collections.abc import Sequence

from docx import Document as new_docx
from docx.document import Document as DocxDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from parindex.core.tables import Document, Paragraph, Table
from parindex.documents.reading import read_document

NUMBERING = """<w:numbering {ns}>
 <w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
  <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2.%4"/></w:lvl>
 </w:abstractNum>
 <w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl>
  <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>
  <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
 </w:abstractNum>
 <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
 <w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
 <w:num w:numId="3"><w:abstractNumId w:val="0"/>
  <w:lvlOverride w:ilvl="1"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>"""


def docx(*body: str, numbering: str = NUMBERING) -> bytes:
    """Return a .docx whose body is the given WordprocessingML (without namespaces)."""
    document: DocxDocument = new_docx()
    place = document.element.body
    for piece in body:
        for element in parse_xml(f"<w:body {nsdecls('w')}>{piece}</w:body>"):
            place.insert(len(place) - 1, element)
    stream = io.BytesIO()
    document.save(stream)
    return with_member(stream.getvalue(), "word/numbering.xml", numbering.replace("{ns}", nsdecls("w")).encode())


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """Return the zip with one member put in another's place."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return stream.getvalue()


def p(text: str = "", properties: str = "", run: str = "") -> str:
    """Return a paragraph of one run."""
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def item(text: str, level: int = 0, number: int = 1) -> str:
    """Return a paragraph of a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def cell(*paragraphs: str, properties: str = "") -> str:
    """Return a table cell; plain text becomes a paragraph."""
    inside = "".join(text if text.startswith("<w:") else p(text) for text in paragraphs or ("",))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """Return a table row; plain text becomes a cell."""
    made = "".join(text if text.startswith("<w:tc>") else cell(text) for text in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{made}</w:tr>"


def table(*rows: str, grid: Sequence[int] = ()) -> str:
    """Return a table; `grid` are the widths of Word's grid in twips."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def pdf(*pages: str, extra: str = "", image: bool = False) -> bytes:
    """Return a PDF whose pages are the given content streams (Helvetica is /F1; A4 in points, bottom up)."""
    picture = "/XObject << /I 4 0 R >>" if image else ""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    objects.append("<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
                   " /Length 1 >>\nstream\n0\nendstream")  # fmt: skip
    kids = []
    for content in pages:
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            f" /Resources << /Font << /F1 3 0 R >> {picture} >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R {extra} >>\nstartxref\n{start}\n%%EOF".encode()


def words_at(x: float, y: float, text: str) -> str:
    """Return PDF operators that draw text at a point, 12 points high."""
    return f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n"


def grid_of(xs: Sequence[float], ys: Sequence[float]) -> str:
    """Return PDF operators that draw a full grid."""
    lines = [f"{x} {ys[0]} m {x} {ys[-1]} l S" for x in xs] + [f"{xs[0]} {y} m {xs[-1]} {y} l S" for y in ys]
    return "\n".join(lines) + "\n"


def read(data: bytes | str, name: str) -> Document:
    """Read bytes, or text as UTF-8."""
    return read_document(data.encode() if isinstance(data, str) else data, name)


def texts(document: Document) -> list[str]:
    """Return every paragraph with its mark, in reading order, those in cells too."""
    found: list[str] = []
    for block in document.blocks:
        if isinstance(block, Table):
            found += [p.whole for row in block.rows for cell in row.cells for p in cell.paragraphs]
        else:
            found.append(block.whole)
    return found


def cells(document: Document, number: int = 1) -> list[list[str]]:
    """Return the texts of a table's cells, row by row."""
    tables = list(document.tables())
    return [[cell.text for cell in row.cells] for row in tables[number - 1].rows]


def marks(paragraphs: Sequence[Paragraph]) -> list[tuple[str, str]]:
    """Return (mark, text) of paragraphs."""
    return [(paragraph.mark, paragraph.text) for paragraph in paragraphs]
