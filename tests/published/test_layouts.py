"""Every layout of domain.md §5, made from real figures, read back cell by cell."""

from __future__ import annotations

import pytest
from benchmarks.published.figures import sources
from benchmarks.published.invented import invented
from benchmarks.published.layouts import LAYOUTS, RUN_TOGETHER, SLOW_LAYOUTS
from benchmarks.published.measuring import measure
from benchmarks.published.shapes import SHAPES

# Both forms, blanks, remarks, and the two reports whose figures all differ.
SOURCES = (*sources()[:8:4], sources()[5], *sources()[-2:])
REQUIRED = 0.97
# Rows without a label are read where their own sums agree: those of the reports whose figures all differ do not.
LEAST = {RUN_TOGETHER: 0.5, "8 识别出的 Markdown": 0.9}


@pytest.mark.parametrize("name", [*LAYOUTS, *SLOW_LAYOUTS])
def test_every_layout_is_read_right_or_not_at_all(name):
    """No cell is read as another figure than is printed; nearly all are read, even of those run together most."""
    slow = SLOW_LAYOUTS.get(name)
    found = measure(slow, SOURCES[-1:]) if slow else measure(LAYOUTS[name], SOURCES)
    assert found["wrong"] == 0
    assert found["right"] >= LEAST.get(name, REQUIRED) * found.total()


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_of_an_invented_report_is_read_whole(name):
    """Other organs and figures, labels torn elsewhere: of both forms every cell is read, and whose report it is."""
    found = measure(SHAPES[name], [invented(seed) for seed in (1, 2)])
    assert found["right"] == found.total()


@pytest.mark.long
@pytest.mark.parametrize("name", SHAPES)
def test_many_invented_reports_are_read_right(name):
    """The same, over forty reports."""
    found = measure(SHAPES[name], [invented(seed) for seed in range(3, 43)])
    assert found["wrong"] == 0
    assert found["right"] >= REQUIRED * found.total()
