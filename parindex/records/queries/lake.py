"""Where the dossiers of a programme's authority are kept: one lake for all its years."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from parindex.core.words import fold
from parindex.indicators.lake import Lake
from parindex.records.models import Programme
from parindex.records.permissions import Viewer

KEPT_ROWS, LONGEST = 10_000, 2_000  # of all answers that are kept, and of one; a row has some kilobytes
_answers: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
Answer = TypeVar("Answer")


def folder_of(authority: str) -> Path:
    """The folder of an authority's lake: its name for people, a hash so that no two names meet."""
    words = "-".join("".join(c if c.isalnum() else " " for c in fold(authority)).split())
    return Path(settings.LAKES) / f"{words[:60]}-{hashlib.sha256(authority.encode()).hexdigest()[:8]}"


def lake_of(viewer: Viewer) -> Lake:
    """The lake of the viewer's programme. What the viewer may see of it, the queries that read it decide."""
    return Lake.at(folder_of(Programme.objects.values_list("authority", flat=True).get(pk=viewer.programme_id)))


def remembered(lake: Lake, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer to a question about this version of the lake, asked once in this process.

    The question names all that the answer depends on, above all whose dossiers the viewer may see. Nobody may change
    an answer: others get the same one.
    """
    key = (lake.folder, lake.version(), question)
    if key in _answers:
        _answers.move_to_end(key)
        return _answers[key][0]
    answer = ask()
    rows = getattr(answer, "rows", answer)
    size = len(rows) if isinstance(rows, Sized) else 1
    if size <= LONGEST:
        _answers[key] = answer, size + 1
        while sum(rows for _answer, rows in _answers.values()) > KEPT_ROWS:
            _answers.popitem(last=False)
    return answer
