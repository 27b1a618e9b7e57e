"""A ledger is counted whole and as people see it, or refused: other sheets, second headers, hidden and struck cases."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from report_helpers.errors import InputError
from report_helpers.files.characters import number_key
from report_helpers.ledger.counting import is_twice
from report_helpers.ledger.examining import examine
from report_helpers.ledger.reading import read_cases
from report_helpers.ledger.words import SEVERAL, UNKNOWN, vocabularies
from tests.conftest import DISCLOSURE
from tests.ledger.test_reading import APPLICATIONS, FORM, PERIOD, ROWS, csv_text

HEAD, CASE = ROWS
OTHER = ("2024-2", "2024-03-01", "商业企业", "2024-03-10", "部分公开")
DISPUTES = vocabularies(DISCLOSURE)["disputes"]


def book(sheets, *, hide=(), **options) -> bytes:
    """Return a workbook of sheets by name, some hidden, with rows hidden as `rows` says."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name in hide:
                sheet.hide()
            for number in options.get("rows", ()):
                sheet.set_row(number, None, None, {"hidden": True})
    return out.getvalue()


def edited(change, rows=(HEAD, CASE, OTHER)) -> bytes:
    """Return a workbook changed with openpyxl."""
    workbook, out = load_workbook(io.BytesIO(book({"台账": rows}))), io.BytesIO()
    change(workbook["台账"])
    workbook.save(out)
    return out.getvalue()


def read(content, vocabulary=APPLICATIONS):
    """Read a ledger."""
    return read_cases(content, "ledger.xlsx", FORM, vocabulary)


FURTHER_DOWN = (*(("说明",),) * 14, HEAD, OTHER)
OTHER_HEADINGS = (("编码", "来文", "身份", "复函", "去向"), OTHER)
HALVES = {
    "cases on a second sheet, the header below row 10": book({"台账": ROWS, "下半年": FURTHER_DOWN}),
    "cases on a second sheet under other headings": book({"台账": ROWS, "下半年": OTHER_HEADINGS}),
    "cases on a second sheet without a header": book({"台账": ROWS, "Sheet2": (OTHER,)}),
    "cases on a hidden sheet": book({"台账": ROWS, "旧": (OTHER,)}, hide=["旧"]),
    "cases on a second sheet, in other words": book(
        {"台账": ROWS, "二": (("7", "2024-03-01", "企业", "已寄", "公开"),)}
    ),
    "cases above the header": book({"台账": (OTHER, *ROWS)}),
    "cases beside the table": book(
        {"台账": ((*HEAD, "", "编码", "身份", "去向"), (*CASE, "", "9", "公民", "予以公开"))}
    ),
    "a second header below": book({"台账": (HEAD, CASE, (), HEAD[::-1], OTHER[::-1])}),
    "a second header below, in a CSV file": csv_text(
        (HEAD, CASE, (HEAD[0], HEAD[3], HEAD[2], HEAD[1], HEAD[4]), OTHER)
    ),
    "a title and a header below row 10": book({"台账": FURTHER_DOWN}),
    "the same header on a hidden sheet": book({"台账": ROWS, "旧": ROWS}, hide=["旧"]),
    "nothing but a hidden sheet": book({"说明": (("请看",),), "旧": ROWS}, hide=["旧"]),
}


@pytest.mark.parametrize("fault", HALVES)
def test_a_ledger_that_would_be_counted_in_part_is_refused(fault):
    """Cases that stand elsewhere than below the one header are said to, and nothing of them is quoted."""
    with pytest.raises(InputError) as caught:
        read(HALVES[fault])
    sentence = "".join(caught.value.sentences())
    assert any(
        words in sentence
        for words in ("只会计入一部分", "又是一行表头", "找不到台账的表头", "都像台账", "隐藏的工作表")
    )
    assert "2024-2" not in sentence


def test_disputes_on_a_second_sheet_are_refused_though_they_have_no_date():
    """A dispute is known by its kind and its result."""
    head = ("登记编号", "类型", "结果")
    with pytest.raises(InputError, match="工作表“诉讼”也有像是案件的行"):
        read(book({"复议": (head, ("1", "行政复议", "结果维持")), "诉讼": (("2", "直接起诉", "结果纠正"),)}), DISPUTES)


