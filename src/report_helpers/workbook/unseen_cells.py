"""Cells that people do not see as they are: struck through, in the colour of the paper, or disguised by a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.cell.rich_text import CellRichText, TextBlock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl.cell.cell import Cell
    from openpyxl.styles.colors import Color
    from openpyxl.worksheet.cell_range import MultiCellRange
    from openpyxl.worksheet.worksheet import Worksheet

_WHITE, _BLACK = "FFFFFF", "000000"
# The colours of a workbook's theme and of the old palette that every program gives the same meaning.
_THEME = {0: _WHITE, 1: _BLACK}
_PALETTE = {0: _BLACK, 1: _WHITE, 8: _BLACK, 9: _WHITE, 64: _BLACK, 65: _WHITE}


def disguised_ranges(sheet: Worksheet) -> Iterator[MultiCellRange]:
    """Yield the ranges in which a conditional format changes how a number reads: its number format, struck through."""
    for ranges in sheet.conditional_formatting:
        styles = [rule.dxf for rule in ranges.rules if rule.dxf is not None]
        if any(style.numFmt is not None or (style.font is not None and style.font.strike) for style in styles):
            yield ranges.cells


def why_unseen(cell: Cell, disguised: Sequence[MultiCellRange]) -> str:
    """Return why people do not see a cell as it is, "" where they do."""
    parts = cell.value if isinstance(cell.value, CellRichText) else ()
    if cell.font.strike or any(isinstance(part, TextBlock) and part.font.strike for part in parts):
        return "带有删除线，不知道是否作数"
    if any(cell.coordinate in ranges for ranges in disguised):
        return "条件格式改变了数字的样子，看到的数可能与存的数不同"
    paper = _rgb(cell.fill.fgColor) if cell.fill.fill_type == "solid" else _WHITE
    return "字的颜色与底色相同，看不见" if _rgb(cell.font.color) == paper else ""


def _rgb(colour: Color | None) -> str:
    """Return a colour as RRGGBB, "" where the file does not say which it is."""
    if colour is None or colour.tint:
        return ""
    if colour.type == "rgb":
        return str(colour.rgb)[-6:].upper()
    return (_THEME if colour.type == "theme" else _PALETTE).get(colour.value, "")
