"""Letters of apology that hang out in public: what everybody may see, and for how long."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from parindex.core.apologies import on_show
from parindex.core.dossier_rules import load_dossier_rules
from parindex.records.models import Agency, ApologyLetter

_LONGEST_POSTING = timedelta(days=400)


@dataclass(frozen=True)
class Posted:
    """A letter as everybody may see it: nothing of the person it was written to."""

    code: str
    procedure: str
    agency: Agency
    authority: str
    received_day: date | None
    due_day: date | None
    new_due: date
    number: str
    posted_from: date
    invented: bool


def posted(on: date, code: str = "", agency_id: UUID | None = None) -> list[Posted]:
    """The letters that hang out on a day, the newest first; everybody may see them. `code` finds by a part of it."""
    found = _hanging(on).filter(case__code__icontains=code) if code else _hanging(on)
    if agency_id:
        found = found.filter(case__agency=agency_id)
    return [_shown(one) for one in found if _hangs(one, on)]


def posting_agencies(on: date) -> list[tuple[str, list[Agency]]]:
    """Who has letters on show, by authority, in the Vietnamese order of their names."""
    by_authority: dict[str, dict[UUID, Agency]] = {}
    for one in _hanging(on):
        if _hangs(one, on):
            by_authority.setdefault(one.programme.authority, {})[one.case.agency.pk] = one.case.agency
    return [(name, sorted(all_.values(), key=lambda a: a.sort_key)) for name, all_ in sorted(by_authority.items())]


def _hanging(on: date) -> QuerySet[ApologyLetter]:
    begun = Q(posted_from__lte=on, posted_from__gt=on - _LONGEST_POSTING)
    there = Q(posted_to__isnull=True) | Q(posted_to__gte=on)
    letters = ApologyLetter.objects.filter(begun & there, withdrawn_on__isnull=True, sent_on__isnull=False)
    return letters.select_related("case__agency", "programme").order_by("-posted_from", "case__code")


def _hangs(row: ApologyLetter, on: date) -> bool:
    assert row.posted_from
    days = load_dossier_rules().on(row.case.due_day or row.posted_from).posting_days
    return on_show(row.posted_from, row.posted_to, on, days)


def _shown(row: ApologyLetter) -> Posted:
    assert row.posted_from
    case = row.case
    return Posted(
        case.code, case.procedure_name, case.agency, row.programme.authority, case.received_day, case.due_day,
        row.new_due, row.number, row.posted_from, row.programme.invented,
    )  # fmt: skip
