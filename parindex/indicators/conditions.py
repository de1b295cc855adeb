"""What the words of measures mean, said once: a condition or an amount of a judged row, in Ibis.

Null means that the row cannot tell. The plain words of the same rules are in core/timeliness.py.
"""

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

import ibis

from parindex.indicators.judging import Moment
from parindex.indicators.picking import Survey, instant

POSTING_DAYS = 30
WORKING = {"early", "on_time", "working_days", "working_days_to_due"}  # they ask for working days between two events
THOUSANDTHS = 1000  # legal days are summed as whole thousandths, so that no engine rounds


@dataclass(frozen=True)
class Meaning:
    """Conditions by name, what makes a need known, and amounts, all of one table of judged rows."""

    conditions: dict[str, Any]
    needs: dict[str, Any]
    amounts: dict[str, Any]
    events: dict[str, Any]  # whether the event has happened and may count; null: it has not

    def every(self, names: tuple[str, ...]) -> Any:
        """All of the conditions; true where there are none."""
        return reduce(and_, [self.conditions[name] for name in names]) if names else ibis.literal(True)

    def known(self, needs: tuple[str, ...]) -> Any:
        """Whether the row can tell all that is needed; never null."""
        return reduce(and_, [self.needs[name] for name in needs]) if needs else ibis.literal(True)


def meaning(row: ibis.Table, moment: Moment, found: Survey, *, all_ended: bool = False) -> Meaning:
    """Say what every word means for these rows at this moment; `all_ended`: only rows that have ended will be asked."""
    happened = row.finished <= instant(moment.at, row.finished)
    ended = ibis.literal(True) if all_ended else happened.fill_null(False)
    withdrawal = (row.ending == "withdrawn").fill_null(False)
    withdrawn, resolved = ended & withdrawal, ended & ~withdrawal
    past_due = (row.due_limit < instant(moment.at, row.due_limit)).fill_null(False)
    paused_for_good = (row.open_pause_from <= instant(moment.at, row.open_pause_from)).fill_null(False)
    late = resolved & (row.finished > row.due_limit)
    not_late = row.finished <= row.due_limit
    overdue = ~ended & past_due & ~paused_for_good
    letters = row.source.isin(found.letters) if found.letters else ibis.literal(False)
    if {*found.sources} <= {*found.letters}:
        letters = ibis.literal(True)
    conditions = {
        "ended": ended,
        "resolved": resolved,
        "withdrawn": withdrawn,
        "refused": row.ending == "refused",
        "has_due": row.due_limit.notnull(),
        "without_due": row.due_limit.isnull(),
        "late": late,
        "not_late": not_late,
        "early": not_late & (row.finished_day < row.due_day) & (row.finished_working < row.due_working),
        "on_time": not_late & ((row.finished_day >= row.due_day) | (row.finished_working >= row.due_working)),
        "overdue": overdue,
        "late_dossier": late | overdue,
        "stood_overdue": past_due & ~paused_for_good & _stood_overdue(row, ended),
    }
    conditions |= _received(row) | _outcome(row) | _letter(row, moment)
    unknown = ~letters & conditions["late_dossier"]  # of a late dossier whose source knows no letters nobody can tell
    for name in ("letter_sent", "posting_past"):
        conditions[name] = ibis.ifelse(unknown, ibis.null("boolean"), conditions[name])
    in_time = (resolved & not_late & (row.finished_day < row.due_day)).fill_null(False)
    events = {
        "received": row.received.notnull(),
        "finished": happened,
        "returned": row.returned <= instant(moment.at, row.returned),
        "apology": row.due_day.notnull() & (conditions["late_dossier"] | conditions["letter_sent"].fill_null(True)),
        "overdue": conditions["stood_overdue"],
    }
    return Meaning(conditions, _needs(row, letters, in_time), _amounts(row), events)


def _stood_overdue(row: ibis.Table, ended: Any) -> Any:
    """It was open at the end of some day on which it was overdue; stocks are counted at the ends of days."""
    since = ibis.greatest(row.overdue_day, row.received_day)
    return ~ended | (since < row.finished_day)


def _received(row: ibis.Table) -> dict[str, Any]:
    channels = {name: row.channel == name for name in ("online_full", "online_partial", "counter", "post", "other")}
    return channels | {
        "online": row.channel.isin(("online_full", "online_partial")),
        "offered_online": row.online_level.isin(("partial", "full")),
        "offered_full": row.online_level == "full",
        "on_behalf": row.on_behalf,
        "unassisted": ~row.on_behalf,
        "digitised_intake": row.digitised_intake,
        "rescheduled_twice": row.reschedules >= 2,
    }


def _outcome(row: ibis.Table) -> dict[str, Any]:
    return {
        "has_fee": ibis.coalesce(row.has_fee, row.p_fee),
        "paid_online": row.paid_online,
        "certification": ibis.coalesce(row.certification, row.p_certification),
        "e_certified": row.e_certified,
        "digitised_result": row.digitised_result,
        "returned_by_post": row.returned_by_post,
        "postal": row.postal,
        "went_by_post": row.returned_by_post | (row.channel == "post").fill_null(False),
    }


def _letter(row: ibis.Table, moment: Moment) -> dict[str, Any]:
    """A letter is one that the head signed and that was sent by the day; its 30 days of posting are D to D+29."""
    today = ibis.literal(moment.day)
    last = ibis.interval(days=POSTING_DAYS - 1)
    shown_from = ibis.coalesce(row.posted_from, row.letter_sent_day)
    served = row.posted_to.isnull() | (row.posted_to >= (row.posted_from + last).cast("date"))
    return {
        "not_exempt": ~row.letter_exempt.fill_null(False),
        "letter_sent": row.letter_signed.fill_null(False) & (row.letter_sent_day <= today).fill_null(False),
        "sent_in_time": row.letter_sent_day <= row.due_before,
        "posting_past": ((shown_from + last).cast("date") < today).fill_null(False),
        "posted_through": row.posted_from.notnull() & served.fill_null(False),
    }


def _needs(row: ibis.Table, letters: Any, in_time: Any) -> dict[str, Any]:
    """Letters are known where the dossier's source knows of any: then a row without one has none. Only what was
    finished in time, and not on the due day itself, needs the calendar to be early or on time.
    """
    columns = (
        *("channel", "online_level", "on_behalf", "digitised_intake", "digitised_result", "reschedules"),
        *("returned_by_post", "postal", "e_certified", "paid_online", "payments", "online_payments"),
    )
    return {name: row[name].notnull() for name in columns} | {
        "has_fee": ibis.coalesce(row.has_fee, row.p_fee).notnull(),
        "certification": ibis.coalesce(row.certification, row.p_certification).notnull(),
        "letters": letters,
        "apology_day": row.due_after.notnull(),
        "legal_days": ibis.coalesce(row.legal_days.cast("float64"), row.p_legal_days).notnull(),
        "working_days": (row.received_working.notnull() & row.finished_working.notnull())
        | (row.received_day == row.finished_day).fill_null(False),
        "working_days_to_due": ~in_time | (row.due_working.notnull() & row.finished_working.notnull()),
    }


def _amounts(row: ibis.Table) -> dict[str, Any]:
    legal = ibis.coalesce(row.legal_days.cast("float64"), row.p_legal_days)
    return {
        "working_days": ibis.greatest(ibis.coalesce(row.finished_working - row.received_working, 0), 0),
        "legal_days": (legal * THOUSANDTHS).round().cast("int64"),
        "payments": row.payments,
        "online_payments": row.online_payments,
    }
