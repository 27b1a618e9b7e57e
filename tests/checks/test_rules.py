"""The rules: every one runs, catches the fault it is for, and leaves the sound report alone."""

from __future__ import annotations

from collections import Counter

import pytest

from report_helpers.checks.checking import check, residuals_of
from report_helpers.checks.rule_catalogue import catalogue, own_rules, rules_for
from report_helpers.checks.text_procedures import find_procedure
from tests.conftest import DISCLOSURE, SHIPPED
from tests.specimens import SPECIMENS, checked, load, planted, read

# Rules that have nothing to compare where the text does not say anything of the kind, or no units report,
# or no ledger is kept, or the agency has no other report of that year.
LEDGER = {f"L-{number}" for number in range(1, 16)}
BETWEEN = {"ED-1", "ED-2", "ED-3"}
OF_WORDS = {"X-1", "X-2", "X-3", "X-4", "X-5", "X-6", "X-11", "X-13", "N-2"}
SILENT = LEDGER | BETWEEN | {"C-1", "C-2", "C-3", "C-4", "C-5", "G-1", "O-4"} | OF_WORDS
SAMPLES = sorted(f"{path.parts[-3]}@{path.parts[-2]}" for path in SHIPPED.root.glob("data/*/*/narrative.md"))


@pytest.mark.parametrize("report_id", SAMPLES)
def test_the_verdict_is_the_critical_expectations_success(report_id):
    """Every shipped report fails exactly when Great Expectations says that an error stands."""
    assert checked(load(report_id)).verdict in {"pass", "warn", "fail"}


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_the_rule_catches_its_fault(path):
    """The faulty specimen gives a finding of its rule, at its cell, in its words."""
    specimen = read(path)
    outcome = checked(planted(load(specimen.base), specimen.fails))
    found = [finding for finding in outcome.findings if finding.rule == specimen.rule and finding.result == "fail"]
    assert outcome.rules[specimen.rule] == "fail"
    assert specimen.message in [finding.message for finding in found]
    finding = next(finding for finding in found if finding.message == specimen.message)
    assert finding.severity == specimen.severity
    assert finding.clause
    assert specimen.cell in finding.where or not specimen.cell
    assert len(finding.labels) == len(finding.where)


# Sound specimens that come close to what the rule is about and are not.
SAY_NOTHING = ("X-5-none-received-though-some-were",)


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_the_rule_leaves_the_sound_report_alone(path):
    """The specimen without the fault passes the rule, or says nothing that the rule is about."""
    specimen = read(path)
    outcome = checked(planted(load(specimen.base), specimen.passes))
    assert outcome.rules[specimen.rule] == ("not_applicable" if path.stem in SAY_NOTHING else "pass")


# Whether a cell is filled in can always be said.
ALWAYS_COMPARED = {"F-1"}
WITH_GAPS = [path for path in SPECIMENS if read(path).rule not in ALWAYS_COMPARED]


def test_only_what_can_always_be_compared_has_no_gaps():
    """Every specimen says without which data its rule cannot be judged, unless there is no such case."""
    assert {read(path).rule for path in SPECIMENS if read(path).unverifiable is None} == ALWAYS_COMPARED


@pytest.mark.parametrize("path", WITH_GAPS, ids=lambda path: path.stem)
def test_what_cannot_be_compared_is_neither_pass_nor_fail(path):
    """The specimen without the data a rule needs is not verifiable, and a note says why."""
    specimen = read(path)
    outcome = checked(planted(load(specimen.base), specimen.unverifiable))
    assert outcome.rules[specimen.rule] == "not_verifiable"
    assert [finding for finding in outcome.findings if finding.rule == specimen.rule and finding.severity == "note"]


def test_every_rule_has_a_specimen_named_after_its_fault():
    """No rule is without a specimen, and a specimen's file begins with its rule's id."""
    assert {read(path).rule for path in SPECIMENS} == set(catalogue(DISCLOSURE)) - set(own_rules())
    assert all(path.stem.startswith(read(path).rule + "-") for path in SPECIMENS)


@pytest.mark.parametrize("report_id", ["pingtan@2020", "suqian@2024"])
def test_every_rule_of_a_form_gives_residuals_or_has_nothing_to_judge(report_id):
    """Each rule of a form is run by data, between two kinds or not, or by a procedure, and none is left out."""
    report = load(report_id)
    rules = rules_for(report.kind, report.form)
    assert all(
        sum(map(bool, (rule.comparison, rule.between, rule.procedure))) == 1 or rule.id in own_rules()
        for rule in rules.values()
    )
    assert all(find_procedure(DISCLOSURE, rule) for rule in rules.values() if rule.procedure)
    assert {row.rule for row in residuals_of(report)} >= set(rules) - SILENT - set(own_rules())


