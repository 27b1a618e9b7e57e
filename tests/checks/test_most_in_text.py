"""What the text calls the largest part is the largest in the tables."""

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
)


@pytest.mark.parametrize(("rule", "sentence", "said"), FOUND)
def test_another_part_is_larger(rule, sentence, said):
    """The rule gives the part's figure, and the largest."""
    assert said in "".join(findings(rule, "applications", sentence))


@pytest.mark.parametrize("sentence", ALONE)
def test_the_largest_part_and_what_is_none_of_the_tables(sentence):
    """Nothing is said of the part that is the largest, of last year, and of other matters."""
    assert [message for rule in ("X-1", "X-2", "X-3") for message in findings(rule, "applications", sentence)] == []
