"""Waivers: a soft finding may stand while nothing it covers moves; an error never."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from report_helpers.checks.checking import check
from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.facts.waiver import Waiver
from report_helpers.forms.kind import load_kind
from report_helpers.sources.waivers_yaml import read_waivers, with_waiver
from tests.conftest import SHIPPED

GRANTED = date(2024, 1, 10)
UNTIL = date(2024, 12, 31)
ON = date(2024, 1, 20)
TOY = load_kind("waterworks", SHIPPED.root / "tests/kinds/toy")


@pytest.fixture(scope="module")
def report():
    """平潭 2023, whose documents in force do not follow from 2022."""
    return SHIPPED.load(ReportId("pingtan", 2023), ON)


def waiver_for(report, rule="Y-2", reason="clean_up"):
    """Return a waiver for the first finding of a rule, as `report waive` writes it."""
    finding = next(finding for finding in check(report).findings if finding.rule == rule)
    given = (reason, "集中清理", "张三", GRANTED, UNTIL)
    waiver = Waiver(rule, finding.where, finding.sentence, *given, finding.figures, "")
    return replace(waiver, fingerprint=waiver.sealed(finding.fingerprint, report.whole_id))


def with_value(report, fact_id, value):
    """Return *report* with one figure changed."""
    return replace(report, facts=dict(report.facts) | {fact_id: replace(report.facts[fact_id], value=Decimal(value))})


def test_a_waived_finding_is_a_note_with_its_reason(report):
    """The rule's result is waived, the finding stays to be read, and says why and by whom."""
    outcome = check(replace(report, waivers=(waiver_for(report),)))
    finding = next(finding for finding in outcome.findings if finding.rule == "Y-2")
    assert (outcome.rules["Y-2"], finding.severity) == ("waived", "note")
    assert finding.waiver == "集中清理：集中清理（张三，有效期至 2024-12-31）"
    assert [waiver.state for waiver in outcome.waivers] == ["in_force"]


def test_a_waiver_is_void_as_soon_as_a_figure_moves(report):
    """The finding is back, and the waiver says which figure moved from what to what."""
    waiver = waiver_for(report)
    moved = replace(with_value(report, "proactive.normative.in_force", 471), waivers=(waiver,))
    outcome = check(moved)
    assert outcome.rules["Y-2"] == "fail"
    assert (outcome.waivers[0].state, outcome.waivers[0].why) == (
        "void",
        "所涉数字已变：行政规范性文件 现行有效件数 470 → 471",
    )


def test_a_waiver_is_void_when_last_years_figure_moves(report):
    """What the figures were compared with is covered too."""
    previous = with_value(report.previous, "proactive.normative.in_force", 699)
    outcome = check(replace(report, previous=previous, waivers=(waiver_for(report),)))
    assert outcome.waivers[0].state == "void"


@pytest.mark.parametrize(
    "edit",
    [
        {"explanation": "另一个说法"},
        {"by": "李四"},
        {"until": date(2030, 1, 1)},
        {"granted": date(2024, 1, 11)},
        {"reason": "expiry"},
    ],
)
def test_an_edited_waiver_is_void(report, edit):
    """No word of a waiver can be changed by hand."""
    outcome = check(replace(report, waivers=(replace(waiver_for(report), **edit),)))
    assert outcome.waivers[0].state == "void"
    assert "这条豁免被改过" in outcome.waivers[0].why
    assert outcome.rules["Y-2"] == "fail"


def test_an_error_cannot_be_waived(report):
    """A hard finding stays an error whatever the waiver says."""
    faulty = with_value(report, "applications.total.total", 1)
    waiver = waiver_for(faulty, "T3-2", "other")
    outcome = check(replace(faulty, waivers=(waiver,)))
    assert outcome.verdict == "fail"
    assert (outcome.waivers[0].state, outcome.waivers[0].why) == ("refused", "这是错误，不能豁免，必须改正")


@pytest.mark.parametrize(
    ("change", "why"), [({"rule": "Z-9"}, "没有 Z-9 这条规则"), ({"reason": "x"}, "没有“x”这个理由")]
)
def test_a_waiver_for_nothing_known_is_refused(report, change, why):
    """An unknown rule or reason is named."""
    outcome = check(replace(report, waivers=(replace(waiver_for(report), **change),)))
    assert outcome.waivers[0].state == "refused"
    assert why in outcome.waivers[0].why


def test_a_waiver_whose_finding_is_gone_says_so(report):
    """A waiver that nothing needs is void, not forgotten."""
    previous = with_value(report.previous, "proactive.normative.in_force", 470 - 77 + 132)
    outcome = check(replace(report, previous=previous, waivers=(waiver_for(report),)))
    assert outcome.waivers[0].why == "这个问题已不存在，请删去这条豁免"


