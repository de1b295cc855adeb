"""Confirming an import makes a plan, its tasks and obligations, or amends them; undoing takes it all back."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from parindex.core.calendar import WorkCalendar
from parindex.core.errors import InputError
from parindex.core.obligations import Duty
from parindex.core.plan_differences import Difference, Placed
from parindex.core.plan_reading import PlanReading, PlanTask
from parindex.core.words import fold
from parindex.records.actions import obligation as obligation_actions
from parindex.records.actions import task as task_actions
from parindex.records.actions.history import expect, record
from parindex.records.models import (
    Agency,
    Import,
    Item,
    Obligation,
    Part,
    Plan,
    PlanVersion,
    Programme,
    Submission,
    Target,
    Task,
    TaskAgency,
    Term,
)
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import plan_import as imports
from parindex.records.queries.plan_import import Address, PlannedTask


def difference_key(difference: Difference) -> str:
    """The name by which a form ticks a difference."""
    if difference.kind == "new":
        assert difference.new
        return f"new:{difference.new.key}"
    assert difference.old
    return f"{difference.kind}:{difference.old.key}"


@transaction.atomic
def confirm(
    by: Viewer,
    import_id: UUID,
    takes_effect: date,
    version: int | None = None,
    ticked: set[str] | None = None,
    decision: str = "",
) -> PlanVersion:
    """Confirm an import, once. A new plan is made whole; of an amendment only the ticked differences happen."""
    found = imports.find(by, import_id)
    found = Import.objects.select_for_update().get(pk=found.pk)
    if found.confirmed_id or found.discarded_at:
        raise InputError("Bản nhập này đã được xác nhận hoặc đã bỏ từ trước.")
    expect(found, version)
    if found.plan_id:  # one amendment of a plan at a time, and none while another is taken back
        Plan.objects.select_for_update().get(pk=found.plan_id)
    maker = _Maker(by, found, takes_effect, decision)
    if found.plan is None:
        maker.make_all()
    else:
        maker.amend(ticked or set())
    found.confirmed, found.plan = maker.version, maker.plan
    found.save(update_fields=["confirmed", "plan", "version"])
    record(
        by, "confirm", maker.plan, f"Xác nhận kế hoạch lần {maker.version.number}: {maker.made} việc được tạo, "
        f"có hiệu lực từ {takes_effect.day}/{takes_effect.month}/{takes_effect.year}", about=found.pk,
    )  # fmt: skip
    return maker.version


class _Maker:
    """Holds what one confirmation works with: plan, version, agencies by key."""

    def __init__(self, by: Viewer, found: Import, takes_effect: date, decision: str) -> None:
        self.by = by
        self.programme = Programme.objects.get(pk=by.programme_id)
        self.reading = PlanReading.from_json(found.reading)
        self.takes_effect = takes_effect
        self.calendar = WorkCalendar.load()
        self.agencies = {a.key: a for a in Agency.objects.filter(programme=self.programme)}
        self.plan = found.plan or self._new_plan()
        last = self.plan.versions.order_by("-number").first()
        self.version = PlanVersion.objects.create(
            programme=self.programme, plan=self.plan, number=last.number + 1 if last else 1,
            takes_effect=takes_effect, decision=decision.strip(), reading=found.reading, confirmed_at=by.at,
            confirmed_by_id=by.user_id,
        )  # fmt: skip
        self.made = 0
        self.earlier: list[dict[str, Any]] = []

    def _new_plan(self) -> Plan:
        facts = self.reading.plan
        return Plan.objects.create(
            programme=self.programme, title=facts.title, number=facts.number or "", issuer=facts.issuer or "",
            issued=facts.issued, year=facts.year, baseline=facts.baseline or {},
            organisation=[{"number": duty.number, "text": duty.text} for duty in facts.organisation],
        )  # fmt: skip

    def make_all(self) -> None:
        self._create(imports.placed(self.reading))
        self._save_version()

    def amend(self, ticked: set[str]) -> None:
        """Apply the ticked differences; what they replace is superseded, and noted so that it can be undone."""
        found = imports.compare(imports.in_force(self.plan), imports.placed(self.reading))
        chosen = [d for d in found.differences if difference_key(d) in ticked]
        if len(chosen) != len(ticked):
            raise InputError("Kế hoạch vừa thay đổi so với lúc bạn xem; hãy tải lại trang và chọn lại các khác biệt.")
        if not chosen:
            raise InputError("Chưa chọn khác biệt nào; hãy chọn ít nhất một, hoặc bỏ bản nhập này.")
        self._create([d.new for d in chosen if d.kind == "new" and d.new])
        for difference in chosen:
            if difference.kind == "removed" and difference.old:
                self._retire(difference.old.key)
            elif difference.kind == "changed" and difference.old and difference.new:
                self._change(difference.old, difference.new, difference.fields)
        self._save_version()

    def _save_version(self) -> None:
        self.version.earlier_dates = self.earlier
        self.version.save(update_fields=["earlier_dates", "undo"])

    def _planned(self, tasks: Iterable[Placed]) -> list[PlannedTask]:
        return imports.planned(tasks, self.programme, self.takes_effect, set(self.agencies))

    def _create(self, tasks: Sequence[Placed]) -> None:
        items = self._items(tasks)
        rows: list[tuple[PlannedTask, Task]] = []
        for planned in self._planned(tasks):
            item = items[_item_address(planned.placed)]
            rows.append((planned, self._task(planned.placed, item, len(rows) + 1)))
        Task.objects.bulk_create(task for _, task in rows)
        terms = self._details(rows)
        self._owe([(planned, task, terms[task.pk]) for planned, task in rows])

    def _items(self, tasks: Sequence[Placed]) -> dict[tuple[str, int], Item]:
        """Parts and items by their numbers, those of the plan where they exist already, new ones at the end."""
        parts = {part.number: part for part in self.plan.parts.all()}
        known = {
            (i.part.number, i.number, fold(i.title)): i
            for i in Item.objects.filter(part__plan=self.plan).select_related("part")
        }
        found: dict[tuple[str, int], Item] = {}
        for placed in tasks:
            address = _item_address(placed)
            if address in found:
                continue
            section, number, title = (placed.item.section or "", placed.item.number or "", placed.item.title or "")
            part = parts.get(section)
            if part is None:
                part = Part.objects.create(
                    programme=self.programme, plan=self.plan, order=len(parts) + 1, number=section,
                    title=placed.item.section_title or "",
                )  # fmt: skip
                parts[section] = part
            item = known.get((section, number, fold(title)))
            if item is None:
                item = Item.objects.create(
                    programme=self.programme, part=part, order=len(known) + 1, number=number, title=title
                )
                # Items without number and title (flat tables) are each their own.
                known[(section, number, fold(title)) if number or title else (section, str(item.pk), "")] = item
            found[address] = item
        return found

    def _task(self, placed: Placed, item: Item, order: int) -> Task:
        task = Task(programme=self.programme, item=item, order=order, introduced=self.version)
        return task_actions.fill(task, placed.item, placed.task)

    def _details(self, rows: Sequence[tuple[PlannedTask, Task]]) -> dict[UUID, list[Term]]:
        """Write agencies, terms and targets of tasks; returns the terms by task."""
        terms: dict[UUID, list[Term]] = {}
        targets: list[Target] = []
        for planned, task in rows:
            source = planned.placed.task
            terms[task.pk] = task_actions.terms_of(task, source)
            targets += [task_actions.target_of(task, n, data) for n, data in enumerate(source.targets)]
            task_actions.write_agencies(task, source, self.agencies)
        Target.objects.bulk_create(targets)
        Term.objects.bulk_create(term for rows_of in terms.values() for term in rows_of)
        return terms

    def _owe(
        self, rows: Iterable[tuple[PlannedTask, Task, list[Term]]], kept: set[tuple[UUID, int]] = frozenset()
    ) -> None:
        """Create the obligations that tasks make; `kept` are those (agency, place in `owed`) that live on."""
        created = []
        for planned, task, terms in rows:
            keys = [key for key in dict.fromkeys(planned.placed.task.lead_keys) if key in self.agencies]
            for duty in planned.duties.earlier:
                self.earlier.append(
                    {"task": str(task.pk), "due": duty.due.isoformat() if duty.due else None, "agencies": keys}
                )
            for n, duty in enumerate(planned.duties.owed):
                created += [
                    Obligation(
                        programme=self.programme, task=task, agency=self.agencies[key], term=terms[duty.term],
                        created=self.version, kind=duty.kind, opens=duty.opens, first_due=duty.due, due=duty.due,
                        periods=list(duty.periods), says=duty.says, calendar_version=self.calendar.version,
                    )
                    for key in keys
                    if (self.agencies[key].pk, n) not in kept
                ]  # fmt: skip
        Obligation.objects.bulk_create(created, batch_size=500)
        self.made += len(created)

    def _live(self, task_id: UUID) -> list[Obligation]:
        """The task's obligations that its terms made by themselves, held; cancelled ones last."""
        live = Obligation.objects.select_for_update().filter(
            task_id=task_id, superseded_on__isnull=True, occurrence__isnull=True
        )
        return sorted(live, key=lambda o: o.cancelled_on is not None)

    def _supersede(self, live: Iterable[Obligation], reason: str) -> None:
        """Of those that nothing has cancelled: what is due from the effect on, or waits for a date."""
        gone = [
            o for o in live
            if o.cancelled_on is None and (o.first_due is None or o.first_due >= self.takes_effect)
        ]  # fmt: skip
        obligation_actions.supersede(self.by, gone, reason, self.version.decision)
        self.version.undo.setdefault("superseded", []).extend(str(o.pk) for o in gone)

    def _retire(self, task_id: UUID) -> None:
        task = Task.objects.get(pk=task_id)
        task.retired = self.version
        task.version += 1
        task.save(update_fields=["retired", "version"])
        self._supersede(self._live(task_id), "Nhiệm vụ không còn trong kế hoạch sửa đổi")
        record(self.by, "retire", task, "Nhiệm vụ không còn trong kế hoạch sửa đổi", about=self.plan.pk)

    def _change(self, old: Placed, new: Placed, fields: tuple[str, ...]) -> None:
        task = Task.objects.select_related("item__part").get(pk=old.key)
        before = {
            "item": str(task.item_id),
            "task": old.task.to_json(),
            "terms": [str(pk) for pk in task.terms.filter(replaced=False).values_list("pk", flat=True)],
            "targets": [str(pk) for pk in task.targets.filter(replaced=False).values_list("pk", flat=True)],
        }
        self.version.undo.setdefault("changed", {})[str(task.pk)] = before
        if "place" in fields:
            task.item = self._items([new])[_item_address(new)]
        elif "title" in fields:
            self.version.undo.setdefault("titles", {}).setdefault(str(task.item_id), task.item.title)
            task.item.title = new.item.title or ""
            task.item.save(update_fields=["title"])
        task_actions.fill(task, new.item, new.task)
        task.version += 1
        task.save()
        planned = self._planned([new])[0]
        terms = self._replace_details(task, new.task, fields)
        self._owe([(planned, task, terms)], self._keep_or_supersede(task, planned, terms))
        changes = {name: [_plain(old, name), _plain(new, name)] for name in fields}
        record(self.by, "amend", task, "Sửa theo kế hoạch sửa đổi", about=self.plan.pk, changes=changes)

    def _keep_or_supersede(self, task: Task, planned: PlannedTask, terms: list[Term]) -> set[tuple[UUID, int]]:
        """What the amended task still owes lives on, also cancelled or at the date that a person gave it."""
        leads = [self.agencies[key].pk for key in planned.placed.task.lead_keys if key in self.agencies]
        wanted = {(pk, n): duty for n, duty in enumerate(planned.duties.owed) for pk in leads}
        kept, gone = set(), []
        for one in self._live(task.pk):
            made_for = None if one.kind == "reference" else one.first_due
            same = (key for key, duty in wanted.items() if key[0] == one.agency_id and duty.due == made_for)
            key = next((key for key in same if key not in kept), None)
            if key is None:
                gone.append(one)
                continue
            kept.add(key)
            self._keep(one, wanted[key], terms[wanted[key].term])
        self._supersede(gone, "Thay đổi theo kế hoạch sửa đổi")
        return kept

    def _keep(self, obligation: Obligation, duty: Duty, term: Term) -> None:
        """An obligation that lives on serves the periods of the amended task, and stands on its term."""
        before = {"term_id": str(obligation.term_id), "kind": obligation.kind, "periods": obligation.periods}
        obligation.term, obligation.kind, obligation.periods = term, duty.kind, list(duty.periods)
        if duty.due and obligation.due == duty.due:  # an extended duty keeps the sentence of its extension
            before["says"], obligation.says = obligation.says, duty.says
        if any(str(getattr(obligation, name)) != str(value) for name, value in before.items()):
            obligation.save(update_fields=["term", "kind", "periods", "says"])
            self.version.undo.setdefault("kept", {})[str(obligation.pk)] = before

    def _replace_details(self, task: Task, source: PlanTask, fields: tuple[str, ...]) -> list[Term]:
        """Put agencies anew, and those terms and targets that differ; the old ones stay for what stands on them."""
        TaskAgency.objects.filter(task=task).delete()
        task_actions.write_agencies(task, source, self.agencies)
        if "targets" in fields:
            task_actions.replace_targets(task, source)
        if not {"phrase", "schedule"} & set(fields):
            return list(task.terms.filter(replaced=False))
        task.terms.update(replaced=True)
        return Term.objects.bulk_create(task_actions.terms_of(task, source))


