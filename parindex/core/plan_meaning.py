"""What the words of a task mean: agencies, schedule, targets; with a warning where a person must look."""

from dataclasses import dataclass, field
from datetime import date

from parindex.core.agencies import Registry, Responsible, split_agencies
from parindex.core.calendar import WorkCalendar
from parindex.core.deadlines import read_deadline
from parindex.core.plan_columns import Role
from parindex.core.plan_reading import Place, PlanTask, PlanWarning
from parindex.core.plan_tasks import TaskWords
from parindex.core.schedules import Schedule
from parindex.core.targets import read_targets
from parindex.core.words import normalise

WHOLE_PLAN = "kế hoạch"  # the place of a warning that concerns no single item


@dataclass
class _Unknown:
    """A name that the register does not hold, where it first stands and in how many places."""

    name: str
    place: str
    at: Place
    why: str
    count: int = 1


@dataclass
class Meaning:
    """Reads the words of tasks for one plan: its year, its day for the register, its calendar; collects warnings."""

    registry: Registry
    year: int
    on: date
    calendar: WorkCalendar | None = None
    warnings: list[PlanWarning] = field(default_factory=list)
    _unknown: dict[str, _Unknown] = field(default_factory=dict)
    _schedules: dict[str, Schedule] = field(default_factory=dict)

    def task(self, words: TaskWords, title: str | None, label: str) -> PlanTask:
        """Return the task that `words` describe; `title` is its item's, whose thresholds hold for it too."""
        lead, supporting, unnamed = self.names(words.agencies)
        lead_found, lead_doubt = self._resolve(lead, label, words.place)
        with_found, with_doubt = self._resolve(supporting, label, words.place)
        queries = list(words.queries)
        for name in unnamed:
            self._note_unknown(name, label, words.place, "không phải tên cơ quan")
            queries.append("lead")
        schedule = self.schedule(words.phrase) if words.phrase else None
        if schedule and schedule.unread:
            message = f"Chưa hiểu hết thời hạn “{words.phrase}”: “{schedule.unread}”; hãy nhập ngày."
            self.warnings.append(PlanWarning(label, "deadline_unread", message, words.place))
            queries.append("phrase")
        targets = [target.to_json() for target in read_targets(words.text, self.year, place="task")]
        if title:
            targets += [target.to_json() for target in read_targets(title, self.year, place="title")]
        if words.product:
            targets += [target.to_json() for target in read_targets(words.product, self.year, place="task")]
        return PlanTask(
            text=words.text,
            place=words.place,
            lead=lead,
            supporting=supporting,
            lead_agencies=tuple(name for name, _ in lead_found),
            lead_keys=tuple(key for _, key in lead_found),
            supporting_agencies=tuple(name for name, _ in with_found),
            supporting_keys=tuple(key for _, key in with_found),
            doubtful=lead_doubt or with_doubt,
            phrase=words.phrase,
            schedule=schedule.terms if schedule else (),
            schedule_unread=schedule.unread if schedule else "",
            targets=tuple(targets),
            product=words.product,
            note=words.note,
            queries=tuple(dict.fromkeys(queries)),
        )

    def names(self, agencies: tuple[tuple[Role, str], ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Return leading names, supporting names, and words that name nobody, as the columns have them."""
        lead: list[str] = []
        supporting: list[str] = []
        unnamed: list[str] = []
        for role, text in agencies:
            found = split_agencies(text, self.registry)
            if not (found.lead or found.supporting or found.unread):
                found = Responsible((normalise(text).strip(" .;,:"),))  # words that only look like a duty
            if role == "supporting":
                supporting += [*found.lead, *found.supporting]
            else:
                lead += found.lead
                supporting += found.supporting
            unnamed += [found.unread] if found.unread else []
        led = tuple(dict.fromkeys(lead))
        return led, tuple(n for n in dict.fromkeys(supporting) if n not in led), tuple(unnamed)

    def schedule(self, phrase: str) -> Schedule:
        """Return what a deadline phrase means in this plan's year; each phrase is read once."""
        if phrase not in self._schedules:
            self._schedules[phrase] = read_deadline(phrase, self.year, self.calendar)
        return self._schedules[phrase]

    def unknown_agencies(self) -> list[PlanWarning]:
        """Return one warning per name that the register does not resolve."""
        found = []
        for unknown in self._unknown.values():
            more = f" (và {unknown.count - 1} chỗ khác)" if unknown.count > 1 else ""
            message = f"Chưa rõ “{unknown.name}” là cơ quan nào{more}: {unknown.why}."
            found.append(PlanWarning(unknown.place, "agency_unknown", message, unknown.at))
        return found

    def foreign_register(self, issuer: str | None) -> list[PlanWarning]:
        """Say so when names stay unknown because the register is another authority's."""
        if not issuer or not self._unknown or self.registry.resolve(issuer, self.on).agencies:
            return []
        owners = [agency.name for agency in self.registry.agencies if agency.kind == "authority"]
        whose = f"của {'; '.join(owners)}" if owners else "không có cơ quan này"
        message = f"Văn bản do {issuer} ban hành, còn danh bạ đang dùng {whose}; hãy chọn đúng danh bạ cơ quan."
        return [PlanWarning(WHOLE_PLAN, "other", message)]

    def _resolve(self, names: tuple[str, ...], label: str, at: Place) -> tuple[list[tuple[str, str]], bool]:
        agencies: dict[str, str] = {}
        doubtful = False
        for name in names:
            found = self.registry.resolve(name, self.on)
            doubtful = doubtful or found.doubtful
            agencies |= {agency.key: agency.name for agency in found.agencies}
            if not found.agencies:
                self._note_unknown(name, label, at, found.why)
        return [(name, key) for key, name in agencies.items()], doubtful

    def _note_unknown(self, name: str, label: str, at: Place, why: str) -> None:
        key = name.casefold()
        if key in self._unknown:
            self._unknown[key].count += 1
        else:
            self._unknown[key] = _Unknown(name, label, at, why.rstrip("."))
