"""A row with a cell too few, too many or too wide, and blanks among its figures: no figure moves into another cell."""

from __future__ import annotations

import re

import pytest
from benchmarks.published.figures import sources
from benchmarks.published.invented import invented
from benchmarks.published.layouts import cell_a_line, page, web
from benchmarks.published.tables import sample

from report_helpers.published.transcribe import transcribe

PARTS = ("natural", "commercial", "research", "public_welfare", "legal_service", "other_org", "total")
SHOWN = {
    f"applications.granted.{part}": text for part, text in zip(PARTS, ("", "5", "", "", "2", "", "7"), strict=True)
}
MADE = sample(sources()[-1]).with_figures(lambda cell, text: (SHOWN.get(cell, text),) * 2)
CELLS = [f"<td>{text}</td>" for text in SHOWN.values()]
CHANGES = {
    "as it should be": lambda _: CELLS,
    "lost": lambda n: [*CELLS[:n], *CELLS[n + 1 :]],
    "one more": lambda n: [*CELLS[:n], "<td></td>", *CELLS[n:]],
    "wider": lambda n: [*CELLS[:n], CELLS[n].replace("<td", '<td colspan="2"'), *CELLS[n + 1 :]],
}


def _with_remarks(text):
    blank = text.replace("</tr>", "<td></td></tr>")
    return re.sub(r"(<table><tr>.*?)<td></td></tr>", r"\1<td>备注</td></tr>", blank)


COLUMNS = {
    "plain": lambda text: text,
    "a column of remarks": _with_remarks,
    "an empty column": lambda text: text.replace("</tr>", "<td></td></tr>"),
}
OTHERS = {cell: text for cell, text in MADE.expected.items() if cell not in SHOWN and not cell.startswith("disputes")}


@pytest.mark.parametrize("is_flat", [True, False])
@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("how", CHANGES)
def test_no_figure_moves_into_another_cell(tmp_path, how, columns, is_flat):
    """Wherever the cell is lost or added its row is read right or refused, the others are read."""
    for n in range(len(CELLS) if how != "as it should be" else 1):
        page = web(MADE, is_flat=is_flat).replace("".join(CELLS), "".join(CHANGES[how](n)))
        path = tmp_path / f"{n}.html"
        path.write_text(COLUMNS[columns](page), encoding="utf-8")
        found = transcribe(path).readings
        assert not {cell for cell, text in MADE.expected.items() if found[cell].printed not in {text, ""}}
        assert how != "as it should be" or all(found[cell].printed == text for cell, text in SHOWN.items())
        assert all(found[cell].printed == text for cell, text in OTHERS.items())


HEADS = re.compile(r"<tr>(?:(?!</tr>).)*(?:自然人|申请人情况|商业企业).*?</tr>")
BLANKED = MADE.with_figures(lambda _, text: (text if text != "0" else "",) * 2)
OTHER_ROWS = {
    cell: text
    for cell, text in BLANKED.expected.items()
    if cell.startswith("applications.") and not cell.startswith(("applications.granted.", "applications.partial."))
}


@pytest.mark.parametrize("is_flat", [True, False])
@pytest.mark.parametrize("how", CHANGES)
def test_without_headings_a_row_is_believed_by_its_sums(tmp_path, how, is_flat):
    """Without headings a row with blanks is read where its sums say how, else refused; the others are read."""
    for n in range(len(CELLS) if how != "as it should be" else 1):
        page = HEADS.sub("", web(BLANKED, is_flat=is_flat).replace("".join(CELLS), "".join(CHANGES[how](n))))
        path = tmp_path / f"{n}.html"
        path.write_text(page, encoding="utf-8")
        found = transcribe(path).readings
        assert not {cell for cell, text in BLANKED.expected.items() if found[cell].printed not in {text, ""}}
        assert all(found[cell].printed == text and not found[cell].is_refused for cell, text in OTHER_ROWS.items())


def test_figures_parted_by_blanks_are_not_cut_apart(tmp_path):
    """A row with its total left blank is no row run together, though its digits could be cut to add up."""
    shown = dict(zip(SHOWN, ("649", "146", "", "", "", "645", ""), strict=True))
    made = MADE.with_figures(lambda cell, text: (shown.get(cell, text),) * 2)
    path = tmp_path / "r.html"
    path.write_text(web(made, is_flat=True), encoding="utf-8")
    found = transcribe(path).readings
    assert all(found[cell].is_refused for cell in shown)


