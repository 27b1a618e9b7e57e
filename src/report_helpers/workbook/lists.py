"""Reading the two list sheets: figures of the text, and remarks on single cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import Problem, raise_problems, shorten
from report_helpers.files.characters import first_unfit
from report_helpers.sources.facts_csv import HEADERS, text_facts_of
from report_helpers.sources.figures import FigureError
from report_helpers.sources.grid import GridRow
from report_helpers.workbook.figure_cells import read_figure_cell
from report_helpers.workbook.plan import address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.facts.fact import Fact
    from report_helpers.forms.model import Form
    from report_helpers.workbook.opening import RawCell, RawSheet
    from report_helpers.workbook.plan import SheetPlan, WorkbookPlan

_VALUE = 2
_BRACKETS = ("（", "(")


def read_figures(sheet: RawSheet, plan: SheetPlan, shown: str, form: Form) -> tuple[dict[str, Fact], list[str]]:
    """Return the figures of the text, read as facts.csv is, and what was mended or left out: a row without a figure.

    Raises InputError with every problem found.
    """
    problems: list[Problem] = []
    mended: list[str] = []
    rows: list[GridRow] = []
    for number, cells in _rows(sheet, plan):
        problems += _text_problems(cells, number, shown, skip=_VALUE)
        texts = {header.id: _text(cell) for header, cell in zip(HEADERS, cells, strict=True)}
        raw, at = cells[_VALUE], address((number - 1, _VALUE))
        if raw is None or not raw.text.strip():
            name = shorten(texts["id"] or texts["label"])
            mended.append(f"工作表「{plan.name}」第 {number} 行“{name}”没有填数值，不写入 facts.csv")
            continue
        try:
            figure, how = read_figure_cell(raw, "amount", texts["unit"], form.input_rules.count)
        except FigureError as error:
            place, label = f"{shown} {at}", texts["label"]
            problems.append(Problem(error.what, place, None, label, "", raw.text, error.rule, error.fix))
            continue
        if how:
            mended.append(f"工作表「{plan.name}」{at}：{how}")
        value = "/" if figure.value is None else format(figure.value, "f")
        rows.append(GridRow(number, texts | {"value": value + figure.note}))
    raise_problems(problems)
    return text_facts_of(rows, shown, form), mended


def _text(cell: RawCell | None) -> str:
    return cell.text.strip() if cell else ""


def read_remarks(sheet: RawSheet, plan: WorkbookPlan, shown: str) -> tuple[dict[str, tuple[str, str]], list[Problem]]:
    """Return the remarks by cell id, each with its place in the file, and what is wrong with the rest.

    Each names a sheet, one of its cells, and says something.
    """
    problems: list[Problem] = []
    notes: dict[str, tuple[str, str]] = {}
    known = {(table.name, cell.address): cell.fact for table in plan.tables for cell in table.by_fact.values()}
    for number, cells in _rows(sheet, plan.remarks):
        wrong = list(_text_problems(cells, number, shown))
        problems += wrong
        name, where, note = map(_text, cells)
        cell = known.get((name, where.upper()))
        place = f"{shown} 第 {number} 行"
        if wrong:
            continue
        if cell is None:
            fix = f"工作表如 {plan.tables[0].name}，单元格如 B6，须是填数的格子"
            problems.append(Problem("找不到这一格", place, value=f"{name} {where}", fix=fix))
        elif cell in notes:
            problems.append(Problem("同一格有两条备注", place, value=f"{name} {where}", fix="请合为一条"))
        elif not note:
            problems.append(Problem("没有写备注", place, value=f"{name} {where}", fix="请写备注，或清空这一行"))
        else:
            is_whole = note.endswith(("）", ")")) and any(mark in note for mark in _BRACKETS)
            notes[cell] = (place, note if is_whole else f"（{note}）")
    return notes, problems


def _rows(sheet: RawSheet, plan: SheetPlan) -> Iterator[tuple[int, list[RawCell | None]]]:
    """Yield the rows that are not empty with their numbers in the sheet."""
    for row in sorted({cell.row for cell in plan.cells if cell.role == "text"}):
        cells = [sheet.cells.get((row, column)) for column in range(plan.width)]
        if any(cell is not None and cell.text.strip() for cell in cells):
            yield row + 1, cells


def _text_problems(
    cells: Sequence[RawCell | None], number: int, shown: str, skip: int | None = None
) -> Iterator[Problem]:
    """Yield what is no plain text among the cells of a row."""
    for column, cell in enumerate(cells):
        if cell is None or column == skip:
            continue
        place = f"{shown} {address((number - 1, column))}"
        if cell.kind not in {"text", "number"}:
            yield Problem("不是文字（是公式、日期、逻辑值或出错的结果）", place, value=cell.text, fix="请直接填写文字")
        elif cell.unseen:
            yield Problem(cell.unseen, place, value=cell.text, fix="请去掉这种格式，核对后重新填写")
        elif first_unfit(cell.text) is not None or "\n" in cell.text:
            yield Problem("含有换行或不可见的字符", place, value=cell.text, fix="请清空后重新填写")
