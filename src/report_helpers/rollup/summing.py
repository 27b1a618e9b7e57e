"""Adding up what the units sent in, cell by cell; joint documents once, by document number."""

from __future__ import annotations

from collections import Counter
from decimal import Context, Decimal, localcontext
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.errors import Problem
from report_helpers.facts.units import UnitState
from report_helpers.forms.cells import form_cells, table_names
from report_helpers.rollup.model import CellSum, Rollup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.facts.units import UnitReturn, Units
    from report_helpers.forms.cells import Cell

# No sum may be rounded, however many decimals a fee is given with.
_EXACT = Context(prec=500)


@lru_cache(maxsize=2)
def roll_up(units: Units) -> Rollup:
    """Return the roll-up of what the units sent in; a sum that lacks anything is blank, and says what."""
    present = [back for back in units.returns if back.state is UnitState.IN]
    columns = list(zip(*(back.values for back in present), strict=True))
    agencies = [back.unit.agency for back in present]
    slashed = [back for back in present if back.not_applicable]
    is_complete = len(present) == len(units.returns)
    problems: list[Problem] = []
    cells = {}
    with localcontext(_EXACT):
        for number, cell in enumerate(form_cells(units.form).values()):
            values: Sequence[Decimal | None] = columns[number] if columns else ()
            slashes = {back.unit.agency for back in slashed if cell.id in back.not_applicable}
            figures = dict(zip(agencies, values, strict=True))
            blank = tuple(agency for agency in agencies if figures[agency] is None and agency not in slashes)
            so_far = sum((value for value in values if value is not None), Decimal(0))
            unlisted: tuple[str, ...] = ()
            if units.policy.counts_documents(cell):
                twice, unlisted, wrong = _joint(cell, table_names(units.form)[cell.table], present, figures)
                so_far -= twice
                problems += wrong
            adds = units.policy.adds(cell)
            total = so_far if is_complete and adds and not blank and not unlisted else None
            cells[cell.id] = CellSum(cell.id, total, so_far, figures, blank, unlisted, adds)
    return Rollup(units, cells, tuple(problems))


def _joint(
    cell: Cell, table: str, present: Sequence[UnitReturn], figures: dict[str, Decimal | None]
) -> tuple[int, tuple[str, ...], list[Problem]]:
    """Return how often joint documents are counted twice, who may count more so, and lists that claim too much.

    One unit alone with documents shares none; of several, each must have listed as many as it counts.
    """
    listed = {back.unit.agency: list(_numbers(cell, back)) for back in present}
    counts = {agency: count or 0 for agency, count in figures.items()}
    wrong = [
        Problem(
            f"列出 {len(listed[back.unit.agency])} 件，{table}填报 {counts[back.unit.agency]}",
            file=next(name for name in back.files if name.endswith("documents.csv")),
            row_label=cell.label,
            fix=f"请{back.unit.name}核对",
        )
        for back in present
        if len(listed[back.unit.agency]) > counts[back.unit.agency]
    ]
    sound = [agency for agency, count in counts.items() if len(listed[agency]) <= count]
    times = Counter(number for agency in sound for number in listed[agency])
    twice = sum(count - 1 for count in times.values())
    counting = [agency for agency, count in counts.items() if count]
    short = tuple(agency for agency in counting if len(listed[agency]) != counts[agency])
    return twice, short if len(counting) > 1 else (), wrong


def _numbers(cell: Cell, back: UnitReturn) -> Iterator[str]:
    for document in back.documents or ():
        if (document.row, document.column) == (cell.row, cell.column):
            yield document.number
