"""What a plan says of itself: title, number, issuer, place, day and year of issue, signer, last year's result."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from parindex.core.agency_words import UPPER
from parindex.core.errors import InputError
from parindex.core.plan_reading import PlanFacts
from parindex.core.tables import Document, Paragraph, Table
from parindex.core.words import fold, normalise

FIRST_YEAR, LAST_YEAR = 1990, 2100
_LETTERHEAD_LINES = 16
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
_PLAN_KINDS = frozenset(_KINDS[:5])
_LEVELS = "tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu"
_NAME = rf"[{UPPER}]\w*(?:[ -][{UPPER}]\w*)*"
_NUMBER = re.compile(r"(?:^|\s)(?:Số|SỐ)\s*:?\s*(\d[\w-]*(?:/\d{4})?/[A-ZĐ][\w&-]*)")
_DATED = re.compile(
    r"^(?P<place>[^\W\d_][^,\d]{1,40}),\s*ngày\s*(?P<day>\d{1,2})?\s*tháng\s*(?P<month>\d{1,2})?"
    r"\s*năm\s*(?P<year>\d{4})?"
)
_TITLE_YEAR = re.compile(r"(?<!đến )(?<!hết )(?<!từ )\bnăm\s+(?P<year>\d{4})\b", re.IGNORECASE)
_FULL_DATE = re.compile(r"(?:tháng|,)\s*\d{0,2}\s*$", re.IGNORECASE)
_SPAN = re.compile(
    r"(?:giai đoạn|thời kỳ|các năm)\s+(?P<first>\d{4})\s*(?:-|–|—|đến)\s*(?:năm\s*)?(?P<last>\d{4})", re.IGNORECASE
)
_UNTIL = re.compile(r"\b(?:đến|hết)\s+(?:hết\s+)?năm\s+(?P<last>\d{4})", re.IGNORECASE)
_FOR = re.compile(r"^(?:TM|KT|TUQ|TL|Q|QUYỀN)\s*\.", re.IGNORECASE)
_SIGNING = re.compile(
    r"(?:PHÓ\s+|QUYỀN\s+)?(?:CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|THỨ TRƯỞNG|GIÁM ĐỐC|CHÁNH VĂN PHÒNG|TRƯỞNG BAN|"
    r"TRƯỞNG PHÒNG|BÍ THƯ|VỤ TRƯỞNG|CỤC TRƯỞNG)"
)
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
    head = [normalise(line.whole) for line in every[:_LETTERHEAD_LINES]]
    title = _title(every)
    dated = next((found for found in map(_DATED.match, head) if found), None)
    body = normalise(" ".join(line.whole for line in every))
    known = year if year is not None else _year(title, dated, body)
    if known is None:
        raise InputError(
            "Văn bản không ghi năm của kế hoạch; hãy ghi năm vào ô “Năm của kế hoạch” (dòng lệnh: --year 2023)."
        )
    if not FIRST_YEAR <= known <= LAST_YEAR:
        raise InputError(
            f"Năm {known} nằm ngoài {FIRST_YEAR}-{LAST_YEAR}; hãy ghi đúng năm của kế hoạch (dòng lệnh: --year)."
        )
    issuer, place = _issuer(head, every, dated["place"] if dated else None, title, body)
    number = next((found[1] for found in map(_NUMBER.search, head) if found), None)
    return PlanFacts(title, number, issuer, place, _issued(dated), known, _signer(every), _baseline(every))


def document_year(document: Document) -> int | None:
    """Return the year that the document itself gives to the plan, or None."""
    every = [line for line in lines(document) if line.whole.strip()]
    dated = next(
        (found for found in (_DATED.match(normalise(line.whole)) for line in every[:_LETTERHEAD_LINES]) if found), None
    )
    return _year(_title(every), dated, normalise(" ".join(line.whole for line in every)))


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
    """The lines under the kind of document; a plan issued by a decision is called by the plan's own title."""
    found: dict[str, str] = {}
    for index, line in enumerate(every[:80]):
        kind = fold(line.text).strip(" :.")
        if kind not in _KINDS or line.mark or not line.text.isupper():
            continue
        words: list[str] = []
        for after in every[index + 1 : index + 6]:
            text = normalise(after.text)
            if after.mark or _ends_title(text, words):
                break
            words.append(text)
        if words:
            found.setdefault("plan" if kind in _PLAN_KINDS else "other", " ".join(words))
    return found.get("plan") or found.get("other") or ""


