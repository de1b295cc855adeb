"""What a plan says of itself: title, number, issuer, place, day and year of issue, signer, last year's result."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from parindex.core.errors import InputError
from parindex.core.plan_goals import read_goal
from parindex.core.plan_letterhead import is_frame, read_letterhead
from parindex.core.plan_reading import PlanFacts
from parindex.core.tables import Document, Paragraph, Table
from parindex.core.words import fold, normalise

FIRST_YEAR, LAST_YEAR = 1990, 2100
_KINDS = (
    "ke hoach",
    "chuong trinh",
    "chuong trinh hanh dong",
    "de an",
    "phuong an",
    "quyet dinh",
    "nghi quyet",
    "chi thi",
)
_PLAN_KINDS = _KINDS[:5]
_TITLE_LINES = 80
_FIRST_HEADINGS = frozenset({"stt", "tt", "so tt", "so thu tu"})
_ANNEX = re.compile(r"(?:phu luc|bieu|mau)(?: so)?(?: [\divx]+[a-z]?)?\W*$")
_TITLED = re.compile(
    r"(?:phan cong|danh muc|bang|nhiem vu|cac nhiem vu|tien do|noi dung|chi tiet|tong hop|giao|ke hoach)\b"
)
_FOR_AUTHORITY = re.compile(r"\bTM\.\s*[UỦ][ỶY] BAN NHÂN DÂN")
_TITLE_YEAR = re.compile(r"(?<!đến )(?<!hết )(?<!từ )\bnăm\s+(?P<year>\d{4})\b", re.IGNORECASE)
_FULL_DATE = re.compile(r"(?:tháng|,)\s*\d{0,2}\s*$", re.IGNORECASE)
_SPAN = re.compile(
    r"(?:giai đoạn|thời kỳ|các năm)\s+(?P<first>\d{4})\s*(?:-|–|—|đến)\s*(?:năm\s*)?(?P<last>\d{4})", re.IGNORECASE
)
_UNTIL = re.compile(r"\b(?:đến|hết)\s+(?:hết\s+)?năm\s+(?P<last>\d{4})", re.IGNORECASE)
_FOR = re.compile(r"^(?:TM|KT|TUQ|TL|Q|QUYỀN)\s*\.|/\.\s+(?:TM|KT|TUQ|TL)\s*\.", re.IGNORECASE)
_SIGNING = re.compile(
    r"(?:PHÓ\s+|QUYỀN\s+)?(?:CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|THỨ TRƯỞNG|GIÁM ĐỐC|CHÁNH VĂN PHÒNG|TRƯỞNG BAN|"
    r"TRƯỞNG PHÒNG|BÍ THƯ|VỤ TRƯỞNG|CỤC TRƯỞNG)"
)
_SIGNING_LAST = re.compile(rf"(?:^|\s)(?:{_SIGNING.pattern})$")  # beside a line of the recipients
_RECIPIENTS = re.compile(r"Nơi nhận\s*:")
_SCORE = re.compile(r"đạt\s+(?P<score>\d+(?:[.,]\d+)?)\s*/\s*(?P<max>\d+(?:[.,]\d+)?)\s*điểm", re.IGNORECASE)
_RANK = re.compile(
    r"xếp(?:\s+hạng)?(?:\s+(?:ở\s+)?vị trí)?(?:\s+thứ)?\s+(?P<rank>\d+)\s*/\s*(?P<of>\d+)", re.IGNORECASE
)
_DECISION = re.compile(
    r"Quyết định số\s+(?P<number>\d[\w-]*/[\w&-]+)\s+ngày\s+"
    r"(?P<d>\d{1,2})(?:/|\s*tháng\s*)(?P<m>\d{1,2})(?:/|\s*năm\s*)(?P<y>\d{4})"
)
_INDEX_YEAR = re.compile(r"(?:Chỉ số|xếp hạng|PAR INDEX|kết quả)[^.;]{0,80}?năm\s+(?P<year>\d{4})", re.IGNORECASE)


@dataclass(frozen=True)
class Horizon:
    """The years that a plan covers by its title; `last` is None where the title sets no end."""

    first: int
    last: int | None


def lines(document: Document) -> Iterator[Paragraph]:
    """Every paragraph in reading order, those in cells too."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (p for row in block.rows for cell in row.cells for p in cell.paragraphs)
        else:
            yield block


