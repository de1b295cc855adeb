"""How an amended plan differs from the one in force, each difference in words with what stood and what will stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.plan_differences import Difference, Placed
from parindex.core.target_sayings import say_target
from parindex.records.actions.plan import difference_key
from parindex.web import terms

FIELDS = {
    "place": gettext_lazy("Vị trí trong kế hoạch"),
    "title": gettext_lazy("Nội dung của mục"),
    "text": gettext_lazy("Nhiệm vụ"),
    "lead": gettext_lazy("Cơ quan thực hiện (nguyên văn)"),
    "with": gettext_lazy("Cơ quan phối hợp (nguyên văn)"),
    "agencies": gettext_lazy("Cơ quan được giao"),
    "phrase": gettext_lazy("Thời hạn (nguyên văn)"),
    "schedule": gettext_lazy("Hạn"),
    "targets": gettext_lazy("Chỉ tiêu"),
    "product": gettext_lazy("Sản phẩm"),
    "note": gettext_lazy("Ghi chú"),
}


@dataclass(frozen=True)
class DifferenceShown:
    """`key` is what a form ticks; `changes` are (field, before, after), empty for what is new or removed."""

    key: str
    kind: str
    place: str
    text: str
    ticked: bool
    changes: list[tuple[str, str, str]]


def shown(differences: Iterable[Difference], names: Mapping[str, str], ticked: set[str]) -> list[DifferenceShown]:
    """Differences in the new plan's order; `names` are the programme's agencies by their keys."""
    found = []
    for one in differences:
        placed = one.new or one.old
        assert placed
        key = difference_key(one)
        changes = [
            (str(FIELDS[name]), _said(one.old, name, one.new, names), _said(one.new, name, one.old, names))
            for name in one.fields
        ]
        found.append(DifferenceShown(key, one.kind, placed.item.label, placed.task.text, key in ticked, changes))
    return found


def _said(placed: Placed | None, name: str, other: Placed | None, names: Mapping[str, str]) -> str:
    """A field in words; of agencies only those that the other side does not have."""
    assert placed and other
    task = placed.task
    if name == "agencies":
        return _agencies(task, other.task, names)
    said: dict[str, Any] = {
        "place": placed.item.label, "title": placed.item.title, "text": task.text,
        "lead": "; ".join(task.lead), "with": "; ".join(task.supporting),
        "phrase": task.phrase, "product": task.product, "note": task.note,
        "schedule": "; ".join(" → ".join(filter(None, terms.term(one))) for one in task.schedule),
        "targets": "; ".join(say_target(data) for data in task.targets),
    }  # fmt: skip
    return said[name] or _("(trống)")


def _agencies(task: Any, other: Any, names: Mapping[str, str]) -> str:
    sides = ((task.lead_keys, other.lead_keys, ""), (task.supporting_keys, other.supporting_keys, _(" (phối hợp)")))
    only = [names.get(key, key) + part for own, theirs, part in sides for key in own if key not in theirs]
    alike = len(set(task.lead_keys) & set(other.lead_keys))
    more = _("và %d cơ quan chủ trì như nhau") % alike if alike else ""
    return ", ".join(filter(None, [*only, more])) or _("(không có)")