INNOCENT = {
    "how to fill it in": (("填写说明",), ("一、收到日期填写 2024-01-01 这样的日期",)),
    "the words to choose from": (("申请人类型", "答复类型"), ("自然人", "予以公开"), ("商业企业", "部分公开")),
    "holidays": (("日期", "名称"), (dt.date(2024, 1, 1), "元旦")),
    "a summary by month": ((dt.date(2024, 1, 1), 5, 3, 2), (dt.date(2024, 2, 1), 1, 0, 1)),
    "a summary by type": (("自然人", 5, 3), ("商业企业", 1, 0)),
}


def test_two_cells_at_one_place_are_refused():
    """A second result behind the first, at the same address: the place is named, and neither of them is counted."""
    content, out = book({"台账": ROWS}), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(
                name, old.read(name).replace(b"</row></sheetData>", b'<c r="E2"><v>7</v></c></row></sheetData>')
            )
    with pytest.raises(InputError, match="同一格有两个值"):
        read(out.getvalue())


@pytest.mark.parametrize("what", INNOCENT)
def test_a_sheet_that_holds_no_cases_does_not_matter(what):
    """Notes, word lists, holidays and summaries beside the ledger are left alone, hidden or not."""
    for hide in ((), ("别的",)):
        assert read(book({"台账": ROWS, "别的": INNOCENT[what]}, hide=hide)).numbers == ("2024-1",)


def struck(place):
    """Return a change that strikes a cell through."""
    return lambda sheet: setattr(sheet[place], "font", Font(strike=True))


def partly_struck(sheet):
    """Strike a part of a word through."""
    sheet["E2"] = CellRichText(TextBlock(InlineFont(strike=True), "不"), "予以公开")


UNSEEN = {
    "a row hidden": (book({"台账": (HEAD, CASE, OTHER)}, rows=[2]), "第 3 行被隐藏或筛选"),
    "every row filtered out": (book({"台账": (HEAD, CASE, OTHER)}, rows=[1, 2]), "第 2、3 行被隐藏或筛选掉了，共 2 行"),
    "a case number struck through": (edited(struck("A3")), "第 3 行有带删除线"),
    "a result struck through": (edited(struck("E2")), "第 2 行有带删除线"),
    "a part of a result struck through": (edited(partly_struck), "第 2 行有带删除线"),
    "a cell whose format shows nothing": (edited(lambda s: setattr(s["B2"], "number_format", ";;;")), "不显示的内容"),
}


@pytest.mark.parametrize("fault", UNSEEN)
def test_cases_nobody_sees_as_they_stand_are_refused(fault):
    """Rows hidden or filtered out and cells struck through are named by their rows."""
    content, said = UNSEEN[fault]
    with pytest.raises(InputError, match=said):
        read(content)


def test_what_is_hidden_or_struck_outside_the_cases_does_not_matter():
    """A hidden title row, a hidden column and a remark struck through leave every case as it is."""
    rows = (("标题",), (*HEAD, "备注"), (*CASE, "旧"))

    def change(sheet):
        sheet.row_dimensions[1].hidden = sheet.column_dimensions["A"].hidden = True
        sheet["F3"].font = Font(strike=True)

    assert read(edited(change, rows)).numbers == ("2024-1",)


SAME = {
    "an invisible character": "2024\u200b-12",
    "a byte order mark": "\ufeff2024-12",
    "a soft hyphen": "2024-\xad12",
    "an invisible letter": "2024-12\u3164",
    "an apostrophe": "'2024-12",
    "a full-width apostrophe": "＇2024-12",
    "a curly apostrophe": "2024-12’",
    "full width": "２０２４－１２",
    "another dash": "2024–12",
    "a minus": "2024−12",
    "a stroke through": "2024-1\u03362",
    "an O for a zero": "2O24-12",
    "a Cyrillic O for a zero": "2\u041e24-12",
    "blanks": " 2024 - 12 ",
    "a tab": "2024-\t12",
}


