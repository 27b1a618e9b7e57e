"""Reads what the units under a parent sent in: from their releases, else from their data folders."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.facts.fact import Fact, Status
from report_helpers.facts.report import merged_fact
from report_helpers.facts.units import RollupPolicy, Unit, UnitList, UnitReturn, Units, UnitState
from report_helpers.forms.cells import form_cells
from report_helpers.ledger.files import counted_facts, ledger_file, read_ledger
from report_helpers.sources.documents_csv import NAME as DOCUMENTS
from report_helpers.sources.documents_csv import read_documents
from report_helpers.sources.ledger_lists import office_vocabularies
from report_helpers.sources.quick_table import QuickTable
from report_helpers.sources.release import RELEASE, read_release, release_path
from report_helpers.sources.release_contents import RECORD
from report_helpers.sources.table_csv import read_table
from report_helpers.sources.units_yaml import kept_units_file, read_unit_list, units_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal
    from pathlib import Path

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.forms.cells import Cell
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form, Table
    from report_helpers.sources.prescribed import Settings

    NameOf = Callable[[str], str]


RULES = "rollup.yaml"


@lru_cache(maxsize=8)
def rollup_policy(kind: Kind) -> RollupPolicy:
    """Return what a kind prescribes for roll-ups; the workspace's own file outranks the shipped one."""
    return (kind.documents(RULES, RollupPolicy) or (RollupPolicy(),))[-1]


def read_units(root: Path, report: ReportId, shown: str, settings: Settings, name_of: NameOf) -> Units:
    """Return the units that the list *shown* puts under an agency, with their figures of a year.

    *name_of* names a unit that the list does not. Raises InputError for an ill-formed list; a unit whose
    files cannot be read is among the returns, with what is wrong.
    """
    listed = _named(read_unit_list(root, shown, report.agency), name_of)
    kept = kept_units_file(report.last_year)
    last = _named(read_unit_list(root, kept, report.agency), name_of) if os.path.lexists(root / kept) else None
    reader, policy = _Reader(root, report, settings), rollup_policy(settings.kind)
    return Units(report.year, settings.form, policy, listed, tuple(reader.read(unit) for unit in listed.units), last)


def absent_units(root: Path, report: ReportId, settings: Settings) -> tuple[int, tuple[str, ...]] | None:
    """Return how many units an agency has, and which of them sent nothing in; None when it has no list of units.

    A unit is named as the list names it, else by its id. Raises InputError for an ill-formed list.
    """
    shown = units_file(root, report)
    if not shown:
        return None
    units, reader = read_unit_list(root, shown, report.agency).units, _Reader(root, report, settings)
    return len(units), tuple(unit.name or unit.agency for unit in units if reader.is_absent(unit))


def unit_input_files(root: Path, units: Units) -> list[Path]:
    """Return every file the figures of the units were read from, the lists included."""
    lists = [units.list.file, *([units.last_year.file] if units.last_year else [])]
    agencies = [f"data/{unit.agency}/agency.yaml" for unit in units.list.units]
    return [root / shown for shown in (*lists, *agencies, *(name for back in units.returns for name in back.files))]


def _named(listed: UnitList, name_of: NameOf) -> UnitList:
    def name(unit: Unit) -> str:
        try:
            return unit.name or name_of(unit.agency)
        except InputError:
            return unit.agency

    return replace(listed, units=tuple(replace(unit, name=name(unit)) for unit in listed.units))


