"""The executed notebook as it is kept: without clocks, random ids and local paths.

The same inputs must give the same bytes, on whatever machine and in whatever folder;
what a run cost goes to a file of its own.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

WORKSPACE = "workspace"


def normalised(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of an executed notebook that depends on its inputs alone.

    papermill's start and end times, durations and paths are dropped, cell ids it drew
    by chance become positions, and the workspace parameter becomes "" (found again from
    where the notebook lies).
    """
    kept = copy.deepcopy(notebook)
    papermill = kept.metadata.get("papermill", {})
    parameters = {**papermill.get("parameters", {}), WORKSPACE: ""}
    kept.metadata["papermill"] = {"parameters": parameters, "version": papermill.get("version", "")}
    for number, cell in enumerate(kept.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = f"injected-parameters-{number}"
            cell.source = "\n".join(_without_path(line) for line in cell.source.splitlines())
    return kept


def _without_path(line: str) -> str:
    return f'{WORKSPACE} = ""' if line.startswith(f"{WORKSPACE} = ") else line
