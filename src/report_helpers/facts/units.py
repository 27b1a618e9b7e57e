"""The units under a parent: the list of those that report, and what each has sent in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from report_helpers.errors import Problem
    from report_helpers.forms import Form


class UnitState(StrEnum):
    """What has become of a unit's figures."""

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
    """A document a unit counts in table 二: `kind` is the row, `state` the column it is counted in."""

    number: str
    title: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class UnitReturn:
    """What one unit sent in: a value or None for every cell of the form, in printed order.

    None is a blank, unless the cell is among `not_applicable`. `documents` is None where
    the unit lists none; `form` is the version its tables were filled in on.
    """

    unit: Unit
    state: UnitState
    files: tuple[str, ...] = ()
    values: tuple[Decimal | None, ...] = ()
    not_applicable: frozenset[str] = frozenset()
    documents: tuple[ListedDocument, ...] | None = None
    form: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, eq=False)
class Units:
    """The units of a parent in one year, with what they sent in; compared by identity, being large.

    `last_year` is the list kept for the year before, None where none was kept.
    """

    year: int
    form: Form
    list: UnitList
    returns: tuple[UnitReturn, ...]
    last_year: UnitList | None = None
