"""What the text calls the largest part, the next, or larger than another is so in the tables."""

from __future__ import annotations

import pytest

from tests.checks.test_text_rules import findings

FOUND = (
    ("X-1", "申请人以商业企业为主。", "“以商业企业为主”"),
    ("X-1", "申请人主要为法人或其他组织。", "新收法人或其他组织 85"),
    ("X-1", "申请人类型中，商业企业最多。", "自然人 3440"),
    ("X-2", "在各类办理结果中，部分公开的最多。", "部分公开 471"),
    ("X-2", "各类办理结果中，无法提供占比最高。", "无法提供 941"),
    ("X-2", "不予公开的申请中，属于国家秘密的最多。", "属于国家秘密 2"),
    ("X-1", "申请人以自然人为主，其次是法律服务机构。", "商业企业 75"),
    ("X-2", "予以公开的最多，其次是部分公开471件。", "941"),
    ("X-2", "各类办理结果中，其次为予以公开。", "其次为予以公开"),
    ("X-1", "商业企业提出的申请多于自然人。", "新收自然人 3440"),
    ("X-2", "予以公开的少于部分公开的。", "部分公开 471"),
    ("X-2", "行政诉讼多于行政复议。", "行政复议总计 170"),
    ("X-4", "制发的规范性文件多于废止的规范性文件。", "废止行政规范性文件 227"),
    ("X-4", "行政许可决定数量多于行政处罚。", "行政处罚处理决定 2676474"),
    ("X-2", "结转下年度的申请少于上年结转的申请。", "上年结转 121"),
)
ALONE = (
    "申请人以自然人为主。",
    "申请人主要为自然人，占97.6%。",
    "申请人类型中，自然人最多，其次是商业企业。",
    "各类办理结果中，予以公开的最多，其次是无法提供。",
    "不予公开的申请中，行政执法案卷最多。",
    "上年无法提供的最多。",
    "申请以征地拆迁信息为主。",
    "培训以自学为主，以法律服务机构为主讲。",
    "予以公开的最多，其次是无法提供941件，再次是部分公开。",
    "自然人提出的申请远多于商业企业。",
    "行政复议案件数量多于行政诉讼。",
    "制发的规范性文件少于废止的规范性文件。",
    "行政处罚决定数量多于行政许可，结转下年度的申请多于上年结转的申请。",
    "线上申请多于线下申请，其他处理少于上年，公开部门不少于往年。",
)


@pytest.mark.parametrize(("rule", "sentence", "said"), FOUND)
def test_another_part_is_larger(rule, sentence, said):
    """The rule gives the part's figure, and the largest."""
    assert said in "".join(findings(rule, "applications", sentence))


@pytest.mark.parametrize("sentence", ALONE)
def test_the_largest_part_and_what_is_none_of_the_tables(sentence):
    """Nothing is said of the part that is so, of last year, and of other matters."""
    assert [
        message for rule in ("X-1", "X-2", "X-3", "X-4") for message in findings(rule, "applications", sentence)
    ] == []
