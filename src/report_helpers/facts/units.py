"""The units under a parent: the list of those that report, and what each has sent in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from report_helpers.files.documents import Document, Field

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from report_helpers.errors import Problem
    from report_helpers.facts.report import Report
    from report_helpers.forms.cells import Cell
    from report_helpers.forms.model import Form

MOST_TEXTS = 300  # units whose texts are read: a hundred take a second


class Added(Document):
    """The rows and the columns of a table that add up."""

    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()


class JointDocuments(Document):
    """The rows and columns of the table that counts documents, each with the word for it in documents.csv."""

    table: str
    rows: dict[str, str]
    columns: dict[str, str]


class RollupPolicy(Document):
    """What a kind prescribes for roll-ups: which cells add up, and which documents units may have issued together.

    A table that is not among `added` adds up in every cell.
    """

    added: dict[str, Added] = Field(default_factory=dict)
    documents: JointDocuments | None = None

    def adds(self, cell: Cell) -> bool:
        """Tell whether a cell of the parent is the sum of its units' cells."""
        added = self.added.get(cell.table)
        return added is None or cell.row in added.rows or cell.column in added.columns

    def counts_documents(self, cell: Cell) -> bool:
        """Tell whether a cell counts documents that several units may have issued together."""
        known = self.documents
        return known is not None and cell.table == known.table and cell.row in known.rows


class UnitState(StrEnum):
    """The state of a unit's figures."""

    IN = "in"
    MISSING = "missing"  # nothing is there
    OTHER_FORM = "other_form"  # all of it is there, in another year's form
    UNREADABLE = "unreadable"  # something is there that no reader accepts


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency that reports to a parent; `until` is the day its figures must be in by, where it has its own."""

    agency: str
    name: str
    kind: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class UnitList:
    """Who reports to a parent: read from *file*; `excluded` names who does not, and why.

    `typed` says that a person types the parent's tables, so that no sum may overwrite them.
    """

    file: str
    units: tuple[Unit, ...]
    excluded: tuple[tuple[str, str], ...] = ()
    typed: bool = False


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document a unit counts in a table: `row` is its type, `column` its state."""

    number: str
    title: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class UnitReturn:
    """What one unit sent in: a value or None for every cell of the form, in printed order.

    None is a blank, unless the cell is among `not_applicable`. `documents` is None where
    the unit lists none; `form` is the version its tables were filled in on, `published` the day of its release.
    `text` is its report as far as it is written, or what is wrong with its text; None where there is none, of what
    was published, which had no errors then, and of more than MOST_TEXTS units.
    """

    unit: Unit
    state: UnitState
    files: tuple[str, ...] = ()
    values: tuple[Decimal | None, ...] = ()
    not_applicable: frozenset[str] = frozenset()
    documents: tuple[ListedDocument, ...] | None = None
    form: str = ""
    problems: tuple[Problem, ...] = ()
    published: date | None = None
    text: Report | tuple[Problem, ...] | None = None


@dataclass(frozen=True, eq=False)
class Units:
    """The units of a parent in one year, with what they sent in; compared by identity, being large.

    `last_year` is the list kept for the year before, None where none was kept.
    """

    year: int
    form: Form
    policy: RollupPolicy
    list: UnitList
    returns: tuple[UnitReturn, ...]
    last_year: UnitList | None = None
