"""One cell as a person filled it in: a figure, mended where there is no doubt, or why it is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from report_helpers.errors import shorten
from report_helpers.facts.fact import Status
from report_helpers.files.characters import first_unfit
from report_helpers.sources.figures import Figure, FigureError, read_figure

if TYPE_CHECKING:
    from report_helpers.workbook.opening import RawCell

_REFUSED = {
    "formula": ("是公式，不是填写的数字", "请改填算好的数字"),
    "bool": ("是逻辑值", "请填数字；没有发生填 0，不适用填 /"),
    "date": ("是日期", "请把单元格改为“常规”格式后重新填写"),
    "error": ("是出错的公式结果", "请改填数字"),
}
# Formats that show another number than the cell holds: per cent, thousands or ten thousands left out.
_MISLEADING = re.compile(r"%|[0#?],+(?![0#?,])|!\.|\\\.|E[+-]", re.IGNORECASE)
_DECIMALS = re.compile(r"(?:#,##)?0\.(?P<zeros>0+)(?:_[ )]|;.*)?")


def read_figure_cell(raw: RawCell | None, kind: str, unit: str, rule: str = "") -> tuple[Figure, str]:
    """Return the figure in a cell, and what was read as what where it was mended; arguments as of `read_figure`.

    Mended and said: numbers stored as text, full-width digits, blanks around them, the column's own
    unit behind them. Raises FigureError for everything else that is no figure.
    """
    if raw is None:
        return Figure(Status.BLANK), ""
    if raw.kind in _REFUSED:
        what, fix = _REFUSED[raw.kind]
        raise FigureError(what, rule, fix)
    if raw.kind == "number":
        if _MISLEADING.search(raw.number_format):
            what = f"单元格的显示格式是“{raw.number_format}”，看到的数与存的数不同"
            raise FigureError(what, rule, "请改为“常规”格式，核对后重新填写")
        return read_figure(_as_shown(raw), kind, unit, rule), ""
    if first_unfit(raw.text) is not None:
        raise FigureError("含有不可见的字符", rule, "请清空后重新填写")
    figure = read_figure(raw.text, kind, unit, rule)
    if figure.status is Status.BLANK:
        return figure, "只有空格，按没有填处理"
    value = "/" if figure.value is None else format(figure.value, "f")
    if raw.text == value + figure.note and (figure.note or figure.value is None):
        return figure, ""
    note = f"，备注“{figure.note}”" if figure.note else ""
    return figure, f"文本“{shorten(raw.text)}”读作 {value}{note}"


def _as_shown(raw: RawCell) -> str:
    """Return the number with the zeros its format shows at the end: 45.5 shown as 45.50."""
    found = _DECIMALS.fullmatch(raw.number_format)
    whole, _, decimals = raw.text.partition(".")
    if found is None or len(decimals) >= len(found["zeros"]):
        return raw.text
    return f"{whole}.{decimals.ljust(len(found['zeros']), '0')}"
