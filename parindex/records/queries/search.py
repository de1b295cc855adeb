"""Search that forgives missing diacritics, over what the viewer may see."""

import re
from dataclasses import dataclass

from django.db.models import QuerySet

from parindex.core.words import fold
from parindex.records.models import Agency, Evidence, Task
from parindex.records.permissions import Viewer
from parindex.records.queries import agency as agencies
from parindex.records.queries import evidence as evidence_queries

MOST = 50


@dataclass(frozen=True)
class Found:
    """Hits, each kind at most MOST; `more` says that some were left out."""

    words: str
    tasks: list[Task]
    agencies: list[Agency]
    evidence: list[Evidence]
    more: bool


def search(viewer: Viewer, words: str) -> Found:
    """Every word must occur, in any order, with or without its diacritics."""
    parts = fold(words).split()
    if not parts or not viewer.may("see_plan"):
        return Found(words, [], [], [], False)
    tasks = Task.objects.filter(
        programme_id=viewer.programme_id, retired__isnull=True, item__part__plan__withdrawn=False
    ).select_related("item__part")
    offices = agencies.agencies(viewer)
    proofs = evidence_queries.visible(viewer)
    for part in parts:
        tasks = tasks.filter(folded__contains=part)
        offices = offices.filter(folded__contains=part)
        proofs = proofs.filter(folded__contains=part)
    found = [
        _nearest(tasks.order_by("item__part__order", "item__order", "order"), parts)[: MOST + 1],
        list(offices[: MOST + 1]),
        list(proofs.order_by("-added_at")[: MOST + 1]),
    ]
    more = any(len(hits) > MOST for hits in found)
    return Found(words, found[0][:MOST], found[1][:MOST], found[2][:MOST], more)


def _nearest(tasks: QuerySet[Task], parts: list[str]) -> list[Task]:
    """Tasks that say the words together first, then those that have each as a word, then those that contain them."""
    together = re.compile(rf"\b{re.escape(' '.join(parts))}\b")
    words = [re.compile(rf"\b{re.escape(part)}\b") for part in parts]

    def distance(task: Task) -> tuple[bool, bool, bool]:
        said = fold(task.text)
        return (
            not together.search(said),
            not together.search(task.folded),
            not all(word.search(task.folded) for word in words),
        )

    return sorted(tasks, key=distance)
