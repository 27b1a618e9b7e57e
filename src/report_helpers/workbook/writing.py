"""Writing a fill-in workbook with XlsxWriter: the same figures give the same bytes."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, time
from importlib.metadata import version
from typing import TYPE_CHECKING

from xlsxwriter.workbook import Workbook

from report_helpers.errors import InputError, Line, Problem
from report_helpers.facts.fact import Status
from report_helpers.files.plain_files import require_place, write_whole
from report_helpers.sources.facts_csv import QUALIFIERS
from report_helpers.workbook.contents import carried_cells, contents_of, read_draft
from report_helpers.workbook.guide import guide_rows
from report_helpers.workbook.plan import address
from report_helpers.workbook.planning import (
    GUIDE,
    KIT,
    RECORD,
    SPARE_REMARKS,
    SPARE_ROWS,
    Record,
    Variables,
    plan_workbook,
)
from report_helpers.workbook.styles import Styles, height_of
from report_helpers.workbook.table_sheet import content_of, draw, write_table_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xlsxwriter.worksheet import Worksheet

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.facts.report import Report
    from report_helpers.sources.workspace import Workspace
    from report_helpers.workbook.contents import Contents
    from report_helpers.workbook.plan import SheetPlan, WorkbookPlan
    from report_helpers.workbook.table_sheet import Content

    Shown = tuple[Content, str]  # what a cell holds and its number format

A4 = 9
_LISTS = {7: (24.0, 28.0, 12.0, 8.0, 8.0, 26.0, 40.0), 3: (12.0, 12.0, 80.0)}
_GUIDE_WIDTHS = (16.0, 104.0)
_VALUE, _QUALIFIER = 2, 3
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def workbook_bytes(report: Report) -> bytes:
    """Return the .xlsx to fill in for *report*: what is on file filled in, last year's closing as opening."""
    contents = contents_of(report)
    texts, remarks = list(report.text_facts()), _remarks(report, contents)
    variables = Variables(contents.typed, len(texts) + SPARE_ROWS, len(remarks) + SPARE_REMARKS)
    plan = plan_workbook(report, variables)
    out = io.BytesIO()
    workbook = Workbook(out, _OPTIONS)
    _set_properties(workbook, report)
    styles = Styles(workbook)
    _write_guide(_add_sheet(workbook, GUIDE), report, styles)
    for table in plan.tables:
        write_table_sheet(_add_sheet(workbook, table.name), table, report, contents, styles)
    figures = _add_sheet(workbook, plan.figures.name)
    _write_list(figures, plan.figures, [_figure_row(report, fact.id) for fact in texts], styles)
    _validate_figures(figures, plan.figures, variables.figures)
    remarked = [[(text, "") for text in (*_where(plan, cell), note)] for cell, note in remarks]
    _write_list(_add_sheet(workbook, plan.remarks.name), plan.remarks, remarked, styles)
    _write_record(workbook, Record(report.id, plan.form, version(KIT), plan.fingerprint, variables))
    workbook.close()
    return out.getvalue()


def _set_properties(workbook: Workbook, report: Report) -> None:
    """Name the report and no person; the date is the period's last day, so that bytes do not change."""
    created = datetime.combine(report.period[1], time(), UTC).replace(tzinfo=None)
    workbook.set_properties({"title": f"{report.title}填报表", "author": "", "created": created})


def _add_sheet(workbook: Workbook, name: str) -> Worksheet:
    """Add a protected sheet that prints on landscape A4, as wide as the paper."""
    sheet = workbook.add_worksheet(name)
    sheet.protect("", {"format_columns": True, "format_rows": False, "select_locked_cells": True})
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.set_footer(f"&C{name}　第 &P 页 共 &N 页")
    return sheet


def _write_guide(sheet: Worksheet, report: Report, styles: Styles) -> None:
    for column, width in enumerate(_GUIDE_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, 1, f"{report.title}　填写说明", styles.get("title"))
    sheet.set_row(0, 30)
    for row, (key, text, style) in enumerate(guide_rows(report), 1):
        sheet.write_string(row, 0, key, styles.get(style))
        sheet.write_string(row, 1, text, styles.get("guide"))
        sheet.set_row(row, height_of(text, _GUIDE_WIDTHS[1]))
    sheet.fit_to_pages(1, 1)


