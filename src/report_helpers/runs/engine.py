"""A papermill engine that writes the executed notebook once, at the end.

Papermill's own saves it before and after every cell: 36 times for 16 cells, half a CPU
second. Here a build happens in a folder nobody reads until it is finished, so one save
is enough - and it is made whatever happened, so that a failed run can be looked at.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from papermill.engines import NBClientEngine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from papermill.engines import NotebookExecutionManager

ENGINE = "saving_once"


@contextmanager
def saved_once(nb_man: NotebookExecutionManager) -> Iterator[None]:
    """Keep a manager from saving its notebook at every cell of the block."""
    path, nb_man.output_path = nb_man.output_path, None
    try:
        yield
    finally:
        nb_man.output_path = path


class SavingOnceEngine(NBClientEngine):
    """Papermill's engine, its manager kept from saving while cells run."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **settings: Any) -> None:  # noqa: ANN401
        """Run all cells; papermill itself saves when this returns or raises."""
        with saved_once(nb_man):
            super().execute_managed_notebook(nb_man, kernel_name, **settings)
