"""Great Expectations, asked once for what it asks itself eighteen times: the judgement is the same."""

from __future__ import annotations

from contextlib import nullcontext

import pandas as pd
import pytest

from report_helpers.checks import judgement
from report_helpers.checks.judgement import judge

HOLDS = {"rule": ["T3-1", "T3-2"], "cell": ["a", "b"], "left": [7.0, 2.0], "required": [7.0, 2.0]}
FAILS = HOLDS | {"required": [7.0, 3.0]}


@pytest.mark.parametrize(("columns", "failed"), [(HOLDS, set()), (FAILS, {("T3-2", "b")})])
def test_configurations_worked_out_once_judge_alike(monkeypatch, columns, failed):
    """Rows that hold and rows that fail are judged with the same words as by Great Expectations left alone."""
    found = judge(pd.DataFrame(columns))
    monkeypatch.setattr(judgement, "_configured_once", nullcontext)
    assert judge(pd.DataFrame(columns)) == found
    assert found.failed == failed


def test_outside_a_judgement_an_expectation_tells_what_it_is_now():
    """What a notebook does with expectations of its own, changed between two questions, is as in the library."""
    judge(pd.DataFrame(HOLDS))
    import great_expectations.expectations as gxe

    expectation = gxe.ExpectColumnToExist(column="left")
    assert expectation.configuration.kwargs == {"column": "left"}
    expectation.column = "right"
    assert expectation.configuration.kwargs == {"column": "right"}
