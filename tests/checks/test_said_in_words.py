"""What the text says in words alone of rates, of cases won and of what is carried over, against the tables."""

from __future__ import annotations

import pytest

from tests.checks.test_text_rules import findings

# Rule, section, sentence, what is said. 宿迁 2024 as in sentences_found.
FOUND = (
    ("X-3", "applications", "予以公开的比例较上年降低。", "总计上年 34.17%、本年 40.64%"),
    ("X-3", "applications", "不予公开占比较上年上升。", "本年 2.61%"),
    ("X-3", "disputes", "行政复议纠错率较上年下降。", "上年 3.86%、本年 10.59%"),
    ("X-3", "disputes", "行政诉讼败诉率较上年上升。", "上年 0.88%、本年 0.00%"),
    ("X-6", "disputes", "行政诉讼案件全部胜诉。", "7"),
    ("X-6", "disputes", "行政复议均得到维持。", "18"),
    ("X-6", "disputes", "未经复议直接起诉25件，均维持原行政行为。", "尚未审结为 7"),
    ("X-3", "applications", "全年办结申请3521件，公开率为60%。", "54.02%"),
    ("X-2", "applications", "收到申请3525件，上年结转121件，全部办结。", "“全部办结”"),
    ("X-2", "applications", "收到申请3525件，比上年增长0.4%，全部办结。", "“全部办结”"),
    ("X-2", "applications", "上年结转和本年新收的申请全部办结。", "“全部办结”"),
    ("X-2", "applications", "上年结转的121件全部办结，本年无结转。", "结转下年度 125"),
    ("X-2", "applications", "上年无结转。", "上年结转 121"),
)
ALONE = (
    ("applications", "予以公开的比例较上年提高，不予公开占比下降。"),
    ("disputes", "行政复议纠错率较上年上升，行政诉讼败诉率下降。"),
    ("overview", "公文公开率较上年大幅提高，按期办结率较上年下降，网站办理效率比上年提高。"),
    ("disputes", "已审结的行政诉讼案件全部胜诉，行政诉讼除尚未审结的外均胜诉。"),
    ("applications", "上年有结转，本年有结转。"),
    ("applications", "去年结转的121件已全部办结，收到申请3525件，均已按期办结。"),
    ("applications", "上年结转申请121件，全部办结；本年收到3525件。收到申请3525件，上年结转的全部办结。"),
    ("applications", "申请办结3521件，公开率40.64%，依申请公开率54.02%。"),
    ("applications", "应公开尽公开，公开率100%，公文公开率68%。"),
    ("disputes", "行政复议170件，尚在办理36件，其余均维持。"),
)


@pytest.mark.parametrize(("rule", "section", "sentence", "said"), FOUND)
def test_words_that_the_tables_contradict(rule, section, sentence, said):
    """The rule gives the figures that speak against it."""
    assert said in "".join(findings(rule, section, sentence))


@pytest.mark.parametrize(("section", "sentence"), ALONE)
def test_words_that_the_tables_bear_out(section, sentence):
    """No rule gives a finding on what is so, nor on rates that the tables do not have."""
    assert [message for rule in ("X-2", "X-3", "X-6") for message in findings(rule, section, sentence)] == []
