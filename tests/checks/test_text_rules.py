"""The rules about the text: sentences each one must find, and sentences it must leave alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from report_helpers.checks.checking import apply_rule, check, residuals_of
from report_helpers.checks.finding_texts import finding_of
from report_helpers.checks.rule_catalogue import catalogue, rules_for
from report_helpers.checks.text_procedures import find_procedure
from report_helpers.facts.identifiers import ReportId
from report_helpers.narrative.text import read_text_of
from tests.checks.sentences_found import FOUND, suqian
from tests.checks.sentences_left_alone import ALONE
from tests.conftest import DISCLOSURE, ROOT, SHIPPED

TEXT_RULES = {
    rule.id for rule in catalogue(DISCLOSURE).values() if rule.procedure and find_procedure(DISCLOSURE, rule)[1]
}
REPORTS = sorted(f"{path.parent.name}@{path.name}" for path in (ROOT / "data").glob("*/20*"))


def findings(rule_id, section, source, report=None):
    """Return what a rule says of the base report with one section replaced, by the residuals themselves."""
    report = replace(report or suqian(), narrative={**(report or suqian()).narrative, section: source})
    rule = rules_for(report.kind, report.form)[rule_id]
    rows = [row for row in apply_rule(report, rule, read_text_of(report)) if not row.unverifiable]
    return [finding_of(report, rule, row).message for row in rows if is_broken(row)]


def is_broken(row):
    """Tell whether a comparison fails."""
    gap = row.left - row.right
    return gap > row.tolerance or (row.relation == "eq" and -gap > row.tolerance)


def cases(table):
    """Return the parameters of a table: rule, section, sentence …; named by rule and number."""
    return [
        pytest.param(rule, *case, id=f"{rule}-{number}")
        for rule, rows in table.items()
        for number, case in enumerate(rows, 1)
    ]


@pytest.mark.parametrize(("rule", "section", "sentence", "said"), cases(FOUND))
def test_what_a_rule_finds(rule, section, sentence, said):
    """A sentence with the fault gives a finding that names it."""
    found = findings(rule, section, sentence)
    assert any(said in message for message in found), found


@pytest.mark.parametrize("rule", sorted(TEXT_RULES))
def test_no_rule_shows_what_is_personal(rule):
    """A number that stands in an identity card or a telephone is a number without a source too: masked all the same."""
    said = "".join(
        findings(rule, "overview", "张某，身份证350102199003071233，手机13812345678，共350102199003071233件。")
    )
    assert "350102199003071233" not in said
    assert "13812345678" not in said


@pytest.mark.parametrize(("rule", "section", "sentence"), cases(ALONE))
def test_what_a_rule_leaves_alone(rule, section, sentence):
    """A sound sentence that comes close gives no finding."""
    assert findings(rule, section, sentence) == []


def test_every_text_rule_has_sentences_both_ways():
    """No rule about the text is without sentences, and those that read words have six of each."""
    many = {"X-1", "X-2", "X-5", "X-6", "X-8", "X-9", "N-1", "X-11", "X-12"}
    assert set(FOUND) == set(ALONE) == set(TEXT_RULES)
    for table in (FOUND, ALONE):
        assert all(len(rows) >= (6 if rule in many else 3) for rule, rows in table.items())


def test_every_rule_about_the_text_needs_a_text():
    """A report whose headings have no text passes no rule about it, a note says why, and S-3 names each section."""
    report = suqian()
    outcome = check(replace(report, narrative=dict.fromkeys(report.narrative, "")))
    assert {outcome.rules[rule] for rule in TEXT_RULES - {"S-3"}} == {"not_verifiable"}
    assert [f.place[0] for f in outcome.findings if f.rule == "S-3" and f.severity == "error"] == ["一", "五", "六"]
    assert outcome.verdict == "fail"
    for rule in TEXT_RULES:
        assert any(f.rule == rule and f.message.endswith("：没有正文") for f in outcome.findings)


def test_data_are_searched_even_without_a_text():
    """A telephone number in a note of the tables is found in a report that has no text yet."""
    report = replace(suqian(), narrative=dict.fromkeys(suqian().narrative, ""))
    fact = replace(report.facts["proactive.fees.amount"], note="请联系 13812345678")
    outcome = check(replace(report, facts={**report.facts, fact.id: fact}))
    assert outcome.rules["P-1"] == "fail"


@pytest.mark.parametrize("report_id", REPORTS)
def test_the_shipped_texts_give_no_false_alarm(report_id):
    """Of the rules about the text only X-11 speaks up, and truly: 陕州 2023 leaves 20 of 350 unexplained."""
    report = SHIPPED.load(ReportId.parse(report_id))
    rules = rules_for(report.kind, report.form)
    loud = [row for row in residuals_of(report) if row.rule in TEXT_RULES and not row.unverifiable and is_broken(row)]
    said = [finding_of(report, rules[row.rule], row).message for row in loud if row.rule != "S-2"]
    gap = ["有 20条没有说明去向；其中含约数（余）"] if report_id == "shanzhou-sifaju@2023" else []
    assert [message.rpartition("，")[2] for message in said] == gap
    assert {row.rule for row in loud} <= {"X-11", "S-2"}


def test_ten_reports_are_shipped():
    """The test above sees ten reports."""
    assert len(REPORTS) == 10


@pytest.mark.parametrize("version", ["2019", "2021"])
def test_every_rule_gives_its_authority_and_its_reasons_are_codes(version):
    """A rule names its clause, and a waiver's reasons have lower-case identifiers and a text."""
    report_id = "pingtan@2020" if version == "2019" else "suqian@2024"
    rules = rules_for(DISCLOSURE, SHIPPED.load(ReportId.parse(report_id)).form)
    assert all(rule.clause.strip() and "{" not in rule.clause for rule in rules.values())
    for rule in catalogue(DISCLOSURE).values():
        assert all(re.fullmatch("[a-z][a-z0-9_]*", code) and text.strip() for code, text in rule.reasons.items())
