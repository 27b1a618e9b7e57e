"""What counts as a complete report: front matter, facts, findings, and charts with words."""

from __future__ import annotations

import copy

import nbformat
import pytest

from report_helpers.errors import InputError
from report_helpers.outputs.publication import read_publication
from report_helpers.tables import CHART_MIME


def test_a_chart_without_alt_text_is_refused_with_its_cell(built):
    """A chart nobody could read aloud stops the export and names the notebook cell."""
    notebook = nbformat.read(built("suqian@2024") / "report.ipynb", as_version=4)
    changed = copy.deepcopy(notebook)
    for number, cell in enumerate(changed.cells, 1):
        for output in cell.get("outputs", []):
            if CHART_MIME in output.get("data", {}):
                output["data"][CHART_MIME]["alt"] = " "
                expected = f"notebook 第 {number} 格的图表没有替代文字"
    with pytest.raises(InputError, match=expected):
        read_publication(changed)
    assert read_publication(notebook).front["report"] == "suqian@2024"
