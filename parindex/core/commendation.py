"""Commendation rules held against the facts of a unit: a proposal with its reasons, and what would still change it.

Nobody is punished by a machine: what is not known makes the proposal “cannot tell”, never eligible, never excluded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from parindex.core.amounts import plain, rounded, said
from parindex.core.commendation_conditions import Condition, Finding, Step
from parindex.core.commendation_facts import Exemption, Facts
from parindex.core.criteria import AgencyLevel, Decision
from parindex.core.errors import InputError

Combine = Literal["all", "any"]
# Where it comes from: the plan's own text, our assumption, or a reading that the authority decided on.
Status = Literal["found", "assumed", "decided"]
# Whom a rule speaks of.
Subject = Literal["unit", "head"]
Verdict = Literal["eligible", "at_risk", "not_eligible", "cannot_tell"]

SAID: dict[Verdict, str] = {
    "eligible": "Đủ điều kiện đề nghị",
    "at_risk": "Đủ điều kiện, có nguy cơ mất",
    "not_eligible": "Không đề nghị",
    "cannot_tell": "Chưa kết luận được",
}
_PLACES = 4


@dataclass(frozen=True)
class Reading:
    """How an authority understands what its rules leave open, from a day on and by a document.

    `changes`: a setting's key and its value, as core/commendation_settings.py names them; none: as the rules have it.
    """

    valid_from: date
    document: str
    dated: date
    reason: str
    changes: Mapping[str, str]

    @property
    def says(self) -> str:
        """The document and its days in words."""
        return (
            f"Theo {self.document} ngày {self.dated:%d/%m/%Y}, áp dụng từ {self.valid_from:%d/%m/%Y}: "
            f"{self.reason.rstrip('.')}."
        )

    def to_json(self) -> dict[str, Any]:
        """As a decision keeps it."""
        return {
            "valid_from": self.valid_from.isoformat(),
            "document": self.document,
            "dated": self.dated.isoformat(),
            "reason": self.reason,
            "changes": dict(self.changes),
        }


@dataclass(frozen=True)
class Stated:
    """A condition with where its threshold comes from and how it is understood."""

    condition: Condition
    status: Status
    note: str


@dataclass(frozen=True)
class Exclusion:
    """A rule that excludes from commendation where all, or any, of its conditions are met."""

    id: str
    title: str
    levels: tuple[AgencyLevel, ...]
    of: Subject
    combine: Combine
    combine_note: str
    combine_status: Status
    conditions: tuple[Stated, ...]
    references: tuple[str, ...]


@dataclass(frozen=True)
class Warn:
    """A unit is at risk when what would exclude it is at most so many dossiers, or points, away."""

    dossiers: int
    points: Decimal
    note: str
    status: Status = "assumed"


@dataclass(frozen=True)
class CommendationRules:
    """A dated set of rules. `head_follows_unit`: the head of a unit shares its verdict where the unit's is worse.

    `reading` is how they are understood, `own` the same rules without it.
    """

    id: str
    version: str
    title: str
    decision: Decision
    valid_from: date
    valid_to: date | None
    warn: Warn
    head_follows_unit: bool
    head_note: str
    references: tuple[str, ...]
    notes: tuple[str, ...]
    rules: tuple[Exclusion, ...]
    fingerprint: str
    head_status: Status = "assumed"
    reading: Reading | None = None
    own: "CommendationRules | None" = None

    @property
    def name(self) -> str:
        """id@version."""
        return f"{self.id}@{self.version}"

    def settings(self) -> list[dict[str, str]]:
        """Everything that could be understood otherwise: what it is set to, where that comes from, and why.

        `own` is what the rules themselves say where a reading says otherwise, else empty.
        """
        found = self._settings()
        before = found if self.own is None else self.own._settings()
        return [
            one | {"own": "" if one["value"] == was["value"] else was["value"]}
            for one, was in zip(found, before, strict=True)
        ]

    def _settings(self) -> list[dict[str, str]]:
        found = []
        for rule in self.rules:
            if len(rule.conditions) > 1:
                word = COMBINED[rule.combine]
                found.append(_setting(rule.title, "Nối các điều kiện", word, rule.combine_status, rule.combine_note))
            for each in rule.conditions:
                found.append(_setting(rule.title, "Điều kiện", each.condition.says, each.status, each.note))
        points, word = said(self.warn.points), "có" if self.head_follows_unit else "không"
        warn = f"còn tối đa {self.warn.dossiers} hồ sơ trễ hoặc {points} điểm"
        found.append(_setting("Báo trước", "Khi nào", warn, self.warn.status, self.warn.note))
        return [*found, _setting("Người đứng đầu", FOLLOWS, word, self.head_status, self.head_note)]


COMBINED: dict[Combine, str] = {"all": "và: phải có cả hai", "any": "hoặc: một là đủ"}
FOLLOWS = "Theo kết quả của đơn vị"


def _setting(rule: str, what: str, value: str, status: Status, note: str) -> dict[str, str]:
    return {"rule": rule, "what": what, "value": value, "status": status, "note": note}


@dataclass(frozen=True)
class Ruling:
    """One rule held against the facts. `met`: it speaks against the unit (None: not known).

    `exemption` lifts it; `steps` are what is left until it is met, None where that is far off or cannot be.
    """

    rule: Exclusion
    findings: tuple[Finding, ...]
    met: bool | None
    exemption: Exemption | None
    lapsed: tuple[Exemption, ...]
    steps: tuple[Step, ...] | None
    mends: tuple[Step, ...] | None

    @property
    def lacks(self) -> list[str]:
        """What is not known, in words."""
        pairs = zip(self.rule.conditions, self.findings, strict=True)
        return [stated.condition.lacks for stated, found in pairs if found.met is None]

    def to_json(self) -> dict[str, Any]:
        """With the reasons of each condition."""
        return {
            "id": self.rule.id,
            "title": self.rule.title,
            "of": self.rule.of,
            "combine": self.rule.combine,
            "met": self.met,
            "conditions": [
                {
                    "kind": stated.condition.kind,
                    "threshold": stated.condition.says,
                    "status": stated.status,
                    "met": found.met,
                    "says": found.says,
                    "to_meet": _step(found.to_meet),
                    "to_leave": _step(found.to_leave),
                }
                for stated, found in zip(self.rule.conditions, self.findings, strict=True)
            ],
            "exemption": None if self.exemption is None else self.exemption.says,
            "exemptions_not_in_force": [each.says for each in self.lapsed],
            "references": list(self.rule.references),
        }


def _step(found: Step | None) -> dict[str, Any] | None:
    if found is None:
        return None
    shown = plain(rounded(found.amount, _PLACES))
    return {"kind": found.kind, "amount": shown, "more_than": not found.closed, "says": found.words}


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a unit and for its head, with every rule's reasons."""

    rules: CommendationRules
    facts: Facts
    unit: Verdict
    head: Verdict
    rulings: tuple[Ruling, ...]

    @property
    def says(self) -> str:
        """The unit's proposal in words."""
        return _sentence(self.unit, [each for each in self.rulings if each.rule.of == "unit"])

    @property
    def head_says(self) -> str:
        """The head's proposal in words."""
        own = [each for each in self.rulings if each.rule.of == "head"]
        if self.head != _verdict(own):
            return f"Theo kết quả của đơn vị: {SAID[self.unit].lower()}."
        return _sentence(self.head, own)

    @property
    def mend(self) -> tuple[str, ...]:
        """For each rule that excludes: what would lift it while it can be; nothing for a year that is over."""
        return tuple(
            f"{each.rule.title}: {_joined(each.mends, each.rule.combine == 'any')} thì không còn vướng."
            for each in self.rulings
            if each.met and each.exemption is None and each.mends
        )

    def to_json(self) -> dict[str, Any]:
        """As `parindex commend --json` prints it."""
        return {
            "rules": self.rules.name,
            "fingerprint": self.rules.fingerprint,
            "unit": self.facts.unit,
            "level": self.facts.level,
            "year": self.facts.year,
            "day": self.facts.day.isoformat(),
            "open": self.facts.open,
            "verdict": self.unit,
            "says": self.says,
            "mend": list(self.mend),
            "missing": sorted({word for each in self.rulings if each.met is None for word in each.lacks}),
            "head": {"verdict": self.head, "says": self.head_says},
            "rulings": [each.to_json() for each in self.rulings],
            "settings": self.rules.settings(),
            "reading": None if self.rules.reading is None else self.rules.reading.to_json(),
        }


