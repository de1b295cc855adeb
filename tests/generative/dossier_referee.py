"""Counts dossiers once more in plain Python, row by row, from the words of the contracts: it knows no measure and no
engine, only core's word on how a dossier stands and which days a period has.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from parindex.core.calendar import WorkCalendar
from parindex.core.dates import DateRange, Period, Scheme, span
from parindex.core.errors import InputError
from parindex.core.timeliness import VIETNAM, Clock, DossierTimes, Standing, apology_day, days_between, standing

Row = Mapping[str, Any]
Side = float | int | None
Figure = tuple[Side, Side]
Test = Callable[[Row], Any]
Key = tuple[str, tuple[str | None, ...], str]
_DAY = timedelta(days=1)
_ONLINE = ("online_full", "online_partial")


class Referee:
    """The same questions as `run`, answered the slow way."""

    def __init__(
        self,
        tables: Mapping[str, Sequence[Row]],
        clocks: Mapping[str, Clock],
        as_of: datetime,
        known_at: datetime | None,
    ) -> None:
        self.at, self.clocks, self.calendar = as_of, clocks, WorkCalendar.load()
        self.today = as_of.astimezone(VIETNAM).date()
        held = {name: [row for row in rows if _held(row, known_at)] for name, rows in tables.items()}
        self.procedures, self.registers = held["procedures"], held["register_counts"]
        every = held["dossiers"]
        self.with_letters = {row["source"] for row in every if row.get("letter_by")}
        self.sources_with_procedures = {row["source"] for row in self.procedures}
        self.rows = [row for row in _once(every, held["source_choices"]) if row["received"] <= as_of]

    def count(self, dims: Sequence[str], periods: Sequence[tuple[DateRange, str]], scheme: Scheme) -> dict[Key, Figure]:
        """Every figure that says something, by code, group and period label."""
        found: dict[Key, Figure] = {}
        for days, label in periods:
            if days.start is None or days.start > self.today:
                continue
            groups: dict[tuple[str | None, ...], list[Row]] = defaultdict(list)
            for row in self.rows:
                groups[tuple(row.get(dim) for dim in dims)].append(row)
            for group, rows in groups.items():
                for code, figure in self._group(rows, days).items():
                    found[code, group, label] = figure
            found |= self._registers(dims, days, label, scheme)
        return {key: figure for key, figure in found.items() if _says_something(key[0], figure)}

    def _group(self, rows: Sequence[Row], days: DateRange) -> dict[str, Figure]:
        received = [row for row in rows if row["received_day"] in days]
        ended = [row for row in rows if self._ended(row) and row["finished_day"] in days]
        resolved = [row for row in ended if row["ending"] != "withdrawn"]
        back = [row for row in rows if row["returned"] and row["returned"] <= self.at and row["returned_day"] in days]
        owed = [row for row in rows if row["due_day"] and self._apology_day(row["due_day"])[0] in days]
        found = self._received(received) | self._ended_rows(ended, resolved) | self._returned(back)
        found |= self._apologies(owed) | self._stocks(rows, days)
        overdue = found["open_overdue"][0] or 0
        on_time, with_due = found["on_time_share"]
        found["on_time_766_share"] = (on_time, with_due + overdue)
        return found

    def _received(self, rows: Sequence[Row]) -> dict[str, Figure]:
        level = {id(row): self._procedure(row, "online_level") for row in rows}
        online = _among(rows, lambda row: _maybe(row["channel"], lambda said: said in _ONLINE))
        offered = _among(rows, lambda row: _maybe(level[id(row)], lambda said: said in ("partial", "full")))
        full = _among(rows, lambda row: _maybe(level[id(row)], lambda said: said == "full"))

        def unassisted(row: Row) -> bool | None:
            return _both(offered_row(row), _maybe(row["on_behalf"], lambda said: not said))

        def offered_row(row: Row) -> bool | None:
            return _maybe(level[id(row)], lambda said: said in ("partial", "full"))

        def known(row: Row) -> bool:
            return row["channel"] is not None and level[id(row)] is not None

        found = {
            "received": (len(rows), None),
            "online_share": _share(rows, rows, lambda row: row["channel"] in _ONLINE, _has("channel")),
            "online_offered_share": _share(*offered, lambda row: row["channel"] in _ONLINE, known),
            "online_offered_unassisted_share": _share(
                *_among(rows, unassisted),
                lambda row: row["channel"] in _ONLINE,
                lambda row: known(row) and row["on_behalf"] is not None,
            ),
            "counter_on_full_online": _share(*full, lambda row: row["channel"] == "counter", known),
            "on_behalf_share": _share(*online, lambda row: row["on_behalf"], _has("channel", "on_behalf")),
            "digitised_intake_share": _share(rows, rows, lambda row: row["digitised_intake"], _has("digitised_intake")),
            "rescheduled_twice_share": _share(rows, rows, lambda row: row["reschedules"] >= 2, _has("reschedules")),
        }
        for channel in ("online_full", "online_partial", "counter", "post", "other"):
            above, _ = _share(rows, rows, lambda row, channel=channel: row["channel"] == channel, _has("channel"))
            found[f"received_{channel}"] = (above, None)
        return found

    def _ended_rows(self, ended: Sequence[Row], resolved: Sequence[Row]) -> dict[str, Figure]:
        with_due = [row for row in resolved if row["due_limit"]]
        stands = {id(row): self._stands(row, self.at) for row in resolved}
        placed = len(ended) - sum(said == "in_time" for said in stands.values())
        found: dict[str, Figure] = {
            "resolved": (len(resolved), None),
            "withdrawn": (len(ended) - len(resolved), None),
            "refused": (sum(row["ending"] == "refused" for row in resolved), None),
            "resolved_late": (sum(said == "late" for said in stands.values()), None),
            "resolved_without_due": (len(resolved) - len(with_due), None),
            "on_time_share": (sum(row["finished"] <= row["due_limit"] for row in with_due), len(with_due)),
        }
        for code, said in (("resolved_early", "early"), ("resolved_on_time", "on_time")):
            number = sum(stands[id(row)] == said for row in resolved)
            found[code] = (None if ended and not placed else number, None)
        return found | self._outcome(resolved)

    def _outcome(self, resolved: Sequence[Row]) -> dict[str, Figure]:
        def fee(row: Row) -> bool | None:
            return row["has_fee"] if row["has_fee"] is not None else self._procedure(row, "fee")

        def certification(row: Row) -> bool | None:
            return row["certification"] if row["certification"] is not None else self._procedure(row, "certification")

        def legal(row: Row) -> float | None:
            return row["legal_days"] if row["legal_days"] is not None else self._procedure(row, "legal_days")

        fees, certified = _among(resolved, fee), _among(resolved, certification)
        paid = _has("paid_online")
        telling = [row for row in resolved if row["payments"] is not None and row["online_payments"] is not None]
        worked = [days for row in resolved if (days := self._worked(row)) is not None]
        given = [round(days * 1000) for row in resolved if (days := legal(row)) is not None]
        paying = (sum(row["online_payments"] for row in telling), sum(row["payments"] for row in telling))
        return {
            "digitised_result_share": _share(
                resolved, resolved, lambda row: row["digitised_result"], _has("digitised_result")
            ),
            "e_certified_share": _share(*certified, lambda row: row["e_certified"], _has("e_certified")),
            "online_payment_share": _share(*fees, lambda row: row["paid_online"], paid),
            "online_payment_transaction_share": paying if paying[1] or len(telling) == len(resolved) else (None, None),
            "online_payment_procedure_share": _procedures(*fees, lambda row: row["paid_online"], paid),
            "average_working_days": (sum(worked), len(worked)) if worked or not resolved else (None, None),
            "average_legal_days": (sum(given) / 1000, len(given)) if given or not resolved else (None, None),
        }

    def _returned(self, rows: Sequence[Row]) -> dict[str, Figure]:
        def postal(row: Row) -> bool | None:
            return self._procedure(row, "postal")

        known = _has("returned_by_post")
        return {
            "postal_return_share": _share(rows, rows, lambda row: row["returned_by_post"], known),
            "postal_procedure_share": _procedures(
                *_among(rows, postal),
                lambda row: row["returned_by_post"] or row["channel"] == "post",
                known,
            ),
        }

    def _apologies(self, rows: Sequence[Row]) -> dict[str, Figure]:
        def known(row: Row) -> bool:
            return row["source"] in self.with_letters and self._apology_day(row["due_day"])[1]

        def sent(row: Row) -> bool:
            return bool(
                row.get("letter_signed") and row.get("letter_sent_day") and row["letter_sent_day"] <= self.today
            )

        def in_time(row: Row) -> bool:
            try:
                return sent(row) and row["letter_sent_day"] <= self.calendar.previous_working(row["due_day"] - _DAY)
            except InputError:
                return False

        def shown(row: Row) -> date | None:
            return row.get("posted_from") or row.get("letter_sent_day")

        late = [row for row in rows if self._stands(row, self.at) in ("late", "overdue")]
        owing = [row for row in late if not row.get("letter_exempt")]
        past = [row for row in rows if sent(row) and shown(row) + 29 * _DAY < self.today]
        blind = [row for row in late if row["source"] not in self.with_letters]
        letters = [row for row in past if row["source"] in self.with_letters or row not in late] + blind

        def served(row: Row) -> bool:
            start, end = row.get("posted_from"), row.get("posted_to")
            return start is not None and (end is None or end >= start + 29 * _DAY)

        return {
            "apology_share": _share(owing, owing, sent, known),
            "apology_in_time_share": _share(owing, owing, in_time, known),
            "apology_posted_share": _share(letters, letters, served, known),
        }

    def _stocks(self, rows: Sequence[Row], days: DateRange) -> dict[str, Figure]:
        assert days.start and days.end
        ends = [self._stands_at_end(row, days.end) for row in rows]
        before = [self._stands_at_end(row, days.start - _DAY) for row in rows]
        names = {"within": "open_within_time", "overdue": "open_overdue", "paused": "open_paused"}
        names["without_due"] = "open_without_due"
        found: dict[str, Figure] = {code: (ends.count(said), None) for said, code in names.items()}
        found["open"] = (sum(said in names for said in ends), None)
        found["carried"] = (sum(said in names for said in before), None)
        return found

    def _stands_at_end(self, row: Row, day: date) -> Standing | None:
        end = self.clocks[row["source"]].end_of_day(day)
        return self._stands(row, min(end, self.at))

    def _stands(self, row: Row, at: datetime) -> Standing | None:
        counting = zip(row["pause_from"], row["pause_to"], row["pause_counts"], strict=True)
        stops = tuple((start, end) for start, end, counts in counting if counts)
        times = DossierTimes(
            row["received"], row["due_limit"], row["finished"], row["ending"], stops, row["open_pause_from"]
        )
        return standing(times, at, self.clocks[row["source"]], self.calendar)

    def _ended(self, row: Row) -> bool:
        return row["finished"] is not None and row["finished"] <= self.at

    def _worked(self, row: Row) -> int | None:
        return days_between(row["received_day"], row["finished_day"], self.calendar)

    def _apology_day(self, due_day: date) -> tuple[date, bool]:
        """The day, and whether the calendar can tell it: where it cannot, the due day stands in."""
        found = apology_day(due_day, self.calendar)
        return (due_day, False) if found is None else (found, True)

    def _procedure(self, row: Row, column: str) -> Any:
        """What the version in force on the received day says; a source without procedures uses the others'."""
        mine = [one for one in self.procedures if one["code"] == row["procedure"]]
        if row["source"] in self.sources_with_procedures:
            mine = [one for one in mine if one["source"] == row["source"]]
        elif mine:
            first = min(one["source"] for one in mine)
            mine = [one for one in mine if one["source"] == first]
        begun = [one for one in mine if one["valid_from"] <= row["received_day"]]
        if not begun:
            return None
        last = max(begun, key=lambda one: one["valid_from"])
        over = last["valid_to"] is not None and last["valid_to"] < row["received_day"]
        return None if over else last[column]

    def _registers(self, dims: Sequence[str], days: DateRange, label: str, scheme: Scheme) -> dict[Key, Figure]:
        fits = scheme == "calendar" and set(dims) <= {"agency", "field"}
        with_ids = [row for row in self.registers if not row["without_ids"]]
        found: dict[Key, Figure] = {}
        if fits:
            for row in self._lines(self.registers, days, "field" in dims):
                key = ("registered", tuple(row[dim] for dim in dims), label)
                found[key] = ((found.get(key, (0, None))[0] or 0) + row["count"], None)
        if not fits or not with_ids:
            for row in self.rows:
                if row["received_day"] in days:
                    found["entered_share", tuple(row[dim] for dim in dims), label] = (None, None)
            return found
        lines = self._lines(with_ids, days, "field" in dims)
        for group in {tuple(row[dim] for dim in dims) for row in lines}:
            mine = [row for row in lines if tuple(row[dim] for dim in dims) == group]
            entered = [row for row in self.rows if any(_counts(line, row, "field" in dims) for line in mine)]
            found["entered_share", group, label] = (len(entered), sum(line["count"] for line in mine))
        return found

    def _lines(self, rows: Sequence[Row], days: DateRange, by_field: bool) -> list[Row]:
        inside = [row for row in rows if _inside(row, days)]
        kept = []
        for row in inside:
            same = [one for one in inside if all(one[name] == row[name] for name in ("source", "agency", "period"))]
            whole = any(one["field"] is None for one in same)
            single = any(one["field"] is not None for one in same)
            if (row["field"] is None and not (by_field and single)) or (row["field"] and (by_field or not whole)):
                kept.append(row)
        return kept