def _item_address(placed: Placed) -> tuple[str, int]:
    address: Address = placed.key
    return (address.block, address.item)


def _plain(placed: Placed, name: str) -> Any:
    if name in ("place", "title"):
        return placed.item.label if name == "place" else placed.item.title
    key = {"agencies": "lead_agency_keys"}.get(name, name)
    return placed.task.to_json().get(key)


@transaction.atomic
def undo(by: Viewer, version_id: UUID, reason: str) -> PlanVersion:
    """Take a confirmation back, as long as nothing has been handed in for what it created."""
    by.require("import_plan")
    version = (
        PlanVersion.objects.select_for_update(of=("self",))
        .select_related("plan")
        .filter(pk=version_id, programme_id=by.programme_id, undone_at__isnull=True)
        .first()
    )
    if version is None:
        raise NotFound("version")
    if not reason.strip():
        raise InputError("Hãy ghi lý do hoàn tác.")
    Plan.objects.select_for_update().get(pk=version.plan_id)
    # Whoever is about to hand something in for these waits, and then finds them gone.
    list(version.obligations.select_for_update().values_list("pk", flat=True))
    if version.plan.versions.filter(undone_at__isnull=True, number__gt=version.number).exists():
        raise InputError("Chỉ hoàn tác được lần xác nhận mới nhất của kế hoạch.")
    if Submission.objects.filter(obligation__created=version).exists():
        raise InputError(
            "Đã có cơ quan nộp hoặc đang soạn kết quả cho các việc của lần xác nhận này nên không hoàn tác được nữa; "
            "hãy nhập văn bản sửa đổi, hoặc hủy từng việc kèm lý do."
        )
    if version.number == 1:
        version.plan.withdrawn = True
        version.plan.save(update_fields=["withdrawn"])
    else:
        _take_back(by, version, reason.strip())
    version.undone_at = by.at
    version.save(update_fields=["undone_at"])
    Import.objects.filter(confirmed=version).update(confirmed=None)
    if version.plan.withdrawn:
        # What stood against the plan is a plan of its own again: there is nothing left for it to amend.
        Import.objects.filter(plan=version.plan, confirmed__isnull=True).update(plan=None)
    record(by, "undo", version.plan, f"Hoàn tác lần xác nhận {version.number}: {reason.strip()}")
    return version


