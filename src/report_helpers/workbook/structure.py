"""Is the workbook still the one that was handed out? Labels, places, merges, formulas, hidden things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import Problem
from report_helpers.sources.grid import fold
from report_helpers.workbook.formulas import normalised
from report_helpers.workbook.plan import LABELS, address
from report_helpers.workbook.planning import GUIDE, RECORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from report_helpers.workbook.opening import RawCell, RawSheet
    from report_helpers.workbook.plan import PlannedCell, SheetPlan, WorkbookPlan

_AGAIN = "请撤销改动，或把数字填进重新导出的工作簿"
_BOUND = frozenset({"banner", "check"})  # formulas that are no figures
_UNCHECKED = frozenset({GUIDE, RECORD})


def sheet_name(shown: str, name: str) -> str:
    """Return how a message names a sheet of a file."""
    return f"{shown} 工作表「{name}」"


def structure_problems(sheets: Mapping[str, RawSheet], plan: WorkbookPlan, shown: str) -> Iterator[Problem]:
    """Yield whatever makes the workbook another than the one planned."""
    planned = {sheet.name: sheet for sheet in plan.sheets}
    for name in sheets.keys() - planned.keys() - _UNCHECKED:
        yield Problem("模板里没有这张工作表", sheet_name(shown, name), fix="请删去后再导入；要保留的请另存一份")
    for name, sheet in planned.items():
        if name not in sheets:
            yield Problem("缺少这张工作表（被删或改名）", sheet_name(shown, name), fix=_AGAIN)
        elif sheets[name].is_hidden:
            yield Problem("工作表被隐藏了", sheet_name(shown, name), fix="请取消隐藏并核对内容")
        else:
            yield from _sheet_problems(sheets[name], sheet, sheet_name(shown, name))


def _sheet_problems(raw: RawSheet, plan: SheetPlan, shown: str) -> Iterator[Problem]:
    moved = _moved(raw, plan, shown)
    if moved is not None:  # every later address would be wrong as well
        yield moved
        return
    yield from _hidden(raw, plan, shown)
    for merged in sorted(plan.merges.keys() - raw.merges):
        label = plan.merges[merged].text or "合并的单元格"
        yield Problem("合并被取消了", f"{shown} {merged}", row_label=label, fix=_AGAIN)
    for merged in sorted(raw.merges - plan.merges.keys()):
        yield Problem("模板里这里没有合并", f"{shown} {merged}", fix=_AGAIN)
    for cell in plan.cells:
        found = raw.cells.get(cell.place)
        at, value = f"{shown} {cell.address}", found.text if found else None
        if cell.role in LABELS and cell.text and not _is(found, cell.text):
            what = "标题被改动了" if found else "标题被删除了"
            yield Problem(what, at, row_label=cell.text, value=value, fix=_AGAIN)
        elif cell.role in _BOUND and not is_formula(found, cell):
            yield Problem("公式被改成了别的内容" if found else "公式被删除了", at, value=value, fix=_AGAIN)
    for place in sorted(raw.cells.keys() - plan.by_place.keys()):
        reason = "这里不是填数的格子，不应有内容"
        yield Problem(reason, f"{shown} {address(place)}", value=raw.cells[place].text, fix="请删去，数字填到白格里")


def _moved(raw: RawSheet, plan: SheetPlan, shown: str) -> Problem | None:
    """Return a problem when a label of the table stands in another place than planned."""
    for cell in plan.cells:
        if cell.role in LABELS and cell.text and not _is(raw.cells.get(cell.place), cell.text):
            planned = {other.place for other in plan.cells if fold(other.text) == fold(cell.text)}
            elsewhere = (place for place, found in raw.cells.items() if place not in planned and _is(found, cell.text))
            place = next(elsewhere, None)
            if place is not None:
                reason = f"应在 {cell.address}，现在 {address(place)}：插入、删除或移动了行或列"
                return Problem(reason, f"{shown} {address(place)}", row_label=cell.text, fix=_AGAIN)
    return None


def _hidden(raw: RawSheet, plan: SheetPlan, shown: str) -> Iterator[Problem]:
    rows = {cell.row for cell in plan.cells}
    columns = {cell.column for cell in plan.cells}
    for row in sorted(raw.hidden_rows & rows):
        yield Problem(f"第 {row + 1} 行被隐藏了", shown, fix="请取消隐藏并核对内容")
    for column in sorted(raw.hidden_columns & columns):
        letters = address((0, column)).rstrip("1")
        yield Problem(f"{letters} 列被隐藏了", shown, fix="请取消隐藏并核对内容")


def _is(found: RawCell | None, text: str) -> bool:
    return found is not None and fold(found.text) == fold(text)


def is_formula(found: RawCell | None, cell: PlannedCell) -> bool:
    """Tell whether a cell still holds its planned formula."""
    return found is not None and found.kind == "formula" and normalised(found.text) == normalised(cell.formula)
