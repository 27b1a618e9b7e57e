"""Parameters are held against the notebook before a kernel starts."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path

import pytest
from nbformat.warnings import MissingIDFieldWarning

from report_helpers.errors import InputError
from report_helpers.runs.execution import check_parameters
from tests.conftest import NOTEBOOK, ROOT

GOOD = {"agency": "suqian", "year": 2024, "workspace": "/w"}


def test_the_notebook_takes_agency_year_and_workspace():
    """The shipped notebook declares the three parameters, with these types."""
    check_parameters(ROOT / NOTEBOOK, GOOD)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"yaer": 2023},
            "列「yaer」（值“2023”）：没有这个参数。这个 notebook 的参数有：agency、year、workspace、kind。",
        ),
        ({"year": "2023"}, "列「year」（值“2023”）：类型不对。"),
        ({"year": True}, "类型不对"),
        ({"agency": 7}, "列「agency」（值“7”）：类型不对。"),
    ],
)
def test_an_unknown_or_ill_typed_parameter_is_refused(changes, sentence):
    """Where papermill would only warn, the kit names the parameter and stops."""
    with pytest.raises(InputError) as caught:
        check_parameters(ROOT / NOTEBOOK, GOOD | changes)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("content", [None, "", "{}", "not json", '{"cells": 3}'])
def test_what_is_no_notebook_is_refused(tmp_path, content):
    """A missing or broken notebook gives a sentence."""
    path = tmp_path / "annual_report.ipynb"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="notebook"):
        check_parameters(path, GOOD)


def test_a_notebook_in_a_folder_with_braces_is_found(tmp_path):
    """Braces in the path of a workspace are part of its name, not places for papermill's parameters."""
    folder = tmp_path / "a{b}{}c"
    folder.mkdir()
    shutil.copy(ROOT / NOTEBOOK, folder)
    check_parameters(folder / Path(NOTEBOOK).name, {"agency": "suqian", "year": 2024})


def test_a_notebook_without_ids_of_cells_is_read_in_silence(tmp_path):
    """Of ids that an older notebook lacks nobody is warned in English."""
    notebook = tmp_path / "x.ipynb"
    cell = {"cell_type": "code", "source": "a = 1", "metadata": {"tags": ["parameters"]}, "outputs": []}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    content = {"cells": [cell | {"execution_count": None}], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    notebook.write_text(json.dumps(content), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error", MissingIDFieldWarning)
        check_parameters(notebook, {"a": 2})
