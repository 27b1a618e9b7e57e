"""The roll-up: for every cell the sum, the units behind it, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.errors import listed
from report_helpers.facts.units import UnitState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from report_helpers.errors import Problem
    from report_helpers.facts.units import UnitReturn, Units

SHOWN_NAMES = 5


@dataclass(frozen=True, slots=True)
class CellSum:
    """One cell of the parent: what its units' figures add up to.

    `total` is None while anything is lacking; `so_far` is what the figures that are
    there add up to, joint documents known as such counted once. `units` maps every unit
    that is in to its figure, None for a blank or "/". What may be lacking: units whose
    cell is `blank`, units whose documents are `unlisted` so that a joint one may count
    twice, and units that are not in at all (`Rollup.absent`). A cell of which the form
    wants no sum (`adds` is False) has no total.
    """

    cell: str
    total: Decimal | None
    so_far: Decimal
    units: Mapping[str, Decimal | None]
    blank: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    adds: bool = True


@dataclass(frozen=True, eq=False)
class Rollup:
    """All cells of a parent's three tables from its units' figures."""

    units: Units
    cells: Mapping[str, CellSum]
    problems: tuple[Problem, ...] = ()  # units whose documents.csv and table 二 disagree

    @property
    def present(self) -> tuple[UnitReturn, ...]:
        """The units whose figures are in the sums."""
        return self.of_state(UnitState.IN)

    @property
    def absent(self) -> tuple[UnitReturn, ...]:
        """The units whose figures are not: missing, on another form, or unreadable."""
        return tuple(back for back in self.units.returns if back.state is not UnitState.IN)

    def of_state(self, state: UnitState) -> tuple[UnitReturn, ...]:
        """Return the units of one state, in the order of the list."""
        return tuple(back for back in self.units.returns if back.state is state)

    def names(self, agencies: Iterable[str]) -> str:
        """Return units by name, the first of them: A、B等 9 家."""
        known = {unit.agency: unit.name for unit in self.units.list.units}
        return names_of([known[agency] for agency in agencies])

    def lacking(self, cell: CellSum) -> str:
        """Say what keeps a cell from having a sum, "" when nothing does."""
        if not cell.adds:
            return "这一格不由各单位相加"
        reasons = []
        if self.absent:
            reasons.append(f"还缺{self.names(back.unit.agency for back in self.absent)}")
        if cell.blank:
            reasons.append(f"{self.names(cell.blank)}的这一格空白")
        if cell.unlisted and not reasons:
            who = self.names(cell.unlisted)
            reasons.append(f"各单位相加 {cell.so_far:f}，{who}没有在 documents.csv 里列全文件，联合发文可能重复计数")
        return "；".join(reasons)


def names_of(names: Sequence[str]) -> str:
    """Return names one after another, at most SHOWN_NAMES and the count of all."""
    return listed(names, SHOWN_NAMES, "等 {} 家")
