"""The roll-up 汇总: a parent's tables from what its units sent in."""

from report_helpers.rollup.comparing import CellDifference, differences, expected_of, filled_in
from report_helpers.rollup.deadlines import Late, late_units
from report_helpers.rollup.model import CellSum, Rollup
from report_helpers.rollup.reporting import compare_and_write, explain_cell
from report_helpers.rollup.summing import roll_up

__all__ = [
    "CellDifference",
    "CellSum",
    "Late",
    "Rollup",
    "compare_and_write",
    "differences",
    "expected_of",
    "explain_cell",
    "filled_in",
    "late_units",
    "roll_up",
]
