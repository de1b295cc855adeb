"""Criteria sets: the dated decision that says what is scored and how; one folder of rules/criteria for each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from parindex.core.amounts import Mode
from parindex.core.bands import Band
from parindex.core.methods.compound import Combine
from parindex.core.methods.method import Method
from parindex.core.methods.not_assigned import Policy
from parindex.core.ranking import RankRule

AgencyLevel = Literal["ministry", "province", "district", "commune", "department"]
LEVELS: dict[str, str] = {
    "ministry": "bộ",
    "province": "cấp tỉnh",
    "district": "cấp huyện",
    "commune": "cấp xã",
    "department": "phòng chuyên môn",
}
# Where points and method come from: read in the decision, known but not checked, assumed by us, or not known at all.
Status = Literal["found", "known", "assumed", "unknown"]
STATUSES: dict[Status, str] = {
    "found": "theo quyết định",
    "known": "đã biết, chưa đối chiếu",
    "assumed": "giả định",
    "unknown": "chưa rõ",
}
# What a threshold set by the month means in a yearly criterion: the ratio of the whole year.
Period = Literal["annual_ratio"]
# What must go with an answer whose criterion names evidence: evidence or words in its place, or both.
Proof = Literal["either", "both"]


@dataclass(frozen=True)
class Criterion:
    """A field, criterion or component. Either `method` scores it, or its `children` do, put together by `combine`.

    `max` is in points. `source` says where the answer comes from, `evidence` what must prove it, `proof` whether words
    may stand for it. `parameters` are the words of the set from which the method was read, its name among them.
    """

    id: str
    title: str
    max: Decimal
    status: Status
    status_note: str
    method: Method | None
    combine: Combine
    children: tuple["Criterion", ...]
    weight: Decimal | None
    period: Period | None
    source: str
    evidence: tuple[str, ...]
    references: tuple[str, ...]
    notes: tuple[str, ...]
    proof: Proof = "either"
    parameters: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @cached_property
    def limit(self) -> Fraction:
        """The maximum, exact."""
        return Fraction(self.max)

    def walk(self) -> Iterator["Criterion"]:
        """This one and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Decision:
    """The text that issued the set; number and date are None only for examples."""

    title: str
    issuer: str
    number: str | None
    date: date | None


@dataclass(frozen=True)
class Rounding:
    """Decimals kept. `criterion`: each criterion is rounded before it is added up (None: kept exact). `total` and
    `percent`: as shown.
    """

    mode: Mode
    criterion: int | None
    total: int
    percent: int


@dataclass(frozen=True)
class Classes:
    """Classes from the highest to the lowest; `of` says what is held against them, `rounded` whether as shown."""

    of: Literal["total", "percent"]
    rounded: bool
    bands: tuple[tuple[str, Band], ...]


@dataclass(frozen=True)
class CriteriaSet:
    """A criteria set. `fingerprint` is the hash of its content (not of comments and order of keys).

    `bounded`: the total stays between 0 and the maximum, whatever bonus and penalty do.
    """

    id: str
    version: str
    title: str
    decision: Decision
    valid_from: date
    valid_to: date | None
    levels: tuple[AgencyLevel, ...]
    example: bool
    max: Decimal
    rounding: Rounding
    not_assigned: Policy
    bounded: bool
    classes: Classes | None
    ranking: RankRule
    references: tuple[str, ...]
    notes: tuple[str, ...]
    fields: tuple[Criterion, ...]
    fingerprint: str

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all that `walk` tells."""
        return frozenset(each.id for each in self.walk())

    @property
    def name(self) -> str:
        """id@version."""
        return f"{self.id}@{self.version}"

    def walk(self) -> Iterator[Criterion]:
        """Every field, criterion and component, in order."""
        for each in self.fields:
            yield from each.walk()

    def valid_in(self, year: int) -> bool:
        """Whether the set is in force on some day of the year."""
        return self.valid_from.year <= year and (self.valid_to is None or year <= self.valid_to.year)
