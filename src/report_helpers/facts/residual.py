"""The residual: one comparison of one rule, as a plain value.

Every rule, whatever it is about, gives rows of this shape: left side, right side, how they must
relate. A row that cannot be compared says why; it is neither a pass nor a fail.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.forms.model import Severity

_NONE, _ONE = Decimal(0), Decimal(1)
Relation = Literal["eq", "le", "filled"]
Verdict = Literal["pass", "warn", "fail", "nothing"]  # of the checks of a report


class Comparing(Protocol):
    """What a residual takes from its rule."""

    @property
    def id(self) -> str:
        """The rule's id."""

    @property
    def severity(self) -> Severity:
        """How bad a violation is."""

    @property
    def clause(self) -> str:
        """The clause the rule stands on."""


class ComparingTables(Comparing, Protocol):
    """A rule about some tables."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The ids of the tables it is about."""


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
    tolerance: Decimal = _NONE
    spot: Spot | None = None
    cases: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells this row from the others of its rule: its spot in the text, or its first cell."""
        return self.spot.key if self.spot else self.cells[0] if self.cells else ""

    @property
    def excess(self) -> Decimal | None:
        """By how much the comparison is violated beyond its tolerance: 0 where it holds, None where it cannot be made.

        A side that is not there, and a violation at a spot of the text, count 1.
        """
        if self.unverifiable:
            return None
        if self.left is None or self.right is None:
            return _ONE
        difference = self.left - self.right
        beyond = (difference if self.relation == "le" else abs(difference)) - self.tolerance
        return _NONE if beyond <= 0 else _ONE if self.spot else beyond


def compared(rule: Comparing, spot: Spot, sides: tuple[Decimal | int, Decimal | int], **more: Any) -> Residual:  # noqa: ANN401
    """Return the comparison of two *sides* at a spot of the text; *more* are fields of Residual."""
    left, right = (Decimal(side) for side in sides)
    fields = {"cells": (), "relation": "eq", "severity": rule.severity, "clause": rule.clause, **more}
    return Residual(rule=rule.id, left=left, right=right, spot=spot, **fields)


def unverifiable(rule: Comparing, why: str, cells: tuple[str, ...] = (), spot: Spot | None = None) -> Residual:
    """Return a row that could not be compared, and why."""
    return Residual(rule.id, cells, "eq", None, None, rule.severity, rule.clause, unverifiable=why, spot=spot)