def periods_of(start: date, end: date, kind: str | None, scheme: Scheme) -> list[tuple[DateRange, str]]:
    """The whole periods from `start` to `end`, tried one by one."""
    counts = {"month": 12, "quarter": 4, "half": 2, "nine_months": 1, "year": 1}
    every = [
        (span(period, scheme), period.label)
        for year in range(start.year, end.year + 2)
        for name in (counts if kind is None else [kind])
        for period in (Period(year, name, number + 1) for number in range(counts[name]))  # type: ignore[arg-type]
    ]
    if kind is None:
        label = next((label for days, label in every if days == DateRange(start, end)), f"{start}/{end}")
        return [(DateRange(start, end), label)]
    return [(days, label) for days, label in every if start <= days.start and days.end <= end]  # type: ignore[operator]


def _held(row: Row, known_at: datetime | None) -> bool:
    until = row.get("known_to")
    return until is None if known_at is None else row["known_from"] <= known_at and (until is None or until > known_at)


def _once(rows: Sequence[Row], choices: Sequence[Row]) -> list[Row]:
    """Of rows with the same code that are shared, the one whose source was declared, else the first by name."""

    def rank(row: Row) -> tuple[int, str]:
        fitting = [
            choice
            for choice in choices
            if choice["source"] == row["source"]
            and choice["agency"] in (None, row["agency"])
            and choice["valid_from"] <= row["received_day"]
            and (choice["valid_to"] is None or row["received_day"] <= choice["valid_to"])
        ]
        own = any(choice["agency"] is not None for choice in fitting)
        return (0 if own else 1 if fitting else 2), row["source"]

    shared: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["shared"]:
            shared[row["code"]].append(row)
    best = {code: min(twins, key=rank) for code, twins in shared.items()}
    return [row for row in rows if not row["shared"] or best[row["code"]] is row]


