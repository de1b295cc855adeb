"""Reads a criteria set from its folder: set.yaml and one file for each field; every error names file and line."""

import hashlib
import json
from collections.abc import Mapping as FilesByName
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from parindex.core.amounts import Mode, said
from parindex.core.bands import KEYS as ENDS
from parindex.core.bands import check_bands, read_band
from parindex.core.criteria import (
    AgencyLevel,
    Classes,
    CriteriaSet,
    Criterion,
    Decision,
    Period,
    Proof,
    Rounding,
    Status,
)
from parindex.core.errors import InputError
from parindex.core.loading import Mapping, RuleError, load, parse_typed, rules_folder
from parindex.core.methods import read_method
from parindex.core.methods.compound import Combine
from parindex.core.methods.not_assigned import Policy
from parindex.core.methods.parameters import decimal, flag
from parindex.core.ranking import RankRule, Ties

_SET_KEYS = {
    "id", "version", "title", "decision", "valid_from", "valid_to", "levels", "example", "max", "rounding",
    "not_assigned", "bounded", "classes", "ranking", "references", "notes", "fields",
}  # fmt: skip
_KEYS = {
    "id", "title", "max", "status", "status_note", "method", "combine", "criteria", "weight", "period", "source",
    "evidence", "proof", "references", "notes",
}  # fmt: skip
_MOST_PLACES = 6


def criteria_folder() -> Path:
    """Where the shipped sets are: rules/criteria."""
    return rules_folder() / "criteria"


def shipped_sets() -> tuple[str, ...]:
    """The names (id@version) of the shipped sets."""
    return tuple(path.parent.name for path in sorted(criteria_folder().glob("*/set.yaml")))


def load_set(name: str) -> CriteriaSet:
    """A set by id@version, or by the path of its folder; InputError where there is none or it is wrong."""
    if name in shipped_sets():
        found = _load((criteria_folder() / name).resolve())
        if found.name != name:
            raise RuleError(f"{criteria_folder() / name / 'set.yaml'}:1: thư mục phải mang tên {found.name}")
        return found
    folder = Path(name)
    if not (folder / "set.yaml").is_file():
        raise InputError(
            f"Không có bộ tiêu chí “{name}”; hãy dùng một trong: {', '.join(shipped_sets())}, "
            "hoặc đường dẫn tới thư mục có tệp set.yaml."
        )
    # What is being written changes under its reader: only shipped sets are kept in memory.
    return _load.__wrapped__(folder)


@lru_cache(maxsize=32)
def _load(folder: Path) -> CriteriaSet:
    data = load(folder / "set.yaml")
    stems = _field_files(data, {path.stem for path in folder.glob("*.yaml")} - {"set"})
    return read_set(data, [load(folder / f"{name}.yaml") for name in stems])


def _field_files(data: Mapping, there: set[str]) -> tuple[str, ...]:
    data.only(_SET_KEYS)
    files = data.texts("fields")
    if outside := [name for name in files if Path(name).name != name]:
        raise data.error(f"fields có “{', '.join(outside)}”; chỉ ghi tên tệp nằm ngay trong thư mục", "fields")
    strangers = there - set(files)
    if not files or strangers:
        said_ = f"chưa kể tệp {', '.join(sorted(strangers))}.yaml" if strangers else "để trống"
        raise data.error(f"fields {said_}; hãy kể mọi tệp lĩnh vực trong thư mục, không ghi đuôi .yaml", "fields")
    return files


def texts_of(name: str) -> dict[str, str]:
    """The text of each file of a shipped set, by its name, set.yaml first."""
    folder = criteria_folder() / name
    paths = [folder / "set.yaml", *sorted(path for path in folder.glob("*.yaml") if path.name != "set.yaml")]
    return {path.name: path.read_text("utf-8") for path in paths}


def read_texts(files: FilesByName[str, str]) -> CriteriaSet:
    """A set from the text of its files, by name; RuleError names file and line."""
    return _read_texts(tuple(files.items()))


