"""Tells the lake what the ledger knows of letters: asked for with each act, done once it is committed, retried later.

What the ledger says of a dossier beats what an extract says. While the lake has not heard yet, the row of
LedgerPublication stays open and the pages say so.
"""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from parindex.core.errors import InputError
from parindex.indicators.importing import LetterFact, publish
from parindex.indicators.lake import ImportSummary
from parindex.indicators.run import Dossier, find_dossiers
from parindex.records.models import ApologyLetter, LateCase, LedgerPublication, Programme
from parindex.records.permissions import Viewer
from parindex.records.queries.lake import lake_of

log = logging.getLogger(__name__)

BY = "Sổ hồ sơ"
PATIENCE = 2.0  # seconds that an act waits for who writes into the lake


def ask_to_publish(by: Viewer, case: LateCase | None) -> None:
    """Note, in the caller's transaction, that the lake has to hear of a case; tell it as soon as that is committed."""
    assert case
    LedgerPublication.objects.create(programme_id=by.programme_id, case=case, asked_at=by.at)
    transaction.on_commit(lambda: publish_open(by, by.at))


def publish_open(by: Viewer, at: datetime) -> int:
    """Tell the lake of every case of the viewer's programme of which it has not heard; returns how many cases.

    A lake that is written to, or broken, keeps nobody from working: the rows stay open with the reason.
    """
    waiting = list(LedgerPublication.objects.filter(programme_id=by.programme_id, published_at__isnull=True))
    if not waiting:
        return 0
    rows = LedgerPublication.objects.filter(pk__in=[one.pk for one in waiting])
    cases = _with_letters({one.case_id for one in waiting})
    done, failed = _tell(by, [fact_of(case) for case in cases], at)
    if done is None:
        rows.update(failed=failed[:2000])
        return 0
    rows.update(published_at=at, lake_import=done.import_id, failed="")
    return len(cases)


def _tell(by: Viewer, facts: list[LetterFact], at: datetime) -> tuple[ImportSummary | None, str]:
    """The lake's account, or why there is none."""
    try:  # whoever clicks must not wait for a long import
        return publish(lake_of(by), facts, at=at, by=BY, wait=PATIENCE), ""
    except InputError as error:
        return None, str(error)
    except Exception as error:  # the act is done and stays; what ails the lake is for who looks after it
        log.exception("the lake could not be told of %d cases", len(facts))
        return None, f"{type(error).__name__}: {error}"


def publish_again(by: Viewer, at: datetime) -> int:
    """Tell the lake once more of the cases of which it holds something else; returns how many those were.

    A dossier that was gone from the lake for a while, or brought back by an undo, comes without its letter.
    """
    lake = lake_of(by)
    told = LedgerPublication.objects.filter(programme_id=by.programme_id).values_list("case_id", flat=True)
    facts = {(case.source, case.code): fact_of(case) for case in _with_letters(set(told))}
    held = find_dossiers(lake, list(facts), as_of=at) if facts and lake.exists() else []
    other = [facts[one.source, one.code] for one in held if not _says(one, facts[one.source, one.code])]
    done = _tell(by, other, at)[0] if other else None
    return len(other) if done else 0


def _says(dossier: Dossier, fact: LetterFact) -> bool:
    told = (
        dossier.letter_signed,
        dossier.letter_sent_day,
        dossier.posted_from,
        dossier.posted_to,
        dossier.letter_exempt,
    )
    return dossier.letter_by == "ledger" and told == (
        fact.signed, fact.sent_day, fact.posted_from, fact.posted_to, fact.exempt
    )  # fmt: skip


def publish_all(programmes: Iterable[Programme], viewer: Viewer) -> int:
    """Both for each programme; `viewer` is whoever runs the command or the worker."""
    standing = [replace(viewer, programme_id=one.pk) for one in programmes]
    return sum(publish_open(one, viewer.at) + publish_again(one, viewer.at) for one in standing)


def _with_letters(ids: set[UUID]) -> list[LateCase]:
    return list(LateCase.objects.filter(pk__in=ids).prefetch_related("letters", "exemptions").order_by("code"))


def fact_of(case: LateCase) -> LetterFact:
    """What counts of a case: its first letter that was sent, else its first that was signed; and whether it is exempt.

    A withdrawn letter never was.
    """
    letters = sorted((one for one in case.letters.all() if one.withdrawn_on is None), key=lambda one: one.ordinal)
    signed = [one for one in letters if one.signed_on]
    first: ApologyLetter | None = min(
        (one for one in signed if one.sent_on), key=lambda one: one.sent_on, default=signed[0] if signed else None
    )
    exempt = any(one.ended_on is None for one in case.exemptions.all())
    return LetterFact(
        source=case.source,
        code=case.code,
        signed=bool(signed),
        sent_day=first.sent_on if first else None,
        posted_from=first.posted_from if first else None,
        posted_to=first.posted_to if first else None,
        exempt=exempt,
    )
