"""A papermill engine that runs the notebook in a forked child of this process (entry point `warm`).

`papermill --engine warm` pays the imports of the notebook once for as many notebooks as
the process runs. Executed notebooks have papermill's metadata, outputs, execution counts
and error cells as under the stock engine. Where there is no fork the stock engine runs.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import Engine, NBClientEngine

from report_helpers.files.json_text import message, parse
from report_helpers.warm import CAN_FORK, Died, Limits, TimedOut, run_source
from report_helpers.warm.server import run_served
from report_helpers.warm.shell import language_info

if TYPE_CHECKING:
    from pathlib import Path
    from socket import socket

    from papermill.engines import NotebookExecutionManager

CELL_SECONDS = 600


class WarmEngine(Engine):
    """Runs every notebook in a fork of the calling process, or of the one that serves it."""

    served_by: ClassVar[socket | None] = None

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        execution_timeout: float | None = None,
        memory: int = 0,
        child_log: Path | None = None,
        **settings: Any,  # noqa: ANN401  papermill passes whatever it was given
    ) -> None:
        """Run all cells and put their outputs into the managed notebook.

        Raises nbclient's DeadKernelError and CellTimeoutError, as the stock engine does.
        """
        if not CAN_FORK:
            NBClientEngine.execute_managed_notebook(
                nb_man, kernel_name, execution_timeout=execution_timeout, **settings
            )
            return
        limits = Limits(execution_timeout or CELL_SECONDS, memory, child_log)
        try:
            served = cls.served_by
            source = message(nb_man.nb)
            left = parse(run_served(served, source, limits) if served else run_source(source, limits))
        except Died:
            raise DeadKernelError("Kernel died") from None
        except TimedOut:
            raise CellTimeoutError(f"A cell timed out after {limits.cell_seconds} seconds") from None
        _take_over(nb_man, left)


def _take_over(nb_man: NotebookExecutionManager, left: list[Any]) -> None:
    """Mark the code cells as papermill's manager does, with the outputs and the times the child left.

    Its own methods know only the present, and save the notebook at every cell.
    """
    nb_man.nb.metadata["language_info"] = language_info()
    for index, (cell, (outputs, count, times)) in enumerate(zip(nb_man.nb.cells, left, strict=True)):
        if cell.cell_type != "code" or times is None:
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
        if any(output["output_type"] == "error" for output in outputs):
            nb_man.cell_exception(cell, index)