def _ends_title(text: str, words: list[str]) -> bool:
    start = fold(text)
    if (
        start.startswith(("can cu", "thuc hien ", "(kem theo", "(ban hanh", "thoi gian qua", "trien khai thuc hien "))
        and words
    ):
        return True
    if not words:
        return False
    return not (text.isupper() and words[-1].isupper()) or start.startswith(
        ("chu tich", "thu tuong", "uy ban", "chinh phu")
    )


def _years_named(text: str) -> list[int]:
    found = []
    for match in _TITLE_YEAR.finditer(text):
        if not _FULL_DATE.search(text[: match.start()]):
            found.append(int(match["year"]))
    return found


def _year(title: str, dated: re.Match[str] | None, body: str) -> int | None:
    named = _years_named(title)
    if named:
        return named[0]
    span = _SPAN.search(title)
    if span:
        return int(span["first"])
    if dated and dated["year"]:
        return int(dated["year"])
    counted = Counter(_years_named(body)).most_common(1)
    return counted[0][0] if counted else None


def _issued(dated: re.Match[str] | None) -> date | None:
    if not dated or not (dated["day"] and dated["month"] and dated["year"]):
        return None
    try:
        return date(int(dated["year"]), int(dated["month"]), int(dated["day"]))
    except ValueError:
        return None


def _issuer(
    head: list[str], every: list[Paragraph], dated: str | None, title: str, body: str
) -> tuple[str | None, str | None]:
    """UBND + level + place from the letterhead, else from the title or body; else whom the letterhead names."""
    top = " ".join(line for line in head[:6] if "CỘNG HÒA" not in line.upper() or "ỦY BAN" in line.upper())
    own = re.search(
        rf"(?:[UỦ][ỶYỷy] BAN NHÂN DÂN|UBND)\s+(?P<level>{_LEVELS})\s+"
        r"(?P<name>[^\d,;:.]+?)(?=\s*(?:-{2,}|CỘNG|Số|$|Độc))",
        top,
        re.IGNORECASE,
    )
    if own:
        return _named(own["level"].lower(), own["name"], dated, body)
    signs_for = " ".join(normalise(line.text) for line in every)
    if re.search(r"[UỦ][ỶYỷy] BAN NHÂN DÂN", top, re.IGNORECASE) or re.search(
        r"TM\.\s*[UỦ][ỶY] BAN NHÂN DÂN", signs_for
    ):
        return _from_body(dated, title, body)
    first = next((line for line in head[:4] if line.isupper() and "CỘNG" not in line), "")
    first = first or re.split(r"\s+CỘNG H", head[0])[0] if head else first
    if fold(first) in _KINDS or not first.isupper():
        return None, normalise(dated) if dated else None
    spelled = Counter(m for m in re.findall(re.escape(first), body, re.IGNORECASE) if not m.isupper()).most_common(1)
    return (spelled[0][0] if spelled else first.capitalize()), normalise(dated) if dated else None


def _from_body(dated: str | None, title: str, body: str) -> tuple[str | None, str | None]:
    for text in (title, body):
        found = Counter(
            (level.lower(), normalise(name)) for level, name in re.findall(rf"\b((?i:{_LEVELS}))\s+({_NAME})", text)
        )
        same = [(pair, count) for pair, count in found.items() if dated and fold(pair[1]) == fold(dated)]
        best = max(same or found.items(), key=lambda item: item[1], default=None)
        if best and (same or text is title):
            level, name = best[0]
            return f"UBND {level} {name}", name
    return None, normalise(dated) if dated else None


def _named(level: str, name: str, dated: str | None, body: str) -> tuple[str, str]:
    name = normalise(name)
    if dated and fold(dated) == fold(name):
        name = normalise(dated)
    elif name.isupper():
        spelled = Counter(m for m in re.findall(re.escape(name), body, re.IGNORECASE) if not m.isupper()).most_common(1)
        name = spelled[0][0] if spelled else name.title()
    return f"UBND {level} {name}", name


def _signer(every: list[Paragraph]) -> dict[str, str | None] | None:
    for index, line in enumerate(every):
        if not _FOR.match(normalise(line.text)):
            continue
        title: str | None = None
        for after in every[index : index + 7]:
            words = normalise(after.text).split()
            first = next((n for n, word in enumerate(words) if not word.isupper()), len(words))
            titles = [normalise(found) for found in _SIGNING.findall(" ".join(words[:first]))]
            title = titles[-1] if titles else title
            name = words[first:]
            if title and 2 <= len(name) <= 6 and all(word[:1].isupper() for word in name):
                return {"title": title, "name": " ".join(name)}
        if title:
            return {"title": title, "name": None}
    return None


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
