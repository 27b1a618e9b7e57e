"""The facts and the findings of a report as pandas tables, for a person at the notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.checks.finding import RESULT_WORDS, SEVERITY_WORDS
from report_helpers.facts.fact import Status

if TYPE_CHECKING:
    import pandas as pd

    from report_helpers.checks.finding import CheckResult
    from report_helpers.facts.report import Report

STATUS_WORDS = {
    Status.NUMBER: "数字",
    Status.NOTED: "数字，有说明",
    Status.NOT_APPLICABLE: "不适用",
    Status.BLANK: "空白",
}
FACT_COLUMNS = ("名称", "数值", "单位", "状态", "上年", "说明", "来源")
FINDING_COLUMNS = ("级别", "规则", "位置", "问题", "应为", "实为", "依据", "处理", "结果", "豁免")


def facts_frame(report: Report) -> pd.DataFrame:
    """Return every fact of a report as a row by its id; 数值 and 上年 are Decimals, None where there is no figure."""
    import pandas as pd  # noqa: PLC0415  only where somebody asks

    before = report.previous
    last = {key: fact.value for key, fact in before.facts.items()} if before else {}
    rows = [
        (
            fact.label,
            fact.value,
            fact.unit,
            STATUS_WORDS[fact.status],
            last.get(key),
            fact.qualifier + fact.note,
            fact.source or (fact.origin.file if fact.origin else ""),
        )
        for key, fact in report.facts.items()
    ]
    index = pd.Index(list(report.facts), name="编号")
    return pd.DataFrame(rows, index=index, columns=list(FACT_COLUMNS), dtype=object)


def findings_frame(outcome: CheckResult) -> pd.DataFrame:
    """Return every finding of a result of checks as a row, the worst first."""
    import pandas as pd  # noqa: PLC0415  only where somebody asks

    rows = [
        (
            SEVERITY_WORDS[one.severity],
            one.rule,
            "、".join(one.where) or one.place,
            one.message,
            one.expected,
            one.found,
            one.clause,
            one.fix,
            RESULT_WORDS[one.result],
            one.waiver,
        )
        for one in outcome.findings
    ]
    return pd.DataFrame(rows, columns=list(FINDING_COLUMNS), dtype=object)