def _take_back(by: Viewer, version: PlanVersion, reason: str) -> None:
    """Put back what an amendment changed; what it created leaves every count but stays to be read."""
    undone = version.undo
    Task.objects.filter(retired=version).update(retired=None)
    Task.objects.filter(introduced=version).update(retired=version)
    for item_id, title in undone.get("titles", {}).items():
        Item.objects.filter(pk=item_id).update(title=title)
    agencies = {a.key: a for a in Agency.objects.filter(programme_id=version.programme_id)}
    for task_id, before in undone.get("changed", {}).items():
        task_actions.restore(Task.objects.get(pk=task_id), before, agencies)
    for obligation_id, before in undone.get("kept", {}).items():
        Obligation.objects.filter(pk=obligation_id).update(**before)
    why = f"Hoàn tác lần xác nhận {version.number}: {reason}"
    obligation_actions.reinstate(by, Obligation.objects.filter(pk__in=undone.get("superseded", ())), why)
    # What happened meanwhile under a term that stands has happened: it belongs to the version before.
    made = Obligation.objects.filter(created=version, superseded_on__isnull=True)
    stands = Q(occurrence__isnull=False, term__replaced=False, task__retired__isnull=True)
    before = version.plan.versions.filter(undone_at__isnull=True, number__lt=version.number).last()
    made.filter(stands).update(created=before)
    obligation_actions.supersede(by, made.exclude(stands), why)
