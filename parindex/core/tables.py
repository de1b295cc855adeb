"""The table model into which every document format is read: blocks of paragraphs and tables, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Paragraph:
    """One paragraph or line of text.

    `mark` is its own bullet or number as printed or as the format supplies it ("-", "•", "1.", "a)"), without it in
    `text`; "" when it has none. `level` is a heading's level (1 is highest), 0 for body text. `indent` is a list's
    depth, 0 outermost. `page` counts from 1 where the format has pages.
    """

    text: str
    mark: str = ""
    level: int = 0
    indent: int = 0
    bold: bool = False
    page: int | None = None

    @property
    def whole(self) -> str:
        """The text with its mark, as a reader sees it."""
        return f"{self.mark} {self.text}".strip()


@dataclass(frozen=True)
class Cell:
    """A cell of the grid. A merged cell stands once, at its first row and column, with its spans."""

    paragraphs: tuple[Paragraph, ...] = ()
    column: int = 0
    columns: int = 1
    rows: int = 1

    @property
    def text(self) -> str:
        return " ".join(p.whole for p in self.paragraphs if p.whole)


@dataclass(frozen=True)
class Row:
    """A row as printed; `number` counts from 1 within its table, headers included.

    `header`: the format itself marks the row as a heading (Word's repeated rows, HTML's thead). A format without such
    marks leaves it False: it never proves that a row is not a heading.
    """

    number: int
    cells: tuple[Cell, ...]
    page: int | None = None
    after_page_break: bool = False
    header: bool = False

    def at(self, column: int) -> Cell | None:
        """Return the cell that covers `column`, or None."""
        return next((cell for cell in self.cells if cell.column <= column < cell.column + cell.columns), None)


@dataclass(frozen=True)
class Table:
    """`number` counts the document's tables from 1, in reading order.

    In a spreadsheet `sheet` is the name of the sheet, `hidden` says that its author hid it, and `first_row` is the
    number that the sheet gives to the table's row 1; `sheet_columns` are the sheet's columns, from 0, of the table's.
    """

    number: int
    rows: tuple[Row, ...]
    sheet: str | None = None
    hidden: bool = False
    first_row: int = 1
    sheet_columns: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        return max((cell.column + cell.columns for row in self.rows for cell in row.cells), default=0)

    def address(self, row: int, column: int) -> str:
        """A cell as a spreadsheet names it ("C5"); `row` counts from 1 and `column` from 0 within the table."""
        place = self.sheet_columns[column] if column < len(self.sheet_columns) else column
        letters = ""
        while place >= 0:
            place, letter = place // 26 - 1, chr(ord("A") + place % 26)
            letters = letter + letters
        return f"{letters}{row + self.first_row - 1}"


Block = Paragraph | Table


@dataclass(frozen=True)
class Document:
    """A document in reading order. `format` is docx, pdf, xlsx, html, markdown or text.

    `notes` say in Vietnamese what of the file could not be read (a scanned page among others); usually empty.
    """

    format: str
    blocks: tuple[Block, ...] = field(default=())
    notes: tuple[str, ...] = ()

    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))

    def paragraphs(self) -> Iterator[Paragraph]:
        return (block for block in self.blocks if isinstance(block, Paragraph))

    def every_paragraph(self) -> Iterator[Paragraph]:
        """Every paragraph in reading order, those in cells too."""
        for block in self.blocks:
            if isinstance(block, Table):
                yield from (p for row in block.rows for cell in row.cells for p in cell.paragraphs)
            else:
                yield block
