"""A report is read once and handed on to its notebook, which may refuse it but not change it."""

from __future__ import annotations

import re

import nbformat
import pytest

from report_helpers.errors import InputError, RunError
from report_helpers.facts.identifiers import ReportId
from report_helpers.processes.notebooks import open_notebooks
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


def insert(workspace, source, position):
    """Insert a code cell into the workspace's notebook."""
    path = workspace.root / NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(position, nbformat.v4.new_code_cell(source, id="inserted"))
    nbformat.write(notebook, path)


AFTER_LOAD = 3
CHANGED = """from dataclasses import replace
from decimal import Decimal
from report_helpers import AnnualReport
facts = dict(report.report.facts)
facts["applications.granted.natural"] = replace(facts["applications.granted.natural"], value=Decimal(72))
changed = AnnualReport(replace(report.report, facts=facts), report.root)
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("cell", "named"),
    [
        (CHANGED + "report = changed\nreport", "三（一）予以公开 自然人 1408 → 72"),
        (CHANGED + "object.__setattr__(report, 'report', changed.report)", "“收到和处理政府信息公开申请情况”的内容"),
        ("report.report.narrative['overview'] = '另一段文字'", "“一、总体情况”的内容"),
    ],
)
def test_a_notebook_that_changes_what_it_was_given_is_no_report(workspace, build, cell, named):
    """A figure, a table or a text that a cell changed stops the build, and the message names it."""
    insert(workspace, cell, AFTER_LOAD)
    with pytest.raises(RunError) as caught:
        build()
    assert "notebook 里的内容与数据不一致" in str(caught.value)
    assert named in str(caught.value)


def test_what_a_cell_refuses_comes_back_with_its_place(workspace, build):
    """An InputError raised in the notebook has all of its problems in the build, each with its place or its cell."""
    cell = (
        "from report_helpers.errors import InputError, Problem\n"
        "raise InputError([Problem('不对', 'a.csv', 3, '行', '列', '值', 'X-1', '改一改'), Problem('也不对')])"
    )
    insert(workspace, cell, -1)
    with pytest.raises(InputError) as caught:
        build()
    first, second = caught.value.problems
    assert (first.file, first.row, first.row_label, first.column) == ("a.csv", 3, "行", "列")
    assert (first.value, first.rule, first.fix, second.what) == ("值", "X-1", "改一改", "也不对")
    assert re.fullmatch(r"notebook 第 1\d 格", second.file)


@pytest.mark.parametrize("cell", ["raise SystemExit(0)", "raise SystemExit", "quit", "import sys; sys.exit('够了')"])
def test_a_cell_that_ends_the_run_is_named(workspace, build, cell):
    """However a cell leaves, with 0 too, the build fails with the cell's number and what to take out."""
    insert(workspace, cell, -1)
    with pytest.raises(RunError, match=r"第 1\d 格结束了运行，后面的格没有运行（SystemExit.*）。请删去") as caught:
        build()
    assert "：）" not in str(caught.value)


FORGING = """shell = get_ipython()
shown = shell.display_formatter.format
def forged(value, *others, **more):
    data, metadata = shown(value, *others, **more)
    return {**data, **{mime: "伪造 99999" for mime in data if mime.startswith("text/")}}, metadata
shell.display_formatter.format = forged"""


@pytest.mark.long
def test_what_a_cell_shows_beside_the_record_is_in_no_output(workspace, build, tmp_path):
    """HTML, PDF and Word are all made of the one compared record: a cell cannot change one of them alone."""
    outputs = ("report.html", "report.pdf", "report.docx")
    folder, _ = build()
    expected = {name: (folder / name).read_bytes() for name in outputs}
    folder.rename(tmp_path / "as it was")
    insert(workspace, FORGING, AFTER_LOAD)
    folder, _ = build()
    assert "伪造 99999" in (folder / "report.ipynb").read_text(encoding="utf-8")
    assert {name: (folder / name).read_bytes() for name in outputs} == expected
