"""Every layout of domain.md §5, made from real figures, read back cell by cell."""

from __future__ import annotations

import pytest
from benchmarks.published.figures import sources
from benchmarks.published.layouts import LAYOUTS, RUN_TOGETHER, SLOW_LAYOUTS
from benchmarks.published.measuring import measure

# Both forms, blanks, remarks, and the two reports whose figures all differ.
SOURCES = (*sources()[:8:4], sources()[5], *sources()[-2:])
REQUIRED = 0.97


@pytest.mark.parametrize("name", [*LAYOUTS, *SLOW_LAYOUTS])
def test_every_layout_is_read_right_or_not_at_all(name):
    """No cell is read as another figure than is printed; nearly all are read, but for those run together."""
    slow = SLOW_LAYOUTS.get(name)
    found = measure(slow, SOURCES[-1:]) if slow else measure(LAYOUTS[name], SOURCES)
    assert found["wrong"] == 0
    if name == RUN_TOGETHER:
        assert found["refused"] > 0.9 * found.total()
    else:
        assert found["right"] >= REQUIRED * found.total()
