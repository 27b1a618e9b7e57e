"""Report ids and fact ids.

A report is `agency@2023`, or `kind/agency@2023` where its kind is not the workspace's default; a fact
in it is `table.row.column`; whole: `agency@2023/table.row.column`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from report_helpers.errors import InputError, Problem
from report_helpers.files.records import that
from report_helpers.forms.kind import KIND_ID

TEXT_FILE = "narrative.md"  # in the folder of a report's data
# What Windows keeps for devices is no folder's name.
_SLUG = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_FACT = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")


@dataclass(frozen=True, slots=True, order=True)
class ReportId:
    """One agency, one year, one kind ("" for the workspace's default). All are plain folder names: no path escapes."""

    agency: str
    year: int
    kind: str = ""

    def __str__(self) -> str:
        """Return `agency@year` or `kind/agency@year`."""
        return f"{self.kind}/{self.agency}@{self.year}" if self.kind else f"{self.agency}@{self.year}"

    @property
    def path(self) -> str:
        """The folder of the report below reports/ and releases/: `year/agency` or `kind/year/agency`."""
        return "/".join(part for part in (self.kind, str(self.year), self.agency) if part)

    @property
    def data_path(self) -> str:
        """The folder of its data: `data/agency/year` or `data/agency/kind/year`."""
        return "/".join(part for part in ("data", self.agency, self.kind, str(self.year)) if part)

    @property
    def last_year(self) -> ReportId:
        """The same report of the year before."""
        return ReportId(self.agency, self.year - 1, self.kind)

    @classmethod
    def of(cls, agency: object, year: object, kind: object = "") -> ReportId:
        """Check an agency slug, a year and a kind given by a person; InputError when ill-formed."""
        problems = []
        if kind and not (isinstance(kind, str) and KIND_ID.fullmatch(kind)):
            fix = "报告种类只用小写字母、数字、下划线和连字符，以字母开头"
            problems.append(Problem("不是有效的报告种类", column="报告种类", value=str(kind), fix=fix))
        if not (isinstance(agency, str) and _SLUG.fullmatch(agency)):
            fix = "机关代号只用小写字母、数字和连字符，首尾不用连字符，最长 64 个，不用 con 等名"
            problems.append(Problem("不是有效的机关代号", column="机关代号", value=str(agency), fix=fix))
        try:
            number = read_year(year)
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)
        return cls(str(agency), number, str(kind or ""))

    @classmethod
    def parse(cls, text: str) -> ReportId:
        """Return the id written as `agency@year` or `kind/agency@year`; InputError when it is not one."""
        kind, slash, rest = text.partition("/")
        kind, rest = (kind, rest) if slash and KIND_ID.fullmatch(kind) else ("", text)
        agency, at, year = rest.partition("@")
        if not at:
            own = text if _SLUG.fullmatch(rest) else "机关代号"
            raise InputError(Problem("不是有效的报告编号", value=text, fix=f"请写成 {own}@年份，年份为四位数字"))
        return cls.of(agency, year, kind)


def _is_report_id(text: str) -> bool:
    try:
        return str(ReportId.parse(text)) == text
    except InputError:
        return False


ReportName = Annotated[str, that(_is_report_id, "应为报告编号：机关代号@年份")]  # in records
AgencyName = Annotated[
    str, that(_SLUG.fullmatch, "应为机关代号：只用小写字母、数字和连字符，首尾不用连字符，最长 64 个，不用 con 等名")
]


def read_year(year: object) -> int:
    """Return a year given by a person or a notebook; InputError when it is none."""
    if isinstance(year, bool) or not YEAR.fullmatch(str(year)):
        raise InputError(Problem("不是有效的年份", column="年份", value=str(year), fix="请写四位年份，如 2023"))
    return int(str(year))


def parse_fact_id(text: str) -> tuple[ReportId, str]:
    """Split `agency@year/table.row.column`; InputError when it is not a fact's whole id."""
    report, slash, fact = text.rpartition("/")
    if not slash or not _FACT.fullmatch(fact):
        fix = f"请写成 {report or '机关代号@年份'}/数据项，数据项如 text.名称"
        raise InputError(Problem("不是有效的数据项编号", value=text, fix=fix))
    return ReportId.parse(report), fact


def is_fact_id(text: str) -> bool:
    """Tell whether *text* has the shape of a fact's id within its report."""
    return _FACT.fullmatch(text) is not None


FactName = Annotated[str, that(is_fact_id, "应为数据项编号")]  # in records