def test_the_residuals_are_as_many_as_a_form_forces(suqian_2024):
    """A report of 2021 has 7 columns, 25 rows, three blocks and 200 cells that rules compare."""
    counts = Counter(row.rule for row in residuals_of(suqian_2024))
    expected = {"F-1": 200, "T2-1": 10, "T3-1": 7, "T3-2": 7, "T3-3": 25, "T3-4": 190, "T4-1": 3}
    assert counts.items() >= expected.items()
    assert (counts["Y-1"], counts["Y-2"], counts["Y-6"], counts["Y-3"]) == (7, 2, 3, 1)


def test_the_real_report_of_2020_breaks_t3_2_though_t3_1_holds():
    """平潭 2020 as published: 26 ≠ 20 and 27 ≠ 21 in （七）, unseen by T3-1."""
    outcome = check(load("pingtan@2020"))
    assert outcome.verdict == "fail"
    assert (outcome.rules["T3-1"], outcome.rules["T3-2"]) == ("pass", "fail")
    assert [finding.message for finding in outcome.findings if finding.rule == "T3-2"] == [
        "T3-2 〔勾稽〕三（七）总计 自然人：填报 20，各项之和 26，差 −6",
        "T3-2 〔勾稽〕三（七）总计 总计：填报 21，各项之和 27，差 −6",
    ]
    blank = [finding for finding in outcome.findings if finding.rule == "F-1"]
    assert len(blank) == 11
    assert {finding.severity for finding in blank} == {"warning"}


def test_the_real_report_of_2023_does_not_follow_from_the_year_before():
    """平潭 2023 as published: 470 documents in force against 698+77−132=643."""
    outcome = check(load("pingtan@2023"))
    assert outcome.verdict == "warn"
    assert [finding.message for finding in outcome.findings if finding.rule == "Y-2"] == [
        "Y-2 〔年度衔接〕行政规范性文件 现行有效件数：填报 470，按上年现行有效加制发减废止应为 698+77−132=643，差 −173"
    ]


def test_the_real_chain_of_suqian_holds(suqian_2024):
    """宿迁 2023 → 2024: Y-1 in all seven columns, Y-2 for both kinds of document."""
    outcome = check(suqian_2024)
    assert (outcome.rules["Y-1"], outcome.rules["Y-2"]) == ("pass", "pass")
    assert outcome.verdict != "fail"


def test_a_year_that_is_not_on_file_is_neither_pass_nor_fail():
    """Without 2022 on file the chain rules are not verifiable, and say why."""
    outcome = check(load("shanzhou-sifaju@2023"))
    chained = {"Y-1", "Y-2", "Y-5", "Y-6", "S-2"}
    assert {rule for rule, result in outcome.rules.items() if result == "not_verifiable"} == chained
    notes = [finding for finding in outcome.findings if finding.severity == "note"]
    assert {finding.rule for finding in notes} == chained
    assert all("没有 2022 年" in finding.message for finding in notes)


def test_across_the_change_of_form_only_applications_and_disputes_chain():
    """Between 2020 and 2021 Y-1 and Y-6 are judged; Y-2 has nothing to compare with."""
    outcome = check(load("pingtan@2021"))
    assert (outcome.rules["Y-1"], outcome.rules["Y-6"], outcome.rules["Y-2"]) == ("pass", "pass", "not_verifiable")
    note = next(finding for finding in outcome.findings if finding.rule == "Y-2" and "2019 年格式" in finding.message)
    assert note.severity == "note"


def test_the_raw_result_joins_back_to_the_cells(suqian_2024):
    """Great Expectations' own result names rule and cell of every failing row."""
    broken = planted(suqian_2024, {"facts": {"applications.total.total": 3520}})
    outcome = check(broken)
    rows = [
        (row["rule"], row["cell"])
        for result in outcome.great_expectations["results"]
        for row in result["result"].get("unexpected_index_list") or []
    ]
    assert ("T3-2", "applications.total.total") in rows
    assert {rule for rule, _ in rows} == {rule for rule, result in outcome.rules.items() if result == "fail"}


def test_two_checks_of_one_report_give_the_same_result(suqian_2024):
    """Nothing of a clock or of chance is in the outcome."""
    assert check(suqian_2024).to_json() == check(suqian_2024).to_json()
