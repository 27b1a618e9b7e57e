"""The report: all facts and the text of one agency and year, and lookups over them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from report_helpers.errors import InputError, Problem
from report_helpers.facts.fact import Fact, Status
from report_helpers.files.clock import today
from report_helpers.forms.cells import form_cells, form_groups, group_labels
from report_helpers.forms.model import MONEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.facts.ledger import Ledger
    from report_helpers.facts.own import OwnPart
    from report_helpers.facts.units import Units
    from report_helpers.facts.waiver import Waiver
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form


@dataclass(frozen=True, slots=True)
class CellNote:
    """Why cells of a year are as they are; written by a person in agency.yaml."""

    year: int
    cells: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedPage:
    """The published page that a year's tables were brought in from: its file, SHA-256, the day, and who did it.

    `figures` is what was read in each cell then, "" where nothing was; None where that was not kept.
    """

    file: str
    sha256: str
    date: date
    by: str
    figures: Mapping[str, str] | None = None

    @property
    def words(self) -> str:
        """Name it as such."""
        return f"外部公布件（{self.file}，{self.date} 由{self.by}导入）"


@dataclass(frozen=True, eq=False)
class Peers:
    """The figures of agencies that are alike, of one year and form, by agency and cell; None for a blank and for "/".

    Compared by identity, being large.
    """

    form: Form
    figures: Mapping[str, Mapping[str, Decimal | None]]


@dataclass(frozen=True, slots=True)
class Agency:
    """A government organ that reports (条例第四十九条)."""

    slug: str
    name: str
    short: str
    level: str
    type: str
    parent: str = ""
    address: str = ""
    phone: str = ""
    notes: tuple[CellNote, ...] = ()
    publishable: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()
    dated: tuple[tuple[int, str], ...] = ()  # 成文日期 of its reports, ISO 8601, by year

    def due(self, deadlines: Mapping[str, date]) -> date | None:
        """Return the day it must have published by, of those by level; None where none is set.

        A government's report is due by the day of its level, any other by the units'.
        """
        own = deadlines.get("unit")
        return deadlines.get(self.level, own) if self.type == "government" else own

    def note_on(self, year: int, cell: str) -> str:
        """Return the written reason for a cell's state, or an empty string."""
        return next((note.reason for note in self.notes if note.year == year and cell in note.cells), "")


def blank_facts(form: Form) -> dict[str, Fact]:
    """Return every cell of *form* as a blank fact, in printed order."""
    return {cell.id: Fact(cell.id, cell.label, Status.BLANK, unit=cell.unit) for cell in form_cells(form).values()}


