"""Reads rules/dossiers/clock.yaml: what the law says of a dossier's clock and of the apology for a late one, by day."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from parindex.core.calendar_rules import Reference, day_month_year, documents, read_references
from parindex.core.loading import Mapping, RuleError, load, rules_folder

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
SupplementRule = Literal["restarts", "adds"]
_RULE_KEYS = {
    "valid_from", "valid_to", "supplement", "reschedules", "apology_days_before", "posting_days", "reference",
    "posting_reference",
}  # fmt: skip


@dataclass(frozen=True)
class DossierRule:
    """The law from `valid_from` to `valid_to` (None: still in force), both included.

    `supplement`: papers asked for once more restart the clock, or only add the working days that it stood still.
    `reschedules`: how often a dossier may be given a new date. `apology_days_before`: working days before the due date
    by which the apology is sent. `posting_days`: how long a letter hangs out, the first day included.
    """

    valid_from: date
    valid_to: date | None
    supplement: SupplementRule
    reschedules: int
    apology_days_before: int
    posting_days: int
    reference: Reference
    posting_reference: Reference

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class DossierRules:
    """Every rule that was ever in force, oldest first."""

    rules: tuple[DossierRule, ...]

    def on(self, day: date) -> DossierRule:
        """The rule of a day; before the first one, the first one: older law is not held."""
        return next((rule for rule in reversed(self.rules) if rule.valid_from <= day), self.rules[0])


@dataclass(frozen=True)
class Cause:
    """A cause of lateness to choose from; `until` is the last day on which it is offered."""

    key: str
    label: str
    until: date | None = None


def load_causes(path: Path | None = None) -> dict[str, Cause]:
    """Every cause by its key (rules/dossiers/causes.yaml when None), in the order of the file, read once."""
    return _load_causes((path or rules_folder() / "dossiers" / "causes.yaml").resolve())


def load_dossier_rules(path: Path | None = None) -> DossierRules:
    """Read the file (rules/dossiers/clock.yaml when None), once; RuleError names the line of what does not agree."""
    return _load((path or rules_folder() / "dossiers" / "clock.yaml").resolve())


@lru_cache(maxsize=8)
def _load(path: Path) -> DossierRules:
    data = load(path)
    data.only({"references", "rules"})
    references = dict(read_references(documents(data)))
    rules: list[DossierRule] = []
    for entry in data.entries("rules"):
        rule = _rule(entry, references)
        if rules and rule.valid_from <= rules[-1].valid_from:
            raise entry.error("các quy định phải xếp theo ngày hiệu lực, cũ trước", "valid_from")
        if rules and rules[-1].valid_to and (rule.valid_from - rules[-1].valid_to).days != 1:
            ends = day_month_year(rules[-1].valid_to)
            raise entry.error(f"quy định trước hết hiệu lực {ends}; quy định sau phải nối liền ngày", "valid_from")
        if rules and rules[-1].valid_to is None:
            raise entry.error("quy định trước chưa ghi valid_to nên hai quy định chồng nhau", "valid_from")
        rules.append(rule)
    if not rules:
        raise RuleError(f"{path}:1: chưa có quy định nào; hãy thêm mục rules")
    return DossierRules(tuple(rules))


def _rule(entry: Mapping, references: dict[str, Reference]) -> DossierRule:
    entry.only(_RULE_KEYS)
    start = entry.day("valid_from")
    end = entry.day("valid_to") if entry.get("valid_to") else None
    if end and end < start:
        raise entry.error("valid_to đứng trước valid_from", "valid_to")
    return DossierRule(
        start,
        end,
        entry.choice("supplement", ("restarts", "adds")),
        entry.whole("reschedules"),
        entry.whole("apology_days_before"),
        entry.whole("posting_days", 1),
        references[entry.choice("reference", references)],
        references[entry.choice("posting_reference", references)],
    )


@lru_cache(maxsize=8)
def _load_causes(path: Path) -> dict[str, Cause]:
    data = load(path)
    data.only({"causes"})
    found: dict[str, Cause] = {}
    for entry in data.entries("causes"):
        entry.only({"key", "label", "until"})
        cause = Cause(entry.text("key"), entry.text("label"), entry.day("until") if entry.get("until") else None)
        if not _KEY.fullmatch(cause.key):
            raise entry.error(f"key “{cause.key}” chỉ được gồm chữ thường không dấu, số và gạch dưới", "key")
        if cause.key in found or cause.label in {each.label for each in found.values()}:
            raise entry.error(f"nguyên nhân “{cause.label}” ghi hai lần; hãy bỏ một dòng", "key")
        found[cause.key] = cause
    if not found:
        raise data.error("chưa có nguyên nhân nào; hãy thêm mục causes")
    return found
