"""The executed notebook as a file: nbformat's own content and order, the kit's JSON on one line each.

A table's JSON is some thousand lines that nobody reads one by one, and writing them so
takes longer than drawing the table. nbformat's `writes` makes the same of a copy to the
ground, by an encoder in Python.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient

from report_helpers.files.json_text import compact, indented

if TYPE_CHECKING:
    from collections.abc import Mapping

_OURS = "application/vnd.report-helpers."
_HELD = "report-helpers held value {}"  # stands for a value while the rest is written; never in a JSON type of ours
_FOUND = re.compile(r'"(application/vnd\.report-helpers\.[a-z]+\+json)": "report-helpers held value (\d+)"')


def notebook_text(notebook: NotebookNode) -> str:
    """Return *notebook* as the text of an .ipynb file, with a newline at its end."""
    held: list[Any] = []
    cells = [_light_cell(cell, held) for cell in notebook.cells]
    light = NotebookNode({**notebook, "metadata": NotebookNode(notebook.metadata), "cells": cells})
    text = indented(strip_transient(split_lines(light)), sort_keys=True)
    return _FOUND.sub(lambda found: f'"{found[1]}": {compact(held[int(found[2])], sort_keys=True)}', text)


def _light_cell(cell: NotebookNode, held: list[Any]) -> NotebookNode:
    """Return a copy of *cell* as deep as nbformat changes one for a file, the kit's values put into *held*."""
    changed: dict[str, Any] = {"metadata": NotebookNode(cell.metadata)}
    if "outputs" in cell:
        changed["outputs"] = [_light_output(output, held) for output in cell.outputs]
    if "attachments" in cell:
        changed["attachments"] = {name: dict(bundle) for name, bundle in cell.attachments.items()}
    return NotebookNode({**cell, **changed})


def _light_output(output: Mapping[str, Any], held: list[Any]) -> NotebookNode:
    if "data" not in output:
        return NotebookNode(output)
    data = NotebookNode(output["data"])
    for mime, value in output["data"].items():
        if mime.startswith(_OURS):
            data[mime] = _HELD.format(len(held))
            held.append(value)
    return NotebookNode({**output, "data": data})
