"""Nasty dossiers, made by a Random: null columns, pauses, microseconds around the due date, foreign zones, future rows,
years without a calendar, dossiers that two sources have, letters.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from parindex.core.calendar import WorkCalendar
from parindex.core.dossier_rules import load_dossier_rules
from parindex.core.timeliness import VIETNAM, Clock, Pause, effective_due
from parindex.indicators.facts import CHANNELS, ENDINGS

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CLOCKS = {
    "mot-cua": Clock("instant", VIETNAM),
    "dvcqg": Clock("day", VIETNAM),
    "xa-ngoai": Clock("day", AMSTERDAM),
    "ngoai": Clock("instant", AMSTERDAM),
    "da-doi-han": Clock("instant", VIETNAM, due_includes_pauses=True),
}
AGENCIES, FIELDS = ("phuoc-an", "diêu trì, 'x'", None), ("dat-dai", "ho-tich", None)
PROCEDURES = ("1.001", "1.002", "1.003", None)
_TICK, _DAY = timedelta(microseconds=1), timedelta(days=1)
FLAGS = (
    *("on_behalf", "has_fee", "paid_online", "certification", "e_certified"),
    *("digitised_intake", "digitised_result", "returned_by_post"),
)


@dataclass
class World:
    """Everything that is in a lake, with the clock of each source, which the facts no longer tell."""

    dossiers: list[dict[str, Any]] = field(default_factory=list)
    procedures: list[dict[str, Any]] = field(default_factory=list)
    register_counts: list[dict[str, Any]] = field(default_factory=list)
    source_choices: list[dict[str, Any]] = field(default_factory=list)

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        return vars(self)


def world(rnd: Random, rows: int, first: datetime, days: int) -> World:
    """A lake of some rows whose events fall around some days."""
    absent = {source: {flag for flag in (*FLAGS, "channel", "letters") if rnd.random() < 0.2} for source in CLOCKS}
    made = World()
    for number in range(rows):
        source = rnd.choice(list(CLOCKS))
        row = dossier(rnd, source, f"H{number}", first, days, absent[source])
        made.dossiers += _known(rnd, row, first, days)
        if rnd.random() < 0.1:
            other = rnd.choice([name for name in CLOCKS if name != source])
            twin = dossier(rnd, other, row["code"], first, days, absent[other])
            made.dossiers[-1]["shared"] = twin["shared"] = True
            made.dossiers.append(twin | {"known_from": first - timedelta(days=4000)})
    made.procedures = _procedures(rnd, first) if rnd.random() < 0.8 else []
    made.register_counts = _registers(rnd, first, days) if rnd.random() < 0.7 else []
    made.source_choices = _choices(rnd, first, days) if rnd.random() < 0.7 else []
    return made


def dossier(rnd: Random, source: str, code: str, first: datetime, days: int, absent: set[str]) -> dict[str, Any]:
    """One row of facts, its due date moved by core as the import moves it."""
    clock, calendar = CLOCKS[source], WorkCalendar.load()
    received = _instant(rnd, first, days)
    dues = (None, received, received + rnd.randint(0, 30) * _DAY, received + timedelta(hours=9, minutes=1))
    first_due = rnd.choice(dues)
    pauses = _pauses(rnd, received, clock)
    rule = load_dossier_rules().on(received.date())
    limit_before = effective_due(received, first_due, pauses, None, clock, rule, calendar).limit
    finished = _finished(rnd, received, limit_before, clock)
    ending = None if finished is None else rnd.choice(ENDINGS)
    due = effective_due(received, first_due, pauses, finished, clock, rule, calendar)
    returned = None if finished is None or rnd.random() < 0.3 else finished + rnd.choice((0, 0, 1, 5)) * _DAY
    local = _local(clock)
    return {
        "source": source,
        "code": code,
        "agency": rnd.choice(AGENCIES),
        "receiving_agency": rnd.choice(AGENCIES),
        "field": rnd.choice(FIELDS),
        "procedure": rnd.choice(PROCEDURES),
        "channel": None if "channel" in absent or rnd.random() < 0.1 else rnd.choice(CHANNELS),
        "received": received,
        "received_day": local(received),
        "first_due": first_due,
        "due_limit": due.limit,
        "due_day": local(due.limit),
        "overdue_day": local(due.limit + _TICK) if due.limit else None,
        "finished": finished,
        "finished_day": local(finished),
        "returned": returned,
        "returned_day": local(returned),
        "ending": ending,
        "reschedules": rnd.choice((None, 0, 1, 2, 3)),
        "pause_from": [pause.start for pause in pauses],
        "pause_to": [pause.end for pause in pauses],
        "pause_kind": [pause.kind for pause in pauses],
        "pause_reason": [pause.reason for pause in pauses],
        "pause_counts": list(due.counts),
        "open_pause_from": due.open_pause_from,
        "legal_days": rnd.choice((None, 0.5, 3.0, 10.0, 1 / 3)),
        "payments": rnd.choice((None, 0, 1, 3)),
        "online_payments": rnd.choice((None, 0, 1)),
        "shared": rnd.choice((None, False)),
        "known_from": first - timedelta(days=4000),
        **{flag: None if flag in absent else rnd.choice((None, True, False)) for flag in FLAGS},
        **_letter(rnd, local(due.limit) or received.date(), "letters" in absent),
    }


def _local(clock: Clock) -> Callable[[datetime | None], date | None]:
    return lambda instant: clock.local_day(instant) if instant else None


def _instant(rnd: Random, first: datetime, days: int) -> datetime:
    day = first + rnd.randint(-5, days + 5) * _DAY
    return day + rnd.choice((timedelta(), _TICK, -_TICK, timedelta(hours=10, minutes=31, microseconds=7)))


def _pauses(rnd: Random, received: datetime, clock: Clock) -> list[Pause]:
    """None outside Vietnam: there a stock is counted at another midnight than the pauses are judged by."""
    if clock.zone is not VIETNAM or rnd.random() < 0.6:
        return []
    found = []
    for _ in range(rnd.randint(1, 3)):
        start = received + rnd.randint(0, 20) * _DAY + rnd.choice((timedelta(), _TICK))
        end = None if rnd.random() < 0.3 else start + rnd.randint(0, 12) * _DAY
        kind = rnd.choice(("pause", "supplement"))
        found.append(Pause(start, end, kind, rnd.choice((None, "chờ bổ sung"))))  # type: ignore[arg-type]
    return found


def _finished(rnd: Random, received: datetime, limit: datetime | None, clock: Clock) -> datetime | None:
    near = limit or received
    midnight = datetime.combine(clock.local_day(near) + _DAY, time(), clock.zone).astimezone(UTC)
    tries = (
        *(None, received, near, near + _TICK, near - _TICK, near - 3 * _DAY, near + 4 * _DAY, midnight),
        *(midnight - _TICK, near + 40 * _DAY, near - timedelta(hours=10)),
    )
    found = rnd.choice(tries)
    return None if found is None else max(found, received)


def _letter(rnd: Random, due_day: date, absent: bool) -> dict[str, Any]:
    if absent or rnd.random() < 0.3:
        return {}
    sent = rnd.choice((None, due_day - _DAY, due_day - 3 * _DAY, due_day, due_day + 2 * _DAY))
    posted = None if sent is None or rnd.random() < 0.3 else sent + rnd.choice((0, 1)) * _DAY
    return {
        "letter_by": rnd.choice(("extract", "ledger")),
        "letter_signed": rnd.choice((None, True, True, False)),
        "letter_sent_day": sent,
        "posted_from": posted,
        "posted_to": None if posted is None else rnd.choice((None, posted + 29 * _DAY, posted + 28 * _DAY)),
        "letter_exempt": rnd.choice((None, None, True, False)),
    }


def _known(rnd: Random, row: dict[str, Any], first: datetime, days: int) -> list[dict[str, Any]]:
    """Sometimes the row was known otherwise before: then it was open, in another agency."""
    if rnd.random() < 0.8:
        return [row]
    at = first + rnd.randint(0, days) * _DAY
    blank = {"finished": None, "finished_day": None, "returned": None, "returned_day": None, "ending": None}
    before = row | blank | {"agency": rnd.choice(AGENCIES), "known_to": at, "shared": False}
    return [before, row | {"known_from": at}]


def _procedures(rnd: Random, first: datetime) -> list[dict[str, Any]]:
    found = []
    for source in rnd.sample(list(CLOCKS), 2):
        for code in PROCEDURES[:-1]:
            edges = [None, first.date() + 10 * _DAY, first.date() + 40 * _DAY][: rnd.randint(1, 3)]
            for at, since in enumerate(edges):
                if since is None and at:
                    continue
                flags = {name: rnd.choice((None, True, False)) for name in ("postal", "fee", "certification")}
                until = rnd.choice((None, first.date() + 25 * _DAY))
                found.append(
                    {
                        "source": source,
                        "code": code,
                        "online_level": rnd.choice((None, "none", "partial", "full")),
                        "legal_days": rnd.choice((None, 5.0, 7.5)),
                        "valid_from": since or date(2000, 1, 1),
                        "valid_to": until,
                        "known_from": first - timedelta(days=4000),
                        **flags,
                    }
                )
    return found


def _registers(rnd: Random, first: datetime, days: int) -> list[dict[str, Any]]:
    found = []
    for month in sorted({f"{first + n * _DAY:%Y-%m}" for n in range(-5, days)}):
        for agency in AGENCIES[:2]:
            for name in rnd.sample([*FIELDS], rnd.randint(0, 3)):
                found.append(
                    {
                        "source": "sổ",
                        "agency": agency,
                        "field": name,
                        "period": month,
                        "count": rnd.randint(0, 9),
                        "without_ids": rnd.choice((None, False, False, True)),
                        "known_from": first - timedelta(days=4000),
                    }
                )
    return found


def _choices(rnd: Random, first: datetime, days: int) -> list[dict[str, Any]]:
    return [
        {
            "agency": rnd.choice((None, *AGENCIES[:2])),
            "source": source,
            "valid_from": first.date() + rnd.randint(-5, days) * _DAY,
            "valid_to": rnd.choice((None, first.date() + days * _DAY)),
            "known_from": first - timedelta(days=4000),
        }
        for source in rnd.sample(list(CLOCKS), 2)
    ]
