"""A file read: page → form → rows aligned → cells, each with its origin."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.forms.cells import form_cells, table_names
from report_helpers.forms.kind import DEFAULT_KIND, load_kind
from report_helpers.forms.model import form_name
from report_helpers.published.aligning import align
from report_helpers.published.around_sections import closing_day, opening_of
from report_helpers.published.figures import blank_reading
from report_helpers.published.form_choice import NO_TABLES, choose_form
from report_helpers.published.labels import equations_of, form_rows, other_headings
from report_helpers.published.model import Page, Transcript
from report_helpers.published.page_columns import as_in_form
from report_helpers.published.page_reader import read_page
from report_helpers.published.reading import Tables, read_rows
from report_helpers.published.repeated_cells import merged_again
from report_helpers.published.sections import narrative_of, section_rows, section_starts
from report_helpers.published.title import agency_and_year, names_of, refuse_two
from report_helpers.published.unfolding import unfolded
from report_helpers.published.unlabelled import read_unlabelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form
    from report_helpers.published.labels import FormRow
    from report_helpers.published.model import CellReading, Row

MOST_CUT = 3  # rows run together that are quoted


def transcribe(
    path: Path, shown: str = "", kind: Kind | None = None, otherwise: tuple[str, int] = ("", 0)
) -> Transcript:
    """Read a published report of a kind: HTML, DOCX, PDF with text, plain text or Markdown.

    Every cell of the form is in the transcript: read, or blank. What could not be read
    for certain is blank and says why. *otherwise* are the agency and year where the page names none.
    Raises InputError for a file that cannot be read, holds no report, or more than one.
    """
    return read_report(read_page(path, shown or path.name), kind or load_kind(DEFAULT_KIND), otherwise)


def read_report(page: Page, kind: Kind, otherwise: tuple[str, int] = ("", 0)) -> Transcript:
    """Return what a page says; InputError where it holds no report, or more than one."""
    newest, names = list(kind.forms.values())[-1], names_of(kind)
    page = replace(page, rows=unfolded(kind, as_in_form(kind, merged_again(page.rows))))
    starts = section_starts(newest, page.rows, other_headings(kind))
    lines = _with_tables(newest, page.rows, starts)
    refuse_two(page, align([row for row in form_rows(kind, newest) if row.labels], lines).found, names)
    first_heading = min(starts.values(), default=len(page.rows))
    agency, year = agency_and_year(page, first_heading, names)
    agency, year = agency or otherwise[0], year or otherwise[1]
    form, versions = choose_form(kind, lines, year, page.file)
    if [section.heading for section in form.sections] != [section.heading for section in newest.sections]:
        starts = section_starts(form, page.rows, other_headings(kind))
    tables = _tables(form, form_rows(kind, form), page, starts)
    found = tables.readings
    if not any(reading.place for reading in found.values()):
        raise InputError(Problem(NO_TABLES, page.file, fix="请核对是不是报告的正文"))
    readings = {cell.id: found.get(cell.id) or blank_reading(cell) for cell in form_cells(form).values()}
    narrative = narrative_of(form, starts, page.rows)
    remarks = tuple(_remarks(form, versions, readings, starts))
    around = opening_of(page.rows, first_heading, names), closing_day(form, starts, page.rows)
    read = (readings, narrative, remarks, bool(versions), tables.strays, *around)
    return Transcript(page.file, kind, form, agency, year, *read)


def _tables(form: Form, rows: Sequence[FormRow], page: Page, starts: Mapping[str, int]) -> Tables:
    """Return the cells found: rows with labels wherever they stand, those of a table without any in its section."""
    found = read_rows(rows, _with_tables(form, page.rows, starts), equations_of(form))
    readings = dict(found.readings)
    strays = found.strays
    for section in form.sections:
        own = [row for row in rows if row.table == section.table]
        if own and not any(row.labels for row in own):
            new = read_unlabelled(own, section_rows(starts, page.rows, section.id))
            readings |= new
            places = {reading.place for reading in new.values()}
            shown = {row.text for row in page.rows if row.place in places}
            strays = tuple(row for row in strays if row.text not in shown)  # shown twice, it is read once
    return Tables(readings, strays)


def _with_tables(form: Form, rows: Sequence[Row], starts: Mapping[str, int]) -> list[Row]:
    """Return the rows without the lines of sections that have no table."""
    texts = {
        id(row) for s in form.sections if not s.table and s.id in starts for row in section_rows(starts, rows, s.id)
    }
    return [row for row in rows if row.table or id(row) not in texts]


def _remarks(
    form: Form, versions: Mapping[str, str], readings: Mapping[str, CellReading], starts: Mapping[str, int]
) -> Iterator[str]:
    """Yield what a person should know about the reading."""
    names = table_names(form)
    if versions:
        each = "，".join(f"{names[table]}为 {form_name(version)}" for table, version in versions.items())
        yield f"表格是两种格式的混合：{each}"
    for table, name in names.items():
        absent = sum(cell.table == table and not readings[cell.id].place for cell in form_cells(form).values())
        if absent:
            yield f"{name}有 {absent} 格没有找到，留空"
    cut = dict(_cut_apart(readings.values()))
    if cut:
        ways = "；".join(f"“{text}”读作 {way}" for text, way in list(cut.items())[:MOST_CUT])
        yield f"有 {len(cut)} 行数字连写在一起，按勾稽关系只有一种切法：{ways}{'……' * (len(cut) > MOST_CUT)}"
    refused = sum(reading.is_refused for reading in readings.values())
    if refused:
        yield f"有 {refused} 格读不准，留空，可能的读法列在后面"
    missing = [section.heading for section in form.sections if section.id not in starts]
    if missing:
        yield f"没有找到标题：{'、'.join(missing)}"


def _cut_apart(readings: Iterable[CellReading]) -> Iterator[tuple[str, str]]:
    """Yield each text of which the figures of several cells were cut, and those."""
    for (_, text), cells in groupby(readings, attrgetter("place", "text")):
        figures = [f"{cell.value:f}" for cell in cells if cell.value is not None]
        if len(figures) > 1 and "".join(figures) == "".join(text.split()):
            yield text, "、".join(figures)
