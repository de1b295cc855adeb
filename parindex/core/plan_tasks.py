"""Pairs the tasks of an item with their agencies and deadlines: the n-th with the n-th, one for all, never by guess."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from parindex.core.plan_columns import AGENCIES, Role
from parindex.core.plan_entries import Entry, Split, begins_as_task, by_semicolons, by_verbs, splits, whole
from parindex.core.plan_reading import Place
from parindex.core.plan_rows import ItemRows
from parindex.core.plan_strips import At, Piece, Strip, place_of, spanning
from parindex.core.words import fold, normalise

_PAIRED: tuple[Role, ...] = ("agency", "lead", "supporting", "time")
_WHO_AND_WHEN: tuple[Role, ...] = ("agency", "lead", "time")
_LOOSELY_PAIRED: tuple[Role, ...] = ("product", "note")
_SUPPORTS = re.compile(
    r"(?:(?:cac )?(?:co quan|don vi|to chuc)(?: duoc giao)? )?phoi hop(?: thuc hien)?\s*(?::|voi\b|cung\b)"
)
_FIELDS: dict[Role, str] = {"agency": "lead", "lead": "lead", "supporting": "with", "time": "phrase"}


@dataclass(frozen=True)
class TaskWords:
    """A task in the document's words, before anybody asks what they mean; `agencies` are columns with their lines."""

    text: str
    place: Place
    agencies: tuple[tuple[Role, str], ...] = ()
    phrase: str | None = None
    product: str | None = None
    note: str | None = None
    queries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unfitting:
    """A column whose entries fit no task: `tasks` are how many there are, `text` the column's words."""

    column: Role
    tasks: int
    text: str
    place: Place


@dataclass
class Paired:
    """The tasks of one item, what fits none of them, and what was printed twice."""

    tasks: list[TaskWords] = field(default_factory=list)
    unfitting: list[Unfitting] = field(default_factory=list)
    repeated: list[TaskWords] = field(default_factory=list)


@dataclass(frozen=True)
class _Fit:
    """One way to tell tasks, agencies and deadlines apart: `columns` holds the entries that pair or serve all.

    `paired` counts the columns with as many entries as there are tasks; `strong` those of them with bullets throughout.
    """

    tasks: Split
    columns: dict[Role, Split]
    unfitting: tuple[Role, ...]
    paired: int
    strong: int
    repeated: Split = ()

    @property
    def several(self) -> bool:
        """Whether one task alone would take several agencies or deadlines that may each have meant one of several."""
        return len(self.tasks) == 1 and any(len(entries) > 1 for entries in self.columns.values())

    @property
    def cost(self) -> tuple[int, int]:
        return len(self.unfitting), -self.strong


def pair(item: ItemRows) -> Paired:
    """Return the tasks of an item; what does not fit them is left out, marked in `queries`, told in `unfitting`."""
    strips = [spanning(strip) for strip in _inherit(item.strips)]
    found = [_pair_strips(strips)]
    if found[0].unfitting:
        found.append(_pair_strips([_one([spanning(strip) for strip in item.strips])]))
        found.append(_pair_strips([part for strip in strips for part in _by_rows(strip)]))
    best = min(found, key=lambda paired: len(paired.unfitting) + _bare(item, paired))
    return _without_repeats(best)


def _bare(item: ItemRows, paired: Paired) -> int:
    """How many tasks were left without an agency or a deadline though the item names some."""
    named, dated = bool(item.pieces("agency", "lead")), bool(item.pieces("time"))
    return sum((named and not t.agencies) + (dated and not t.phrase) for t in paired.tasks if not t.queries)


def title_words(item: ItemRows) -> str | None:
    """Return the words of the contents column, None where the table has none or they are the task."""
    words = whole(item.pieces("contents"))
    return words if words and item.pieces("task") else None


def _pair_strips(strips: list[Strip]) -> Paired:
    paired = Paired()
    flat = not any(strip.cells.get("contents") for strip in strips)
    for strip in strips:
        _pair_strip(strip, paired, flat)
    return paired


