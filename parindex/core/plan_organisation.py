"""The part “Tổ chức thực hiện”: its paragraphs, and the duties with a date that they lay on agencies."""

import re
from collections.abc import Iterator
from dataclasses import replace

from parindex.core.plan_lines import agency_heading, names_agency, organises
from parindex.core.plan_meaning import Meaning
from parindex.core.plan_outline import BODY, SECTION, Point
from parindex.core.plan_reading import Duty, Place, PlanTask, with_query
from parindex.core.plan_tasks import TaskWords
from parindex.core.schedules import Term
from parindex.core.words import fold, normalise

_CLOSES = re.compile(r"(?:trong qua trinh|tren day la|yeu cau|de nghi)\b|.{0,40}?\byeu cau\b")
_OPENS_WITH_GROUNDS = re.compile(r"(?:can cu|tren co so|theo|thuc hien)\b")
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[^\W\d_])")
_ACTS = re.compile(
    r"\b(can cu|tren co so|co trach nhiem|chiu trach nhiem|theo (?:doi|chuc nang)|phoi hop|chu tri|xay dung|dinh ky|"
    r"tham muu|tong hop|bao cao|to chuc|tang cuong|trien khai|huong dan|ra soat|giup|la co quan|chu dong|don doc|"
    r"thuc hien|kip thoi|hang|duoc (?:giao|phan cong)|gui|cap nhat|cong bo|tap trung|day manh|tuyen truyen|kiem tra|"
    r"bo tri|trong qua trinh)\b"
)
_DUTIES = (
    r"(?:bao cao|gui|tong hop|tham muu|xay dung|ra soat|danh gia|so ket|tong ket|kiem tra|ban hanh|de xuat|cong bo|"
    r"cap nhat)"
)
_DAY = r"ngay \d{1,2}(?:\s*(?:/|thang )\s*\d{1,2})?(?:\s*(?:/|nam )\s*\d{4})?(?: hang (?:tuan|thang|quy|nam))?"
_EVERY = r"hang (?:tuan|thang|quy|nam)(?:(?:\s*,\s*|\s+va\s+)(?:hang )?(?:tuan|thang|quy|nam|0?[69] thang))*"
_WHEN = (
    re.compile(rf"\(?(?:truoc|cham nhat(?: la)?(?: truoc| vao)?) {_DAY}(?: va (?:truoc )?{_DAY})*\)?"),
    re.compile(rf"dinh ky (?:{_EVERY}|(?:0?\d+ )?(?:thang|quy|nam))(?:\s*\([^)]*ngay[^)]*\))?"),
    re.compile(rf"(?:^|(?<=[;,.] )){_EVERY}(?=\s*,?\s*{_DUTIES})"),
    re.compile(rf"(?<=bao cao ket qua thuc hien ){_EVERY}|(?<=ket qua thuc hien ){_EVERY}"),
    re.compile(r"trong (?:thoi han|vong) \d+ (?:ngay|thang)(?: lam viec)? ke tu [^,;.)]+"),
    re.compile(r"(?:hoan thanh )?(?:trong|truoc) (?:thang|quy) [\divx]+(?:\s*(?:/|nam )\s*\d{4})"),
    re.compile(r"hoan thanh (?:trong|truoc) nam \d{4}"),
)
_OWN_PLAN = re.compile(
    r"\b(?:xay dung|ban hanh)(?:,? (?:va|hoac|ban hanh|trien khai|to chuc|thuc hien|cac|cu the|chi tiet|chuong trinh|"
    r"ke hoach|hanh dong),?)* ke hoach(?: (?:cu the|chi tiet|hanh dong))?"
    r"(?:,| (?:de )?(?:to chuc )?(?:trien khai|thuc hien)| tai\b)"
)
_DOES = re.compile(rf"\b{_DUTIES}\b")
OWN_PLAN_SAYS = "theo kế hoạch riêng của cơ quan; người xem nhập ngày"


