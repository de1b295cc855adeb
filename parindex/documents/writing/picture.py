"""Draws Vega-Lite pictures on the server as SVG: no script in the browser, a title and a description in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import vl_convert

_FONT = "Inter, Noto Sans, Arial, sans-serif"
# One hue from light to dark: read without colour vision and in black-and-white print.
_SCALE = ("#f6d5d0", "#fbe8c8", "#d7ead6", "#8cc79a", "#2f8f55")


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
    drawn: str = vl_convert.vegalite_to_svg(spec)
    return drawn
