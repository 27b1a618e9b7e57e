"""The parent's tables written from the sums: all beside, then each renamed into its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.facts import Fact, Status
from report_helpers.rollup.comparing import expected_of
from report_helpers.sources import replace_files, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from report_helpers.rollup.model import CellSum, Rollup


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


def write_tables(folder: Path, rollup: Rollup, contents: Mapping[str, str], tables: Iterable[str]) -> list[Path]:
    """Write the named tables into *folder* and return their paths; RunError when one cannot be written.

    Nothing stands in its place before all of them are on the disk.
    """
    form = rollup.units.form
    texts = {f"{name}.csv": write_table(form, form.table(name), contents) for name in tables}
    return replace_files(folder, texts, "写汇总表")
