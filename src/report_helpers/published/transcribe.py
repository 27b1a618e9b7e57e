"""A file read: page → form → rows aligned → cells, each with its origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.forms import DEFAULT_KIND, form_cells, load_kind
from report_helpers.published.figures import blank_reading
from report_helpers.published.form_choice import choose_form
from report_helpers.published.grid_rows import disputes_row, match_rows, read_found
from report_helpers.published.line_rows import read_disputes_lines, read_lines
from report_helpers.published.model import Page, Transcript
from report_helpers.published.page_reader import read_page
from report_helpers.published.sections import narrative_of, section_rows, section_starts
from report_helpers.published.whose import agency_and_year, refuse_two

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from report_helpers.forms import Form, Kind
    from report_helpers.published.model import Reading

TABLE_NAMES = {"proactive": "表二", "applications": "表三", "disputes": "表四"}


def transcribe(path: Path, shown: str = "", kind: Kind | None = None) -> Transcript:
    """Read a published report of a kind: HTML, DOCX, PDF with text, plain text or Markdown.

    Every cell of the form is in the transcript: read, or blank. What could not be read
    for certain is blank and says why. Raises InputError for a file that cannot be read,
    holds no report, or more than one.
    """
    return read_report(read_page(path, shown or path.name), kind)


def read_report(page: Page, kind: Kind | None = None) -> Transcript:
    """Return what a page says; InputError where it holds no report, or more than one."""
    refuse_two(page, page.file)
    kind = kind or load_kind(DEFAULT_KIND)
    starts = section_starts(list(kind.forms.values())[-1], page.rows)
    agency, year = agency_and_year(page, min(starts.values(), default=len(page.rows)))
    form, is_hybrid = choose_form(kind, page.rows, year, page.file)
    found = _readings(form, page, starts)
    if not any(reading.place for reading in found.values()):
        raise InputError(Problem("没有找到年度报告的三张表", page.file, fix="请核对是不是报告的正文"))
    readings = {cell.id: found.get(cell.id) or blank_reading(cell, page.file) for cell in form_cells(form).values()}
    narrative = narrative_of(form, starts, page.rows)
    remarks = tuple(_remarks(form, readings, starts, is_hybrid=is_hybrid))
    return Transcript(page.file, kind, form, agency, year, readings, narrative, remarks, is_hybrid=is_hybrid)


def _readings(form: Form, page: Page, starts: Mapping[str, int]) -> dict[str, Reading]:
    """Return the cells found: a table's from its rows, or else from the lines of its section."""
    tabular = [row for row in page.rows if row.table and not row.is_line]
    readings = read_found(form, match_rows(form, tabular), page.file)
    disputes = disputes_row(form, section_rows(starts, page.rows, "disputes"), page.file)
    readings |= disputes or {}
    for section in form.sections:
        if not section.table or any(cell.startswith(f"{section.table}.") for cell in readings):
            continue
        lines = [row for row in section_rows(starts, page.rows, section.id) if row.is_line]
        if form.table(section.table).label_columns:
            readings |= read_lines(form, lines, section.table, page.file)
        else:
            readings |= read_disputes_lines(form, lines, page.file)
    return readings


def _remarks(form: Form, readings: Mapping[str, Reading], starts: Mapping[str, int], *, is_hybrid: bool) -> list[str]:
    """Say what a person should know about the reading."""
    remarks = []
    if is_hybrid:
        six = "一行" if len([c for c in readings if c.startswith("applications.other.")]) == 7 else "分行"  # noqa: PLR2004
        remarks.append(f"表格是两种格式的混合：表二为 {form.version} 年格式，表三“（六）其他处理”{six}")
    for table, name in TABLE_NAMES.items():
        absent = [reading for cell, reading in readings.items() if cell.startswith(table) and not reading.place]
        if absent:
            remarks.append(f"{name}有 {len(absent)} 格没有找到，留空")
    refused = [reading for reading in readings.values() if reading.is_refused]
    if refused:
        remarks.append(f"有 {len(refused)} 格读不准，留空，可能的读法列在后面")
    missing = [section.heading for section in form.sections if section.id not in starts]
    if missing:
        remarks.append(f"没有找到标题：{'、'.join(missing)}")
    return remarks
