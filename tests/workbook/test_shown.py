"""A figure of the workbook is the number people see in its cell, or refused: formats, conditions, strokes, colours."""

from __future__ import annotations

from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from report_helpers.facts.fact import Status
from report_helpers.workbook.reading import read_workbook
from report_helpers.workbook.shown_numbers import shown_number
from tests.conftest import SHIPPED
from tests.workbook.filling import edit, hand_out, places
from tests.workbook.test_refusals import FIGURES, T2, T3, put, refusal

FACT = "applications.new.commercial"
MONEY = ("money", "yuan")
DISGUISES = {
    "ten thousand behind it": (5, '0"万"'),
    "ten thousand without quotes": (5, "0万"),
    "ten thousand behind an escape": (5, "0\\万"),
    "nothing at all": (5, ";;;"),
    "nothing for positive numbers": (5, ";-0;0"),
    "nothing for zero": (0, "0;-0;;@"),
    "nothing for zero by #": (0, "#"),
    "a stroke for zero": (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '),
    "another number": (5, '"8"'),
    "a digit before it": (5, '"1"0'),
    "a zero behind it": (5, '0"0"'),
    "a condition": (5, '[>3]"9";0'),
    "a condition with a colour": (5, "[Red][>3]0.0;0"),
    "per cent": (5, "0.00%"),
    "per mille": (5, '0"‰"'),
    "thousands left out": (5000, "0,"),
    "thousands left out behind groups": (5000, "#,##0,"),
    "ten thousand by an escape": (50000, "0!.0,"),
    "a date": (5, "yyyy-mm-dd"),
    "a power": (5, "0.0E+00"),
    "a fraction": (5, "# ?/?"),
    "zeros before it": (5, "0000"),
    "a sign before it": (5, '"-"0'),
    "Chinese capitals": (5, "[DBNum2]0"),
    "text hidden": ("5", ";;;"),
    "text with ten thousand behind it": ("5", '@"万"'),
    "money rounded": (45.678, "0.00"),
    "money rounded to a whole": (45.678, "0"),
    "yuan behind money": (45.5, '0.0"元"'),
}


CELLS = [f"{column}{row}" for row in range(7, 12) for column in "DEFGHI"]  # of table three


def sheet_with(values):
    """Return a change that puts values with their formats into cells of table three, one after another."""

    def change(book):
        for address, (value, number_format, *_) in zip(CELLS, values, strict=False):
            put(T3, address, value, number_format)(book)

    return change


@pytest.mark.parametrize("half", [0, 1])  # twenty at a time are named
def test_a_format_that_shows_another_number_is_refused(tmp_path, half):
    """What the cell holds and what it shows differ: refused with the cell and its format, all cells at once."""
    counts = [fault for fault in DISGUISES if not fault.startswith(MONEY)][half::2]
    said = refusal(tmp_path, sheet_with(DISGUISES[fault] for fault in counts)).splitlines()
    assert len(said) == len(counts)
    for address, fault in zip(CELLS, counts, strict=False):
        (sentence,) = (each for each in said if f" {address}「" in each)
        assert any(words in sentence for words in ("显示格式", "是日期")), fault


@pytest.mark.parametrize("fault", [fault for fault in DISGUISES if fault.startswith(MONEY)])
def test_a_format_that_shows_other_money_is_refused(tmp_path, fault):
    """The same for the one cell of money in table two."""
    said = refusal(tmp_path, put(T2, "B17", *DISGUISES[fault]))
    assert "B17" in said
    assert "显示格式" in said


SHOWN_AS_THEY_ARE = [
    (5, "General", "5"),
    (5, "0", "5"),
    (5, "#,##0", "5"),
    (5, "#,##0_ ;[Red]-#,##0 ", "5"),
    (5, "_ * #,##0_ ;_ * -#,##0_ ;_ * \\-_ ;_ @_ ", "5"),
    (0, "#,##0", "0"),
    (5, "@", "5"),
    (5, "0;0;0;@", "5"),
    (5, "[$-804]0", "5"),
    (5, "[红色]0", "5"),
]


def test_a_format_that_shows_the_number_is_read(tmp_path):
    """Usual formats of spreadsheets are read as what they show."""
    filled = read_workbook(SHIPPED, edit(hand_out(SHIPPED, tmp_path), sheet_with(SHOWN_AS_THEY_ARE)))
    facts = {place[1]: filled.report.facts[fact] for fact, place in places(filled.report).items() if place[0] == T3}
    for address, (_, number_format, shown) in zip(CELLS, SHOWN_AS_THEY_ARE, strict=False):
        assert (facts[address].printed, facts[address].status) == (shown, Status.NUMBER), number_format


def test_the_columns_unit_in_a_format_is_a_unit(tmp_path):
    """0"件" reads as 5 件 does when it is typed, and is said."""
    filled = read_workbook(SHIPPED, edit(hand_out(SHIPPED, tmp_path), put(T3, "E7", 5, '0"件"')))
    assert filled.report.facts[FACT].value == 5
    assert "显示为“5件”" in "".join(filled.mended)


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        ("1234.5", "#,##0.00", "1,234.50"),
        ("45.5", "0.00", "45.50"),
        ("5.25", "0.0#", "5.25"),
        ("5", "0.0#", "5.0"),
        ("-5", "0;[Red]0", "5"),
        ("-5", "0;-0", "-5"),
        ("-5", "0_);(0)", "(5)"),
        ("0.5", "#.0", ".5"),
        ("5", '"a;b"0', "a;b5"),
        ("2.5", "0", "3"),
        ("5", "0.0 0", None),
    ],
)
def test_a_number_is_shown_as_spreadsheets_show_it(value, number_format, shown):
    """Sections, groups, decimals and quotes give the text a person sees."""
    assert shown_number(Decimal(value), number_format) == shown


