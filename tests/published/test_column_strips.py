"""Figures a line each, as `pdftotext` prints them: rows told apart by whole labels and their sums."""

from __future__ import annotations

import pytest
from benchmarks.published.invented import invented
from benchmarks.published.shapes import cell_by_cell
from benchmarks.published.tables import body_rows, sample

from report_helpers.published.transcribe import transcribe

MADE = sample(invented(4), 4)
TEXT = cell_by_cell(MADE)[1].decode()
APPLICATIONS = next(view for view in MADE.views if view.id == "applications")
ROWS = [(labels[-1], figures) for labels, figures in body_rows(APPLICATIONS)]
(TOTAL, SUMS), (LAST, OUT) = ROWS[-2:]
SHARED = "\n".join([TOTAL, "", *SUMS, *OUT, "", LAST])


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a text and gives the figures of the last two rows."""

    def values(text: str) -> list[str]:
        path = tmp_path / "r.txt"
        path.write_text(text, encoding="utf-8")
        readings = transcribe(path).readings
        cells = [cell.fact for row in APPLICATIONS.rows[-2:] for cell in row if cell.fact]
        return [readings[cell].printed for cell in cells]

    assert TEXT.count(SHARED) == 1
    return values


def test_figures_of_two_rows_above_the_second_label_are_parted(read):
    """Below the first label stand the figures of both rows, the second label behind them, groups' labels between."""
    assert read(TEXT) == [*SUMS, *OUT]
    assert read(TEXT.replace(f"\n{LAST}\n", f"\n（四）无法提供\n\n（五）不予处理\n{LAST}\n")) == [*SUMS, *OUT]


def test_figures_that_may_be_of_other_rows_are_not_parted(read):
    """Not where the second label is missing, a figure is lost, a sum is broken, or the rows before are unknown."""
    nothing = [""] * (len(SUMS) + len(OUT))
    lost = "\n".join([TOTAL, "", *SUMS, *OUT[:-1], "", LAST])
    broken = "\n".join([TOTAL, "", *SUMS[:-1], str(int(SUMS[-1]) + 1), *OUT, "", LAST])
    before, figures = ROWS[-3]
    shifted = "\n".join([before, "", *SUMS, *OUT, "", TOTAL, LAST])
    own = "\n".join([before, "", *figures, "", SHARED])
    assert own in TEXT
    assert read(TEXT.replace(SHARED, SHARED.removesuffix(LAST))) == nothing
    assert read(TEXT.replace(SHARED, lost)) == nothing
    assert read(TEXT.replace(SHARED, broken)) == nothing
    assert read(TEXT.replace(own, shifted)) == nothing
    too_many = "\n".join([TOTAL, "", *SUMS, "", LAST, "", *OUT, *OUT])
    assert read(TEXT.replace(SHARED, too_many)) == [*SUMS, *[""] * len(OUT)]


def test_the_first_figures_of_a_row_may_stand_among_its_labels_lines(tmp_path):
    """A label that goes on behind its first figures is one; with a figure too many the row is not read."""
    label, figures = next(row for row in ROWS if row[0] == "（一）予以公开")
    cell = next(row for row in APPLICATIONS.rows if any(one.text == label for one in row))[-1].fact
    own = "\n".join([label, "", *figures])
    torn = "\n".join([label[:4], figures[0], label[4:], "", *figures[1:]])
    assert TEXT.count(own) == 1
    path = tmp_path / "r.txt"
    for shown, value in ((torn, figures[-1]), (torn.replace(label[4:], f"7\n{label[4:]}"), "")):
        path.write_text(TEXT.replace(own, shown), encoding="utf-8")
        assert transcribe(path).readings[cell].printed == value
