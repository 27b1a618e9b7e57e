"""Warm execution: imports paid once, every notebook in a forked child of its own."""

from report_helpers.warm.fork import CAN_FORK, Died, Limits, TimedOut, other_threads, run_source
from report_helpers.warm.shell import rehearse

__all__ = ["CAN_FORK", "Died", "Limits", "TimedOut", "other_threads", "rehearse", "run_source"]