def condition(**style):
    """Return a change that adds a conditional format with a style."""
    rule = Rule(type="expression", formula=["TRUE"], dxf=DifferentialStyle(**style))
    return lambda book: book[T3].conditional_formatting.add("E7:F8", rule)


def partly_struck(book):
    """Strike one digit of a text through."""
    book[T3]["E7"] = CellRichText(TextBlock(InlineFont(strike=True), "1"), "5")


UNSEEN = {
    "struck through": (lambda book: setattr(book[T3]["E7"], "font", Font(strike=True)), "删除线"),
    "struck through in part": (partly_struck, "删除线"),
    "white on white": (lambda book: setattr(book[T3]["E7"], "font", Font(color="FFFFFFFF")), "底色相同"),
    "a condition with a number format": (condition(numFmt=NumberFormat(200, '0"万"')), "条件格式"),
    "a condition that strikes through": (condition(font=Font(strike=True)), "条件格式"),
}


@pytest.mark.parametrize("fault", UNSEEN)
def test_a_figure_nobody_sees_as_it_is_is_refused(tmp_path, fault):
    """A figure struck through, in the colour of the paper or disguised by a condition is named by its cell."""
    change, said = UNSEEN[fault]

    def both(book):
        book[T3]["E7"] = 5
        change(book)

    assert said in (sentences := refusal(tmp_path, both)), sentences
    assert "E7" in sentences


def test_more_conditions_than_can_be_looked_through_are_refused(tmp_path):
    """Thousands of ranges that disguise figures are refused together, not looked through for each cell."""

    def change(book):
        rule = Rule(type="expression", formula=["1"], dxf=DifferentialStyle(font=Font(strike=True)))
        book[T3].conditional_formatting.add(" ".join(f"A{row}" for row in range(100, 5000)), rule)

    assert "条件格式过多" in refusal(tmp_path, change)


@pytest.mark.parametrize("value", ["1e30", "1e308", "0.1"])
def test_a_number_of_any_size_is_shown_to_the_last_place_of_its_format(value):
    """Decimals are worked out to the end however long the number and its format are."""
    assert Decimal(shown_number(Decimal(value), "0." + "0" * 40)) == Decimal(value)


def test_a_text_struck_through_is_refused(tmp_path):
    """The list sheets are read as strictly."""

    def change(book):
        for address, value in (("A4", "text.posts"), ("B4", "推文"), ("C4", 3), ("E4", "条")):
            book[FIGURES][address] = value
        book[FIGURES]["B4"].font = Font(strike=True)

    assert "B4" in (said := refusal(tmp_path, change))
    assert "删除线" in said


def test_a_coloured_cell_is_no_hidden_one(tmp_path):
    """White on a dark ground is seen."""

    def change(book):
        book[T3]["E7"] = 5
        book[T3]["E7"].font, book[T3]["E7"].fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF1F3864")

    assert read_workbook(SHIPPED, edit(hand_out(SHIPPED, tmp_path), change)).report.facts[FACT].value == 5


def test_no_text_of_a_workbook_becomes_a_formula(tmp_path):
    """Every text cell of the workbook that is handed out is one, and stays one when it is typed over."""
    for sheet in load_workbook(hand_out(SHIPPED, tmp_path)).worksheets:
        if sheet.sheet_state == "visible":
            texts = [c for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and c.data_type != "f"]
            assert all(cell.quotePrefix or cell.value == "/" for cell in texts)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_label_that_begins_like_a_formula_comes_back(tmp_path, sign):
    """A label typed as text is read, written to facts.csv and handed out as the same text."""
    from report_helpers.sources.facts_csv import read_text_facts, write_text_facts

    def change(book):
        for column, value in enumerate(("text.posts", f"{sign}1+1", 3, None, "条"), 1):
            book[FIGURES].cell(4, column, value).data_type = "n" if value == 3 else "s"

    filled = read_workbook(SHIPPED, edit(hand_out(SHIPPED, tmp_path), change))
    fact = filled.report.facts["text.posts"]
    assert fact.label == f"{sign}1+1"
    (tmp_path / "facts.csv").write_text(write_text_facts([fact]), encoding="utf-8")
    assert f"'{sign}1+1" in (tmp_path / "facts.csv").read_text(encoding="utf-8")
    assert read_text_facts(tmp_path / "facts.csv", "facts.csv", filled.report.form)["text.posts"].label == fact.label