def propose(rules: CommendationRules, facts: Facts) -> Proposal:
    """Hold the rules against the facts. InputError for a year out of force, a level without rules, an unknown rule."""
    _check(rules, facts)
    rulings = tuple(_ruling(rule, rules.warn, facts) for rule in rules.rules if facts.level in rule.levels)
    unit = _verdict([each for each in rulings if each.rule.of == "unit"])
    head = _verdict([each for each in rulings if each.rule.of == "head"])
    if rules.head_follows_unit:
        head = max(unit, head, key=_WORSE.index)
    return Proposal(rules, facts, unit, head, rulings)


# From the best to the worst. What is not known is worse than a risk and better than being excluded for certain.
_WORSE: tuple[Verdict, ...] = ("eligible", "at_risk", "cannot_tell", "not_eligible")


def _check(rules: CommendationRules, facts: Facts) -> None:
    if facts.year < rules.valid_from.year or (rules.valid_to and facts.year > rules.valid_to.year):
        last = f" đến {rules.valid_to:%d/%m/%Y}" if rules.valid_to else ""
        raise InputError(
            f"Quy tắc {rules.name} có hiệu lực từ {rules.valid_from:%d/%m/%Y}{last}, không dùng cho năm {facts.year}; "
            "hãy chọn quy tắc khác hoặc sửa year."
        )
    if facts.level not in {level for rule in rules.rules for level in rule.levels}:
        raise InputError(f"{facts.unit}: quy tắc {rules.name} không có dòng nào cho cấp “{facts.level}”.")
    known = [rule.id for rule in rules.rules]
    if strangers := [each.rule for each in facts.exemptions if each.rule not in known]:
        raise InputError(
            f"{facts.unit}: miễn trừ cho quy tắc “{strangers[0]}” không có; hãy dùng một trong: {', '.join(known)}."
        )


