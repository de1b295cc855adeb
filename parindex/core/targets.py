"""Thresholds in the words of a plan -> targets: at least, at most, increase, decrease, how long, equal to what."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from parindex.core.target_words import (
    AIM,
    AIM_FIRMLY,
    CONDITION,
    EACH,
    EQUALS,
    EXCEPT,
    EXCEPT_MORE,
    FALL,
    FORMULA,
    LASTING,
    LEAST,
    MEASURE,
    MEASURES_OF_PEOPLE,
    MORE,
    MOST,
    NUMBER,
    NUMBER_WORDS,
    OFTEN_AFTER,
    OFTEN_FIRST,
    OFTEN_NEAR,
    OTHER_CHANGE,
    OWNED,
    PAST,
    PAST_YEAR,
    RANGE_AFTER,
    RANGE_BEFORE,
    REACH,
    RISE,
    SAYS_SHARE,
    SHARES_CHANGE,
    SINCE,
    SINCE_DAY,
    STOP,
    TO_LEVEL,
    UNDER,
    UNTIL,
    UPWARD,
    WHO_AFTER,
    WHO_SHARES,
    WORD_NUMBER,
)
from parindex.core.words import normalise

Place = Literal["task", "title"]


@dataclass(frozen=True)
class Except:
    """What the threshold does not hold for, and its own threshold."""

    what: str
    at_least: Decimal


@dataclass(frozen=True)
class Target:
    """One threshold. Exactly one of at_least, at_most, increase_at_least, decrease_at_least, lasts, equals is set.

    `unit` is "%" or a noun in the source's words; `per` says for whom and how often ("đơn vị mỗi năm"); `strict`: the
    number itself does not do ("trên 95%"); `by`: the year it is to be reached; `words`: the source's clause.
    """

    words: str
    place: Place = "task"
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    increase_at_least: Decimal | None = None
    decrease_at_least: Decimal | None = None
    lasts: Decimal | None = None
    equals: str | None = None
    unit: str | None = None
    per: str | None = None
    against: int | str | None = None
    except_: tuple[Except, ...] = ()
    strict: bool = False
    by: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the keys of the command line, numbers as strings; of the rarer keys only those that say something."""
        rarer: dict[str, Any] = {
            "at_most": _plain(self.at_most),
            "increase_at_least": _plain(self.increase_at_least),
            "decrease_at_least": _plain(self.decrease_at_least),
            "lasts": _plain(self.lasts),
            "equals": self.equals,
            "against": self.against,
            "strict": self.strict or None,
            "by": self.by,
        }
        return {
            "at_least": _plain(self.at_least),
            "unit": self.unit,
            "per": self.per,
            "except": [{"what": one.what, "at_least": _plain(one.at_least)} for one in self.except_],
            "place": self.place,
            "words": self.words,
        } | {key: value for key, value in rarer.items() if value is not None}


# No sentence of a plan is longer; text without stops is read in pieces, so that time grows with length and no faster.
_LONGEST_SENTENCE = 2000


def read_targets(text: str, year: int, place: Place = "task") -> tuple[Target, ...]:
    """Return the thresholds that `text` sets, in its order; `year` is the plan's, to tell what was from what is to be.

    Not read: results of earlier years, conditions for exclusion, formulas, ranges, and "ít nhất một" in a title, which
    names the matter more often than a number.
    """
    found: list[Target] = []
    for sentence in _sentences(normalise_lines(text)):
        for part in textwrap.wrap(sentence, _LONGEST_SENTENCE, break_long_words=False, break_on_hyphens=False):
            found.extend(_read_sentence(part, year, place))
    return tuple(found)


def normalise_lines(text: str) -> str:
    """Normalise each line of `text` by itself, so that bullets stay apart."""
    return "\n".join(normalise(line) for line in text.splitlines())


def _sentences(text: str) -> Iterator[str]:
    """Sentences and clauses between semicolons; a full stop inside a number or brackets does not end one."""
    depth, start = 0, 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")" and depth > 0)
        ends = char == "\n" or (depth == 0 and (char == ";" or (char == "." and not text[at + 1 : at + 2].isalnum())))
        if ends:
            yield text[start:at]
            start, depth = at + 1, 0
    yield text[start:]


def _read_sentence(sentence: str, year: int, place: Place) -> Iterator[Target]:
    sentence = re.sub(r"^\s*[-–+*•]\s*", "", sentence).strip()
    exceptions = _exceptions(sentence)
    bare = _without(sentence, exceptions)
    numbered: list[tuple[int, Target]] = []
    for match in NUMBER.finditer(bare):
        target = _shared_change(bare, match, numbered) or _threshold(bare, match, year)
        if target:
            numbered.append((match.start(), target))
    for match in WORD_NUMBER.finditer(bare):
        if not (place == "title" and match["number"].lower() == "một"):
            unit, rest = _noun(bare[match.end() :])
            amount = Decimal(NUMBER_WORDS[match["number"].lower()])
            numbered.append(
                (match.start(), Target("", at_least=amount, unit=unit, per=_per(bare[: match.start("number")], rest)))
            )
    for match in EQUALS.finditer(bare):
        what = re.sub(r"\s+(?:tại|của|trên|trong|ở)\s.*$", "", match["what"])
        numbered.append((match.start(), Target("", equals=what.strip())))
    for at, target in _with_exceptions(sorted(numbered, key=lambda one: one[0]), exceptions):
        yield replace(target, words=sentence.strip(" -–"), place=place, by=target.by or _by(bare, at, year))


