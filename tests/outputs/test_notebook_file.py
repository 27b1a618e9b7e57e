"""The executed notebook as a file: what nbformat itself would have written, and the notebook as it was."""

from __future__ import annotations

import json
from copy import deepcopy

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes

from report_helpers.outputs.notebook_file import notebook_text

OURS = "application/vnd.report-helpers.table+json"
texts = st.text(max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
bundles = st.fixed_dictionaries(
    {"text/plain": texts},
    optional={"text/html": texts, "image/svg+xml": texts, "application/json": values, OURS: values},
)
outputs = (
    st.builds(lambda text: new_output("stream", name="stdout", text=text), texts)
    | st.builds(lambda data: new_output("display_data", data=data), bundles)
    | st.builds(lambda data, n: new_output("execute_result", data=data, execution_count=n), bundles, st.integers(0, 9))
    | st.builds(lambda text: new_output("error", ename="E", evalue=text, traceback=[text]), texts)
)
cells = st.builds(lambda text, left: new_code_cell(text, outputs=left), texts, st.lists(outputs, max_size=3))
prose = st.builds(
    lambda text, shown: new_markdown_cell(text, attachments={"x.txt": {"text/plain": shown}}), texts, texts
)
notebooks = st.lists(cells | prose, max_size=3).map(lambda content: new_notebook(cells=content))


@given(notebooks)
def test_the_file_holds_what_nbformat_would_write(notebook):
    """Content and order of keys are nbformat's, lines split as it splits them; the notebook stays as it was."""
    before = deepcopy(notebook)
    text = notebook_text(notebook)
    assert notebook == before
    assert text.endswith("}\n")
    assert json.dumps(json.loads(text)) == json.dumps(json.loads(writes(notebook)))


@pytest.mark.parametrize("value", [2**70, {"a": [1, {"b": "行"}]}, "一行\n两行"])
def test_the_kits_own_values_stand_on_one_line(value):
    """A value in a JSON type of the kit's takes one line, and is read back as it was."""
    notebook = new_notebook(cells=[new_code_cell("", outputs=[new_output("display_data", data={OURS: value})])])
    (line,) = (line for line in notebook_text(notebook).splitlines() if OURS in line)
    assert json.loads(line.strip().removeprefix(f'"{OURS}": ')) == value
    assert nbformat.reads(notebook_text(notebook), 4).cells[0].outputs[0].data[OURS] == value
