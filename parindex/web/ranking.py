"""The ranking as a page and a sheet: what the address asks for, a line for each agency, and how it came about."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.amounts import plain, rounded
from parindex.core.commendation import SAID, Proposal, Verdict
from parindex.core.criteria import Rounding
from parindex.core.rank_bands import RankBand
from parindex.core.standings import answered, measured, measured_by
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.records.queries.ranking import Ranked, Ranking, View
from parindex.web.formats import NOTHING, day
from parindex.web.misread import misread

LEVELS = {"commune": gettext_lazy("Xã, thị trấn"), "department": gettext_lazy("Phòng, ban")}
ADDRESSED = {"xa": "commune", "phong": "department"}
VIEWS = {"cu": ("was", gettext_lazy("Như trong năm")), "nay": ("now", gettext_lazy("Theo đơn vị hiện nay"))}
TONES: dict[Verdict, str] = {"eligible": "done", "at_risk": "soon", "not_eligible": "late", "cannot_tell": "off"}
_MOST, _WHOLE = 100_000, 100
_WITHOUT = gettext_lazy("Kết quả công bố không có đơn vị này")


@dataclass(frozen=True)
class Asked:
    """?cap= (level), ?nhin= (view), ?it-nhat= (fewest dossiers)."""

    key: str
    level: str
    view_key: str
    view: View
    fewest: int | None

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        """What is not understood is said on the page."""
        key, view = request.GET.get("cap", "xa"), request.GET.get("nhin", "cu")
        if key not in ADDRESSED:
            key = "xa"
            misread(request, "cap", f"“{LEVELS['commune']}”")
        if view not in VIEWS:
            view = "cu"
            misread(request, "nhin", f"“{VIEWS['cu'][1]}”")
        words = request.GET.get("it-nhat", "").strip()
        fewest = int(words) if words.isascii() and words.isdigit() and int(words) <= _MOST else None
        if fewest is None:
            misread(request, "it-nhat", _("mọi đơn vị"))
        return cls(key, ADDRESSED[key], view, VIEWS[view][0], fewest or None)  # type: ignore[arg-type]

    def query(self, **other: str) -> str:
        """The address of this page with something else in it."""
        found = {"cap": self.key, "nhin": self.view_key} | ({"it-nhat": str(self.fewest)} if self.fewest else {})
        return urlencode(found | other)


@dataclass(frozen=True)
class Bar:
    """A rank band to be drawn over `of` places: from `left`, so many places `wide`; `mark` is the rank itself. `values`
    with their unit; `outside` says that what was scored lies beyond them ("" where it does not).
    """

    of: int
    left: int
    wide: int
    mark: int
    words: str
    values: str
    outside: str


@dataclass(frozen=True)
class Line:
    """One agency as it is drawn. `rejected` are the criteria of which no answer was accepted, apart from those that are
    `missing`; `apart` those of merged units that cannot be added up, `partly` those that not all of them answered, each
    with its name and why.
    """

    ranked: Ranked
    rank: str
    tied: str
    points: str
    percent: str
    grade: str
    missing: int
    rejected: str
    apart: tuple[tuple[str, str], ...]
    partly: tuple[tuple[str, str], ...]
    counts: Bar | None
    weights: str
    change: str
    reason: str
    verdict: str
    tone: str
    says: str
    mend: tuple[str, ...]


def lines(found: Ranking) -> list[Line]:
    """A line for each agency that the viewer may see."""
    return [_line(one, found) for one in found.lines]


def _line(one: Ranked, found: Ranking) -> Line:
    card, rule, row = one.card, found.criteria_set.rounding, one.row
    proposal = one.proposal
    told = answered(card)
    # Of a hundred points the share says the same again.
    percent = card.percent if told and card.max != _WHOLE else None
    names = {each.id: f"{each.id}. {each.title}" for each in found.criteria_set.walk()}
    doubts, left = dict(one.doubts), card.named("not_assigned")
    return Line(
        ranked=one,
        rank=NOTHING if row is None or row.place.rank is None else str(row.place.rank),
        tied=", ".join(row.place.tied_with) if row else "",
        points=f"{_comma(card.total, rule.total, found)}/{_comma(card.max, rule.total, found)}" if told else NOTHING,
        # Of a hundred points the share says the same again.
        percent=""
        if percent is None or card.max == _WHOLE or not told
        else f"{_comma(percent, rule.percent, found)} %",
        grade=(card.grade or _("không xếp loại")) if told else "",
        missing=len(card.named("missing")) - len(one.rejected) if told else 0,
        rejected="; ".join(names[id] for id in one.rejected),
        apart=tuple((names[id], words) for id, words in doubts.items() if id in left),
        partly=tuple((names[id], words) for id, words in doubts.items() if id not in left),
        counts=_bar(one.by_counts, one, found),
        weights=_between(one.by_weights) if one.by_weights else "",
        change=_change(one, found),
        reason=row.place.reason if row else _("Hạng được công bố cùng kết quả của đợt đánh giá."),
        verdict=SAID[proposal.unit] if proposal else "",
        tone=TONES[proposal.unit] if proposal else "off",
        says=without_verdict(proposal) if proposal else "",
        mend=proposal.mend if proposal else (),
    )


def _comma(value: Any, places: int, found: Ranking) -> str:
    return plain(rounded(value, places, found.criteria_set.rounding.mode)).replace(".", ",")


def without_verdict(proposal: Proposal) -> str:
    """The proposal's sentence without what the badge beside it says already; "" where that is all."""
    says = proposal.says
    for words in ("Không đề nghị khen thưởng: ", "Chưa kết luận được: ", "Đủ điều kiện đề nghị khen thưởng, nhưng ",
                  "Đủ điều kiện đề nghị khen thưởng."):  # fmt: skip
        if says.startswith(words):
            rest = says.removeprefix(words).strip()
            return rest[:1].upper() + rest[1:]
    return says


