"""Writes docs/reference/indicators.md from the cards in rules/indicators; a house test says when it is stale.

.venv/bin/python scripts/reference.py
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from parindex.core.indicators import GROUPS, Card, load_cards

PAGE = ROOT / "docs" / "reference" / "indicators.md"
OPENING = """# Các chỉ tiêu thống kê

Trang này được viết ra từ các thẻ trong `rules/indicators/`; đừng sửa tay: sửa thẻ rồi chạy
`.venv/bin/python scripts/reference.py`. Mã ở đầu mỗi mục là mã dùng trong lệnh `parindex indicators run --only …` và
trong ô “Chỉ tiêu thống kê” của chỉ tiêu kế hoạch.
"""
EVENTS = {
    "received": "ngày tiếp nhận",
    "finished": "ngày hoàn thành xử lý",
    "returned": "ngày trả kết quả",
    "apology_day": "ngày làm việc đầu tiên sau ngày hẹn trả",
    "stock": "cuối kỳ, hoặc lúc chốt số liệu nếu kỳ chưa hết",
    "register": "tháng của sổ giấy",
}
DIRECTIONS = {"up": "cao là tốt", "down": "thấp là tốt", "none": "không xếp tốt, xấu"}


def indicators() -> str:
    """The page as it should be."""
    cards = load_cards().values()
    parts = [OPENING]
    for group, title in GROUPS.items():
        members = [card for card in cards if card.group == group]
        if members:
            parts.append("\n".join([f"## {title}", *(line for card in members for line in _card(card))]))
    return "\n".join(parts) + "\n"


def _card(card: Card) -> Iterator[str]:
    yield from ("", f"### `{card.code}`", "", f"{card.title} ({card.unit}; {DIRECTIONS[card.direction]}).", "")
    yield f"- {'Tử số' if card.denominator else 'Đếm'}: {card.numerator}"
    if card.denominator:
        yield f"- Mẫu số: {card.denominator}"
        empty = "tính là 100%" if card.empty_denominator == "full" else "không có giá trị"
        yield f"- Mẫu số bằng 0: {empty}. {card.empty_reason}".rstrip()
    yield f"- Thuộc kỳ theo: {EVENTS[card.event]}. {card.period_note}".rstrip()
    if card.needs:
        yield f"- Cần có trong nguồn: {', '.join(f'`{need}`' for need in card.needs)}"
    yield f"- Căn cứ: {'; '.join(card.references)}"
    yield from (f"- {note}" for note in card.notes)
    yield f"- Người viết: {card.author}; xem lại trước {card.next_review:%d/%m/%Y}"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(indicators(), "utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(load_cards())} chỉ tiêu")
