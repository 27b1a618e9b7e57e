"""Published reports of every kind met: each cell, the agency, the year and what has to be said are right."""

from __future__ import annotations

import pytest
from benchmarks.published.cases import cases, judged
from benchmarks.published.damage import trial, trials

from report_helpers.errors import InputError
from report_helpers.published.auditing import audit_files
from report_helpers.published.importing import import_files
from report_helpers.published.transcribe import transcribe
from tests.conftest import DISCLOSURE

CASES = {case.path.name: case for case in cases()}
READ = {name: case for name, case in CASES.items() if not case.right.get("refuse")}
AUDITED = {name: case for name, case in READ.items() if any(key.startswith("audit") for key in case.right)}
LEAST_RIGHT = 0.8  # of the cells of reports with up to three damages: rows with a cell too many or too few are refused


@pytest.mark.parametrize("name", CASES)
def test_every_cell_of_a_case_is_right(name):
    """No cell is wrong, and none is unread that can be read."""
    found = judged(CASES[name])
    assert (found["wrong"], found["refused"]) == (0, 0)


@pytest.mark.parametrize("name", READ)
def test_whose_and_which_years_report_it_is(name):
    """The agency is the title's or unknown, never a path, a sentence or the title itself."""
    right = READ[name].right
    found = transcribe(READ[name].path)
    assert (found.agency or None) in [right["agency"], *right.get("agency_may_be", [])]
    assert found.year == right["year"]


def test_two_reports_in_one_file_are_refused_naming_both():
    """A file that holds the figures of two reports is refused with whose they are."""
    with pytest.raises(InputError, match="2 份报告"):
        transcribe(CASES["g7-two-reports.txt"].path)


@pytest.mark.parametrize("name", [name for name, case in READ.items() if "must_mention" in case.right])
def test_a_row_that_belongs_nowhere_is_an_error_that_shows_it(name):
    """A row with figures that the form does not have is shown by the import and an error of the audit."""
    case = READ[name]
    said = "\n".join(str(line) for line in import_files([case.path], None, DISCLOSURE))
    errors = [f.message for _, f in audit_files([case.path], DISCLOSURE).findings() if f.severity == "error"]
    for words in case.right["must_mention"]:
        assert words in said
        assert any(words in message for message in errors)


@pytest.mark.parametrize("name", AUDITED)
def test_the_audit_of_a_case_names_what_it_must(name):
    """An agency's years are linked with and without its place; a section under another heading is found."""
    case = AUDITED[name]
    paths = [case.path, *(case.path.parent / other for other in case.right.get("with", ()))]
    rules = {finding.rule for finding in audit_files(paths, DISCLOSURE).files[0].findings}
    assert rules >= set(case.right.get("audit_must_name", ()))
    assert not rules & set(case.right.get("audit_must_not_name", ()))


@pytest.mark.parametrize("name", [name for name, case in READ.items() if case.right.get("readings")])
def test_the_readings_of_a_row_run_together_are_shown(name):
    """A row that has several readings, none of which the identities decide, lists them."""
    found = transcribe(READ[name].path)
    for row, readings in READ[name].right["readings"].items():
        shown = found.readings[f"applications.{row}.natural"]
        if shown.is_refused:
            assert set(shown.candidates) >= {reading.replace(",", "、") for reading in readings}


def test_figures_run_together_are_said_to_be_with_how_they_were_cut():
    """A table whose figures were run together says so, with the text and the figures made of it."""
    remarks = "".join(transcribe(CASES["14-run-zero.txt"].path).remarks)
    assert "数字连写在一起" in remarks
    assert f"“{15 * '0'}”读作 {'、'.join(15 * '0')}" in remarks


def test_a_report_with_a_figure_to_each_cell_is_not_said_to_be_run_together():
    """Nothing is said of figures that stand apart."""
    assert "连写" not in "".join(transcribe(CASES["g1-html-plain.html"].path).remarks)


# A misspelt label among exchanged lines, a row's figures lost before another group, a figure above its label,
# two labels exchanged with the figures between, the number of one label before the rest of another, and labels
# misspelt so that another year's form has more of them; a row's figures lost with the next label.
READ_WRONG_ONCE = ((3139, 0), (5201, 0), (8604, 0), (5459, 2), (5530, 2), (2023, 0), (2067, 0), (336, 78))
OF_SHAPES = ((13, 3), (576, 3))


@pytest.mark.parametrize(("number", "seed"), READ_WRONG_ONCE)
def test_what_was_read_wrong_once_is_not_again(number, seed):
    """Damages that a reader before took for other figures are read right or not at all."""
    what, counts = trial(number, seed)
    assert not counts["wrong"], what


@pytest.mark.parametrize(("number", "seed"), OF_SHAPES)
def test_what_was_read_wrong_once_in_another_shape_is_not_again(number, seed):
    """The same of invented reports: a merged figure without its copy, the pieces of two labels exchanged."""
    what, counts = trial(number, seed, is_invented=True)
    assert not counts["wrong"], what


@pytest.mark.long
def test_no_damage_makes_a_figure_wrong():
    """Reports with lines dropped, merged, swapped, digits glued, labels misspelt: read right or not at all."""
    _try(60)


@pytest.mark.long
def test_no_damage_of_another_shape_makes_a_figure_wrong():
    """The same, over invented reports in the shapes that files come in."""
    _try(600, are_invented=True)


@pytest.mark.long
def test_no_damage_makes_a_figure_wrong_in_many_trials():
    """The same, over many more reports."""
    _try(1500, seed=1)


def _try(count: int, seed: int = 0, *, are_invented: bool = False) -> None:
    right = total = 0
    for what, counts in trials(count, seed, are_invented=are_invented):
        assert not counts["wrong"], what
        right, total = right + counts["right"], total + counts.total()
    assert right >= LEAST_RIGHT * total
