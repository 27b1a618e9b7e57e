"""The executed notebook as it is kept: without clocks, random ids and local paths.

The same inputs must give the same bytes, on whatever machine and in whatever folder;
what a run cost goes to a file of its own.
"""

from __future__ import annotations

from nbformat import NotebookNode

WORKSPACE = "workspace"


def normalised(notebook: NotebookNode) -> NotebookNode:
    """Return an executed notebook as it depends on its inputs alone; the outputs are shared, not copied.

    papermill's start and end times, durations and paths are dropped, cell ids it drew
    by chance become positions, and the workspace parameter becomes "" (found again from
    where the notebook lies).
    """
    papermill = notebook.metadata.get("papermill", {})
    parameters = {**papermill.get("parameters", {}), WORKSPACE: ""}
    metadata = {**notebook.metadata, "papermill": {"parameters": parameters, "version": papermill.get("version", "")}}
    cells = [_normalised_cell(number, cell) for number, cell in enumerate(notebook.cells)]
    return NotebookNode({**notebook, "metadata": NotebookNode(metadata), "cells": cells})


def _normalised_cell(number: int, cell: NotebookNode) -> NotebookNode:
    kept = {key: value for key, value in cell.metadata.items() if key not in {"papermill", "execution"}}
    changed: dict[str, object] = {"metadata": NotebookNode(kept)}
    if "injected-parameters" in kept.get("tags", []):
        changed["id"] = f"injected-parameters-{number}"
        changed["source"] = "\n".join(_without_path(line) for line in cell.source.splitlines())
    return NotebookNode({**cell, **changed})


def _without_path(line: str) -> str:
    return f'{WORKSPACE} = ""' if line.startswith(f"{WORKSPACE} = ") else line