@dataclass(frozen=True, eq=False)  # compared by identity, so that results can be cached by report
class Report:
    """One agency's report on one year. Frozen; steps return new values.

    `facts` holds every cell of the form, filled or not, and the figures of the text.
    `narrative` maps section ids to their Markdown source. `previous` is last year's
    report where one is on file; `words` is the office's own list of unfit words; `units`
    is what the units under the agency sent in, where it has a list of them; `ledgers` holds
    the ledger behind a table, by the table's id, where there is one; `on` is the day it is judged on;
    `siblings` and `peers` are the texts and the figures of others of that year, where they are at hand;
    `beside` holds the tables of the agency's reports of other kinds on that year, by kind, for the rules between them.
    `opening` is what a published report says above its first section.
    `imported` says where the tables come from when they were published elsewhere; `own` is what public cells of
    the notebook add, known once it was executed; `earlier` are the years before last year that are on file, without
    their text; `prints_pictures` says whether the appendix of charts is printed, too;
    `correction` is what the report says of it where it is published again.
    """

    id: ReportId
    agency: Agency
    kind: Kind
    form: Form
    facts: Mapping[str, Fact]
    narrative: Mapping[str, str]
    period: tuple[date, date]
    previous: Report | None = field(default=None, repr=False)
    waivers: tuple[Waiver, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict, repr=False)
    units: Units | None = field(default=None, repr=False)
    ledgers: Mapping[str, Ledger] = field(default_factory=dict, repr=False)
    siblings: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    peers: Peers | None = field(default=None, repr=False)
    beside: Mapping[str, Report] = field(default_factory=dict, repr=False)
    on: date = field(default_factory=today)
    opening: str = ""
    imported: ImportedPage | None = None
    own: tuple[OwnPart, ...] = ()
    earlier: Mapping[int, Report] = field(default_factory=dict, repr=False)
    prints_pictures: bool = False
    correction: str = ""

    def __getstate__(self) -> dict[str, Any]:
        """Return what is sent to another process, the form by its version."""
        return {**self.__dict__, "form": self.form.version}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the form of the kind as it is in this process, so that what is kept for that form serves."""
        self.__dict__.update(state, form=state["kind"].form(state["form"]))

    def require_own(self) -> None:
        """Refuse a year that was published elsewhere: it serves as last year, and is not ours to fill in or sign."""
        if self.imported is not None:
            what = f"这一年是{self.imported.words}，不填报、不生成、不签名、不公布"
            fix = (
                "它只作为上年数据；换一个公布的文件用 report import-published；"
                "要编制这一年的报告，请删去 source.yaml 并补齐数据和文字"
            )
            raise InputError(Problem(what, value=str(self.id), fix=fix))

    @property
    def year(self) -> int:
        """The reporting year."""
        return self.id.year

    @property
    def whole_id(self) -> str:
        """The id with its kind named, whether that is the workspace's default or not."""
        return f"{self.kind.id}/{self.id.agency}@{self.id.year}"

    @property
    def title(self) -> str:
        """The statutory title of the report."""
        return self.form.title.format(agency=self.agency.name, year=self.year)

    def get(self, fact_id: str) -> Fact | None:
        """Return a cell, a group sum, a figure of the text, or a coarser form's sum; None without such id."""
        return self.facts.get(fact_id) or self._group_sums.get(fact_id) or merged_fact(self.kind, fact_id, self.get)

    def cells(self, table: str = "") -> Iterator[Fact]:
        """Yield the statutory cells in printed order, of one table or of all."""
        for cell in form_cells(self.form).values():
            if table in {"", cell.table}:
                yield self.facts[cell.id]

    def text_facts(self) -> Iterator[Fact]:
        """Yield the figures of the text in the order of facts.csv."""
        return (fact for fact in self.facts.values() if fact.id.startswith("text."))

    def parts_of(self, whole: str) -> tuple[Fact, ...]:
        """Return the facts entered as parts of *whole*."""
        return tuple(fact for fact in self.facts.values() if fact.part_of == whole)

    @cached_property
    def _group_sums(self) -> dict[str, Fact]:
        """The sums of row groups: blank as soon as one leaf is, "/" counts as nothing."""
        labels = group_labels(self.form)
        groups = form_groups(self.form).items()
        return {key: _sum(key, labels[key], [self.facts[leaf] for leaf in leaves]) for key, leaves in groups}


def merged_fact(kind: Kind, fact_id: str, get: Callable[[str], Fact | None]) -> Fact | None:
    """Return the sum of the cells that another form has as one, amounts of money in its unit; *get* returns each."""
    facts = [get(part) for part in kind.settings.merged.get(fact_id, ())]
    known = [fact for fact in facts if fact is not None]
    if not known or len(known) < len(facts):
        return None
    cells = (form_cells(form).get(fact_id) for form in kind.forms.values())
    whole = next((cell for cell in cells if cell), None)
    units = {fact.unit for fact in known}
    is_money = whole is not None and units | {whole.unit} <= MONEY.keys()
    if len(units) > 1 and not is_money:
        return None
    label = "＋".join(fact.label for fact in known) if len(known) > 1 or whole is None else whole.label
    return _sum(fact_id, label, known, whole.unit if whole and is_money else known[0].unit)


def _sum(key: str, label: str, facts: Sequence[Fact], unit: str = "") -> Fact:
    """Add facts up in a unit, that of the facts where none is given; amounts of money may have another than it."""
    unit = unit or facts[0].unit
    if any(fact.status is Status.BLANK for fact in facts):
        return Fact(key, label, Status.BLANK, unit=unit)
    each = ((fact.value, fact.unit) for fact in facts if fact.value is not None)
    amounts = (value if own == unit else value * MONEY[own] / MONEY[unit] for value, own in each)
    return Fact(key, label, Status.NUMBER, sum(amounts, Decimal(0)), unit)
