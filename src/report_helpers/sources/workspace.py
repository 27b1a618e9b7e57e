"""The workspace: where an office keeps its parameters, data, notebooks and reports."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from report_helpers.errors import InputError, Problem, shorten
from report_helpers.facts import Agency, CellNote, Fact, Ledger, Report, ReportId, Units, Waiver, blank_facts
from report_helpers.files.documents import Document, Field, read_document
from report_helpers.forms import Form, form_cells, load_form
from report_helpers.ledger import counted_facts, read_ledger
from report_helpers.sources.facts_csv import read_text_facts
from report_helpers.sources.narrative_md import read_narrative
from report_helpers.sources.release import as_published, release_path
from report_helpers.sources.table_csv import read_table
from report_helpers.sources.unit_figures import read_units
from report_helpers.sources.units_yaml import units_file
from report_helpers.sources.waivers_yaml import read_waivers

if TYPE_CHECKING:
    from collections.abc import Iterator

ENVIRONMENT_VARIABLE = "REPORT_WORKSPACE"


class _Note(Document):
    year: int
    cells: tuple[str, ...]
    reason: str = Field(min_length=1)


class _Contact(Document):
    address: str = ""
    phone: str = ""


class _Agency(Document):
    name: str = Field(min_length=2)
    short: str = Field(min_length=1)
    level: Literal["state", "province", "city", "county", "town"]
    kind: Literal["government", "department", "office"]
    parent: str = ""
    contact: _Contact = _Contact()
    notes: tuple[_Note, ...] = ()
    publishable: tuple[str, ...] = ()


class _Words(Document):
    words: dict[str, str]


class Period(Document):
    """The days a report covers, both included."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, date]:
        """The first day and the last."""
        return self.first, self.last


