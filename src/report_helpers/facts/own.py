"""What an office adds to a report in cells of its own notebook, as plain values: text, tables and pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

PUBLIC = "public"  # the tag of a cell that is published


@dataclass(frozen=True, slots=True)
class FrameCell:
    """A cell of an own table at its top left corner; `row` and `column` are 0-based grid places."""

    role: Literal["corner", "column", "row", "data"]
    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Frame:
    """An own table, as it was shown: *height* x *width* grid cells, the first *header_rows* of which are heads."""

    width: int
    height: int
    label_columns: int
    header_rows: int
    rows: tuple[tuple[FrameCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """An own picture: a PNG of *width* x *height* pixels, to be printed *millimetres* wide."""

    png: bytes = field(repr=False)
    width: int
    height: int
    millimetres: int


@dataclass(frozen=True, slots=True)
class OwnPart:
    """One thing that a public cell shows, published behind what stands before it in its section.

    `cell` is the cell's number in the notebook as its author has it, `number` counts what the cell shows, both from 1.
    `text` is Markdown with placeholders, or lines as they were printed; a frame or a picture has none.
    """

    section: str
    cell: int
    number: int = 1
    text: str = ""
    is_printed: bool = False
    frame: Frame | None = None
    picture: Picture | None = None
    caption: str = ""
    alt: str = ""

    @property
    def place(self) -> str:
        """Where it comes from, for a person."""
        return f"notebook 第 {self.cell} 格"