def test_what_is_written_is_read_back(report, tmp_path):
    """An entry appended keeps the entries and comments before it, and reads back as it was."""
    first = waiver_for(report)
    second = replace(first, sentence="“引号”: {x}\n# 换行", cells=())
    text = with_waiver(with_waiver("", first) + "# 手写的注释\n", second)
    (tmp_path / "waivers.yaml").write_text(text, encoding="utf-8")
    assert "# 手写的注释" in text
    assert read_waivers(tmp_path / "waivers.yaml", "waivers.yaml") == (first, second)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("waivers: [{rule: Y-2}]", "缺少这一项"),
        ("waivers: [{rule: Y-2, reason: x, explanation: 清理文件, by: 张三, until: 明天, fingerprint: a}]", "应为日期"),
        ("- x", "应为“名称: 值”的结构"),
    ],
)
def test_an_ill_formed_waiver_is_named(tmp_path, text, sentence):
    """waivers.yaml is held to its shape."""
    (tmp_path / "waivers.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=sentence):
        read_waivers(tmp_path / "waivers.yaml", "waivers.yaml")


def answered(report, *waivers):
    """Return the one waiver's state, and what O-2 says of it."""
    outcome = check(replace(report, waivers=waivers))
    assert outcome.great_expectations["success"] == (outcome.verdict == "pass")
    return outcome.waivers[0], outcome.rules["O-2"], [one for one in outcome.findings if one.rule == "O-2"]


def test_without_a_waiver_there_is_nothing_of_the_kind(report):
    """O-2 is not applicable where nobody waived anything, and passed where all of it holds."""
    assert check(report).rules["O-2"] == "not_applicable"
    assert answered(report, waiver_for(report))[1:] == ("pass", [])


def test_a_waiver_holds_through_its_last_day_and_then_is_a_finding(report):
    """The day after its last it is a warning, which names the command that renews it; its finding is back."""
    waiver = waiver_for(report)
    assert answered(replace(report, on=UNTIL), waiver)[1] == "pass"
    outcome = check(replace(report, on=UNTIL + timedelta(days=1), waivers=(waiver,)))
    (finding,) = (one for one in outcome.findings if one.rule == "O-2")
    assert finding.severity == "warning"
    assert finding.message == (
        "O-2 〔豁免〕data/pingtan/2023/waivers.yaml 第 1 条：Y-2 的豁免到期：已于 2024-12-31 到期"
    )
    assert "report waive pingtan@2023 --renew 1 --until" in finding.fix
    assert (outcome.rules["Y-2"], outcome.verdict) == ("fail", "warn")


@pytest.mark.parametrize(
    "other",
    [
        {"id": ReportId("fuqing", 2023)},
        {"id": ReportId("pingtan", 2022)},
        {"id": ReportId("pingtan", 2023, "waterworks"), "kind": TOY},
    ],
    ids=["agency", "year", "kind"],
)
def test_a_waiver_of_another_report_is_void(report, other):
    """A waiver copied from another agency, year or kind is not in force, though rule, cells and figures agree."""
    granted = replace(report, **other)
    finding = next(finding for finding in check(report).findings if finding.rule == "Y-2")
    copied = replace(waiver_for(report), fingerprint="")
    copied = replace(copied, fingerprint=copied.sealed(finding.fingerprint, granted.whole_id))
    waiver, result, (found,) = answered(report, copied)
    assert (waiver.state, result) == ("void", "fail")
    assert "是别的报告的" in found.message


@pytest.mark.parametrize(
    ("granted", "until"),
    [(GRANTED, date(2025, 2, 1)), (GRANTED, date(2999, 1, 1)), (ON + timedelta(days=1), UNTIL)],
    ids=["more than a year", "2999", "granted tomorrow"],
)
def test_a_waiver_written_by_hand_for_too_long_is_void(report, granted, until):
    """A term of more than a year does not hold, even under a right fingerprint; nor one granted in the future."""
    finding = next(finding for finding in check(report).findings if finding.rule == "Y-2")
    waiver = replace(waiver_for(report), granted=granted, until=until)
    waiver = replace(waiver, fingerprint=waiver.sealed(finding.fingerprint, report.whole_id))
    found, result, (finding,) = answered(report, waiver)
    assert (found.state, result) == ("void", "fail")
    assert "有效期最长一年" in finding.message


def test_a_void_waiver_says_how_to_renew_it_and_one_without_a_finding_how_to_drop_it(report):
    """Where the finding stands it may be renewed; where it is gone there is only dropping."""
    moved = with_value(report, "proactive.normative.in_force", 471)
    assert "--renew 1" in answered(moved, waiver_for(report))[2][0].fix
    gone = replace(report, previous=with_value(report.previous, "proactive.normative.in_force", 470 - 77 + 132))
    fix = answered(gone, waiver_for(report))[2][0].fix
    assert "--renew" not in fix
    assert fix.endswith("report waive pingtan@2023 --drop 1")