class Parameters(Document):
    """params/<year>.yaml: what a whole workspace agrees on for one reporting year."""

    year: int
    default_agency: str
    form: str
    period: Period
    deadlines: Mapping[str, date] = Field(default_factory=dict)
    outputs: tuple[Literal["html", "pdf", "docx"], ...] = ("html", "pdf", "docx")
    template_docx: str = ""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with `params/`, `data/` and `notebooks/`; all paths of a run start here."""

    root: Path

    @property
    def notebook(self) -> Path:
        """The parameterised notebook."""
        return self.root / "notebooks" / "annual_report.ipynb"

    @property
    def fonts(self) -> Path:
        """The office's own licensed fonts, where it has any."""
        return self.root / "fonts"

    def report_folder(self, report: ReportId) -> Path:
        """Where the built report lies."""
        return self.root / "reports" / str(report.year) / report.agency

    def release_folder(self, report: ReportId) -> Path:
        """Where the published report lies."""
        return self.root / release_path(report)

    def agencies(self, year: int) -> tuple[str, ...]:
        """Return the slugs of all agencies with data for *year*."""
        return tuple(sorted(path.parent.name for path in self.root.glob(f"data/*/{year}") if path.is_dir()))

    def years(self, agency: str) -> tuple[int, ...]:
        """Return the years an agency has data for."""
        names = (path.name for path in self.root.glob(f"data/{agency}/*") if path.is_dir())
        return tuple(sorted(int(name) for name in names if name.isdecimal()))

    def parameters(self, year: int) -> Parameters:
        """Read params/<year>.yaml; InputError when absent, ill-formed or another year's."""
        shown = f"params/{year}.yaml"
        parameters = read_document(self.root / shown, Parameters, shown)
        if parameters.year != year:
            fix = f"请改为 {year}，或使用正确的参数文件"
            raise InputError(Problem("与文件名不符", shown, column="year", value=str(parameters.year), fix=fix))
        first, last = parameters.period.days
        if not date(year, 1, 1) <= first <= last <= date(year, 12, 31):
            fix = f"统计期限一般为 {year}-01-01 至 {year}-12-31"
            raise InputError(Problem("不在报告年度之内", shown, column="period", value=f"{first} 至 {last}", fix=fix))
        return parameters

    def word_template(self, parameters: Parameters) -> Path | None:
        """Return the office's Word template; InputError when it is absent or lies elsewhere."""
        if not parameters.template_docx:
            return None
        path = (self.root / parameters.template_docx).resolve()
        if not path.is_relative_to(self.root.resolve()) or not path.is_file():
            place = (f"params/{parameters.year}.yaml", None, "", "template_docx", parameters.template_docx)
            raise InputError(
                Problem("工作区里没有这个文件", *place, fix="请写工作区内的相对路径，如 templates/office.docx")
            )
        return path

    def agency(self, slug: str) -> Agency:
        """Read data/<slug>/agency.yaml; InputError when there is no such agency."""
        shown = f"data/{slug}/agency.yaml"
        folder = self.root / "data" / slug
        if not folder.is_dir() or not folder.resolve().is_relative_to(self.root.resolve()):
            known = "、".join(sorted(path.parent.name for path in self.root.glob("data/*/agency.yaml")))
            fix = f"现有机关：{known or '（无）'}。新机关请先建立 {shown}"
            raise InputError(Problem("没有这个机关的数据", column="AGENCY", value=slug, fix=fix))
        read = read_document(self.root / shown, _Agency, shown)
        notes = tuple(CellNote(note.year, note.cells, note.reason) for note in read.notes)
        contact = read.contact
        return Agency(
            slug,
            read.name,
            read.short,
            read.level,
            read.kind,
            read.parent,
            contact.address,
            contact.phone,
            notes,
            read.publishable,
        )

    def words(self) -> dict[str, str]:
        """Return the office's own list of unfit words (params/words.yaml), none where it keeps none."""
        shown = "params/words.yaml"
        path = self.root / shown
        return dict(read_document(path, _Words, shown).words) if path.exists() else {}

    def load(self, report: ReportId) -> Report:
        """Read a report, where it is on file the year before, and what the units under the agency sent in.

        Raises InputError listing everything wrong with the files of either year.
        """
        agency = self.agency(report.agency)
        if report.year not in self.years(report.agency):
            years = "、".join(str(year) for year in self.years(report.agency)) or "（无）"
            fix = f"现有年份：{years}。新年度请先建立 data/{report.agency}/{report.year}/"
            raise InputError(
                Problem(f"{agency.name}没有 {report.year} 年的数据", column="YEAR", value=str(report.year), fix=fix)
            )
        previous = None
        if report.year - 1 in self.years(report.agency):
            before = ReportId(report.agency, report.year - 1)
            previous = self._load_year(before, agency, None)
            previous = replace(previous, facts=as_published(self.root, before, previous.facts))
        return replace(self._load_year(report, agency, previous), units=self.units(report))

    def units(self, report: ReportId) -> Units | None:
        """Return what the units under an agency sent in for a year; None when it has no list of units."""
        shown = units_file(self.root, report)
        if not shown:
            return None
        form = load_form(self.parameters(report.year).form)
        return read_units(self.root, report, shown, form, lambda slug: self.agency(slug).name)

    def typed_tables(self, report: ReportId) -> dict[str, dict[str, Fact]]:
        """Return the facts of the statutory tables that are on file for a report, by table.

        Raises InputError listing everything wrong with them.
        """
        form = load_form(self.parameters(report.year).form)
        shown = {table.id: f"data/{report.agency}/{report.year}/{table.id}.csv" for table in form.tables}
        return {
            table.id: read_table(self.root / shown[table.id], shown[table.id], form, table)
            for table in form.tables
            if (self.root / shown[table.id]).exists()
        }

    def ledgers(self, report: ReportId) -> dict[str, Ledger]:
        """Return the ledgers on file for a report, counted, by table; InputError listing what is wrong with them."""
        parameters = self.parameters(report.year)
        form, period = load_form(parameters.form), parameters.period.days
        ledgers: dict[str, Ledger] = {}
        problems: list[Problem] = []
        for table in form.tables:
            with _gathering(problems):
                ledger = read_ledger(self.root, f"data/{report.agency}/{report.year}", table.id, form, period)
                ledgers |= {table.id: ledger} if ledger else {}
        if problems:
            raise InputError(problems)
        return ledgers

    def ledger_report(self, report: ReportId, *, with_last_year: bool = True) -> Report:
        """Return a report of nothing but its ledgers, last year's included: its text may not be written yet."""
        parameters, before = self.parameters(report.year), ReportId(report.agency, report.year - 1)
        form, period = load_form(parameters.form), parameters.period.days
        has_previous = with_last_year and before.year in self.years(before.agency)
        previous = self.ledger_report(before, with_last_year=False) if has_previous else None
        agency, ledgers = self.agency(report.agency), self.ledgers(report)
        return Report(report, agency, form, blank_facts(form), {}, period, previous, ledgers=ledgers)

    def _load_year(self, report: ReportId, agency: Agency, previous: Report | None) -> Report:
        parameters = self.parameters(report.year)
        form = load_form(parameters.form)
        folder = f"data/{report.agency}/{report.year}"
        problems: list[Problem] = []
        facts: dict[str, Fact] = {}
        narrative: dict[str, str] = {}
        ledgers: dict[str, Ledger] = {}
        waivers: tuple[Waiver, ...] = ()
        with _gathering(problems):
            ledgers = self.ledgers(report)
        for table in form.tables:
            shown = f"{folder}/{table.id}.csv"
            with _gathering(problems):
                if table.id in ledgers and not os.path.lexists(self.root / shown):
                    facts |= counted_facts(ledgers[table.id], form)
                else:
                    facts |= read_table(self.root / shown, shown, form, table)
        with _gathering(problems):
            narrative = read_narrative(self.root / folder / "narrative.md", f"{folder}/narrative.md", form)
        with _gathering(problems):
            if (self.root / folder / "facts.csv").exists():
                facts |= read_text_facts(self.root / folder / "facts.csv", f"{folder}/facts.csv", form)
        with _gathering(problems):
            waivers = read_waivers(self.root / folder / "waivers.yaml", f"{folder}/waivers.yaml")
        problems += _unknown_noted_cells(agency, report, form)
        if problems:
            raise InputError(problems)
        ordered = {cell: facts[cell] for cell in form_cells(form)} | facts
        days, words = parameters.period.days, self.words()
        return Report(report, agency, form, ordered, narrative, days, previous, waivers, words, ledgers=ledgers)


