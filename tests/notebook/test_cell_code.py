"""Which notebooks may share a process: those whose code does nothing but call the kit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from report_helpers.notebook.cell_code import only_call_the_kit

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
LOADED = "from report_helpers import check, load, no_report\nreport = load(agency, year, workspace, kind)"
PARAMETERS = "# Parameters\nagency = 'a'\nyear = 2023\nworkspace = '/tmp'\nkind = ''"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebooks_of_the_kit_only_call_it(path):
    """Each, with the cell of parameters that papermill puts in."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert only_call_the_kit([*sources, PARAMETERS])


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import pandas as pd",
        "from report_helpers import errors",
        "from report_helpers.checks import checking",
        "from report_helpers import load as report",
        "from IPython.display import *",
        "from . import check",
        "exec('import os')",
        "run = exec\nrun('import os')",
        "check = exec\ncheck('import os')",
        "for check in (exec,): check('import os')",
        "report = exec\nreport('import os')",
        "display(exec)",
        "display(__builtins__)",
        "report.kind.forms.clear()",
        "report.__class__.table",
        "report.table = None",
        "report.facts['x'] = 1",
        "check.__globals__",
        "load.cache = 1",
        "load(agency, year).narrative.clear()",
        "report.section('a')()",
        "(lambda: 1)()",
        "[print(x) for x in (1,)]",
        "f'{report}'",
        "del report",
        "global report",
        "while True: report",
        "def check(report): pass",
        "class report: pass",
        "with report.section('a'): pass",
        "report = 1 if report else 2",
        "x: exec = 1",
        "%matplotlib inline",
        "!ls",
        "report?",
        "get_ipython()",
        "(check := exec)",
        "print('x')",
        "1 +",
        "\0",
    ],
)
def test_other_code_is_told_apart(source):
    """What imports, changes, defines or calls anything else, or is no plain Python."""
    assert only_call_the_kit([PARAMETERS, LOADED, "report.section('overview')"])
    assert not only_call_the_kit([PARAMETERS, LOADED, source])


def test_code_nested_too_deeply_is_told_apart():
    """Brackets that Python itself refuses are no error here."""
    assert not only_call_the_kit(["(" * 5000])
