"""Reading: headings in any order and wording, both encodings, workbooks; bad files give one sentence."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import os
import zipfile

import pytest
import xlsxwriter

from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.ledger import spreadsheet
from report_helpers.ledger.examining import examine
from report_helpers.ledger.files import read_ledger
from report_helpers.ledger.reading import read_cases, shown_number
from report_helpers.ledger.words import SEVERAL, UNKNOWN, vocabularies
from tests.conftest import DISCLOSURE, run_report

FORM = DISCLOSURE.form("2021")
APPLICATIONS = vocabularies(DISCLOSURE)["applications"]
PERIOD = (dt.date(2024, 1, 1), dt.date(2024, 12, 31))
REPORT, FOLDER = ReportId("suqian", 2024), "data/suqian/2024"
ROWS = (
    ("登记编号", "收到日期", "申请人类型", "答复日", "答复类型"),
    ("2024-1", "2024-02-01", "自然人", "2024-02-10", "予以公开"),
)


def csv_text(rows=ROWS):
    """Return rows as CSV."""
    return "".join(",".join(row) + "\n" for row in rows)


def book(rows=ROWS, sheets=("台账",)):
    """Return rows as a workbook, the same on every sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as made:
        for name in sheets:
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def read_in(workspace, name, content):
    """Put a ledger file into the workspace and read it."""
    (workspace.root / FOLDER / name).write_bytes(content)
    return read_ledger(workspace.root, FOLDER, APPLICATIONS, FORM, PERIOD)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_encoding_offices_save_is_read(workspace, encoding):
    """UTF-8 with and without its mark, and GB 18030."""
    assert read_in(workspace, "ledger.csv", csv_text().encode(encoding)).counted["applications.granted.natural"] == 1


def test_headings_stand_in_any_order_under_other_names_and_below_a_title():
    """Known variants of headings are found, a title above and columns between do not matter."""
    head = "2024年台账,,,,\n办理结果,备注,申请人类别,答复日期,受理编号,收到申请日期\n"
    text = head + "（一）予以公开,无,公民,2024.2.10,7,20240201\n"
    load = read_cases(text, "ledger.csv", FORM, APPLICATIONS)
    assert (load.rows.tolist(), load.numbers, load.outcome.tolist(), load.group.tolist()) == ([3], ("7",), [0], [0])
    assert str(load.dates["received"][0]) == "2024-02-01"


def test_dates_of_a_workbook_are_dates_and_whole_numbers_have_no_point():
    """A date cell is read as its day, a numeric case number without ".0"."""
    rows = (ROWS[0], (2024001, dt.date(2024, 2, 1), "自然人", dt.datetime(2024, 2, 10, 9, 30), "予以公开"))  # noqa: DTZ001
    load = read_cases(book(rows), "ledger.xlsx", FORM, APPLICATIONS)
    assert load.numbers == ("2024001",)
    assert [str(load.dates[name][0]) for name in ("received", "answered")] == ["2024-02-01", "2024-02-10"]


@pytest.mark.parametrize("day", ["2024-02-30", "二月一日", "45323", "24-2-1"])
def test_what_is_no_date_is_marked_and_not_read(day):
    """An impossible or unclear date is unreadable, not a guess."""
    load = read_cases(csv_text((ROWS[0], ("1", day, "自然人", "", ""))), "ledger.csv", FORM, APPLICATIONS)
    assert load.unreadable["received"].tolist() == [True]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (csv_text((ROWS[0][:4], ROWS[1][:4])), "缺少这一列"),
        (csv_text((("登记编号", *ROWS[0]), ("x", *ROWS[1]))), "这一列重复了"),
        ("甲,乙\n1,2\n", "找不到台账的表头"),
        ("", "找不到台账的表头"),
        ('登记编号,"收到\n', "不是有效的 CSV"),
        (book()[:-200], "文件不完整或已损坏"),
        (book(sheets=("一月", "二月")), "都像台账"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "设了打开密码，或是旧版"),
        (b"not a zip", "不是 Excel 工作簿"),
    ],
    ids=itertools.count(),  # a zip's bytes hold the time it was made at: no name for a test
)
def test_a_file_that_is_no_ledger_is_refused_in_a_sentence(content, sentence):
    """Headers lacking or twice, broken, encrypted and doubtful files: what is wrong, and nothing of the cells."""
    with pytest.raises(InputError, match=sentence):
        read_cases(content, "ledger.csv", FORM, APPLICATIONS)