def read_facts(document: Document, year: int | None) -> PlanFacts:
    """Return the facts without the organisation; InputError when no year between 1990 and 2100 can be known."""
    every = [line for line in lines(document) if line.whole.strip()]
    texts = [normalise(line.whole) for line in every]
    title = _title(every)
    head = read_letterhead(texts, title, any(_FOR_AUTHORITY.search(text) for text in texts))
    known = year if year is not None else _year(title, head.year, " ".join(texts))
    if known is None:
        raise InputError("Văn bản không ghi năm của kế hoạch; hãy ghi rõ “Năm của kế hoạch”, ví dụ 2023.")
    if not FIRST_YEAR <= known <= LAST_YEAR:
        raise InputError(f"Năm {known} nằm ngoài {FIRST_YEAR}-{LAST_YEAR}; hãy ghi đúng “Năm của kế hoạch”.")
    return PlanFacts(
        title, head.number, head.issuer, head.place, head.issued, known, _signer(every), _baseline(every),
        goal=read_goal(texts, known),
    )  # fmt: skip


def document_year(document: Document) -> int | None:
    """Return the year that the document itself gives to the plan, or None."""
    every = [line for line in lines(document) if line.whole.strip()]
    texts, title = [normalise(line.whole) for line in every], _title(every)
    return _year(title, read_letterhead(texts, title, False).year, " ".join(texts))


def horizon(title: str, year: int) -> Horizon:
    """Return the years that the title speaks of: one year, a span, or from the plan's year with the end it names."""
    span = _SPAN.search(title)
    if span:
        return Horizon(min(year, int(span["first"])), int(span["last"]))
    until = _UNTIL.search(title)
    if until:
        return Horizon(year, int(until["last"]))
    named = _years_named(title)
    return Horizon(year, year) if year in named else Horizon(year, None)


def _title(every: list[Paragraph]) -> str:
    """The lines under the kind of document; a plan issued by a decision is called by the plan's own title.

    Without them the kind's own line (“KẾ HOẠCH CẢI CÁCH … NĂM 2024”), else the capitals that head an annex.
    """
    found: dict[str, str] = {}
    for index, line in enumerate(every[:_TITLE_LINES]):
        kind = fold(line.text).strip(" :.")
        if kind not in _KINDS or line.mark or not line.text.isupper():
            continue
        words = _lines_below(every[index + 1 : index + 9])
        if words:
            found.setdefault("plan" if kind in _PLAN_KINDS else "other", words)
    return found.get("plan") or found.get("other") or _title_line(every) or _annex_title(every)


def _lines_below(following: list[Paragraph]) -> str:
    words: list[str] = []
    for after in following:
        text = normalise(after.text)
        if is_frame(text):
            continue  # the right half of the head may be read after the left
        if after.mark or _ends_title(text, words) or fold(text) in _FIRST_HEADINGS:
            break
        words.append(text)
    return " ".join(words)


def _title_line(every: list[Paragraph]) -> str:
    for index, line in enumerate(every[:_TITLE_LINES]):
        text = normalise(line.text)
        kind = next((kind for kind in _PLAN_KINDS if fold(text).startswith(f"{kind} ")), None)
        if kind and not line.mark and (text.isupper() or line.level or line.bold):
            rest = text[len(kind) :].strip(" :-–")
            goes_on = _lines_below(every[index + 1 : index + 4]) if text.isupper() else ""
            return f"{rest} {goes_on}".strip() if goes_on.isupper() else rest
    return ""


