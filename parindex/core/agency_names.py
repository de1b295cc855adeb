"""Splits the words of an agency cell into names, leading and supporting, by the grammar of Vietnamese agency names."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from parindex.core.agency_joining import KnowsNames, blank_brackets, is_finished, names_in, split_outside
from parindex.core.agency_words import DUTY_VERBS, NOT_NAMES, OPENS
from parindex.core.words import normalise


@dataclass(frozen=True)
class Responsible:
    """Who leads and who supports, in the source's words. `duty`: a clause on what they do; `unread`: no name at all."""

    lead: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    unread: str = ""
    duty: str = ""


_BULLET = re.compile(r"^\s*(?:[-–—•+*·o]\s+|[-–—•+*·](?=\S)|\(?\d{1,2}[.)]\s+|[a-zđ]\)\s*)+")
_INLINE_BULLET = re.compile(
    r"(?<=\S)\s+(?:[-–•+]|\d{1,2}[.)])\s+(?=(?:Phòng|Sở|Bộ|UBND|Văn phòng|Trung tâm|Các|Ban|Công an|Thanh tra|Hội)\s)"
)
_LABEL = re.compile(
    r"^(?:(?:các )?(?:cơ quan|đơn vị)(?: được giao)? )?"
    r"(?P<role>chủ trì|phối hợp|thực hiện|chủ trì,? (?:thực hiện|tham mưu|theo dõi)|phối hợp thực hiện)\s*(?::\s*|$)",
    re.I,
)
_MARK = re.compile(r"\s*\((?:cơ quan |đơn vị )?(?P<role>chủ trì|phối hợp|thường trực)[^)]*\)", re.I)
_SUPPORT = re.compile(
    r"(?:[,;.]?\s*(?:là )?(?:cơ quan |đơn vị )?\bchủ trì\b[\s,;]*(?:và\s+)?)?"
    r"[,;.]?\s*\b(?:chủ động )?(?<!Hội đồng )phối hợp\b(?: chặt chẽ| thực hiện)?"
    r"(?:\s+(?:với|cùng(?: với)?)\b)?\s*:?\s*",
    re.I,
)
_LEAD = re.compile(r"^(?:giao\s+)|[\s,]*\b(?:là )?(?:cơ quan |đơn vị )?chủ trì\b\s*:?", re.I)
_LEAD_DUTY = re.compile(rf"[\s,]*\b(?:là )?(?:cơ quan |đơn vị )?chủ trì\b,?(?P<duty>{DUTY_VERBS.pattern}[^;]*)")
_DUTY = re.compile(
    r"[\s,]+(?:có trách nhiệm|chịu trách nhiệm|(?<!cơ quan )tham mưu|tổ chức (?:thực hiện|triển khai)|"
    r"triển khai thực hiện|thực hiện theo|để (?:thực hiện|triển khai|tham mưu)|trong việc|căn cứ|"
    r"theo (?:chức năng|quy định|nhiệm vụ))\b[^;]*"
)


def split_agencies(text: str, registry: KnowsNames | None = None) -> Responsible:
    """Split one agency entry (a bullet or a whole cell) into names in the source's words.

    Bullets, final punctuation, role words and a duty clause go; restricting words stay. A group is one name. Words that
    name nobody come back in `unread`. A registry only helps to see where a name ends; unknown names are split too.
    """
    found: dict[str, list[str]] = {"lead": [], "supporting": [], "unread": [], "duty": []}
    role = "lead"
    for line in _lines(text):
        label = _LABEL.match(line)
        if label:
            role = "supporting" if label["role"].lower().startswith("phối hợp") else "lead"
            line = line[label.end() :]
        role = _read_line(line, role, registry, found)
    unique = {key: tuple(dict.fromkeys(names)) for key, names in found.items()}
    supporting = tuple(name for name in unique["supporting"] if name not in unique["lead"])
    return Responsible(unique["lead"], supporting, "; ".join(unique["unread"]), "; ".join(unique["duty"]))


