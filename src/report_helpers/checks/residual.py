"""The residual: one comparison of one rule, and the tidy frame of all of them.

Every rule, whatever it is about, is a row: left side, right side, how they must relate.
A row that cannot be compared says why; it is neither a pass nor a fail.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    import pandas as pd

    from report_helpers.forms import Severity

Relation = Literal["eq", "le", "filled"]


@dataclass(frozen=True, slots=True)
class Residual:
    """One comparison: *left* *relation* *right*; `unverifiable` says why there is none."""

    rule: str
    cells: tuple[str, ...]
    relation: Relation
    left: Decimal | None
    right: Decimal | None
    severity: Severity
    clause: str
    words: Mapping[str, str] = field(default_factory=dict)
    unverifiable: str = ""

    @property
    def key(self) -> str:
        """What tells this row from the others of its rule."""
        return self.cells[0] if self.cells else ""


def residual_frame(residuals: Sequence[Residual]) -> pd.DataFrame:
    """Return the comparable rows as a tidy frame.

    Columns: rule, cell, relation, left, right, residual (left − right), severity,
    clause. Sides are exact to 15 digits as float64, more than the number reader admits.
    """
    import pandas as pd  # noqa: PLC0415  half a second that only a check run needs

    rows = [
        (
            row.rule,
            row.key,
            row.relation,
            None if row.left is None else float(row.left),
            None if row.right is None else float(row.right),
            None if row.left is None or row.right is None else float(row.left - row.right),
            row.severity,
            row.clause,
        )
        for row in residuals
        if not row.unverifiable
    ]
    columns = ["rule", "cell", "relation", "left", "right", "residual", "severity", "clause"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"left": "float64", "right": "float64", "residual": "float64"})