def _annex_title(every: list[Paragraph]) -> str:
    """The capitals between “PHỤ LỤC” (where it stands) and the annex's “(Kèm theo …)” or its table."""
    words: list[str] = []
    for line in every[:_TITLE_LINES]:
        text = normalise(line.text)
        if _ANNEX.match(fold(text)) and not words:
            continue
        if words and not (text.isupper() and len(text.split()) > 1):
            break
        if line.mark or is_frame(text) or not text.isupper() or not _TITLED.match(fold(text)) and not words:
            continue
        words.append(text)
    return " ".join(words)


def _ends_title(text: str, words: list[str]) -> bool:
    start = fold(text)
    if not words:
        return start.startswith("(kem theo")
    if start.startswith(("can cu", "thuc hien ", "(kem theo", "(ban hanh", "thoi gian qua", "trien khai thuc hien ")):
        return True
    return not (text.isupper() and words[-1].isupper()) or start.startswith(
        ("chu tich", "thu tuong", "uy ban", "chinh phu")
    )


def _years_named(text: str) -> list[int]:
    found = []
    for match in _TITLE_YEAR.finditer(text):
        if not _FULL_DATE.search(text[: match.start()]):
            found.append(int(match["year"]))
    return found


def _year(title: str, issued: int | None, body: str) -> int | None:
    named = _years_named(title)
    if named:
        return named[0]
    span = _SPAN.search(title)
    if span:
        return int(span["first"])
    if issued:
        return issued
    counted = Counter(_years_named(body)).most_common(1)
    return counted[0][0] if counted else None


def _signer(every: list[Paragraph]) -> dict[str, str | None] | None:
    """Who signs: below “TM.”, “KT.” …, else below a title that stands alone at the foot (“GIÁM ĐỐC”)."""
    texts = [_RECIPIENTS.sub("", normalise(line.text)).strip() for line in every]
    for index, text in enumerate(texts):
        if _FOR.search(text) and (signer := _signature(texts[index : index + 7])):
            return signer
    for index in range(len(texts) - 1, -1, -1):
        if _SIGNING.fullmatch(texts[index]) and (signer := _signature(texts[index : index + 7])) and signer["name"]:
            return signer
    return None


def _signature(texts: list[str]) -> dict[str, str | None] | None:
    title: str | None = None
    for text in texts:
        words = text.split()
        first = next((n for n, word in enumerate(words) if not word.isupper()), len(words))
        titles = [normalise(found) for found in _SIGNING.findall(" ".join(words[:first]))]
        titles += [normalise(found[0]) for found in [_SIGNING_LAST.search(text)] if found and not titles]
        title = titles[-1] if titles else title
        name = words[first:]
        if title and 2 <= len(name) <= 6 and all(word[:1].isupper() and word.isalpha() for word in name):
            return {"title": title, "name": " ".join(name)}
    return {"title": title, "name": None} if title else None


def _baseline(every: list[Paragraph]) -> dict[str, Any] | None:
    for line in every:
        text = normalise(line.text)
        scores = list(_SCORE.finditer(text))
        rank = _RANK.search(text)
        if not scores or not (rank or _INDEX_YEAR.search(text)):
            continue
        total, decision, year = scores[0], _DECISION.search(text), _INDEX_YEAR.search(text)
        parts = []
        for before, score in zip(scores, scores[1:], strict=False):
            name = re.split(r"[.;]\s+|[Tt]rong đó,?\s*|\bgồm:?\s*", text[before.end() : score.start()])[-1].strip(
                " ,;:–-"
            )
            parts.append(
                {"name": name[:1].upper() + name[1:], "score": _decimal(score["score"]), "max": _decimal(score["max"])}
            )
        return {
            "year": int(year["year"]) if year else None,
            "total": _decimal(total["score"]),
            "max": _decimal(total["max"]),
            "rank": int(rank["rank"]) if rank else None,
            "of": int(rank["of"]) if rank else None,
            "decision": decision["number"] if decision else None,
            "decision_date": _day(decision) if decision else None,
            "parts": parts,
        }
    return None


def _decimal(text: str) -> str:
    return text.replace(",", ".")


def _day(found: re.Match[str]) -> str | None:
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
    except ValueError:
        return None
