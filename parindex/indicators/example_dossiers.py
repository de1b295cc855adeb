"""Invents the dossiers of an example by the numbers of its dossiers.yaml: the truth, which extracts tell bit by bit.

The same seed gives the same dossiers. There is no personal data to invent: the lake holds none.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random

from parindex.core.calendar import WorkCalendar
from parindex.core.loading import Mapping

OPENS, CLOSES, LAST_RECEIPT = time(7, 30), time(17, 0), time(15, 0)
OFFICE_MINUTES = 8 * 60
POSTED_DAYS = 30


@dataclass(frozen=True, slots=True)
class Procedure:
    """One invented procedure; `full_from` is the day from which it is online for all steps."""

    code: str
    name: str
    field: str
    days: int
    share: float
    online: str
    full_from: date | None
    postal: bool
    fee: bool
    certification: bool

    def level(self, day: date) -> str:
        return "full" if self.full_from and day >= self.full_from else self.online


@dataclass(slots=True)
class Pause:
    """`end` is None while it lasts."""

    start: datetime
    end: datetime | None
    kind: str
    reason: str


@dataclass(slots=True)
class Letter:
    """An apology as the one-stop software noted it before the ledger was kept."""

    sent: date
    posted_from: date | None = None
    posted_to: date | None = None


@dataclass(slots=True)
class Invented:
    """What really happened to one dossier; `mistaken` was noted as its end until `corrected`.

    `ledger` is where the late ledger stops, where the file says so.
    """

    code: str
    agency: str
    receiving: str
    procedure: Procedure
    channel: str
    received: datetime
    due: datetime | None
    finished: datetime | None = None
    ending: str | None = None
    returned: datetime | None = None
    dues: list[tuple[datetime, datetime]] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    letter: Letter | None = None
    on_behalf: bool = False
    paid_online: bool = False
    e_certified: bool = False
    digitised_intake: bool = False
    digitised_result: bool = False
    by_post: bool = False
    mistaken: datetime | None = None
    corrected: datetime | None = None
    ledger: str = ""


class Usual:
    """How often something happens at an agency in a month: between two months of the file, and its exceptions."""

    def __init__(self, words: Mapping) -> None:
        self._marks = {
            what: sorted((_number(month), float(rate)) for month, rate in marks.items())
            for what, marks in words["usual"].items()
        }
        self._faults = list(words["faults"])
        self._known: dict[tuple[str, str, str], float] = {}

    def __call__(self, what: str, agency: str, month: str) -> float:
        key = (what, agency, month)
        if key not in self._known:
            rate = self._between(what, _number(month))
            for fault in self._faults:
                meant = fault["what"] == what and agency in fault["agencies"]
                if meant and month in fault.get("months", (month,)):
                    rate = float(fault["rate"]) if "rate" in fault else rate * float(fault["times"])
            self._known[key] = min(rate, 1.0)
        return self._known[key]

    def _between(self, what: str, at: int) -> float:
        marks = self._marks[what]
        before = [mark for mark in marks if mark[0] <= at] or marks[:1]
        after = [mark for mark in marks if mark[0] >= at] or marks[-1:]
        (start, low), (end, high) = before[-1], after[0]
        return low if end <= start else low + (high - low) * (at - start) / (end - start)


class Dossiers:
    """All dossiers of the file, in the order in which they came."""

    def __init__(self, words: Mapping, calendar: WorkCalendar, communes: list[str]) -> None:
        self.words, self.communes = words, communes
        self.random = Random(words["seed"])  # noqa: S311 - invented data, not a secret
        self.usual = Usual(words)
        self.first, self.last = words["from"], words["until"]
        self._working = [
            info.day for info in calendar.days(self.first - timedelta(7), self.last + timedelta(120)) if info.working
        ]
        self.procedures = {entry["code"]: _procedure(entry, words["fields"]) for entry in words["procedures"]}
        self._by = {agency: self._handled(agency) for agency in words["volume"]}

    def _handled(self, agency: str) -> tuple[list[Procedure], list[float]]:
        by = "communes" if agency in self.communes else agency
        found = [self.procedures[entry["code"]] for entry in self.words["procedures"] if entry["by"] == by]
        return found, [procedure.share for procedure in found]

    def invent(self) -> list[Invented]:
        found: list[Invented] = []
        for agency, volume in self.words["volume"].items():
            for month, days in self._months():
                wanted = volume * self.words["season"][int(month[5:])] * self.random.uniform(0.88, 1.12)
                wanted *= len(days) / 21
                procedures = self.random.choices(*self._by[agency], k=round(wanted))
                found += [self._one(agency, month, self.random.choice(days), each) for each in procedures]
        found += [self._planted(entry) for entry in self.words["planted"]]
        found.sort(key=lambda one: (one.received, one.agency, one.procedure.code))
        self._number_codes(found)
        self._make_mistakes(found)
        return found

    def _months(self) -> Iterator[tuple[str, list[date]]]:
        inside = self._working[bisect_left(self._working, self.first) : bisect_right(self._working, self.last)]
        months: dict[str, list[date]] = {}
        for day in inside:
            months.setdefault(f"{day:%Y-%m}", []).append(day)
        yield from months.items()

    def _one(self, agency: str, month: str, day: date, procedure: Procedure) -> Invented:
        received = datetime.combine(day, OPENS) + timedelta(minutes=self.random.randrange(OFFICE_MINUTES))
        happens = self._happens(agency, month)
        one = Invented(
            "", agency, agency if agency in self.communes else "mot-cua", procedure,
            self._channel(agency, month, procedure.level(day)), received,
            None if happens("no_due") else self.after(received, procedure.days),
        )  # fmt: skip
        online = one.channel.startswith("online")
        one.on_behalf = online and happens("on_behalf")
        one.digitised_intake = happens("digitised_intake")
        if happens("supplement" if procedure.days > 2 else "no_due"):
            self._pause(one, "supplement", "supplement_reasons", (2, 8))
        elif procedure.days > 2 and happens("pause"):
            self._pause(one, "pause", "pause_reasons", (2, 6))
        if not happens("never"):
            self._finish(one, happens)
        self._burst(one, month)
        return one

    def _happens(self, agency: str, month: str) -> "_Dice":
        return _Dice(self.random, self.usual, agency, month)

    def _channel(self, agency: str, month: str, level: str) -> str:
        rate = {"none": 0.0, "partial": self.usual("online", agency, month)}
        if self.random.random() < rate.get(level, self.usual("online_full", agency, month)):
            return f"online_{level}"
        return "post" if self.random.random() < self.usual("by_post", agency, month) else "counter"

    def after(self, moment: datetime, days: int) -> datetime:
        """The end of the n-th working day after a moment; what comes after 15:00 counts from the next one."""
        at = bisect_left(self._working, moment.date())
        if moment.time() > LAST_RECEIPT and days == 0:
            days = 1
        return datetime.combine(self._working[at + days], CLOSES)

    def _within(self, day: date, days: int) -> datetime:
        """Some moment of the working day `days` before or after a day."""
        at = max(bisect_left(self._working, day) + days, 0)
        minutes = timedelta(minutes=self.random.randrange(OFFICE_MINUTES))
        return datetime.combine(self._working[min(at, len(self._working) - 1)], OPENS) + minutes

    def _between(self, start: date, end: date) -> int:
        """Working days after `start` up to `end`."""
        return bisect_right(self._working, end) - bisect_right(self._working, start)

    def _pause(self, one: Invented, kind: str, reasons: str, days: tuple[int, int]) -> None:
        if one.due is None or one.procedure.days < 2:
            return
        start = self._within(one.received.date(), self.random.randint(1, max(1, one.procedure.days // 2)))
        end = self._within(start.date(), self.random.randint(*days))
        one.pauses.append(Pause(start, end, kind, self.random.choice(self.words[reasons])))

    def _burst(self, one: Invented, month: str) -> None:
        """The clock stopped hours before the due date, again and again, and nobody said why."""
        burst = self.words["pause_burst"]
        if one.agency != burst["agency"] or month not in burst["months"] or one.due is None or one.pauses:
            return
        if self.random.random() < burst["rate"]:
            start = one.due - timedelta(minutes=self.random.randint(10, 60 * burst["hours_before_due"]))
            end = self._within(start.date(), self.random.randint(*burst["days"]))
            one.pauses.append(Pause(start, end, "pause", ""))
            one.finished = max(self._within(end.date(), self.random.choice((0, 0, 0, 1))), end + timedelta(minutes=25))
            one.ending, one.dues, one.letter = "resolved", [], None
            one.returned = one.finished + timedelta(minutes=15)

    def _finish(self, one: Invented, happens: "_Dice") -> None:
        due = one.due or self.after(one.received, max(one.procedure.days, 3))
        for pause in one.pauses:
            if pause.end:
                due = self.after(due.replace(hour=9), self._between(pause.start.date(), pause.end.date()))
        last_pause = max((pause.end for pause in one.pauses if pause.end), default=one.received)
        one.ending = "withdrawn" if happens("withdrawn") else "refused" if happens("refused") else "resolved"
        if one.due and one.ending == "resolved" and not one.pauses and happens("late"):
            one.finished = self._within(due.date(), min(int(self.random.expovariate(0.35)) + 1, 25))
            self._letter(one, happens)
        elif one.procedure.days > 1 and happens("early"):
            early = self.random.randint(1, max(1, one.procedure.days * 2 // 3))
            one.finished = self._within(due.date(), -early)
        else:
            one.finished = due - timedelta(minutes=self.random.randrange(OFFICE_MINUTES // 2))
        soonest = last_pause + timedelta(minutes=self.random.randint(10, 55))
        one.finished = max(one.finished, min(soonest, due - timedelta(minutes=5)), one.received + timedelta(minutes=9))
        if one.ending != "withdrawn":
            self._return(one, happens)

    def _return(self, one: Invented, happens: "_Dice") -> None:
        assert one.finished
        one.returned = max(
            self._within(one.finished.date(), self.random.choice((0, 0, 0, 1, 1, 2))),
            one.finished + timedelta(minutes=4),
        )
        procedure = one.procedure
        one.by_post = procedure.postal and happens("returned_by_post")
        one.paid_online = procedure.fee and happens("paid_online")
        one.e_certified = procedure.certification and happens("e_certified")
        one.digitised_result = happens("digitised_result")

    def _letter(self, one: Invented, happens: "_Dice") -> None:
        """An apology, once or twice with a new due date, before or after the first one."""
        assert one.due
        if one.due.date() > self.words["letters_until"] or not happens("letter"):
            return
        in_time = one.procedure.days > 2 and happens("letter_in_time")
        sent = self._within(one.due.date(), -1 if in_time else self.random.randint(0, 4))
        one.letter = Letter(sent.date())
        one.dues.append((sent, self.after(sent, self.random.randint(2, 8))))
        if self.random.random() < 0.06:
            again = self._within(sent.date(), 2)
            one.dues.append((again, self.after(again, self.random.randint(3, 9))))
        if happens("posted"):
            one.letter.posted_from = sent.date() + timedelta(days=self.random.randint(0, 2))
            days = POSTED_DAYS if happens("posted_in_full") else self.random.randint(4, 21)
            one.letter.posted_to = one.letter.posted_from + timedelta(days=days - 1)

    def _planted(self, entry: Mapping) -> Invented:
        agency, procedure = entry["agency"], self.procedures[entry["procedure"]]
        received, due = _moment(entry["received"]), _moment(entry["due"])
        finished = _moment(entry["finished"]) if "finished" in entry else None
        return Invented(
            "", agency, agency if agency in self.communes else "mot-cua", procedure, "counter", received, due,
            finished, "resolved" if finished else None, finished + timedelta(hours=2) if finished else None,
            digitised_intake=True, digitised_result=True, ledger=entry.get("ledger", ""),
        )  # fmt: skip

    def _number_codes(self, found: list[Invented]) -> None:
        """UNIT.NN.YYMMDD-NNNN: who took it in, the day, the running number of the day."""
        numbers: dict[tuple[str, date], int] = {}
        for one in found:
            key = (one.receiving, one.received.date())
            numbers[key] = numbers.get(key, 0) + 1
            one.code = f"{self.units[one.receiving]}-{one.received:%y%m%d}-{numbers[key]:04d}"

    @cached_property
    def units(self) -> dict[str, str]:
        """The first part of the codes of each receiving agency."""
        receiving = [*self.communes, "mot-cua"]
        return {key: f"{self.words['unit']}.{number:02d}.V00" for number, key in enumerate(receiving, 1)}

    def _make_mistakes(self, found: list[Invented]) -> None:
        """Ends that were noted wrongly: some made a dossier late that was not, some hid one that was."""
        entry = self.words["mistakes"]
        start, end, corrected = entry["from"], entry["until"], _moment(entry["corrected"])
        able = [
            one for one in found
            if one.due and one.finished and one.ending == "resolved" and not one.pauses and not one.letter
            and start <= one.finished.date() <= end and one.procedure.days > 0
        ]  # fmt: skip
        on_time = [one for one in able if one.due and one.finished and one.finished <= one.due]
        late = [one for one in able if one.due and one.finished and one.finished > one.due]
        for one in self.random.sample(on_time, entry["late"]):
            assert one.due
            one.mistaken, one.corrected = self._within(one.due.date(), self.random.randint(1, 3)), corrected
        for one in self.random.sample(late, min(entry["on_time"], len(late))):
            assert one.due
            one.mistaken, one.corrected = one.due - timedelta(minutes=self.random.randint(5, 200)), corrected


@dataclass(slots=True)
class _Dice:
    random: Random
    usual: Usual
    agency: str
    month: str

    def __call__(self, what: str) -> bool:
        return self.random.random() < self.usual(what, self.agency, self.month)


def _procedure(entry: Mapping, fields: Mapping) -> Procedure:
    short = entry.get("field", entry["code"].split("-")[1])
    return Procedure(
        entry["code"], entry["name"], fields[short], entry["days"], float(entry["share"]), entry["online"],
        entry.get("full_from"), entry["postal"], entry["fee"], entry.get("certification", False),
    )  # fmt: skip


def _number(month: str) -> int:
    """Months since year 0, to interpolate between them."""
    return int(month[:4]) * 12 + int(month[5:7])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