def test_a_table_goes_on_without_its_headings(tmp_path):
    """Blanks in the second part of a table, without headings, are placed by those of the first."""
    page = web(BLANKED, is_flat=True)
    at = page.index("<tr>", page.index("1.属于国家秘密"))
    path = tmp_path / "r.html"
    path.write_text(f"{page[:at]}</table><table>{page[at:]}", encoding="utf-8")
    found = transcribe(path).readings
    assert all(found[cell].printed == text for cell, text in BLANKED.expected.items())


SEVERAL = {
    "digits parted": lambda view: [[(" ".join(c.text) if c.fact else c.text) for c in row] for row in view.rows],
    "a column of units": lambda view: [
        [text for c in row for text in ([c.text, "件"] if c.role == "row" else [c.text])] for row in view.rows
    ],
    "blanks between": lambda view: [
        [text for c in row for text in ([c.text, ""] if c.fact else [c.text])] for row in view.rows
    ],
}


@pytest.mark.parametrize("how", SEVERAL)
@pytest.mark.parametrize("made", [MADE, BLANKED, sample(invented(1)), sample(invented(4))])
def test_what_stands_beside_a_figure_takes_no_place(tmp_path, how, made):
    """Digits parted by spaces, units and blanks beside the figures move none into another cell."""
    tables = {id(view): SEVERAL[how](view) for view in made.views}

    def table(view):
        rows = ("".join(f"<td>{text}</td>" for text in row) for row in tables[id(view)])
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"

    path = tmp_path / "r.html"
    path.write_text(page(made, table), encoding="utf-8")
    found = transcribe(path).readings
    assert not {cell for cell, text in made.expected.items() if found[cell].printed not in {text, ""}}


def test_a_table_without_labels_is_not_cut_to_fill_a_lost_cell(tmp_path):
    """Of table 四 with a cell lost nothing is read, though the digits that are left could be cut to add up."""
    own = (0, 0, 23, 0, 23, 0, 0, 2, 24, 26, 0, 0, 0, 0, 0)
    names = (cell for cell in MADE.expected if cell.startswith("disputes."))
    shown = dict(zip(names, map(str, own), strict=True))
    made = MADE.with_figures(lambda cell, text: (shown.get(cell, text),) * 2)
    cells = [f"<td>{text}</td>" for text in shown.values()]
    for n in range(len(cells)):
        path = tmp_path / f"{n}.html"
        path.write_text(web(made).replace("".join(cells), "".join([*cells[:n], *cells[n + 1 :]])), encoding="utf-8")
        found = transcribe(path).readings
        assert all(found[cell].is_refused for cell in shown)


def test_figures_run_together_beside_a_blank_are_not_cut(tmp_path):
    """021 with one blank of two beside it may be 0 and 21, or 0, 2 and 1: the row is refused."""
    names = [cell for cell in MADE.expected if cell.startswith("proactive.regulations.")]
    shown = dict(zip(names, ("0", "21", ""), strict=True))
    made = MADE.with_figures(lambda cell, text: (shown.get(cell, text),) * 2)
    path = tmp_path / "r.html"
    path.write_text(web(made).replace("<td>0</td><td>21</td>", "<td>021</td>"), encoding="utf-8")
    found = transcribe(path).readings
    assert all(found[cell].is_refused for cell in shown)


def test_figures_a_line_each_among_rows_that_lack_some_have_to_add_up(tmp_path):
    """Where a row of figures a line each lacks one, the others of its table are read only if they keep their sum."""
    path, made = tmp_path / "r.txt", sample(sources()[-1])  # whose figures add up nowhere
    text = cell_a_line(made)[1].decode()
    path.write_text(text, encoding="utf-8")
    assert transcribe(path).readings["applications.total.natural"].value is not None
    lost = made.expected["applications.granted.commercial"]
    path.write_text(text.replace(f"\n{lost}\n", "\n"), encoding="utf-8")
    assert transcribe(path).readings["applications.total.natural"].value is None
