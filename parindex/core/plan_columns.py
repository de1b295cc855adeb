"""The columns of a plan's table, recognised by what their headings mean, in any order and over one or two rows."""

import re
from dataclasses import dataclass
from typing import Literal

from parindex.core.tables import Row, Table
from parindex.core.words import fold, normalise

Role = Literal[
    "number",
    "contents",
    "task",
    "agency",
    "lead",
    "supporting",
    "time",
    "start",
    "mark",
    "product",
    "note",
    "monitor",
    "measure",
    "other",
]
WORDS: tuple[Role, ...] = ("contents", "task")
AGENCIES: tuple[Role, ...] = ("agency", "lead", "supporting")
_PATTERNS: tuple[tuple[Role, str], ...] = (
    ("number", r"(stt|tt|so tt|so thu tu|s ?/ ?tt|thu tu|no|ma so|muc)"),
    ("note", r"ghi chu.*|luu y"),
    ("measure", r"(don vi tinh|don vi do( luong)?|dvt|diem.*|trong so.*|kinh phi.*|du toan.*|von.*|ty le.*)"),
    ("monitor", r".*(theo doi|giam sat|danh gia|kiem tra|don doc).*"),
    ("supporting", r"(?!.*(chu tri|dau moi)).*(phoi hop|tham gia|ho tro).*"),
    ("supporting", r"(cac )?(co quan|don vi|cq|dv|phong|ban|nganh|to chuc|bo phan)[^/]* lien quan( khac)?"),
    ("agency", r".*(chu tri|dau moi).*phoi hop.*"),
    ("lead", r".*(chu tri|dau moi|chiu trach nhiem|phu trach|(?<!giao )giao thuc hien).*"),
    ("start", r"((thoi (gian|diem)|ngay|thang|tg|moc) )?(bat dau|khoi dau|khoi cong)( thuc hien)?|tu( ngay| thang)?"),
    ("time", r".*(thoi gian|thoi han|thoi diem|tien do|lo trinh|ky han|han hoan thanh|ngay hoan thanh).*"),
    ("time", r"(nam|quy|thang|nam (thuc hien|hoan thanh))|.*(\btg\b|\bt ?/? ?gian\b|deadline).*|han(?! che\b).*"),
    (
        "time",
        r"(du kien )?(hoan thanh|ket thuc)|(ngay|thang|quy) (hoan thanh|ket thuc|trinh|ban hanh)|den( ngay| thang)?",
    ),
    ("product", r".*(san pham|ket qua|dau ra|hinh thuc van ban|tai lieu kiem chung).*"),
    ("agency", r".*(co quan|don vi|to chuc thuc hien|nguoi thuc hien|trach nhiem|phan cong|chu the).*"),
    ("agency", r"(bo phan|phong ban|dia phuong|thuc hien)|.*\b(cq|dv)\b.*"),
)
# Columns of quarters, halves or months in which a cross marks when the work is done.
_TERM = re.compile(
    r"(?:(?:quy|q) ?(?:iv|i{1,3}|[1-4])|(?:thang|t) ?(?:0?[1-9]|1[0-2])|0?[69] thang (?:dau|cuoi)(?: nam)?)"
    r"(?: ?(?:/|nam)? ?\d{4})?"
)
_TERM_BELOW = {"thang": re.compile(r"0?[1-9]|1[0-2]"), "quy": re.compile(r"iv|i{1,3}|[1-4]")}
_PERSON = re.compile(r"\b(nguoi|lanh dao|can bo|dong chi|chuyen vien)\b")
_DIRECTS = re.compile(r"\blanh dao\b.*\b(chi dao|theo doi)\b|\b(chi dao|cap trinh|trinh cap)\b")
_TASK_WORDS = re.compile(r"nhiem vu|giai phap|cong viec|hoat dong|viec can|dau viec|bien phap|viec thuc hien")
_CONTENTS_WORDS = re.compile(r"noi dung|chuyen de")
_GOAL_WORDS = re.compile(
    r"tieu chi|chi tieu|muc tieu|linh vuc|van de|ton tai|han che|chi so|nhom|ten |van ban|de an|du an"
)
_FIELD_WORDS = re.compile(r"linh vuc|nhom")
_LONGEST_HEADING = 90
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?")


