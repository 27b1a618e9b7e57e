"""The words that the head of a column is made of."""

from __future__ import annotations

import pytest

from report_helpers.tables.head_words import head_words


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("总计", "总计"),
        ("自然人", "自然人"),
        ("社会公益组织", "社会/公益/组织"),
        ("没收违法所得、没收非法财物", "没收/违法/所得、/没收/非法/财物"),
        ("暂扣许可证、执照，降低资质等级", "暂扣/许可/证、/执照，/降低/资质/等级"),
        ("警告、通报批评", "警告、/通报/批评"),
        ("采购总金额", "采购/总金额"),
        ("罚没金额（万元）", "罚没/金额/（万元）"),
        ("本年收费金额（单位：万元）", "本年/收费/金额/（单位：万元）"),
        ("罚", "罚"),
        ("A4纸", "A4纸"),
    ],
)
def test_a_head_is_cut_between_words(head, words):
    """Two characters are a word, the last three of an odd run too; marks and brackets stay with theirs."""
    assert head_words(head) == tuple(words.split("/"))


@pytest.mark.parametrize(
    "head", ["", "上一年项目数量", "本年增/减", "2023年", "（未完的", "、甲乙丙", "甲乙（丙", "甲乙 丙丁", "甲乙\n丙丁"]
)
def test_what_cannot_be_cut_by_rule_has_no_words(head):
    """Seven characters, figures, strokes, blanks and open brackets: such a head breaks where there is room."""
    assert head_words(head) == ()
