"""The parent's tables written from the sums: all beside, then each renamed into its place."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.errors import RunError
from report_helpers.facts import Fact, Status
from report_helpers.rollup.comparing import expected_of
from report_helpers.sources import write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from report_helpers.rollup.model import CellSum, Rollup

_MODE = 0o644


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
    staged: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in tables:
            text = write_table(rollup.units.form, rollup.units.form.table(name), contents)
            target = folder / f"{name}.csv"
            descriptor, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=folder)
            staged.append((Path(beside), target))
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(descriptor)
            Path(beside).chmod(_MODE)
        for source, target in staged:
            source.replace(target)
    except OSError as error:
        raise RunError("写汇总表", f"{folder}：{error.strerror or error}") from None
    finally:
        for source, _ in staged:
            source.unlink(missing_ok=True)
    return [target for _, target in staged]
