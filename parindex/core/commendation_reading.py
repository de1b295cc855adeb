"""Reads commendation rules and the facts of units from YAML; every error names the file and the line."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args

from parindex.core.bands import KEYS as ENDS
from parindex.core.bands import Band, read_band
from parindex.core.commendation import CommendationRules, Exclusion, Reading, Stated, Status, Warn
from parindex.core.commendation_conditions import Class, Components, Condition, Content, Head, Late, Many
from parindex.core.commendation_facts import (
    Component,
    Exemption,
    Facts,
    HeadFound,
    Index,
    LateDossiers,
    NotApplicable,
    Satisfaction,
)
from parindex.core.criteria import AgencyLevel, Decision
from parindex.core.criteria_reading import fingerprint, load_set
from parindex.core.errors import InputError
from parindex.core.loading import Mapping, RuleError, load, rules_folder
from parindex.core.methods.parameters import decimal, flag

_FIRST, _LAST = 1990, 2100
_WHOLE = 100
STATUSES: tuple[Status, ...] = ("found", "assumed")  # what a file can say; "decided" is said by a reading
_SET_KEYS = {
    "id", "version", "title", "decision", "valid_from", "valid_to", "warn", "head", "references", "notes", "rules",
}  # fmt: skip
_RULE_KEYS = {"id", "title", "levels", "of", "combine", "combine_note", "combine_status", "conditions", "references"}
_STATED = {"kind", "status", "note"}
_FACT_KEYS = {
    "unit", "level", "year", "day", "late", "index", "components", "satisfaction", "head", "exemptions",
}  # fmt: skip
_Found = TypeVar("_Found")


def commendation_folder() -> Path:
    """Where the shipped rules are: rules/commendation."""
    return rules_folder() / "commendation"


def shipped_rules() -> tuple[str, ...]:
    """The names (id@version) of the shipped rules."""
    return tuple(path.stem for path in sorted(commendation_folder().glob("*.yaml")))


def load_rules(name: str) -> CommendationRules:
    """Rules by id@version, or by the path of a file; InputError where there are none or they are wrong."""
    if name in shipped_rules():
        found = _load(commendation_folder() / f"{name}.yaml")
        if found.name != name:
            raise RuleError(f"{commendation_folder() / name}.yaml:1: tệp phải mang tên {found.name}.yaml")
        return found
    if not Path(name).is_file():
        raise InputError(
            f"Không có quy tắc khen thưởng “{name}”; hãy dùng một trong: {', '.join(shipped_rules())}, "
            "hoặc đường dẫn tới một tệp YAML."
        )
    return _load.__wrapped__(Path(name))


@lru_cache(maxsize=32)
def _load(path: Path) -> CommendationRules:
    data = load(path)
    data.only(_SET_KEYS)
    first, last = data.day("valid_from"), _day_or_none(data, "valid_to")
    if last is not None and last < first:
        raise data.error("valid_to đứng trước valid_from; hãy sửa một trong hai ngày", "valid_to")
    head = _mapping(data, "head", {"follows_unit", "note"})
    return CommendationRules(
        id=data.text("id"),
        version=data.text("version"),
        title=data.text("title"),
        decision=_decision(data),
        valid_from=first,
        valid_to=last,
        warn=_warn(data),
        head_follows_unit=flag(head, "follows_unit"),
        head_note=head.text("note"),
        references=_some(data, "references"),
        notes=data.texts("notes"),
        rules=_rules(data),
        fingerprint=fingerprint([data]),
    )


def _decision(data: Mapping) -> Decision:
    found = _mapping(data, "decision", {"title", "issuer", "number", "date"})
    number = None if found.get("number") is None else found.text("number")
    return Decision(found.text("title"), found.text("issuer"), number, _day_or_none(found, "date"))


def _warn(data: Mapping) -> Warn:
    found = _mapping(data, "warn", {"dossiers", "points", "note"})
    points = decimal(found, "points")
    if points < 0:
        raise found.error("points không được âm", "points")
    return Warn(found.whole("dossiers"), points, found.text("note"))


def _rules(data: Mapping) -> tuple[Exclusion, ...]:
    lines = data.entries("rules")
    if not lines:
        raise data.error("thiếu rules; hãy ghi ít nhất một quy tắc", "rules")
    found: list[Exclusion] = []
    for line in lines:
        line.only(_RULE_KEYS)
        if line.text("id") in [each.id for each in found]:
            raise line.error(f"id “{line['id']}” đã có ở trên; hãy đặt tên khác", "id")
        conditions = line.entries("conditions")
        if not conditions:
            raise line.error("thiếu conditions; hãy ghi ít nhất một điều kiện", "conditions")
        found.append(
            Exclusion(
                id=line.text("id"),
                title=line.text("title"),
                levels=_levels(line),
                of=line.choice("of", ("unit", "head")),
                combine=line.choice("combine", ("all", "any")),
                combine_note=line.text("combine_note"),
                combine_status=line.choice("combine_status", STATUSES) if "combine_status" in line else "found",
                conditions=tuple(_stated(each) for each in conditions),
                references=_some(line, "references"),
            )
        )
    return tuple(found)


def _levels(data: Mapping) -> tuple[AgencyLevel, ...]:
    allowed = get_args(AgencyLevel)
    if strangers := [level for level in _some(data, "levels") if level not in allowed]:
        raise data.error(f"levels có “{', '.join(strangers)}”; hãy dùng: {', '.join(allowed)}", "levels")
    return data.texts("levels")  # type: ignore[return-value]


def _stated(data: Mapping) -> Stated:
    condition: Condition = _CONDITIONS[data.choice("kind", tuple(_CONDITIONS))](data)
    return Stated(condition, data.choice("status", STATUSES), data.text("note"))


def _late(data: Mapping) -> Late:
    data.only(_STATED | {"many", "count", "share"})
    return Late(data.choice("many", get_args(Many)), _from_on(data, "count"), _from_on(data, "share"))


def _class(data: Mapping) -> Class:
    data.only(_STATED | {"worst"})
    return Class(data.text("worst"))


def _components(data: Mapping) -> Components:
    data.only(_STATED | {"measure", "share"})
    return Components(data.choice("measure", ("total", "each")), _up_to(data, "share"))


def _content(data: Mapping) -> Content:
    data.only(_STATED | {"field", "share"})
    return Content(data.text("field") if "field" in data else "", _up_to(data, "share"))


def _head(data: Mapping) -> Head:
    data.only(_STATED)
    return Head()


_CONDITIONS: dict[str, Callable[[Mapping], Any]] = {
    "late": _late,
    "class": _class,
    "components": _components,
    "satisfaction": _content,
    "head": _head,
}


def _from_on(data: Mapping, key: str) -> Band:
    found = read_band(_mapping(data, key, ENDS))
    if found.low is None or found.high is not None or found.low < 0:
        raise data.error(f"{key} chỉ ghi một trong hai: at_least (từ) hoặc above (trên), không âm", key)
    return found


def _up_to(data: Mapping, key: str) -> Band:
    found = read_band(_mapping(data, key, ENDS))
    if found.high is None or found.low is not None or not 0 <= found.high <= _WHOLE:
        raise data.error(f"{key} chỉ ghi một trong hai: below (dưới) hoặc at_most (đến), từ 0 đến 100", key)
    return found


def load_reading(path: Path) -> Reading:
    """A reading as a file has it; whether the rules have such settings is for core/commendation_settings.py."""
    data = load(path)
    data.only({"valid_from", "document", "dated", "reason", "changes"})
    changes = data.get("changes")
    if not isinstance(changes, Mapping):
        raise data.error("thiếu changes; hãy ghi các cặp khóa: giá trị", "changes")
    return Reading(
        data.day("valid_from"),
        data.text("document"),
        data.day("dated"),
        data.text("reason"),
        {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in changes.items()},
    )


def load_facts(path: Path) -> tuple[Facts, ...]:
    """The facts of one unit, or of the `units` of a file; InputError names the file and the line."""
    data = load(path)
    lines = data.entries("units") if "units" in data else [data]
    if "units" in data:
        data.only({"year", "day", "units"})
        if not lines:
            raise data.error("units để trống; hãy ghi ít nhất một đơn vị", "units")
    return tuple(_facts(line, data) for line in lines)


def _facts(data: Mapping, whole: Mapping) -> Facts:
    data.only(_FACT_KEYS)
    year = whole.whole("year")
    if not _FIRST <= year <= _LAST:
        raise whole.error(f"year phải từ {_FIRST} đến {_LAST}", "year")
    return Facts(
        unit=data.text("unit"),
        level=data.choice("level", get_args(AgencyLevel)),
        year=year,
        day=whole.day("day"),
        late=_fact(data, "late", _late_dossiers),
        index=_fact(data, "index", _index),
        components=_all_components(data),
        satisfaction=_satisfactions(data),
        head=_fact(data, "head", _head_found),
        exemptions=tuple(_exemption(line) for line in data.entries("exemptions")),
    )


def _fact(data: Mapping, key: str, read: Callable[[Mapping], _Found]) -> _Found | NotApplicable | None:
    """What a fact says; None where it is left out or blank."""
    if data.get(key) is None:
        return None
    found = data[key]
    if not isinstance(found, Mapping):
        raise data.error(f"{key} phải là các cặp khóa: giá trị; chưa biết thì bỏ dòng này", key)
    if "not_applicable" in found:
        found.only({"not_applicable"})
        return NotApplicable(found.text("not_applicable"))
    return read(found)


def _late_dossiers(data: Mapping) -> LateDossiers:
    data.only({"late", "of"})
    late, of = data.whole("late"), data.whole("of")
    if late > of:
        raise data.error(f"late {late} lớn hơn of {of}; hãy kiểm tra lại số liệu", "late")
    return LateDossiers(late, of)


def _index(data: Mapping) -> Index:
    data.only({"set", "value"})
    return Index(load_set(data.text("set")), Fraction(decimal(data, "value")))


def _all_components(data: Mapping) -> tuple[Component, ...] | NotApplicable | None:
    if isinstance(data.get("components"), Mapping):
        found = _fact(data, "components", _no_components)
        assert isinstance(found, NotApplicable)
        return found
    lines = data.entries("components")
    return tuple(_component(line) for line in lines) or None


def _no_components(data: Mapping) -> NotApplicable:
    raise data.error("components phải là danh sách, mỗi dòng có id, points, max (hoặc chỉ not_applicable)")


def _component(data: Mapping) -> Component:
    data.only({"id", "points", "max"})
    limit, points = decimal(data, "max"), decimal(data, "points")
    if limit < 0 or points > limit:
        raise data.error("points phải không quá max, max không âm; hãy kiểm tra lại", "points")
    return Component(data.text("id"), Fraction(points), Fraction(limit))


def _satisfactions(data: Mapping) -> dict[str, Satisfaction | NotApplicable]:
    found: dict[str, Satisfaction | NotApplicable] = {}
    for line in data.entries("satisfaction"):
        line.only({"field", "share", "n", "not_applicable"})
        name = line.text("field") if "field" in line else ""
        if name in found:
            raise line.error(f"kết quả khảo sát {name or 'chung'} ghi hai lần; hãy bỏ một")
        found[name] = _satisfaction(line)
    return found


def _satisfaction(data: Mapping) -> Satisfaction | NotApplicable:
    if "not_applicable" in data:
        data.only({"field", "not_applicable"})
        return NotApplicable(data.text("not_applicable"))
    share: Decimal = decimal(data, "share")
    if not 0 <= share <= _WHOLE:
        raise data.error("share phải từ 0 đến 100", "share")
    return Satisfaction(Fraction(share), data.whole("n", 1) if "n" in data else None)


def _head_found(data: Mapping) -> HeadFound:
    data.only({"held_responsible", "document"})
    if "held_responsible" not in data:
        raise data.error("thiếu held_responsible (true hoặc false)")
    held = flag(data, "held_responsible")
    return HeadFound(held, data.text("document") if held else "")


def _exemption(data: Mapping) -> Exemption:
    data.only({"rule", "decision", "decided", "from", "to", "reason"})
    first, last = data.day("from"), _day_or_none(data, "to")
    if last is not None and last < first:
        raise data.error("to đứng trước from; hãy sửa một trong hai ngày", "to")
    return Exemption(data.text("rule"), data.text("decision"), data.day("decided"), first, last, data.text("reason"))


def _mapping(data: Mapping, key: str, keys: set[str]) -> Mapping:
    found = data.get(key)
    if not isinstance(found, Mapping):
        raise data.error(f"thiếu {key}; hãy ghi các cặp khóa: giá trị", key)
    found.only(keys)
    return found


def _some(data: Mapping, key: str) -> tuple[str, ...]:
    if not data.texts(key):
        raise data.error(f"thiếu {key}; hãy ghi ít nhất một dòng", key)
    return data.texts(key)


def _day_or_none(data: Mapping, key: str) -> date | None:
    return None if data.get(key) is None else data.day(key)
