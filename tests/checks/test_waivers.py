"""Waivers: a soft finding may stand while nothing it covers moves; an error never."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from report_helpers.checks.checking import check
from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.facts.waiver import Waiver
from report_helpers.sources.waivers_yaml import read_waivers, with_waiver
from tests.conftest import SHIPPED

UNTIL = date(2026, 12, 31)


@pytest.fixture(scope="module")
def report():
    """平潭 2023, whose documents in force do not follow from 2022."""
    return SHIPPED.load(ReportId("pingtan", 2023))


def waiver_for(report, rule="Y-2", reason="clean_up"):
    """Return a waiver for the first finding of a rule, as `report waive` writes it."""
    finding = next(finding for finding in check(report).findings if finding.rule == rule)
    waiver = Waiver(rule, finding.where, finding.sentence, reason, "集中清理", "张三", UNTIL, finding.figures, "")
    return replace(waiver, fingerprint=waiver.sealed(finding.fingerprint))


def with_value(report, fact_id, value):
    """Return *report* with one figure changed."""
    return replace(report, facts=dict(report.facts) | {fact_id: replace(report.facts[fact_id], value=Decimal(value))})


def test_a_waived_finding_is_a_note_with_its_reason(report):
    """The rule's result is waived, the finding stays to be read, and says why and by whom."""
    outcome = check(replace(report, waivers=(waiver_for(report),)))
    finding = next(finding for finding in outcome.findings if finding.rule == "Y-2")
    assert (outcome.rules["Y-2"], finding.severity) == ("waived", "note")
    assert finding.waiver == "集中清理：集中清理（张三，有效期至 2026-12-31）"
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
    "edit", [{"explanation": "另一个说法"}, {"by": "李四"}, {"until": date(2030, 1, 1)}, {"reason": "expiry"}]
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
