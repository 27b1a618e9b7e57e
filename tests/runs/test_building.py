"""A report is read once, before its notebook runs, and handed on to it; what a cell refuses comes back whole."""

from __future__ import annotations

import nbformat
import pytest

from report_helpers.errors import InputError
from report_helpers.facts import ReportId
from report_helpers.processes import open_notebooks
from report_helpers.runs.building import Task, produce, read
from report_helpers.runs.execution import Execution
from tests.conftest import NOTEBOOK

ID = ReportId("suqian", 2024)
SOME_CELL = "applications.new.natural"


@pytest.fixture
def build(workspace, tmp_path):
    """What builds the report ID into a folder from data changed by *change* after they are read."""

    def _build(change=lambda: None):
        task, folder = Task(workspace, ID), tmp_path / "built"
        folder.mkdir()
        report = read(task)
        change()
        with open_notebooks() as notebooks:
            produce(task, report, Execution(notebooks), folder)
        return folder, report

    return _build


def test_the_notebook_shows_the_report_that_was_read(workspace, build):
    """What is changed between the reading and the notebook's run is in no output: nothing is read twice."""
    table = workspace.root / "data/suqian/2024/applications.csv"
    folder, report = build(lambda: table.write_text("改动过", encoding="utf-8"))
    facts = (folder / "data/facts.csv").read_text(encoding="utf-8")
    line = next(line for line in facts.splitlines() if SOME_CELL in line)
    assert f",{report.facts[SOME_CELL].value}," in line


def test_what_a_cell_refuses_comes_back_with_its_place(workspace, build):
    """An InputError raised in the notebook has all of its problems, each with file, row and column, in the build."""
    path = workspace.root / NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    cell = (
        "from report_helpers.errors import InputError, Problem\n"
        "raise InputError([Problem('不对', 'a.csv', 3, '行', '列', '值', 'X-1', '改一改'), Problem('也不对')])"
    )
    notebook.cells.append(nbformat.v4.new_code_cell(cell, id="refuses"))
    nbformat.write(notebook, path)
    with pytest.raises(InputError) as caught:
        build()
    first, second = caught.value.problems
    assert (first.file, first.row, first.row_label, first.column) == ("a.csv", 3, "行", "列")
    assert (first.value, first.rule, first.fix, second.what) == ("值", "X-1", "改一改", "也不对")