@pytest.mark.parametrize("how", SAME)
def test_a_number_that_looks_the_same_is_the_same_case(how):
    """However its second entry is typed, a case number that people take for the same is double, in CSV and workbook."""
    rows = (HEAD, ("2024-12", *CASE[1:]), (SAME[how], *CASE[1:]))
    for content in (book({"台账": rows}), csv_text(rows)):
        load = read(content)
        assert is_twice(load).all()
        assert sum(len(breach.cases) for breach in examine(load, PERIOD)["twice"]) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("XA-7", "\u0425\u0410-7"),
        ("XA-7", "\u03a7\u0391-7"),
        ("xa-7", "ＸＡ－７"),
        ("公〔2024〕7", "公[2024]7"),
        ("Bo7", "В\u03bf7"),
    ],
)
def test_letters_that_look_the_same_are_the_same(one, other):
    """Cyrillic, Greek and full-width letters are read as the Latin ones they look like."""
    assert number_key(one) == number_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("2024-1", "2024-11"), ("2024-01", "2024-1"), ("GO-1", "G0-1"), ("A-1", "B-1"), ("12-3", "1-23")]
)
def test_numbers_that_look_different_are_different(one, other):
    """Nothing else makes two case numbers one: an O among letters is a letter."""
    assert number_key(one) != number_key(other)


@pytest.mark.parametrize(
    "written",
    ["予以公开?", "予以公开？", "予以公开（？）", "予以公开(待定)", "予以公开！", "~~予以公开~~",
     "予\u0336以\u0336公\u0336开\u0336",
     "予以公开（撤销）", "予以公开（正在办理）", "×予以公开", "予以公开⁇", "¿予以公开", "予以公开（否）"],
)  # fmt: skip
def test_a_result_in_doubt_is_no_result(written):
    """A question mark, a stroke or a remark that takes it back makes a result unknown; it counts nowhere."""
    load = read(csv_text((HEAD, (*CASE[:4], written))))
    assert load.outcome.tolist() == [UNKNOWN]


@pytest.mark.parametrize(
    "written", ["予以公开。", "“予以公开”", "（一）予以公开", "予以公开（已邮寄）", "予以公开\u200b"]
)
def test_marks_that_change_nothing_are_let_through(written):
    """Stops, quotes, numbers and remarks leave a result what it is."""
    assert read(csv_text((HEAD, (*CASE[:4], written)))).outcome.tolist() == [0]


def test_an_applicant_type_in_doubt_is_none():
    """The same holds for applicant types; two of them stay two."""
    rows = (
        HEAD,
        *(
            (str(n), CASE[1], word, *CASE[3:])
            for n, word in enumerate(("自然人?", "自然人（待核）", "自然人（商业企业）"))
        ),
    )
    assert read(csv_text(rows)).group.tolist() == [UNKNOWN, UNKNOWN, SEVERAL]


@pytest.mark.parametrize(
    "day", ["0023-02-01", "1023-02-01", "1924-02-01", "9023-02-01", "2204-02-01", "0000-01-01", "10230201"]
)
def test_a_year_of_another_time_is_no_date(day):
    """Years that no case can be of are unreadable, and said, not counted as carried in or out."""
    load = read(csv_text((HEAD, ("1", day, *CASE[2:]), ("2", *CASE[1:3], day, CASE[4]))))
    assert load.unreadable["received"].tolist() == [True, False]
    assert load.unreadable["answered"].tolist() == [False, True]


def test_a_date_cell_of_another_time_is_no_date():
    """A number that a spreadsheet shows as a day of 1900 is none."""
    load = read(book({"台账": (HEAD, ("1", dt.date(1923, 2, 1), *CASE[2:]))}))
    assert load.unreadable["received"].tolist() == [True]


def test_a_sheet_that_cannot_be_looked_into_is_refused():
    """Where the file names the sheet's part in other letters than the zip, hidden rows would not be seen: refused."""
    made, out = book({"台账": (HEAD, CASE, OTHER)}, rows=[2]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b"worksheets/sheet1.xml", b"worksheets/Sheet1.XML"))
    with pytest.raises(InputError, match=r"ledger\.xlsx"):
        read(out.getvalue())
