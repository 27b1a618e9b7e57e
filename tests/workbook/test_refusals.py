"""A workbook that was changed where it must not be, or holds what is no figure: named, refused or mended."""

from __future__ import annotations

import datetime as dt

import pytest

from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.workbook.importing import changes
from report_helpers.workbook.reading import read_workbook
from tests.conftest import SHIPPED
from tests.workbook.filling import PINGTAN, edit, hand_out

T2, T3, T4, FIGURES = "表二", "表三", "表四", "正文数字"


def put(sheet, address, value, number_format=None):
    """Return a change that types a value into a cell."""

    def change(workbook):
        workbook[sheet][address] = value
        if number_format:
            workbook[sheet][address].number_format = number_format

    return change


def record(key, value):
    """Return a change of the hidden record."""

    def change(workbook):
        for row in workbook["模板信息"].iter_rows():
            if row[0].value == key:
                row[1].value = value

    return change


# fault: cell, value, number format, what the sentence names
FIGURE_FAULTS = {
    "a strange word": ("D7", "80多", "", ["表三」 D7「一、本年新收", "自然人」", "80多", "无法识别"]),
    "negative": ("E7", -80, "", ["E7", "是负数", "T3-4"]),
    "a decimal count": ("F7", 80.5, "", ["F7", "80.5", "不是整数"]),
    "a date": ("G7", dt.datetime(2023, 3, 1), "yyyy-mm-dd", ["G7", "是日期"]),  # noqa: DTZ001
    "a boolean": ("H7", True, "", ["H7", "是逻辑值"]),
    "an error value": ("I7", "#REF!", "", ["I7", "#REF!", "出错的公式"]),
    "a formula": ("D8", "=79+1", "", ["D8", "是公式"]),
    "a per cent format": ("E8", 80, "0%", ["E8", "显示格式", "0%"]),
    "thousands left out by the format": ("F8", 80000, "0,", ["F8", "显示格式"]),
    "money in a column of cases": ("G8", "80元", "", ["G8", "无法识别的文字“元”"]),
    "an approximate figure": ("H8", "80（约）", "", ["H8", "约数"]),
    "digits run together": ("I8", "0080", "", ["I8", "以 0 开头"]),
    "a control character": ("D9", "8\u200b0", "", ["D9"]),
}


def test_what_is_no_figure_is_refused_by_name(tmp_path):
    """Each of thirteen things that are no figure is refused with sheet, address, label and value, all at once."""

    def all_of_them(workbook):
        for address, value, number_format, _ in FIGURE_FAULTS.values():
            put(T3, address, value, number_format)(workbook)

    with pytest.raises(InputError) as caught:
        read_workbook(SHIPPED, edit(hand_out(SHIPPED, tmp_path), all_of_them))
    sentences = [problem.sentence() for problem in caught.value.problems]
    assert len(sentences) == len(FIGURE_FAULTS)
    for *_, named in FIGURE_FAULTS.values():
        assert any(all(words in sentence for words in named) for sentence in sentences), named


# fault, change, what the sentence names
REFUSED = {
    "a figure beside the table": (put(T3, "P9", 5), ["表三」 P9", "不是填数的格子"]),
    "a figure over a label": (put(T3, "C11", 5), ["C11「1.属于国家秘密」", "标题被改动"]),
    "a figure over a total": (put(T3, "J7", 82), ["J7", "82", "各项之和是 81"]),
    "another formula for a total": (put(T3, "J7", "=SUM(D7:H7)"), ["J7", "合计的公式"]),
    "a check overtyped": (put(T3, "D34", "相符"), ["D34", "公式被改成"]),
    "a check deleted": (put(T4, "E11", None), ["E11", "公式被删除"]),
    "a row inserted": (lambda book: book[T3].insert_rows(12), ["表三」 C13", "移动了行或列"]),
    "a column deleted": (lambda book: book[T3].delete_cols(5), ["移动了行或列"]),
    "a merge taken apart": (lambda book: book[T3].unmerge_cells("A9:A30"), ["A9:A30", "合并被取消"]),
    "cells merged": (lambda book: book[T3].merge_cells("D11:E11"), ["D11:E11", "没有合并"]),
    "a row hidden": (lambda book: setattr(book[T3].row_dimensions[12], "hidden", True), ["第 12 行被隐藏"]),
    "a column hidden": (lambda book: setattr(book[T3].column_dimensions["E"], "hidden", True), ["E 列被隐藏"]),
    "a sheet hidden": (lambda book: setattr(book[T4], "sheet_state", "hidden"), ["表四", "被隐藏"]),
    "a sheet added": (lambda book: book.create_sheet("草稿"), ["「草稿」", "没有这张工作表"]),
    "a sheet renamed": (lambda book: setattr(book[T4], "title", "表4"), ["缺少这张工作表"]),
    "the record deleted": (lambda book: book.remove(book["模板信息"]), ["不是本工具导出"]),
    "another agency in the record": (record("agency", "nobody"), ["nobody"]),
    "another year in the record": (record("year", "2022"), ["模板不同"]),
    "another form in the record": (record("form", "2019"), ["Y-3"]),
    "another fingerprint": (record("fingerprint", "0"), ["模板不同"]),
    "a formula in the text": (put(FIGURES, "B4", "=1+1"), ["正文数字」 B4", "不是文字"]),
}