@lru_cache(maxsize=64)
def _read_texts(files: tuple[tuple[str, str], ...]) -> CriteriaSet:
    texts = dict(files)
    if "set.yaml" not in texts:
        raise RuleError("set.yaml:1: thiếu tệp này; hãy ghi thông tin chung của bộ tiêu chí vào đây")
    data = parse_typed(texts["set.yaml"], Path("set.yaml"))
    try:
        stems = _field_files(data, {Path(name).stem for name in texts} - {"set"})
        if absent := [stem for stem in stems if f"{stem}.yaml" not in texts]:
            raise data.error(f"fields kể {', '.join(absent)}.yaml nhưng không có tệp ấy; hãy sửa tên", "fields")
        return read_set(data, [parse_typed(texts[f"{stem}.yaml"], Path(f"{stem}.yaml")) for stem in stems])
    except (RecursionError, TypeError, ArithmeticError) as error:  # values of a kind that no rule file has
        raise RuleError("set.yaml:1: có giá trị không đúng kiểu; hãy viết theo mẫu của tệp ban đầu") from error


def read_set(data: Mapping, sources: Sequence[Mapping]) -> CriteriaSet:
    """The set that set.yaml (`data`) and the files of its fields say, from files or a table; RuleError where wrong."""
    fields = tuple(_criterion(source) for source in sources)
    _check_ids(sources)
    limit = _max(data)
    _check_sum(limit, fields, data, "các lĩnh vực")
    example = flag(data, "example")
    policy: Policy = data.choice("not_assigned", get_args(Policy))
    return CriteriaSet(
        id=data.text("id"),
        version=data.text("version"),
        title=data.text("title"),
        decision=_decision(data, example),
        valid_from=data.day("valid_from"),
        valid_to=_valid_to(data),
        levels=_levels(data),
        example=example,
        max=limit,
        rounding=_rounding(data),
        not_assigned=policy,
        bounded=flag(data, "bounded"),
        classes=_classes(data),
        ranking=_ranking(data, _rounding(data)),
        references=_some(data, "references"),
        notes=data.texts("notes"),
        fields=fields,
        fingerprint=fingerprint([data, *sources]),
    )


