"""The stock commands of Jupyter on the shipped notebook: nbconvert's and papermill's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from report_helpers.outputs.publication import read_publication
from tests.conftest import NOTEBOOK, copy_workspace

pytestmark = pytest.mark.long


def run(root: Path, command: str, *arguments: str) -> None:
    """Run a command of this environment in a workspace; its error output is shown when it fails."""
    program = str(Path(sys.executable).with_name(command))
    ended = subprocess.run([program, *arguments], cwd=root, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]


@pytest.mark.parametrize(("to", "name", "begins"), [("html", "r.html", b"<!DOCTYPE html>"), ("pdf", "r.pdf", b"%PDF-")])
def test_nbconvert_executes_and_exports(tmp_path: Path, to: str, name: str, begins: bytes) -> None:
    """`jupyter nbconvert --execute` runs a notebook without outputs and writes the report of its parameters cell."""
    root = copy_workspace(tmp_path / "workspace").root
    run(root, "jupyter", "nbconvert", "--execute", "--to", f"statutory_{to}", "--output", name, NOTEBOOK)
    made = (root / NOTEBOOK).with_name(name).read_bytes()
    assert made.lower().startswith(begins.lower())
    assert to == "pdf" or "陕州区司法局2023年政府信息公开工作年度报告" in made.decode()


def test_papermill_takes_the_notebooks_parameters(tmp_path: Path) -> None:
    """`papermill -p agency … -p year …` makes a notebook that holds the whole report of that agency and year."""
    root = copy_workspace(tmp_path / "workspace").root
    run(root, "papermill", "-p", "agency", "pingtan", "-p", "year", "2022", NOTEBOOK, "ran.ipynb")
    front = read_publication(nbformat.read(root / "ran.ipynb", 4), root).front
    assert str(front["report"]) == "pingtan@2022"


def test_papermill_with_a_years_file_runs_the_notebooks_agency(tmp_path: Path) -> None:
    """`papermill -f params/<year>.yaml` takes the year from the file and the agency from the notebook."""
    root = copy_workspace(tmp_path / "workspace").root
    run(root, "papermill", "-f", "params/2023.yaml", NOTEBOOK, "ran.ipynb")
    front = read_publication(nbformat.read(root / "ran.ipynb", 4), root).front
    assert str(front["report"]) == "shanzhou-sifaju@2023"
