"""The notebook: thin cells, the same under stock papermill as under `make report`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from report_helpers import check, load, no_report
from report_helpers.errors import InputError
from report_helpers.tables.model import CHART_MIME
from tests.conftest import NOTEBOOK, ROOT, SHIPPED

BIN = Path(sys.executable).parent
KIT_OUTPUTS = "application/vnd.report-helpers."


def stage(folder, *command):
    """Run a tool of the environment in *folder*."""
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def payloads(notebook):
    """Return everything the exporters would read from an executed notebook."""
    return [
        {mime: data for mime, data in output["data"].items() if mime.startswith(KIT_OUTPUTS)}
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "data" in output
    ]


def test_cells_are_short_and_call_the_package():
    """A code cell has at most five lines; the notebook is committed without outputs."""
    notebook = nbformat.read(ROOT / NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(len(cell.source.splitlines()) <= 5 for cell in code)
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert [cell.metadata.get("tags") for cell in code].count(["parameters"]) == 1


@pytest.mark.long
def test_stock_papermill_from_elsewhere_gives_the_same_report(built, tmp_path):
    """`papermill` run from another folder gives the outputs of `make report`, and nbconvert takes them."""
    folder = built("suqian@2024")
    command = [
        "papermill",
        str(ROOT / NOTEBOOK),
        "out.ipynb",
        "-p",
        "agency",
        "suqian",
        "-p",
        "year",
        "2024",
    ]
    finished = stage(tmp_path, *command)
    assert finished.returncode == 0, finished.stderr
    own = payloads(nbformat.read(folder / "report.ipynb", as_version=4))
    assert json.dumps(payloads(nbformat.read(tmp_path / "out.ipynb", as_version=4))) == json.dumps(own)
    for kind, suffix in (("statutory_html", "html"), ("statutory_pdf", "pdf")):
        beside = ("report.pdf", "report.docx", "data/facts.csv", "data/report.json")
        offered = [f"--StatutoryHTMLExporter.downloads={name}" for name in beside]
        finished = stage(tmp_path, "jupyter", "nbconvert", "--to", kind, *offered, "out.ipynb")
        assert finished.returncode == 0, finished.stderr
        assert (tmp_path / f"out.{suffix}").read_bytes() == (folder / f"report.{suffix}").read_bytes()


def test_wrong_parameters_show_a_sentence_in_jupyter_too(tmp_path):
    """Stock papermill with an unknown agency ends with the sentence, not with our internals."""
    finished = stage(tmp_path, "papermill", str(ROOT / NOTEBOOK), "out.ipynb", "-p", "agency", "nobody")
    assert finished.returncode != 0
    assert "没有这个机关的数据" in finished.stderr
    assert "workspace.py" not in finished.stderr


def test_the_front_door_gives_every_part_of_the_report():
    """Sections, tables, charts and facts are asked for by id; a wrong id is answered with the right ones."""
    report = load("suqian", 2024, str(SHIPPED.root))
    assert "宿迁市人民政府2024年政府信息公开工作年度报告" in report._repr_mimebundle_()["text/markdown"]
    assert repr(report.section("overview")).startswith("一、总体情况")
    assert "28 行 × 10 列，175 个数据格" in repr(report.table("applications"))
    assert "予以公开 1431件" in repr(report.chart("results"))
    assert "没有可画的数字" in repr(report.chart("channels"))
    assert report.fact("applications.refused.total").printed == "92"
    with pytest.raises(InputError, match="可用的有：proactive、applications、disputes"):
        report.table("applicants")


def test_what_stands_for_a_report_that_was_not_loaded_refuses_everything_in_a_sentence():
    """Cells that run although loading failed end with the kit's sentence, whatever they ask for."""
    uses = (lambda: no_report.section("overview"), lambda: no_report.facts, lambda: no_report["a.b"])
    for use in (*uses, lambda: check(no_report)):
        with pytest.raises(InputError, match="报告还没有读入。请先改正"):
            use()
    assert not hasattr(no_report, "_repr_mimebundle_")


def test_a_report_without_applications_has_no_chart_of_results():
    """A chart is drawn where there is something to compare: channels, but no results."""
    report = load("shanzhou-sifaju", 2023, str(SHIPPED.root))
    assert "没有可画的数字" in repr(report.chart("results"))
    chart = json.loads(report.chart("channels").bundle[CHART_MIME])
    assert chart["alt"] == ("条形图。2023年主动公开信息的渠道分布（单位：条）：微信公众号 300余条；政府网站 30条。")
    assert "<script" not in chart["svg"]