def _lines(text: str) -> Iterator[str]:
    """Entries of a cell: lines, unless a line plainly goes on the one above (lower case, or a name left open)."""
    kept: list[str] = []
    for raw in _INLINE_BULLET.sub("\n- ", unicodedata.normalize("NFC", text)).splitlines():
        line = normalise(raw)
        if not line:
            continue
        bullet = _BULLET.match(line)
        goes_on = kept and not bullet and not _LABEL.match(line) and (not OPENS.match(line) or _left_open(kept[-1]))
        if goes_on:
            kept[-1] = f"{kept[-1]} {line}"
        else:
            kept.append(line[bullet.end() :] if bullet else line)
    return iter(kept)


def _left_open(line: str) -> bool:
    return bool(re.search(r"(?:,|\bvà|\bvới|\bcác|\bcùng|&|[-–])$", line))


def _read_line(line: str, role: str, registry: KnowsNames | None, found: dict[str, list[str]]) -> str:
    """Read one entry into `found`; return the role that the next entry of a labelled cell has."""
    support = _SUPPORT.search(blank_brackets(line))
    parts = [(line, role)]
    if support and re.match(r"[\s.;,]*$|\s*[;,]", line[support.end() :]):
        # "A chủ trì; B phối hợp": the word stands after those who support.
        lead, chief, rest = line.rpartition("chủ trì")
        parts = [(lead + chief, "lead"), (re.sub(r"\bphối hợp\b(?: thực hiện)?", "", rest), "supporting")]
    elif support:
        parts = [(line[: support.start()], "lead"), (line[support.end() :], "supporting")]
    marked = any(mark["role"].lower() == "chủ trì" for mark in _MARK.finditer(line))
    for words, part_role in parts:
        if part_role == "lead" and not marked:
            found["duty"] += [_clean(duty["duty"]) for duty in _LEAD_DUTY.finditer(words)]
            words = _LEAD.sub(" ", _LEAD_DUTY.sub(" ", words))
        for name, mark in _names(words, registry, found["duty"]):
            if mark is None and marked and part_role == "lead":
                mark = "supporting"  # "Sở A (chủ trì), Sở B": B is named beside the one that leads.
            found["unread" if _no_name(name) else mark or part_role].append(name)
    return role


def _names(words: str, registry: KnowsNames | None, duties: list[str]) -> Iterator[tuple[str, str | None]]:
    """Yield (name, role in brackets after it) of a part; clauses on what they do go to `duties`."""
    for duty in _DUTY.finditer(words):
        duties.append(_clean(duty.group()))
    for clause in split_outside(_DUTY.sub("", words), ";"):
        chunk = _without_verbs(clause, registry, duties)
        for name in names_in(chunk, registry):
            mark = _MARK.search(name)
            bare = _clean(_MARK.sub("", name))
            role = None if mark is None else ("supporting" if mark["role"].lower() == "phối hợp" else "lead")
            if bare:
                yield bare, role


def _without_verbs(clause: str, registry: KnowsNames | None, duties: list[str]) -> str:
    """Cut at the first verb that follows a whole name: "Sở Nội vụ theo dõi, tổng hợp"."""
    for verb in DUTY_VERBS.finditer(blank_brackets(clause)):
        before = list(names_in(clause[: verb.start()], registry))
        if before and is_finished(_clean(before[-1]), registry):
            duties.append(_clean(clause[verb.start() :]))
            return clause[: verb.start()]
    return clause


def _clean(name: str) -> str:
    name = normalise(name).strip(" .;,:/–-")
    name = re.sub(r"^(?:và|cùng với|cùng|với|giao|đề nghị|yêu cầu)\s+", "", name, flags=re.I)
    return name + ")" if name.count("(") > name.count(")") else name


def _no_name(name: str) -> bool:
    return bool(NOT_NAMES.match(name)) or not any(char.isalpha() for char in name) or len(name) < 2
