"""Loads an example programme through the same doors that people use; its activity is invented and says so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from parindex.core.agencies import Registry
from parindex.core.baselines import Line, Result, with_fields
from parindex.core.criteria_reading import load_set
from parindex.core.dates import Period, day_said
from parindex.core.goals import goals_of
from parindex.core.loading import Mapping, load
from parindex.core.target_sayings import kind_of
from parindex.core.targets import Target as Threshold
from parindex.core.words import sort_key
from parindex.records.actions import baseline as baselines
from parindex.records.actions import comment as comments
from parindex.records.actions import criteria_set as criteria_sets
from parindex.records.actions import criterion_tie as ties
from parindex.records.actions import evidence as evidence_actions
from parindex.records.actions import goal as goals
from parindex.records.actions import obligation as obligation_actions
from parindex.records.actions import plan as plans
from parindex.records.actions import plan_import as imports
from parindex.records.actions import programme as programmes
from parindex.records.actions import review as reviews
from parindex.records.actions import sealing
from parindex.records.actions import submission as submissions
from parindex.records.actions import task as tasks
from parindex.records.actions import user as users
from parindex.records.actions.example_commendation import keep_commendation
from parindex.records.actions.example_dossiers import Progress, bring_dossiers
from parindex.records.actions.example_index import keep_index
from parindex.records.actions.example_ledger import People, keep_ledger
from parindex.records.actions.example_rounds import keep_rounds
from parindex.records.actions.submission import FigureInput, wants_figure
from parindex.records.models import Agency, Extension, Obligation, Programme, Task, Term, User
from parindex.records.permissions import Role, Viewer
from parindex.records.queries import user as user_queries


@dataclass(frozen=True)
class Loaded:
    """`passwords` are shown once: (username, name, roles, password)."""

    programme: Programme
    passwords: list[tuple[str, str, str, str]]
    steps: int


def load_example(folder: Path, at: datetime, progress: Progress | None = None) -> Loaded:
    """Make the programme that `folder`/programme.yaml describes, with its plan, its people and their activity.

    With `progress` also the dossiers of dossiers.yaml: first into the lake, where a second attempt finds them, then all
    of the tables at once.
    """
    words = load(folder / "programme.yaml")
    invented = bring_dossiers(folder, words["authority"], progress) if progress else []
    with transaction.atomic():
        example = _Example(words, folder, at)
        loaded = example.load()
        if progress:
            progress(f"- kế hoạch và {loaded.steps} lượt hoạt động")
            _count_rows()
            if not sealing.ready():
                sealing.new_key_file()
            cases = keep_ledger(load(folder / "dossiers.yaml"), invented, example.people())
            progress(f"- sổ hồ sơ trễ hạn: đã ghi {cases} trường hợp")
            if "district" in words.get("criteria_sets", {}):
                index, until = load(folder / "index.yaml"), words["until"]
                told = keep_rounds(index, example.people(), example.leader, until)
                progress(f"- đợt chấm điểm: đã mở {len(index['rounds'])} đợt, {told} câu trả lời giả định")
                facts = keep_commendation(load(folder / "commendation.yaml"), example.people().office, until)
                progress(f"- khen thưởng: đã nhập {facts} số liệu giả định")
                kept = keep_index(example.people().office, words["takes_effect"], words["until"])
                progress(f"- chỉ số: đã chụp {kept} lần, mỗi tuần một lần")
    return loaded


def _count_rows() -> None:
    """Let PostgreSQL know what was written: else it plans the rest of this transaction for empty tables."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


Step = tuple[date, int, Callable[[], object]]