def _ruling(rule: Exclusion, warn: Warn, facts: Facts) -> Ruling:
    findings = tuple(each.condition.judge(facts) for each in rule.conditions)
    met = _combined(rule.combine, [each.met for each in findings])
    named = [each for each in facts.exemptions if each.rule == rule.id]
    holding = [each for each in named if each.holds(facts.day)]
    return Ruling(
        rule,
        findings,
        met,
        holding[0] if holding else None,
        tuple(each for each in named if not each.holds(facts.day)),
        _near(rule.combine, findings, warn) if met is False and facts.open else None,
        _mends(rule.combine, findings) if met and facts.open else None,
    )


def _combined(how: Combine, found: Sequence[bool | None]) -> bool | None:
    """`and` or `or` of three values: what is not known decides nothing that the others decide already."""
    decides = how == "any"
    if any(each is decides for each in found):
        return decides
    return None if any(each is None for each in found) else not decides


def _near(how: Combine, findings: Sequence[Finding], warn: Warn) -> tuple[Step, ...] | None:
    """The steps to the rule where each is near enough to be warned of."""
    steps = [each.to_meet for each in findings if each.met is False]
    near = [step for step in steps if step is not None and _within(step, warn)]
    if how == "any":
        return tuple(near) or None
    return tuple(near) if len(near) == len(steps) else None


def _within(step: Step, warn: Warn) -> bool:
    return step.amount <= (warn.dossiers if step.kind == "dossiers" else Fraction(warn.points))


def _mends(how: Combine, findings: Sequence[Finding]) -> tuple[Step, ...] | None:
    """What would lift the rule: one of the steps where all conditions must hold, every one where any is enough."""
    steps = [each.to_leave for each in findings if each.met]
    possible = [step for step in steps if step is not None]
    if how == "all":
        return tuple(possible) or None
    return tuple(possible) if len(possible) == len(steps) else None


def _verdict(rulings: Sequence[Ruling]) -> Verdict:
    standing = [each for each in rulings if each.exemption is None]
    if any(each.met for each in standing):
        return "not_eligible"
    if any(each.met is None for each in standing):
        return "cannot_tell"
    return "at_risk" if any(each.steps for each in standing) else "eligible"


def _sentence(verdict: Verdict, rulings: Sequence[Ruling]) -> str:
    standing = [each for each in rulings if each.exemption is None]
    lifted = "".join(
        f" Được miễn “{each.rule.title}” theo {each.exemption.says}."
        for each in rulings
        if each.exemption is not None and each.met is not False
    )
    if verdict == "not_eligible":
        return f"Không đề nghị khen thưởng: {'; '.join(each.rule.title for each in standing if each.met)}.{lifted}"
    if verdict == "cannot_tell":
        lacks = dict.fromkeys(word for each in standing if each.met is None for word in each.lacks)
        return f"Chưa kết luận được: còn thiếu {', '.join(lacks)}.{lifted}"
    if verdict == "at_risk":
        risks = "; ".join(_joined(each.steps, each.rule.combine == "all") for each in standing if each.steps)
        return f"Đủ điều kiện đề nghị khen thưởng, nhưng {risks} là mất.{lifted}"
    return f"Đủ điều kiện đề nghị khen thưởng.{lifted}"


def _joined(steps: Sequence[Step] | None, together: bool) -> str:
    return (" và " if together else " hoặc ").join(step.words for step in steps or ())
