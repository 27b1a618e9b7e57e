"""Own tables of the notebook against the facts that their rows name (N-2); other numbers are the reviewer's."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.facts.residual import Spot, compared, unverifiable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.fact import Fact
    from report_helpers.facts.own import Frame, FrameCell, OwnPart
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual

_NUMBER = re.compile(r"[-+]?[0-9]{1,30}(?:,[0-9]{3}){0,10}(?:\.[0-9]{1,30})?")
_LAST_YEAR = ("上年", "去年", "上一年")


def own_tables_agree(report: Report, rule: Rule) -> Iterator[Residual]:
    """N-2: a row that names a fact by its id has its number first of all, and last year's in a column of that."""
    for part in report.own:
        for line in _lines(part.frame) if part.frame else ():
            fact = next((known for cell in line if (known := _named(report, cell.text)) is not None), None)
            if part.frame and fact is not None:
                yield from _compared(report, rule, (part, part.frame), fact, line)


def _lines(frame: Frame) -> list[list[FrameCell]]:
    """Return the rows below the heads, each with the labels that reach down into it."""
    cells = [cell for row in frame.rows for cell in row]
    below = range(frame.header_rows, frame.height)
    return [[cell for cell in cells if cell.row <= row < cell.row + cell.rowspan] for row in below]


def _named(report: Report, text: str) -> Fact | None:
    """Return the fact that a cell names by its id, alone or with its report's."""
    fact = report.get(text.removeprefix(f"{report.id}/").removeprefix(f"{report.whole_id}/"))
    return fact if "." in text else None


def _compared(
    report: Report, rule: Rule, shown: tuple[OwnPart, Frame], fact: Fact, line: Sequence[FrameCell]
) -> Iterator[Residual]:
    """Yield the comparisons of a row: its first number with the fact, one of the last year with last year's fact."""
    part, frame = shown
    is_first = True
    for cell in (cell for cell in line if cell.role == "data"):
        number = _number(cell.text, fact.unit)
        head = "　".join(head.text for row in frame.rows[: frame.header_rows] for head in row if _is_over(head, cell))
        is_last = any(word in head for word in (*_LAST_YEAR, str(report.year - 1)))
        if number is None or not (is_first or is_last):
            continue
        is_first = is_first and is_last
        place = f"{part.place} 表的第 {cell.row + 1} 行第 {cell.column + 1} 列"
        spot = Spot(f"{part.cell}.{part.number}@{cell.row}-{cell.column}", place, cell.text)
        before = report.previous.get(fact.id) if report.previous else None
        known = before if is_last else fact
        if known is None or (is_last and known.value is None):
            yield unverifiable(rule, f"没有 {report.year - 1} 年的数据", (fact.id,), spot)
            continue
        year, right = f"{report.year - 1} 年" if is_last else "", known.printed or "空白"
        words = {"label": fact.label, "year": year, "right": right, "found": cell.text, "expected": right}
        sides = (1, 0) if known.value is None else (number, known.value)  # a blank is no number
        yield compared(rule, spot, sides, cells=(fact.id,), words=words)


def _number(text: str, unit: str) -> Decimal | None:
    """Return the number that a cell has alone, or with the fact's unit behind it."""
    alone = text.removesuffix(unit).strip() if unit else text
    return Decimal(alone.replace(",", "")) if _NUMBER.fullmatch(alone) else None


def _is_over(head: FrameCell, cell: FrameCell) -> bool:
    return head.role == "column" and head.column <= cell.column < head.column + head.colspan
