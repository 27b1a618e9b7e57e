"""The parent's own tables compared with the sums of its units, and what they should hold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.facts.fact import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from report_helpers.facts.fact import Fact
    from report_helpers.rollup.model import CellSum, Rollup


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell of the parent that is not the sum of its units.

    `typed` is None for a blank; where `at_most`, the sum is an upper bound. `left_out`
    and `twice` are the units whose figure is exactly what is missing or too much.
    """

    fact: Fact
    typed: Decimal | None
    total: Decimal
    at_most: bool
    left_out: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


def expected_of(cell: CellSum, rollup: Rollup) -> tuple[Decimal, bool] | None:
    """Return what the parent's cell must be, and whether at most that; None when nothing can be said."""
    if cell.total is not None:
        return cell.total, False
    is_bounded = cell.adds and bool(cell.unlisted) and not cell.blank and not rollup.absent
    return (cell.so_far, True) if is_bounded else None


def differences(rollup: Rollup, facts: Mapping[str, Fact]) -> Iterator[CellDifference]:
    """Yield the cells among *facts* that differ from the sums, in printed order; "/" counts as nothing."""
    for cell in rollup.cells.values():
        fact, expected = facts.get(cell.cell), expected_of(cell, rollup)
        if fact is None or expected is None:
            continue
        total, at_most = expected
        if fact.status is Status.BLANK:
            if not at_most:
                yield CellDifference(fact, None, total, at_most)
            continue
        typed = fact.value or Decimal(0)
        if typed > total or (typed < total and not at_most):
            gap = total - typed
            left_out = tuple(agency for agency, value in cell.units.items() if value and value == gap)
            twice = tuple(agency for agency, value in cell.units.items() if value and value == -gap)
            yield CellDifference(fact, typed, total, at_most, left_out, twice)


def filled_in(rollup: Rollup, typed: Mapping[str, Fact]) -> dict[str, str]:
    """Return what each of the parent's cells shall hold: the sum, blank where it lacks anything.

    A cell of which the units give no sum, or an upper bound only, keeps what a person typed.
    """
    return {cell.cell: _content(cell, rollup, typed.get(cell.cell)) for cell in rollup.cells.values()}


def _content(cell: CellSum, rollup: Rollup, fact: Fact | None) -> str:
    is_persons = not cell.adds or expected_of(cell, rollup) == (cell.so_far, True)
    if is_persons:
        return "" if fact is None else _as_typed(fact)
    return "" if cell.total is None else format(cell.total, "f")


def _as_typed(fact: Fact) -> str:
    return fact.printed + (fact.note if fact.status is not Status.NUMBER else "")
