"""Report ids (`shanzhou-sifaju@2023`) and fact ids (`shanzhou-sifaju@2023/applications.new.total`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from report_helpers.errors import InputError, Problem

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_FACT = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")


@dataclass(frozen=True, slots=True, order=True)
class ReportId:
    """One agency, one year. The slug is a plain folder name, so no path can escape."""

    agency: str
    year: int

    def __str__(self) -> str:
        """Return `agency@year`."""
        return f"{self.agency}@{self.year}"

    @classmethod
    def of(cls, agency: object, year: object) -> ReportId:
        """Check an agency slug and a year given by a person; InputError when ill-formed."""
        problems = []
        if not (isinstance(agency, str) and _SLUG.fullmatch(agency)):
            fix = "机关代号只用小写字母、数字和连字符，如 AGENCY=shanzhou-sifaju"
            problems.append(Problem("不是有效的机关代号", column="AGENCY", value=str(agency), fix=fix))
        try:
            number = read_year(year)
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)
        return cls(str(agency), number)

    @classmethod
    def parse(cls, text: str) -> ReportId:
        """Return the id written as `agency@year`; InputError when it is not one."""
        agency, at, year = text.partition("@")
        if not at:
            raise InputError(
                Problem("不是有效的报告编号", value=text, fix="请写成 机关代号@年份，如 shanzhou-sifaju@2023")
            )
        return cls.of(agency, year)


def read_year(year: object) -> int:
    """Return a year given by a person or a notebook; InputError when it is none."""
    if isinstance(year, bool) or not _YEAR.fullmatch(str(year)):
        raise InputError(Problem("不是有效的年份", column="YEAR", value=str(year), fix="请写四位年份，如 YEAR=2023"))
    return int(str(year))


def parse_fact_id(text: str) -> tuple[ReportId, str]:
    """Split `agency@year/table.row.column`; InputError when it is not a fact's whole id."""
    report, slash, fact = text.partition("/")
    if not slash or not _FACT.fullmatch(fact):
        example = "shanzhou-sifaju@2023/applications.new.natural"
        raise InputError(Problem("不是有效的数据项编号", value=text, fix=f"请写成 报告编号/数据项，如 {example}"))
    return ReportId.parse(report), fact


def is_fact_id(text: str) -> bool:
    """Tell whether *text* has the shape of a fact's id within its report."""
    return _FACT.fullmatch(text) is not None
