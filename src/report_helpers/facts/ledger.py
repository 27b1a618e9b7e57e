"""The ledger 台账 behind tables 三 and 四: its cases by column, without the applicants, and what they count to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from report_helpers.files.documents import Day, Document, Field, Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Days = NDArray[np.datetime64]

HOLIDAYS = "params/holidays.yaml"  # where an office writes the lists down that the library does not have yet


class CaseRows(Document):
    """The rows of a table that are no results: how cases come into the year, how they leave it open, the total."""

    new: str
    carried_in: str
    carried_out: str
    total: str


class LimitDays(Document):
    """Time limits 办理期限 in working days: to answer, by how much that may be extended, and two within it."""

    answer: Whole
    extension: Whole
    correction: Whole
    third_party: Whole


class HolidayList(Document):
    """The days off and the working days at weekends of a year for which an office wrote the official list down."""

    year: Whole
    off: tuple[Day, ...]
    work: tuple[Day, ...]


class LedgerVocabulary(Document):
    """What a kind prescribes for the ledger behind one table: its columns, its words, where a case is counted.

    `columns` are the headings by column, the usual one first. `groups` are the applicant types, or kinds of
    dispute, with the words for each beside the form's own. With `rows`, cases come in and leave, and every
    other row of the table is a result; without, `outcomes` are the results, and `pending` is none yet.
    `unknown_group` and `unknown_outcome` say that a word is none of those, with {} where it is quoted.
    What the office adds: `own_words` says which of those an own word of its stands for, `holidays` are own lists.
    """

    table: str
    file: str
    columns: dict[str, tuple[str, ...]]
    required: tuple[str, ...]
    dates: tuple[str, ...]
    groups: dict[str, tuple[str, ...]]
    outcomes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    pending: str = ""
    rows: CaseRows | None = None
    total: str
    limits: LimitDays | None = None
    unknown_group: str
    unknown_outcome: str
    empty: str
    own_words: dict[str, str] = Field(default_factory=dict)
    holidays: tuple[HolidayList, ...] = ()

    def __hash__(self) -> int:
        """Hash by the table, which is cheap."""
        return hash(self.table)

    def heading(self, column: str) -> str:
        """Return the usual heading of a column."""
        return self.columns[column][0]


@dataclass(frozen=True, eq=False, slots=True)
class Caseload:
    """The rows of one ledger, a value a row in every column; compared by identity, being large.

    `rows` are the rows of the file, 1-based; `keys` tell cases apart, `numbers` are the case
    numbers (登记编号) as they may be shown. `group` is the applicant type (or the kind of
    dispute), `outcome` the result, both by position in the vocabulary or the form, below 0 when
    none is known (see `ledger.words`); `unknown_group` and `unknown_outcome` then hold what was written, or "" where it
    might name somebody. `carried` is the mark 上年结转: 1, 0 or −1 for none. `dates`
    are days, NaT where blank; `unreadable` marks those with something else than a date.
    No column of the file that can name a person is kept.
    """

    file: str
    vocabulary: LedgerVocabulary
    rows: NDArray[np.int32]
    keys: tuple[str, ...] = field(repr=False)
    numbers: tuple[str, ...] = field(repr=False)
    group: NDArray[np.int8]
    outcome: NDArray[np.int8]
    unknown_group: tuple[str, ...]
    unknown_outcome: tuple[str, ...]
    carried: NDArray[np.int8]
    dates: Mapping[str, Days]
    unreadable: Mapping[str, NDArray[np.bool_]]


@dataclass(frozen=True, eq=False, slots=True)
class Ledger:
    """A caseload counted into its statutory table.

    `counted` holds every cell of the table: None where a case may or may not belong to it.
    `behind` returns the positions in `load` of the cases surely counted in a cell or a sum
    of cells.
    """

    table: str
    load: Caseload
    counted: Mapping[str, int | None] = field(repr=False)
    behind: Callable[[str], Sequence[int]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ShownCase:
    """One case as it may be shown to a reviewer: row of the file, case number, received, answered."""

    row: int
    number: str
    received: str
    answered: str

    @property
    def sentence(self) -> str:
        """The case in words."""
        received = f"，{self.received} 收到" if self.received else ""
        answered = f"，{self.answered} 答复" if self.answered else ""
        return f"第 {self.row} 行 {self.number or '（没有登记编号）'}{received}{answered}"


@dataclass(frozen=True, slots=True)
class CasesBehind:
    """The cases counted in a figure: how many, and the first of them."""

    file: str
    count: int
    cases: tuple[ShownCase, ...]
