"""The late ledger of an example: in rounds, the agencies explain, write, sign, send and post, and leave some undone."""

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from parindex.core.calendar import WorkCalendar
from parindex.core.loading import Mapping
from parindex.indicators.example_dossiers import Invented
from parindex.records.actions import apology_letter as letters
from parindex.records.actions import late_case as cases
from parindex.records.models import Agency
from parindex.records.permissions import Role, Viewer
from parindex.records.queries import late_case as queries
from parindex.records.queries.late_case import Entry

STEPS = ("untouched", "explained", "written", "signed", "sent", "posted")


@dataclass(frozen=True)
class People:
    """Who acts on a day: the programme office, or the person who holds a role of an agency (None: nobody does)."""

    office: Callable[[date], Viewer]
    holder: Callable[[Agency, Role, date], Viewer | None]


def keep_ledger(words: Mapping, invented: list[Invented], people: People) -> int:
    """Do what dossiers.yaml says of the ledger; returns how many cases were written on."""
    return _Ledger(words["ledger"], words["seed"], invented, people).keep()


class _Ledger:
    def __init__(self, words: Mapping, seed: int, invented: list[Invented], people: People) -> None:
        self.words, self.seed, self.people = words, seed, people
        self.stops = {one.code: one.ledger for one in invented if one.ledger}
        self.codes = {(one.agency, one.procedure.code, one.received): one.code for one in invented}
        self.numbers: dict[str, int] = {}
        self.done: set[str] = set()
        self.copy = picture()

    def keep(self) -> int:
        for day in self.words["rounds"]:
            self._foresee(day)
            self._exempt(day)
            for entry in self._waiting(day):
                self._handle(entry, day)
        return len(self.done)

    def _waiting(self, day: date) -> Iterator[Entry]:
        """Late dossiers of which nobody has written yet."""
        for entry in queries.ledger(self.people.office(day)):
            untold = entry.counts and entry.agency and not entry.letter_by_source and entry.code not in self.done
            if untold and entry.due_day and entry.due_day >= self.words["from"]:
                yield entry

    def _handle(self, entry: Entry, day: date) -> None:
        assert entry.agency
        self.done.add(entry.code)
        random = Random(f"{self.seed}:{entry.code}")  # noqa: S311 - invented data, not a secret
        steps = STEPS.index(self.stops.get(entry.code) or self._stop(entry.agency.key, random))
        cause = random.choice(self.words["causes"])
        writer, head = self._writer(entry.agency, day), self._head(entry.agency, day)
        if steps >= STEPS.index("explained"):
            cases.explain(writer, entry.id, cause["cause"], cause["words"])
        if steps < STEPS.index("written"):
            return
        letter = letters.write(writer, entry.id, self._letter(day))
        if steps >= STEPS.index("signed"):
            letters.sign(head, entry.id, letter.pk, self._signed(entry.agency, day))
        if steps >= STEPS.index("sent"):
            letters.send(writer, entry.id, letter.pk, day, random.choice(self.words["ways"]))
        if steps >= STEPS.index("posted"):
            letters.post(writer, entry.id, letter.pk, day)

    def _stop(self, agency: str, random: Random) -> str:
        silent = self.words["silent"]
        if agency in silent["agencies"] and random.random() < silent["rate"]:
            return "untouched"
        at = random.random()
        for step, rate in self.words["stops"].items():
            if (at := at - rate) < 0:
                return str(step)
        return "posted"

    def _letter(self, day: date) -> letters.LetterInput:
        calendar, due = WorkCalendar.load(), day
        for _ in range(self.words["new_due_after"]):
            due = calendar.next_working(due + timedelta(days=1))
        return letters.LetterInput(
            self.words["reason"], due, recipient=self.words["recipient"], address=self.words["address"]
        )

    def _signed(self, agency: Agency, day: date) -> letters.SignedInput:
        number = self.numbers[agency.key] = self.numbers.get(agency.key, 0) + 1
        commune = agency.key.startswith(("xa-", "thi-tran-"))
        title = self.words["signer_title" if commune else "signer_department"]
        name = f"thu-xin-loi-{number:02d}.png"
        return letters.SignedInput(f"{number:02d}/TXL", day, title, self.words["signer_name"], name, self.copy)

    def _foresee(self, day: date) -> None:
        for entry in self.words["foreseen"]:
            if entry["on"] == day:
                key = (entry["agency"], entry["procedure"], datetime.fromisoformat(entry["received"]))
                cases.foresee(self.people.office(day), self.codes[key], entry["words"])

    def _exempt(self, day: date) -> None:
        office = self.people.office(day)
        for entry in self.words["exempt"]:
            if entry["on"] == day:
                case = next(one for one in self._waiting(day) if one.agency and one.agency.key == entry["agency"])
                cases.exempt(office, case.id, entry["decision"], entry["reason"])
                self.done.add(case.code)

    def _writer(self, agency: Agency, day: date) -> Viewer:
        found = self.people.holder(agency, Role.REPORTER, day) or self.people.holder(agency, Role.HEAD, day)
        return found or self.people.office(day)

    def _head(self, agency: Agency, day: date) -> Viewer:
        return self.people.holder(agency, Role.HEAD, day) or self.people.office(day)


def picture() -> bytes:
    """A small grey .png: in the example it stands for the scan of a signed letter, of which there is none."""
    width, height = 210, 297
    rows = b"".join(b"\x00" + b"\xdd" * width for _ in range(height))
    parts = (
        (b"IHDR", struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