def _exceptions(sentence: str) -> list[re.Match[str]]:
    """Find "riêng ... 80%" and "trong đó ... 90%" with those that follow them."""
    found: list[re.Match[str]] = []
    for match in EXCEPT.finditer(sentence):
        if (found and match.start() < found[-1].end()) or not _singles_out(match, sentence[: match.start()]):
            continue
        more: re.Match[str] | None = match
        while more:
            found.append(more)
            more = EXCEPT_MORE.match(sentence, more.end())
    return found


def _singles_out(match: re.Match[str], before: str) -> bool:
    """Whether words make an exception of what is before them; "trong đó" may also open another threshold."""
    if "riêng" in match["opens"].lower():
        return True
    measure = MEASURE.match(match["what"])
    other = (measure and measure[0].lower() not in before.lower()) or OTHER_CHANGE.search(match["what"])
    return "%" in before and not other


def _shared_change(text: str, match: re.Match[str], earlier: list[tuple[int, Target]]) -> Target | None:
    """Read the second number of "giảm 5% số vụ và 10% số người chết": it shares the verb of the first."""
    if not (earlier and match["percent"]) or SAYS_SHARE.match(text[match.end() :]):
        return None
    at, first = earlier[-1]
    gap = text[at : match.start()].partition("%")[2]
    amount = _decimal(match["number"])
    if amount == 100 or not SHARES_CHANGE.match(gap) or not re.match(r"\s*[^\W\d_]", text[match.end() :]):
        return None
    if first.increase_at_least is not None:
        return replace(first, increase_at_least=amount)
    return replace(first, decrease_at_least=amount) if first.decrease_at_least is not None else None


def _without(sentence: str, exceptions: list[re.Match[str]]) -> str:
    for match in exceptions:
        sentence = sentence[: match.start()] + " " * len(match.group()) + sentence[match.end() :]
    return sentence


def _with_exceptions(found: list[tuple[int, Target]], exceptions: list[re.Match[str]]) -> list[tuple[int, Target]]:
    """Give each "riêng ..." to the nearest threshold of a share before it; without one it excludes nobody."""
    for match in exceptions:
        before = [
            i for i, (at, target) in enumerate(found) if at < match.start() and target.at_least and target.unit == "%"
        ]
        if before:
            at, target = found[before[-1]]
            extra = Except(match["what"].strip(" ,:"), _decimal(match["number"]))
            found[before[-1]] = (at, replace(target, except_=(*target.except_, extra)))
    return found


def _threshold(text: str, match: re.Match[str], year: int) -> Target | None:
    """Read the number at `match`, or None when it is no threshold."""
    before, after = text[: match.start()], text[match.end() :]
    clause = re.split(r"[(:]", before)[-1]
    if RANGE_BEFORE.search(before) or RANGE_AFTER.match(after) or FORMULA.search(before):
        return None
    amount, percent = _decimal(match["number"]), bool(match["percent"])
    unit, rest = ("%", after) if percent else _noun(after)
    target = Target("", unit=unit, per=_per(before, rest, percent))
    lasting = LASTING.search(clause)
    if lasting and unit and unit.startswith("ngày") and not (MOST.search(clause) or SINCE_DAY.match(rest)):
        return replace(target, lasts=amount)
    strong = _strong(target, amount, clause, after, percent)
    if strong:
        told = CONDITION.search(clause)
        if told or (strong.strict and _is_past(clause, year)):
            return strong if AIM.search(clause[told.end() if told else 0 :]) else None
        return strong
    return _weak(target, amount, before, after, percent, year)


def _strong(target: Target, amount: Decimal, clause: str, after: str, percent: bool) -> Target | None:
    """Thresholds by their own words: ít nhất, tối đa, trở lên, trên, tăng ít nhất."""
    most = MOST.search(clause)
    if most:
        return replace(target, at_most=amount)
    least, more = LEAST.search(clause), MORE.search(clause) if percent else None
    upward = UPWARD.match(after) and (percent or _counts(clause, target.unit))
    if not (least or more or upward):
        under = UNDER.search(clause) if percent else None
        aimed = (
            under and (TO_LEVEL.search(clause[: under.start()]) or AIM.search(clause)) and not CONDITION.search(clause)
        )
        return replace(target, at_most=amount, strict=True) if aimed else None
    marker = least or more
    lead = clause[: marker.start()] if marker else re.sub(r"\s+từ\s*$", "", clause)
    strict = more is not None and least is None
    return _change(target, amount, lead, after, strict) or replace(target, at_least=amount, strict=strict)