def refusal(tmp_path, change):
    """Return the sentences a changed workbook is refused with."""
    with pytest.raises(InputError) as caught:
        read_workbook(SHIPPED, edit(hand_out(SHIPPED, tmp_path), change))
    return "\n".join(caught.value.sentences())


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_doubtful_is_refused_by_name(tmp_path, fault):
    """A fault is refused with sheet, address, label and value."""
    change, named = REFUSED[fault]
    said = refusal(tmp_path, change)
    assert all(words in said for words in named), said


def test_a_strange_text_id_and_a_remark_on_no_cell_are_refused(tmp_path):
    """The list sheets are read as strictly: row, column and value are named."""

    def strange(book):
        for sheet, address, value in (
            (FIGURES, "A4", "wechat"), (FIGURES, "C4", 3),
            ("备注", "A4", T2), ("备注", "B4", "Z9"), ("备注", "C4", "其中修订"),
        ):  # fmt: skip
            put(sheet, address, value)(book)

    said = refusal(tmp_path, strange)
    assert "正文数字」 第 4 行 列「编号」（值“wechat”）：不是有效的编号" in said
    assert "备注」 第 4 行（值“表二 Z9”）：找不到这一格" in said


MENDED = {
    "D7": ("８０", "读作 80"),
    "D10": (" 19 ", "读作 19"),
    "D15": ("0", "读作 0"),
    "D9": ("22件", "读作 22"),
    "E7": ("1,001", "读作 1001"),
    "E8": ("  ", "只有空格"),
}


def test_what_is_certain_is_mended_and_said(tmp_path):
    """Full-width digits, blanks, text, the column's unit, separators: read, and said with the address."""

    def all_of_them(workbook):
        for address, (text, _) in MENDED.items():
            put(T3, address, text)(workbook)

    filled = read_workbook(SHIPPED, edit(hand_out(SHIPPED, tmp_path), all_of_them))
    assert len(filled.mended) == len(MENDED)
    for address, (_, said) in MENDED.items():
        (sentence,) = (one for one in filled.mended if one.startswith(f"工作表「表三」{address}："))
        assert said in sentence
    changed = {change.fact for change in changes(filled) if ".commercial" not in change.fact}
    assert {cell.rpartition(".")[2] for cell in changed} == {"total"}


def test_a_figure_typed_over_a_total_that_is_the_sum_is_said(tmp_path):
    """The right figure in place of a total's formula is taken, and said."""
    filled = read_workbook(SHIPPED, edit(hand_out(SHIPPED, tmp_path), put(T3, "J7", 81)))
    assert filled.mended == ("工作表「表三」J7：合计的公式没有了，按各项之和 81 计",)
    assert changes(filled) == ()


def test_last_years_figure_changed_in_the_file_is_said(tmp_path):
    """Last year's figures come from the workspace; another one in the file is named."""
    filled = read_workbook(SHIPPED, edit(hand_out(SHIPPED, tmp_path), put(T3, "D36", 9)))
    assert "D36：上年数 9 与工作区的 0 不同" in filled.mended[0]


def test_the_workbook_of_another_report_than_expected_is_refused(tmp_path):
    """Where the command names a report, the workbook has to be its."""
    with pytest.raises(InputError, match="pingtan@2023 的工作簿，不是 pingtan@2024"):
        read_workbook(SHIPPED, hand_out(SHIPPED, tmp_path), ReportId("pingtan", 2024))
    assert read_workbook(SHIPPED, hand_out(SHIPPED, tmp_path), PINGTAN).mended == ()
