"""Figures held against those of agencies alike: lone zeros and outliers, by median and median absolute deviation."""

from __future__ import annotations

from decimal import Decimal

import pytest

from report_helpers.checks.peers import unlike_others
from report_helpers.facts.report import Peers
from tests.conftest import DISCLOSURE

FORM = DISCLOSURE.form("2021")
NEW, TOTAL, REFUSED = "applications.new.total", "applications.total.total", "applications.not_processed.{}.total"


def said(figures: dict[str, dict[str, int | None]]) -> dict[str, list[str]]:
    """Return what is unusual about each agency."""
    decimals = {
        agency: {cell: None if value is None else Decimal(value) for cell, value in values.items()}
        for agency, values in figures.items()
    }
    found = unlike_others(Peers(FORM, decimals), DISCLOSURE)
    return {agency: [what for what in labels.values() if what] for agency, labels in found.items()}


def received(*values: int | None) -> dict[str, dict[str, int | None]]:
    """Return agencies that received so many applications."""
    return {f"a{number}": {NEW: value} for number, value in enumerate(values)}


def test_a_zero_where_all_others_have_figures_is_told_with_their_median():
    """One zero among four figures is told, of nobody else anything."""
    found = said(received(0, 12, 30, 41, 26))
    assert found["a0"] == ["“新收申请”为 0，同类的其他 4 家都有，中位数 26"]
    assert not any(found[agency] for agency in ("a1", "a2", "a3", "a4"))


@pytest.mark.parametrize(
    "values",
    [
        (0, 0, 30, 41, 26),  # two zeros: none is alone
        (0, 12, 30, 41),  # three others are too few
        (None, 12, 30, 41, 26),  # a blank is no zero
        (40, 55, 90, 61, 120),
        (1, 2, 1, 3, 19),  # small figures
    ],
)
def test_what_is_usual_is_not_told(values):
    """Several zeros, too few others, blanks, small figures and those within a few times the median are left alone."""
    assert not any(said(received(*values)).values())


def test_an_outlier_is_told_however_much_the_others_differ_in_size():
    """Ten times the largest of its like is told; the same figure among larger ones is not."""
    assert any("相差悬殊" in what for what in said(received(900, 31, 40, 26, 35, 29))["a0"])
    assert not any(said(received(900, 31, 1100, 260, 3500, 2900)).values())


def test_one_outlier_hides_no_other():
    """Two of nine are far off: the median and its deviation are not moved by them."""
    found = said(received(5000, 9000, 31, 40, 26, 35, 29, 44, 38))
    assert [agency for agency, texts in found.items() if texts] == ["a0", "a1"]


def test_shares_are_compared_where_size_would_decide():
    """不予处理 of 60 in 100 is told among shares of a tenth; wholes below 20 are not compared."""
    leaves = [REFUSED.format(number) for number in range(1, 6)]

    def agency(total: int, part: int) -> dict[str, int | None]:
        return {**dict.fromkeys(leaves, 0), leaves[0]: part, TOTAL: total}

    parts = {"a": (100, 60), "b": (1000, 90), "c": (40, 5), "d": (300, 31), "e": (60, 7)}
    figures = {name: agency(*figure) for name, figure in parts.items()}
    assert said(figures)["a"] == ["“不予处理占办理结果”为 60%（60/100），与同类的其他 4 家相差悬殊，中位数 12%"]
    small = {**figures, "f": agency(9, 9)}
    assert not said(small)["f"]


def test_a_form_without_the_cells_is_not_compared():
    """Of a form that does not have a figure nothing is said."""
    found = unlike_others(Peers(DISCLOSURE.form("2019"), {f"a{n}": {} for n in range(9)}), DISCLOSURE)
    assert not any(found.values())
