"""One cell as a person filled it in: a figure, mended where there is no doubt, or why it is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.errors import shorten
from report_helpers.facts.fact import Status
from report_helpers.files.characters import first_unfit
from report_helpers.sources.figures import Figure, FigureError, read_figure
from report_helpers.workbook.shown_numbers import shown_number, shown_text

if TYPE_CHECKING:
    from report_helpers.workbook.opening import RawCell

_REFUSED = {
    "formula": ("是公式，不是填写的数字", "请改填算好的数字"),
    "bool": ("是逻辑值", "请填数字；没有发生填 0，不适用填 /"),
    "date": ("是日期", "请把单元格改为“常规”格式后重新填写"),
    "error": ("是出错的公式结果", "请改填数字"),
}
_PLAIN = "请改为“常规”格式，核对后重新填写"


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
    if raw.unseen:
        raise FigureError(raw.unseen, rule, "请去掉这种格式，核对后重新填写")
    if raw.kind == "number":
        return _read_number(raw, kind, unit, rule)
    shown = shown_text(raw.text, raw.number_format)
    if shown.strip() != raw.text.strip():
        raise FigureError(_disguised(raw, shown), rule, _PLAIN)
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


def _read_number(raw: RawCell, kind: str, unit: str, rule: str) -> tuple[Figure, str]:
    """Return the figure a number shows, 45.5 as 45.50; FigureError where it shows another than the cell holds."""
    held = Decimal(raw.text)
    shown = shown_number(held, raw.number_format)
    if shown is None or not shown:
        raise FigureError(_disguised(raw, shown), rule, _PLAIN)
    try:
        figure = read_figure(shown, kind, unit, rule)
    except FigureError:
        read_figure(raw.text, kind, unit, rule)  # a number that is wrong itself is said to be
        raise FigureError(_disguised(raw, shown), rule, _PLAIN) from None
    if figure.value != held:
        raise FigureError(_disguised(raw, shown), rule, _PLAIN)
    return figure, "" if shown[-1].isdigit() else f"数字 {raw.text} 显示为“{shown}”"


def _disguised(raw: RawCell, shown: str | None) -> str:
    seen = "看到的数" if shown is None else f"看到的是“{shown}”" if shown else "什么也看不到"
    return (
        f"单元格的显示格式是“{raw.number_format}”，{seen}{'与存的数不同' if shown is None else f'，存的是 {raw.text}'}"
    )
