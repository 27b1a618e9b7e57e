"""The frozen model of a statutory form, as its YAML file gives it.

A form has sections and tables. A table is one or more bands; a band has an optional
title merged over the whole width, a header (corner and a tree of columns) and a tree
of rows. Everything else - grids, cell ids, printed labels, CSV headers - follows from
these trees (see `forms.cells` and `tables.layout`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from report_helpers.files.documents import Document, Field

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["count", "signed", "money"]
Severity = Literal["error", "warning", "note"]


class Column(Document):
    """A header cell: a leaf that holds figures, or a group over other columns."""

    id: str = ""
    label: str
    unit: str = ""
    kind: Kind = "count"
    span: int = 1
    children: tuple[Column, ...] = ()

    def leaves(self) -> Iterator[Column]:
        """Yield the columns that hold figures, left to right."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    @property
    def depth(self) -> int:
        """Number of header levels this column takes."""
        return 1 + max((child.depth for child in self.children), default=0)

    @property
    def width(self) -> int:
        """Number of grid columns this column covers."""
        return sum(child.width for child in self.children) if self.children else self.span


class Row(Document):
    """A row label: a leaf that holds figures, or a group beside other rows."""

    id: str = ""
    label: str
    clause: str = ""
    children: tuple[Row, ...] = ()

    def leaves(self) -> Iterator[Row]:
        """Yield the rows that hold figures, top to bottom."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    @property
    def height(self) -> int:
        """Number of grid rows this row covers."""
        return sum(child.height for child in self.children) if self.children else 1


class Band(Document):
    """A run of rows under one header; the whole table, or one 第二十条 item of it."""

    title: str = ""
    corner: str = ""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def header_depth(self) -> int:
        """Number of header rows."""
        return max(column.depth for column in self.columns)


class Table(Document):
    """One of the three statutory tables."""

    id: str
    label_columns: int
    width: int
    bands: tuple[Band, ...]


class Section(Document):
    """One of the six sections, with its printed number and title."""

    id: str
    number: str
    title: str
    table: str = ""
    character_limit: int | None = None
    topics: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The heading as printed: 一、总体情况."""
        return f"{self.number}、{self.title}"


class Identity(Document):
    """A relation the form itself forces: sum of the left terms = sum of the right."""

    rule: str
    clause: str
    severity: Severity
    left: tuple[str, ...]
    right: tuple[str, ...]


class Years(Document):
    """The reporting years a form serves; no last year means it is in force."""

    first: int
    last: int | None = None

    def __contains__(self, year: object) -> bool:
        """Tell whether the form serves *year*."""
        return isinstance(year, int) and self.first <= year <= (self.last or year)


class Form(Document):
    """A version of the statutory form."""

    version: str
    notice: str
    years: Years
    title: str
    sections: tuple[Section, ...] = Field(min_length=1)
    tables: tuple[Table, ...]
    identities: tuple[Identity, ...]

    def __hash__(self) -> int:
        """Hash by version: cheap, and a version names one form."""
        return hash(self.version)

    def table(self, table_id: str) -> Table:
        """Return the table called *table_id*; KeyError when the form has none."""
        for table in self.tables:
            if table.id == table_id:
                return table
        raise KeyError(table_id)

    def section(self, section_id: str) -> Section:
        """Return the section called *section_id*; KeyError when the form has none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)
