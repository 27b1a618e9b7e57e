"""Runs: one report through papermill, built beside its folder and swapped in whole."""

from report_helpers.runs.build import Built, Progress, build

__all__ = ["Built", "Progress", "build"]
