"""The sheet of one statutory table: the printed grid, its checks beside and below it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from report_helpers.forms.cells import form_cells
from report_helpers.tables.layout import lay_out
from report_helpers.workbook.formulas import banner_formula, check_formula, total_formula
from report_helpers.workbook.plan import PlannedCell, SheetPlan
from report_helpers.workbook.relations import sheet_relations, totals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from report_helpers.checks.comparisons import Term
    from report_helpers.checks.relations import Relation
    from report_helpers.facts.report import Report
    from report_helpers.tables.model import TableView
    from report_helpers.workbook.plan import CellRef

TOP = 3  # title, banner, hint
HINT = (
    "白格填数：没有发生填 0，不适用填 /，没有填的留空（空白不等于 0）。灰格是合计，自动计算。"
    "黄格已按上年报告填好，不符的请改正并说明。红色必须改正，橙色请改正或说明。"
)
BELOW = "核对区（自动计算，不用填）"


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a relation's check stands, and last year's figures it needs."""

    relation: Relation
    check: CellRef
    references: Mapping[Term, CellRef]


def plan_table(report: Report, table_id: str, name: str, typed: frozenset[str]) -> SheetPlan:
    """Plan the sheet called *name* for a table; the totals *typed* are inputs instead of formulas."""
    view = lay_out(report, table_id)
    places = {cell.fact: (cell.row + TOP, cell.column) for cell in view.cells() if cell.fact}
    heads: list[PlannedCell] = []
    spots: list[_Spot] = []
    right, below = view.width + 1, TOP + view.height + 1
    own = (relation for relation in sheet_relations(report.kind, report.form) if relation.anchor in places)
    for _, group in groupby(own, key=lambda relation: relation.rule.id):
        found = tuple(group)
        if len({places[relation.anchor][0] for relation in found}) > 1:
            labels, placed, right = _beside(report, view, found, places, right)
        else:
            labels, placed, below = _below(report, view, found, places, below)
        heads += labels
        spots += placed
    checks = [cell for spot in spots for cell in _check(spot, places)]
    section = next(section for section in report.form.sections if section.table == table_id)
    last = max(right - 2, view.width - 1)
    banner = banner_formula(list(places.values()), *_checks_by_severity(spots))
    cells = (
        PlannedCell("title", 0, 0, 1, last + 1, f"{report.title}　{section.heading}"),
        PlannedCell("banner", 1, 0, 1, last + 1, formula=banner),
        PlannedCell("hint", 2, 0, 1, last + 1, HINT),
        *_grid(report, view, places, typed),
        *heads,
        *checks,
    )
    return SheetPlan(table_id, name, cells, TOP + view.header_rows, view.width)


def _grid(
    report: Report, view: TableView, places: Mapping[str, CellRef], typed: frozenset[str]
) -> Iterator[PlannedCell]:
    """Yield the printed table: labels as they stand, figures as inputs or totals."""
    sums = totals(report.kind, report.form)
    for cell in view.cells():
        place = (cell.row + TOP, cell.column, cell.rowspan, cell.colspan)
        if cell.role != "data":
            yield PlannedCell(cell.role, *place, cell.text)
        elif cell.fact in sums and cell.fact not in typed:
            formula = total_formula([places[part] for part in sums[cell.fact]])
            yield PlannedCell("sum", *place, fact=cell.fact, formula=formula)
        else:
            yield PlannedCell("counted" if view.id in report.ledgers else "input", *place, fact=cell.fact)


def _beside(
    report: Report, view: TableView, found: Sequence[Relation], places: Mapping[str, CellRef], column: int
) -> tuple[list[PlannedCell], list[_Spot], int]:
    """Put a rule's checks into columns to the right, each in the row of its cell."""
    top = min(places[relation.anchor][0] for relation in found)
    depth = max(1, view.header_rows)
    labels = [*(_last_label(report, part, "column") for part in found[0].last), f"核对\n{found[0].rule.id}"]
    heads = [PlannedCell("head", top - depth, column + index, depth, 1, label) for index, label in enumerate(labels)]
    check = column + len(labels) - 1
    spots = []
    for relation in found:
        row = places[relation.anchor][0]
        references = {part: (row, column + index) for index, part in enumerate(relation.last)}
        spots.append(_Spot(relation, (row, check), references))
    return heads, spots, check + 1


def _below(
    report: Report, view: TableView, found: Sequence[Relation], places: Mapping[str, CellRef], row: int
) -> tuple[list[PlannedCell], list[_Spot], int]:
    """Put a rule's checks into a row under the table, each in the column of its cell."""
    heads: list[PlannedCell] = []
    if row == TOP + view.height + 1:
        heads.append(PlannedCell("band", row, 0, 1, view.width, BELOW))
        row += 1
    rows: list[int] = []
    rule = found[0].rule
    labels = [*(_last_label(report, part, "row") for part in found[0].last), f"核对 {rule.id}：{rule.title}"]
    for label in labels:
        width = view.label_columns or view.width
        heads.append(PlannedCell("head", row, 0, 1, width, label))
        row += 0 if view.label_columns else 1  # without label columns a line of its own
        rows.append(row)
        row += 1
    spots = []
    for relation in found:
        column = places[relation.anchor][1]
        references = {part: (rows[index], column) for index, part in enumerate(relation.last)}
        spots.append(_Spot(relation, (rows[-1], column), references))
    return heads, spots, row


def _last_label(report: Report, part: Term, of: str) -> str:
    cell = form_cells(report.form)[part.cell]
    name = (cell.row_label or cell.column_label) if of == "row" else cell.column_label
    return f"{report.year - 1} 年报告：{name}"


def _check(spot: _Spot, places: Mapping[str, CellRef]) -> Iterator[PlannedCell]:
    relation = spot.relation

    def side(parts: Sequence[Term]) -> list[tuple[int, CellRef]]:
        return [(part.sign, spot.references[part] if part.last_year else places[part.cell]) for part in parts]

    for part, place in spot.references.items():
        yield PlannedCell("reference", *place, fact=part.cell)
    formula = check_formula(side(relation.left), side(relation.right), is_equation=relation.is_equation)
    yield PlannedCell("check", *spot.check, fact=relation.key, formula=formula, severity=relation.rule.severity)


def _checks_by_severity(spots: Sequence[_Spot]) -> tuple[list[CellRef], list[CellRef]]:
    errors = [spot.check for spot in spots if spot.relation.rule.severity == "error"]
    return errors, [spot.check for spot in spots if spot.relation.rule.severity != "error"]
