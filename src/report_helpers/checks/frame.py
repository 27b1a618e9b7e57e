"""The tidy frame of all comparisons of a report."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from report_helpers.facts.residual import Residual

NAN = float("nan")


def residual_frame(residuals: Sequence[Residual]) -> pd.DataFrame:
    """Return the comparable rows as a frame.

    Columns: rule, cell, left, required. `required` is what the left side must be for the
    relation to hold: itself when it does. So one stock expectation, of two equal columns,
    judges every relation. Sides are exact to 15 digits as float64, more than the number
    reader admits.
    """
    import pandas as pd  # noqa: PLC0415  half a second that only a check run needs

    rows = [row for row in residuals if not row.unverifiable]
    columns = {
        "rule": [row.rule for row in rows],
        "cell": [row.key for row in rows],
        "left": [_as_float(row.left) for row in rows],
        "required": [_as_float(_required(row)) for row in rows],
    }
    return pd.DataFrame(columns)


def _as_float(value: Decimal | None) -> float:
    return NAN if value is None else float(value)


def _required(row: Residual) -> Decimal | None:
    """Return what the left side must be: itself where the relation holds, the right side where it does not."""
    if row.left is None and row.relation == "filled":
        return Decimal(0)
    return row.right if row.excess else row.left