def fingerprint(sources: Sequence[Any]) -> str:
    """SHA-256 of what the files say: comments and the order of keys do not matter, every word does."""
    text = json.dumps(sources, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _criterion(data: Mapping) -> Criterion:
    data.only(_KEYS)
    limit, lines = _max(data), data.entries("criteria")
    if bool(lines) == ("method" in data):
        raise data.error(f"{data.text('id')} phải có đúng một trong hai: method (cách chấm) hoặc criteria (thành phần)")
    children = tuple(_criterion(line) for line in lines)
    combine: Combine = data.choice("combine", get_args(Combine)) if "combine" in data else "sum"
    if children:
        _check_group(data, limit, combine, children, lines)
    status: Status = data.choice("status", get_args(Status)) if "status" in data else "found"
    if status in ("assumed", "unknown") and not data.get("status_note"):
        raise data.error(f"status là {status} thì phải có status_note nói rõ phần nào là giả định, chưa biết", "status")
    period: Period | None = data.choice("period", get_args(Period)) if "period" in data else None
    return Criterion(
        id=data.text("id"),
        title=data.text("title"),
        max=limit,
        status=status,
        status_note=data.text("status_note") if "status_note" in data else "",
        method=None if children else read_method(_mapping(data, "method"), limit),
        combine=combine,
        children=children,
        weight=decimal(data, "weight") if "weight" in data else None,
        period=period,
        source=data.text("source") if "source" in data else "",
        evidence=data.texts("evidence"),
        references=data.texts("references"),
        notes=data.texts("notes"),
        proof=_proof(data),
        parameters={} if children else _mapping(data, "method"),
    )


def _proof(data: Mapping) -> Proof:
    if "proof" not in data:
        return "either"
    if not data.texts("evidence"):
        raise data.error("proof nói tài liệu trong evidence cần đến đâu; hãy ghi evidence, hoặc bỏ proof", "proof")
    found: Proof = data.choice("proof", get_args(Proof))
    return found


def _check_group(
    data: Mapping, limit: Decimal, combine: Combine, children: Sequence[Criterion], lines: Sequence[Mapping]
) -> None:
    weighted = combine == "weighted_mean"
    for child, line in zip(children, lines, strict=True):
        if combine != "sum" and any(each.max == 0 for each in child.walk()):
            raise line.error(
                f"{child.id} có điểm cộng, trừ (max 0), không đặt trong nhóm lấy trung bình, quy đổi; hãy đưa ra ngoài"
            )
        if weighted and (child.weight is None or child.weight <= 0):
            raise line.error(f"{child.id} phải có weight lớn hơn 0, vì nhóm lấy trung bình có trọng số")
        if not weighted and child.weight is not None:
            raise line.error(f"{child.id} có weight nhưng nhóm cộng điểm; hãy bỏ weight, hoặc combine: weighted_mean")
    if not weighted:
        _check_sum(limit, children, data, data.text("id"))


def _check_sum(limit: Decimal, parts: Sequence[Criterion], data: Mapping, whole: str) -> None:
    total = sum((part.max for part in parts), Decimal(0))
    if total != limit:
        raise data.error(f"{whole} cộng lại là {said(total)}, khác max {said(limit)}; hãy sửa một trong hai", "max")


def _check_ids(sources: Sequence[Mapping]) -> None:
    seen: dict[str, Mapping] = {}
    waiting = list(sources)
    while waiting:
        data = waiting.pop(0)
        if data["id"] in seen:
            first = seen[data["id"]]
            raise data.error(f"mã {data['id']} đã có ở {first.path.name}:{first.line}; mỗi mã chỉ dùng một lần", "id")
        seen[data["id"]] = data
        waiting = data.entries("criteria") + waiting


def _max(data: Mapping) -> Decimal:
    found = decimal(data, "max")
    if found < 0:
        raise data.error(f"max {said(found)} không được âm", "max")
    return found


def _mapping(data: Mapping, key: str) -> Mapping:
    found = data.get(key)
    if not isinstance(found, Mapping):
        raise data.error(f"thiếu {key}; hãy ghi các cặp khóa: giá trị", key)
    return found


def _some(data: Mapping, key: str) -> tuple[str, ...]:
    if not data.texts(key):
        raise data.error(f"thiếu {key}; hãy ghi ít nhất một dòng", key)
    return data.texts(key)


def _decision(data: Mapping, example: bool) -> Decision:
    found = _mapping(data, "decision")
    found.only({"title", "issuer", "number", "date"})
    number, day = found.get("number"), found.get("date")
    if (number is None or day is None) and not example:
        raise found.error(
            "thiếu số hoặc ngày của quyết định (number, date); chỉ bộ ví dụ (example: true) được để trống"
        )
    return Decision(
        title=found.text("title"),
        issuer=found.text("issuer"),
        number=None if number is None else found.text("number"),
        date=None if day is None else found.day("date"),
    )


def _valid_to(data: Mapping) -> Any:
    if data.get("valid_to") is None:
        return None
    last = data.day("valid_to")
    if last < data.day("valid_from"):
        raise data.error("valid_to đứng trước valid_from; hãy sửa một trong hai ngày", "valid_to")
    return last


def _levels(data: Mapping) -> tuple[AgencyLevel, ...]:
    allowed = get_args(AgencyLevel)
    if strangers := [level for level in _some(data, "levels") if level not in allowed]:
        raise data.error(f"levels có “{', '.join(strangers)}”; hãy dùng: {', '.join(allowed)}", "levels")
    return data.texts("levels")  # type: ignore[return-value]


def _rounding(data: Mapping) -> Rounding:
    found = _mapping(data, "rounding")
    found.only({"mode", "criterion", "total", "percent"})
    mode: Mode = found.choice("mode", get_args(Mode))
    places = [found.whole(key) for key in ("criterion", "total", "percent") if found.get(key) is not None]
    if max(places, default=0) > _MOST_PLACES:
        raise found.error(f"số chữ số thập phân không quá {_MOST_PLACES}")
    criterion = None if found.get("criterion") is None else found.whole("criterion")
    return Rounding(mode, criterion, found.whole("total"), found.whole("percent"))


def _classes(data: Mapping) -> Classes | None:
    if data.get("classes") is None:
        return None
    found = _mapping(data, "classes")
    found.only({"of", "rounded", "bands"})
    lines = found.entries("bands")
    for line in lines:
        line.only(ENDS | {"name"})
    bands = tuple((line.text("name"), read_band(line)) for line in lines)
    check_bands([band for _, band in bands], lines, found, "bands")
    return Classes(found.choice("of", ("total", "percent")), flag(found, "rounded"), bands)


def _ranking(data: Mapping, rounding: Rounding) -> RankRule:
    found = _mapping(data, "ranking")
    found.only({"ties", "smallest_group", "rounded_to"})
    ties: Ties = found.choice("ties", get_args(Ties))
    places = found.whole("rounded_to") if found.get("rounded_to") is not None else None
    if places is not None and places > _MOST_PLACES:
        raise found.error(f"số chữ số thập phân không quá {_MOST_PLACES}", "rounded_to")
    return RankRule(ties, found.whole("smallest_group", 1), places, rounding.mode)
