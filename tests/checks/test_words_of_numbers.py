"""Numbers of lists, of several parts together, on an average, behind a year: said of what their sentence says."""

from __future__ import annotations

import pytest

from tests.checks.test_text_rules import findings

# Rule, section, sentence, what is said. 宿迁 2024 as in sentences_found.
FOUND = (
    ("X-1", "overview", "全年收到申请达3526件。", "3526件"),
    ("X-1", "applications", "自然人、商业企业、法律服务机构申请分别为3440件、57件、6件。", "新收商业企业 75"),
    ("X-1", "overview", "加上上年结转的121件，全年应办申请3664件。", "3646"),
    ("X-2", "disputes", "行政复议和行政诉讼共计274件。", "行政复议总计＋行政诉讼总计 247"),
    ("X-2", "disputes", "行政复议维持和纠正分别为88件和81件。", "复议纠正 18"),
    ("X-2", "applications", "不予公开、无法提供、不予处理合计1510件。", "1150"),
    ("X-2", "applications", "不予公开的申请中，属于行政执法案卷的最多，为32件。", "行政执法案卷 23"),
    ("X-2", "applications", "新收3525件，结转152件。", "结转下年度 125"),
    ("X-2", "applications", "结转2025年办理152件。", "结转下年度 125"),
    ("X-3", "applications", "办结申请3521件，办结率达98.6%。", "99.89%"),
    ("X-3", "applications", "予以公开、部分公开分别占40.6%、31.4%。", "13.38%"),
    ("X-3", "applications", "不予公开的超过三分之一。", "2.61%"),
    ("X-3", "disputes", "行政复议、行政诉讼分别下降61.4%、13.9%。", "31.86%"),
    ("X-3", "overview", "月均收到申请394件。", "平均 304"),
    ("X-3", "overview", "新收申请量与上年完全相同。", "上年 3511"),
    ("X-4", "proactive", "行政许可、行政处罚、行政强制决定共计4297004件。", "4279004"),
    ("X-4", "proactive", "现行有效的规章和行政规范性文件共423件。", "432"),
    ("X-4", "proactive", "全年规章制发2件，废止1件，现行有效21件。", "现行有效规章 12"),
    ("X-6", "disputes", "行政复议案件均已审结。", "36"),
)
# What none of the rules about numbers has to say anything of.
ALONE = (
    ("overview", "全年收到申请达3500件。"),
    ("overview", "新收申请量连续超过3500件，月均收到申请约294件，日均办结申请近10件。"),
    ("overview", "加上上年结转的121件，全年应办申请3646件，已办结3521件，办结率96.6%。"),
    ("overview", "全年共办理申请3646件，其中办结3521件、结转125件。"),
    ("overview", "2023年收到申请3511件，2024年收到申请3525件，两年合计7036件。"),
    ("applications", "自然人、商业企业、法律服务机构申请分别为3440件、75件、6件。"),
    ("applications", "维持、纠正、其他结果、尚未审结分别为88件、18件、28件、36件。"),
    ("applications", "予以公开、部分公开分别占40.6%、13.4%。"),
    ("applications", "予以公开、部分公开和不予公开的申请分别比上年增加240件、143件和减少50件。"),
    ("applications", "不予公开、无法提供、不予处理合计1150件。"),
    ("applications", "不予公开的申请中，属于行政执法案卷的最多，为23件。"),
    ("applications", "予以公开的超过三分之一；无法提供941件，超过四分之一。"),
    ("applications", "结转2025年办理125件，比上年增加4件。"),
    ("disputes", "行政复议、行政诉讼分别下降61.4%、31.9%。"),
    ("disputes", "行政复议和行政诉讼共计247件。"),
    ("disputes", "行政诉讼20件尚未审结，上年尚未审结的行政复议案件均已审结。"),
    ("proactive", "行政许可、行政处罚、行政强制决定共计4279004件。"),
    ("proactive", "现行有效的规章和行政规范性文件共432件，制发规章和行政规范性文件共计52件。"),
    ("proactive", "制发规章两件，废止一件，现行有效十二件。"),
    ("proactive", "行政规范性文件制发50件，废止227件，现行有效420件。"),
)


@pytest.mark.parametrize(("rule", "section", "sentence", "said"), FOUND)
def test_another_number_than_the_tables_have(rule, section, sentence, said):
    """The rule says what the number would have to be."""
    assert said in "".join(findings(rule, section, sentence))


@pytest.mark.parametrize(("section", "sentence"), ALONE)
def test_a_number_that_the_tables_have(section, sentence):
    """No rule about the text's numbers gives a finding."""
    rules = ("X-1", "X-2", "X-3", "X-4", "X-6", "X-8", "X-11", "N-1")
    assert [message for rule in rules for message in findings(rule, section, sentence)] == []