def _counts(clause: str, unit: str | None) -> bool:
    """Is "N ... trở lên" a number to reach? "Dân số từ 15 tuổi trở lên" only says who is meant."""
    if unit is None or unit.split()[0] in MEASURES_OF_PEOPLE:
        return False
    return bool(AIM.search(clause) or re.search(r"(?<!\w)(?:đạt|có)(?:\s+\w+){0,3}\s*$", clause, re.I))


def _change(target: Target, amount: Decimal, lead: str, after: str, strict: bool = False) -> Target | None:
    """Read "tăng ... 20% so với năm 2022" where `lead` ends in the verb."""
    since = SINCE.search(after)
    against: int | str | None = None
    if since:
        named = re.search(r"năm (20\d\d)", since["what"])
        against = int(named[1]) if named else since["what"].strip()
    if RISE.search(lead):
        return replace(target, increase_at_least=amount, against=against, strict=strict)
    if FALL.search(lead):
        return replace(target, decrease_at_least=amount, against=against, strict=strict)
    return None


def _weak(target: Target, amount: Decimal, before: str, after: str, percent: bool, year: int) -> Target | None:
    """Thresholds by their place only: "100% hồ sơ ...", "đạt 80%", "mỗi đơn vị 01 sáng kiến". Brackets only tell."""
    bracketed = before.count("(") > before.count(")") or after.count(")") > after.count("(")
    clause = before[before.rfind("(") + 1 :] if bracketed else before
    aimed = bool((AIM_FIRMLY if bracketed else AIM).search(clause))
    if percent and not before.strip() and not after.strip(" ."):
        return replace(target, at_least=amount)  # The whole of a cell in a column of targets.
    told = CONDITION.search(before)
    if (told and not AIM_FIRMLY.search(before[told.end() :])) or UNDER.search(before) or OWNED.match(after):
        return None
    if not aimed and _is_past(clause, year):
        return None
    if not percent:
        counted = target.unit is not None and target.per is not None and bool(EACH.search(clause) or aimed)
        return replace(target, at_least=amount) if counted else None
    changed = _change(target, amount, before, after)
    if changed:
        bare_order = len(before.split()) <= 2  # "Giảm 20% thời gian giải quyết": the sentence is the order.
        return changed if aimed or changed.against or bare_order else None
    if bracketed and not aimed:
        return None
    sharing = WHO_SHARES.search(before) and re.match(r"\s*[^\W\d_]", after)
    if aimed or REACH.search(before) or UNTIL.search(before) or (sharing and (amount == 100 or not before.strip())):
        return replace(target, at_least=amount)
    return replace(target, at_least=amount) if amount == 100 and re.match(r"\s*[^\W\d_]", after) else None


def _is_past(clause: str, year: int) -> bool:
    years = [int(found["year"]) for found in PAST_YEAR.finditer(clause)]
    return bool(PAST.search(clause)) or (bool(years) and max(years) < year)


def _by(text: str, at: int, year: int) -> int | None:
    found = [int(match["year"]) for match in UNTIL.finditer(text[:at])]
    return found[-1] if found and found[-1] >= year else None


def _per(before: str, rest: str, percent: bool = False) -> str | None:
    """Return for whom and how often the threshold holds: "đơn vị mỗi năm", "tháng", "xã"; None when it says neither."""
    rest = re.sub(r"^(?:\s+[^\W\d_]+){1,6}(?=\s*/)", "", rest)  # "01 sáng kiến CCHC/năm"
    near = OFTEN_NEAR.search(before[-200:])
    near = None if near and percent and near["each"].lower() != "mỗi" else near  # "kế hoạch hằng năm đạt ít nhất 80%"
    who_match, often = EACH.search(before), OFTEN_AFTER.match(rest) or OFTEN_FIRST.search(before) or near
    who = _body(who_match["who"]) if who_match else None
    time = often["time"].lower() if often else None
    behind = WHO_AFTER.match(rest)
    if behind and not who:
        who, time = behind["who"].lower(), time or behind["time"]
    if who and time:
        return f"{who} mỗi {time}"
    return who or time


def _body(words: str) -> str:
    """ "cơ quan, đơn vị, địa phương" is any unit: "đơn vị"."""
    words = words.lower()
    return "đơn vị" if "đơn vị" in words else words


def _noun(after: str) -> tuple[str | None, str]:
    """Return the noun counted, in lower-case words of the source, and what follows it."""
    found = re.match(r"\s*((?:[^\W\d_]+)(?:,\s+[^\W\d_]+(?=\s*[/.;)]|\s*$))?(?:\s+[^\W\d_]+)*)", after)
    if not found:
        return None, after
    words: list[re.Match[str]] = []
    for word in re.finditer(r"[^\W\d_]+", found.group(1)):
        if STOP.fullmatch(word.group()) or len(words) == 4 or not word.group()[0].islower():
            break
        words.append(word)
    if not words:
        return None, after
    end = found.start(1) + words[-1].end()
    return " ".join(word.group() for word in words), after[end:]


def _decimal(digits: str) -> Decimal:
    """Read 1.000, 76,5, 76.5 or 01 as Vietnamese documents write them."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits):
        digits = digits.replace(".", "")
    return Decimal(digits.replace(",", ".")).normalize()


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"