def _pair_strip(strip: Strip, paired: Paired, flat: bool) -> None:
    words = strip.cells.get("task") or strip.cells.get("contents") or []
    if not words:
        for role in _PAIRED:
            if strip.cells.get(role) and role not in strip.covered:
                pieces = strip.cells[role]
                paired.unfitting.append(Unfitting(role, 0, whole(pieces), place_of(_rows(pieces))))
        return
    columns = {role: splits(_glued(strip.cells[role], role)) for role in _PAIRED if strip.cells.get(role)}
    in_one_line = by_semicolons(strip.cells.get("time", []))
    if in_one_line:
        columns["time"] = (*columns["time"], in_one_line)
    fits = [_fit(tasks, columns, repeated) for tasks, repeated in _task_splits(words, flat)]
    # Only the likeliest way stands by itself; another needs a column with as many entries to bear it out.
    borne_out = [found for index, found in enumerate(fits) if index == 0 or found.paired or found.repeated]
    fit = min(borne_out, key=lambda found: found.cost)
    if len(fit.tasks) > 1 and not (fit.paired or fit.repeated or any(piece.mark for piece in words)):
        # Nothing but the words tells whether a second paragraph is a second task or says more of the first.
        joined = _fit(by_verbs(words), columns, fit.repeated)
        fit = joined if len(joined.unfitting) <= len(fit.unfitting) and not joined.several else fit
    doubted = [role for role in columns if any(piece.doubted for piece in strip.cells[role])]
    queries = tuple(dict.fromkeys(_FIELDS[role] for role in (*fit.unfitting, *doubted)))
    if in_one_line and fit.columns.get("time") == in_one_line:
        queries = (*queries, "phrase")  # the n-th goes with the n-th most likely, and all might serve all
    for role in fit.unfitting:
        pieces = strip.cells[role]
        paired.unfitting.append(Unfitting(role, len(fit.tasks), whole(pieces), place_of(_rows(pieces))))
    loosely = {role: splits(strip.cells[role]) for role in _LOOSELY_PAIRED if strip.cells.get(role)}
    for index, entry in enumerate(fit.tasks):
        task = TaskWords(entry.text, place_of(entry.rows, entry.paragraph), queries=queries)
        paired.tasks.append(_filled(task, index, fit, loosely, strip))
    paired.repeated += [TaskWords(entry.text, place_of(entry.rows, entry.paragraph)) for entry in fit.repeated]


def _task_splits(words: list[Piece], flat: bool) -> Iterator[tuple[Split, Split]]:
    """Every way to tell the tasks apart; where a row boundary prints one twice, also the way that keeps it once."""
    for tasks in splits(words, flat):
        yield tasks, ()
        kept, repeated = _once(tasks)
        if repeated:
            yield kept, repeated


def _once(tasks: Split) -> tuple[Split, Split]:
    kept: list[Entry] = []
    repeated: list[Entry] = []
    for entry in tasks:
        is_repeat = bool(kept) and kept[-1].rows[-1] != entry.rows[0] and _same(kept[-1].text, entry.text)
        (repeated if is_repeat else kept).append(entry)
    return tuple(kept), tuple(repeated)


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", fold(one)) == re.sub(r"\W+", "", fold(other))


def _fit(tasks: Split, columns: dict[Role, tuple[Split, ...]], repeated: Split) -> _Fit:
    count = len(tasks)
    fitting: dict[Role, Split] = {}
    unfitting: list[Role] = []
    paired = strong = 0
    for role, ways in columns.items():
        same = next((way for way in ways if len(way) == count), None)
        if count > 1 and same is not None:
            is_listed = all(entry.marked for entry in (*tasks[1:], *same)) or (
                role == "time" and all(begins_as_task(task.text) for task in tasks)
            )
            fitting[role], paired, strong = same, paired + 1, strong + is_listed
        elif len(ways[0]) == 1 or count == 1:
            fitting[role] = ways[0]
        else:
            unfitting.append(role)
    if count == 1:  # several agencies and several dates for one task: who by when?
        several = [role for role in _WHO_AND_WHEN if len(fitting.get(role, ())) > 1]
        if "time" in several and len(several) > 1:
            unfitting += several
            fitting = {role: way for role, way in fitting.items() if role not in several}
    return _Fit(tasks, fitting, tuple(unfitting), paired, strong, repeated)


