"""The result of a rule: of the whole report, and of one figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from report_helpers.checks.checking import check
from report_helpers.checks.explaining import explain
from report_helpers.checks.finding import result_of
from report_helpers.workbook.relations import sheet_relations

if TYPE_CHECKING:
    from report_helpers.sources.workspace import Workspace

BLANK, FILLED = "disputes.review.upheld", "disputes.review.corrected"


def without_one_figure(workspace: Workspace) -> None:
    """Leave the cell BLANK of table 四 blank."""
    path = workspace.root / "data/suqian/2024/disputes.csv"
    head, row = path.read_text(encoding="utf-8-sig").splitlines()[:2]
    at = head.split(",").index(next(name for name in head.split(",") if "维持" in name))
    cells = row.split(",")
    cells[at] = ""
    path.write_text("\n".join([head, ",".join(cells)]) + "\n", encoding="utf-8")


def test_a_rule_fails_only_at_the_figures_its_findings_name(workspace):
    """F-1 fails at the blank cell and passes at a filled one; T4-1 cannot be verified at either of its block."""
    without_one_figure(workspace)
    report = workspace.load(workspace.report("suqian", 2024))
    outcome = check(report)
    findings = outcome.to_json()["findings"]
    assert outcome.rules["F-1"] == "fail"
    assert {cell: result_of(findings, "F-1", cell) for cell in (BLANK, FILLED)} == {BLANK: "fail", FILLED: "pass"}
    assert {result_of(findings, "T4-1", cell) for cell in (BLANK, FILLED)} == {"not_verifiable"}
    lines = [line.text for line in explain(report, FILLED)]
    assert "规则　F-1 每个数据格都已填报：通过" in lines
    assert any(line.startswith("规则　T4-1") and line.endswith("无法核验") for line in lines)


def test_a_rule_about_what_the_report_does_not_have_is_not_applicable(suqian_2024):
    """Without ledger and units their rules have no result but 不适用, as have rules of another form."""
    results = check(suqian_2024).rules
    about = [rule for rule in results if rule.startswith(("L-", "C-")) or rule == "Y-4"]
    assert {results[rule] for rule in about} == {"not_applicable"}
    assert results["F-1"] == "pass"


@pytest.mark.parametrize(("tolerance", "result"), [(70, "pass"), (69, "fail")])
def test_a_rule_holds_within_its_tolerance(workspace, tolerance, result):
    """Both sides of an office's own rule may differ by its tolerance, 88 by 70 from 18; no exact formula checks it."""
    folder = workspace.root / "params/kinds/disclosure"
    folder.mkdir(parents=True)
    (folder / "rules.yaml").write_text(
        f"rules: [{{id: B-1, title: 相近, tag: 本局, tolerance: {tolerance}, message: 相差太大, fix: 请核对,"
        f" comparison: {{left: [{FILLED}], right: [{BLANK}]}}}}]",
        encoding="utf-8",
    )
    report = workspace.load(workspace.report("suqian", 2024))
    assert check(report).rules["B-1"] == result
    assert "B-1" not in {relation.rule.id for relation in sheet_relations(report.kind, report.form)}
