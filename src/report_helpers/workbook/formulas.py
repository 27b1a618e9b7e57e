"""The live formulas: totals, checks and the line that counts them.

They stay neutral ("") while a cell they need is blank; "/" adds nothing. Only functions
every spreadsheet program has are used. What they give is never read back: the kit computes
totals and checks anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.workbook.plan import areas

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from report_helpers.workbook.plan import CellRef

AGREES, DIFFERS, EXCEEDS = "相符", "差", "超"


def total_formula(places: Sequence[CellRef]) -> str:
    """Return the sum of *places*: "" while one is blank, "/" when all are."""
    slashes = "+".join(f'COUNTIF({found},"/")' for found in areas(places))
    return f'=IF({_blanks(places)}>0,"",IF({slashes}={len(places)},"/",{_sum(places)}))'


def check_formula(
    left: Sequence[tuple[int, CellRef]], right: Sequence[tuple[int, CellRef]], *, is_equation: bool
) -> str:
    """Return the comparison of two signed sums: "", 相符, or by how much they differ."""
    blanks = _blanks([place for _, place in (*left, *right)])
    gap = f"ROUND({_signed_sum(left)}-({_signed_sum(right)}),6)"  # decimals add up with a remainder
    if is_equation:
        return f'=IF({blanks}>0,"",IF({gap}=0,"{AGREES}","{DIFFERS}"&IF({gap}>0,"+","")&{gap}))'
    return f'=IF({blanks}>0,"",IF({gap}<=0,"{AGREES}","{EXCEEDS}"&{gap}))'


def banner_formula(cells: Sequence[CellRef], errors: Sequence[CellRef], warnings: Sequence[CellRef]) -> str:
    """Return the line over a table: cells filled in, checks that fail."""
    filled = f"({len(cells)}-({_blanks(cells)}))"
    return (
        f'="共 {len(cells)} 格，已填 "&{filled}&" 格；勾稽不符 "&({_failing(errors)})&" 处（必须改正），'
        f'提示 "&({_failing(warnings)})&" 处（改正或说明）"'
    )


def banner_text(cells: int, filled: int, errors: int, warnings: int) -> str:
    """Return what the banner's formula gives."""
    return f"共 {cells} 格，已填 {filled} 格；勾稽不符 {errors} 处（必须改正），提示 {warnings} 处（改正或说明）"


def normalised(formula: str) -> str:
    """Return a formula without what programs change when they save it: blanks outside quotes, case."""
    parts = formula.lstrip("=").split('"')
    return '"'.join("".join(part.split()).upper() if index % 2 == 0 else part for index, part in enumerate(parts))


def _blanks(places: Iterable[CellRef]) -> str:
    return "+".join(f"COUNTBLANK({found})" for found in areas(places))


def _sum(places: Iterable[CellRef]) -> str:
    return f"SUM({','.join(areas(places))})"


def _signed_sum(parts: Sequence[tuple[int, CellRef]]) -> str:
    added = [place for sign, place in parts if sign > 0]
    taken = [place for sign, place in parts if sign < 0]
    return _sum(added) + (f"-{_sum(taken)}" if taken else "")


def _failing(places: Sequence[CellRef]) -> str:
    counts = (f'SUMPRODUCT(--(LEFT({found},1)="{mark}"))' for found in areas(places) for mark in (DIFFERS, EXCEEDS))
    return "+".join(counts) or "0"