class _Reader:
    """Reads one unit after another: fast where a file is written as the form has it, strictly where not."""

    def __init__(self, root: Path, report: ReportId, settings: Settings) -> None:
        self.root, self.report, self.settings, self.form = root, report, settings, settings.form
        self.others = [form for form in settings.kind.forms.values() if form is not settings.form]
        self.ledgers, self.documents = office_vocabularies(root, settings.kind), rollup_policy(settings.kind).documents

    @cached_property
    def tables(self) -> list[tuple[Table, QuickTable]]:
        """The tables of the form, each with its fast reader."""
        return [(table, QuickTable(self.form, table)) for table in self.form.tables]

    def read(self, unit: Unit) -> UnitReturn:
        """Return what the unit sent in, on the parent's form or on its own."""
        form = self.settings.own_forms.get(unit.agency, self.form)
        if form is self.form:
            return self._read(unit)
        reader = _Reader(self.root, self.report, replace(self.settings, form=form))
        back = reader.read(unit)
        return _fitted(back, form, self.form, self.settings.kind) if back.state is UnitState.IN else back

    def _read(self, unit: Unit) -> UnitReturn:
        own = replace(self.report, agency=unit.agency)
        folder = own.data_path
        is_released = self._has(release_path(own))
        back = self._from_release(unit, own) if is_released else self._from_data(unit, folder)
        shown = f"{folder}/{DOCUMENTS}"
        if back.state is not UnitState.IN or self.documents is None or not self._has(shown):
            return back
        try:
            documents = read_documents(self.root / shown, shown, self.documents)
        except InputError as error:
            return replace(back, state=UnitState.UNREADABLE, problems=error.problems)
        return replace(back, documents=documents, files=(*back.files, shown))

    def is_absent(self, unit: Unit) -> bool:
        """Tell whether there is neither a release nor a table of the unit."""
        own = replace(self.report, agency=unit.agency)
        files = (self._file(own.data_path, table) for table in self.form.tables)
        return not self._has(release_path(own)) and not any(map(self._has, files))

    def _has(self, shown: str) -> bool:
        return os.path.lexists(f"{self.root}/{shown}")

    def _from_release(self, unit: Unit, own: ReportId) -> UnitReturn:
        shown = f"{release_path(own)}/{RECORD}/{RELEASE}"
        try:
            found = read_release(self.root, own, self.settings.kind)
        except InputError as error:
            return UnitReturn(unit, UnitState.UNREADABLE, (shown,), problems=error.problems)
        if found is None or found.form != self.form.version:
            return UnitReturn(unit, UnitState.OTHER_FORM, (shown,), form=found.form if found else "")
        cells = [found.facts[cell] for cell in form_cells(self.form)]
        slashes = frozenset(cell for cell, (status, *_) in found.facts.items() if status is Status.NOT_APPLICABLE)
        values = tuple(value for _, value, _ in cells)
        back = UnitReturn(unit, UnitState.IN, (found.shown, shown), values, slashes, form=self.form.version)
        return replace(back, published=found.release.published)

    def _from_data(self, unit: Unit, folder: str) -> UnitReturn:
        files = tuple(self._file(folder, table) for table, _ in self.tables)
        values: list[Decimal | None] = []
        slashes: frozenset[str] = frozenset()
        problems: list[Problem] = []
        for shown, (table, quick) in zip(files, self.tables, strict=True):
            read = quick.read(f"{self.root}/{shown}") if shown.endswith(f"/{table.id}.csv") else None
            if read is None:
                if not problems and not any(map(self._has, files)):
                    return UnitReturn(unit, UnitState.MISSING)
                try:
                    facts = self._facts(folder, shown, table)
                except InputError as error:
                    problems += error.problems
                    continue
                refused = {cell for cell, fact in facts.items() if fact.status is Status.NOT_APPLICABLE}
                read = tuple(facts[cell].value for cell in quick.cells), frozenset(refused)
            values += read[0]
            slashes |= read[1]
        if problems:
            unreadable = UnitReturn(unit, UnitState.UNREADABLE, files, problems=tuple(problems))
            return self._in_another_form(unit, files) or unreadable
        return UnitReturn(unit, UnitState.IN, files, tuple(values), slashes, form=self.form.version)

    def _file(self, folder: str, table: Table) -> str:
        """Return the file a table is read from: its own, or the ledger where there is only that."""
        shown = f"{folder}/{table.id}.csv"
        try:
            words = self.ledgers.get(table.id)
            return shown if words is None or self._has(shown) else ledger_file(self.root, folder, words) or shown
        except InputError:
            return shown  # two ledgers: no table

    def _facts(self, folder: str, shown: str, table: Table) -> dict[str, Fact]:
        if shown.endswith(f"/{table.id}.csv"):
            return read_table(self.root / shown, shown, self.form, table, self.others)
        ledger = read_ledger(self.root, folder, self.ledgers[table.id], self.form, self.settings.period)
        return {} if ledger is None else counted_facts(ledger, self.form)

    def _in_another_form(self, unit: Unit, files: tuple[str, ...]) -> UnitReturn | None:
        """Return the unit as one on another form, when all its tables are that form's."""
        for form in self.others:
            if len(form.tables) != len(files):
                continue
            try:
                for shown, table in zip(files, form.tables, strict=True):
                    read_table(self.root / shown, shown, form, table)
            except InputError:
                continue
            return UnitReturn(unit, UnitState.OTHER_FORM, files, form=form.version)
        return None


def _fitted(back: UnitReturn, form: Form, whole: Form, kind: Kind) -> UnitReturn:
    """Return what a unit sent in on a *form* of its own in cells of the *whole* one.

    Columns that the whole form has as one are added up; what the unit's form lacks does not apply. With a cell
    that goes into none of the whole form's, it is on another form.
    """
    own = dict(zip(form_cells(form), back.values, strict=True))
    facts = {cell.id: _fact(cell, own[cell.id], back.not_applicable) for cell in form_cells(form).values()}

    def get(cell: str) -> Fact | None:
        return facts.get(cell) or merged_fact(kind, cell, get)

    found = {cell: fact for cell in form_cells(whole) if (fact := get(cell)) is not None}
    if not own.keys() <= {part for cell in found for part in _parts(cell, own, kind)}:
        return replace(back, state=UnitState.OTHER_FORM, values=(), not_applicable=frozenset())
    values = tuple(found[cell].value if cell in found else None for cell in form_cells(whole))
    return replace(back, values=values, not_applicable=back.not_applicable | form_cells(whole).keys() - found.keys())


def _fact(cell: Cell, value: Decimal | None, not_applicable: frozenset[str]) -> Fact:
    """Return the cell of a unit as a fact."""
    nothing = Status.NOT_APPLICABLE if cell.id in not_applicable else Status.BLANK
    return Fact(cell.id, cell.label, nothing if value is None else Status.NUMBER, value, cell.unit)


def _parts(cell: str, own: Mapping[str, object], kind: Kind) -> list[str]:
    """Return the cells of a unit's own form that a cell of the whole one adds up."""
    if cell in own:
        return [cell]
    return [leaf for part in kind.settings.merged.get(cell, ()) for leaf in _parts(part, own, kind)]
