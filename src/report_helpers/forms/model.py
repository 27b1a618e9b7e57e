"""The frozen model of a statutory form, as its YAML file gives it.

A form has sections and tables. A table is one or more bands; a band has an optional
title merged over the whole width, a header (corner and a tree of columns) and a tree
of rows. Everything else - grids, cell ids, printed labels, CSV headers - follows from
these trees (see `forms.cells` and `tables.layout`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from report_helpers.files.documents import Document, Field, Whole
from report_helpers.files.records import Pattern, spelt

if TYPE_CHECKING:
    from collections.abc import Iterator

CellKind = Literal["count", "signed", "money", "decimal"]
Severity = Literal["error", "warning", "note"]
# 元 for one of the unit.
MONEY = {
    unit: Decimal(yuan)
    for unit, yuan in {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}.items()
}
_Id = Annotated[str, spelt("[a-z][a-z0-9_]*", "只用小写字母、数字和下划线，以字母开头")]
_Part = Annotated[  # of a cell's id; "" for parts that only group others
    str, spelt("[a-z0-9_]*", "只用小写字母、数字和下划线；只起归类作用的写空")
]
_Line = Annotated[str, spelt(r"[^\n\r\t]*", "应为一行文字，不能换行")]
_Version = Annotated[str, spelt(r"[\w.-]{1,64}", "应为版本：字母、数字、- 和 .，如 v-2024")]
NotebookName = Annotated[str, spelt(r"(?:[a-z0-9_]+\.ipynb)?", "应为 notebooks/ 里的文件名，如 any_kind.ipynb")]


class Column(Document):
    """A header cell: a leaf that holds figures, or a group over other columns."""

    id: _Part = ""
    label: _Line
    unit: Annotated[str, spelt(r"[^\d\s]*", "应为计量单位，不含数字和空白")] = ""
    kind: CellKind = "count"
    span: Whole = Field(default=1, ge=1, le=50)
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
    """A row label: a leaf that holds figures, or a group beside other rows; with `organ` its name is printed."""

    id: _Part = ""
    label: _Line
    organ: bool = False
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
    columns: tuple[Column, ...] = Field(min_length=1)
    rows: tuple[Row, ...] = Field(min_length=1)

    @property
    def header_depth(self) -> int:
        """Number of header rows."""
        return max(column.depth for column in self.columns)


class Table(Document):
    """A statutory table: bands over a common grid of label and data columns.

    `above` and `below` are lines the form prints over and under it; `{number}` (of its section), `{agency}` and
    `{year}` are filled in.
    """

    id: _Id
    label_columns: Whole = Field(ge=0, le=8)
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    bands: tuple[Band, ...] = Field(min_length=1)

    @property
    def width(self) -> int:
        """Number of grid columns."""
        return self.label_columns + max(sum(column.width for column in band.columns) for band in self.bands)


class Section(Document):
    """A section of the report, with its printed number and title; `topics` gives words that tell of each topic."""

    id: _Id
    number: _Line
    title: _Line = Field(min_length=1)
    separator: str = "、"
    table: str = ""
    character_limit: Whole | None = None
    topics: dict[str, Pattern] = Field(default_factory=dict)

    @property
    def heading(self) -> str:
        """The heading as printed: 一、总体情况."""
        return f"{self.number}{self.separator}{self.title}"


class Identity(Document):
    """A relation the form itself forces: sum of the left terms = sum of the right."""

    rule: str
    clause: str
    severity: Severity
    left: tuple[str, ...] = Field(min_length=1)
    right: tuple[str, ...] = Field(min_length=1)


class Years(Document):
    """The reporting years a form serves; no last year means it is in force."""

    first: Whole
    last: Whole | None = None

    def __contains__(self, year: object) -> bool:
        """Tell whether the form serves *year*."""
        return isinstance(year, int) and self.first <= year <= (self.last or year)


class InputRules(Document):
    """The ids of the rules that readers of files name when they refuse a value; "" where a kind has none."""

    blank: str = ""
    count: str = ""
    money: str = ""
    form: str = ""
    parts: str = ""
    sum: str = ""
    year: str = ""

    def of(self, kind: str) -> str:
        """Return the rule on figures of a cell kind."""
        return self.money if kind in {"money", "signed"} else self.count


def form_name(version: str) -> str:
    """Call a form by its version: 2021 年格式, zj-2024 格式."""
    return f"{version} 年格式" if version.isdigit() else f"{version} 格式"


class Form(Document):
    """A version of a kind's form; its reader sets `kind` and `input_rules`."""

    kind: str = ""
    input_rules: InputRules = InputRules()
    version: _Version
    notice: str
    years: Years
    title: _Line = Field(min_length=1)
    sections: tuple[Section, ...] = Field(min_length=1)
    tables: tuple[Table, ...]
    identities: tuple[Identity, ...]

    def __hash__(self) -> int:
        """Hash by kind and version, which is cheap."""
        return hash((self.kind, self.version))

    @property
    def name(self) -> str:
        """What a person calls it."""
        return form_name(self.version)

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
