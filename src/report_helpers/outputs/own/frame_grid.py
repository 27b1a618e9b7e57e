"""Lays the cells of a shown DataFrame out as a grid: which are heads, what they govern, how they are merged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from report_helpers.errors import InputError, Problem
from report_helpers.facts.own import Frame, FrameCell

if TYPE_CHECKING:
    from collections.abc import Sequence

_TALL = 8  # rows that a label may reach over; a longer group repeats it in every row, so that a page may end in it


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as it stands in its row: text, whether it is a head, its spans, whether its row is one of heads."""

    text: str
    is_head: bool
    rowspan: int
    colspan: int
    is_top: bool


def laid_out(rows: Sequence[Sequence[GridCell]], place: str) -> Frame:
    """Return the table of these rows; InputError, naming the cell (*place*), where they are no such grid."""
    placed = _placed(rows, place)
    named = any(cell.is_top for line in rows for cell in line)
    tops = [
        row for row, line in enumerate(rows) if line and (line[0].is_top if named else all(c.is_head for c in line))
    ]
    top = len(tops) if tops == list(range(len(tops))) else 0
    body = [[cell for cell in line if cell.row >= top] for line in placed[top:]]
    if not any(body):
        raise InputError(Problem("表里没有数据行", place, fix="请确认这张表有内容，或去掉 public 标签"))
    width = max(cell.column + cell.colspan for line in placed for cell in line)
    labels = min((sum(c.colspan for c in _heads(line)) for line in _whole(placed, top)), default=0)
    _require_data(body, labels, place)
    if not (top or labels):
        raise InputError(Problem("表既没有列标题，也没有行标题", place, fix="请给各列起名，或保留索引"))
    if labels == width:
        raise InputError(Problem("表里只有标题，没有数据", place, fix="请确认这张表有数据列，或去掉 public 标签"))
    heads = _column_heads(placed[:top], labels)
    shift = top - len(heads)
    below = [[replace(cell, row=cell.row - shift) for cell in line] for line in _repeated(body)]
    done = tuple(tuple(sorted(line, key=lambda cell: cell.column)) for line in (*heads, *below))
    return Frame(width, len(done), labels, len(heads), done)


def _placed(rows: Sequence[Sequence[GridCell]], place: str) -> list[list[FrameCell]]:
    """Return the cells of each row at their grid places; no two overlap and no place is empty."""
    taken: set[tuple[int, int]] = set()
    placed: list[list[FrameCell]] = []
    for number, row in enumerate(rows):
        line, column = [], 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            role: Literal["column", "row", "data"] = (
                "column" if cell.is_top and cell.is_head else "row" if cell.is_head else "data"
            )
            line.append(FrameCell(role, cell.text, number, column, cell.rowspan, cell.colspan))
            spots = {(number + d, column + r) for d in range(cell.rowspan) for r in range(cell.colspan)}
            _require(not spots & taken, place)
            taken |= spots
        placed.append(line)
    width = max((column for _, column in taken), default=-1) + 1
    _require(len(taken) == width * len(rows) and bool(rows), place)
    return placed


def _require(is_grid: bool, place: str) -> None:  # noqa: FBT001
    if not is_grid:
        raise InputError(
            Problem("表的各行格数不一样，排不成格子", place, fix="请直接显示 DataFrame 或 Styler，不要拼接 HTML")
        )


def _whole(placed: Sequence[Sequence[FrameCell]], top: int) -> list[list[FrameCell]]:
    """Return the rows below the heads, each with the cells that reach down into it."""
    lines: dict[int, list[FrameCell]] = defaultdict(list)
    for cell in (cell for line in placed[top:] for cell in line):
        for row in range(cell.row, cell.row + cell.rowspan):
            lines[row].append(cell)
    return [sorted(lines[row], key=lambda cell: cell.column) for row in sorted(lines)]


def _heads(line: Sequence[FrameCell]) -> list[FrameCell]:
    """Return the head cells that a row begins with."""
    end = next((number for number, cell in enumerate(line) if cell.role == "data"), len(line))
    return list(line[:end])


def _require_data(body: Sequence[Sequence[FrameCell]], labels: int, place: str) -> None:
    for cell in (cell for line in body for cell in line):
        is_label = cell.column < labels
        if is_label != (cell.role != "data"):
            raise InputError(
                Problem("表的行标题和数据混在一起", place, value=cell.text, fix="请直接显示 DataFrame 或 Styler")
            )
        if not is_label and (cell.rowspan, cell.colspan) != (1, 1):
            raise InputError(Problem("表里有合并的数据格", place, value=cell.text, fix="请把合并的数据格拆开"))


def _repeated(body: Sequence[Sequence[FrameCell]]) -> list[list[FrameCell]]:
    """Return the rows with a label that reaches over many repeated in each."""
    lines: list[list[FrameCell]] = [[] for _ in body]
    first = body[0][0].row
    for cell in (cell for line in body for cell in line):
        many = range(cell.row, cell.row + cell.rowspan) if cell.rowspan > _TALL else ()
        for row in many:
            lines[row - first].append(replace(cell, row=row, rowspan=1))
        if not many:
            lines[cell.row - first].append(cell)
    return lines


def _column_heads(rows: Sequence[Sequence[FrameCell]], labels: int) -> list[list[FrameCell]]:
    """Return the rows of heads: names of the index stand in the corner, a head reaches down over blanks below it."""
    if not rows:
        return []
    names = [
        "／".join(
            dict.fromkeys(c.text for line in rows for c in line if c.column <= column < c.column + c.colspan and c.text)
        )
        for column in range(labels)
    ]
    lines = [[cell for cell in line if cell.column >= labels] for line in rows]
    if len(lines) > 1 and not any(cell.text for cell in lines[-1]):
        lines = lines[:-1]  # pandas puts the names of the index into a row of their own
    heads: list[list[FrameCell]] = [[] for _ in lines]
    for cell in (cell for line in lines for cell in line):
        above = next((c for line in heads for c in line if _stands_over(c, cell)), None)
        if above is not None and not cell.text:
            heads[above.row][heads[above.row].index(above)] = replace(above, rowspan=above.rowspan + cell.rowspan)
        else:
            heads[cell.row].append(replace(cell, role="column"))
    height = len(lines)
    if labels and not any(names):
        heads[0].append(FrameCell("corner", "", 0, 0, height, labels))
    else:
        heads[0] += [FrameCell("corner", name, 0, column, height) for column, name in enumerate(names)]
    return heads


def _stands_over(above: FrameCell, cell: FrameCell) -> bool:
    """Tell whether a head stands right over another place of the same columns."""
    return (above.column, above.colspan) == (cell.column, cell.colspan) and above.row + above.rowspan == cell.row