@contextlib.contextmanager
def _gathering(problems: list[Problem]) -> Iterator[None]:
    """Keep what is wrong in the block beside what was found before, and go on."""
    try:
        yield
    except InputError as error:
        problems += error.problems


def _unknown_noted_cells(agency: Agency, report: ReportId, form: Form) -> list[Problem]:
    """A note that explains a cell the form does not have explains nothing."""
    shown, cells = f"data/{agency.slug}/agency.yaml", form_cells(form)
    noted = (cell for note in agency.notes if note.year == report.year for cell in note.cells)
    unknown = (cell for cell in noted if cell not in cells)
    fix = f"编号如 applications.new.natural；{report.year} 年使用 {form.version} 年格式"
    return [Problem("没有这个数据格", shown, column="notes", value=cell, fix=fix) for cell in unknown]


def find_workspace(given: str | Path | None = None) -> Workspace:
    """Return the workspace: the given folder, $REPORT_WORKSPACE, or the nearest above.

    "Above" means the current folder and its parents, then the checkout this package
    was installed from. Raises InputError when none of them is a workspace.
    """
    named = given or os.environ.get(ENVIRONMENT_VARIABLE)
    candidates = [Path(named)] if named else [*(Path.cwd() / "x").parents, *Path(__file__).resolve().parents]
    for folder in candidates:
        with contextlib.suppress(OSError, ValueError, RuntimeError):  # a name too long, a loop of links
            if (folder / "params").is_dir() and (folder / "data").is_dir():
                return Workspace(folder.resolve())
    where = f"“{shorten(str(named))}”" if named else "当前文件夹及其上级"
    fix = "工作区里应有 params/ 和 data/ 两个文件夹；也可以用 workspace 参数指明"
    raise InputError(Problem(f"{where}不是年度报告的工作区", fix=fix))
