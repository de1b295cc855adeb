"""What commendation rules leave open, one setting each, and the same rules under another reading of those.

What the plan states plainly (status found) is no setting: it can only be changed by other rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import cast

from parindex.core.amounts import amount, plain, said
from parindex.core.bands import Band
from parindex.core.commendation import COMBINED, FOLLOWS, Combine, CommendationRules, Exclusion, Reading, Stated
from parindex.core.commendation_conditions import Components, Late, Many, Measure
from parindex.core.criteria_reading import fingerprint
from parindex.core.errors import InputError

_MOST_DOSSIERS, _WHOLE = 1_000_000, 100
_ENDS = (("at_least", "từ (kể cả số ấy)"), ("above", "trên (không kể số ấy)"))
_MANY = (
    ("count", "theo số hồ sơ"),
    ("share", "theo tỷ lệ"),
    ("both", "phải có cả số hồ sơ và tỷ lệ"),
    ("either", "số hồ sơ hoặc tỷ lệ, một là đủ"),
)
_MEASURES = (("total", "tính gộp các thành phần"), ("each", "xét từng thành phần"))
_YES_NO = (("true", "có"), ("false", "không"))


@dataclass(frozen=True)
class Setting:
    """One thing that may be understood otherwise: `options` to choose from, or a number from 0 to `most`."""

    key: str
    rule: str
    what: str
    value: str
    options: tuple[tuple[str, str], ...] = ()
    most: int = 0
    whole: bool = False

    def says(self, value: str | None = None) -> str:
        """The value (its own, unless another is given) in words."""
        value = self.value if value is None else value
        return dict(self.options)[value] if self.options else said(Decimal(value))

    def checked(self, value: str) -> str:
        """The value as it is kept; InputError where it cannot be."""
        where = f"{self.rule}. {self.what}"
        if self.options:
            if value not in dict(self.options):
                words = ", ".join(word for word, _ in self.options)
                raise InputError(f"{where}: “{value}” không có; hãy dùng một trong: {words}.")
            return value
        number = amount(value, where)
        if not 0 <= number <= self.most or (self.whole and number % 1):
            kind = "số nguyên" if self.whole else "số"
            raise InputError(f"{where}: “{value}” phải là {kind} từ 0 đến {said(Decimal(self.most))}.")
        return plain(number)


def open_settings(rules: CommendationRules) -> tuple[Setting, ...]:
    """Everything that a reading may change, in the order of the rules."""
    found: list[Setting] = []
    for rule in rules.rules:
        if len(rule.conditions) > 1 and rule.combine_status != "found":
            options = tuple(COMBINED.items())
            found.append(Setting(f"{rule.id}.combine", rule.title, "Nối các điều kiện", rule.combine, options))
        for number, stated in enumerate(rule.conditions, 1):
            found += _of_condition(f"{rule.id}.{number}", rule.title, stated)
    points = plain(rules.warn.points)
    follows = "true" if rules.head_follows_unit else "false"
    return (
        *found,
        _dossiers("warn.dossiers", "Báo trước", "Khi còn tối đa bao nhiêu hồ sơ trễ", str(rules.warn.dossiers)),
        Setting("warn.points", "Báo trước", "Khi còn tối đa bao nhiêu điểm", points, most=_WHOLE),
        Setting("head.follows_unit", "Người đứng đầu", FOLLOWS, follows, _YES_NO),
    )


def _of_condition(key: str, rule: str, stated: Stated) -> Iterable[Setting]:
    condition = stated.condition
    if isinstance(condition, Late) and stated.status != "found":
        count_end, count = _ends(condition.count)
        share_end, share = _ends(condition.share)
        yield Setting(f"{key}.many", rule, "“Nhiều” tính theo", condition.many, _MANY)
        yield Setting(f"{key}.count.end", rule, "Số hồ sơ trễ tính là nhiều", count_end, _ENDS)
        yield _dossiers(f"{key}.count", rule, "Số hồ sơ", count)
        yield Setting(f"{key}.share.end", rule, "Tỷ lệ trễ tính là nhiều", share_end, _ENDS)
        yield Setting(f"{key}.share", rule, "Tỷ lệ, %", share, most=_WHOLE)
    if isinstance(condition, Components):
        yield Setting(f"{key}.measure", rule, "Điểm thành phần", condition.measure, _MEASURES)


def _dossiers(key: str, rule: str, what: str, value: str) -> Setting:
    return Setting(key, rule, what, value, most=_MOST_DOSSIERS, whole=True)


def _ends(band: Band) -> tuple[str, str]:
    assert band.low is not None  # the reader of rules lets no other through
    return "at_least" if band.low_closed else "above", plain(band.low)


def in_force(rules: CommendationRules, readings: Sequence[Reading], day: date) -> CommendationRules:
    """The rules as they are understood on a day: by the reading that applies latest, the last one of equals."""
    fitting = [one for one in readings if one.valid_from <= day]
    if not fitting:
        return rules
    latest = max(one.valid_from for one in fitting)
    return reread(rules, [one for one in fitting if one.valid_from == latest][-1])


def reread(rules: CommendationRules, reading: Reading) -> CommendationRules:
    """The rules themselves under a reading: the same name, another fingerprint where anything differs.

    InputError for a setting that the rules do not leave open, or for a value that cannot be.
    """
    changed = changes(rules, reading.changes)
    if not changed:
        return replace(rules, reading=reading, own=rules)
    warn, head = rules.warn, rules.head_follows_unit
    if changed.keys() & {"warn.dossiers", "warn.points"}:
        dossiers = int(changed.get("warn.dossiers", warn.dossiers))
        points = Decimal(changed.get("warn.points", warn.points))
        warn = replace(warn, dossiers=dossiers, points=points, note=reading.says, status="decided")
    found = replace(
        rules,
        rules=tuple(_rule(rule, changed, reading.says) for rule in rules.rules),
        warn=warn,
        fingerprint=fingerprint([rules.fingerprint, changed]),
        reading=reading,
        own=rules,
    )
    if "head.follows_unit" in changed:
        found = replace(found, head_follows_unit=not head, head_note=reading.says, head_status="decided")
    return found


def changes(rules: CommendationRules, values: Mapping[str, str]) -> dict[str, str]:
    """What of the values differs from the rules' own, by key. InputError as for `reread`."""
    known = {one.key: one for one in open_settings(rules)}
    if strangers := sorted(values.keys() - known.keys()):
        raise InputError(
            f"Quy tắc {rules.name} không để ngỏ “{strangers[0]}”: điều nói rõ thì chỉ quy tắc khác mới đổi được; "
            f"hãy dùng một trong: {', '.join(known)}."
        )
    kept = {key: known[key].checked(value) for key, value in values.items()}
    return {key: kept[key] for key in sorted(kept) if kept[key] != known[key].value}


