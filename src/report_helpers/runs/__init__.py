"""Runs: one report through papermill, built beside its folder and swapped in whole; many of them at once."""

from typing import TYPE_CHECKING

from report_helpers.quick_import import exported_lazily

if TYPE_CHECKING:
    from report_helpers.runs.building import Built, Task, build, cpu_seconds, produce
    from report_helpers.runs.execution import Execution

__all__ = ["Built", "Execution", "Task", "build", "cpu_seconds", "produce"]

__getattr__ = exported_lazily(
    __name__,
    {
        "building": "Built Task build cpu_seconds produce",
        "execution": "Execution",
    },
)
