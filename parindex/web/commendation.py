"""What the page of one agency's commendation shows to a viewer: the proposal, its facts, and the forms in order."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.commendation import SAID
from parindex.records.models import CommendationFact
from parindex.records.queries import history
from parindex.records.queries.commendation import LATE, OVERDUE, Considered
from parindex.web.formats import number
from parindex.web.forms.commendation import (
    AnswerForm,
    AppealForm,
    DecideForm,
    EndForm,
    ExemptForm,
    ForgetForm,
    HeadForm,
    RevokeForm,
    SatisfactionForm,
)
from parindex.web.ranking import ADDRESSED, LEVELS, TONES, without_verdict

HISTORY_LINES = 30
MET = {True: ("late", gettext_lazy("Vướng")), False: ("done", gettext_lazy("Không vướng")),
       None: ("off", gettext_lazy("Chưa biết"))}  # fmt: skip
STATUS = {"found": gettext_lazy("theo văn bản"), "assumed": gettext_lazy("tự đặt")}


def draw(
    request: HttpRequest, found: Considered, status: int = 200, *, wrong: str = "", **refused: Form
) -> HttpResponse:
    """The page; `refused` forms keep what was typed, the one named `wrong` is open."""
    agency, proposal = found.agency, found.proposal
    level = next(key for key, level in ADDRESSED.items() if level == agency.kind)
    context = {
        "found": found, "proposal": proposal, "verdict": SAID[proposal.unit], "tone": TONES[proposal.unit],
        "says": without_verdict(proposal), "head_verdict": SAID[proposal.head], "head_tone": TONES[proposal.head],
        "rulings": rulings(request, found), "settings": settings(found), "facts": facts(found),
        "forms": forms(request, found) | refused, "wrong": wrong,
        "history": history.of(request.viewer, agency.pk)[:HISTORY_LINES],
        "crumbs": [(_("Khen thưởng: %s") % LEVELS[agency.kind], f"{reverse('commendation')}?cap={level}")],
    }  # fmt: skip
    return render(request, "commendation/agency.html", context, status=status)


def rulings(request: HttpRequest, found: Considered) -> list[dict[str, Any]]:
    """Each rule with its conditions, and where the rows behind a fact are."""
    drawn = []
    for one in found.proposal.rulings:
        tone, word = MET[one.met]
        conditions = [
            {"says": finding.says, "tone": MET[finding.met][0], "word": MET[finding.met][1],
             "threshold": stated.condition.says, "status": STATUS[stated.status], "assumed": stated.status == "assumed",
             "links": links(request, found, stated.condition.kind)}
            for stated, finding in zip(one.rule.conditions, one.findings, strict=True)
        ]  # fmt: skip
        drawn.append({"ruling": one, "tone": tone, "word": word, "conditions": conditions})
    return drawn


def links(request: HttpRequest, found: Considered, kind: str) -> list[tuple[str, str]]:
    """The rows behind a fact: late and overdue dossiers, or the ranking."""
    if kind == "late" and found.proposal.facts.late is not None:
        behind = ((LATE, _("Xem hồ sơ đã giải quyết trễ")), (OVERDUE, _("Xem hồ sơ đang quá hạn")))
        year = request.programme.year
        return [(f"{reverse('indicator_rows', args=[code, found.agency.pk])}?ky={year}", says) for code, says in behind]
    if kind == "class":
        level = next(key for key, level in ADDRESSED.items() if level == found.agency.kind)
        return [(f"{reverse('ranking')}?cap={level}", _("Xem điểm và xếp loại"))]
    return []


def settings(found: Considered) -> list[dict[str, Any]]:
    """The readings in use of the rules that speak of this agency, and what holds for all."""
    titles = {one.rule.title for one in found.proposal.rulings}
    every = {rule.title for rule in found.proposal.rules.rules}
    return [
        one | {"said": STATUS[one["status"]]}
        for one in found.proposal.rules.settings()
        if one["rule"] in titles or one["rule"] not in every
    ]


def facts(found: Considered) -> list[dict[str, Any]]:
    """The typed facts that stand, the newest of each kind and field."""
    newest = {(one.kind, one.field): one for one in found.facts}
    return [{"fact": one, "words": _words(one)} for one in newest.values() if one.data]


def _words(one: CommendationFact) -> str:
    if "not_applicable" in one.data:
        return _("không áp dụng: %s") % one.data["not_applicable"]
    if one.kind == CommendationFact.Kind.HEAD:
        return _("có kết luận về trách nhiệm") if one.data["held_responsible"] else _("không có kết luận nào")
    papers = f" ({one.data['n']} {_('phiếu')})" if "n" in one.data else ""
    return f"{number(one.data['share'])} %{papers}"


def forms(request: HttpRequest, found: Considered) -> dict[str, Form]:
    """What the viewer may do here now."""
    viewer, agency, rules = request.viewer, found.agency, found.proposal.rules
    made: dict[str, Form] = {}
    if viewer.may_for("appeal", agency.pk) and found.open_appeal is None:
        made["appeal"] = AppealForm(auto_id="appeal_%s")
    if viewer.may_for("decide_commendation", agency.pk):
        if found.open_appeal:
            made["answer"] = AnswerForm(auto_id="answer_%s")
        if found.decision:
            made["revoke"] = RevokeForm(auto_id="revoke_%s")
        else:
            made["decide"] = DecideForm(auto_id="decide_%s")
        made["satisfaction"] = SatisfactionForm(rules=rules, auto_id="satisfaction_%s")
        made["head"] = HeadForm(auto_id="head_%s")
        if facts(found):
            made["forget"] = ForgetForm(auto_id="forget_%s")
    if viewer.may_for("exempt_agency", agency.pk):
        made["exempt"] = ExemptForm(rules=rules, level=agency.kind, auto_id="exempt_%s")
        if any(one.ended_on is None for one in found.exemptions):
            made["end"] = EndForm(auto_id="end_%s")
    return made