def _rule(rule: Exclusion, changed: Mapping[str, str], note: str) -> Exclusion:
    conditions = tuple(
        _condition(stated, f"{rule.id}.{number}.", changed, note) for number, stated in enumerate(rule.conditions, 1)
    )
    found = replace(rule, conditions=conditions)
    if f"{rule.id}.combine" in changed:
        combine: Combine = "any" if rule.combine == "all" else "all"
        found = replace(found, combine=combine, combine_note=note, combine_status="decided")
    return found


def _condition(stated: Stated, key: str, changed: Mapping[str, str], note: str) -> Stated:
    mine = {name.removeprefix(key): value for name, value in changed.items() if name.startswith(key)}
    condition = stated.condition
    if not mine:
        return stated
    if isinstance(condition, Late):
        many = cast(Many, mine.get("many", condition.many))  # checked against the options
        count, share = _band(condition.count, mine, "count"), _band(condition.share, mine, "share")
        return Stated(replace(condition, many=many, count=count, share=share), "decided", note)
    assert isinstance(condition, Components)
    measure: Measure = "each" if condition.measure == "total" else "total"
    return Stated(replace(condition, measure=measure), "decided", note)


def _band(own: Band, mine: Mapping[str, str], name: str) -> Band:
    end, low = _ends(own)
    return Band(Decimal(mine.get(name, low)), mine.get(f"{name}.end", end) == "at_least", None, False)
