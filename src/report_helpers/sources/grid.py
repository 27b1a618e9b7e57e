"""Reads a CSV file as a checked grid: header matched to the expected columns, rows numbered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, raise_problems
from report_helpers.files.characters import HALF_WIDTH
from report_helpers.files.csv_text import refuse_other_separators, strict_rows
from report_helpers.files.encoding import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_BYTES = 2_000_000
MAX_ROWS, MAX_COLUMNS = 2000, 100

# Readings of a label that differ only in width, brackets, quotes or spacing are one.
_FOLD = HALF_WIDTH | str.maketrans("“”、", '"".')


@dataclass(frozen=True, slots=True)
class Header:
    """An expected column: its id, its printed heading, and whether it may be absent."""

    id: str
    label: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a CSV file: its line number in the file and its cells by column id."""

    number: int
    cells: dict[str, str]


@lru_cache(maxsize=1024)
def fold(label: str) -> str:
    """Return *label* with width, quotes, enumeration marks and spaces evened out."""
    return "".join(label.translate(_FOLD).split())


def read_grid(path: Path, shown: str, headers: Sequence[Header], *, ordered: bool = True) -> tuple[GridRow, ...]:
    """Read a CSV file whose columns are *headers*, by id or printed label.

    *ordered* columns must stand as printed: a figure in its neighbour's column is the
    slip that no later rule is sure to see. Empty rows are skipped. Raises InputError
    naming file, row and column when the file is empty, no CSV, or its header or a row's
    length differs.
    """
    lines = _parse(read_text(path, shown, MAX_BYTES), shown)
    if len(lines) > MAX_ROWS or any(len(cells) > MAX_COLUMNS for _, cells in lines):
        reason = f"超过了 {MAX_ROWS} 行或 {MAX_COLUMNS} 列，不像是这张表"
        raise InputError(Problem(reason, file=shown, fix="请检查是否放错了文件"))
    if not lines:
        raise InputError(Problem("文件是空的", file=shown, fix=f"第一行应为：{','.join(h.label for h in headers)}"))
    (number, first), body = lines[0], lines[1:]
    columns = _match_header(first, number, shown, headers, ordered=ordered)
    raise_problems(
        Problem(f"有 {len(cells)} 格，表头只有 {len(columns)} 格", shown, row, fix="请检查是否多了逗号或移了位")
        for row, cells in body
        if len(cells) > len(columns)
    )
    return tuple(
        GridRow(row, {h.id: cells[i].strip() if i < len(cells) else "" for i, h in enumerate(columns)})
        for row, cells in body
    )


def _parse(text: str, shown: str) -> list[tuple[int, list[str]]]:
    """Return the non-empty rows with their line numbers, trailing empty cells removed."""
    rows = []
    for line, cells in strict_rows(text, shown):
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            rows.append((line, cells))
    return rows


def _match_header(found: list[str], row: int, shown: str, headers: Sequence[Header], *, ordered: bool) -> list[Header]:
    """Return the headers in the file's order."""
    refuse_other_separators(found, shown, row)
    by_name = {fold(name): header for header in headers for name in (header.id, header.label)}
    matched = [by_name.get(fold(cell)) for cell in found]
    expected = [header for header in headers if not header.optional or header in matched]
    complete = len(matched) == len(expected) and all(header in matched for header in expected)
    if matched == expected or (complete and not ordered):
        return [header for header in matched if header is not None]
    raise InputError(_header_problems(found, matched, row, shown, expected))


def _header_problems(
    found: list[str], matched: list[Header | None], row: int, shown: str, expected: list[Header]
) -> list[Problem]:
    """Say which columns are unknown, repeated, missing or out of order."""
    problems = []
    for position, (cell, header) in enumerate(zip(found, matched, strict=True), 1):
        if header is None:
            problems.append(Problem(f"第 {position} 列的表头无法识别", file=shown, row=row, column=cell))
        elif matched.index(header) != position - 1:
            problems.append(Problem(f"第 {position} 列的表头重复", file=shown, row=row, column=cell))
    lacking = (header.label for header in expected if header not in matched)
    problems += [Problem("缺少这一列", shown, row, column=label) for label in lacking]
    if not problems:
        position = next(i for i, (m, e) in enumerate(zip(matched, expected, strict=True)) if m != e)
        reason = f"第 {position + 1} 列应为“{expected[position].label}”，列的顺序颠倒了"
        problems.append(Problem(reason, file=shown, row=row, column=found[position]))
    fix = f"表头应依次为：{','.join(header.label for header in expected)}"
    return [*problems[:-1], replace(problems[-1], fix=fix)]
