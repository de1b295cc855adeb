"""The entries of the agency register, agencies and groups, read from YAML; each fault names file and line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from parindex.core.dates import DateRange
from parindex.core.loading import Mapping, RuleError, load

KINDS = ("authority", "department", "commune", "centre", "one_stop_shop", "team", "council", "office")
_AGENCY_KEYS = frozenset(
    [
        "key",
        "name",
        "kind",
        "role",
        "aliases",
        "head",
        "head_aliases",
        "parent",
        "official_code",
        "valid_from",
        "valid_to",
        "successors",
        "successor_note",
        "source",
    ]
)
_GROUP_KEYS = frozenset(["key", "name", "called", "members", "valid_from", "valid_to", "source"])
_DEFAULT_KEYS = frozenset(("valid_from", "valid_to", "parent", "successor_note", "source"))
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Agency:
    """A unit that can hold a duty. `key` identifies it; official codes are reused when communes merge."""

    key: str
    name: str
    kind: str
    role: str | None = None
    aliases: tuple[str, ...] = ()
    head: str | None = None
    head_aliases: tuple[str, ...] = ()
    parent: str | None = None
    official_code: str | None = None
    valid: DateRange = DateRange(None, None)
    successors: tuple[str, ...] = ()
    successor_note: str | None = None
    source: str = ""

    @property
    def valid_from(self) -> date | None:
        return self.valid.start

    @property
    def valid_to(self) -> date | None:
        return self.valid.end

    def in_force(self, on: date) -> bool:
        """Did the agency exist on that day (both ends included)?"""
        return on in self.valid


@dataclass(frozen=True)
class Group:
    """A name by which plans call several agencies at once; members are told by kind and by key, on a day."""

    key: str
    name: str
    called: tuple[str, ...]
    kinds: tuple[str, ...]
    keys: tuple[str, ...]
    valid: DateRange
    source: str

    def holds(self, agency: Agency) -> bool:
        return agency.kind in self.kinds or agency.key in self.keys

    def in_force(self, on: date) -> bool:
        return on in self.valid


def read_folder(folder: Path) -> tuple[tuple[Agency, ...], tuple[Group, ...]]:
    """Read every .yaml of a folder; RuleError names the file and line of the first fault."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise RuleError(
            f"{folder}:1: không có tệp .yaml nào về cơ quan; hãy chỉ đúng thư mục cơ quan (ví dụ rules/agencies)"
        )
    agencies: dict[str, tuple[Agency, Mapping]] = {}
    groups: dict[str, tuple[Group, Mapping]] = {}
    for path in files:
        top = load(path)
        _only(top, {"sources", "defaults", "agencies", "groups"})
        defaults = _mapping(top, top.get("defaults") or _empty(top), "defaults")
        _only(defaults, _DEFAULT_KEYS)
        sources = _mapping(top, top.get("sources") or _empty(top), "sources")
        for entry in _entries(top, "agencies"):
            agency = _agency(entry, defaults, sources)
            _unique(entry, agency.key, {**agencies, **groups})
            agencies[agency.key] = (agency, entry)
        for entry in _entries(top, "groups"):
            group = _group(entry, sources)
            _unique(entry, group.key, {**agencies, **groups})
            groups[group.key] = (group, entry)
    _check_links({key: found[0] for key, found in agencies.items()}, agencies.values(), groups.values())
    return tuple(found[0] for found in agencies.values()), tuple(found[0] for found in groups.values())


def _agency(entry: Mapping, defaults: Mapping, sources: Mapping) -> Agency:
    _only(entry, _AGENCY_KEYS)
    values = {**defaults, **entry}
    kind = _text(entry, "kind")
    if kind not in KINDS:
        raise entry.error(f"loại cơ quan “{kind}” không có; hãy dùng một trong: {', '.join(KINDS)}", "kind")
    code = entry.get("official_code")
    if code is not None and not isinstance(code, str):
        raise entry.error(
            'official_code phải viết trong ngoặc kép, ví dụ "21952", để không mất số 0 ở đầu', "official_code"
        )
    return Agency(
        key=_key(entry),
        name=_text(entry, "name"),
        kind=kind,
        role=_optional(entry, values, "role"),
        aliases=_list(entry, "aliases"),
        head=_optional(entry, values, "head"),
        head_aliases=_list(entry, "head_aliases"),
        parent=_optional(entry, values, "parent"),
        official_code=code,
        valid=_range(entry, values),
        successors=_list(entry, "successors"),
        successor_note=_optional(entry, values, "successor_note"),
        source=_source(entry, values, sources),
    )


