"""CSV in which no spreadsheet finds a formula, and which is read back as the text it was."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_helpers.files.characters import first_unfit
from report_helpers.files.csv_text import ENCODING, csv_plain, csv_safe, csv_text, spreadsheet_csv, strict_rows

UNFIT = "\x07\u202e\ue000\U000e0031\ufff9"
SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


@pytest.mark.parametrize("character", UNFIT)
def test_what_nobody_can_have_meant_to_print_is_found(character):
    """Control and private characters, marks of direction, tags and annotations are unfit, among any text."""
    assert first_unfit(f"收到3525{character}件") == character
    assert first_unfit("收到3525件　①ℓ²\n") is None


@pytest.mark.parametrize("sign", SIGNS)
def test_no_cell_begins_as_a_formula_does(sign):
    """Whatever stands before it, a sign that begins a formula comes behind an apostrophe, and is read back."""
    texts = [f"{before}{sign}cmd|' /C calc'!A1" for before in ("", " ", "\u3000", "\ufeff", "'", "''", "\t")]
    data = spreadsheet_csv([texts])
    (row,) = csv.reader(io.StringIO(data.decode(ENCODING), newline=""))
    assert all(cell.startswith("'") for cell in row)
    assert [cells for _, cells in strict_rows(data.decode(ENCODING), "f")] == [texts]


@pytest.mark.parametrize("number", ["5", "-5", "+5", "-0.50", "12,345"])
def test_a_number_stays_a_number(number):
    """Figures are written as they are, or no spreadsheet could add them up."""
    assert csv_safe(number) == number


@pytest.mark.parametrize(
    "text", ["=1", "'=1", "''=1", "'-5", "'", "''", "'abc", "-", "--5", "-3（减）", "' =1", "'\t1", "a=1"]
)
def test_a_marked_text_is_read_back_whatever_it_was(text):
    """The apostrophe that is taken away is the one that was put there, no other."""
    assert csv_plain(csv_safe(text)) == text


@given(st.lists(st.lists(st.text(st.sampled_from("'=＝-+5. a\t\n,\"\u3000"), max_size=6), min_size=1), max_size=4))
def test_every_text_comes_back(rows):
    """Rows of any text are read back as they were written."""
    assert [cells for _, cells in strict_rows(csv_text(rows), "f") if cells] == [row for row in rows if row]
