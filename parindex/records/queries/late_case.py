"""The late ledger: every late dossier of the lake, joined with what people wrote about it.

A line is derived from the lake's facts, from the rows of its case and from a day; nobody has to open it. Its id follows
from programme, source and code, so that it has an address before anybody has written a word.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Prefetch, QuerySet

from parindex.core.apologies import LateFacts, Letter, Missing, Stage, missing, stage
from parindex.core.calendar import WorkCalendar
from parindex.core.dossier_rules import DossierRule, load_dossier_rules
from parindex.core.timeliness import VIETNAM, days_between
from parindex.indicators.first_known import first_known
from parindex.indicators.lake import Lake
from parindex.indicators.run import Dossier, find_dossiers, late_dossiers
from parindex.records.models import (
    Agency,
    ApologyLetter,
    LateCase,
    LateExemption,
    LateExplanation,
    LedgerPublication,
    Programme,
    SignedCopy,
)
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries.lake import lake_of

_NAMESPACE = UUID("6d0f9f0e-5a43-5d0c-9d5c-1f3f6f7a2b61")
Key = tuple[str, str]  # source and code


def case_id(programme_id: UUID, source: str, code: str) -> UUID:
    """The id of the case of a dossier, whether it has a row or not."""
    return uuid5(_NAMESPACE, f"{programme_id}\x1f{source}\x1f{code}")


def end_of(on: date) -> datetime:
    """The last instant of a business day: what the ledger judges by."""
    return datetime.combine(on, time.max, VIETNAM).astimezone(UTC)


@dataclass(frozen=True, eq=False)
class Entry:
    """One line of the ledger on a day. `counts`: the lake says that it is late. Else it stands because somebody wrote
    of it: foreseen, ended in time after all, or no longer in the lake (`dossier` None).

    `agency` is None where the source's words for it are not ours; `agency_words` then holds them. `known_on` is the
    day on which an extract first brought the dossier.
    """

    id: UUID
    source: str
    code: str
    on: date
    agency: Agency | None
    agency_words: str
    dossier: Dossier | None
    case: LateCase | None
    counts: bool
    known_on: date | None = None

    @property
    def procedure(self) -> str:
        found = self.dossier.procedure_name or self.dossier.procedure if self.dossier else None
        return found or (self.case.procedure_name if self.case else "")

    @property
    def received_day(self) -> date | None:
        return self.dossier.received_day if self.dossier else self.case.received_day if self.case else None

    @property
    def due_day(self) -> date | None:
        return self.dossier.due_day if self.dossier else self.case.due_day if self.case else None

    @property
    def finished_day(self) -> date | None:
        """The day on which the result was ready, as far as the business day knows."""
        day = self.dossier.finished_day if self.dossier else None
        return day if day and day <= self.on else None

    @property
    def foreseen(self) -> bool:
        return bool(self.case and self.case.foreseen)

    @cached_property
    def explanation(self) -> LateExplanation | None:
        return max(self._rows("explanations"), key=lambda one: one.at, default=None)

    @cached_property
    def letters(self) -> list[ApologyLetter]:
        """All letters, the withdrawn ones too, in the order in which they were written."""
        return sorted(self._rows("letters"), key=lambda one: one.written_at)

    @cached_property
    def live_letters(self) -> list[ApologyLetter]:
        return [one for one in self.letters if one.withdrawn_on is None]

    @cached_property
    def exemption(self) -> LateExemption | None:
        return next((one for one in self._rows("exemptions") if one.ended_on is None), None)

    @property
    def exempt_by_source(self) -> bool:
        return bool(self.dossier and self.dossier.letter_by == "extract" and self.dossier.letter_exempt)

    @property
    def source_tells_of_letter(self) -> bool:
        """The source tells of a letter, and the ledger has not spoken yet."""
        return bool(self.dossier and self.dossier.letter_by == "extract" and self.dossier.letter_signed)

    @property
    def letter_by_source(self) -> bool:
        """The source tells of a letter, and nobody has written one here."""
        return self.source_tells_of_letter and not self.live_letters

    @property
    def owes_explanation(self) -> bool:
        return any(what.step == "explain" for what in self.missing)

    @cached_property
    def unpublished(self) -> bool:
        """Whether the lake has still to hear of what was done."""
        return any(one.published_at is None for one in self._rows("publications"))

    def _rows(self, name: str) -> list[Any]:
        return list(getattr(self.case, name).all()) if self.case else []

    @cached_property
    def rule(self) -> DossierRule:
        return _rule_on(self.due_day or self.on)

    @cached_property
    def facts(self) -> LateFacts:
        exempt = self.exemption.on if self.exemption else None
        if exempt is None and self.exempt_by_source:
            exempt = self.due_day or self.on
        told = self._letter_of_source()
        explained = self.explanation.on if self.explanation else None
        if explained is None and told and told.sent_on:
            explained = told.sent_on  # a letter that was sent has told the reason
        return LateFacts(
            due_day=self.due_day or self.on,
            late=self.counts,
            finished_day=self.finished_day,
            foreseen=self.foreseen,
            known_on=self.known_on if self.known_on and self.known_on <= self.on else None,
            explained_on=explained,
            letters=(told,) if told else tuple(_letter(one) for one in self.letters),
            exempt_on=exempt,
        )

    def _letter_of_source(self) -> Letter | None:
        dossier = self.dossier
        if dossier is None or not self.letter_by_source:
            return None
        first = dossier.letter_sent_day or dossier.due_day or self.on
        return Letter(
            1, first, signed_on=first, sent_on=dossier.letter_sent_day, posted_from=dossier.posted_from,
            posted_to=dossier.posted_to,
        )  # fmt: skip

    @cached_property
    def stage(self) -> Stage:
        return stage(self.facts, self.on, self.rule)

    @cached_property
    def missing(self) -> list[Missing]:
        return missing(self.facts, self.on, self.rule, WorkCalendar.load())

    @property
    def next(self) -> Missing | None:
        """What to do first."""
        return self.missing[0] if self.missing else None

    @property
    def days_left(self) -> int | None:
        """Working days until what to do first is due; negative when it is overdue."""
        if self.next is None or self.next.due is None:
            return None
        return days_between(self.on, self.next.due, WorkCalendar.load())

    @property
    def days_over(self) -> int:
        """Working days by which what to do first is overdue, 0 when it is not."""
        return max(-(self.days_left or 0), 0)

    @property
    def days_late(self) -> int | None:
        """Working days from the due date to the result, or to the business day."""
        if not self.counts or self.due_day is None:
            return None
        left = days_between(self.finished_day or self.on, self.due_day, WorkCalendar.load())
        return None if left is None else max(-left, 0)


def _letter(row: ApologyLetter) -> Letter:
    return Letter(
        row.ordinal, row.written_on, row.new_due, row.decision, row.signed_on, row.sent_on, row.posted_from,
        row.posted_to, row.withdrawn_on,
    )  # fmt: skip


def ledger(viewer: Viewer) -> list[Entry]:
    """Every line that the viewer may see, the earliest due first: late dossiers, and what else was written of."""
    return _lines(viewer)


def _lines(viewer: Viewer, wanted: UUID | None = None) -> list[Entry]:
    """The lines that the viewer may see; with `wanted` that one alone."""
    keys = _allowed(viewer)
    lake = lake_of(viewer)
    late = {(one.source, one.code): one for one in _late(lake, viewer.on)}
    rows = LateCase.objects.filter(programme=viewer.programme_id)
    cases = {(one.source, one.code): one for one in _with_all(rows.filter(pk=wanted) if wanted else rows)}
    if wanted:
        named = set(cases) or {key for key in late if case_id(viewer.programme_id, *key) == wanted}
        late = {key: late[key] for key in named & late.keys()}
    elsewhere, (years, own) = _of_other_programmes(viewer), _years(viewer.programme_id)
    mine = {
        key for key, one in late.items()
        if key in cases or (key not in elsewhere and _home(one, years, viewer.on) == own)
    }  # fmt: skip
    aside = [key for key in cases if key not in late]
    found = {(one.source, one.code): one for one in _found(lake, aside, viewer.on)}
    agencies = {one.key: one for one in Agency.objects.filter(programme=viewer.programme_id)}
    first = _first_known(lake, viewer.on)
    entries = [
        replace(
            _entry(viewer, key, late.get(key) or found.get(key), cases.get(key), agencies, counts=key in late),
            known_on=first.get(key),
        )
        for key in [*mine, *aside]
    ]
    seen = [one for one in entries if keys is None or (one.agency and one.agency.pk in keys)]
    return sorted(seen, key=lambda one: (one.due_day or date.max, one.code, one.source))


def own_ledger(viewer: Viewer) -> list[Entry]:
    """The lines of the viewer's own agencies: what they answer for."""
    if not viewer.seats:
        return []
    return [one for one in ledger(viewer) if one.agency and one.agency.pk in viewer.seats]