def _group(entry: Mapping, sources: Mapping) -> Group:
    _only(entry, _GROUP_KEYS)
    members = _mapping(entry, entry.get("members"), "members")
    _only(members, {"kinds", "keys"})
    kinds = _list(members, "kinds")
    for kind in kinds:
        if kind not in KINDS:
            raise members.error(f"loại cơ quan “{kind}” không có; hãy dùng một trong: {', '.join(KINDS)}", "kinds")
    if not kinds and not members.get("keys"):
        raise entry.error("nhóm không có thành viên; hãy ghi members: {kinds: [...]} hoặc {keys: [...]}", "members")
    return Group(
        key=_key(entry),
        name=_text(entry, "name"),
        called=_list(entry, "called"),
        kinds=kinds,
        keys=_list(members, "keys"),
        valid=_range(entry, entry),
        source=_source(entry, entry, sources),
    )


def _check_links(
    known: dict[str, Agency], agencies: Iterable[tuple[Agency, Mapping]], groups: Iterable[tuple[Group, Mapping]]
) -> None:
    for agency, entry in agencies:
        if agency.parent is not None and agency.parent not in known:
            raise entry.error(f"parent “{agency.parent}” không phải key của cơ quan nào", "parent")
        for key in agency.successors:
            if key not in known:
                raise entry.error(f"successors: “{key}” không phải key của cơ quan nào", "successors")
            if key == agency.key:
                raise entry.error("cơ quan không thể kế tục chính nó", "successors")
            end = agency.valid.end
            if end is None:
                raise entry.error("có cơ quan kế tục nhưng thiếu ngày kết thúc; hãy ghi valid_to", "successors")
            if not known[key].in_force(end + timedelta(days=1)):
                raise entry.error(f"“{key}” không hoạt động ngày {end + timedelta(days=1)} để kế tục", "successors")
    for group, entry in groups:
        for key in group.keys:
            if key not in known:
                raise entry.error(f"members: “{key}” không phải key của cơ quan nào", "members")


def _key(entry: Mapping) -> str:
    key = _text(entry, "key")
    if not _KEY.fullmatch(key):
        raise entry.error(f"key “{key}” chỉ được gồm chữ thường không dấu, số và gạch nối", "key")
    return key


def _unique(entry: Mapping, key: str, known: dict[str, Any]) -> None:
    if key in known:
        raise entry.error(
            f"key “{key}” đã dùng ở {known[key][1].path.name}:{known[key][1].line}; mỗi key chỉ dùng một lần", "key"
        )


def _empty(parent: Mapping) -> Mapping:
    found = Mapping()
    found.line, found.lines, found.path = parent.line, {}, parent.path
    return found


def _entries(top: Mapping, name: str) -> list[Mapping]:
    found = top.get(name) or []
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise top.error(f"{name} phải là danh sách, mỗi mục mở đầu bằng “- key: ...”", name)
    return found


def _mapping(parent: Mapping, value: Any, name: str) -> Mapping:
    if not isinstance(value, Mapping):
        raise parent.error(f"{name} phải gồm các cặp “khóa: giá trị”", name)
    return value


def _only(entry: Mapping, allowed: Iterable[str]) -> None:
    for key in entry:
        if key not in allowed:
            raise entry.error(f"không có khóa “{key}”; các khóa được dùng: {', '.join(sorted(allowed))}", key)


def _text(entry: Mapping, key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise entry.error(f"thiếu “{key}” hoặc “{key}” không phải chữ", key)
    return value.strip()


def _optional(entry: Mapping, values: dict[str, Any], key: str) -> str | None:
    value = values.get(key)
    if value is not None and not isinstance(value, str):
        raise entry.error(f"“{key}” phải là chữ hoặc để trống", key)
    return value


def _list(entry: Mapping, key: str) -> tuple[str, ...]:
    value = entry.get(key) or []
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
        raise entry.error(f"“{key}” phải là danh sách các chữ", key)
    return tuple(value)


def _range(entry: Mapping, values: dict[str, Any]) -> DateRange:
    ends = []
    for key in ("valid_from", "valid_to"):
        value = values.get(key)
        if value is not None and type(value) is not date:
            raise entry.error(f"“{key}” phải là ngày dạng 2025-07-01 hoặc để trống", key)
        ends.append(value)
    start, end = ends
    if start and end and end < start:
        raise entry.error(f"valid_to ({end}) đứng trước valid_from ({start})", "valid_to")
    return DateRange(start, end)


def _source(entry: Mapping, values: dict[str, Any], sources: Mapping) -> str:
    key = values.get("source")
    if not isinstance(key, str) or key not in sources:
        raise entry.error(f"source “{key}” chưa khai ở mục sources đầu tệp; mỗi cơ quan phải có nguồn", "source")
    return str(sources[key])
