"""Reads and writes the statutory tables as CSV files: header and rows derived from the form."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.errors import Problem, raise_problems
from report_helpers.facts.fact import Fact, Origin
from report_helpers.files.csv_text import csv_text
from report_helpers.files.file_sets import replace_files
from report_helpers.forms.cells import Cell, column_lines, form_cells, row_lines, without_number, without_remark
from report_helpers.sources.figures import FigureError, read_figure
from report_helpers.sources.grid import GridRow, Header, fold, read_grid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from report_helpers.forms.model import Form, Table

ROW = Header("row", "行")
LABEL = Header("label", "名称")
UNLABELLED = ("件数", "数据")


@lru_cache(maxsize=32)
def table_headers(form: Form, table_id: str) -> tuple[Header, ...]:
    """Return the CSV columns of a table: row id, printed label, one for each form column."""
    columns = {
        cell.column: Header(cell.column, "·".join(part for part in (cell.group_label, cell.column_label) if part))
        for cell in table_cells(form, table_id).values()
    }
    return (ROW, LABEL, *columns.values())


@lru_cache(maxsize=32)
def table_cells(form: Form, table_id: str) -> dict[tuple[str, str], Cell]:
    """Return the cells of a table by row and column, as its file calls them."""
    return {(cell.row or table_id, cell.column): cell for cell in form_cells(form).values() if cell.table == table_id}


@lru_cache(maxsize=32)
def table_rows(table: Table) -> dict[str, str]:
    """Return the rows of a table by id, each with its printed label.

    The one row of a table may have neither: in the file it is called by the table's id, 件数 where all its figures
    are of 件, else 数据.
    """
    units = {column.unit for band in table.bands for _, column in column_lines(band)}
    unlabelled = UNLABELLED[units != {"件"}]
    lines = (line for band in table.bands for line, _ in row_lines(band.rows))
    return {line.id or table.id: line.label or unlabelled for line in lines}


def read_table(path: Path, shown: str, form: Form, table: Table, others: Sequence[Form] = ()) -> dict[str, Fact]:
    """Read one statutory table; returns its facts by id, every cell of the form present.

    A row that only one of the *others* has is named as that form's.

    Raises InputError listing every problem found: unknown, repeated or missing rows,
    a label that is another row's, text where a number belongs, figures out of place.
    """
    headers = table_headers(form, table.id)
    rows = read_grid(path, shown, headers)
    labels = table_rows(table)
    raise_problems(_row_problems(rows, shown, table, form, others))
    problems = []
    facts: dict[str, Fact] = {}
    by_id = {row.cells[ROW.id]: row for row in rows}
    cells = table_cells(form, table.id)
    for row_id, row in by_id.items():
        for header in headers[2:]:
            cell = cells.get((row_id, header.id))
            text = row.cells[header.id]
            if cell is None:
                if text:
                    reason = "表中没有这一格，不应填写"
                    problems.append(Problem(reason, shown, row.number, labels[row_id], header.label, text))
                continue
            try:
                facts[cell.id] = _read_cell(text, cell, Origin(shown, row.number, header.label), form)
            except FigureError as error:
                place = (shown, row.number, labels[row_id], header.label)
                problems.append(Problem(error.what, *place, text, error.rule, error.fix))
    raise_problems(problems)
    return facts


def write_table(form: Form, table: Table, facts: Mapping[str, str]) -> str:
    """Return the CSV text of a table; *facts* maps cell ids to what the cell shall hold."""
    headers = table_headers(form, table.id)
    rows = [[header.label for header in headers]]
    for row_id, label in table_rows(table).items():
        row_path = "" if row_id == table.id else f".{row_id}"
        figures = (facts.get(f"{table.id}{row_path}.{header.id}", "") for header in headers[2:])
        rows.append([row_id, label, *figures])
    return csv_text(rows)


def write_tables(
    folder: Path, form: Form, contents: Mapping[str, str], tables: Iterable[str], stage: str
) -> list[Path]:
    """Write *tables* into *folder*, all or none; return their paths, RunError naming the *stage* when that fails."""
    files = {f"{name}.csv": write_table(form, form.table(name), contents) for name in tables}
    return replace_files(folder, files, stage)


def _read_cell(text: str, cell: Cell, origin: Origin, form: Form) -> Fact:
    figure = read_figure(text, cell.kind, cell.unit, form.input_rules.of(cell.kind))
    return Fact(cell.id, cell.label, figure.status, figure.value, cell.unit, figure.note, origin=origin)


def _row_problems(
    rows: tuple[GridRow, ...], shown: str, table: Table, form: Form, others: Sequence[Form]
) -> Iterator[Problem]:
    """Yield what is wrong with the set of rows and their labels."""
    labels = table_rows(table)
    printed = [(line.id or table.id, own) for band in table.bands for line, own in row_lines(band.rows)]
    organs = {row_id for row_id, row in printed if row.organ}  # a row may be called by the organ's name
    seen: dict[str, int] = {}
    for row in rows:
        row_id, label = row.cells[ROW.id], row.cells[LABEL.id]
        if row_id not in labels:
            fix = _other_form(row_id, table.id, form, others) or f"这张表的行有：{'、'.join(labels)}"
            yield Problem("无法识别这一行", shown, row.number, label, ROW.label, row_id, fix=fix)
        elif row_id in seen:
            what = f"这一行重复了（第 {seen[row_id]} 行已有）"
            yield Problem(what, shown, row.number, labels[row_id], fix="请删去一行")
        elif label and row_id not in organs and fold(label) not in _readings(labels[row_id]):
            fix = f"应为“{labels[row_id]}”"
            yield Problem(f"与行标识“{row_id}”不符", shown, row.number, "", LABEL.label, label, fix=fix)
        seen.setdefault(row_id, row.number)
    missing = [f"“{label}”（{row_id}）" for row_id, label in labels.items() if row_id not in seen]
    if missing:
        what = f"缺少 {len(missing)} 行：{'、'.join(missing)}"
        yield Problem(what, shown, rule=form.input_rules.blank, fix="没有发生的也要列出并填 0")


def _readings(label: str) -> frozenset[str]:
    """Return how a label may be written: whole, without its number, without its bracketed remark."""
    if label in UNLABELLED:
        return frozenset(UNLABELLED)
    without = without_number(label)
    return frozenset(fold(text) for text in (label, without, without_remark(label), without_remark(without)))


def _other_form(row_id: str, table_id: str, form: Form, others: Sequence[Form]) -> str:
    """Tell whether a row belongs to another version of the form."""
    for other in others:
        tables = (table for table in other.tables if table.id == table_id)
        if other.version != form.version and any(row_id in table_rows(table) for table in tables):
            rule = f"〔{form.input_rules.form}〕" if form.input_rules.form else ""
            return f"这是 {other.name}的行，本年度应使用 {form.name}（{form.notice}）{rule}"
    return ""