def find(viewer: Viewer, wanted: UUID) -> Entry:
    """One line with all that was written, or NotFound."""
    found = next(iter(_lines(viewer, wanted)), None)
    if found is None:
        raise NotFound("late_case")
    return found


def letter(entry: Entry, letter_id: UUID) -> ApologyLetter:
    """A letter of a line that the caller may see, or NotFound."""
    found = next((one for one in entry.letters if one.pk == letter_id), None)
    if found is None:
        raise NotFound("letter")
    return found


def open_dossiers_of(viewer: Viewer, code: str) -> list[Dossier]:
    """The open dossiers with a code, one a source, whoever handles them."""
    lake = lake_of(viewer)
    sources = {one.source for one in lake.imports() if one.table == "dossiers"} if lake.exists() else set()
    found = _found(lake, [(source, code) for source in sorted(sources)], viewer.on)
    return [one for one in found if one.standing in ("within", "paused", "without_due", "overdue")]


def agency_of(viewer: Viewer, dossier: Dossier) -> Agency | None:
    """The agency of the programme that handles a dossier."""
    return Agency.objects.filter(programme=viewer.programme_id, key=dossier.agency or "").first()


def may_see(viewer: Viewer, agency: Agency | None) -> bool:
    """Whether the viewer sees the dossiers of an agency."""
    keys = _allowed(viewer)
    return keys is None or bool(agency and agency.pk in keys)


