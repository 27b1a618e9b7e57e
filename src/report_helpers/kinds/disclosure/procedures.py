"""The rules of the disclosure report that data cannot say, by the names that its rules.yaml gives them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.facts.fact import Status
from report_helpers.facts.residual import Residual, unverifiable
from report_helpers.forms.cells import form_cells
from report_helpers.kinds.disclosure.claims import all_upheld, fee_stated, none_received, outcomes_as_stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report


# Who can make 规章 (立法法第九十一条、第九十三条): level and type. A government's office reports for it.
_ENTITLED = {
    ("state", "department"),
    *((level, type_) for level in ("province", "city") for type_ in ("government", "office")),
}


def regulations_within_power(report: Report, rule: Rule) -> Iterator[Residual]:
    """T2-3: an organ without the power to make 规章 reports none (立法法第九十一条、第九十三条).

    An error for a county's department or a town, a note where nobody said the organ's level and its name does not tell
    it, else a warning.
    """
    agency = report.agency
    is_hard = agency.level == "town" or (agency.level, agency.type) == ("county", "department")
    severity = "note" if not agency.level else "error" if is_hard else rule.severity
    lacks = f"{agency.name}没有规章制定权，应为 0"
    what = lacks if agency.level else f"从名称看不出{agency.name}是哪一级机关，没有规章制定权的应为 0"
    for cell in form_cells(report.form).values():
        if (cell.table, cell.row) != ("proactive", "regulations"):
            continue
        fact = report.facts[cell.id]
        if fact.value is None:
            is_blank = fact.status is Status.BLANK
            yield unverifiable(rule, f"{report.year} 年的数据空白" if is_blank else "填“/”，没有数字", (cell.id,))
            continue
        allowed = fact.value if (agency.level, agency.type) in _ENTITLED else Decimal(0)
        yield Residual(rule.id, (cell.id,), "eq", fact.value, allowed, severity, rule.clause, {"what": what})


PROCEDURES = {"regulations_within_power": regulations_within_power}
TEXT_PROCEDURES = {
    function.__name__: function for function in (none_received, all_upheld, fee_stated, outcomes_as_stated)
}