def read_organisation(root: Point, with_assignments: bool, meaning: Meaning) -> tuple[Duty, ...]:
    """Return the paragraphs of the parts on organisation, in order, each with the dated duties in it.

    A duty is a sentence with a verb of duty and a time that can be read, or one by which agencies make their own plan:
    that one's date a person enters.
    """
    found: list[Duty] = []
    for section in root.every():
        if section.level != SECTION or not organises(section, with_assignments):
            continue
        for number, points in _entries(section):
            text = normalise(" ".join(_words(points, number)))
            label = " ".join(("Tổ chức thực hiện", ".".join(part for part in (section.number, number) if part)))
            tasks = tuple(task for task in _duties(points, label, meaning))
            found.append(Duty(number, text, tasks, section.number))
    return tuple(found)


def _entries(section: Point) -> Iterator[tuple[str | None, list[Point]]]:
    """Numbered points, each with the unmarked paragraphs after it; a closing paragraph stands alone."""
    number: str | None = None
    points: list[Point] = []
    for point in _flattened(section):
        is_numbered = point.level < BODY and point.parent is section and bool(point.number)
        closes = point.level == BODY and bool(points) and bool(_CLOSES.match(fold(point.text)))
        if is_numbered or closes or not points:
            if points:
                yield number, points
            number, points = (point.number if is_numbered else None), [point]
        else:
            points.append(point)
    if points:
        yield number, points


def _flattened(section: Point) -> Iterator[Point]:
    for point in section.every():
        if point is not section and (point.level > SECTION):
            yield point


def _words(points: list[Point], number: str | None) -> Iterator[str]:
    for index, point in enumerate(points):
        yield point.text if index == 0 and number else f"{point.mark} {point.text}"


def _duties(points: list[Point], label: str, meaning: Meaning) -> Iterator[PlanTask]:
    heading = agency_heading(points[0])
    subject = heading or _subject(points[0].text)
    for point in points[1:] if heading else points:
        own = _subject(point.text) or subject
        if own is None or _CLOSES.match(fold(point.text)):
            continue
        for sentence in _SENTENCE.split(point.text):
            task = _duty(sentence, own, Place(paragraph=point.at), label, meaning)
            if task is not None:
                yield task


def _duty(sentence: str, agencies: str, place: Place, label: str, meaning: Meaning) -> PlanTask | None:
    folded = fold(sentence)
    if len(folded) != len(sentence) or not _DOES.search(folded):
        return None
    words = TaskWords(sentence.strip(" ;"), place, (("agency", agencies),))
    phrase = _phrase(sentence, folded, meaning)
    if phrase:
        return meaning.task(replace(words, phrase=phrase), None, label)
    if _OWN_PLAN.search(folded):
        task = meaning.task(words, None, label)
        return with_query(replace(task, schedule=(Term("reference", says=OWN_PLAN_SAYS),)), "phrase")
    return None


def _phrase(sentence: str, folded: str, meaning: Meaning) -> str | None:
    """Return the words of time in a sentence: all of them when they read as one phrase, else the first that reads."""
    spans = sorted({(m.start(), m.end()) for pattern in _WHEN for m in pattern.finditer(folded)})
    outer = [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]
    parts = [_unbracketed(sentence[start:end].strip()) for start, end in outer]
    for phrase in (", ".join(parts), *parts):
        if phrase:
            read = meaning.schedule(phrase)
            if read.terms and not read.unread:
                return phrase
    return None


def _unbracketed(text: str) -> str:
    return text if text.count("(") == text.count(")") and not text.startswith("(") else text.strip("() ")


def _subject(text: str) -> str | None:
    """Return the agencies that a paragraph begins with, or names after its grounds (“Căn cứ …, các sở, ngành …”)."""
    text = re.sub(r"^(?:giao|đề nghị|yêu cầu)\s+", "", normalise(text), flags=re.IGNORECASE)
    folded = fold(text)
    if len(folded) != len(text):
        return None
    if _OPENS_WITH_GROUNDS.match(folded):
        grounds = re.split(r"[.;](?:\s|$)", folded, maxsplit=1)[0]
        after = next((m.end() for m in re.finditer(r",\s+", grounds) if names_agency(text[m.end() :])), None)
        if after is None:
            return None
        text, folded = text[after:], folded[after:]
    act = _ACTS.search(folded)
    name = text[: act.start()].strip(" ,;:") if act else ""
    return name if name and names_agency(name) else None
