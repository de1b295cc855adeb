"""Cards of indicators: what each one counts, in the words that a report needs; a file of rules/indicators for each."""

import hashlib
from collections.abc import Mapping as Words
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from parindex.core.loading import Mapping, RuleError, load, rules_folder

Direction = Literal["up", "down", "none"]
Unit = Literal["%", "hồ sơ", "ngày", "thủ tục"]
# What places a dossier in a period: the local day of one of its instants, the first working day after its due date
# (apology_day), the end of the period (stock), or the month of the paper register (register).
Event = Literal["received", "finished", "returned", "apology_day", "stock", "register"]
Policy = Literal["full"] | None

# The groups in which cards are shown, in this order.
GROUPS: Words[str, str] = {
    "timeliness": "Tiến độ giải quyết",
    "apology": "Xin lỗi, niêm yết",
    "online": "Nộp trực tuyến",
    "post": "Bưu chính công ích",
    "payment": "Thanh toán, chứng thực điện tử",
    "digital": "Số hóa, cập nhật hồ sơ",
    "received": "Số hồ sơ tiếp nhận",
    "resolved": "Số hồ sơ đã giải quyết",
    "open": "Số hồ sơ đang giải quyết",
}
_KEYS = {
    "code", "title", "short", "unit", "direction", "group", "numerator", "denominator", "event", "references",
    "author", "next_review", "order", "empty_denominator", "empty_reason", "needs", "notes", "period_note",
}  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One indicator. `short` heads a column; a ratio says both of its sides, a count has no `denominator`. `order` is
    its place within its group.

    `empty_denominator` is what the ratio is worth when there was nothing to count: "full" (none was missed) or None
    (no value), with the reason. `needs` are the tables and columns without which the indicator is null.
    """

    code: str
    title: str
    short: str
    unit: Unit
    direction: Direction
    group: str
    numerator: str
    denominator: str | None
    event: Event
    references: tuple[str, ...]
    author: str
    next_review: date
    empty_denominator: Policy
    empty_reason: str
    needs: tuple[str, ...]
    notes: tuple[str, ...]
    period_note: str
    order: int = 0

    @property
    def is_share(self) -> bool:
        """Whether the value is a part of a whole, shown in per cent."""
        return self.unit == "%"


def value(card: Card, numerator: Decimal | int | None, denominator: Decimal | int | None) -> Fraction | None:
    """The indicator in its unit (per cent for shares), exact; None where the source cannot tell or nothing was there.

    An empty denominator follows the card: nothing to count is never silently 100 %.
    """
    if numerator is None:
        return None
    if card.denominator is None:
        return Fraction(numerator)
    if denominator is None:
        return None
    if not denominator:
        return Fraction(100) if card.empty_denominator == "full" and card.is_share else None
    return Fraction(numerator) / Fraction(denominator) * (100 if card.is_share else 1)


def load_cards(folder: Path | None = None) -> Words[str, Card]:
    """The cards of a folder (rules/indicators when None) by code, read once; RuleError names file and line."""
    return _load((folder or rules_folder() / "indicators").resolve())


def cards_version(folder: Path | None = None) -> str:
    """A name of the content: it changes with any word of a card, and not with a comment."""
    cards = load_cards(folder)
    digest = hashlib.sha256("\n".join(repr(cards[code]) for code in sorted(cards)).encode()).hexdigest()
    return f"{len(cards)}/sha256:{digest[:8]}"


@lru_cache(maxsize=8)
def _load(folder: Path) -> dict[str, Card]:
    cards = [_card(load(path), path.stem) for path in sorted(folder.glob("*.yaml"))]
    if not cards:
        raise RuleError(f"{folder}: chưa có thẻ chỉ tiêu nào; hãy thêm tệp <mã>.yaml theo docs/howto/indicator.md")
    groups = list(GROUPS)
    return {card.code: card for card in sorted(cards, key=lambda card: (groups.index(card.group), card.order))}


def _card(data: Mapping, stem: str) -> Card:
    data.only(_KEYS)
    if data.get("code") != stem:
        raise data.error(f"code phải là “{stem}”, đúng với tên tệp", "code")
    unit: Unit = data.choice("unit", get_args(Unit))
    denominator = data.text("denominator") if data.get("denominator") is not None else None
    if unit == "%" and denominator is None:
        raise data.error("chỉ tiêu tính bằng % phải nói rõ mẫu số; hãy thêm denominator", "denominator")
    if not data.texts("references"):
        raise data.error("thiếu references; hãy ghi văn bản làm căn cứ", "references")
    policy: Policy = data.choice("empty_denominator", ("full",)) if data.get("empty_denominator") else None
    return Card(
        code=stem,
        title=data.text("title"),
        short=data.text("short"),
        unit=unit,
        direction=data.choice("direction", get_args(Direction)),
        group=data.choice("group", GROUPS),
        numerator=data.text("numerator"),
        denominator=denominator,
        event=data.choice("event", get_args(Event)),
        references=data.texts("references"),
        author=data.text("author"),
        next_review=data.day("next_review"),
        empty_denominator=policy,
        empty_reason=data.text("empty_reason") if denominator else "",
        needs=data.texts("needs"),
        notes=data.texts("notes"),
        period_note=data.text("period_note"),
        order=data.whole("order"),
    )
