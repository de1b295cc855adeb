"""Zero is not blank: counting gives no row where both sides are zero; here the row is put back where other rows of the
same group and period show that the source did report, so that "none" and "not known" stay apart.
"""

from collections.abc import Iterable, Sequence

from parindex.core.indicators import Card, load_cards
from parindex.indicators.figures import Row
from parindex.indicators.measure import Count, Stock
from parindex.indicators.measures import measures

# Whoever received or resolved a dossier in a period reported it; stocks are told by dossiers that stood there.
_FLOWS = ("received", "resolved", "withdrawn")
_STANDS = ("open", "carried")
# Nothing can be late or overdue, and no apology owed, among dossiers without due dates: that is unknown, not none.
_DUE_WORDS = {"late", "early", "on_time"}
_DUE_STOCKS = {"open_overdue", "open_within_time"}


def with_proofs(codes: Sequence[str]) -> tuple[str, ...]:
    """The codes to count so that `filled` can tell the zeros of these; unknown codes are left to counting."""
    found = dict.fromkeys(codes)
    kinds = {type(measures().get(code)) for code in codes if code in load_cards() and may_be_zero(load_cards()[code])}
    if kinds:
        found |= dict.fromkeys((*_FLOWS, "resolved_without_due"))
    if Stock in kinds:
        found |= dict.fromkeys((*_STANDS, "open_without_due"))
    return tuple(found)


def may_be_zero(card: Card) -> bool:
    """Whether a missing row can mean none: a count of dossiers, or a share that is full where there was nothing."""
    if card.denominator:
        return card.empty_denominator == "full"
    return isinstance(measures().get(card.code), Count | Stock)


def filled(rows: Iterable[Row], codes: Sequence[str]) -> list[Row]:
    """The rows of `codes`, and 0 (a share: 0 of 0) where one is missing though its group reported in the period.

    `rows` were counted for `with_proofs(codes)`. What the source cannot tell keeps its None; where nothing shows that
    it reported, there is still no row.
    """
    every = list(rows)
    groups: dict[tuple[tuple[tuple[str, str | None], ...], str], dict[str, Row]] = {}
    for row in every:
        groups.setdefault((tuple(row.dims.items()), row.period), {})[row.indicator] = row
    zeros = []
    for (dims, period), found in groups.items():
        for code in codes:
            card = load_cards().get(code)
            if code not in found and card and may_be_zero(card) and _reported(code, found):
                zeros.append(Row(code, dict(dims), period, 0, 0 if card.denominator else None))
    return [row for row in every if row.indicator in codes] + zeros


def _reported(code: str, found: dict[str, Row]) -> bool:
    measure = measures()[code]
    proofs = (*_FLOWS, *_STANDS) if isinstance(measure, Stock) else _FLOWS
    if not any(_amount(found, one) for one in proofs):
        return False
    if isinstance(measure, Stock):
        return measure.of not in _DUE_STOCKS or _some_due(found, "open", "open_without_due")
    if isinstance(measure, Count):
        return not _DUE_WORDS & set(measure.hits) or _some_due(found, "resolved", "resolved_without_due")
    return _amount(found, "resolved") > _amount(found, "resolved_without_due")


def _some_due(found: dict[str, Row], every: str, without: str) -> bool:
    """Whether none of them is there at all, or one at least has a due date."""
    return not _amount(found, every) or _amount(found, without) < _amount(found, every)


def _amount(found: dict[str, Row], code: str) -> int:
    row = found.get(code)
    return int(row.numerator or 0) if row else 0
