"""What the pages of commendation show: an agency's proposal, facts and forms; how the rules are read."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.commendation import SAID, CommendationRules
from parindex.core.commendation_settings import open_settings, reread
from parindex.records.models import CommendationFact
from parindex.records.queries import commendation_reading as readings
from parindex.records.queries import history
from parindex.records.queries.commendation import LATE, OVERDUE, Considered, Turned
from parindex.web.formats import number
from parindex.web.forms.commendation import (
    AgencyForm,
    AnswerForm,
    AppealForm,
    DecideForm,
    EndForm,
    ExemptForm,
    ForgetForm,
    HeadForm,
    ReadingForm,
    RevokeForm,
    SatisfactionForm,
)
from parindex.web.ranking import ADDRESSED, LEVELS, TONES, without_verdict

HISTORY_LINES = 30
_RIGHTS = ("appeal", "decide_commendation", "exempt_agency")
MET = {True: ("late", gettext_lazy("Vướng")), False: ("done", gettext_lazy("Không vướng")),
       None: ("off", gettext_lazy("Chưa biết"))}  # fmt: skip
DOUBTFUL = {"assumed": gettext_lazy("mức tự đặt"), "decided": gettext_lazy("cơ quan quyết định")}
STATUS = {"found": gettext_lazy("theo văn bản"), "assumed": gettext_lazy("tự đặt"),
          "decided": gettext_lazy("cơ quan quyết định")}  # fmt: skip


def draw(
    request: HttpRequest, found: Considered, status: int = 200, *, wrong: str = "", **refused: Form
) -> HttpResponse:
    """The page; `refused` forms keep what was typed, the one named `wrong` is open."""
    agency, proposal = found.agency, found.proposal
    level = next(key for key, level in ADDRESSED.items() if level == agency.kind)
    context = {
        "found": found, "proposal": proposal, "verdict": SAID[proposal.unit], "tone": TONES[proposal.unit],
        "says": without_verdict(proposal), "head_verdict": SAID[proposal.head], "head_tone": TONES[proposal.head],
        "rules": proposal.rules, "rulings": rulings(request, found), "settings": settings(found), "facts": facts(found),
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
             "threshold": one_of.condition.says, "status": DOUBTFUL.get(one_of.status),
             "links": links(request, found, one_of.condition.kind)}
            for one_of, finding in zip(one.rule.conditions, one.findings, strict=True)
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
    return stated([one for one in found.proposal.rules.settings() if one["rule"] in titles or one["rule"] not in every])


def stated(settings: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Settings with the words of where they come from."""
    return [one | {"said": STATUS[one["status"]]} for one in settings]


def draw_reading(
    request: HttpRequest,
    rules: CommendationRules,
    form: ReadingForm,
    turned: list[Turned] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of how the rules are read; `turned` is what the form's reading would make of each agency."""
    own = rules.own or rules
    context = {
        "rules": rules, "form": form, "settings": stated(rules.settings()), "readings": entered(request, own),
        "crumbs": [(_("Khen thưởng"), reverse("commendation"))],
    }  # fmt: skip
    if turned is not None:
        context |= {
            "previewed": True, "seen": reread(own, form.reading()).fingerprint,
            "turned": [(one.agency, verdicts(one), one.after.says) for one in turned if one.differs],
            "same": sum(not one.differs for one in turned),
        }  # fmt: skip
    return render(request, "commendation/reading.html", context, status=status)


def verdicts(turned: Turned) -> list[tuple[str, str, str, str, str]]:
    """Of the agency and of its head: whose, the verdict and its tone before, and after."""
    pairs = (
        (_("Đơn vị"), turned.before.unit, turned.after.unit),
        (_("Người đứng đầu"), turned.before.head, turned.after.head),
    )
    return [(whose, SAID[one], TONES[one], SAID[other], TONES[other]) for whose, one, other in pairs]


def entered(request: HttpRequest, own: CommendationRules) -> list[dict[str, Any]]:
    """Every reading of these rules that was entered, the newest first, with what it changes."""
    settings = open_settings(own)
    return [
        {"row": row, "changes": [(one, one.says(row.changes[one.key])) for one in settings if one.key in row.changes]}
        for row in reversed(readings.readings(request.viewer))
        if row.rules_name == own.name
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


FORMS: dict[str, type[AgencyForm]] = {
    "appeal": AppealForm, "answer": AnswerForm, "revoke": RevokeForm, "decide": DecideForm,
    "satisfaction": SatisfactionForm, "head": HeadForm, "forget": ForgetForm, "exempt": ExemptForm, "end": EndForm,
}  # fmt: skip


def form_of(name: str, found: Considered, data: QueryDict | None = None) -> AgencyForm:
    """The form of one act about an agency."""
    return FORMS[name](data, rules=found.proposal.rules, level=found.agency.kind, auto_id=f"{name}_%s")


def forms(request: HttpRequest, found: Considered) -> dict[str, AgencyForm]:
    """What the viewer may do here now."""
    may = {right: request.viewer.may_for(right, found.agency.pk) for right in _RIGHTS}
    decides, exempts = may["decide_commendation"], may["exempt_agency"]
    offered = {
        "appeal": may["appeal"] and found.open_appeal is None,
        "answer": decides and found.open_appeal is not None,
        "revoke": decides and found.decision is not None,
        "decide": decides and found.decision is None,
        "satisfaction": decides,
        "head": decides,
        "forget": decides and bool(facts(found)),
        "exempt": exempts,
        "end": exempts and any(one.ended_on is None for one in found.exemptions),
    }
    return {name: form_of(name, found) for name, holds in offered.items() if holds}
