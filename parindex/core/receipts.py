"""The receipt of a point: set, method, typed inputs and exact points under one hash; what recomputes it."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from parindex.core.amounts import plain, rounded
from parindex.core.answers import FIRST_YEAR, LAST_YEAR, Answer, Answers
from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.errors import InputError
from parindex.core.methods import name_of
from parindex.core.scoring import Line, Scorecard, score, score_criterion

Receipt = dict[str, Any]

FORMAT = 1
TOTAL = "total"  # the name of the method of the receipt that has no criterion
_WORDS = {
    "format": "Dạng biên nhận",
    "set": "Bộ tiêu chí",
    "unit": "Đơn vị",
    "year": "Năm",
    "criterion": "Tiêu chí",
    "method": "Cách chấm",
    "inputs": "Số liệu",
    "exact": "Điểm trước khi làm tròn",
    "points": "Điểm",
    "max": "Điểm tối đa",
    "shown": "Điểm hiển thị",
    "state": "Trạng thái",
    "grade": "Xếp loại",
    "origin": "Nguồn số liệu",
    "evidence": "Tài liệu kiểm chứng",
    "rounds": "Các vòng chấm",
    "hash": "Mã băm",
}
_MOST_SHOWN = 80


@dataclass(frozen=True)
class Evidence:
    """A document that proves an answer: a file by its SHA-256, or a web link; `page` is where to look in it."""

    name: str
    sha256: str | None = None
    link: str | None = None
    page: str | None = None

    def to_json(self) -> dict[str, Any]:
        """What is not known is left out."""
        found = {"name": self.name, "sha256": self.sha256, "link": self.link, "page": self.page}
        return {key: value for key, value in found.items() if value}


@dataclass(frozen=True)
class Round:
    """What somebody said at a stage: points (None: said why, not how much), and why."""

    stage: str
    by: str
    on: date
    points: Fraction | None
    why: str

    def to_json(self) -> dict[str, Any]:
        """Points as in the receipt."""
        points = None if self.points is None else _exact(self.points)
        return {"stage": self.stage, "by": self.by, "on": self.on.isoformat(), "points": points, "why": self.why}


@dataclass(frozen=True)
class Trace:
    """What stands behind the answer to one criterion, which only the caller knows. `origin` is JSON: where the figures
    come from (indicator, lake and rules versions, input hash, as_of; or duties; or stage of assessment; or a file).
    """

    origin: Mapping[str, Any] | None = None
    evidence: Sequence[Evidence] = ()
    rounds: Sequence[Round] = ()


def receipts(card: Scorecard, traces: Mapping[str, Trace] | None = None, total: Trace = Trace()) -> list[Receipt]:
    """One receipt for each criterion that a method scores, missing and not assigned ones too, then one for the total.

    `traces` by the id of the criterion. Receipts are JSON; points and maxima are exact, as "n/d".
    """
    known = traces or {}
    lines = [_of_line(card.criteria_set, card.unit, card.year, line) for line in card.criteria]
    sealed = [_sealed(found, known.get(found["criterion"]["id"], Trace())) for found in lines]
    return [*sealed, _sealed(_of_total(card), total)]


def _of_line(criteria_set: CriteriaSet, unit: str, year: int, line: Line) -> Receipt:
    criterion, rule = line.criterion, criteria_set.rounding
    places = rule.total if rule.criterion is None else rule.criterion
    return {
        "format": FORMAT,
        "set": _set(criteria_set),
        "unit": unit,
        "year": year,
        "criterion": {"id": criterion.id, "title": criterion.title, "references": list(criterion.references)},
        "method": _method(criterion),
        "inputs": None if line.inputs is None else line.inputs.to_json(),
        "exact": _exact(line.exact),
        "points": _exact(line.points),
        "max": _exact(line.max),
        "shown": _shown(criteria_set, line.points, line.max, places),
        "state": line.state,
    }


def _of_total(card: Scorecard) -> Receipt:
    criteria_set, rule = card.criteria_set, card.criteria_set.rounding
    parameters = {
        "not_assigned": criteria_set.not_assigned,
        "bounded": criteria_set.bounded,
        "rounding": {"mode": rule.mode, "criterion": rule.criterion, "total": rule.total, "percent": rule.percent},
    }
    answered = {line.criterion.id: line.inputs.to_json() for line in card.criteria if line.inputs is not None}
    return {
        "format": FORMAT,
        "set": _set(criteria_set),
        "unit": card.unit,
        "year": card.year,
        "criterion": None,
        "method": {"name": TOTAL, "parameters": parameters},
        "inputs": {"answers": answered},
        "exact": _exact(card.raw),
        "points": _exact(card.total),
        "max": _exact(card.max),
        "shown": _shown(criteria_set, card.total, card.max, rule.total),
        "state": TOTAL,
        "grade": card.grade,
    }


def _set(criteria_set: CriteriaSet) -> dict[str, Any]:
    decision = criteria_set.decision
    return {
        "name": criteria_set.name,
        "version": criteria_set.version,
        "fingerprint": criteria_set.fingerprint,
        "title": criteria_set.title,
        "example": criteria_set.example,
        "decision": {
            "title": decision.title,
            "issuer": decision.issuer,
            "number": decision.number,
            "date": None if decision.date is None else decision.date.isoformat(),
        },
    }


def _method(criterion: Criterion) -> dict[str, Any]:
    assert criterion.method is not None
    said = {key: value for key, value in criterion.parameters.items() if key != "name"}
    # Rule files hold days as well as what JSON knows.
    return {"name": name_of(criterion.method), "parameters": json.loads(json.dumps(said, default=str))}


def _shown(criteria_set: CriteriaSet, points: Fraction, limit: Fraction, places: int) -> dict[str, str]:
    mode = criteria_set.rounding.mode
    return {"points": plain(rounded(points, places, mode)), "max": plain(rounded(limit, places, mode))}


def _exact(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _sealed(found: Receipt, trace: Trace) -> Receipt:
    whole = found | {
        "origin": None if trace.origin is None else dict(trace.origin),
        "evidence": [each.to_json() for each in trace.evidence],
        "rounds": [each.to_json() for each in trace.rounds],
    }
    return whole | {"hash": hash_of(whole)}


def hash_of(receipt: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON (keys in order, no spaces, ASCII) of all but the hash itself."""
    rest = {key: value for key, value in receipt.items() if key != "hash"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def because(receipt: Receipt, criteria_set: CriteriaSet) -> str:
    """The Vietnamese sentence of the points, made anew from the typed inputs; InputError where they are damaged."""
    return _recomputed(receipt, criteria_set)[1]


def verify(receipt: Any, criteria_set: CriteriaSet) -> list[str]:
    """What does not hold of a receipt, in Vietnamese; empty where all of it does. Raises nothing at all."""
    if not isinstance(receipt, dict):
        return [f"Không phải một biên nhận mà là {_quoted(receipt)}."]
    found = _shape(receipt) + _seal(receipt)
    theirs = receipt.get("set")
    print_ = theirs.get("fingerprint") if isinstance(theirs, dict) else None
    if print_ != criteria_set.fingerprint:
        # Points under another set say nothing about this receipt.
        return [
            *found,
            f"Bộ tiêu chí: biên nhận lập theo bộ có mã nội dung {_quoted(print_)}, khác bộ đang dùng để kiểm tra "
            f"{criteria_set.name} ({criteria_set.fingerprint[:12]}…); hãy chọn đúng phiên bản của bộ.",
        ]
    try:
        right, _ = _recomputed(receipt, criteria_set)
    except (InputError, TypeError, ValueError, ArithmeticError, RecursionError) as error:  # inputs of any kind at all
        return [*found, f"Không tính lại được: {_printable(str(error).rstrip('.'))}."]
    keys = [key for key in right if key in receipt and key not in ("unit", "year")]
    return found + [_differs(key, receipt[key], right[key]) for key in keys if not _same(receipt[key], right[key])]


def against_totals(given: Sequence[Any]) -> list[list[str]]:
    """For each receipt what its total says otherwise, where that is given too: whoever changes the inputs of one
    receipt and seals it again has to forge the total as well.
    """
    totals = {_key(each): each for each in given if _is_total(each)}
    return [_beside(each, totals) for each in given]


def _key(receipt: Receipt) -> tuple[str, ...]:
    return tuple(_json(receipt.get(key)) for key in ("set", "unit", "year"))


def _is_total(each: Any) -> bool:
    return isinstance(each, dict) and each.get("criterion", "") is None


def _beside(each: Any, totals: Mapping[tuple[str, ...], Receipt]) -> list[str]:
    criterion = each.get("criterion") if isinstance(each, dict) else None
    total = totals.get(_key(each)) if isinstance(criterion, dict) else None
    inputs = total.get("inputs") if total else None
    answers = inputs.get("answers") if isinstance(inputs, dict) else None
    if not isinstance(answers, dict) or not isinstance(criterion, dict) or not isinstance(criterion.get("id"), str):
        return []
    told = answers.get(criterion["id"])
    return [] if _same(each.get("inputs"), told) else [_differs("inputs", each.get("inputs"), told, "biên nhận tổng")]


def _recomputed(receipt: Receipt, criteria_set: CriteriaSet) -> tuple[Receipt, str]:
    """What the receipt should say, and its sentence; InputError where its inputs are not an answer to its criterion."""
    unit, year, criterion, inputs = (receipt.get(key) for key in ("unit", "year", "criterion", "inputs"))
    if not isinstance(unit, str) or type(year) is not int or not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError(f"thiếu đơn vị, hoặc năm từ {FIRST_YEAR} đến {LAST_YEAR}")
    if criterion is None:
        told = inputs.get("answers") if isinstance(inputs, dict) else None
        if not isinstance(told, dict):
            raise InputError("số liệu của tổng điểm phải là câu trả lời của từng tiêu chí (answers)")
        card = score(criteria_set, Answers(unit, year, {id: _answer(id, each) for id, each in told.items()}))
        return _of_total(card), card.because
    id = criterion.get("id") if isinstance(criterion, dict) else None
    if not isinstance(id, str):
        raise InputError("thiếu mã tiêu chí")
    answers = {} if inputs is None else {id: _answer(id, inputs)}
    line = score_criterion(criteria_set, id, Answers(unit, year, answers))
    return _of_line(criteria_set, unit, year, line), line.because


def _answer(id: str, inputs: Any) -> Answer:
    if not isinstance(inputs, dict):
        raise InputError(f"{id}: số liệu phải là một câu trả lời, không phải {_quoted(inputs)}")
    return Answer(_as_answered(inputs), id)


def _as_answered(inputs: dict[str, Any]) -> dict[str, Any]:
    """Typed inputs as they were answered: the last day, which the criterion adds beside the day, is its own to say."""
    if isinstance(units := inputs.get("units"), dict):
        parts = {unit: _as_answered(each) if isinstance(each, dict) else each for unit, each in units.items()}
        return inputs | {"units": parts}
    return {key: value for key, value in inputs.items() if key != "by" or "done" not in inputs}


def _seal(receipt: Receipt) -> list[str]:
    try:
        right = hash_of(receipt)
    except (TypeError, ValueError, RecursionError):
        return ["Nội dung biên nhận không phải JSON nên không tính được mã băm."]
    if receipt.get("hash") == right:
        return []
    return ["Mã băm không khớp nội dung: biên nhận đã bị sửa hoặc chép thiếu sau khi lập."]


def _shape(receipt: Receipt) -> list[str]:
    wanted = [key for key in _WORDS if key != "grade" or receipt.get("criterion", "") is None]
    found = [f"Thiếu {_WORDS[key].lower()} ({key})." for key in wanted if key not in receipt]
    found += [f"Có phần lạ {_quoted(key)} không thuộc biên nhận." for key in receipt if key not in wanted]
    if not isinstance(receipt.get("origin"), dict | None):
        found.append(f"Nguồn số liệu phải là các cặp khóa và giá trị, không phải {_quoted(receipt['origin'])}.")
    for key, holds in (("evidence", _is_evidence), ("rounds", _is_round)):
        rows = receipt.get(key, [])
        if not isinstance(rows, list):
            found.append(f"{_WORDS[key]} phải là một danh sách, không phải {_quoted(rows)}.")
            continue
        found += [
            f"{_WORDS[key]}, dòng {at}: ghi sai {_quoted(row)}." for at, row in enumerate(rows, 1) if not holds(row)
        ]
    return found


def _is_evidence(row: Any) -> bool:
    if not isinstance(row, dict) or set(row) - {"name", "sha256", "link", "page"}:
        return False
    if not row.get("name") or not all(isinstance(value, str) for value in row.values()):
        return False
    return (
        bool(re.fullmatch("[0-9a-f]{64}", row["sha256"]))
        if "sha256" in row
        else bool(re.match("https?://.", row.get("link", "")))
    )


def _is_round(row: Any) -> bool:
    if not isinstance(row, dict) or set(row) != {"stage", "by", "on", "points", "why"}:
        return False
    points, words = row["points"], (row["stage"], row["by"], row["on"], row["why"])
    if not all(isinstance(word, str) for word in words) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", row["on"]):
        return False
    return points is None or (isinstance(points, str) and bool(re.fullmatch("-?[0-9]+/[1-9][0-9]*", points)))


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: true is not 1, and "1" is not 1."""
    try:
        return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    except (TypeError, ValueError, RecursionError):
        return False


def _differs(key: str, told: Any, right: Any, source: str = "tính lại") -> str:
    return f"{_WORDS[key]}: biên nhận ghi {_quoted(told)}, {source} là {_quoted(right)}."


def _quoted(value: Any) -> str:
    text = _printable(value if isinstance(value, str) else _json(value))
    return f"“{text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + '…'}”"


def _printable(text: str) -> str:
    """Whoever damaged a receipt does not get to steer the screen on which that is told."""
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    except (TypeError, ValueError, RecursionError):
        return type(value).__name__
