"""The tidy frame of all comparisons of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from decimal import Decimal

    import pandas as pd

    from report_helpers.facts.residual import Residual

NULL = float("nan")


def residual_frame(residuals: Sequence[Residual], waived: Collection[int] = ()) -> pd.DataFrame:
    """Return a row for every comparison, in order; *waived* are the numbers of rows that a waiver covers.

    `amount` is by how much the comparison is violated beyond its tolerance, null where it cannot be
    made. `excess` is what is judged: the amount, null where waived. float64 holds both sides exactly to
    15 digits, more than the number reader admits.
    """
    import pandas as pd  # noqa: PLC0415  half a second that only a check run needs

    columns = {
        "rule": [row.rule for row in residuals],
        "clause": [row.clause for row in residuals],
        "cell": [row.key for row in residuals],
        "severity": [row.severity for row in residuals],
        "left": [_float(row.left) for row in residuals],
        "right": [_float(row.right) for row in residuals],
        "amount": [_float(row.excess) for row in residuals],
    }
    frame = pd.DataFrame(columns)
    return frame.assign(excess=frame["amount"].mask(frame.index.isin(waived)))


def _float(value: Decimal | None) -> float:
    return NULL if value is None else float(value)
