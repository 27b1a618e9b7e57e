"""Specimens as real Word and PDF files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pylopdf_fonts_zh_cn
import typst
from benchmarks.published.tables import TEXT

if TYPE_CHECKING:
    from benchmarks.published.tables import Sample

    from report_helpers.tables.model import TableView


def word(sample: Sample) -> bytes:
    """Return a Word document with merged cells."""
    document = docx.Document()
    document.add_heading(sample.title, 0)
    views = iter(sample.views)
    for section in sample.report.form.sections:
        document.add_heading(section.heading, 1)
        if not section.table:
            document.add_paragraph(TEXT[section.id].format(year=sample.report.year))
            continue
        view = next(views)
        table = document.add_table(view.height, view.width)
        grid = [list(row.cells) for row in table.rows]
        for cell in view.cells():
            place = grid[cell.row][cell.column]
            if cell.rowspan > 1 or cell.colspan > 1:
                place = place.merge(grid[cell.row + cell.rowspan - 1][cell.column + cell.colspan - 1])
            place.text = cell.text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(sample: Sample, *, is_ruled: bool) -> bytes:
    """Return a PDF with page numbers; without rulings its labels wrap around their figures."""
    lines = ['#set page(numbering: "— 1 —", margin: 2cm)', '#set text(font: "Noto Serif SC", size: 9pt)']
    lines.append(f"= {_quoted(sample.title)}")
    views = iter(sample.views)
    for section in sample.report.form.sections:
        lines.append(f"== {_quoted(section.heading)}")
        if section.table:
            lines.append(_table(next(views), is_ruled=is_ruled))
        else:
            lines.append(_quoted(TEXT[section.id].format(year=sample.report.year)))
    return bytes(
        typst.compile("\n\n".join(lines).encode(), font_paths=[str(Path(pylopdf_fonts_zh_cn.__file__).parent)])
    )


def _table(view: TableView, *, is_ruled: bool) -> str:
    labels = "2.2fr, " * view.label_columns
    cells = ", ".join(
        f"table.cell(x: {c.column}, y: {c.row}, rowspan: {c.rowspan}, colspan: {c.colspan}, align: horizon)"
        f"[{_quoted(c.text)}]"
        for c in view.cells()
    )
    stroke = "0.5pt" if is_ruled else "none"
    columns = f"({labels}{'1fr, ' * (view.width - view.label_columns)})"
    return f"#table(columns: {columns}, stroke: {stroke}, {cells})"


def _quoted(text: str) -> str:
    return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
