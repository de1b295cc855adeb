"""The register of agencies: who existed on a day, who followed whom, and whom a name in a document means."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from parindex.core.agency_entries import Agency, Group, read_folder
from parindex.core.agency_matching import Places, accents, closest, forms, group_forms, joined, readings, same_accents
from parindex.core.agency_names import Responsible, split_agencies
from parindex.core.loading import rules_folder
from parindex.core.words import normalise

__all__ = ["Agency", "Group", "Registry", "Resolution", "Responsible", "split_agencies"]

_EXCEPT = re.compile(
    r"[\s,]*\(?\s*\b(?:ngoại trừ|trừ|không bao gồm|không kể|không gồm)\b[\s:]*(?P<whom>[^()]+)\)?\s*$", re.I
)
_RESTRICTED = re.compile(
    r"^(?P<whom>.+?)\s+"
    r"(?P<which>(?:có|liên quan|được|chưa|đủ|nơi|đang|là|thuộc|đóng|theo|trực tiếp|còn lại|khác)(?!\w).*)$",
    re.I,
)
_BRACKET = re.compile(r"\s*\((?P<what>[^()]*)\)?\s*$")
_LISTED = re.compile(
    r"^(?P<head>(?:UBND\s+)?)các\s+(?P<level>xã|phường|thị trấn|phòng)\s*:?\s+(?P<names>.+,.+|.+\svà\s.+)$", re.I
)


@dataclass(frozen=True)
class Resolution:
    """Whom a name means on a day. `doubtful`: a person should look (restricted group); `exact`: no slip forgiven."""

    name: str
    agencies: tuple[Agency, ...] = ()
    doubtful: bool = False
    exact: bool = True
    why: str = ""


@dataclass(frozen=True)
class Registry:
    """All agencies and groups ever; ask with a day. `version` changes with the content of the files."""

    agencies: tuple[Agency, ...]
    groups: tuple[Group, ...] = ()
    version: str = ""

    @classmethod
    def load(cls, folder: Path | None = None) -> "Registry":
        """Read a folder of YAML (default rules/agencies); RuleError names file and line."""
        folder = folder or rules_folder() / "agencies"
        agencies, groups = read_folder(folder)
        digest = hashlib.sha256()
        for path in sorted(folder.glob("*.yaml")):
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
        return cls(agencies, groups, digest.hexdigest()[:12])

    def on(self, day: date) -> tuple[Agency, ...]:
        """Return the agencies in force on a day, in the order of the files."""
        return tuple(agency for agency in self.agencies if agency.in_force(day))

    def by_key(self, key: str) -> Agency:
        """Return the agency; KeyError when there is none."""
        return self._by_key[key]

    def members(self, key: str, on: date) -> tuple[Agency, ...]:
        """Return the members of a group on a day; KeyError when there is no such group."""
        group = next((group for group in self.groups if group.key == key), None)
        if group is None:
            raise KeyError(key)
        return tuple(agency for agency in self.on(on) if group.in_force(on) and group.holds(agency))

    def successors(self, key: str, on: date) -> tuple[Agency, ...]:
        """Return who answers that day for what `key` did: itself while it exists, else its heirs; () unknown."""
        agency = self.by_key(key)
        if agency.in_force(on):
            return (agency,)
        found = [heir for next_key in agency.successors for heir in self.successors(next_key, on)]
        return tuple(dict.fromkeys(found))

    def predecessors(self, key: str) -> tuple[Agency, ...]:
        """Return the agencies that this one directly followed."""
        return tuple(agency for agency in self.agencies if key in agency.successors)

    def knows(self, name: str) -> bool:
        """Is this, without forgiving slips, a name of an agency or group of any day?"""
        return any(joined(form) in self._all_forms for form in readings(name, self._places))

    def resolve(self, name: str, on: date) -> Resolution:
        """Tell whom `name` means on a day. What is ambiguous, unknown or not in force gives no agency and says why."""
        name = normalise(name).strip(" .;,:")
        found = self._plain(name, on)
        if found.agencies:
            return found
        for reading in (self._with_exception, self._restricted, self._listed, self._bracketed, self._several):
            other = reading(name, on)
            if other is not None:
                return other
        return found

    def _plain(self, name: str, on: date) -> Resolution:
        """Read a name without conditions: exactly, else as the one name that it is a slip of."""
        current = self._forms_on(on)
        for form in map(joined, readings(name, self._places)):
            keys = [key for key, written in current.items() if form in written]
            if len(keys) == 1:
                return self._found(name, keys[0], on)
            if keys:
                names = "; ".join(self._label(key) for key in keys)
                return Resolution(name, why=f"“{name}” có thể là nhiều cơ quan: {names}; hãy ghi rõ")
        for form in map(joined, readings(name, self._places)):
            ended = [agency for agency in self.agencies if not agency.in_force(on) and form in self._forms[agency.key]]
            if ended:
                return Resolution(name, why=" ".join(self._absent(agency, on) for agency in ended))
            over = [group for group in self.groups if not group.in_force(on) and form in self._forms[group.key]]
            if over:
                return Resolution(
                    name, why=f"lối gọi “{over[0].name}” không dùng cho ngày {on:%d/%m/%Y}; hãy ghi rõ từng cơ quan"
                )
        for form in readings(name, self._places):
            slip = closest(form, current)
            if slip is not None:
                return self._found(name, slip, on, slip=True)
        return Resolution(name, why=f"không có cơ quan nào tên “{name}” trong danh bạ ngày {on:%d/%m/%Y}")

    def _found(self, name: str, key: str, on: date, slip: bool = False) -> Resolution:
        if key in self._by_key:
            agency = self._by_key[key]
            told = same_accents(name, agency)
            doubtful = agency.kind == "commune" and (slip or not told)
            why = "" if told and not slip else f"hiểu “{name}” là {agency.name}"
            return Resolution(name, (agency,), doubtful, told and not slip, why)
        group = next(group for group in self.groups if group.key == key)
        told = any(set(accents(name)) <= set(accents(text)) for text in (*group.called, group.name)) or not slip
        return Resolution(name, self.members(key, on), exact=told and not slip, why=f"nhóm “{group.name}”")

    def _with_exception(self, name: str, on: date) -> Resolution | None:
        found = _EXCEPT.search(name)
        if not found or not found.start():
            return None
        base = self.resolve(name[: found.start()], on)
        if not base.agencies:
            return Resolution(name, why=base.why)
        out: set[str] = set()
        unknown = []
        for whom in split_agencies(found["whom"], self).lead:
            one = self.resolve(whom, on)
            out |= {agency.key for agency in one.agencies}
            unknown += [] if one.agencies else [whom]
        kept = tuple(agency for agency in base.agencies if agency.key not in out)
        why = f"{base.why}, trừ {found['whom'].strip()}"
        if unknown or not out:
            why = f"{base.why}; không rõ ngoại lệ “{'; '.join(unknown) or found['whom'].strip()}” là cơ quan nào"
        return Resolution(name, kept, base.doubtful or bool(unknown) or not out, base.exact, why)

    def _restricted(self, name: str, on: date) -> Resolution | None:
        found = _RESTRICTED.match(name)
        while found:
            base = self._plain(found["whom"], on)
            if base.agencies:
                why = f"{base.why or base.agencies[0].name}, nhưng chỉ những nơi “{found['which']}”: hãy chọn"
                return Resolution(name, base.agencies, True, base.exact, why)
            found = _RESTRICTED.match(found["whom"])
        return None

    def _listed(self, name: str, on: date) -> Resolution | None:
        """ "UBND các xã Phước Hòa, Phước Sơn": every one must be known."""
        found = _LISTED.match(name)
        if not found:
            return None
        each = [
            self._plain(
                part if re.match(r"(?:xã|phường|thị trấn|phòng)\s", part, re.I) else f"{found['level']} {part}", on
            )
            for part in re.split(r"\s*,\s*|\s+và\s+", found["names"])
        ]
        if not all(one.agencies for one in each):
            return None
        return self._union(name, each)

    def _bracketed(self, name: str, on: date) -> Resolution | None:
        found = _BRACKET.search(name)
        if not found or not found.start():
            return None
        base = self.resolve(name[: found.start()], on)
        why = f"{base.why or base.name}; lời trong ngoặc “{found['what']}” cần người xem"
        return Resolution(name, base.agencies, True, base.exact, why) if base.agencies else None

    def _several(self, name: str, on: date) -> Resolution | None:
        """Two names that were handed over as one."""
        parts = split_agencies(name, self)
        names = (*parts.lead, *parts.supporting)
        if len(names) < 2 or parts.unread:
            return None
        each = [self.resolve(part, on) for part in names]
        return self._union(name, each) if all(one.agencies for one in each) else None

    def _union(self, name: str, each: list[Resolution]) -> Resolution:
        agencies = tuple(dict.fromkeys(agency for one in each for agency in one.agencies))
        why = "; ".join(dict.fromkeys(one.why for one in each if one.why))
        return Resolution(name, agencies, any(one.doubtful for one in each), all(one.exact for one in each), why)

    def _absent(self, agency: Agency, on: date) -> str:
        if agency.valid_from is not None and on < agency.valid_from:
            return f"{agency.name} chỉ có từ ngày {agency.valid_from:%d/%m/%Y}."
        heirs = "; ".join(heir.name for heir in self.successors(agency.key, on))
        after = f"nay là {heirs}" if heirs else agency.successor_note or "không rõ cơ quan kế tục"
        return f"{agency.name} đã kết thúc ngày {agency.valid_to:%d/%m/%Y}; {after}."

    def _label(self, key: str) -> str:
        return (
            self._by_key[key].name
            if key in self._by_key
            else next(group.name for group in self.groups if group.key == key)
        )

    def _forms_on(self, day: date) -> dict[str, frozenset[str]]:
        entries: tuple[Agency | Group, ...] = (*self.agencies, *self.groups)
        return {entry.key: self._forms[entry.key] for entry in entries if entry.in_force(day)}

    @cached_property
    def _by_key(self) -> dict[str, Agency]:
        return {agency.key: agency for agency in self.agencies}

    @cached_property
    def _places(self) -> Places:
        return Places.of(self.agencies)

    @cached_property
    def _forms(self) -> dict[str, frozenset[str]]:
        found = {agency.key: forms(agency, self._places) for agency in self.agencies}
        found |= {group.key: group_forms(group, self._places) for group in self.groups}
        return {key: written | frozenset(map(joined, written)) for key, written in found.items()}

    @cached_property
    def _all_forms(self) -> frozenset[str]:
        return frozenset().union(*self._forms.values())
