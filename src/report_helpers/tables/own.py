"""What public cells of a notebook add to a report, ready for any renderer: blocks, tables and pictures.

The records of a cell travel in its metadata under `OWN_MIME`, where only the process that built the report writes them.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from report_helpers.errors import InputError, Problem
from report_helpers.files.json_text import field_values
from report_helpers.files.records import Count
from report_helpers.narrative.model import Block, plain_block
from report_helpers.narrative.own_text import render_own
from report_helpers.tables.layout import governs
from report_helpers.tables.model import TableCell, TableView
from report_helpers.tables.own_widths import column_widths

if TYPE_CHECKING:
    from collections.abc import Iterable

    from report_helpers.facts.own import Frame
    from report_helpers.facts.report import Report
    from report_helpers.narrative.own_text import OwnText

OWN_MIME = "application/vnd.report-helpers.own"
_UNNAMED = "附表"  # what a table without a caption is called by screen readers


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture: PNG in base64, its size in pixels, how wide it is printed, caption ("" for none) and alt text."""

    id: str
    png: str
    width: Count
    height: Count
    millimetres: Count
    caption: str
    alt: str


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """One thing that a cell shows: `blocks` of a passage, or a `table`, or a `picture`; `cell` is the cell's number.

    A table is set in *size* half-points, its columns *widths* twips wide.
    """

    kind: Literal["passage", "frame", "picture"]
    cell: Count
    blocks: tuple[Block, ...] = ()
    table: TableView | None = None
    size: Count = 0
    widths: tuple[Count, ...] = ()
    picture: PictureView | None = None


def own_records(report: Report) -> dict[int, list[dict[str, Any]]]:
    """Return what a report's own parts publish, as plain values of `OwnRecord`, by the number of the cell.

    Raises InputError for a table that is too wide for the page.
    """
    records: dict[int, list[dict[str, Any]]] = {}
    for text in render_own(report):
        records.setdefault(text.part.cell, []).append(_plain(_record(text)))
    return records


def _record(text: OwnText) -> OwnRecord:
    part = text.part
    name, caption = f"own-{part.cell}-{part.number}", _words(text.caption)
    if part.frame is not None:
        size, widths = column_widths(part.frame)
        if not size:
            fix = "请去掉几列、缩短标题，或把行列互换（.T）"
            raise InputError(Problem(f"表有 {part.frame.width} 列，排不进版心", part.place, fix=fix))
        view = frame_view(part.frame, name, caption)
        return OwnRecord("frame", part.cell, table=view, size=size, widths=widths)
    if part.picture is not None:
        png, sizes = base64.b64encode(part.picture.png).decode(), (part.picture.width, part.picture.height)
        picture = PictureView(name, png, *sizes, part.picture.millimetres, caption, _words(text.alt))
        return OwnRecord("picture", part.cell, picture=picture)
    return OwnRecord("passage", part.cell, text.blocks)


def _plain(record: OwnRecord) -> dict[str, Any]:
    table, picture = record.table, record.picture
    return field_values(record) | {
        "blocks": tuple(map(plain_block, record.blocks)),
        "table": None if table is None else table.to_json(),
        "picture": None if picture is None else field_values(picture),
    }


def _words(blocks: Iterable[Block]) -> str:
    return "".join(block.text() for block in blocks)


def frame_view(frame: Frame, name: str, caption: str) -> TableView:
    """Return an own table as a table value; its caption is the line over it, and every figure names its heads."""
    cells = [
        TableCell(each.role, each.text, each.row, each.column, each.rowspan, each.colspan)
        for row in frame.rows
        for each in row
    ]
    heads = [cell for cell in cells if cell.role in {"column", "row"}]
    rows: list[list[TableCell]] = [[] for _ in range(frame.height)]
    for cell in cells:
        places = (head.place for head in heads if governs(head, cell)) if cell.role == "data" else ()
        rows[cell.row].append(TableCell(**field_values(cell) | {"headers": " ".join(places)}))
    return TableView(
        id=name,
        caption=caption or _UNNAMED,
        width=frame.width,
        height=frame.height,
        label_columns=frame.label_columns,
        header_rows=frame.header_rows,
        rows=tuple(map(tuple, rows)),
        above=(caption,) if caption else (),
        below=(),
    )