def test_a_zip_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    """A bomb of zeros is refused by its directory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(5):
            package.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * 90_000_000)
    with pytest.raises(InputError, match="解压后超过"):
        read_cases(out.getvalue(), "ledger.xlsx", FORM, APPLICATIONS)


def test_more_rows_than_a_ledger_can_have_are_refused(monkeypatch):
    """Over the limit reading stops with a sentence."""
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 3)
    rows = (ROWS[0], *([ROWS[1]] * 5))
    for content in (csv_text(rows), book(rows)):
        with pytest.raises(InputError, match="不像是台账"):
            read_cases(content, "ledger", FORM, APPLICATIONS)


def test_a_pipe_or_two_ledgers_stop_the_command_and_write_nothing(workspace):
    """A named pipe, or a CSV beside a workbook: exit 2, one sentence, the workspace as it was."""
    folder = workspace.root / FOLDER
    os.mkfifo(folder / "ledger.csv")
    before = sorted(folder.iterdir())
    finished = run_report("ledger", "suqian@2024", cwd=workspace.root)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert "不是普通文件" in finished.stderr
    (folder / "ledger.xlsx").write_bytes(book())
    finished = run_report("ledger", "suqian@2024", "--write", cwd=workspace.root)
    assert finished.returncode == 2
    assert "台账有两份" in finished.stderr
    assert sorted(folder.iterdir()) == sorted([*before, folder / "ledger.xlsx"])


@pytest.mark.parametrize(
    ("number", "person", "shown"),
    [
        ("宿公开〔2024〕12号", "", "宿公开〔2024〕12号"),
        ("32130219850101123X", "", "32**************3X"),
        ("申请-13912345678", "", "申请-13*******78"),
        ("139 1234 5678", "", "13*******78"),
        ("32130219850101123X-13912345678", "", "32**************3X-13*******78"),
        ("2024-欧阳明月-1", "欧阳明月", "2024-＊-1"),
        ("20240102000015", "", "20240102000015"),
    ],
)
def test_a_case_number_is_shown_without_a_person_in_it(number, person, shown):
    """Identity cards, mobile numbers and the applicant's name are masked in a case number."""
    assert shown_number(number, person) == shown


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("自然人（公民）", "自然人"),
        ("公民(自然人)", "自然人"),
        ("商业企业（民营）", "商业企业"),
        ("法人或其他组织（商业企业）", "商业企业"),
        ("法人或其他组织－科研机构", "科研机构"),
    ],
)
def test_a_type_with_brackets_is_read_as_its_word(written, meant):
    """Another word for the same, or a remark, in brackets does not make an applicant type unknown."""
    one, other = (
        read_cases(csv_text((ROWS[0], ("1", "2024-02-01", word, "", ""))), "ledger.csv", FORM, APPLICATIONS)
        for word in (written, meant)
    )
    assert one.group.tolist() == other.group.tolist() != [-1]


@pytest.mark.parametrize("written", ["自然人（商业企业）", "商业企业、科研机构"])
def test_two_types_in_one_cell_are_not_one(written):
    """A cell that names two applicant types is none of them."""
    load = read_cases(csv_text((ROWS[0], ("1", "2024-02-01", written, "", ""))), "ledger.csv", FORM, APPLICATIONS)
    assert load.group.tolist() == [SEVERAL]


@pytest.mark.parametrize(
    ("written", "person", "quoted"),
    [
        ("民营企业", "甲某某", "民营企业"),
        ("欧阳修远", "甲某某", ""),  # a name in the wrong column
        ("企业主欧阳修远", "欧阳修远", ""),
        ("企业13800138000", "甲某某", ""),
        ("某某市某某区某某路一百号的一家从事水产养殖的企业", "甲某某", ""),
    ],
)
def test_an_unknown_word_is_quoted_only_where_it_names_nobody(written, person, quoted):
    """What is quoted shares letters with a known word, is short, has no digits and not the applicant's name."""
    rows = (
        ("登记编号", "收到日期", "申请人", "申请人类型", "答复日", "答复类型"),
        ("1", "2024-02-01", person, written, "", ""),
    )
    load = read_cases(csv_text(rows), "ledger.csv", FORM, APPLICATIONS)
    assert (load.group.tolist(), load.unknown_group) == ([UNKNOWN], (quoted,))


def test_the_same_unknown_word_is_one_finding_with_its_rows():
    """Twelve cases with the same wrong result are one finding that names the word, how many and where."""
    cases = [(str(n), "2024-02-01", "自然人", "2024-02-10", "主动公开了" if n % 2 else "转送了") for n in range(24)]
    load = read_cases(csv_text((ROWS[0], *cases)), "ledger.csv", FORM, APPLICATIONS)
    found = [breach.words(int(case)) for breach in examine(load, PERIOD)["outcome"] for case in breach.cases]
    rows = "、".join(str(row) for row in range(3, 22, 2))
    assert f"答复类型“主动公开了”不是表三列明的办理结果，共 12 件（第 {rows} 行等）" in found
    assert len(found) == 13  # 转送了 shares nothing with the form's words: not quoted, one finding a case