def _between(band: RankBand) -> str:
    low, high = band.ranks
    return str(low) if low == high else f"{low}–{high}"


def _bar(band: RankBand | None, one: Ranked, found: Ranking) -> Bar | None:
    if band is None or one.row is None or one.row.place.rank is None:
        return None
    low, high = band.ranks
    ends = tuple(plain(value).replace(".", ",") for value in band.values)
    values = ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"
    unit = _("điểm") if measured_by(found.criteria_set) == "total" else "%"
    return Bar(
        one.row.place.of, low - 1, high - low + 1, one.row.place.rank - 1, _between(band), f"{values} {unit}",
        _outside(band, one, found),
    )  # fmt: skip


def _outside(band: RankBand, one: Ranked, found: Ranking) -> str:
    """Few counts are drawn towards the middle, so that what was scored may lie beyond what the draws say."""
    worth, (low, high) = measured(one.card), band.values
    if worth is None:
        return ""
    rule = found.criteria_set.rounding
    shown = rounded(worth, rule.total if measured_by(found.criteria_set) == "total" else rule.percent, rule.mode)
    if shown > high:
        return _("đang ở trên khoảng này: số đếm còn ít, đếm lại thì phần lớn sẽ thấp hơn")
    if shown < low:
        return _("đang ở dưới khoảng này: số đếm còn ít, đếm lại thì phần lớn sẽ cao hơn")
    return ""


def _change(one: Ranked, found: Ranking) -> str:
    if one.row is None or one.row.change is None or found.standings is None:
        return NOTHING
    places = found.criteria_set.rounding.total
    amount = _comma(abs(one.row.change), places, found)
    sign = "−" if one.row.change < 0 else "+"
    unit = "" if found.standings.change_in[one.unit.group] == "total" else _(" điểm %")
    return f"{sign}{amount}{unit}" if one.row.change else "0"


def improved(found: Ranking) -> str:
    """Who improved most, in words; "" where nobody did or nothing is known."""
    if found.standings is None or not found.standings.improved:
        return ""
    best = found.standings.improved[0].change
    names = [row.unit.name for row in found.standings.improved if row.change == best]
    in_points = found.standings.change_in[""] == "total"
    assert best is not None
    amount = _comma(best, found.criteria_set.rounding.total, found)
    return f"{', '.join(names)}: +{amount} {_('điểm') if in_points else _('điểm phần trăm')}"