def _has(*names: str) -> Callable[[Row], bool]:
    return lambda row: all(row[name] is not None for name in names)


def _maybe(said: Any, test: Callable[[Any], bool]) -> bool | None:
    return None if said is None else test(said)


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _among(rows: Sequence[Row], test: Callable[[Row], bool | None]) -> tuple[list[Row], list[Row]]:
    """The rows that belong, and those that may."""
    return [row for row in rows if test(row)], [row for row in rows if test(row) is not False]


def _share(sure: Sequence[Row], maybe: Sequence[Row], hits: Test, known: Test) -> Figure:
    """Hits among the sure rows that can tell; None where none of them can and some row may have counted."""
    telling = [row for row in sure if known(row)]
    if not telling and maybe:
        return None, None
    return sum(bool(hits(row)) for row in telling), len(telling)


def _procedures(sure: Sequence[Row], maybe: Sequence[Row], hits: Test, known: Test) -> Figure:
    """The same for different procedures; a row without a procedure names none."""
    telling = [row for row in sure if known(row)]
    named = {row["procedure"] for row in telling} - {None}
    if not named and len(maybe) > len(telling):
        return None, None
    return len({row["procedure"] for row in telling if hits(row)} - {None}), len(named)


def _inside(row: Row, days: DateRange) -> bool:
    month = Period.parse(row["period"])
    return days.start <= month.start and month.end <= days.end  # type: ignore[operator]


def _counts(line: Row, row: Row, by_field: bool) -> bool:
    same = row["agency"] == line["agency"] and row["received_day"] in Period.parse(line["period"]).range
    return same and (row["field"] == line["field"] or (line["field"] is None and not by_field))


def _says_something(code: str, figure: Figure) -> bool:
    return figure[0] is None or bool(figure[0]) or bool(figure[1])
