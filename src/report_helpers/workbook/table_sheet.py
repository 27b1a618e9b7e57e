"""Writing the sheet of a statutory table: its cells, what may be typed in them, colours that follow the checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.facts.fact import Status
from report_helpers.forms.cells import form_cells
from report_helpers.workbook.contents import last_value
from report_helpers.workbook.formulas import AGREES, DIFFERS, EXCEEDS, banner_text
from report_helpers.workbook.plan import ALL_DIGITS, FIGURES, FORMULAS, address, areas
from report_helpers.workbook.relations import sheet_relations
from report_helpers.workbook.styles import height_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.workbook.contents import Contents
    from report_helpers.workbook.plan import CellRef, PlannedCell, SheetPlan
    from report_helpers.workbook.styles import Styles

_MANY = 4  # of a longer relation only the cell that stands for it is coloured
_NOT_NEGATIVE = ("AND(ISNUMBER({0}),{0}>=0,{0}<=1000000000)", "不小于 0 的数，可以有小数")
_ADMISSIBLE = {
    "count": ("AND(ISNUMBER({0}),{0}>=0,{0}=INT({0}),{0}<=1000000000)", "不小于 0 的整数"),
    "signed": ("AND(ISNUMBER({0}),{0}=INT({0}),ABS({0})<=1000000000)", "整数，可以是负数"),
    "money": _NOT_NEGATIVE,
    "decimal": _NOT_NEGATIVE,
}
Content = str | float
_HIGH = {"title": 28.0, "banner": 22.0}
# Widths in characters: of the only label column and of the figures beside it; else of the first label column,
# of each further one but the last, of the last, and of the figures.
_ONE_LABEL, _WIDE = 34.0, 22.0
_FIRST, _INNER, _LAST, _NARROW = 11.0, 16.0, 46.0, 10.5
_BESIDE, _GAP, _INDENT = 15.0, 2.0, 1.0
_LABELS = frozenset({"hint", "band", "corner", "column", "row", "head"})


def write_table_sheet(sheet: Worksheet, plan: SheetPlan, report: Report, contents: Contents, styles: Styles) -> None:
    """Write one table: its cells, widths and heights, validation, colours and page."""
    widths = _set_widths(sheet, plan)
    for cell in plan.cells:
        content, style, number_format = _content(cell, plan, report, contents)
        draw(sheet, cell, styles.get(style, number_format), content)
    for row, height in _heights(plan, widths).items():
        sheet.set_row(row, height)
    _validate_inputs(sheet, plan, report, contents.carried)
    _colour_checks(sheet, plan, report, styles)
    sheet.freeze_panes(plan.header_rows, _label_columns(plan))
    sheet.fit_to_pages(1, 1)


def _content(cell: PlannedCell, plan: SheetPlan, report: Report, contents: Contents) -> tuple[Content | None, str, str]:
    """Return what a cell holds, its style and its number format."""
    if cell.role in FIGURES:
        content, number_format = content_of(contents.figures[cell.fact])
        style = "carried" if cell.role == "input" and cell.fact in contents.carried else cell.role
        return content, style, number_format
    if cell.role == "reference":
        value = last_value(report, cell.fact)
        return (None if value is None else float(value)), cell.role, ""
    if cell.role == "check":
        return contents.results[cell.fact], cell.role, ""
    if cell.role == "banner":
        return _banner(plan, contents), cell.role, ""
    return cell.text, _label_style(cell), ""


def _label_style(cell: PlannedCell) -> str:
    if cell.role == "row" and cell.rowspan > 1:
        return "group"
    return "head_row" if cell.role == "head" and cell.colspan > 1 else cell.role


def _banner(plan: SheetPlan, contents: Contents) -> str:
    filled = sum(contents.figures[cell].status is not Status.BLANK for cell in plan.by_fact)
    failing = [
        cell.severity
        for cell in plan.cells
        if cell.role == "check" and contents.results[cell.fact].startswith((DIFFERS, EXCEEDS))
    ]
    errors = failing.count("error")
    return banner_text(len(plan.by_fact), filled, errors, len(failing) - errors)


def _label_columns(plan: SheetPlan) -> int:
    return min(cell.column for cell in plan.by_fact.values())


def _set_widths(sheet: Worksheet, plan: SheetPlan) -> list[float]:
    """Set and return the width of every column the plan uses."""
    count = _label_columns(plan)
    labels = [_ONE_LABEL] if count == 1 else [_FIRST, *[_INNER] * (count - 2), _LAST] if count else []
    figure = _WIDE if count == 1 else _NARROW
    last = max(cell.column + cell.colspan for cell in plan.cells)
    widths = [*labels, *[figure] * (plan.width - len(labels)), _GAP, *[_BESIDE] * (last - plan.width)][:last]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    return widths


def _heights(plan: SheetPlan, widths: list[float]) -> Mapping[int, float]:
    """Return row heights that show every wrapped label; a label over many rows stretches the last."""
    heights: dict[int, float] = {}
    for cell in sorted(plan.cells, key=lambda cell: cell.rowspan):
        rows = range(cell.row, cell.row + cell.rowspan)
        need = _HIGH.get(cell.role, height_of("", 1))
        if cell.role in _LABELS:
            need = height_of(cell.text, sum(widths[cell.column : cell.column + cell.colspan]) - _INDENT)
        have = sum(heights.get(row, 0) for row in rows)
        if need > have:
            heights[rows[-1]] = heights.get(rows[-1], 0) + need - have
    return heights


def draw(sheet: Worksheet, cell: PlannedCell, style: Format, content: Content | None) -> None:
    """Write one cell, merged where it spans: a formula with its result, a number, text, or blank."""
    if cell.rowspan > 1 or cell.colspan > 1:
        last = (cell.row + cell.rowspan - 1, cell.column + cell.colspan - 1)
        sheet.merge_range(cell.row, cell.column, *last, "", style)
    if cell.role in FORMULAS:
        sheet.write_formula(cell.row, cell.column, cell.formula, style, content or "")
    elif content is None or content == "":
        sheet.write_blank(cell.row, cell.column, None, style)
    elif isinstance(content, str):
        sheet.write_string(cell.row, cell.column, content, style)
    else:
        sheet.write_number(cell.row, cell.column, content, style)


def content_of(fact: Fact) -> tuple[Content, str]:
    """Return a fact's figure as a cell holds it, and the number format that shows all its decimals, or more."""
    text = fact.printed
    if fact.value is None:
        return text, ""
    if sum(c.isdigit() for c in text) > ALL_DIGITS:
        return text, "@"
    decimals = len(text.partition(".")[2])
    return float(text), f"0.{'0' * decimals}{'#' * (ALL_DIGITS - decimals)}" if decimals else ""


