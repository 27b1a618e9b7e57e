"""The roll-up 汇总: a parent's tables from what its units sent in."""

from report_helpers.rollup.reporting import compare_and_write, explain_cell, late_units
from report_helpers.rollup.summing import roll_up

__all__ = ["compare_and_write", "explain_cell", "late_units", "roll_up"]
