"""Why a dossier counts as late, in sentences: the promised date, what moved it, and when the result came."""

from django.utils.translation import gettext as _

from parindex.core.calendar import WorkCalendar
from parindex.core.dossier_rules import load_dossier_rules
from parindex.core.timeliness import Clock, EffectiveDue, Pause, effective_due
from parindex.core.timeliness_words import explain
from parindex.indicators.run import Dossier
from parindex.records.queries.late_case import Entry
from parindex.web.formats import day, moment


def why(entry: Entry) -> list[str]:
    """The sentences, in order."""
    if entry.dossier is None:
        return [_("Số liệu mới nhất không có hồ sơ này.")]
    return [_limit(entry.dossier), _result(entry)]


def _limit(dossier: Dossier) -> str:
    """How the limit came about; where the row's own limit cannot be counted again, only what it is."""
    rule = load_dossier_rules().on(dossier.received_day)
    pauses = [
        Pause(one.start, one.end, "supplement" if one.kind == "supplement" else "pause", one.reason)
        for one in dossier.pauses
    ]
    for clock in _clocks(dossier):
        found: EffectiveDue = effective_due(
            dossier.received, dossier.first_due, pauses, dossier.finished, clock, rule, WorkCalendar.load()
        )
        if found.limit == dossier.due_limit:
            return explain(dossier.first_due, found, clock, rule, dossier.finished)
    return _("Hạn tính trễ theo nguồn số liệu: %s.") % moment(dossier.due_limit)


def _clocks(dossier: Dossier) -> list[Clock]:
    """What the source may mean by its dates: the row keeps what came of it, not the words."""
    ends = dossier.due_limit and Clock().end_of_day(Clock().local_day(dossier.due_limit)) == dossier.due_limit
    due_is = "day" if ends else "instant"
    return [Clock(due_is=due_is, due_includes_pauses=included) for included in (False, True)]


def _result(entry: Entry) -> str:
    late = entry.days_late
    many = "" if late is None else _(" (%d ngày làm việc)") % late if late else _(" (chưa đủ một ngày làm việc)")
    if entry.finished_day and entry.dossier:
        if not entry.counts:
            return _("Có kết quả %s, không trễ.") % moment(entry.dossier.finished)
        return _("Có kết quả lúc %(when)s: trễ hạn%(many)s.") % {"when": moment(entry.dossier.finished), "many": many}
    if not entry.counts:
        return _("Đến hết ngày %s hồ sơ đang giải quyết, chưa trễ.") % day(entry.on)
    return _("Đến hết ngày %(day)s chưa có kết quả: quá hạn%(many)s.") % {"day": day(entry.on), "many": many}
