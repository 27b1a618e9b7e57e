"""Shapes that published files come in, of invented reports: labels torn and columns split otherwise each time.

Each takes a sample and gives the file's suffix, its bytes and the sample, as `layouts` do.
"""

from __future__ import annotations

import io
from html import escape
from typing import TYPE_CHECKING

import docx
from benchmarks.published.layouts import page
from benchmarks.published.tables import TEXT, body_rows, flat
from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from benchmarks.published.layouts import Specimen
    from benchmarks.published.tables import Sample

    from report_helpers.tables.model import TableView

LABEL_WIDTH = 30


def _pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def _padded(text: str, width: int) -> str:
    return text + " " * max(1, width - cell_len(text))


def _torn(text: str, noise: Random, least: int = 5) -> list[str]:
    """Return a label in two or three pieces, torn anywhere."""
    if len(text) < least:
        return [text]
    size = noise.randrange(max(3, len(text) // 3), len(text))
    return _pieces(text, size)


def recognised_whole(sample: Sample) -> Specimen:
    """Recognised Markdown, a table each: group labels in their first row, or torn over its rows."""
    noise = sample.random("whole")

    def table(view: TableView) -> str:
        rows = flat(view)
        for row, cells in enumerate(rows):
            if view.label_columns > 1 and row and noise.random() < 0.2 and not cells[0]:  # noqa: PLR2004
                above = next((r for r in range(row - 1, -1, -1) if rows[r][0]), 0)
                text = rows[above][0]
                if len(text) > 5 and any(c.fact for c in view.rows[above]) is not False:  # noqa: PLR2004
                    rows[above][0], cells[0] = text[: len(text) // 2], text[len(text) // 2 :]
        lines = [f"| {' | '.join(cells)} |" for cells in rows]
        return "\n".join([lines[0], f"|{' --- |' * view.width}", *lines[1:]])

    return ".md", page(sample, table, "## {}\n").encode(), sample


def recognised_html(sample: Sample) -> Specimen:
    """Recognised Markdown with tables as HTML, line breaks in labels."""
    noise = sample.random("html")

    def cell(text: str) -> str:
        return "<br>".join(map(escape, _torn(text, noise, 8))) if noise.random() < 0.4 else escape(text)  # noqa: PLR2004

    def table(view: TableView) -> str:
        rows = (
            "".join(f'<td rowspan="{c.rowspan}" colspan="{c.colspan}">{cell(c.text)}</td>' for c in row)
            for row in view.rows
        )
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"

    return ".md", page(sample, table, "# {}\n").encode(), sample


def laid_out(sample: Sample) -> Specimen:
    """`pdftotext -layout`: columns of spaces, labels wrapped around their figures, group labels beside some row."""
    noise = sample.random("laid out")

    def table(view: TableView) -> str:
        lines = [" ".join(c.text for c in row if not c.fact) for row in view.rows if not any(c.fact for c in row)]
        if not view.label_columns:
            return "\n".join([*lines, *("   ".join(figures) for _, figures in body_rows(view))])
        group = ""
        for labels, figures in body_rows(view):
            outer = "".join(labels[:-1])
            group = outer or group
            own = _pieces(labels[-1], noise.randrange(9, 16))
            middle = (len(own) - 1) // 2
            numbers = "".join(f" {figure}".rjust(noise.randrange(5, 9)) for figure in figures)
            for at, piece in enumerate(own):
                beside = _padded(outer if at == middle else "", 20)
                lines.append(beside + _padded(piece, LABEL_WIDTH) + (numbers if at == middle else ""))
        return "\n".join(lines)

    return ".txt", page(sample, table, "{}\n").encode(), sample


def cell_by_cell(sample: Sample) -> Specimen:
    """`pdftotext` alone: figures a line each, some among their label's lines, a table's last above the last label."""
    noise = sample.random("cell by cell")

    def table(view: TableView) -> str:
        lines = [c.text for row in view.rows if not any(c.fact for c in row) for c in row if c.text]
        rows = body_rows(view)
        if not view.label_columns or len(rows[0][1]) < 5:  # noqa: PLR2004  has no sums
            return "\n\n".join([*lines, *(text for labels, figures in rows for text in (*labels[-1:], *figures))])
        for labels, figures in rows[:-2]:
            own = _torn(labels[-1], noise, 9)
            cut = noise.randrange(len(figures)) if len(own) > 1 and noise.random() < 0.3 else 0  # noqa: PLR2004
            lines += [*labels[:-1], *own[:-1], *figures[:cut], *own[-1:], "", *figures[cut:], ""]
        (labels, figures), (last, others) = rows[-2:]
        return "\n".join([*lines, labels[-1], "", *figures, *others, "", *labels[:-1], *last])

    return ".txt", page(sample, table, "{}\n").encode(), sample


def raw(sample: Sample) -> Specimen:
    """`pdftotext -raw`: wrapped labels, then the figures behind their last line."""
    noise = sample.random("raw")

    def table(view: TableView) -> str:
        lines = [c.text for row in view.rows if not any(c.fact for c in row) for c in row if c.text]
        for labels, figures in body_rows(view):
            for outer in labels[:-1]:
                lines += _torn(outer, noise)
            own = _torn(labels[-1], noise, 9) if labels else [""]
            lines += [*own[:-1], f"{own[-1]} {' '.join(figures)}".strip()]
        return "\n".join(lines)

    return ".txt", page(sample, table, "{}\n").encode(), sample


def spaced_cells(sample: Sample) -> Specimen:
    """A web page whose rows have label and figures in one cell each, or all figures in two, parted by &nbsp;."""
    noise = sample.random("spaced")

    def table(view: TableView) -> str:
        rows = [f"<tr><td>{escape(c.text)}</td></tr>" for c in view.cells() if c.role in {"corner", "column"}]
        for labels, figures in body_rows(view):
            gap = "&nbsp;" * noise.randrange(1, 5)
            cut = noise.randrange(len(figures) + 1)
            cells = [part for part in (figures[:cut], figures[cut:]) if part]
            shown = "".join(f"<td>&nbsp;{gap.join(part)}&nbsp;</td>" for part in cells)
            names = "".join(f"<td>&nbsp;&nbsp;{escape(label)}</td>" for label in labels)
            rows.append(f"<tr>{names}{shown}</tr>")
        return f"<table>{''.join(rows)}</table>"

    body = page(sample, table, "<p>&nbsp;&nbsp;{}</p>")
    return ".html", f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode(), sample


def repeated_groups(sample: Sample) -> Specimen:
    """A table exported with the text of every merged cell in each cell it covers."""

    def table(view: TableView) -> str:
        grid = [[""] * view.width for _ in range(view.height)]
        for cell in view.cells():
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    grid[row][column] = cell.text
        return "\n".join("\t".join(cells) for cells in grid)

    return ".txt", page(sample, table, "{}\n").encode(), sample


def tabbed_lines(sample: Sample) -> Specimen:
    """Text copied from a page: labels and figures parted by tabs, some groups on lines of their own."""
    noise = sample.random("tabbed lines")

    def table(view: TableView) -> str:
        lines = ["\t".join(c.text for c in row) for row in view.rows if not any(c.fact for c in row)]
        for labels, figures in body_rows(view):
            shown = list(labels)
            while len(shown) > 1 and noise.random() < 0.5:  # noqa: PLR2004
                lines.append(shown.pop(0))
            lines.append("\t".join([*shown, *figures]))
        return "\n".join(lines)

    return ".txt", page(sample, table, "{}\n").encode(), sample


def broken_word(sample: Sample) -> Specimen:
    """A Word document whose long tables go on in a second one, heads repeated, labels with line breaks."""
    noise = sample.random("word")
    document = docx.Document()
    document.add_paragraph(sample.title)
    views = iter(sample.views)
    for section in sample.report.form.sections:
        document.add_paragraph(section.heading)
        if not section.table:
            document.add_paragraph(TEXT[section.id].format(year=sample.report.year))
            continue
        view = next(views)
        heads = next(n for n, row in enumerate(view.rows) if any(c.fact for c in row))
        body = list(range(heads, view.height))
        cut = noise.randrange(3, len(body) - 2) if len(body) > 12 else len(body)  # noqa: PLR2004
        for part in (body[:cut], body[cut:]):
            if part:
                _word_table(document, view, [*range(heads), *part], noise)
    out = io.BytesIO()
    document.save(out)
    return ".docx", out.getvalue(), sample


def _word_table(document: docx.document.Document, view: TableView, rows: list[int], noise: Random) -> None:
    grid = flat(view)
    table = document.add_table(len(rows), view.width)
    for place, row in enumerate(rows):
        for column, text in enumerate(grid[row]):
            cell = table.rows[place].cells[column]
            cell.text = "\n".join(_torn(text, noise, 8)) if noise.random() < 0.3 else text  # noqa: PLR2004


def split_rows(sample: Sample) -> Specimen:
    """A web page with an empty first column, heads as th, and group labels in rows of their own."""

    def table(view: TableView) -> str:
        rows = []
        for row in view.rows:
            if not any(c.fact for c in row):
                heads = (f'<th colspan="{c.colspan}" rowspan="{c.rowspan}">{escape(c.text)}</th>' for c in row)
                rows.append(f"<td></td>{''.join(heads)}")
        for labels, figures in body_rows(view):
            rows += [f'<td></td><td colspan="9">{escape(outer)}</td>' for outer in labels[:-1]]
            own = "".join(f"<td>{escape(label)}</td>" for label in labels[-1:])
            rows.append(f"<td></td>{own}{''.join(f'<td>{figure}</td>' for figure in figures)}")
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"

    body = page(sample, table, "<p>{}</p>")
    return ".html", f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode(), sample


SHAPES: dict[str, Callable[[Sample], Specimen]] = {
    "Markdown，整表": recognised_whole,
    "Markdown，HTML 表": recognised_html,
    "pdftotext -layout": laid_out,
    "pdftotext -raw": raw,
    "pdftotext": cell_by_cell,
    "网页，nbsp": spaced_cells,
    "合并格逐格重复": repeated_groups,
    "制表符、分组另行": tabbed_lines,
    "Word，跨页": broken_word,
    "网页，分组另行": split_rows,
}