@dataclass(frozen=True)
class Columns:
    """What each column of a table holds. `header` are the row numbers of its heading."""

    roles: tuple[Role, ...]
    headings: tuple[str, ...]
    header: tuple[int, ...]

    def of(self, role: Role) -> int | None:
        """Return the first column with this role, or None."""
        return self.roles.index(role) if role in self.roles else None

    def has(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    @property
    def assigns(self) -> bool:
        """Whether the table gives tasks to somebody: it has words, and an agency or a deadline for them."""
        if "task" not in self.roles or not self.has("agency", "lead", "time", "start", "mark"):
            return False
        heading = fold(self.headings[self.roles.index("task")])
        goals_only = not (_TASK_WORDS.search(heading) or _CONTENTS_WORDS.search(heading))
        return not goals_only or self.has("lead") or (self.has("agency") and self.dated)

    @property
    def dated(self) -> bool:
        """Whether a column says when: in words, as a start, or by a cross in a quarter or month."""
        return self.has("time", "start", "mark")


def find_columns(table: Table) -> Columns | None:
    """Return the columns by the table's heading, or None when no row of its first eight reads as one."""
    for index, row in enumerate(table.rows[:8]):
        first = _heading_texts(row, table.width)
        if not _reads_as_heading(first):
            continue
        texts, header = first, [row.number]
        for below in table.rows[index + 1 : index + 3]:
            second = _heading_texts(below, table.width)
            if not _is_second_heading(first, second, row, below):
                break
            texts = _stack(texts, second)
            header.append(below.number)
        if "task" in (roles := _roles(texts)):
            return Columns(tuple(roles), tuple(texts), tuple(header))
    return None


def repeats_heading(row: Row, columns: Columns) -> bool:
    """Tell whether `row` prints the heading again, or numbers the columns below it: (1) (2) (3)."""
    texts = [normalise(cell.text) for cell in row.cells if cell.text.strip()]
    if not texts:
        return False
    if len(texts) >= 3 and all(_COLUMN_NUMBER.fullmatch(text) for text in texts):
        numbers = [int(text.strip("()")) for text in texts]
        return numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    known = {fold(heading) for heading in columns.headings}
    parts = {fold(part) for heading in columns.headings for part in heading.split(" / ")}
    return all(fold(text) in known | parts for text in texts)


def _heading_texts(row: Row, width: int) -> list[str]:
    texts = []
    for column in range(width):
        cell = row.at(column)
        texts.append(normalise(cell.text) if cell else "")
    return texts


def _reads_as_heading(texts: list[str]) -> bool:
    filled = [text for text in dict.fromkeys(texts) if text]
    if len(filled) < 2 or any(len(text) > _LONGEST_HEADING for text in filled):
        return False
    terms = [text for text in filled if _TERM.fullmatch(_bare(text))]
    known = [
        text for text in filled if _role(text) is not None or _words_rank(text) or (text in terms and len(terms) > 1)
    ]
    return len(known) >= 2 and len(known) * 2 > len(filled) and any(_words_rank(text) for text in filled)


def _is_second_heading(first: list[str], second: list[str], row: Row, below: Row) -> bool:
    filled = [(column, text) for column, text in enumerate(second) if text]
    if not filled or any(len(text) > _LONGEST_HEADING for _, text in filled):
        return False
    spans = {cell.column for cell in row.cells if cell.rows > 1}
    merged = {
        column for cell in row.cells if cell.columns > 1 for column in range(cell.column, cell.column + cell.columns)
    }
    blank_above = {column for column, text in enumerate(first) if not text}
    own = [cell for cell in below.cells if cell.text.strip()]
    if not spans and not merged and not blank_above:
        return False
    return all(_is_known(normalise(cell.text), first[cell.column]) for cell in own) and all(
        cell.column in merged | blank_above or _left_is_open(cell.column, first, blank_above) for cell in own
    )


def _is_known(text: str, above: str) -> bool:
    return _role(text) is not None or bool(_words_rank(text)) or _is_term(text, above)


def _is_term(text: str, above: str) -> bool:
    """Whether a heading names a quarter or month: by itself, or as a figure below “Tháng” or “Quý”."""
    words = _bare(text)
    below = next((pattern for name, pattern in _TERM_BELOW.items() if re.search(rf"\b{name}\b", _bare(above))), None)
    return bool(_TERM.fullmatch(words)) or bool(below and below.fullmatch(words))


def _left_is_open(column: int, first: list[str], blank_above: set[int]) -> bool:
    # “Cơ quan thực hiện” printed once over two columns, the second left blank: both have a second line.
    return column + 1 in blank_above and bool(first[column])


def _stack(first: list[str], second: list[str]) -> list[str]:
    stacked, above = [], ""
    for column, upper in enumerate(first):
        lower = second[column]
        above = upper or (above if lower else "")
        stacked.append(f"{above} / {lower}" if above and lower and above != lower else above or lower)
    return stacked


def _roles(texts: list[str]) -> list[Role]:
    roles: list[Role] = []
    for text in texts:
        own = text.split(" / ")[-1]
        role = _role(own) or _role(text)
        if role in ("agency", None) and " / " in text:
            role = role or _role(text.split(" / ")[0])
        roles.append("other" if role is None or (_words_rank(own) and role not in ("time", "number")) else role)
    if roles and not texts[0]:
        roles[0] = "number"  # the first column often goes without a heading
    _name_terms(texts, roles)
    _name_words(texts, roles)
    _name_measure(texts, roles)
    _name_persons(texts, roles)
    seen: set[Role] = set()
    for column, role in enumerate(roles):
        if role in seen and role not in ("other", "mark") and texts[column] != texts[column - 1]:
            roles[column] = "other"
        seen.add(role)
    return roles


def _name_words(texts: list[str], roles: list[Role]) -> None:
    ranked = [(column, _words_rank(text)) for column, text in enumerate(texts) if _words_rank(text)]
    ranked = [(column, rank) for column, rank in ranked if roles[column] == "other"]
    if not ranked:
        return
    best = max(rank for _, rank in ranked)
    likeliest = [column for column, rank in ranked if rank == best]
    task = next((c for c in reversed(likeliest) if not _FIELD_WORDS.search(_bare(texts[c]))), likeliest[-1])
    roles[task] = "task"
    # A goal or criterion printed after the task is a measure of it; before it, what the task is for.
    others = [(rank, column) for column, rank in ranked if column < task or (rank > 1 and column != task)]
    if others:
        roles[max(others)[1]] = "contents"


def _name_terms(texts: list[str], roles: list[Role]) -> None:
    """Two or more quarters or months as headings are columns for crosses."""
    terms = [column for column, text in enumerate(texts) if _is_term(text.split(" / ")[-1], text.split(" / ")[0])]
    for column in terms if len(terms) > 1 else []:
        roles[column] = "mark"


def _name_persons(texts: list[str], roles: list[Role]) -> None:
    """Who directs the work does not lead it, and a person answers for it only where no agency does."""
    for column in sorted(range(len(texts)), key=lambda of: "lanh dao" not in _bare(texts[of])):
        others = {role for other, role in enumerate(roles) if other != column}
        words = _bare(texts[column])
        if roles[column] not in AGENCIES or not (_PERSON.search(words) or _DIRECTS.search(words)):
            continue
        if _DIRECTS.search(words) or (roles[column] != "supporting" and others & {"agency", "lead"}):
            roles[column] = "other"


def _name_measure(texts: list[str], roles: list[Role]) -> None:
    # A bare “Đơn vị” is the unit of a figure where another column names who answers or who watches.
    for column, text in enumerate(texts):
        others = {role for other, role in enumerate(roles) if other != column}
        if fold(text) == "don vi" and others & {"agency", "lead", "monitor"}:
            roles[column] = "measure"


def _role(text: str) -> Role | None:
    words = _bare(text)
    return next((role for role, pattern in _PATTERNS if re.fullmatch(pattern, words)), None)


def _words_rank(text: str) -> int:
    """3: says task or solution; 2: says contents; 1: says goal, criterion, field; 0: none of these."""
    words = _bare(text)
    role = _role(text)
    if role in ("number", "note", "measure", "supporting", "lead", "monitor"):
        return 0
    if _TASK_WORDS.search(words):
        return 0 if role in ("time", "product", "agency") and not words.startswith(("nhiem vu", "noi dung")) else 3
    if _CONTENTS_WORDS.search(words):
        return 2 if role is None else 0
    return 1 if _GOAL_WORDS.search(words) and role is None else 0


def _bare(text: str) -> str:
    return re.sub(r"[^\w/ ]+", " ", fold(text)).replace("  ", " ").strip()