def _filled(task: TaskWords, index: int, fit: _Fit, loosely: dict[Role, tuple[Split, ...]], strip: Strip) -> TaskWords:
    count = len(fit.tasks)
    agencies: list[tuple[Role, str]] = []
    for role in AGENCIES:
        entries = fit.columns.get(role, ())
        mine = entries if count == 1 or len(entries) <= 1 else entries[index : index + 1]
        if mine:
            agencies.append((role, "\n".join(entry.lines for entry in mine)))
    deadlines = fit.columns.get("time", ())
    mine = deadlines if count == 1 or len(deadlines) <= 1 else deadlines[index : index + 1]
    phrase = "; ".join(entry.text.rstrip(" ;.") if len(mine) > 1 else entry.text for entry in mine) or None
    texts: dict[Role, str | None] = {}
    queries = task.queries
    for role, ways in loosely.items():
        same = next((way for way in ways if len(way) == count and count > 1), None)
        texts[role] = same[index].text if same else " ".join(entry.text for entry in ways[0])
        if not same and count > 1 and len(ways[0]) > 1:
            queries = (*queries, role)
    spare = [f"{heading}: {whole(pieces)}" if heading else whole(pieces) for heading, pieces in strip.spare.items()]
    note = normalise("; ".join(part for part in (texts.get("note"), *spare) if part)) or None
    return replace(
        task, agencies=tuple(agencies), phrase=phrase, product=texts.get("product"), note=note, queries=queries
    )


def _without_repeats(paired: Paired) -> Paired:
    """Drop a task whose words, agencies and deadline stand right before it already: it was printed twice."""
    kept: list[TaskWords] = []
    for task in paired.tasks:
        before = kept[-1] if kept else None
        if (
            before
            and (before.agencies, before.phrase) == (task.agencies, task.phrase)
            and _same(before.text, task.text)
        ):
            paired.repeated.append(task)
        else:
            kept.append(task)
    paired.tasks = kept
    return paired


def _inherit(strips: list[Strip]) -> list[Strip]:
    """Let a merged cell serve every row that it covers."""
    found: list[Strip] = []
    for strip in strips:
        cells = dict(strip.cells)
        for role in strip.covered:
            above = found[-1].cells.get(role) if found else None
            if above and not cells.get(role):
                cells[role] = above
        found.append(replace(strip, cells=cells))
    return found


def _one(strips: list[Strip]) -> Strip:
    cells: dict[Role, list[Piece]] = {}
    spare: dict[str, list[Piece]] = {}
    for strip in strips:
        for role, pieces in strip.cells.items():
            cells.setdefault(role, []).extend(pieces)
        for heading, pieces in strip.spare.items():
            spare.setdefault(heading, []).extend(pieces)
    return Strip([row for strip in strips for row in strip.rows], cells, spare)


def _by_rows(strip: Strip) -> Iterator[Strip]:
    """Part a strip at its source rows again: a row that goes on may hold tasks of its own."""
    rows = dict.fromkeys([*strip.rows, *(p.rows[0] for pieces in strip.cells.values() for p in pieces)])
    for row in rows:
        cells = {role: [p for p in pieces if p.rows[0] == row] for role, pieces in strip.cells.items()}
        if any(cells.values()):
            yield Strip([row], {role: pieces for role, pieces in cells.items() if pieces}, strip.spare, strip.covered)


def _glued(pieces: list[Piece], role: Role) -> list[Piece]:
    """In one column for both, “Phối hợp: …” belongs to the leading agency printed above it."""
    if role != "agency":
        return pieces
    glued: list[Piece] = []
    for piece in pieces:
        if glued and _SUPPORTS.match(fold(piece.text)):
            glued[-1] = replace(glued[-1], text=f"{glued[-1].text}\n- {piece.text}")
        else:
            glued.append(piece)
    return glued


def _rows(pieces: list[Piece]) -> tuple[At, ...]:
    return tuple(dict.fromkeys(row for piece in pieces for row in piece.rows))
