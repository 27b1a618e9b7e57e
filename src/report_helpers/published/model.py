"""What is found in a file (a page of rows) and what is made of it (a transcript of cells)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.facts.fact import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form

READING_WORDS = {
    Status.NUMBER: "数字",
    Status.NOTED: "数字带说明",
    Status.NOT_APPLICABLE: "不适用",
    Status.BLANK: "空白",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text (one cell, table 0) or a row of a table.

    `cells` holds what each grid column shows; a place covered by a merged cell that
    begins elsewhere is None. `place` names the row for a person: 第 2 张表第 5 行.
    """

    cells: tuple[str | None, ...]
    place: str
    table: int = 0

    @property
    def is_line(self) -> bool:
        """Whether this is no more than a line of text."""
        return sum(cell is not None for cell in self.cells) == 1

    @property
    def text(self) -> str:
        """What the row shows, cell after cell."""
        return " ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Page:
    """What a file shows, from top to bottom; `title` is the document's own, where it has one."""

    file: str
    rows: tuple[Row, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class CellReading:
    """One cell of the form as it was read.

    A cell that could not be read for certain is blank with `why` filled in, and
    `candidates` lists the readings that fit. `text` is what stands there.
    """

    cell: str
    label: str
    status: Status
    value: Decimal | None = None
    note: str = ""
    unit: str = ""
    place: str = ""
    text: str = ""
    why: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether something stands there that could not be read for certain."""
        return bool(self.why)

    @property
    def state(self) -> str:
        """The status of the cell in a word."""
        return "读不准" if self.is_refused else READING_WORDS[self.status]

    @property
    def printed(self) -> str:
        """The cell as a workspace's CSV holds it: figure and remark, "/" or nothing."""
        if self.value is not None:
            return f"{self.value:f}{self.note}"
        return f"/{self.note}" if self.status is Status.NOT_APPLICABLE else ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A published report as read: form, whose and which year's, its cells and its text.

    `year` is 0 and `agency` empty where the page does not say; `remarks` are what a
    person should know about the reading; `is_hybrid` says that the tables are of two forms,
    and `strays` the rows with figures that are none of the form's. `opening` is what it says above the first
    section, `dated` the day it closes with.
    """

    file: str
    kind: Kind
    form: Form
    agency: str
    year: int
    readings: Mapping[str, CellReading]
    narrative: Mapping[str, str]
    remarks: tuple[str, ...] = ()
    is_hybrid: bool = False
    strays: tuple[Row, ...] = ()
    opening: str = ""
    dated: date | None = None

    @property
    def refused(self) -> tuple[CellReading, ...]:
        """The cells that could not be read for certain, in printed order."""
        return tuple(reading for reading in self.readings.values() if reading.is_refused)