def without_last(found: Ranking) -> str:
    """Why some have no comparison with last year; "" where all have one, or where no ranks are told."""
    if found.standings is None or not found.standings.without_last:
        return ""
    if found.view == "now":
        return _("Đơn vị hợp nhất không có điểm năm trước nên không so được; hãy xem như trong năm.")
    if len(found.standings.without_last) == len(found.lines):
        return _("Chưa ai nạp điểm năm trước của các đơn vị này nên chưa so được.")
    return _("Chưa có điểm năm trước: %s.") % ", ".join(row.unit.name for row in found.standings.without_last)


def notes(request: HttpRequest, found: Ranking, asked: Asked) -> list[str]:
    """What a reader must know of how the ranking came about."""
    rule = found.criteria_set
    by = _("điểm") if rule.classes and rule.classes.of == "total" else _("phần trăm điểm đạt")
    ties = _("1, 2, 2, 4") if rule.ranking.ties == "skip" else _("1, 2, 2, 3")
    told = [
        _("Bộ tiêu chí %(name)s (dấu vết %(hash)s); xếp theo %(by)s trước khi làm tròn; bằng nhau thì %(ties)s.")
        % {"name": rule.name, "hash": rule.fingerprint[:12], "by": by, "ties": ties},
        _("Số liệu đến hết ngày %s.") % day(request.on),
    ]
    if rule.example:
        told.append(_("Bộ ví dụ: điểm và cách chấm có phần giả định, không dùng để xếp hạng chính thức."))
    if asked.fewest:
        told.append(_("Đơn vị có dưới %d hồ sơ đã giải quyết hoặc quá hạn để riêng, không xếp hạng.") % asked.fewest)
    if found.view == "now":
        told.append(_("Đơn vị hợp nhất: số đếm của các đơn vị cũ cộng lại rồi chấm; không lấy trung bình điểm."))
    if found.published_on:
        told.append(_("Kết quả của đợt đánh giá đã công bố ngày %s.") % day(found.published_on))
    told += found.bands.model.says() if found.bands else ()
    if found.bands and found.bands.silent:
        who = ", ".join(f"{unit} ({id})" for unit, id in found.bands.silent)
        told.append(_("Khảo sát không ghi số phiếu nên không tính vào khoảng: %s.") % who)
    return [*told, _("SỐ LIỆU GIẢ ĐỊNH")] if request.programme.invented else told


def sheet(request: HttpRequest, found: Ranking, asked: Asked) -> bytes:
    """A line for each agency, points as numbers."""
    columns = [
        Column(_("Hạng"), "whole"), Column(_("Cơ quan"), width=36), Column(_("Điểm"), "decimal"),
        Column(_("Tối đa"), "decimal"), Column(_("Tỷ lệ, %"), "decimal"), Column(_("Xếp loại")),
        Column(_("Khoảng hạng theo số đếm")), Column(_("Khoảng hạng theo trọng số")),
        Column(_("So với năm trước")), Column(_("Số hồ sơ"), "whole"), Column(_("Tiêu chí chưa trả lời"), "whole"),
        Column(_("Khen thưởng")), Column(_("Lý do"), width=70),
    ]  # fmt: skip
    rule = found.criteria_set.rounding
    rows = []
    for line in lines(found):
        row = line.ranked.row
        reasons = [line.reason, line.says, *line.mend, *(f"{id}: {words}" for id, words in line.ranked.doubts)]
        rows.append([
            row.place.rank if row else None, line.ranked.agency.name, *_numbers(line, rule), line.grade,
            line.counts.words if line.counts else "", line.weights, line.change, line.ranked.unit.dossiers,
            line.missing, line.verdict, " ".join(words for words in reasons if words),
        ])  # fmt: skip
    rows += [[None, one.agency.name, *[None] * 10, f"{_WITHOUT}: {one.why}"] for one in found.left_out]
    return write_table(title(asked), columns, rows, notes(request, found, asked))


def _numbers(line: Line, rule: Rounding) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Points, maximum and per cent; none where nothing was answered."""
    card = line.ranked.card
    if not answered(card):
        return None, None, None
    points, limit = (rounded(value, rule.total, rule.mode) for value in (card.total, card.max))
    return points, limit, None if card.percent is None else rounded(card.percent, rule.percent, rule.mode)


def title(asked: Asked) -> str:
    """Xếp hạng: Xã, thị trấn."""
    return f"{_('Xếp hạng')}: {LEVELS[asked.level]}"