def _allowed(viewer: Viewer) -> frozenset[UUID] | None:
    """The agencies whose dossiers the viewer sees; None for all."""
    if viewer.everywhere("see_all_dossiers"):
        return None
    viewer.require("see_own_dossiers")
    return viewer.agencies("see_own_dossiers")


def _late(lake: Lake, on: date) -> tuple[Dossier, ...]:
    return _late_of(lake, lake.version(), on) if lake.exists() else ()


@lru_cache(maxsize=8)
def _late_of(lake: Lake, version: str, on: date) -> tuple[Dossier, ...]:  # noqa: ARG001 – the version is the key
    """Kept until the lake or the day changes: several pages of one visit ask for the same."""
    return tuple(late_dossiers(lake, as_of=end_of(on)))


def _first_known(lake: Lake, on: date) -> dict[Key, date]:
    return _first_known_of(lake, lake.version(), on) if lake.exists() else {}


@lru_cache(maxsize=8)
def _first_known_of(lake: Lake, version: str, on: date) -> dict[Key, date]:
    keys = [(one.source, one.code) for one in _late_of(lake, version, on)]
    return {key: at.astimezone(VIETNAM).date() for key, at in first_known(lake, keys).items()}


def _found(lake: Lake, keys: Collection[Key], on: date) -> tuple[Dossier, ...]:
    return _found_of(lake, lake.version(), on, frozenset(keys)) if keys and lake.exists() else ()


@lru_cache(maxsize=64)
def _found_of(lake: Lake, version: str, on: date, keys: frozenset[Key]) -> tuple[Dossier, ...]:  # noqa: ARG001
    return tuple(find_dossiers(lake, sorted(keys), as_of=end_of(on)))


@lru_cache(maxsize=4096)
def _rule_on(day: date) -> DossierRule:
    """Kept, because a page asks for the rule of a thousand days."""
    return load_dossier_rules().on(day)


def _home(dossier: Dossier, years: list[int], on: date) -> int:
    """The year of the programme to which a late dossier belongs: that in which it fell late.

    Where the authority has no programme of that year, the next one takes it, else the last: each dossier stands in
    exactly one ledger.
    """
    year = (dossier.overdue_day or dossier.due_day or on).year
    return next((one for one in years if one >= year), years[-1])


def _years(programme_id: UUID) -> tuple[list[int], int]:
    authority, own = Programme.objects.values_list("authority", "year").get(pk=programme_id)
    return sorted(Programme.objects.filter(authority=authority).values_list("year", flat=True)), own


def _of_other_programmes(viewer: Viewer) -> set[Key]:
    """Dossiers of which another year's programme of the same authority has a case."""
    authority = Programme.objects.filter(pk=viewer.programme_id).values("authority")
    others = LateCase.objects.filter(programme__authority__in=authority).exclude(programme=viewer.programme_id)
    return set(others.values_list("source", "code"))


def _with_all(cases: QuerySet[LateCase]) -> QuerySet[LateCase]:
    people = ("written_by", "signed_by", "sent_by", "posted_by")
    letters = ApologyLetter.objects.select_related(*people).prefetch_related(
        Prefetch("copies", SignedCopy.objects.select_related("added_by").order_by("added_at"))
    )
    return cases.select_related("agency", "opened_by").prefetch_related(
        Prefetch("letters", letters),
        Prefetch("explanations", LateExplanation.objects.select_related("by")),
        Prefetch("exemptions", LateExemption.objects.select_related("by", "ended_by").order_by("at")),
        Prefetch("publications", LedgerPublication.objects.filter(published_at__isnull=True)),
    )


def _entry(
    viewer: Viewer,
    key: Key,
    dossier: Dossier | None,
    case: LateCase | None,
    agencies: dict[str, Agency],
    *,
    counts: bool,
) -> Entry:
    words = (dossier.agency if dossier else None) or ""
    agency = agencies.get(words) or (case.agency if case else None)
    wanted = case.pk if case else case_id(viewer.programme_id, *key)
    return Entry(wanted, key[0], key[1], viewer.on, agency, words, dossier, case, counts)


def counted(entries: Iterable[Entry]) -> dict[Stage, int]:
    """How many lines stand in each stage."""
    found: dict[Stage, int] = {}
    for one in entries:
        found[one.stage] = found.get(one.stage, 0) + 1
    return found
