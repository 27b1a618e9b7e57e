"""The PDF read back: clean reports have no difference, every planted one is found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from report_helpers.facts.record import FACTS_MIME
from report_helpers.outputs.pdf.reading_back import differences
from report_helpers.outputs.publication import Publication, read_publication
from tests.outputs.built_pages import read_notebook
from tests.outputs.pdf.planted_in_pdf import MUTATIONS, Draft

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nbformat import NotebookNode

    Built = Callable[[str], Path]


REPORT = "suqian@2024"
REPORTS = ("shanzhou-sifaju@2023", "pingtan@2023", REPORT, "pingtan@2020")


@pytest.fixture(scope="module")
def original(built: Built) -> NotebookNode:
    """The executed notebook of a report as it was built."""
    return read_notebook(built(REPORT))


@pytest.fixture(scope="module")
def publication(original: NotebookNode) -> Publication:
    """What that report ought to say."""
    return read_publication(original)


@pytest.mark.parametrize("report", REPORTS)
def test_a_built_report_reads_back_as_its_facts(built: Built, report: str) -> None:
    """No figure of a built PDF differs, and every statutory cell is found on paper."""
    expected = read_publication(read_notebook(built(report)))
    content = (built(report) / "report.pdf").read_bytes()
    assert differences(content, expected) == ()
    statutory = {fact["id"]: fact["value"] for fact in expected.facts if fact["table"]}
    assert len(statutory) == (198 if expected.front["form"] == "2019" else 200)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_planted_difference_is_found(original: NotebookNode, publication: Publication, name: str) -> None:
    """Whatever a rendering could get wrong is found, and the report it was planted in named."""
    draft = Draft(original)
    MUTATIONS[name](draft)
    found = differences(draft.export(), publication)
    assert found
    assert all(item.file == "report.pdf" and item.label and item.expected != item.found for item in found)


def test_every_single_cell_is_compared(original: NotebookNode, publication: Publication) -> None:
    """Each of the 200 cells changed gives its own difference, with both figures."""
    draft = Draft(original)
    statutory = {fact["id"]: fact["value"] for fact in publication.facts if fact["table"]}
    for fact in statutory:
        draft.cell(fact)["text"] += "7"
    found = differences(draft.export(), publication)
    assert {item.fact: (item.expected, item.found) for item in found} == {
        fact: (value, value + "7") for fact, value in statutory.items()
    }


def test_every_bound_figure_is_compared(original: NotebookNode, publication: Publication) -> None:
    """Each bound figure of the text changed gives a difference of its own."""
    draft = Draft(original)
    runs = [run for run in draft.runs() if re.search(r"\d", run["text"])]
    for run in runs:
        run["text"] = re.sub(r"\d", lambda digit: str(9 - int(digit[0])), run["text"], count=1)
    found = differences(draft.export(), publication)
    assert [item.fact for item in found] == [run["fact"] for run in runs]


def test_a_difference_names_cell_expected_and_found(original: NotebookNode, publication: Publication) -> None:
    """The finding is a sentence somebody can act upon."""
    draft = Draft(original)
    draft.cell("applications.total.total")["text"] = "3512"
    (found,) = differences(draft.export(), publication)
    expected = "report.pdf 的“三（七）总计 总计”（applications.total.total）应为“3521”，读回为“3512”"
    assert found.sentence() == expected


def test_text_that_does_not_print_its_fact_is_found(original: NotebookNode) -> None:
    """A sentence with another figure than its fact is wrong even when print and notebook agree."""
    draft = Draft(original)
    run = draft.runs()[0]
    run["text"] = "20件"
    (found,) = differences(draft.export(), read_publication(draft.notebook))
    assert (found.fact, found.expected, found.found) == (run["fact"], "2", "20件")


def test_a_table_that_does_not_print_its_facts_is_found(original: NotebookNode) -> None:
    """The facts decide, not the table the exporter was given."""
    draft = Draft(original)
    draft.cell("disputes.review.total")["text"] = "171"
    (found,) = differences(draft.export(), read_publication(draft.notebook))
    assert (found.fact, found.expected, found.found) == ("disputes.review.total", "170", "171")


def test_slash_blank_and_remark_are_read_as_they_are(original: NotebookNode) -> None:
    """A slash and a blank are figures like others, and a remark belongs to its figure."""
    draft = Draft(original)
    facts = {fact["id"]: fact for fact in next(iter(draft.payloads(FACTS_MIME)))}
    for name, value, note in (
        ("proactive.regulations.in_force", "/", ""),
        ("disputes.review.pending", "", ""),
        ("proactive.normative.in_force", "420", "（其中修订16件）"),
    ):
        facts[name].update(value=value, note=note)
        draft.cell(name).update(text=value, note=note)
    expected = read_publication(draft.notebook)
    assert differences(draft.export(), expected) == ()
    draft.cell("proactive.normative.in_force")["note"] = "（其中修订17件）"
    assert [item.fact for item in differences(draft.export(), expected)] == ["proactive.normative.in_force"]


@pytest.mark.parametrize("lines", [1, 3, 9, 14, 19])
def test_tables_are_read_wherever_a_page_ends(original: NotebookNode, lines: int) -> None:
    """A page's end may cut a table, and even a label, at any row."""
    draft = Draft(original)
    block = draft.section("proactive")["blocks"][0]
    filler = {**block["runs"][0], "fact": "", "derived": ""}
    added = [{**block, "runs": [{**filler, "text": f"附加说明第{number}段。"}]} for number in range(lines)]
    draft.section("applications")["blocks"][:0] = added
    assert differences(draft.export(), read_publication(draft.notebook)) == ()


def test_lists_and_odd_characters_are_read(original: NotebookNode) -> None:
    """Numbers of a list, quotes, dashes and hyphens at a line's end are no differences."""
    draft = Draft(original)
    section = draft.section("problems")
    plain = {"text": "", "fact": "", "derived": "", "strong": False, "emphasis": False}
    texts = ("短横--和---省略...“引号”", "well-known-" * 12, "ﬁ ㎡ № ① Ⅲ　全角　ＡＢＣ１２３", "A\u00adB\u200bC\u00a0D")
    paragraphs = [{"kind": "paragraph", "level": 0, "runs": [{**plain, "text": text}], "items": []} for text in texts]
    listed = {"kind": "list", "runs": [], "level": 0, "ordered": True, "start": 3, "items": [[p] for p in paragraphs]}
    section["blocks"] += [*paragraphs, listed, {**listed, "ordered": False}]
    assert differences(draft.export(), read_publication(draft.notebook)) == ()
