"""What a line of the history says has changed, in the words of the screens: [before, after] by field."""

import re
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parindex.web.formats import NOTHING, day

FIELDS: dict[str, str | Promise] = {
    "agencies": _("cơ quan"),
    "cancelled_on": _("ngày hủy"),
    "due": _("hạn"),
    "email": _("thư điện tử"),
    "lead": _("chủ trì"),
    "max": _("điểm tối đa"),
    "new_due": _("ngày hẹn trả mới"),
    "note": _("ghi chú"),
    "number": _("số thứ tự"),
    "peers": _("điểm các đơn vị"),
    "phrase": _("thời hạn"),
    "place": _("phần, mục"),
    "points": _("mục tiêu điểm"),
    "product": _("sản phẩm"),
    "rank": _("hạng"),
    "ranked": _("số đơn vị xếp hạng"),
    "schedule": _("lịch thực hiện"),
    "section": _("phần"),
    "section_title": _("tên phần"),
    "sent_on": _("ngày gửi"),
    "successors": _("cơ quan kế thừa"),
    "targets": _("chỉ tiêu"),
    "text": _("nội dung"),
    "title": _("tên mục"),
    "total": _("tổng điểm"),
    "valid_from": _("có hiệu lực từ"),
    "valid_to": _("đến hết"),
    "with": _("phối hợp"),
    "words": _("kết quả"),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def told(value: Any) -> str:
    """A kept value as people read it."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, list):
        return "; ".join(told(one) for one in value)
    if isinstance(value, dict):
        return str(value.get("says") or value.get("words") or "; ".join(told(one) for one in value.values() if one))
    text = str(value)
    return day(date.fromisoformat(text)) if _DAY.fullmatch(text) else text


def changes(kept: dict[str, list[Any]]) -> list[tuple[str, str, str]]:
    """Name, before and after of each field; a field that has no word of its own keeps its key."""
    return [(str(FIELDS.get(name, name)), told(pair[0]), told(pair[1])) for name, pair in kept.items()]
