"""Runs: one report through papermill, built beside its folder and swapped in whole."""

from report_helpers.runs.build import Built, Progress, Seconds, build, cpu_seconds, produce

__all__ = ["Built", "Progress", "Seconds", "build", "cpu_seconds", "produce"]
