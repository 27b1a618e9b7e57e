"""Models the YAML files of a workspace's settings: agency.yaml; in params/ <year>.yaml, words.yaml, holidays.yaml."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from report_helpers.errors import InputError, Problem
from report_helpers.files.documents import Day, Document, Field, Whole
from report_helpers.files.records import spelt
from report_helpers.forms.cells import form_cells
from report_helpers.forms.kind import DEFAULT_KIND, kind_ids

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.facts.report import Agency
    from report_helpers.forms.model import Form

# Entries that have moved, each with what to write instead.
MOVED_PARAMETERS = {
    name: f"请移到 kinds: {{{DEFAULT_KIND}: {{{name}: …}}}}" for name in ("form", "period", "deadlines")
}
MOVED_AGENCY = {"kind": "请把这一行的 kind 改为 type"}


NAME_LENGTH = 200  # characters; the longest name of an agency has about 60, and more finds no room on a title page


_Year = Annotated[str, spelt("20[0-9]{2}", "应为年份，如 2024")]  # a key
_Link = Annotated[str, spelt("(?:https?://[!-~]+)?", "应为以 http:// 或 https:// 开头的网址，没有的写空")]


class _Note(Document):
    year: Whole
    cells: tuple[str, ...]
    reason: str = Field(min_length=1)


class _Contact(Document):
    address: str = ""
    phone: str = ""


class AgencyFile(Document):
    """data/<agency>/agency.yaml."""

    name: str = Field(min_length=2, max_length=NAME_LENGTH)
    short: str = Field(min_length=1, max_length=NAME_LENGTH)
    level: Literal["state", "province", "city", "county", "town"]
    type: Literal["government", "department", "office"]
    parent: str = Field("", max_length=NAME_LENGTH)
    contact: _Contact = _Contact()
    notes: tuple[_Note, ...] = ()
    dated: dict[_Year, Day] = Field(default_factory=dict)  # 成文日期, by year
    publishable: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()


class WordsFile(Document):
    """params/words.yaml: unfit words and what to write instead; a ledger's own words and what they stand for."""

    words: dict[str, str] = Field(default_factory=dict)
    ledger: dict[str, str] = Field(default_factory=dict)


class _DaysOff(Document):
    name: str = ""
    first: Day
    last: Day | None = None


class _Holidays(Document):
    source: str = Field(min_length=4)
    rest: tuple[_DaysOff, ...] = Field(min_length=1)
    work: tuple[Day, ...] = ()


class HolidaysFile(Document):
    """params/holidays.yaml: by year, the days off and the working days at weekends, and the notice that says so."""

    years: dict[_Year, _Holidays] = Field(min_length=1)


class Period(Document):
    """The days a report covers, both included."""

    first: Day
    last: Day

    @property
    def days(self) -> tuple[date, date]:
        """The first day and the last."""
        return self.first, self.last


class KindParameters(Document):
    """What a year's parameters say of one kind; what they leave out is as kind.yaml prescribes.

    `form` is that of every agency but those that `forms` names with theirs.
    """

    form: str = ""
    forms: Mapping[str, Annotated[str, Field(min_length=1)]] = Field(default_factory=dict)
    period: Period | None = None
    deadlines: Mapping[str, Day] = Field(default_factory=dict)
    print_pictures: bool | None = None


class Parameters(Document):
    """params/<year>.yaml: what a whole workspace agrees on for one reporting year."""

    year: Whole
    default_agency: str
    default_kind: str = DEFAULT_KIND
    kinds: Mapping[str, KindParameters] = Field(default_factory=dict)
    outputs: tuple[Literal["html", "pdf", "docx"], ...] = ("html", "pdf", "docx")
    template_docx: str = ""
    license: _Link = Field("", max_length=500)  # of the open data, for their metadata

    def of(self, kind: str) -> KindParameters:
        """Return what is said of a kind."""
        return self.kinds.get(kind, KindParameters())


def word_template(root: Path, parameters: Parameters) -> Path | None:
    """Return the Word template of the office whose workspace is at *root*; InputError when absent or elsewhere."""
    if not parameters.template_docx:
        return None
    path = (root / parameters.template_docx).resolve()
    if not path.is_relative_to(root.resolve()) or not os.path.isfile(path):  # noqa: PTH113  a name too long
        place = (f"params/{parameters.year}.yaml", None, "", "template_docx", parameters.template_docx)
        fix = "请写工作区内的相对路径，如 templates/office.docx"
        raise InputError(Problem("工作区里没有这个文件", *place, fix=fix))
    return path


def unknown_names(parameters: Parameters, root: Path) -> list[Problem]:
    """Return what a year's parameters say of kinds and agencies that the workspace at *root* has not.

    It would hold for nothing.
    """
    default = parameters.default_kind
    known = kind_ids(root) if parameters.kinds or default != DEFAULT_KIND else (DEFAULT_KIND,)
    place, fix = (f"params/{parameters.year}.yaml", None, ""), f"现有：{'、'.join(known)}"
    unknown: list[tuple[str, str | None]] = [("default_kind", default)] if default not in known else []
    unknown += [(f"kinds·{kind}", None) for kind in parameters.kinds if kind not in known]
    problems = [Problem("没有这一种报告，可能写错了名字", *place, *named, fix=fix) for named in unknown]
    named = [(kind, agency) for kind, said in parameters.kinds.items() for agency in said.forms]
    absent = [(kind, agency) for kind, agency in named if not (root / "data" / agency / "agency.yaml").is_file()]
    fix = "请写 data/ 里机关的代号；新机关请先运行 report new agency"
    problems += [Problem("没有这个机关", *place, f"kinds·{kind}·forms", agency, fix=fix) for kind, agency in absent]
    return problems


def unknown_noted_cells(agency: Agency, report: ReportId, form: Form) -> list[Problem]:
    """Return the notes on cells the form does not have: they explain nothing."""
    shown, cells = f"data/{agency.slug}/agency.yaml", form_cells(form)
    noted = (cell for note in agency.notes if note.year == report.year for cell in note.cells)
    unknown = (cell for cell in noted if cell not in cells)
    fix = f"编号如 {next(iter(cells))}；{report.year} 年使用 {form.name}"
    return [Problem("没有这个数据格", shown, column="notes", value=cell, fix=fix) for cell in unknown]


def tables_of_other_forms(root: Path, folder: str, form: Form, others: Iterable[Form]) -> list[Problem]:
    """Return the tables in a report's folder that only *others* of the kind have: nobody would read their figures."""
    own = {table.id for table in form.tables}
    names = sorted({f"{folder}/{table.id}.csv" for other in others for table in other.tables if table.id not in own})
    fix = f"没有这项职权的请删去这个文件；有的请改正 params 里这个机关的格式（现为 {form.version}）"
    return [Problem("报告的格式没有这张表", shown, fix=fix) for shown in names if os.path.lexists(root / shown)]
