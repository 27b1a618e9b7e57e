"""Great Expectations decides: which rows fail, and the verdict."""

from __future__ import annotations

from decimal import Decimal

import pytest

from report_helpers.checks.checking import conclude
from report_helpers.checks.data_docs import residual_frame
from report_helpers.checks.judgement import judge
from report_helpers.facts.residual import Residual

HOLDS = Residual("T3-2", ("a",), "eq", Decimal(7), Decimal(7), "error", "第一条")
SHORT = Residual("T3-2", ("b",), "eq", Decimal(4), Decimal(7), "error", "第一条")
JUMP = Residual("Y-5", ("c",), "le", Decimal(9), Decimal(5), "warning", "第二条")
CLOSE = Residual("Y-5", ("d",), "le", Decimal(6), Decimal(5), "warning", "第二条", tolerance=Decimal(1))
BLANK = Residual("F-1", ("e",), "filled", None, Decimal(1), "warning", "第三条")
LACKING = Residual("Y-1", ("f",), "eq", None, None, "error", "第四条", unverifiable="没有上年数据")


@pytest.mark.parametrize(
    ("rows", "failed", "verdict"),
    [
        ((HOLDS, CLOSE, LACKING), (), "pass"),
        ((HOLDS, SHORT, JUMP), (1, 2), "fail"),
        ((BLANK, CLOSE, JUMP), (0, 2), "warn"),
        ((LACKING,), (), "nothing"),
        ((), (), "nothing"),
    ],
)
def test_which_rows_fail_and_how_badly_is_the_librarys_word(rows, failed, verdict):
    """The failing rows by number, and the verdict of the worst severity that failed."""
    judgement = judge(rows)
    assert (judgement.failed, judgement.verdict) == (failed, verdict)


def test_a_waived_row_keeps_its_amount_and_has_no_excess():
    """What a waiver covers is not judged; by how much it is violated stays to be read."""
    rows, waived = (HOLDS, JUMP, LACKING), {1}
    frame = residual_frame(rows, waived)
    assert frame["amount"].tolist()[:2] == [0, 4]
    assert frame["excess"].isna().tolist() == [False, True, True]
    assert judge(rows, waived).verdict == "pass"


def test_an_expectation_says_which_rules_it_stands_for():
    """One stock expectation a severity, with the library's own severity, rules and clauses."""
    raw = judge((HOLDS, JUMP, BLANK)).raw
    said = {
        config["severity"]: (config["type"], config["kwargs"]["column"], config["meta"]["rules"])
        for config in (result["expectation_config"] for result in raw["results"])
    }
    kind = "expect_column_values_to_be_between"
    assert said == {
        "critical": (kind, "excess_critical", "T3-2 第一条"),
        "warning": (kind, "excess_warning", "Y-5 第二条；F-1 第三条"),
    }


def test_a_report_with_nothing_to_compare_has_not_passed(suqian_2024):
    """The verdict is 无可核验内容 when every row lacks what it needs."""
    result = conclude(suqian_2024, (LACKING,))
    assert (result.verdict, result.rules["Y-1"]) == ("nothing", "not_verifiable")
