"""Processes: notebooks run outside this process, and the children that run them."""

from report_helpers.processes.children import CAN_FORK, Died, TimedOut
from report_helpers.processes.notebooks import Limits, Notebooks, open_notebooks

__all__ = ["CAN_FORK", "Died", "Limits", "Notebooks", "TimedOut", "open_notebooks"]
