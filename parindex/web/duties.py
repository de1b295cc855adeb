"""What the page of one duty shows to a viewer: the duty, what was handed in, and the forms of what they may do."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parindex.core.dates import Period
from parindex.core.obligations import State
from parindex.core.target_sayings import say_target
from parindex.records.actions.submission import missing
from parindex.records.models import Extension, Obligation, Review, Submission, SubmissionEvidence, Target
from parindex.records.permissions import Viewer
from parindex.records.queries import criterion_tie as ties
from parindex.records.queries import evidence as evidence_queries
from parindex.records.queries import history
from parindex.records.queries import obligation as queries
from parindex.records.queries import submission as submissions
from parindex.records.queries.criterion_tie import OwnDeadline
from parindex.web import figures
from parindex.web.figures import FigureShown
from parindex.web.formats import day, number
from parindex.web.forms.obligation import (
    AskForm,
    CancelForm,
    CommentForm,
    DateForm,
    DecideForm,
    ExtendForm,
    RestoreForm,
)
from parindex.web.forms.review import ReopenForm, ReviewForm
from parindex.web.forms.submission import WorkForm
from parindex.web.states import REVIEWS, TIMINGS, WORKFLOWS

HISTORY_LINES, MOST_EARLIER = 20, 200


@dataclass(frozen=True)
class SubmissionShown:
    """What was handed in once; `hidden` counts evidence that is not the viewer's to see."""

    submission: Submission
    review: Review | None
    figures: list[FigureShown]
    evidence: list[SubmissionEvidence]
    hidden: int


class DutyPage:
    """One obligation through the eyes of one viewer; `obligation` came through queries.obligation.find."""

    def __init__(self, viewer: Viewer, obligation: Obligation) -> None:
        self.viewer, self.obligation = viewer, obligation
        agency = obligation.agency_id
        self.state: State = queries.state_of(obligation, viewer.on)
        self.inside = evidence_queries.may_see(viewer, agency)
        self.targets: list[Target] = queries.targets(obligation)
        found = submissions.of(viewer, obligation)
        self.draft = next((one for one in found if one.sent_on is None), None)
        self.sent = [one for one in reversed(found) if one.sent_on]
        self.files: set[UUID] = self._visible_files(found)
        self.extensions: list[Extension] = queries.extensions(obligation) if self.inside else []
        accepts_work = self.state.counts and self.state.review in ("none", "returned")
        self.may_draft = accepts_work and viewer.may_for("draft", agency)
        self.is_own = agency in viewer.seats
        self.may_send = viewer.may_for("send", agency)
        self.others_waiting = queries.same_wait(viewer, obligation)

    def _visible_files(self, found: list[Submission]) -> set[UUID]:
        used = {use.evidence_id for one in found for use in one.evidence.all()}
        if not self.inside or not used:
            return set()
        return {one.pk for one in evidence_queries.visible(self.viewer).filter(pk__in=used)}

    @property
    def returned(self) -> SubmissionShown | None:
        """What came back and is to be done again."""
        return self.shown(self.sent[0]) if self.sent and self.state.review == "returned" else None

    @property
    def waiting(self) -> SubmissionShown | None:
        """What waits for review."""
        return self.shown(self.sent[0]) if self.sent and self.state.review == "waiting" else None

    @property
    def accepted(self) -> Submission | None:
        """What stands accepted."""
        reviewed = ((one, _review(one)) for one in self.sent)
        return next(
            (one for one, said in reviewed if said and said.outcome == "accepted" and not said.revoked_on), None
        )

    @property
    def pending(self) -> Extension | None:
        return next((one for one in self.extensions if one.granted is None), None)

    @property
    def begun(self) -> Submission | None:
        """What the form begins with: the draft, else what came back, whose evidence serves again."""
        return self.draft or (self.sent[0] if self.sent and self.state.review == "returned" else None)

    @property
    def missing(self) -> list[str]:
        return missing(self.obligation, self.begun)

    def shown(self, one: Submission) -> SubmissionShown:
        uses = list(one.evidence.all())
        seen = [use for use in uses if use.evidence_id in self.files]
        return SubmissionShown(
            one, _review(one), [figures.shown(figure) for figure in one.figures.all()], seen, len(uses) - len(seen)
        )

    def target_words(self) -> list[tuple[str, str]]:
        return [(say_target(one.data), str(one.data.get("words") or "")) for one in self.targets]

    def work_form(self, data: Any = None, files: Any = None) -> WorkForm:
        """The form of handing in, beginning with the draft, else with what came back."""
        start, end = _speaks_of(self.obligation, self.viewer.on)
        initial = WorkForm.of(self.begun) | {"start": start, "end": end}
        earlier = list(evidence_queries.reusable(self.viewer, self.obligation)[:MOST_EARLIER]) if self.inside else []
        return WorkForm(data, files, initial=initial, targets=self.targets, earlier=earlier)

    def offered(self) -> dict[str, forms.Form]:
        """An unbound form for each thing that the viewer may do to the duty now."""
        duty, viewer, state = self.obligation, self.viewer, self.state
        found: dict[str, forms.Form] = {}
        if self.may_draft:
            found["work"] = self.work_form()
        if self.waiting and state.counts and viewer.may_for("review", duty.agency_id):
            found["review"] = ReviewForm(initial={"submission": self.waiting.submission.pk}, auto_id="review_%s")
        if self.accepted and state.counts and viewer.may_for("review", duty.agency_id):
            found["reopen"] = ReopenForm(auto_id="reopen_%s")
        if viewer.may("comment"):
            found["comment"] = CommentForm(auto_id="comment_%s")
        return found | self._date_forms()

    def _date_forms(self) -> dict[str, forms.Form]:
        duty, state = self.obligation, self.state
        found: dict[str, forms.Form] = {}
        version = {"version": duty.version}
        open_still = state.counts and not state.done
        changes, decides = (self.viewer.everywhere(right) for right in ("change_duty", "decide_extension"))
        if open_still and duty.due is None and changes:
            found["due"] = DateForm(initial=version, auto_id="due_%s", others=len(self.others_waiting))
        elif open_still and duty.due and decides:
            found["due"] = ExtendForm(initial=version, auto_id="due_%s")
        if open_still and self.pending and decides:
            found["decide"] = DecideForm(auto_id="decide_%s")
        if open_still and duty.due and not self.pending and self.viewer.may_for("ask_extension", duty.agency_id):
            found["ask"] = AskForm(auto_id="ask_%s")
        if changes and state.counts:
            found["cancel"] = CancelForm(initial=version, auto_id="cancel_%s", accepted=state.done)
        if changes and state.workflow == "cancelled":
            found["restore"] = RestoreForm(initial=version, auto_id="restore_%s")
        return found


