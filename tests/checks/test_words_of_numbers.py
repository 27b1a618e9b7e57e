"""Numbers of lists, of several parts together, on an average, behind a year: said of what their sentence says."""

from __future__ import annotations

import pytest

from report_helpers.facts.identifiers import ReportId
from tests.checks.test_text_rules import findings
from tests.conftest import SHIPPED

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
    ("X-1", "problems", "申请量连续两年超过3700件。", "3525"),
    ("N-1", "problems", "申请量连续两年超过3520件。", "“两年”"),
    ("N-1", "problems", "申请量连续三年超过3500件。", "“三年”"),
    ("X-2", "applications", "有135件申请因尚在法定期限内，结转下年度继续办理。", "结转下年度 125"),
    ("X-2", "applications", "尚未办结申请135件。", "结转下年度 125"),
    ("X-2", "applications", "申请百分之百予以公开。", "40.64%"),
    ("N-1", "overview", "群众留言答复率达到百分之百。", "百分之百"),
    ("N-1", "overview", "群众诉求百分之九十九予以回应。", "百分之九十九"),
    ("X-2", "disputes", "尚未审结的行政复议36件，行政诉讼21件。", "行政诉讼总计 77"),
    ("X-2", "disputes", "尚未审结的行政复议、行政诉讼分别为36件、12件。", "77"),
    ("N-1", "overview", "网民留言办结{{ applications.total.total }}。", "不是一回事"),
    ("X-3", "overview", "新收申请为上年的八成。", "新收是上年的 100%"),
    ("X-3", "proactive", "行政规范性文件制发50件，不到上年的三分之一。", "制发行政规范性文件是上年的 46%"),
    ("X-2", "applications", "其他处理469件，其中其他情形345件。", "其他处理中的其他 354"),
    ("N-1", "overview", "公开公证、律师和人民调解等4类信息。", "“4类”"),
    ("X-2", "applications", "申请人逾期不补正、行政机关不再处理其申请的有78件。", "逾期不补正 77"),
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
    ("proactive", "行政规范性文件制发50件，不足上年的五成，为上年的45.9%。"),
    ("applications", "其他处理469件，其中其他情形354件。"),
    ("overview", "公开公证、律师和人民调解等3类信息，开设公开、解读、回应三个栏目。"),
    ("problems", "申请量连续两年超过3500件，基层办理力量不足。"),
    ("overview", "全市收到的政府信息公开申请连续两年均超过3500件。"),
    ("applications", "有125件申请因尚在法定期限内，结转下年度继续办理。"),
    ("applications", "有125件申请因年底收到，尚未办结；上年尚未办结的121件申请均已答复。"),
    ("applications", "有92件申请因涉及国家秘密、第三方合法权益等情形不予公开。"),
    ("overview", "对网民关切百分之百予以回应，群众诉求100%办结。"),
    ("disputes", "尚未审结的行政复议36件，行政诉讼20件。"),
    ("disputes", "尚未审结的行政复议、行政诉讼分别为36件、20件。"),
    ("applications", "申请人逾期不补正、行政机关不再处理其申请的有77件，逾期未缴费、不再处理的38件。"),
    ("proactive", "行政许可、行政处罚、行政强制决定共计4279004件。"),
    ("proactive", "现行有效的规章和行政规范性文件共432件，制发规章和行政规范性文件共计52件。"),
    ("proactive", "制发规章两件，废止一件，现行有效十二件。"),
    ("proactive", "行政规范性文件制发50件，废止227件，现行有效420件。"),
    ("overview", "行政执法等领域的内容随产生随上网；废止文件{{ proactive.normative.repealed }}并注明失效日期。"),
)


@pytest.mark.parametrize(("rule", "section", "sentence", "said"), FOUND)
def test_another_number_than_the_tables_have(rule, section, sentence, said):
    """The rule says what the number would have to be."""
    assert said in "".join(findings(rule, section, sentence))


def test_a_typed_number_that_is_a_figure_of_the_text():
    """N-1 accepts what facts.csv has under the name that the clause gives; not another number, nor last year's."""
    report = SHIPPED.load(ReportId("shanzhou-sifaju", 2023))
    assert findings("N-1", "other", "发布律师和基层法律服务信息6条、其他信息1条。", report) == []
    assert "“7条”没有出处" in "".join(findings("N-1", "other", "发布律师和基层法律服务信息7条。", report))
    assert "不是一回事" in "".join(findings("N-1", "other", "公证业务信息{{ text.lawyer_items }}。", report))
    assert "“6条”没有出处" in "".join(findings("N-1", "other", "上年律师和基层法律服务信息6条。", report))


@pytest.mark.parametrize(("section", "sentence"), ALONE)
def test_a_number_that_the_tables_have(section, sentence):
    """No rule about the text's numbers gives a finding."""
    rules = ("X-1", "X-2", "X-3", "X-4", "X-6", "X-8", "X-11", "N-1")
    assert [message for rule in rules for message in findings(rule, section, sentence)] == []


@pytest.mark.parametrize(
    ("share", "is_sourced"), [("75%以上", True), ("超过70%", True), ("80%以上", False), ("75%", False)]
)
def test_a_share_of_over_so_many(share, is_sourced):
    """30余 of 40 are three quarters or more; that they are more, or just so many, nobody can tell."""
    said = "".join(findings("N-1", "overview", f"抽查目录40份，其中规范的30余份，占{share}。"))
    assert "30余份" in said
    assert (f"“{share}”" in said) is not is_sourced
