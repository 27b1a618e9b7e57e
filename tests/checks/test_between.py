"""Rules between two reports of one agency: both say it, a waiver falls with either figure, files name both kinds."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from report_helpers.checks.checking import check
from report_helpers.checks.rule_catalogue import catalogue
from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.forms.kind import load_kind
from report_helpers.runs.fingerprints import input_files
from report_helpers.signoff.state import status
from tests.conftest import ROOT, run_report
from tests.specimens import load, planted

if TYPE_CHECKING:
    from report_helpers.sources.workspace import Workspace

ENFORCEMENT = ReportId("suqian", 2024, "enforcement")
DISCLOSURE = ReportId("suqian", 2024)
PENALTIES = "data/suqian/enforcement/2024/penalties.csv"


@pytest.fixture
def office(workspace: Workspace):
    """宿迁's disclosure report with the enforcement statistics of 庆元 beside it, as if they were its own."""
    shutil.copytree(ROOT / "data/qingyuan/enforcement", workspace.root / "data/suqian/enforcement")
    return workspace


def test_both_reports_name_the_difference(office):
    """The same two figures are compared from either side, each report's own first; ED-3 has nothing to compare."""
    first, second = (check(office.load(report)) for report in (DISCLOSURE, ENFORCEMENT))
    assert "2676474，同年行政执法统计年报“一、行政处罚实施情况统计表”合计（宗） 108156" in said(first, "ED-2")
    assert "108156，同年政府信息公开工作年度报告“二、主动公开政府信息情况”行政处罚" in said(second, "ED-2")
    assert (first.rules["ED-3"], second.rules["ED-3"]) == ("not_verifiable", "not_applicable")


def said(outcome, rule):
    """Return the only message of a rule."""
    (message,) = (finding.message for finding in outcome.findings if finding.rule == rule)
    return message


def test_without_the_other_report_there_is_nothing_to_compare():
    """Where an agency reports one kind alone, the rules between them are not applicable, and nothing is said."""
    for report in ("suqian@2024", "enforcement/qingyuan@2024"):
        outcome = check(load(report))
        assert {outcome.rules[rule] for rule in ("ED-1", "ED-2", "ED-3")} == {"not_applicable"}


def test_a_blank_is_not_a_zero():
    """A total that nobody filled in cannot be compared, in whichever report it is."""
    own = planted(load("suqian@2024"), {"facts": {"proactive.penalty.decisions": None}, "beside": {"enforcement": {}}})
    assert "政府信息公开工作年度报告“行政处罚 本年处理决定数量”空白" in said(check(own), "ED-2")


@pytest.mark.parametrize("other", [False, True], ids=["its own figure", "the other's figure"])
def test_a_waiver_falls_when_either_figure_moves(office, other):
    """A waiver of ED-2 holds until the penalties of either report change."""
    given = ("--reason", "on_the_spot", "--explanation", "当场处罚未计入", "--by", "李芳", "--until", "2027-06-30")
    finished = run_report("waive", str(DISCLOSURE), "--rule", "ED-2", *given, cwd=office.root)
    assert finished.returncode == 0, finished.stderr
    assert check(office.load(DISCLOSURE)).rules["ED-2"] == "waived"
    assert not any("豁免" in line.text for line in status(office, office.load(DISCLOSURE)))
    path = office.root / (PENALTIES if other else "data/suqian/2024/proactive.csv")
    old, new = ("94929,235", "94928,235") if other else ("2676474", "2676473")
    text = path.read_text(encoding="utf-8").replace(old, new)
    path.write_text(text.replace(",108156,", ",108155,"), encoding="utf-8")
    (waiver,) = check(office.load(DISCLOSURE)).waivers
    assert waiver.state == "void"
    told = [line.text for line in status(office, office.load(DISCLOSURE)) if "豁免" in line.text]
    assert [line.startswith("  豁免　1　ED-2　作废　") and line.endswith(waiver.why) for line in told] == [True]


def test_the_other_tables_are_inputs_and_its_text_is_not(office):
    """A report is out of date when the tables beside it change; nobody waits for the other's text."""
    names = {path.relative_to(office.root).as_posix() for path in input_files(office, DISCLOSURE)}
    assert PENALTIES in names
    assert not [name for name in names if name.startswith("data/suqian/enforcement/") and name.endswith(".md")]


def test_what_is_wrong_with_the_other_tables_is_named(office):
    """A wrong value in the other report's table is an input error with file, column and value."""
    path = office.root / PENALTIES
    path.write_text(path.read_text(encoding="utf-8").replace("108156", "十万"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        office.load(DISCLOSURE)
    assert (caught.value.problems[0].file, caught.value.problems[0].value) == (PENALTIES, "十万")


RULE = (
    "rules:\n  - {id: ZD-1, title: 两数一致, tag: 本单位, severity: warning, clause: 本单位规定,\n"
    "     between: {disclosure: [proactive.licence.decisions], enforcement: [licences.granted]},\n"
    '     message: "{left}，{there} {right}", fix: 请核对}\n'
)


def test_a_workspace_adds_rules_between_two_kinds(tmp_path):
    """A file named after two kinds in params/kinds/ adds rules to both."""
    folder = tmp_path / "params/kinds"
    folder.mkdir(parents=True)
    (folder / "disclosure+enforcement.yaml").write_text(RULE, encoding="utf-8")
    for kind in ("disclosure", "enforcement"):
        assert {"ED-1", "ZD-1"} <= catalogue(load_kind(kind, tmp_path)).keys()


@pytest.mark.parametrize(
    ("old", "new"), [("enforcement:", "enforcements:"), (", enforcement: [licences.granted]", ""), ("between", "cells")]
)
def test_a_rule_that_does_not_name_both_kinds_is_refused(tmp_path, old, new):
    """A rule between two kinds that is about one of them, or about a third, is an input error with its file."""
    folder = tmp_path / "params/kinds"
    folder.mkdir(parents=True)
    (folder / "disclosure+enforcement.yaml").write_text(RULE.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        catalogue(load_kind("disclosure", tmp_path))
    assert caught.value.problems[0].file == "params/kinds/disclosure+enforcement.yaml"
