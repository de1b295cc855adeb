"""Draws Vega-Lite pictures on the server as SVG: no script in the browser, a title and a description in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from textwrap import wrap
from typing import Any

import vl_convert

_FONT = "Inter, Noto Sans, Arial, sans-serif"
# Numbers as Vietnamese readers write them: 1.234,5.
_NUMBERS = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}
# One hue from light to dark: read without colour vision and in black-and-white print.
_SCALE = ("#f6d5d0", "#fbe8c8", "#d7ead6", "#8cc79a", "#2f8f55")

_COLUMN_LETTERS = 15  # that a column of verdicts is wide
_STEP_LETTERS = 26  # that the words beside a bar are wide


@dataclass(frozen=True)
class Square:
    """One square of a heat map: `share` is done of due, None where nothing is due; `words` is what stands in it."""

    row: str
    column: str
    share: float | None
    words: str


def heat_map(
    title: str, description: str, rows: Sequence[str], columns: Sequence[str], squares: Sequence[Square]
) -> str:
    """Return the SVG of a heat map of shares between 0 and 1, rows and columns in the order given."""
    spec: dict[str, Any] = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": title, "anchor": "start", "font": _FONT, "fontSize": 15},
        "description": description,
        "width": {"step": 54},
        "height": {"step": 22},
        "data": {"values": [{"r": s.row, "c": s.column, "s": s.share, "w": s.words} for s in squares]},
        "encoding": {
            "y": {"field": "r", "type": "nominal", "sort": list(rows), "title": None},
            "x": {"field": "c", "type": "nominal", "sort": list(columns), "title": None, "axis": {"orient": "top"}},
        },
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 2},
                "encoding": {
                    "color": {
                        "condition": {"test": "datum.s === null", "value": "#eef1f4"},
                        "field": "s",
                        "type": "quantitative",
                        "scale": {"domain": [0, 1], "range": list(_SCALE), "type": "linear"},
                        "legend": {"title": "Đã duyệt", "format": ".0%", "orient": "bottom", "direction": "horizontal"},
                    }
                },
            },
            {
                "mark": {"type": "text", "font": _FONT, "fontSize": 11},
                "encoding": {
                    "text": {"field": "w", "type": "nominal"},
                    "color": {"condition": {"test": "datum.s > 0.85", "value": "#ffffff"}, "value": "#1d2733"},
                },
            },
        ],
        "config": {
            "view": {"stroke": None},
            "axis": {
                "labelFont": _FONT, "labelFontSize": 12, "labelColor": "#1d2733", "labelLimit": 320, "labelAngle": 0,
                "domain": False, "ticks": False,
            },
            "legend": {"labelFont": _FONT, "titleFont": _FONT},
        },
    }  # fmt: skip
    return _svg(spec)


@dataclass(frozen=True)
class Point:
    """One point of a line: `value` None leaves a gap."""

    x: str
    line: str
    value: float | None


def lines(
    title: str,
    description: str,
    order: Sequence[str],
    points: Sequence[Point],
    levels: Sequence[float],
    unit: str,
) -> str:
    """Return the SVG of lines over months: the first line solid, others dashed; `levels` are drawn across."""
    spec: dict[str, Any] = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": title, "anchor": "start", "font": _FONT, "fontSize": 15},
        "description": description,
        "width": 640,
        "height": 240,
        "layer": [_drawn(order, points, unit), *map(_level, levels)],
        "config": {
            "view": {"stroke": None},
            "axis": {"labelFont": _FONT, "titleFont": _FONT, "labelFontSize": 12, "labelColor": "#1d2733"},
            "legend": {"labelFont": _FONT, "labelFontSize": 12},
        },
    }
    return _svg(spec)


def _svg(spec: dict[str, Any]) -> str:
    """The picture with its description in it, which Vega itself leaves out."""
    drawn: str = vl_convert.vegalite_to_svg(spec, format_locale=_NUMBERS)
    return drawn.replace(">", f"><desc>{escape(spec['description'])}</desc>", 1)


def _drawn(order: Sequence[str], points: Sequence[Point], unit: str) -> dict[str, Any]:
    """The lines with their points, told apart by colour and by dashes."""
    names = list(dict.fromkeys(point.line for point in points))
    dashes = {"domain": names, "range": [[1, 0], [5, 3]]}
    colours = {"domain": names, "range": ["#0b5cad", "#8a97a6"]}
    legend = {"title": None, "orient": "top"}
    return {
        "data": {"values": [{"x": p.x, "l": p.line, "y": p.value} for p in points]},
        "mark": {"type": "line", "point": True, "interpolate": "linear", "invalid": "break-paths-filter-domains"},
        "encoding": {
            "x": {"field": "x", "type": "ordinal", "sort": list(order), "title": None, "axis": {"labelAngle": 0}},
            "y": {"field": "y", "type": "quantitative", "title": unit, "scale": _scale(points, unit)},
            "color": {"field": "l", "type": "nominal", "scale": colours, "legend": legend},
            "strokeDash": {"field": "l", "type": "nominal", "scale": dashes, "legend": None},
        },
    }


def _scale(points: Sequence[Point], unit: str) -> dict[str, Any]:
    """From nothing; shares up to the whole, so that two pictures of them look alike, or higher where one passes it."""
    highest = max((point.value for point in points if point.value is not None), default=0)
    return {"zero": True} if unit != "%" else {"domain": [0, max(100, highest)], "nice": highest > 100}


def _level(level: float) -> dict[str, Any]:
    """A threshold across the whole picture."""
    return {
        "data": {"values": [{"y": level}]},
        "mark": {"type": "rule", "color": "#a33", "strokeDash": [2, 2]},
        "encoding": {"y": {"field": "y", "type": "quantitative"}},
    }


@dataclass(frozen=True)
class Verdict:
    """One square of a table of verdicts: `kind` is a key of the kinds that the table has; `words` stand in it."""

    row: str
    column: str
    kind: str
    words: str


def verdicts(
    title: str,
    description: str,
    rows: Sequence[str],
    columns: Sequence[str],
    squares: Sequence[Verdict],
    kinds: Mapping[str, tuple[str, str]],
) -> str:
    """Return the SVG of rows by columns, each square in the colour of its kind (key -> what it means, colour)."""
    broken = {name: "\n".join(wrap(name, _COLUMN_LETTERS)) or name for name in columns}
    values = [{"r": s.row, "c": broken[s.column], "k": kinds[s.kind][0], "w": s.words} for s in squares]
    spec: dict[str, Any] = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": title, "anchor": "start", "font": _FONT, "fontSize": 15},
        "description": description,
        "width": {"step": 100},
        "height": {"step": 24},
        "data": {"values": values},
        "encoding": {
            "y": {"field": "r", "type": "nominal", "sort": list(rows), "title": None},
            "x": {
                "field": "c", "type": "nominal", "sort": list(broken.values()), "title": None,
                "axis": {"orient": "top", "labelExpr": "split(datum.label, '\\n')"},
            },
        },
        "layer": _squares(kinds),
        "config": {
            "view": {"stroke": None},
            "axis": {
                "labelFont": _FONT, "labelFontSize": 12, "labelColor": "#1d2733", "labelLimit": 320, "labelAngle": 0,
                "domain": False, "ticks": False,
            },
            "legend": {"labelFont": _FONT, "labelFontSize": 12, "labelLimit": 400},
        },
    }  # fmt: skip
    return _svg(spec)


def _squares(kinds: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """The coloured squares with their legend, and the words in them."""
    meanings, colours = [said for said, _ in kinds.values()], [colour for _, colour in kinds.values()]
    colour = {
        "field": "k",
        "type": "nominal",
        "scale": {"domain": meanings, "range": colours},
        "legend": {"title": None, "orient": "bottom", "symbolStrokeColor": "#9aa7b8"},
    }
    words = {"type": "text", "font": _FONT, "fontSize": 12, "color": "#1d2733"}
    return [
        {"mark": {"type": "rect", "stroke": "#9aa7b8", "strokeWidth": 0.5}, "encoding": {"color": colour}},
        {"mark": words, "encoding": {"text": {"field": "w", "type": "nominal"}}},
    ]


@dataclass(frozen=True)
class Step:
    """A bar of a waterfall: a total, from nothing, or how much is added to (below 0: taken from) what is before it."""

    words: str
    value: Fraction
    total: bool = False


def waterfall(title: str, description: str, steps: Sequence[Step], marks: Sequence[tuple[str, Fraction]] = ()) -> str:
    """Return the SVG of totals and of what lies between them, from above to below: words need the width. `marks` are
    lines across it, each with its words.
    """
    values, at = [], Fraction(0)
    for step in steps:
        start, end = (Fraction(0), step.value) if step.total else (at, at + step.value)
        at, kind = end, "total" if step.total else "up" if step.value >= 0 else "down"
        label = f"{float(step.value):{'' if step.total else '+'}.2f}".replace(".", ",").replace("-", "−")
        words = "\n".join(wrap(step.words, _STEP_LETTERS))
        values.append(
            {"s": words, "a": float(start), "b": float(end), "k": kind, "w": label, "e": float(max(start, end))}
        )
    y = {"field": "s", "type": "nominal", "sort": [each["s"] for each in values], "title": None,
         "axis": {"labelExpr": "split(datum.label, '\\n')", "labelLimit": 260}}  # fmt: skip
    colours = {"domain": ["total", "up", "down"], "range": ["#14508c", "#2f8f55", "#c0392b"]}
    spec: dict[str, Any] = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": title, "anchor": "start", "font": _FONT, "fontSize": 15, **_marked(marks)},
        "description": description,
        "width": 320,
        "height": {"step": 34},
        "data": {"values": values},
        "layer": [
            *({**_MARK, "data": {"values": [{"x": float(value)}]}} for _, value in marks),
            {
                "mark": {"type": "bar", "height": 18},
                "encoding": {
                    "y": y,
                    "x": {"field": "a", "type": "quantitative", "title": "điểm", "scale": {"domainMin": 0}},
                    "x2": {"field": "b"},
                    "color": {"field": "k", "type": "nominal", "scale": colours, "legend": None},
                },
            },
            *(
                {
                    "mark": {"type": "text", "align": "left", "dx": 4, "font": _FONT, "fontSize": 12, **ink},
                    "encoding": {
                        "y": y, "x": {"field": "e", "type": "quantitative"}, "text": {"field": "w", "type": "nominal"},
                    },
                }
                for ink in _INKS
            ),
        ],
        "config": {
            "view": {"stroke": None},
            "axis": {"labelFont": _FONT, "titleFont": _FONT, "labelFontSize": 12, "labelColor": "#1d2733"},
        },
    }  # fmt: skip
    return _svg(spec)


# A number stands on a line across it: first its edge in white, then itself.
_INKS: tuple[dict[str, Any], ...] = ({"stroke": "#ffffff", "strokeWidth": 4, "color": "#ffffff"}, {"color": "#1d2733"})
_GOAL_COLOUR = "#6b2fa0"
_MARK: dict[str, Any] = {
    "mark": {"type": "rule", "color": _GOAL_COLOUR, "strokeDash": [5, 3], "strokeWidth": 2},
    "encoding": {"x": {"field": "x", "type": "quantitative"}},
}


def _marked(marks: Sequence[tuple[str, Fraction]]) -> dict[str, Any]:
    """The lines named under the title, for their own places may be too close for words."""
    if not marks:
        return {}
    told = [f"¦ {words}: {float(value):.2f}".replace(".", ",") for words, value in marks]
    return {"subtitle": told, "subtitleColor": _GOAL_COLOUR, "subtitleFont": _FONT, "subtitleFontSize": 12}
