"""Runs: one report through papermill, built beside its folder and swapped in whole."""

from typing import TYPE_CHECKING

from report_helpers.quick_import import exported_lazily

if TYPE_CHECKING:
    from report_helpers.runs.building import Built, Progress, Seconds, build, cpu_seconds, produce

__all__ = ["Built", "Progress", "Seconds", "build", "cpu_seconds", "produce"]

__getattr__ = exported_lazily(
    __name__,
    {
        "building": "Built Progress Seconds build cpu_seconds produce",
    },
)
