"""How cells look: one set of XlsxWriter format properties a role, and how high wrapped text is."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

FONT = "宋体"
LINE = 15.0  # points a line of 10.5 pt text takes
PADDING = 6.0

_BASE = {"font_name": FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
_GRID = _BASE | {"border": 1, "border_color": "#7F7F7F"}
# Text is never taken for a formula, whatever it begins with.
_TEXT = {"quote_prefix": True}
# Labels are told from the white cells to be filled in by their ground, also in a grey print; no text is grey on grey.
_LABEL = _GRID | _TEXT | {"bg_color": "#D6E2F0"}
_HEAD = _GRID | {"font_size": 10, "font_color": "#333333", "bg_color": "#F2F2F2"}
_KEY = _GRID | _TEXT | {"align": "center"}
_INPUT = _GRID | {"align": "center", "locked": False}

STYLES: dict[str, dict[str, Any]] = {
    "title": _BASE | _TEXT | {"bold": True, "font_size": 14, "align": "center"},
    "banner": _BASE | {"bold": True, "font_color": "#1F3864"},
    "hint": _BASE | _TEXT | {"font_size": 10, "font_color": "#333333", "valign": "top"},
    "band": _LABEL | {"bold": True, "align": "center"},
    "corner": _LABEL | {"align": "center"},
    "column": _LABEL | {"bold": True, "align": "center"},
    "row": _LABEL | {"indent": 1},
    "group": _LABEL | {"align": "center", "bold": True},
    "head": _HEAD | _TEXT | {"align": "center"},
    "head_row": _HEAD | _TEXT | {"indent": 1},
    "input": _INPUT,
    "carried": _INPUT | {"bg_color": "#FFF2CC"},
    "sum": _GRID | {"align": "center", "bg_color": "#D9D9D9"},
    "reference": _HEAD | {"align": "center"},
    "counted": _HEAD | {"align": "center"},
    "check": _HEAD | {"align": "center", "bg_color": "#FFFFFF"},
    "text": _GRID | _TEXT | {"locked": False, "num_format": "@"},
    "number": _INPUT,
    "guide": _GRID | _TEXT | {"indent": 1},
    "guide_key": _LABEL | {"bold": True, "align": "center"},
    "key_white": _KEY,
    "key_sum": _KEY | {"bg_color": "#D9D9D9"},
    "key_carried": _KEY | {"bg_color": "#FFF2CC"},
    "key_error": _KEY | {"bg_color": "#FFC7CE", "font_color": "#9C0006"},
    "key_warning": _KEY | {"bg_color": "#FCE4D6", "font_color": "#974706"},
    "key_agrees": _KEY | {"font_color": "#00703C"},
    "error": {"bg_color": "#FFC7CE", "font_color": "#9C0006"},
    "warning": {"bg_color": "#FCE4D6", "font_color": "#974706"},
    "note": {"bg_color": "#FCE4D6", "font_color": "#974706"},
    "agrees": {"font_color": "#00703C"},
}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        """Keep the workbook the formats belong to."""
        self._workbook = workbook
        self._made: dict[tuple[str, str], Format] = {}

    def get(self, name: str, num_format: str = "") -> Format:
        """Return the format called *name*, with a number format where one is asked for."""
        key = (name, num_format)
        if key not in self._made:
            extra = {"num_format": num_format} if num_format else {}
            self._made[key] = self._workbook.add_format(STYLES[name] | extra)
        return self._made[key]


def height_of(text: str, width: float) -> float:
    """Return the points *text* needs in a column *width* characters wide, wrapped."""
    lines = sum(max(1, math.ceil(_columns(line) / max(width - 1, 1))) for line in text.split("\n"))
    return lines * LINE + PADDING


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
