"""The executed notebook as a file: nbformat's own text, the kit's JSON on one line each.

A table's JSON is some thousand lines that nobody reads one by one, and writing them so
takes longer than drawing the table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode
from nbformat.v4 import writes  # nbformat.writes would validate it once more

from report_helpers.json_text import compact

if TYPE_CHECKING:
    from collections.abc import Mapping

_OURS = "application/vnd.report-helpers."
_HELD = "report-helpers held value {}"  # stands for a value while nbformat writes; never in a JSON type of ours
_FOUND = re.compile(r'"(application/vnd\.report-helpers\.[a-z]+\+json)": "report-helpers held value (\d+)"')


def notebook_text(notebook: NotebookNode) -> str:
    """Return *notebook* as the text of an .ipynb file, with a newline at its end."""
    held: list[Any] = []
    cells = [_light_cell(cell, held) for cell in notebook.cells]
    text = writes(NotebookNode({**notebook, "cells": cells}))
    return _FOUND.sub(lambda found: f'"{found[1]}": {compact(held[int(found[2])], sort_keys=True)}', text) + "\n"


def _light_cell(cell: NotebookNode, held: list[Any]) -> NotebookNode:
    if not cell.get("outputs"):
        return cell
    return NotebookNode({**cell, "outputs": [_light_output(output, held) for output in cell.outputs]})


def _light_output(output: Mapping[str, Any], held: list[Any]) -> NotebookNode:
    if "data" not in output:
        return NotebookNode(output)
    data = NotebookNode(output["data"])
    for mime, value in output["data"].items():
        if mime.startswith(_OURS):
            data[mime] = _HELD.format(len(held))
            held.append(value)
    return NotebookNode({**output, "data": data})
