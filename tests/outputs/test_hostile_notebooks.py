"""Notebooks that somebody changed to do harm: each is read or refused in a sentence."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from report_helpers.errors import InputError
from report_helpers.outputs.publication import read_publication
from report_helpers.outputs.rendering import read_notebook
from tests.conftest import ROOT
from tests.hostile import DEEP, changed, hostile_forms

FIXED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)


@pytest.fixture(scope="module")
def made(built):
    """The notebook of a report, as text."""
    return (built("suqian@2024") / "report.ipynb").read_text(encoding="utf-8")


def payloads(notebook: Any) -> dict[str, tuple[dict[str, Any], Any]]:
    """Return, by MIME type, the data of an output that holds a payload of the kit's, and the payload."""
    found = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            for mime, text in output.get("data", {}).items():
                if "report-helpers" in mime:
                    found[mime] = (output["data"], json.loads(text))
    return found


def read_payload(notebook: Any) -> None:
    """Read a notebook as verify and nbconvert do; only sentences may come of it."""
    with contextlib.suppress(InputError):
        read_publication(read_notebook(json.dumps(notebook).encode(), "report.ipynb"), ROOT)


def read_in_another_shape(made, data, more=()):
    """Read a notebook, one of its payloads replaced by a hostile form of it or by one of *more*."""
    notebook = json.loads(made)
    found = payloads(notebook)
    holder, value = found[mime := data.draw(st.sampled_from(sorted(found)))]
    forms = hostile_forms(value)
    holder[mime] = data.draw(forms | st.sampled_from(more) if more else forms)
    read_payload(notebook)


@settings(FIXED, max_examples=30)
@given(data=st.data())
def test_a_payload_of_another_shape_gives_a_sentence(made, data):
    """Whatever a notebook's outputs hold under our MIME types is read or refused, never a trace."""
    read_in_another_shape(made, data, [5, None, [], {"a": 1}, ["x"], "", "{", DEEP])


@pytest.mark.long
@settings(FIXED, max_examples=300)
@given(data=st.data())
def test_payloads_of_another_shape_by_the_hundred(made, data):
    """The same, for 300 notebooks."""
    read_in_another_shape(made, data)


def test_a_payload_names_no_size_that_outputs_cannot_have(made):
    """Tables of more than 200 columns, years that are none and headings without a level are refused."""
    notebook = json.loads(made)
    found = payloads(notebook)
    for mime, path, value in (
        ("table", ("width",), 9999),
        ("table", ("rows", 0, 0, "colspan"), 9999),
        ("front", ("year",), 0),
        ("section", ("blocks", 0), {"kind": "heading", "runs": [{"text": "x"}], "level": 1}),
    ):
        holder, payload = found[mime := f"application/vnd.report-helpers.{mime}"]
        was, holder[mime] = holder[mime], json.dumps(changed(payload, path, "replace", value))
        with pytest.raises(InputError, match="notebook"):
            read_publication(read_notebook(json.dumps(notebook).encode(), "report.ipynb"), ROOT)
        holder[mime] = was


SHAPED = '"metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
NOTEBOOKS = ["", "[]", "{}", '{"cells": 1}', f'{{"cells": [1], {SHAPED}', f'{{"cells": 1, {SHAPED}', "[" * 10_000]


@pytest.mark.parametrize("text", NOTEBOOKS)
def test_what_is_no_notebook_gives_a_sentence(text):
    """A file that is no notebook of its version is refused by name."""
    with pytest.raises(InputError, match=r"^report\.ipynb：不是有效的 notebook"):
        read_notebook(text.encode(), "report.ipynb")
