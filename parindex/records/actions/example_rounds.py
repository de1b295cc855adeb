"""The rounds of an example: opened, answered, sent and appraised as people do it, each form left at some other step."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from parindex.core.assessments import APPRAISAL, SELF, criterion_of
from parindex.core.errors import InputError
from parindex.records.actions import assessed_answer as answers
from parindex.records.actions import assessment as steps
from parindex.records.actions import round as rounds
from parindex.records.actions.assessed_answer import AnswerInput
from parindex.records.actions.evidence import ProofInput
from parindex.records.actions.example_ledger import People
from parindex.records.actions.round import RoundInput
from parindex.records.models import Agency, Assessment
from parindex.records.permissions import Role, Viewer
from parindex.records.queries import assessed_answer as queries
from parindex.records.queries import round as round_queries

_DUE = ("self_due", "appraisal_due", "explanation_due", "second_due", "approval_due")
STEPS = ("sent", "lowered", "appraised", "approved", "returned", "unlocked")


def keep_rounds(words: Mapping[str, Any], people: People, leader: Callable[[date], Viewer], until: date) -> int:
    """Do what index.yaml says of the rounds; returns how many answers were given. Nothing is done after `until`."""
    return sum(_Round(words, told, people, leader, until).keep() for told in words["rounds"])


class _Round:
    """One round: its words, and who acts in it."""

    def __init__(
        self, words: Mapping[str, Any], told: Mapping[str, Any], people: People, leader: Callable[[date], Viewer],
        until: date,
    ) -> None:  # fmt: skip
        self.words, self.told, self.people, self.leader = words, told, people, leader
        self.steps: Mapping[str, str] = told.get("steps", {})
        days = [told[key] for key in ("opened", "said", "appraised") if key in told]
        if days != sorted(days) or days[-1] > until:
            raise InputError(f"index.yaml: các ngày của đợt “{told['title']}” phải lần lượt và không sau {until}.")

    def keep(self) -> int:
        opened, level = self.told["opened"], self.told["level"]
        office = self.people.office(opened)
        unit_level = level in round_queries.UNIT_LEVELS
        agencies = tuple(round_queries.units(office, level).values_list("pk", flat=True)) if unit_level else ()
        due = {key: self.told[key] for key in _DUE}
        made = rounds.open_round(office, RoundInput(self.told["title"], level, opened, agencies=agencies, **due))
        forms = list(made.assessments.select_related("agency", "round", "programme").order_by("agency__sort_key"))
        # Once for all forms: counting is what takes long.
        said_on = self.people.office(self.told["said"])
        self.set = queries.set_of(said_on, made)
        self.counted = {
            agency: queries.usable(self.set, counts, made.year)
            for agency, counts in queries.counted(said_on, self.set, [form.agency_id for form in forms]).items()
        }
        return sum(self._form(turn, form) for turn, form in enumerate(forms))

    def _form(self, turn: int, form: Assessment) -> int:
        key = form.agency.key if form.agency else ""
        if key in self.told.get("silent", ()):
            return 0
        writer = self._writer(form.agency)
        given = self._given(writer, turn, form, key)
        answers.say_all(writer, form.pk, SELF, given)
        if step := self.steps.get(key):
            if step not in STEPS:
                raise InputError(f"index.yaml: không có bước “{step}”; hãy dùng: {', '.join(STEPS)}.")
            self._walk(form, step)
        return len(given)

    def _given(self, writer: Viewer, turn: int, form: Assessment, key: str) -> dict[str, AnswerInput]:
        """What is said of each criterion that nothing counts, resting on what was handed in for it, if anything was."""
        found: dict[str, AnswerInput] = {}
        for place, (id, choices) in enumerate(self.told["answers"].items()):
            if id in self.counted[form.agency_id]:
                continue
            answer = choices[0] if key in self.told.get("best", ()) else choices[(turn + place) % len(choices)]
            if answer is None and key in self.steps:
                answer = choices[0]
            if answer is None:
                continue
            criterion = criterion_of(self.set, id)
            if criterion is None:
                raise InputError(f"index.yaml: bộ {self.set.name} không có tiêu chí {id}.")
            proof = ProofInput()
            if key in self.steps:  # a form that is sent rests on evidence; to look for it in each takes long
                reusable = queries.reusable(writer, form, criterion).filter(tied=True, effective_to__lte=writer.on)
                reused = reusable.first()
                proof = ProofInput(earlier=reused.pk, page="1") if reused else ProofInput()
            found[id] = AnswerInput(answer, self.words["words"], proof=proof)
        return found

    def _walk(self, form: Assessment, step: str) -> None:
        """From sending on, as far as the step says."""
        steps.submit(self._head(form.agency), form.pk)
        if step == "sent":
            return
        on, why = self.told["appraised"], self.words["reasons"]
        leader, office = self.leader(on), self.people.office(on)
        own = form.agency_id in office.seats
        appraiser = leader if own else office
        if step == "unlocked":
            steps.unlock(appraiser, form.pk, self.told["unlocked_until"], why["unlocked"])
            return
        if step == "lowered":
            lowered = {id: AnswerInput(answer, why["lowered"]) for id, answer in self.told["lowered"].items()}
            answers.say_all(appraiser, form.pk, APPRAISAL, lowered)
        answers.accept_rest(appraiser, form.pk)
        steps.finish_appraisal(appraiser, form.pk)
        if step == "approved":
            steps.approve(leader, form.pk)
        if step == "returned":
            steps.give_back(leader, form.pk, why["returned"])

    def _writer(self, agency: Agency | None) -> Viewer:
        on = self.told["said"]
        found = self.people.holder(agency, Role.REPORTER, on) if agency else None
        return found or self._head(agency)

    def _head(self, agency: Agency | None) -> Viewer:
        on = self.told["said"]
        return (self.people.holder(agency, Role.HEAD, on) if agency else None) or self.people.office(on)
