"""The one scale of states: each key of core/obligations.State.key with its word, its sign and its tone.

A tone is a colour of look.css; the word and the sign say the same without colour (print, colour-blind eyes).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Look:
    word: str | Promise
    icon: str
    tone: str


LOOKS = {
    "late": Look(_("Trễ"), "alert-triangle", "late"),
    "today": Look(_("Hôm nay"), "clock-exclamation", "soon"),
    "due_soon": Look(_("Sắp đến hạn"), "clock", "soon"),
    "returned": Look(_("Trả lại"), "arrow-back-up", "soon"),
    "open": Look(_("Đang mở"), "circle", "open"),
    "draft": Look(_("Bản nháp"), "pencil", "open"),
    "sent": Look(_("Chờ duyệt"), "send", "sent"),
    "upcoming": Look(_("Chưa đến kỳ"), "circle-dashed", "off"),
    "waiting": Look(_("Chờ nhập hạn"), "calendar-event", "off"),
    "done": Look(_("Đã duyệt"), "check", "done"),
    "done_late": Look(_("Đã duyệt (nộp trễ)"), "circle-check", "done"),
    "cancelled": Look(_("Đã hủy"), "ban", "off"),
    "superseded": Look(_("Đã thay thế"), "refresh", "off"),
}

# Deadline, workflow and review are three things (core/obligations.State); each in words.
TIMINGS = {
    "waiting": _("chưa có hạn"),
    "upcoming": _("chưa đến kỳ"),
    "open": _("đang trong kỳ"),
    "due_soon": _("sắp đến hạn"),
    "today": _("đến hạn hôm nay"),
    "late": _("đã quá hạn"),
    "met": _("nộp trong hạn"),
    "met_late": _("nộp sau hạn"),
}
WORKFLOWS = {
    "nothing": _("chưa có bản nháp"),
    "draft": _("đang soạn bản nháp"),
    "sent": _("đã gửi"),
    "cancelled": _("đã hủy"),
    "superseded": _("đã được thay thế khi kế hoạch sửa đổi"),
}
REVIEWS = {
    "none": _("chưa có gì để xét duyệt"),
    "waiting": _("chờ cơ quan điều hành duyệt"),
    "returned": _("bị trả lại, phải làm lại"),
    "accepted": _("đã duyệt"),
}
