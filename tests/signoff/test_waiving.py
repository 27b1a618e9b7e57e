"""Granting, listing, renewing and dropping waivers by the real command; what each breaks of the signatures."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from report_helpers.checks.checking import check
from report_helpers.facts.identifiers import ReportId
from report_helpers.files.clock import today
from report_helpers.signoff.signing import Reviewer, sign_stage
from report_helpers.signoff.state import stages_of
from report_helpers.sources.waivers_yaml import read_waivers, waivers_text
from tests.conftest import run_report
from tests.signing_office import PEOPLE, key_of, set_up_signing

REPORT, ID = "pingtan@2023", ReportId("pingtan", 2023)
FILE = "data/pingtan/2023/waivers.yaml"
IN_A_YEAR = (today() + timedelta(days=360)).isoformat()


def waive(place, *arguments, report=REPORT):
    """Run `report waive`."""
    return run_report("waive", report, *arguments, cwd=place.root)


def grant(place, until=IN_A_YEAR, rule="Y-2", reason="clean_up"):
    """Waive the one finding of a rule."""
    given = ("--rule", rule, "--reason", reason, "--explanation", "集中清理", "--by", "张三", "--until", until)
    return waive(place, *given)


def expire(place):
    """Write the waivers on file as if they had been granted two years ago and had run out since, sealed anew."""
    report = place.load(ID)
    findings = {one.rule: one.fingerprint for one in check(report).findings if one.figures}
    term = {"granted": today() - timedelta(days=700), "until": today() - timedelta(days=400)}
    long_ago = [replace(one, **term) for one in report.waivers]
    sealed = [replace(one, fingerprint=one.sealed(findings[one.rule], report.whole_id)) for one in long_ago]
    (place.root / FILE).write_text(waivers_text("# 手写\n", sealed), encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ((today() - timedelta(days=1)).isoformat(), "已经过去"),
        ("2001-01-01", "已经过去"),
        ((today() + timedelta(days=367)).isoformat(), "太远，豁免最长一年"),
        ("2999-12-31", "太远，豁免最长一年"),
        ("明天", "不是日期"),
        ("", "不是日期"),
    ],
)
def test_a_term_in_the_past_or_too_far_is_refused(workspace, until, sentence):
    """Nothing is written for a term that has ended, is longer than a year, or is no day."""
    refused = grant(workspace, until)
    assert (refused.returncode, sentence in refused.stderr) == (2, True), refused.stderr
    assert not (workspace.root / FILE).exists()


@pytest.mark.long
def test_a_waiver_copied_to_another_agency_or_year_is_not_in_force(workspace):
    """What one report waived serves no other: check says so at once, and signing refuses."""
    assert grant(workspace).returncode == 0
    for other in ("shanzhou-sifaju/2023", "pingtan/2022", "suqian/2024"):
        target = workspace.root / "data" / other / "waivers.yaml"
        target.write_bytes((workspace.root / FILE).read_bytes())
        agency, _, year = other.partition("/")
        checked = run_report("check", f"{agency}@{year}", cwd=workspace.root)
        assert "O-2 〔豁免〕" in checked.stdout
        assert "Y-2 的豁免作废" in checked.stdout


@pytest.mark.long
def test_waivers_are_listed_renewed_and_dropped(workspace):
    """Each has a number; an expired one is renewed for a year at most; a dropped one leaves the remarks."""
    assert waive(workspace, "--list").stdout.strip() == "没有豁免"
    grant(workspace)
    expire(workspace)
    listed = waive(workspace, "--list").stdout
    assert listed.startswith("1　Y-2　到期")
    assert "O-2" in run_report("check", REPORT, cwd=workspace.root).stdout
    assert waive(workspace, "--renew", "2", "--until", IN_A_YEAR, "--by", "李四").returncode == 2
    assert "太远" in waive(workspace, "--renew", "1", "--until", "2999-01-01", "--by", "李四").stderr
    assert "--by" in waive(workspace, "--renew", "1", "--until", IN_A_YEAR).stderr
    renewed = waive(workspace, "--renew", "1", "--until", IN_A_YEAR, "--by", "李四")
    assert renewed.returncode == 0, renewed.stderr
    (waiver,) = read_waivers(workspace.root / FILE, FILE)
    assert (waiver.by, waiver.explanation, waiver.granted) == ("李四", "集中清理", today())
    assert "O-2" not in run_report("check", REPORT, cwd=workspace.root).stdout
    assert waive(workspace, "--drop", "1").returncode == 0
    assert "# 手写" in (workspace.root / FILE).read_text(encoding="utf-8")
    assert read_waivers(workspace.root / FILE, FILE) == ()
    assert workspace.load(ID).waivers == ()


def test_one_thing_at_a_time(workspace):
    """`report waive` without a rule, or with two things to do, is refused."""
    for arguments in ((), ("--list", "--drop", "1"), ("--rule", "Y-2", "--renew", "1")):
        refused = waive(workspace, *arguments)
        assert (refused.returncode, "中的一个" in refused.stderr) == (2, True)


@pytest.mark.long
def test_a_rule_about_waivers_is_not_waived(workspace):
    """O-2 is answered by renewing or dropping, not by another waiver."""
    grant(workspace)
    expire(workspace)
    refused = grant(workspace, rule="O-2", reason="other")
    assert (refused.returncode, "这条规则不能豁免" in refused.stderr) == (2, True)


@pytest.mark.long
def test_renewing_breaks_only_the_signatures_over_waivers(workspace):
    """Who has signed figures and text need not sign them again because a term was prolonged."""
    set_up_signing(workspace.root)
    for rule in ("Y-2", *sorted({one.rule for one in check(workspace.load(ID)).findings if one.severity == "warning"})):
        grant(workspace, rule=rule, reason="other")
    report = workspace.load(ID)
    assert check(report).verdict == "pass"
    for stage, name in PEOPLE.items():
        sign_stage(report, workspace.root, stage, Reviewer(name, key_of(workspace.root, name), today()))
    waive(workspace, "--renew", "1", "--until", IN_A_YEAR, "--by", "赵六")
    stages = stages_of(workspace.load(ID), workspace.root)
    assert {part.part for stage in stages for part in stage.parts if part.state != "signed"} == {"waivers"}
    sign_stage(workspace.load(ID), workspace.root, "初审", Reviewer("张三", key_of(workspace.root, "张三"), today()))
    text = (workspace.root / "data/pingtan/2023/signatures/first-2.json").read_text(encoding="utf-8")
    assert list(json.loads(text)["statement"]["parts"]) == ["waivers"]
