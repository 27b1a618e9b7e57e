"""What only the review page has: the verdict, every rule, every source, the code and what it printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import nbformat

from report_helpers.checks.finding import RESULT_WORDS, SEVERITY_WORDS, VERDICT_WORDS
from report_helpers.checks.relations import relations
from report_helpers.checks.rule_catalogue import catalogue, rules_for
from report_helpers.outputs.pages.cell_comparisons import comparisons_of
from report_helpers.outputs.pages.review_data import marks_of, panel_data
from report_helpers.outputs.pages.review_page import StatutoryReviewExporter
from report_helpers.outputs.publication import read_publication
from tests.conftest import DISCLOSURE
from tests.outputs.built_pages import CLEAN, DRAFT, export, page, read_notebook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Built = Callable[[str], Path]


def test_the_review_page_holds_every_cells_source_and_text(folder: Path) -> None:
    """review.html shows each code cell with its number, and whatever it printed."""
    code = [cell for cell in read_notebook(folder).cells if cell.cell_type == "code"]
    shown = page(folder, "review.html").xpath("//section[@id='code']/div[@class='cell']")
    assert [cell.xpath("string(pre/code)") for cell in shown] == [cell.source for cell in code]
    assert [cell.xpath("string(p)") for cell in shown] == [f"[{cell.execution_count}]" for cell in code]
    for element, cell in zip(shown, code, strict=True):
        for output in cell.outputs:
            assert output.get("data", {}).get("text/plain", "") in element.text_content()


def test_the_review_page_opens_with_the_verdict_and_gives_every_rule(folder: Path) -> None:
    """The verdict heads the review page, with counts, all findings by severity, all rules and the parameters."""
    tree = page(folder, "review.html")
    findings = read_publication(read_notebook(folder)).findings
    assert tree.xpath("string(//main/section[1]/h2)") == f"校验结论：{VERDICT_WORDS[findings['verdict']]}"
    for severity, word in SEVERITY_WORDS.items():
        count = sum(finding["severity"] == severity for finding in findings["findings"])
        assert tree.xpath(f"string(//*[@data-count='{severity}'])") == f"{word} {count} 条"
        assert len(tree.xpath(f"//tr[@data-severity='{severity}']")) == count
    rules = tree.xpath("//section[@id='rules']//tr[@data-rule]")
    form = DISCLOSURE.form(read_publication(read_notebook(folder)).front["form"])
    known = {**catalogue(DISCLOSURE), **rules_for(DISCLOSURE, form)}
    assert {row.get("data-rule"): [cell.text for cell in row.iter("td")] for row in rules} == {
        rule: [known[rule].title, known[rule].clause.format(notice=form.notice), RESULT_WORDS[result]]
        for rule, result in findings["rules"].items()
    }
    for result, word in RESULT_WORDS.items():
        count = sum(value == result for value in findings["rules"].values())
        assert f"{word} {count} 条规则" in tree.xpath("string(//section[@id='verdict'])")
    parameters = {
        row.xpath("string(th)"): row.xpath("string(td[1])")
        for row in tree.xpath("//section[@id='parameters']//tbody/tr")
    }
    agency, _, year = findings["report"].partition("@")
    assert parameters["agency"] == repr(agency)
    assert parameters["year"] == year


def test_without_script_every_facts_source_stands_in_an_annex(folder: Path) -> None:
    """The annex gives each fact's value, unit, value of last year and place in the sources, in order."""
    facts = read_publication(read_notebook(folder)).facts
    (annex,) = page(folder, "review.html").xpath("//section[@id='sources']")
    rows = annex.xpath(".//tr[@data-source-of]")
    assert [row.get("data-source-of") for row in rows] == [fact["id"] for fact in facts]
    for row, fact in zip(rows, facts, strict=True):
        value, unit, last_year, place = row.iter("td")
        assert (value.text or "", unit.text or "") == (fact["value"], fact["unit"])
        assert (last_year.text or "") == ("无" if fact["last_year"] is None else fact["last_year"])
        assert not fact["row"] or f"第 {fact['row']} 行“{fact['column']}”列" in place.text_content()
        assert fact["note"] in place.text_content()
        assert fact["source"] in place.text_content()
    assert all(fact["file"] in annex.text_content() for fact in facts)


def test_the_panels_data_covers_every_figure_of_the_report(folder: Path) -> None:
    """For each figure on the page the panel has a value with its source and rules, or the cells it adds up."""
    publication = read_publication(read_notebook(folder))
    tree = page(folder, "review.html")
    data = json.loads(tree.xpath("string(//script[@id='fact-data'])"))
    assert set(tree.xpath("//div[@class='sheet']//@data-fact")) <= set(data["facts"])
    for fact in publication.facts:
        shown = data["facts"][fact["id"]]
        assert (shown.get("value", ""), shown.get("last_year")) == (fact["value"], fact["last_year"])
        assert fact["file"] in shown.get("place", "")
    for entry in data["facts"].values():
        assert all(part in data["facts"] for part in entry.get("parts", ()))
        assert all(rule in data["rules"] for rule in entry.get("rules", ()))
    for finding in publication.findings["findings"]:
        for fact in finding["where"]:
            assert finding["rule"] in data["facts"][fact]["rules"]
    total = "applications.total.natural"
    assert {"T3-1", "T3-2", "T3-3"} <= set(data["facts"][total]["rules"])
    assert "T3-2" in data["facts"]["applications.refused.1.natural"]["rules"]
    assert "T4-1" not in data["facts"][total]["rules"]