def draw(request: HttpRequest, obligation: Obligation, status: int = 200, **given: Any) -> HttpResponse:
    """The page of a duty; `given` are bound forms, and whatever else its template shows, instead of the fresh ones."""
    page = DutyPage(request.viewer, obligation)
    shown = page.offered() | {name: form for name, form in given.items() if isinstance(form, forms.Form)}
    # What somebody else has settled meanwhile leaves a form without its subject: only its fault is told.
    gone = [name for name, subject in (("review", page.waiting), ("decide", page.pending)) if not subject]
    context = {
        "page": page,
        "duty": obligation,
        "task": obligation.task,
        "state": page.state,
        "timing_words": TIMINGS[page.state.timing],
        "workflow_words": WORKFLOWS[page.state.workflow],
        "review_words": REVIEWS[page.state.review],
        "forms": {name: form for name, form in shown.items() if name not in gone},
        "stale": next((shown[name] for name in gone if name in shown), None),
        "sent": [page.shown(one) for one in page.sent],
        "draft": page.shown(page.begun) if page.begun else None,
        "own_deadlines": own_deadlines(request.viewer, page) if {"decide", "due", "ask"} & set(shown) else [],
        "comments": queries.comments(obligation),
        "changes": queries.date_changes(obligation),
        "lines": list(history.of(request.viewer, obligation.pk)[:HISTORY_LINES]),
    }
    extra = {name: value for name, value in given.items() if not isinstance(value, forms.Form)}
    return render(request, "obligation/obligation.html", context | extra, status=status)


def own_deadlines(viewer: Viewer, page: DutyPage) -> list[str]:
    """What moving the date of the duty does not move: last days that criteria have of their own, with their points."""
    duty, wanted = page.obligation, page.pending.asked_due if page.pending else None
    if duty.due is None:
        return []
    told = []
    for one in ties.own_deadlines(viewer, duty):
        if wanted and wanted <= one.last_day:
            continue
        who = _("chỉ số của huyện") if one.authority else _("điểm của %s") % duty.agency.name
        told.append(
            _(
                "Tiêu chí %(id)s. %(title)s (%(who)s) có hạn riêng là %(day)s; "
                "gia hạn việc này không dời hạn đó. %(lost)s"
            )
            % {
                "id": one.criterion.id, "title": one.criterion.title, "who": who, "day": day(one.last_day),
                "lost": _lost(one, viewer.on),
            }
        )  # fmt: skip
    return told


def _lost(one: OwnDeadline, on: date) -> str:
    if one.last_day < on:
        return _("Hạn đó đã qua: xong từ nay thì mất %s điểm.") % number(one.lost, 2)
    return _("Xong sau ngày đó thì mất %s điểm.") % number(one.lost, 2)


def _stands(review: Review | None) -> bool:
    return bool(review and review.outcome == Review.Outcome.ACCEPTED and not review.revoked_on)


def _review(one: Submission) -> Review | None:
    return getattr(one, "review", None)


def _speaks_of(obligation: Obligation, on: date) -> tuple[date, date]:
    """The days that evidence of the duty should speak of: its periods, else from its opening to the due date."""
    ranges = [Period.parse(label) for label in obligation.periods]
    if ranges:
        return min(one.start for one in ranges), max(one.end for one in ranges)
    start = obligation.opens or on
    return start, max(start, obligation.due or on)
