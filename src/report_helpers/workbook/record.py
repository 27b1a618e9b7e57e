"""The very hidden sheet by which a workbook is known again: form, agency, year, plan; no person's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.facts import ReportId
from report_helpers.workbook.planning import Variables

if TYPE_CHECKING:
    from collections.abc import Mapping

RECORD = "模板信息"
KIT = "report-helpers"
_FIX = "请用 make template 重新导出，把数字填进新的工作簿"
MAX_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Record:
    """What a workbook says of itself."""

    report: ReportId
    form: str
    version: str
    fingerprint: str
    variables: Variables

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Return the record as rows of key and value."""
        return (
            ("kit", KIT),
            ("kit_version", self.version),
            ("form", self.form),
            ("agency", self.report.agency),
            ("year", str(self.report.year)),
            ("fingerprint", self.fingerprint),
            ("figure_rows", str(self.variables.figures)),
            ("remark_rows", str(self.variables.remarks)),
            ("typed_totals", " ".join(sorted(self.variables.typed))),
        )


def read_record(values: Mapping[str, str], shown: str) -> Record:
    """Return the record in *values*; InputError when it is none of this kit's."""
    if values.get("kit") != KIT:
        raise InputError(Problem("不是本工具导出的填报工作簿，或其中的模板信息已被删除", shown, fix=_FIX))
    try:
        report = ReportId.of(values["agency"], values["year"])
        rows = int(values["figure_rows"]), int(values["remark_rows"])
        typed = frozenset(values.get("typed_totals", "").split())
        form, version, fingerprint = values["form"], values["kit_version"], values["fingerprint"]
    except (KeyError, ValueError, InputError):
        raise InputError(Problem("模板信息不完整或被改动过", shown, fix=_FIX)) from None
    if not all(0 < count <= MAX_ROWS for count in rows):
        raise InputError(Problem("模板信息不完整或被改动过", shown, fix=_FIX))
    return Record(report, form, version, fingerprint, Variables(typed, *rows))
