"""Finds and reads a workspace: where an office keeps its parameters, data, notebooks and reports."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.errors import SHOWN_PROBLEMS, InputError, Problem, gathering, listed, raise_problems, shorten
from report_helpers.facts.fact import Fact
from report_helpers.facts.identifiers import TEXT_FILE, ReportId
from report_helpers.facts.ledger import Ledger
from report_helpers.facts.report import Agency, CellNote, ImportedPage, Report, blank_facts
from report_helpers.files.clock import today
from report_helpers.files.documents import read_document
from report_helpers.files.file_sets import require_finished
from report_helpers.files.plain_files import require_inside, require_no_links
from report_helpers.forms.cells import form_cells
from report_helpers.forms.kind import Kind, kind_ids, load_kind
from report_helpers.ledger.files import counted_facts, read_ledger
from report_helpers.sources.beside import read_beside
from report_helpers.sources.facts_csv import read_text_facts
from report_helpers.sources.ledger_lists import office_vocabularies, read_words
from report_helpers.sources.narrative_md import read_narrative
from report_helpers.sources.prescribed import Settings, prescribed
from report_helpers.sources.release import read_release, release_path, with_published
from report_helpers.sources.settings_files import (
    MOVED_AGENCY,
    MOVED_PARAMETERS,
    AgencyFile,
    Parameters,
    tables_of_other_forms,
    unknown_names,
    unknown_noted_cells,
)
from report_helpers.sources.source_yaml import NAME as SOURCE
from report_helpers.sources.source_yaml import read_source
from report_helpers.sources.table_csv import read_table
from report_helpers.sources.unit_texts import read_units_and_texts
from report_helpers.sources.units_yaml import units_file
from report_helpers.sources.waivers_yaml import read_waivers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from report_helpers.facts.units import Units
    from report_helpers.facts.waiver import Waiver
    from report_helpers.sources.release import PublishedReport

ENVIRONMENT_VARIABLE = "REPORT_WORKSPACE"
_PACKAGE = Path(__file__).parents[1]  # its notebooks lie inside it in a wheel, beside src/ in a checkout
NOTEBOOKS = (_PACKAGE / "notebooks", _PACKAGE.parents[1] / "notebooks")
ANY_KIND = "any_kind.ipynb"
NOTEBOOK = "notebook.ipynb"  # beside a year's data: takes the place of the kind's there
# The folders of a workspace, and how deep each is looked through for links to elsewhere.
FOLDERS = {"params": 0, "data": 1, "notebooks": 0, "fonts": 0, "reports": 2, "releases": 2, "templates": 0}


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with `params/`, `data/` and `notebooks/`; all paths of a run start here."""

    root: Path

    def notebook_of(self, kind: Kind, report: ReportId) -> Path:
        """Return a report's notebook: the one beside its data; else its kind's or the package's; else any kind's."""
        beside, own = self.root / report.data_path / NOTEBOOK, self.root / "notebooks" / kind.notebook
        shipped = (folder / name for name in (kind.notebook, ANY_KIND) for folder in NOTEBOOKS)
        found = next((path for path in (beside, own) if os.path.lexists(path)), None)
        return found or next((path for path in shipped if path.exists()), own)

    @property
    def fonts(self) -> Path:
        """The office's own licensed fonts, where it has any."""
        return self.root / "fonts"

    def report_folder(self, report: ReportId) -> Path:
        """Where the built report lies."""
        return self.root / "reports" / report.path

    def release_folder(self, report: ReportId) -> Path:
        """Where the published report lies."""
        return self.root / release_path(report)

    def agencies(self, year: int, kind: str = "") -> tuple[str, ...]:
        """Return the slugs of all agencies with data of a kind ("" for the default) for *year*."""
        folders = self.root.glob(f"data/*/{kind}/{year}" if kind else f"data/*/{year}")
        return tuple(sorted(path.relative_to(self.root).parts[1] for path in folders if path.is_dir()))

    def years(self, agency: str, kind: str = "") -> tuple[int, ...]:
        """Return the years an agency has data of a kind for."""
        names = (path.name for path in (self.root / "data" / agency / kind).glob("*/") if path.is_dir())
        return tuple(sorted(int(name) for name in names if name.isdecimal()))

    def kinds(self, year: int) -> tuple[str, ...]:
        """Return "" and every other kind with data for *year*, as report ids name them; none without any data."""
        if not any(self.agencies(year, kind) for kind in ("", *kind_ids(self.root))):
            return ()
        default = self.parameters(year).default_kind
        others = (kind for kind in kind_ids(self.root) if kind != default and self.agencies(year, kind))
        return ("", *others)

    def report(self, agency: object, year: object, kind: object = "") -> ReportId:
        """Return the report of an agency, a year and a kind given by a person; the default kind is not named."""
        report = ReportId.of(agency, year, kind)
        return replace(report, kind=self.kind_named(report.kind, report.year))

    def kind_named(self, kind: str, year: int) -> str:
        """Return a kind as report ids of a year name it: "" for the default; InputError when there is no such kind."""
        if kind:
            load_kind(kind, self.root)
        return "" if kind and kind == self.parameters(year).default_kind else kind

    def settings(self, report: ReportId) -> Settings:
        """Return what is prescribed for a report: by its kind, or else by the year's parameters.

        Raises InputError when the parameters, the kind or its form are wrong or absent.
        """
        parameters = self.parameters(report.year)
        kind = load_kind(report.kind or parameters.default_kind, self.root)
        return prescribed(kind, parameters.of(kind.id), report.year, report.agency)

    def parameters(self, year: int) -> Parameters:
        """Read params/<year>.yaml; InputError when absent, ill-formed or another year's."""
        shown = f"params/{year}.yaml"
        absent = f"新年度请先运行 report new year {year} --all"
        parameters = read_document(self.root / shown, Parameters, shown, moved=MOVED_PARAMETERS, absent=absent)
        if parameters.year != year:
            fix = f"请改为 {year}，或使用正确的参数文件"
            raise InputError(Problem("与文件名不符", shown, column="year", value=str(parameters.year), fix=fix))
        raise_problems(unknown_names(parameters, self.root))
        return parameters

    def agency(self, slug: str) -> Agency:
        """Read data/<slug>/agency.yaml; InputError when there is no such agency."""
        shown = f"data/{slug}/agency.yaml"
        if not (self.root / "data" / slug).is_dir():
            names = sorted(path.parent.name for path in self.root.glob("data/*/agency.yaml"))
            known = listed(names, SHOWN_PROBLEMS, " 等 {} 个") or "（无）"
            fix = f"现有机关：{known}。新机关请运行 report new agency {slug}"
            raise InputError(Problem("没有这个机关的数据", column="机关代号", value=slug, fix=fix))
        require_inside(self.root, f"data/{slug}")
        read = read_document(self.root / shown, AgencyFile, shown, moved=MOVED_AGENCY)
        notes = tuple(CellNote(note.year, note.cells, note.reason) for note in read.notes)
        dated = tuple((int(year), day.isoformat()) for year, day in read.dated.items())
        others = read.model_dump(exclude={"contact", "notes", "dated"}) | read.contact.model_dump()
        return Agency(slug, notes=notes, dated=dated, **others)

    def words(self) -> dict[str, str]:
        """Return the office's own list of unfit words (params/words.yaml), none where it keeps none."""
        return dict(read_words(self.root).words)

    def load(self, report: ReportId, on: date | None = None, *, with_units: bool = True) -> Report:
        """Read a report, to be judged *on* a day (today when None), with last year's, its units' and those beside it.

        Raises InputError listing everything wrong with the files of any.
        """
        agency = self.agency(report.agency)
        known = self.years(report.agency, report.kind)
        if report.year not in known:
            years = "、".join(str(year) for year in known) or "（无）"
            fix = f"现有年份：{years}。新年度请运行 report new year {report.year} --agency {report.agency}"
            others = (kind for kind in kind_ids(self.root) if report.year in self.years(report.agency, kind))
            fix = "；".join((*(f"另一种报告请写 {kind}/{report.agency}@{report.year}" for kind in others), fix))
            what = f"{agency.name}没有 {report.year} 年的数据"
            raise InputError(Problem(what, column="年份", value=str(report.year), fix=fix))
        previous = self._last_year(report.last_year, agency, is_on_file=report.year - 1 in known)
        read, printed = self._load_year(report, agency, previous), self.settings(report).print_pictures
        units = self.units(report) if with_units else None
        read = replace(read, units=units, on=on or today(), prints_pictures=printed)
        earlier = self._earlier(report, agency, known)
        return replace(read, earlier=earlier, beside=read_beside(self, report, read.kind))

    def published(self, report: ReportId) -> PublishedReport | None:
        """Return the release of a report, None when it was not published; InputError where it is not whole."""
        is_there = os.path.lexists(self.release_folder(report))
        if is_there and self.imported(report) is not None:
            what = f"既有公布件，又有 {report.data_path}/{SOURCE}：一个年度不能既是本机关公布的，又是外部公布件"
            raise InputError(Problem(what, release_path(report), fix="请删去其中不对的一个"))
        return read_release(self.root, report, self.settings(report).kind) if is_there else None

    def imported(self, report: ReportId) -> ImportedPage | None:
        """Return the page that a report's data were brought in from; None where they were reported here."""
        return read_source(self.root, report.data_path)

    def _last_year(self, before: ReportId, agency: Agency, *, is_on_file: bool) -> Report | None:
        """Return last year's report with the figures that were published; None when neither is on file."""
        published = self.published(before)
        if published is None and not is_on_file:
            return None
        if is_on_file:
            report = self._load_year(before, agency, None, published)
        else:
            found = self.settings(before)
            report = Report(before, agency, found.kind, found.form, blank_facts(found.form), {}, found.period)
        return replace(report, facts=with_published(report.facts, published))

    def _earlier(self, report: ReportId, agency: Agency, known: Sequence[int]) -> dict[int, Report]:
        """Return the years before last year, without their text; only drawn, so that one that is broken is left out."""
        found: dict[int, Report] = {}
        for year in (year for year in known if year < report.year - 1):
            with contextlib.suppress(InputError):
                read = self._last_year(replace(report, year=year), agency, is_on_file=True)
                found |= {year: replace(read, narrative={})} if read else {}
        return found

    def units(self, report: ReportId) -> Units | None:
        """Return what the units under an agency sent in for a year; None when it has no list of units."""
        shown = units_file(self.root, report)
        return read_units_and_texts(self, report, shown) if shown else None

    def typed_tables(self, report: ReportId) -> dict[str, dict[str, Fact]]:
        """Return the facts of the statutory tables that are on file for a report, by table.

        Raises InputError listing everything wrong with them.
        """
        settings = self.settings(report)
        require_finished(self.root / report.data_path, report.data_path)
        form, others = settings.form, tuple(settings.kind.forms.values())
        files = ((table, f"{report.data_path}/{table.id}.csv") for table in form.tables)
        on_file = ((table, shown) for table, shown in files if os.path.lexists(self.root / shown))
        return {table.id: read_table(self.root / shown, shown, form, table, others) for table, shown in on_file}

    def ledgers(self, report: ReportId) -> dict[str, Ledger]:
        """Return the ledgers on file for a report, counted, by table; InputError listing what is wrong with them."""
        settings, problems = self.settings(report), list[Problem]()
        ledgers: dict[str, Ledger] = {}
        for table, words in office_vocabularies(self.root, settings.kind).items():
            with gathering(problems):
                ledger = read_ledger(self.root, report.data_path, words, settings.form, settings.period)
                ledgers |= {table: ledger} if ledger else {}
        raise_problems(problems)
        return ledgers

    def ledger_report(self, report: ReportId, *, with_last_year: bool = True) -> Report:
        """Return a report of nothing but its ledgers, last year's included: its text may not be written yet."""
        settings, before = self.settings(report), report.last_year
        center = (settings.kind, settings.form, blank_facts(settings.form), dict[str, str](), settings.period)
        has_previous = with_last_year and before.year in self.years(before.agency, before.kind)
        previous = self.ledger_report(before, with_last_year=False) if has_previous else None
        return Report(report, self.agency(report.agency), *center, previous, ledgers=self.ledgers(report))

    def _load_year(
        self, report: ReportId, agency: Agency, previous: Report | None, published: PublishedReport | None = None
    ) -> Report:
        settings = self.settings(report)
        form, folder, others = settings.form, report.data_path, tuple(settings.kind.forms.values())
        require_inside(self.root, folder)
        require_finished(self.root / folder, folder)
        problems, facts, narrative, ledgers = list[Problem](), dict[str, Fact](), dict[str, str](), dict[str, Ledger]()
        waivers: tuple[Waiver, ...] = ()
        with gathering(problems):
            ledgers = self.ledgers(report)
        for table in form.tables:
            shown = f"{folder}/{table.id}.csv"
            with gathering(problems):
                if table.id in ledgers and not os.path.lexists(self.root / shown):
                    facts |= counted_facts(ledgers[table.id], form)
                elif published is not None and not os.path.lexists(self.root / shown):
                    facts |= {key: fact for key, fact in blank_facts(form).items() if key.partition(".")[0] == table.id}
                else:
                    facts |= read_table(self.root / shown, shown, form, table, others)
        imported = self.imported(report)
        with gathering(problems):
            text = self.root / folder / TEXT_FILE
            if imported is None or os.path.lexists(text):
                narrative = read_narrative(text, f"{folder}/{TEXT_FILE}", form)
        with gathering(problems):
            if os.path.lexists(self.root / folder / "facts.csv"):
                facts |= read_text_facts(self.root / folder / "facts.csv", f"{folder}/facts.csv", form)
        with gathering(problems):
            waivers = read_waivers(self.root / folder / "waivers.yaml", f"{folder}/waivers.yaml")
        problems += unknown_noted_cells(agency, report, form) + tables_of_other_forms(self.root, folder, form, others)
        raise_problems(problems)
        ordered = {cell: facts[cell] for cell in form_cells(form)} | facts
        center = (settings.kind, form, ordered, narrative, settings.period)
        return Report(report, agency, *center, previous, waivers, self.words(), ledgers=ledgers, imported=imported)


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
                require_no_links(folder.resolve(), FOLDERS)
                return Workspace(folder.resolve())
    where = f"“{shorten(str(named))}”" if named else "当前文件夹及其上级"
    fix = "工作区里应有 params/ 和 data/ 两个文件夹；也可以用 workspace 参数指明"
    raise InputError(Problem(f"{where}不是年度报告的工作区", fix=fix))
