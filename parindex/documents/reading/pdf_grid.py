"""The ruled lines of a PDF page -> grids of cells, merged cells included."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

_NEAR = 3.0  # points: edges this close are one line of the grid
_SHORT = 4.0  # a shorter edge is a letter's stroke or an underline's end, not a ruling


@dataclass
class Edge:
    """A ruling: at `at` across, from `start` to `end` along."""

    at: float
    start: float
    end: float


@dataclass
class Slot:
    """A cell of a grid: its first row and column, its spans, its box."""

    row: int
    column: int
    rows: int
    columns: int
    x0: float
    x1: float
    top: float
    bottom: float


@dataclass
class Grid:
    """A ruled table: `xs` and `ys` are its lines, left to right and top down."""

    xs: list[float]
    ys: list[float]
    slots: list[Slot] = field(default_factory=list)


def find_grids(edges: Iterable[dict[str, Any]]) -> list[Grid]:
    """Return the tables that the edges of a page draw, top down; a single box or a lone line is none."""
    found = list(edges)
    across = _merged(_edges(found, "h"))
    down = _merged(_edges(found, "v"))
    grids = [_grid(horizontal, vertical) for horizontal, vertical in _components(across, down)]
    return sorted((grid for grid in grids if grid), key=lambda grid: (grid.ys[0], grid.xs[0]))


def _edges(edges: list[dict[str, Any]], kind: str) -> list[Edge]:
    made = []
    for edge in edges:
        if edge["orientation"] != kind:
            continue
        if kind == "h":
            made.append(Edge(edge["top"], edge["x0"], edge["x1"]))
        else:
            made.append(Edge(edge["x0"], edge["top"], edge["bottom"]))
    return made


def _merged(edges: list[Edge]) -> list[Edge]:
    """Join edges that lie on one line and touch; drop what is left too short."""
    lines: list[list[Edge]] = []
    for edge in sorted(edges, key=lambda edge: edge.at):
        if lines and edge.at - lines[-1][-1].at <= _NEAR / 2 and edge.at - lines[-1][0].at <= _NEAR:
            lines[-1].append(edge)
        else:
            lines.append([edge])
    merged = []
    for line in lines:
        at = sum(edge.at for edge in line) / len(line)
        line.sort(key=lambda edge: edge.start)
        current = Edge(at, line[0].start, line[0].end)
        for edge in line[1:]:
            if edge.start <= current.end + _NEAR:
                current.end = max(current.end, edge.end)
            else:
                merged.append(current)
                current = Edge(at, edge.start, edge.end)
        merged.append(current)
    return [edge for edge in merged if edge.end - edge.start >= _SHORT]


def _components(across: list[Edge], down: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    parent = list(range(len(across) + len(down)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for i, horizontal in enumerate(across):
        for j, vertical in enumerate(down):
            if _cross(horizontal, vertical):
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for i, edge in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(edge)
    for j, edge in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(edge)
    return list(groups.values())


def _cross(horizontal: Edge, vertical: Edge) -> bool:
    return (
        horizontal.start - _NEAR <= vertical.at <= horizontal.end + _NEAR
        and vertical.start - _NEAR <= horizontal.at <= vertical.end + _NEAR
    )


def _grid(across: list[Edge], down: list[Edge]) -> Grid | None:
    if not across or not down:
        return None
    # A row that a page cuts has no line at the cut: the ends of the other lines stand for it.
    xs = _lines([edge.at for edge in down] + [edge.start for edge in across] + [edge.end for edge in across])
    ys = _lines([edge.at for edge in across] + [edge.start for edge in down] + [edge.end for edge in down])
    if len(xs) < 2 or len(ys) < 2 or len(xs) + len(ys) < 5:
        return None
    grid = Grid(xs, ys)
    taken: set[tuple[int, int]] = set()
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) not in taken:
                slot = _slot(grid, row, column, across, down, taken)
                grid.slots.append(slot)
                taken |= {
                    (r, c)
                    for r in range(slot.row, slot.row + slot.rows)
                    for c in range(slot.column, slot.column + slot.columns)
                }
    return grid


def _lines(places: Sequence[float]) -> list[float]:
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][0] <= _NEAR * 1.5:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sum(group) / len(group) for group in groups]


def _slot(grid: Grid, row: int, column: int, across: list[Edge], down: list[Edge], taken: set[tuple[int, int]]) -> Slot:
    columns = 1
    while (
        column + columns < len(grid.xs) - 1
        and (row, column + columns) not in taken
        and not _covered(down, grid.xs[column + columns], grid.ys[row], grid.ys[row + 1])
    ):
        columns += 1
    rows = 1
    while row + rows < len(grid.ys) - 1 and not any(
        (row + rows, place) in taken
        or _covered(across, grid.ys[row + rows], grid.xs[place], grid.xs[place + 1])
        or (place > column and _covered(down, grid.xs[place], grid.ys[row + rows], grid.ys[row + rows + 1]))
        for place in range(column, column + columns)
    ):
        rows += 1
    x0, x1 = grid.xs[column], grid.xs[column + columns]
    return Slot(row, column, rows, columns, x0, x1, grid.ys[row], grid.ys[row + rows])


def _covered(edges: list[Edge], at: float, start: float, end: float) -> bool:
    length = sum(
        max(min(edge.end, end) - max(edge.start, start), 0.0) for edge in edges if abs(edge.at - at) <= _NEAR * 1.5
    )
    return length >= 0.5 * (end - start)