def _write_list(sheet: Worksheet, plan: SheetPlan, rows: Sequence[Sequence[Shown]], styles: Styles) -> None:
    """Write a list sheet: its header, the rows on file, room for more."""
    widths = _LISTS[plan.width]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for cell in plan.cells:
        content: Content = cell.text
        number_format, style = "", str(cell.role)
        if cell.role == "text":
            index = cell.row - plan.header_rows
            content, number_format = rows[index][cell.column] if index < len(rows) else ("", "")
            style = "number" if plan.width == max(_LISTS) and cell.column == _VALUE else "text"
        draw(sheet, cell, styles.get(style, number_format), content)
        if cell.role in {"title", "hint"}:
            sheet.set_row(cell.row, 30 if cell.role == "title" else height_of(cell.text, sum(widths)))
        if cell.column == 0 and cell.role in {"column", "text"}:
            sheet.set_row(cell.row, height_of("", 1))
    sheet.freeze_panes(plan.header_rows, 0)
    sheet.repeat_rows(0, plan.header_rows - 1)


def _figure_row(report: Report, fact_id: str) -> list[Shown]:
    """Return a figure of the text as a row; one with a remark stands as text."""
    fact = report.facts[fact_id]
    value = content_of(fact) if fact.status is Status.NUMBER else (fact.printed + fact.note, "")
    before, after = (fact.id, fact.label), (fact.qualifier, fact.unit, fact.part_of, fact.source)
    return [*((text, "") for text in before), value, *((text, "") for text in after)]


def _validate_figures(sheet: Worksheet, plan: SheetPlan, rows: int) -> None:
    first, last = plan.header_rows, plan.header_rows + rows - 1
    at = address((first, _VALUE))
    for column, options, words in (
        (_QUALIFIER, {"validate": "list", "source": list(QUALIFIERS)}, "只能填 余、约、近，确数留空。"),
        (_VALUE, {"validate": "custom", "value": f"=AND(ISNUMBER({at}),{at}>=0)"}, "这里填不小于 0 的数。"),
    ):
        message = {"error_title": "不能这样填", "error_message": words}
        sheet.data_validation(first, column, last, column, options | message)


def _remarks(report: Report, contents: Contents) -> list[tuple[str, str]]:
    return [(fact.id, contents.figures[fact.id].note) for fact in report.cells() if contents.figures[fact.id].note]


def _where(plan: WorkbookPlan, cell: str) -> tuple[str, str]:
    sheet = next(sheet for sheet in plan.tables if cell in sheet.by_fact)
    return sheet.name, sheet.by_fact[cell].address


def _write_record(workbook: Workbook, record: Record) -> None:
    sheet = workbook.add_worksheet(RECORD)
    for row, (key, value) in enumerate(record.rows()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    sheet.protect()
    sheet.very_hidden()


def file_name(report: ReportId) -> str:
    """Return what a report's workbook is called where nobody says otherwise."""
    return f"{report.agency}-{f'{report.kind}-' if report.kind else ''}{report.year}-填报表.xlsx"


def hand_out(place: Workspace, report: ReportId, target: Path, *, force: bool) -> Iterator[Line]:
    """Write the workbook of a report to *target* and yield what it holds.

    Raises InputError where *target* is no .xlsx, is there already and *force* is not given, or cannot be a file.
    """
    require_place(target, ".xlsx", "--output")
    if not force and os.path.lexists(target):
        fix = "请换一个文件名（--output）；确要覆盖的加 --force，里面填的数会丢失"
        raise InputError(Problem("已有这个文件，没有覆盖", str(target), fix=fix))
    draft = read_draft(place, report)
    write_whole(target, workbook_bytes(draft), "导出填报工作簿")
    filled = sum(fact.status is not Status.BLANK for fact in draft.cells())
    yield Line(f"已导出 {target}：{draft.agency.name} {draft.year} 年，已有 {filled} 格数字{_opened(draft)}。")
    yield Line(f"填好后运行 report import {target} 导入。")


def _opened(draft: Report) -> str:
    """Say which figures come from last year's report."""
    if draft.previous is None:
        return "；没有上年数据，期初数留空"
    carried = len(carried_cells(draft))
    return f"；{carried} 格是 {draft.previous.year} 年报告的期末数（黄格）" if carried else ""