class _Example:
    """The example while it is loaded: its words, its people, its tasks by address."""

    def __init__(self, words: Mapping, folder: Path, at: datetime) -> None:
        self.words, self.folder, self.at = words, folder, at
        self.steps: list[Step] = []
        self.users: dict[str, User] = {}
        self.holders: dict[tuple[UUID, str], str] = {}
        self.passwords: list[tuple[str, str, str, str]] = []

    def load(self) -> Loaded:
        start: date = self.words["takes_effect"]
        by = programmes.command_line(start, self.at)
        self.programme, by = programmes.create(
            by, self.words["name"], self.words["authority_key"], self.words["year"],
            continuous_every=self.words["continuous_every"], invented=True,
        )  # fmt: skip
        self.agencies = {agency.key: agency for agency in Agency.objects.filter(programme=self.programme)}
        self._people(by)
        self._plan(start)
        self._last_year(start)
        self.tasks = self._addresses()
        for name in self.words.get("criteria_sets", {}).values():
            ties.tie_by_rules(self.viewer(self.office, start), name)
        for entry in self.words.get("indicators", ()):
            self._bind(entry, start)
        for entry in self.words.get("dates", ()):
            self._enter_dates(entry)
        for entry in self.words.get("events", ()):
            self._event(entry)
        for entry in self.words.get("extensions", ()):
            self._extension(entry)
        self._activity()
        for entry in self.words.get("comments", ()):
            self._comment(entry)
        self.steps.sort(key=lambda step: step[:2])
        for _, _, act in self.steps:
            act()
        return Loaded(self.programme, self.passwords, len(self.steps))

    def _people(self, by: Viewer) -> None:
        for entry in self.words["users"]:
            user, password = users.add_user(by, entry["username"], entry["name"], must_change=False)
            self.users[user.username] = user
            roles = []
            for held in entry["memberships"]:
                agency = self.agencies[held["agency"]]
                membership = users.give_role(by, user.pk, held["role"], agency.pk)
                if held.get("may_send"):
                    membership.may_send = True
                    membership.save(update_fields=["may_send"])
                self.holders.setdefault((agency.pk, held["role"]), user.username)
                roles.append(f"{Role(held['role']).label}, {agency.name}")
            self.passwords.append((user.username, user.name, "; ".join(roles), password))
        self.office, self.leads = self._first(Role.OFFICE), self._first(Role.LEADER)

    def _first(self, role: Role) -> str:
        """The first user of the example who holds a role."""
        return next(
            str(entry["username"]) for entry in self.words["users"]
            if any(held["role"] == role for held in entry["memberships"])
        )  # fmt: skip

    def leader(self, on: date) -> Viewer:
        """Who decides for the leadership."""
        return self.viewer(self.leads, on)

    def people(self) -> People:
        """Who writes in the late ledger."""

        def holder(agency: Agency, role: Role, on: date) -> Viewer | None:
            username = self.holders.get((agency.pk, role))
            return self.viewer(username, on) if username else None

        return People(lambda on: self.viewer(self.office, on), holder)

    def viewer(self, username: str, on: date) -> Viewer:
        viewer = user_queries.viewer(self.users[username], self.programme.pk, on, self.at)
        assert viewer, f"{username} has no role on {on}"
        return viewer

    def _plan(self, start: date) -> None:
        path = self.folder / self.words["plan"]
        uploaded = imports.upload(self.viewer(self.office, start), path.read_bytes(), path.name)
        plans.confirm(self.viewer(self.office, start), uploaded.pk, start)

    def _last_year(self, start: date) -> None:
        """By which sets who is scored, what was published of the year before, and what is asked of this year."""
        office, chosen = self.viewer(self.office, start), self.words.get("criteria_sets", {})
        for level, name in chosen.items():
            criteria_sets.choose(office, level, name, date(self.words["year"], 1, 1))
        self._baseline(office, chosen)
        if asked := self.words.get("goal"):
            goals.set_goal(office, chosen["district"], goals_of(asked))

    def _baseline(self, office: Viewer, chosen: Mapping) -> None:
        if told := self.words.get("baseline"):
            lines = [Line(part["name"], Decimal(part["score"]), Decimal(part["max"])) for part in told["parts"]]
            if "district" in chosen:
                lines = list(with_fields(lines, load_set(chosen["district"])))
            result = Result(Decimal(told["total"]), Decimal(told["max"]), tuple(lines), told["rank"], told["of"])
            source = baselines.Source(told["decision"], told["decision_date"])
            baselines.enter(office, told["year"], result, source=source)
            peers = [baselines.Peer(name, Decimal(points)) for name, points in self.words.get("peers", {}).items()]
            if peers:
                baselines.enter_peers(office, told["year"], peers)

    def _addresses(self) -> dict[str, Task]:
        """Tasks by PART.ITEM.ORDINAL, as programme.yaml names them."""
        found: dict[str, Task] = {}
        counts: dict[str, int] = {}
        tasks = Task.objects.filter(programme=self.programme).select_related("item__part")
        for task in tasks.order_by("item__part__order", "item__order", "order"):
            label = f"{task.item.part.number}.{task.item.number}"
            counts[label] = counts.get(label, 0) + 1
            found[f"{label}.{counts[label]}"] = task
        return found

    def _task(self, entry: Mapping, address: str) -> Task:
        if address not in self.tasks:
            raise entry.error(f"không có nhiệm vụ {address} trong kế hoạch ví dụ")
        return self.tasks[address]

    def _bind(self, entry: Mapping, start: date) -> None:
        """Say by which indicator each target of a task is counted, in the order of the targets."""
        office, task = self.viewer(self.office, start), self._task(entry, entry["task"])
        for target, indicator in zip(task.targets.filter(replaced=False), entry["indicators"], strict=True):
            tasks.change_target(office, task.pk, target.pk, _threshold(target.data), entry["reason"], indicator)

    def _obligations(self, tasks: list[Task], keys: list[str] | None = None) -> list[Obligation]:
        found = Obligation.objects.filter(task__in=tasks).select_related("agency", "task")
        if keys:
            found = found.filter(agency__key__in=self._members(keys))
        return sorted(found, key=lambda o: (o.due or date.max, sort_key(o.agency.name), o.task.order))

    def _members(self, keys: list[str]) -> list[str]:
        registry = Registry.load()
        groups = {group.key for group in registry.groups}
        found = []
        for key in keys:
            found += [a.key for a in registry.members(key, self.words["takes_effect"])] if key in groups else [key]
        return found

    def _one(self, entry: Mapping, due: date | None) -> Obligation:
        found = [o for o in self._obligations([self._task(entry, entry["task"])], [entry["agency"]]) if o.due == due]
        if len(found) != 1:
            raise entry.error(f"cần đúng một việc của {entry['agency']} hạn {due}, thấy {len(found)}")
        return found[0]

    def _enter_dates(self, entry: Mapping) -> None:
        office = self.viewer(self.office, entry["day"])
        tasks = [self._task(entry, address) for address in entry["tasks"]]
        for obligation in self._obligations(tasks, entry.get("agencies")):
            if obligation.due is None:
                obligation_actions.enter_date(office, obligation.pk, entry["due"], entry["reason"])

    def _event(self, entry: Mapping) -> None:
        office = self.viewer(self.office, entry["day"])
        term = Term.objects.get(task=self._task(entry, entry["task"]), kind="event", replaced=False)
        agency = self.agencies[entry["agency"]]
        obligation_actions.record_event(office, term.pk, entry["day"], entry["words"], [agency.pk], entry["due"])

    def _extension(self, entry: Mapping) -> None:
        obligation = self._one(entry, entry["due"])
        asked: Extension = obligation_actions.ask_extension(
            self.viewer(entry["asked_by"], entry["asked_on"]), obligation.pk, entry["asked_due"], entry["reason"]
        )
        if "decided_on" in entry:
            by = self.viewer(entry["decided_by"], entry["decided_on"])
            obligation_actions.decide_extension(by, asked.pk, entry["granted"], entry.get("answer", ""))

    def _activity(self) -> None:
        seen: set[UUID] = set()
        for entry in self.words["activity"]:
            tasks = [self._task(entry, address) for address in entry["tasks"]]
            matching = [
                o for o in self._obligations(tasks, entry.get("agencies"))
                if o.pk not in seen and o.due and ("due" not in entry or o.due in entry["due"])
            ]  # fmt: skip
            if not matching:
                raise entry.error("dòng này không khớp với việc nào")
            days, said, figures = _turns(entry, "days", 0), _turns(entry, "words", ""), _turns(entry, "figures", "")
            for obligation in matching:
                seen.add(obligation.pk)
                done = replace(
                    _Happening(obligation, entry["happened"], said=next(said), figures=str(next(figures))),
                    sent=obligation.due + timedelta(days=next(days)),
                )
                self._happen(entry, done)

    def _happen(self, entry: Mapping, done: "_Happening") -> None:
        if done.sent > self.words["until"] or done.what == "nothing":
            return
        agency = done.obligation.agency_id
        head = self.holders.get((agency, Role.HEAD), self.office)
        writer = self.holders.get((agency, Role.REPORTER), head)
        author = writer if done.what == "draft" else head
        self._step(done.sent, lambda: self._draft(author, done))
        if done.what == "draft":
            return
        self._step(done.sent, lambda: submissions.send(self.viewer(head, done.sent), done.obligation.pk))
        looked = done.sent + timedelta(days=self.words["reviewed_after"])
        if done.what == "sent" or looked > self.words["until"]:
            return
        accepted = done.what == "accepted"
        self._step(looked, lambda: self._look(done, looked, accepted, entry.get("comment", "")))
        if done.what == "returned_then_accepted":
            again = replace(done, what="accepted", sent=max(done.obligation.due + timedelta(entry["again"]), looked))
            self._happen(entry, again)

    def _step(self, day: date, act: Callable[[], object]) -> None:
        self.steps.append((day, len(self.steps), act))

    def _draft(self, author: str, done: "_Happening") -> None:
        by = self.viewer(author, done.sent)
        obligation = Obligation.objects.select_related("task__item__part", "agency").get(pk=done.obligation.pk)
        given = [_numbers(text) for text in done.figures.split(";") if text.strip()]
        targets = [t for t in obligation.task.targets.filter(replaced=False) if wants_figure(t)]
        figures = [FigureInput(t.pk, *pair) for t, pair in zip(targets, given, strict=False)]
        draft = submissions.save_draft(by, obligation.pk, done.said, figures)
        if draft.evidence.exists():
            return
        address = next(key for key, task in self.tasks.items() if task.pk == obligation.task_id)
        names = {"agency": obligation.agency.key, "task": address, "due": f"{obligation.due:%Y-%m-%d}"}
        start, end = _speaks_of(obligation)
        name = self.words["evidence"]["name"].format(**names | {"due": day_said(obligation.due)})
        kept = evidence_actions.add_link(
            by, obligation.agency_id, name,
            self.words["evidence"]["link"].format(**names), start, end,
        )  # fmt: skip
        submissions.attach(by, obligation.pk, kept.pk, str(self.words["evidence"]["page"]))

    def _look(self, done: "_Happening", on: date, accepted: bool, words: str) -> None:
        by = self.viewer(self.office, on)
        sent = done.obligation.submissions.order_by("-number").first()
        if accepted:
            reviews.accept(by, sent.pk)
        else:
            reviews.give_back(by, sent.pk, words)

    def _comment(self, entry: Mapping) -> None:
        obligation = self._one(entry, entry["due"])
        by = self.viewer(entry["by"], entry["day"])
        self._step(entry["day"], lambda: comments.comment(by, obligation.pk, entry["words"]))


@dataclass(frozen=True)
class _Happening:
    obligation: Obligation
    what: str
    said: str = ""
    figures: str = ""
    sent: date = date.min


def _threshold(data: Mapping) -> Threshold:
    """A target of a plan as it is written; what is not said here, change_target keeps."""
    kind = kind_of(data)
    assert kind
    level = data[kind] if kind == "equals" else Decimal(data[kind])
    return Threshold("", unit=data.get("unit"), per=data.get("per"), **{kind: level})


def _turns(entry: Mapping, key: str, default: Any) -> Iterator[Any]:
    value = entry.get(key, default)
    return cycle(value if isinstance(value, list) and value else [value])


def _numbers(text: str) -> tuple[Decimal, Decimal | None]:
    numerator, _, denominator = text.partition("/")
    return Decimal(numerator.strip()), Decimal(denominator.strip()) if denominator else None


def _speaks_of(obligation: Obligation) -> tuple[date, date]:
    if obligation.periods:
        period = Period.parse(obligation.periods[0])
        return period.start, period.end
    assert obligation.due
    return min(obligation.opens or obligation.due, obligation.due), obligation.due
