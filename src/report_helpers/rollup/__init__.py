"""The roll-up 汇总: a parent's tables from what its units sent in."""

from report_helpers.rollup.comparing import CellDifference, differences, expected_of
from report_helpers.rollup.deadlines import Late, late_units
from report_helpers.rollup.model import CellSum, Rollup
from report_helpers.rollup.summing import roll_up
from report_helpers.rollup.writing import filled_in, write_tables

__all__ = [
    "CellDifference",
    "CellSum",
    "Late",
    "Rollup",
    "differences",
    "expected_of",
    "filled_in",
    "late_units",
    "roll_up",
    "write_tables",
]
