"""What counts as a complete report: front matter, facts, findings, and charts with words."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest

from report_helpers.errors import InputError
from report_helpers.narrative.model import SECTION_MIME
from report_helpers.outputs.comparing import Comparison
from report_helpers.outputs.publication import bound_runs, read_publication
from report_helpers.tables.model import CHART_MIME, TABLE_MIME
from tests.outputs.built_pages import edited


def test_a_chart_without_alt_text_is_refused_with_its_cell(built):
    """A chart nobody could read aloud stops the export and names the notebook cell."""
    notebook = nbformat.read(built("suqian@2024") / "report.ipynb", as_version=4)
    changed = copy.deepcopy(notebook)
    with edited(changed, CHART_MIME) as charts:
        charts[0]["alt"] = " "
    shown = [any(CHART_MIME in output.get("data", {}) for output in cell.get("outputs", ())) for cell in changed.cells]
    expected = f"notebook 第 {shown.index(True) + 1} 格的图表没有替代文字"
    with pytest.raises(InputError, match=expected):
        read_publication(changed)
    assert read_publication(notebook).front["report"] == "suqian@2024"


@pytest.mark.parametrize(
    ("mime", "part", "sentence"),
    [
        (SECTION_MIME, "problems", "缺少“五、存在的主要问题及改进情况”的文字"),
        (TABLE_MIME, "disputes", "缺少“四、政府信息公开行政复议、行政诉讼情况”的表格"),
    ],
)
def test_a_report_without_one_of_its_parts_is_refused(built, mime, part, sentence):
    """A notebook whose cell was deleted, repeated or moved gives no report."""
    notebook = nbformat.read(built("suqian@2024") / "report.ipynb", as_version=4)
    number = next(n for n, cell in enumerate(notebook.cells) if part in payload_ids(cell, mime))
    without, twice, moved = (copy.deepcopy(notebook) for _ in range(3))
    cell = without.cells.pop(number)
    twice.cells.append(cell)
    del moved.cells[number]
    moved.cells.append(cell)
    for changed, expected in ((without, sentence), (twice, "重复出现了"), (moved, "顺序与规定的格式不符")):
        with pytest.raises(InputError, match=expected):
            read_publication(changed)


@pytest.mark.parametrize("text", ["", "{", "[1", 7, None, {"alt": "x"}, ["{", "}"]])
def test_a_payload_that_is_no_json_text_is_refused(built, text):
    """A notebook whose stored report was damaged is refused, not read in part."""
    notebook = nbformat.read(built("suqian@2024") / "report.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if payload_ids(cell, TABLE_MIME))
    cell["outputs"][0]["data"][TABLE_MIME] = text
    with pytest.raises(InputError, match="已损坏"):
        read_publication(notebook)


def payload_ids(cell, mime):
    """Return the ids of a cell's payloads of one MIME type."""
    shown = [output["data"] for output in cell.get("outputs", ())]
    return [json.loads(data[mime])["id"] for data in shown if mime in data]


def differences(publication):
    """Return the bound stretches that do not say what their facts say."""
    return tuple(Comparison("report.ipynb", publication).run_differences(bound_runs(publication)))


@pytest.mark.parametrize("report", ["suqian@2024", "shanzhou-sifaju@2023", "pingtan@2020"])
def test_every_bound_stretch_says_its_fact(built, report):
    """Sums, shares and comparisons worked out again give what the text says."""
    publication = read_publication(nbformat.read(built(report) / "report.ipynb", as_version=4))
    assert differences(publication) == ()


def test_a_bound_stretch_that_says_another_number_is_found(built):
    """Any figure of the text changed in the notebook itself is named with its fact."""
    notebook = nbformat.read(built("suqian@2024") / "report.ipynb", as_version=4)
    runs = [run for run in every_run(read_publication(notebook)) if run["fact"]]
    assert {run["derived"].partition(":")[0] for run in runs} == {"", "yoy", "change", "share", "last_year"}
    for number in range(len(runs)):
        changed = read_publication(copy.deepcopy(notebook))
        run = [run for run in every_run(changed) if run["fact"]][number]
        run["text"] = run["text"].translate(str.maketrans("0123456789", "1234567890"))
        assert [difference.fact for difference in differences(changed)] == [run["fact"]]


def every_run(publication):
    """Return every run of the text."""
    blocks = [block for item in publication.body if item["kind"] == "section" for block in item["blocks"]]
    return [run for block in blocks for run in block["runs"]]
