"""The residual: one comparison of one rule, and the tidy frame of all of them.

Every rule, whatever it is about, is a row: left side, right side, how they must relate.
A row that cannot be compared says why; it is neither a pass nor a fail.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.forms import Severity
    from report_helpers.narrative import Passage

_EXACT = Decimal(0)
NAN = float("nan")
Relation = Literal["eq", "le", "filled"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the text: a key of its own, its name for a person, the sentence there."""

    key: str
    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Residual:
    """One comparison: *left* *relation* *right* within `tolerance`, or `unverifiable` and why.

    A comparison with the text, or with one case of a ledger, has a `spot` of its own; `cases`
    are the case numbers behind it.
    """

    rule: str
    cells: tuple[str, ...]
    relation: Relation
    left: Decimal | None
    right: Decimal | None
    severity: Severity
    clause: str
    words: Mapping[str, str] = field(default_factory=dict)
    unverifiable: str = ""
    tolerance: Decimal = _EXACT
    spot: Spot | None = None
    cases: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells this row from the others of its rule: its spot in the text, or its first cell."""
        return self.spot.key if self.spot else self.cells[0] if self.cells else ""


def spot_in(passage: Passage, position: int = 0, kind: str = "") -> Spot:
    """Return the spot of a position in a passage; *kind* tells two findings there apart."""
    start, end = passage.sentence_span(position)
    key = f"{passage.section}#{passage.number}@{position}{kind}"
    return Spot(key, passage.place, passage.text[start:end].strip())


def compared(rule: Rule, spot: Spot, sides: tuple[Decimal | int, Decimal | int], **more: Any) -> Residual:  # noqa: ANN401
    """Return the comparison of two *sides* at a spot of the text; *more* are fields of Residual."""
    left, right = (Decimal(side) for side in sides)
    fields = {"cells": (), "relation": "eq", "severity": rule.severity, "clause": rule.clause, **more}
    return Residual(rule=rule.id, left=left, right=right, spot=spot, **fields)


def unverifiable(rule: Rule, why: str, cells: tuple[str, ...] = (), spot: Spot | None = None) -> Residual:
    """Return a row that could not be compared, and why."""
    return Residual(rule.id, cells, "eq", None, None, rule.severity, rule.clause, unverifiable=why, spot=spot)


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
    left, right = row.left, row.right
    if row.relation == "filled":
        return _EXACT if left is None else left
    if left is None or right is None:
        return right
    holds = left - right <= row.tolerance if row.relation == "le" else abs(left - right) <= row.tolerance
    return left if holds else right
