"""What the page of one late dossier shows to a viewer: facts, what is missing, letters, and the forms in order."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from parindex.core.apologies import STAGES, on_show, posting_served, posting_span
from parindex.core.dossier_rules import load_causes
from parindex.core.timeliness import VIETNAM
from parindex.records.actions import sealing
from parindex.records.actions.apology_letter import WAYS
from parindex.records.models import ApologyLetter, SignedCopy
from parindex.records.queries import history
from parindex.records.queries.late_case import Entry
from parindex.web import lateness
from parindex.web.forms.late_case import (
    ExemptForm,
    ExplainForm,
    LetterForm,
    PostForm,
    ReasonForm,
    SendForm,
    SignForm,
)
from parindex.web.ledger import TONES

HISTORY_LINES = 30


@dataclass
class LetterShown:
    """One letter with what may be done to it now; `until` is the last day on which it hangs out."""

    letter: ApologyLetter
    way: str
    until: date | None
    hangs: bool
    served: bool
    copies: list[SignedCopy]
    forms: dict[str, Form] = field(default_factory=dict)


class CasePage:
    """One line of the ledger through the eyes of one viewer."""

    def __init__(self, request: HttpRequest, entry: Entry) -> None:
        self.request, self.entry = request, entry
        self.viewer = request.viewer
        agency = entry.agency.pk if entry.agency else None
        self.may = {
            right: bool(agency and self.viewer.may_for(right, agency))
            for right in ("write_case", "sign_case", "exempt_case", "read_personal")
        }
        self.version = {"version": entry.case.version if entry.case else 0}
        self.owes = entry.counts or (entry.foreseen and entry.stage != "in_time" and entry.dossier is not None)

    def forms(self) -> dict[str, Form]:
        """The forms of the case itself; those of a letter stand with the letter."""
        found: dict[str, Form] = {}
        entry, on = self.entry, self.viewer.on
        if self.owes and self.may["write_case"]:
            found["explain"] = ExplainForm(initial=self._explained(), on=on, auto_id="explain_%s")
            if not any(one.sent_on is None for one in entry.live_letters):
                words = entry.explanation.words if entry.explanation and not entry.live_letters else ""
                found["write"] = LetterForm(initial=self.version | {"reason": words}, auto_id="write_%s")
        if self.owes and self.may["exempt_case"] and not entry.exemption:
            found["exempt"] = ExemptForm(initial=self.version, auto_id="exempt_%s")
        if entry.exemption and self.may["exempt_case"]:
            found["end_exemption"] = ReasonForm(initial=self.version, auto_id="end_exemption_%s")
        if self.may["sign_case"] and self.holds_personal:
            found["erase"] = ReasonForm(initial=self.version, auto_id="erase_%s")
        return found

    def _explained(self) -> dict[str, Any]:
        one = self.entry.explanation
        return self.version | ({"cause": one.cause, "words": one.words} if one else {})

    @property
    def holds_personal(self) -> bool:
        rows = [row for one in self.entry.letters for row in (one, *one.copies.all())]
        return any(row.wrapped_key for row in rows)

    def letters(self) -> list[LetterShown]:
        return [self._shown(one) for one in reversed(self.entry.letters)]

    def _shown(self, one: ApologyLetter) -> LetterShown:
        days, on = self.entry.rule.posting_days, self.viewer.on
        until = posting_span(one.posted_from, one.posted_to, days).end if one.posted_from else None
        hangs = on_show(one.posted_from, one.posted_to, on, days)
        served = posting_served(one.posted_from, one.posted_to, on, days)
        shown = LetterShown(one, str(WAYS.get(one.sent_how, "")), until, hangs, served, list(one.copies.all()))
        if one.withdrawn_on is None:
            shown.forms = self._letter_forms(one, hangs, served)
        return shown

    def _letter_forms(self, one: ApologyLetter, hangs: bool, served: bool) -> dict[str, Form]:
        found: dict[str, Form] = {}

        def form(name: str, kind: Any, **initial: Any) -> None:
            found[name] = kind(initial=self.version | initial, auto_id=f"{name}{one.ordinal}_%s")

        if self.may["sign_case"] and one.sent_on is None:
            signed = {"number": one.number, "day": one.letter_day, "signer_title": one.signer_title}
            signed |= self.version | {"signer_name": one.signer_name}
            auto_id = f"sign{one.ordinal}_%s"
            found["sign"] = SignForm(initial=signed, again=bool(one.signed_on), auto_id=auto_id)
        if not self.may["write_case"]:
            return found
        if one.signed_on is None:
            words = {"reason": one.reason, "new_due": one.new_due, "decision": one.decision}
            auto_id = f"rewrite{one.ordinal}_%s"
            found["rewrite"] = LetterForm(initial=self.version | words, letter=one, auto_id=auto_id)
        elif not one.posted_from:
            form("send", SendForm, day=one.sent_on or self.viewer.on, how=one.sent_how, note=one.sent_note)
        if one.sent_on is None:
            form("withdraw", ReasonForm)
        elif hangs:
            form("take_down", ReasonForm)
        elif not served:
            form("post", PostForm, day=self.viewer.on if one.posted_to else one.sent_on)
        return found

    def reschedules(self) -> list[date]:
        """The new due dates of which the source tells, in its order."""
        dossier = self.entry.dossier
        return [due.astimezone(VIETNAM).date() for due in dossier.dues[1:]] if dossier else []


def draw(request: HttpRequest, entry: Entry, status: int = 200, wrong: str = "", **given: Form) -> HttpResponse:
    """The page of a case; `given` are bound forms instead of the fresh ones, those of a letter named `<form>-<id>`."""
    page = CasePage(request, entry)
    own, letters = page.forms(), page.letters()
    for name, form in given.items():
        kind, _dash, letter_id = name.partition("-")
        shown = next((one for one in letters if str(one.letter.pk) == letter_id), None)
        (shown.forms if shown else own)[kind] = form
    causes = load_causes()
    cause = causes.get(entry.explanation.cause) if entry.explanation else None
    icon, tone = TONES[entry.stage]
    lines = history.of(request.viewer, entry.id)[:HISTORY_LINES] if entry.case else []
    context = {
        "page": page, "entry": entry, "forms": own, "letters": letters, "wrong": wrong, "cause": cause,
        "stage": STAGES[entry.stage], "icon": icon, "tone": tone, "keys_ready": sealing.ready(), "lines": list(lines),
        "why": lateness.why(entry), "crumbs": [(_("Hồ sơ trễ hạn"), reverse("ledger"))],
    }  # fmt: skip
    return render(request, "late_case/late_case.html", context, status=status)