def _validate_inputs(sheet: Worksheet, plan: SheetPlan, report: Report, carried: frozenset[str]) -> None:
    """Let only admissible figures or "/" be typed, and say what a carried figure is."""
    cells = form_cells(report.form)
    for planned in plan.cells:
        if planned.role != "input":
            continue
        test, words = _ADMISSIBLE[cells[planned.fact].kind]
        options = {
            "validate": "custom",
            "value": f'=OR({planned.address}="/",{test.format(planned.address)})',
            "error_title": "不能这样填",
            "error_message": f"这一格应填{words}；没有发生填 0，不适用填 /，没有填的留空。",
        }
        if planned.fact in carried:
            options["input_title"] = "取自上年报告"
            options["input_message"] = (
                f"此数是 {report.year - 1} 年报告的期末数。不符的请改正，并准备说明（年度衔接）。"
            )
        sheet.data_validation(planned.row, planned.column, planned.row, planned.column, options)


def _colour_checks(sheet: Worksheet, plan: SheetPlan, report: Report, styles: Styles) -> None:
    """Have cells turn red or orange while they break a rule, and checks green when they agree."""
    cells = form_cells(report.form)
    for kind, (test, _) in _ADMISSIBLE.items():
        places = [cell.place for cell in plan.cells if cell.role == "input" and cells[cell.fact].kind == kind]
        first = address(min(places)) if places else ""
        formula = f'=AND({first}<>"",{first}<>"/",NOT({test.format(first)}))'
        _colour(sheet, places, formula, styles.get("error"))
    checks = {cell.fact: cell for cell in plan.cells if cell.role == "check"}
    for relation in sheet_relations(report.kind, report.form):
        check = checks.get(relation.key)
        if check is None:
            continue
        at = f"${check.address.rstrip('0123456789')}${check.row + 1}"
        fails = f'=OR(LEFT({at},1)="{DIFFERS}",LEFT({at},1)="{EXCEEDS}")'
        own = relation.own if len(relation.own) <= _MANY else relation.own[:1]
        places = [check.place, *(plan.by_fact[cell].place for cell in own)]
        _colour(sheet, places, fails, styles.get(relation.rule.severity))
        _colour(sheet, [check.place], f'={at}="{AGREES}"', styles.get("agrees"))


def _colour(sheet: Worksheet, places: Sequence[CellRef], formula: str, style: Format) -> None:
    if places:
        ranges = areas(places)
        options = {"type": "formula", "criteria": formula, "format": style, "multi_range": " ".join(ranges)}
        sheet.conditional_format(min(places)[0], min(places)[1], *min(places), options)
