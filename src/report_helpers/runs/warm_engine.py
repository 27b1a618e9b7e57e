"""A papermill engine that runs the notebook in a forked child (entry point `warm`).

`papermill --engine warm` saves the start of a kernel. A notebook pays for what it imports, unless the process
that calls papermill has imported it before, as the workers of a batch have. Executed
notebooks have papermill's metadata, outputs, execution counts
and error cells as under the stock engine.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import Engine

from report_helpers.errors import PROBLEMS
from report_helpers.processes.children import Died, TimedOut
from report_helpers.processes.notebooks import Limits, open_notebooks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from papermill.engines import NotebookExecutionManager

    from report_helpers.processes.shell import CellRun


class WarmEngine(Engine):
    """Runs notebooks by the processes it is given, or by one opened for this notebook."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,  # noqa: ARG003
        *,
        execution_timeout: float | None = None,
        run: Callable[[Sequence[str]], list[CellRun]] | None = None,
        **_: Any,  # noqa: ANN401  papermill passes whatever it was given
    ) -> None:
        """Run all cells by *run*, or in a process opened for this notebook; put their outputs into the notebook.

        Raises nbclient's DeadKernelError and CellTimeoutError, as the stock engine does, with the cell it was.
        """
        sources = [cell.source if cell.cell_type == "code" else "" for cell in nb_man.nb.cells]
        try:
            if run:
                runs = run(sources)
            else:
                with open_notebooks() as notebooks:
                    runs = notebooks.run(sources, Limits(execution_timeout or Limits().cell_seconds))
        except Died as died:
            raise DeadKernelError(str(died)) from None
        except TimedOut as late:
            raise CellTimeoutError(str(late)) from None
        _take_over(nb_man, runs)


def _take_over(nb_man: NotebookExecutionManager, runs: list[CellRun]) -> None:
    """Mark the code cells as papermill's manager does, with the outputs and the times of their runs.

    Its own methods know only the present, and save the notebook at every cell.
    """
    nb_man.nb.metadata["language_info"] = _language_info()
    for index, (cell, (outputs, count, times)) in enumerate(zip(nb_man.nb.cells, runs, strict=False)):
        if cell.cell_type != "code":
            continue
        began, ended = (datetime.fromtimestamp(second, UTC) for second in times)
        cell.metadata.papermill.update(
            start_time=began.isoformat(),
            end_time=ended.isoformat(),
            duration=(ended - began).total_seconds(),
            status=nb_man.COMPLETED,
            exception=False,
        )
        cell.outputs, cell.execution_count = [NotebookNode(output) for output in outputs], count
        for error in (output for output in cell.outputs if output.output_type == "error"):
            cell.metadata.papermill[PROBLEMS] = error.pop(PROBLEMS, [])
            nb_man.cell_exception(cell, index)


def _language_info() -> dict[str, Any]:
    """Return what a kernel says of its language, as it stands in an executed notebook."""
    version = sys.version_info
    return {
        "codemirror_mode": {"name": "ipython", "version": version.major},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": f"ipython{version.major}",
        "version": sys.version.split()[0],
    }