def test_an_error_of_a_cell_is_shown_open_without_terminal_codes(built: Built) -> None:
    """A traceback stands open on the review page, its colour codes taken out."""
    nb = read_notebook(built(CLEAN))
    nb.cells[-1].outputs.append(
        nbformat.v4.new_output("error", ename="ValueError", evalue="x", traceback=["\x1b[31mValueError\x1b[0m: x<y"])
    )
    (error,) = export(nb, StatutoryReviewExporter).xpath("//details[@class='error' and @open]")
    assert error.xpath("string(pre)").strip() == "ValueError: x<y"


def finding(severity: str, *where: str, result: str = "fail") -> dict[str, object]:
    """Return the fields of a finding that a mark depends on."""
    return {"severity": severity, "where": list(where), "result": result}


def test_a_figure_is_marked_by_the_worst_that_was_found() -> None:
    """Errors go before warnings, waived ones are marked as such, and what could not be verified is not marked."""
    many = [f"a.{number}" for number in range(5)]
    assert marks_of([finding("warning", "x"), finding("error", "x")]) == {"x": "error"}
    assert marks_of([finding("warning", "x", result="waived")]) == {"x": "waived"}
    assert marks_of([finding("note", "x", result="not_verifiable")]) == {}
    assert marks_of([finding("note", "x", result="pass")]) == {}
    assert marks_of([finding("error", "x", "y", "z", "u")]) == dict.fromkeys("xyzu", "error")
    assert marks_of([finding("error", *many)]) == {"a.0": "error"} | dict.fromkeys(many[1:], "involved")
    assert marks_of([finding("error", *many), finding("warning", "a.1")])["a.1"] == "warning"


def test_wrong_figures_are_marked_in_the_tables(built: Built) -> None:
    """Each figure of a draft bears the mark of what was found about it, and no other figure bears one."""
    nb = read_notebook(built(DRAFT))
    tree = export(nb, StatutoryReviewExporter)
    figures = tree.xpath("//div[@class='sheet']//td/*[@data-fact]")
    marks = {figure.get("data-fact"): figure.get("data-mark") for figure in figures if figure.get("data-mark")}
    assert marks["applications.total.natural"] == "error"
    assert marks["applications.granted.natural"] == "involved"
    assert marks["proactive.regulations.public_total"] == "warning"
    assert marks == dict(marks_of(read_publication(nb).findings["findings"]))
    clean = export(read_notebook(built(CLEAN)), StatutoryReviewExporter)
    assert not clean.xpath("//div[@class='sheet']//*[@data-mark='error']")


def test_the_panel_speaks_of_the_cell(built: Built) -> None:
    """What is said of a figure is its own comparison, or why there is none, not how many others there are."""
    data = panel_data(read_publication(read_notebook(built(DRAFT))))
    total, blank = data["facts"]["applications.total.natural"], "proactive.penalty.items_before"
    assert total["said"] == {"T3-1": "20 + 0 = 20 + 0", "T3-2": "20 ≠ 26，差 −6", "T3-3": "21 = 21"}
    assert "said" not in data["facts"][blank]
    (reason,) = {one["message"] for one in data["findings"] if one["rule"] == "T2-1" and blank in one["where"]}
    assert reason == "这一格无法核验：2020 年的数据空白"
    assert not any(one["message"].startswith((one["rule"], "〔")) for one in data["findings"])


def test_comparisons_are_written_out_with_their_figures() -> None:
    """Both sides stand as the rule has them; "/" adds nothing, a blank or a missing year gives no comparison."""
    form = DISCLOSURE.form("2021")
    compared = relations(DISCLOSURE, form)
    new, carried, done, left = (f"applications.{row}.total" for row in ("new", "carried_in", "total", "carried_out"))

    def said(*values: str) -> str:
        facts = [
            {"id": one, "value": value, "last_year": None}
            for one, value in zip((new, carried, done, left), values, strict=True)
        ]
        return comparisons_of(compared, facts).get(new, {}).get("T3-1", "")

    assert said("10", "2", "11", "1") == "10 + 2 = 11 + 1"
    assert said("10", "/", "11", "1") == "10 + 0 ≠ 11 + 1，差 −2"
    assert said("10", "", "11", "1") == ""
    issued, in_force = "proactive.normative.issued", "proactive.normative.in_force"
    for values, words in ((("3", "9"), "3 ≤ 9"), (("9", "3"), "9 > 3，差 6")):
        facts = [
            {"id": one, "value": value, "last_year": None}
            for one, value in zip((issued, in_force), values, strict=True)
        ]
        assert comparisons_of(compared, facts)[issued]["T2-2"] == words
