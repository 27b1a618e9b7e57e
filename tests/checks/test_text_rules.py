"""The rules about the text: sentences each one must find, and sentences it must leave alone."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from report_helpers.checks import TEXT_PROCEDURES, catalogue, check, confront, rules_for
from report_helpers.checks.checking import apply_rule
from report_helpers.checks.phrasing import finding_of
from report_helpers.facts import ReportId
from report_helpers.narrative import read_text_of
from tests.conftest import ROOT, SHIPPED

REPORTS = sorted(f"{path.parent.name}@{path.name}" for path in (ROOT / "data").glob("*/20*"))


@cache
def suqian():
    """Return the base report."""
    return SHIPPED.load(ReportId("suqian", 2024))


# Section, sentence, what the finding must say. 宿迁 2024: 新收 3525, 结转 121, 办结 3521; 复议 170, 诉讼 25 and 52.
FOUND = {
    "X-1": [
        ("applications", "本年度收到依申请公开0件。", "0件"),
        (
            "overview",
            "2024年，全市共收到政府信息公开申请3530件，均依法答复。",
            "3530件与表三的各种口径都不相符（新收 3525；",
        ),
        ("overview", "全年收到3600件政府信息公开申请。", "3600件"),
        ("applications", "全市各级行政机关新收依申请公开申请三千五百二十四件。", "三千五百二十四件"),
        ("applications", "共收到公民、法人和其他组织政府信息公开申请3,700件。", "3,700件"),
        ("applications", "全年收到申请约4500件，数量居高不下。", "约4500件"),
        ("applications", "收到自然人申请3404件、商业企业申请75件。", "3404件"),
        ("problems", "2024年受理政府信息公开申请3800余件，工作量明显加大。", "3800余件"),
    ],
    "X-2": [
        ("applications", "办理结果为：予以公开1413件，部分公开471件。", "1413件"),
        ("applications", "全年办结3520件。", "3520件"),
        ("applications", "不予公开93件，无法提供941件。", "93件"),
        ("applications", "其中属于三类内部事务信息12件。", "12件"),
        ("applications", "不予处理一百一十八件。", "一百一十八件"),
        ("applications", "上年结转112件，结转下年度继续办理125件。", "112件"),
        ("disputes", "全年发生行政复议171件。", "171件"),
        ("disputes", "行政复议结果纠正19件。", "19件"),
        ("disputes", "行政诉讼共78件。", "78件"),
        ("disputes", "未经复议直接起诉52件，复议后起诉52件。", "52件"),
    ],
    "X-3": [
        ("applications", "新收申请3525件，法人或其他组织85件，占4.2%。", "4.2%"),
        ("disputes", "行政复议纠错率为20.6%。", "20.6%"),
        ("disputes", "行政复议170件，较2023年下降16.36%。", "16.36%"),
        ("applications", "予以公开1431件，占45.6%。", "45.6%"),
        ("applications", "部分公开占办结总数的31.4%。", "31.4%"),
        ("applications", "新收政府信息公开申请3525件，比上年增长4%。", "4%"),
        ("disputes", "行政复议170件，同比增长61.4%。", "61.4%"),
    ],
    "X-4": [
        ("proactive", "全年制发行政规范性文件51件，现行有效420件。", "51件"),
        ("proactive", "废止行政规范性文件127件。", "127件"),
        ("proactive", "制定规章3件。", "3件"),
        ("proactive", "作出行政处罚决定276.65万件。", "276.65万件"),
        ("overview", "行政事业性收费72.70亿元。", "72.70亿元"),
    ],
    "X-5": [
        ("overview", "2024年无公民、法人和其他组织申请公开政府信息。", "总计为 3525"),
        ("overview", "### （二）依申请公开：无", "总计为 3525"),
        ("applications", "2024年，全市未收到政府信息公开申请。", "总计为 3525"),
        ("applications", "本年度没有收到公民、法人或者其他组织提出的政府信息公开申请。", "总计为 3525"),
        ("applications", "本年度无依申请公开申请。", "总计为 3525"),
        ("applications", "全年没有政府信息公开申请，也没有结转。", "总计为 3525"),
        ("overview", "### （二）依申请公开\n\n无。", "总计为 3525"),
        ("overview", "依申请公开方面，全年未受理申请。", "总计为 3525"),
        ("problems", "由于全年政府信息公开申请数量为零，办理经验不足。", "总计为 3525"),
    ],
    "X-6": [
        ("disputes", "本年度无因政府信息公开被申请行政复议、提起行政诉讼情况。", "复议后起诉 总计为 52"),
        ("disputes", "行政复议案件均维持原行政行为。", "行政复议 结果纠正为 18"),
        ("disputes", "2024年未发生因政府信息公开引发的行政复议、行政诉讼案件。", "行政复议 总计为 170"),
        ("disputes", "全市无行政诉讼。", "复议后起诉 总计为 52"),
        ("disputes", "全年没有被行政复议机关纠正的案件。", "行政复议 结果纠正为 18"),
        ("disputes", "行政复议、行政诉讼案件全部胜诉。", "行政复议 结果纠正为 18"),
        ("overview", "依申请公开工作实现行政复议零纠错。", "行政复议 结果纠正为 18"),
        ("problems", "本年度未被申请行政复议。", "行政复议 总计为 170"),
    ],
    "X-7": [
        ("other", "没有其他需要报告的事项。", "没有写明"),
        ("other", "全年行政事业性收费金额以财政部门公布的为准。", "没有写明"),
        ("other", "政务公开标准化规范化建设有序推进，建议提案按期办理。", "没有写明"),
    ],
    "X-8": [
        ("applications", "2023年，新收政府信息公开申请有所增加。", "出现往年“2023年”"),
        ("overview", "2025年发布政策解读多篇。", "出现下一年度“2025年”"),
        ("overview", "数据统计期限为2023年1月1日至2023年12月31日。", "统计期限写作“2023年1月1日至2023年12月31日”"),
        ("overview", "数据统计期限为{{ period }}。\n\n本报告的数据统计期限为{{ period }}。", "重复写了 2 次"),
        ("problems", "2024年将着力抓好业务培训。", "第五部分的改进措施应针对 2025 年"),
        ("problems", "2026年拟建成统一的公开平台。", "晚于报告年度"),
        ("other", "2022年度未收取信息处理费。", "出现往年“2022年”"),
    ],
    "X-9": [
        ("overview", "本报告由宿迁市发展和改革委员会编制。", "写作“宿迁市发展和改革委员会”"),
        ("overview", "本报告由泗阳县人民政府依照《政府信息公开条例》编制。", "写作“泗阳县人民政府”"),
        ("overview", "现将徐州市人民政府2024年政府信息公开工作情况报告如下。", "写作“徐州市人民政府”"),
        ("overview", "根据要求，沭阳县财政局编制本报告。", "写作“沭阳县财政局”"),
        ("overview", "现公布宿迁市教育局2024年政府信息公开工作年度报告。", "写作“宿迁市教育局”"),
        ("problems", "2024年，宿迁市入民政府认真查摆问题。", "写作“宿迁市入民政府”"),
        ("other", "宿迁市人名政府未收取信息处理费。", "写作“宿迁市人名政府”"),
    ],
    "X-10": [
        ("problems", "一是业务不熟；二是解读不够；四是检索不便。", "“四是”应为第 3 个"),
        ("problems", "一是业务不熟；二是解读不够；二是检索不便。", "“二是”应为第 3 个"),
        (
            "other",
            "### （一）收费情况\n\n未收取信息处理费。\n\n### （三）建议提案\n\n按期办理。",
            "“（三）”应为第 2 个",
        ),
        ("problems", "1、业务不熟。\n\n3、检索不便。", "“3、”应为第 2 个"),
    ],
    "X-11": [
        ("overview", "公开信息350余条，其中微信公众号300余条、网站30条。", "有 20条没有说明去向；其中含约数（余）"),
        ("overview", "举办培训12场，其中线上5场、线下6场。", "有 1场没有说明去向"),
        ("overview", "发布解读20篇，其中文字12篇、图表5篇、视频4篇。", "分项多出 1篇"),
        ("overview", "公开信息11条，分别为微信6条、网站4条。", "有 1条没有说明去向"),
        ("other", "受理咨询80件（其中电话50件、窗口20件），均已答复。", "有 10件没有说明去向"),
        ("other", "公开信息11条，包括调解1、律师6、公证1、平台2。", "有 1条没有说明去向"),
        ("overview", "公开信息350条，比上年增加50条，其中微信300条、网站60条。", "分项多出 10条"),
    ],
    "X-12": [
        ("overview", "依照《中华人民共和国政府信息公开条列》编制。", "应为《中华人民共和国政府信息公开条例》"),
        ("overview", "依照《信息公开条例》编制。", "应为《中华人民共和国政府信息公开条例》"),
        ("overview", "依照《政府信息公开条例》（国务院令第492号）编制。", "文号应为国务院令第711号"),
        ("overview", "按照国办公开办函[2021]30号文件要求编制。", "六角括号"),
        ("other", "执行《政府信息公开信息处理费管理办法》（国办函〔2020〕108号）。", "文号应为国办函〔2020〕109号"),
        ("other", "执行《政府信息公开信息处理费收费管理办法》。", "处理费管理办法"),
        ("disputes", "依照《中华人民共和国行政复义法》办理。", "应为《中华人民共和国行政复议法》"),
    ],
    "N-1": [
        ("applications", "按期办结率100%。", "100%"),
        ("disputes", "行政复议比上年减少260件。", "“260件”没有出处"),
        ("overview", "全年开展业务培训12场次。", "“12场次”没有出处"),
        ("overview", "发布政策解读稿件235篇、图解86幅。", "“235篇”、“86幅”没有出处"),
        ("overview", "社会评议满意度达98.6%。", "98.6%"),
        ("overview", "全年办结热线工单3000件。", "“3000件”没有出处"),
        ("overview", "网站更新信息1.2万条。", "1.2万条"),
        ("overview", "其中信函申请120件。", "“120件”没有出处"),
        ("other", "开设微信公众号一个。", "一个"),
        ("other", "公开行政处罚信息800条。", "“800条”没有出处"),
    ],
    "S-1": [
        ("overview", "主动公开、依申请公开、政府信息管理和政府信息公开平台建设均有进展。", "没有写到“监督保障”"),
        ("overview", "依申请公开工作平稳。", "没有写到“政府信息管理”"),
        (
            "overview",
            "主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障。" + "工作扎实推进。" * 140,
            "原则上不超过 1000 字",
        ),
    ],
    "S-2": [
        ("overview", suqian().previous.narrative["overview"], "一、总体情况与上年相似 100.0%"),
        ("problems", suqian().previous.narrative["problems"], "相似 100.0%"),
        ("problems", suqian().previous.narrative["problems"][:240] + "来年加强培训。", "超过 50%"),
    ],
    "P-1": [
        ("overview", "联系人手机：13812345678。", "138****5678"),
        ("other", "申请人身份证号码为11010519491231002X。", "含有个人信息"),
        ("other", "申请人家住幸福小区3号楼2单元501室。", "含有个人信息"),
    ],
    "P-2": [
        ("overview", "机密★10年", "机密"),
        ("overview", "以上数据为内部资料，请妥善保管。", "内部资料"),
        ("other", "本件仅供内部参考。", "仅供内部参考"),
    ],
    "P-3": [
        ("overview", "做为公开工作的重点，抓好政策解读。", "做为"),
        ("disputes", "行政覆议案件依法办理。", "行政覆议"),
        ("other", "截止目前，未收取信息处理费。", "截止目前"),
    ],
    "P-4": [
        ("overview", "网址为http：//www.suqian.gov.cn。", "网址"),
        ("overview", "详见https://www.suqian.gov/。", "链接"),
        ("other", "详见http://192.168.1.20/xxgk。", "192.168.1.20"),
    ],
    "P-5": [
        ("overview", "做好政策政策解读。", "政策政策"),
        ("overview", "依照《政府信息公开条例编制。", "《"),
        ("other", "未收取信息处理费。。", "。。"),
    ],
}
ALONE = {
    "X-1": [
        ("overview", "2024年，全市共收到政府信息公开申请3525件。"),
        ("overview", "全年收到3525件政府信息公开申请。"),
        ("overview", "连同上年结转的121件，共受理政府信息公开申请3646件。"),
        ("overview", "全年收到政府信息公开申请3500余件。"),
        ("overview", "上年收到政府信息公开申请3511件。"),
        ("overview", "收到公民、法人和其他组织政府信息公开申请3525件，其中自然人3440件、法人或其他组织85件。"),
        ("disputes", "收到行政复议申请200件。"),
        ("overview", "受理法律援助申请560件，受理行政许可申请1200件。"),
        ("overview", "其中通过网络平台收到申请2000件、通过信函收到申请300件。"),
        ("overview", "收到群众来信来电300件。"),
        ("overview", "抽查30件政府信息公开申请的答复文书。"),
    ],
    "X-2": [
        (
            "applications",
            "办结3521件，予以公开1431件，部分公开471件，不予公开92件，无法提供941件，不予处理117件，其他处理469件。",
        ),
        ("applications", "属于国家秘密2件、三类内部事务信息21件、四类过程性信息11件、危及“三安全一稳定”4件。"),
        ("applications", "上年结转121件，结转下年度125件，3521件均已办结。"),
        ("disputes", "行政复议170件，其中维持88件、纠正18件、尚未审结36件；行政诉讼77件。"),
        ("disputes", "未经复议直接起诉25件，复议后起诉52件，无一败诉。"),
        ("overview", "办结12345热线工单30000件，办理人大代表建议12件、政协提案8件，均已答复。"),
        ("overview", "检查发现并督促纠正问题36个。"),
        ("disputes", "组织行政诉讼旁听庭审3次、行政复议培训2次。"),
        ("disputes", "行政复议比上年减少270件。"),
        ("overview", "准予公开的期限为20个工作日。"),
    ],
    "X-3": [
        ("applications", "新收申请3525件，其中自然人3440件，占97.6%；法人或其他组织85件，占2.4%。"),
        ("disputes", "行政复议170件，较2023年下降61.36%，纠错率为10.6%。"),
        ("overview", "按期办结率98%。"),
        ("applications", "予以公开1431件，占40.6%；部分公开471件，占13.4%。"),
        ("applications", "予以公开占办结总数的40.64%。"),
        ("applications", "无法提供941件，占办结总数的26.7%；不予公开92件，占全年新收申请的2.6%。"),
        ("applications", "不予公开占比不足3%，予以公开占比超过40%。"),
        ("disputes", "行政复议170件，同比下降61.4%。"),
        ("applications", "新收政府信息公开申请3525件，比上年增长0.4%。"),
        ("overview", "社会评议满意度98.6%。"),
    ],
    "X-4": [
        ("proactive", "制发行政规范性文件50件，废止227件，现行有效420件。"),
        ("proactive", "制定规章2件，废止规章1件，现行有效规章12件。"),
        ("proactive", "作出行政许可决定157.3万件，行政处罚决定267.6万件。"),
        ("proactive", "行政事业性收费7.27亿元。"),
        ("overview", "公示行政许可信息12000条、行政处罚信息8000条。"),
        ("overview", "评查行政处罚案卷120件，受理行政许可申请1600件，取消行政许可事项3项。"),
        ("overview", "备案审查各县（区）制定的规范性文件40件。"),
    ],
    "X-5": [
        ("problems", "少数单位未收到申请的，台账未作记录。"),
        ("applications", "全年无公民、法人或其他组织申请减免费用的情况。"),
        ("applications", "未收到行政复议申请和更正政府信息的申请。"),
        ("applications", "年底没有申请结转下年度。"),
        ("applications", "申请人无正当理由大量反复申请的3件。"),
        ("applications", "因未收到申请人补正材料，相关申请不再处理。"),
        ("applications", "科研机构未提出申请。"),
        ("other", "未收到缴纳信息处理费的申请。"),
        ("overview", "### （一）主动公开\n\n无。"),
        ("overview", "对没有申请条件的群众提供上门服务。"),
    ],
    "X-6": [
        ("disputes", "行政诉讼无败诉案件。"),
        ("disputes", "未经复议直接起诉25件，均维持原行政行为。"),
        ("disputes", "行政复议170件，18件被纠正，其余均维持。"),
        ("disputes", "行政复议尚未审结36件。"),
        ("disputes", "未发生行政复议逾期答复的情况。"),
        ("overview", "各项指标均维持在较高水平，网站未发现错误表述。"),
        ("problems", "对行政复议反映的问题未及时整改。"),
        ("disputes", "没有行政复议决定逾期未履行。"),
    ],
    "X-7": [
        ("other", "全市发出收费通知0件，总金额0元。"),
        ("other", "2024年，全市未收取信息处理费。"),
        ("other", "依申请公开政府信息未收取任何费用。"),
        ("other", "本年度收取政府信息公开信息处理费1200元。"),
        ("other", "未收取政府信息公开申请的检索、复制等费用。"),
    ],
    "X-8": [
        ("problems", "针对2023年度报告中指出的问题，逐项整改。"),
        ("overview", "与2023年相比，新收申请略有增加。"),
        ("overview", "自2019年5月15日起施行的《政府信息公开条例》得到落实。"),
        ("overview", "落实《江苏省2023年政务公开工作要点》和国办发〔2016〕80号文件。"),
        ("overview", "截至2024年12月31日，现行有效规章稳定。"),
        ("overview", "“十四五”规划（2021—2025年）的公开任务按期推进。"),
        ("overview", "本报告电子版自2025年1月起可在网站查阅。"),
        ("problems", "2025年将抓好业务培训。"),
        ("overview", "数据统计期限为2024年1月1日至12月31日。"),
    ],
    "X-9": [
        ("overview", "本报告由宿迁市人民政府编制。"),
        ("overview", "本报告由宿迁市人民政府办公室根据各单位报送的数据编制。"),
        ("overview", "按照江苏省人民政府办公厅要求编制本报告。"),
        ("overview", "督促各县（区）人民政府、各部门编制政府信息公开工作年度报告。"),
        ("overview", "集中公布各部门政府信息公开工作年度报告。"),
        ("overview", "根据条例规定，本机关编制本报告。"),
        ("overview", "发布政策解读、回应社会关切、推进政务公开情况良好。"),
        ("overview", "宿迁市人民政府认真落实江苏省人民政府的部署，市政府办公室加强督促。"),
    ],
    "X-10": [
        ("problems", "一是业务不熟；二是解读不够；三是检索不便。\n\n一是抓培训；二是抓解读。"),
        ("other", "### （一）收费情况\n\n未收取信息处理费。\n\n### （二）建议提案\n\n按期办理。"),
        ("overview", "依照条例第二十条第（一）项、第（五）、（六）项的规定公开。"),
        ("applications", "表三（三）各项和（五）各项的认定要有依据。"),
        ("problems", "统一是前提，万众一心是保证。"),
    ],
    "X-11": [
        ("overview", "公开信息350条，其中微信公众号300条、网站50条。"),
        ("overview", "公开信息350条，比上年增加50条，其中微信300条、网站50条。"),
        ("overview", "举办培训12场，其中线上5场。"),
        ("overview", "公开信息500条，其中政策类200条（含解读50条）、动态类300条。"),
        ("overview", "接受咨询10件，其中电话8件、窗口2件，办理留言9件，回访9件。"),
        ("applications", "全年办结3521件，予以公开和部分公开分别为1431件和471件。"),
        ("applications", "全年新收申请3525件，其中自然人3440件、商业企业75件。"),
        ("applications", "办结3521件，其中予以公开1431件，占40.6%，部分公开471件，占13.4%。"),
    ],
    "X-12": [
        ("overview", "依照《中华人民共和国政府信息公开条例》（国务院令第711号）编制。"),
        ("disputes", "依照《中华人民共和国行政复议法》和《中华人民共和国行政复议法实施条例》办理。"),
        ("overview", "落实《江苏省政府信息公开条例》和《宿迁市优化营商环境条例》。"),
        ("overview", "更新《政府信息公开指南》《政府信息公开目录》。"),
        ("overview", "学习《中华人民共和国食品安全法》《中华人民共和国监察法》。"),
        (
            "overview",
            "落实《国务院办公厅政府信息与政务公开办公室关于规范政府信息公开平台有关事项的通知》（国办公开办函〔2019〕61号）。",
        ),
        ("other", "执行《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）。"),
    ],
    "N-1": [
        ("applications", "新收申请3525件，法人或其他组织85件，占2.4%。3646件申请中，予以公开1431件。"),
        ("applications", "新收申请3525件，较上年增加14件；上年结转121件，与新收的3525件合计3646件。"),
        ("applications", "其他处理469件，其中逾期不补正77件、逾期未按收费通知要求缴纳费用38件、其他354件。"),
        ("disputes", "行政复议170件，比上年减少270件，其中其他结果28件。"),
        ("problems", "从以下三个方面改进，补齐两个层面的不足。"),
        ("overview", "依照条例第四十九条、第五十条，于2024年12月31日前完成。"),
        ("overview", "用好“12345”热线，落实三审三校，推进一件事一次办。"),
        ("overview", "答复期限为20个工作日，依据国办函〔2020〕109号文件。"),
        ("overview", "一是抓培训；二是抓解读。"),
        ("overview", "全年收到3525件政府信息公开申请，其中法人或其他组织85件。"),
        ("applications", "予以公开1431件，占40.6%；属于三类内部事务信息21件。"),
        ("overview", "办公电话：0527-84368000，邮编223800。"),
        ("overview", "全年开展业务培训12场次。{# 免核：12场次；理由：培训台账 #}"),
    ],
    "S-1": [
        ("overview", "主动公开、依申请公开、政府信息管理、政府信息公开平台建设和监督保障均有进展。"),
        ("problems", "业务不熟。"),
        ("applications", "全年办理平稳。" * 200),
    ],
    "S-2": [
        ("problems", "基层承办人员流动较快，答复文书说理不足；来年重点是编写答复指引。"),
        ("overview", "以清单管理为抓手，公开目录逐项对应责任单位，公众意见由专人登记并反馈。"),
        ("applications", "申请办理平稳。"),
    ],
    "P-1": [
        ("overview", "办公电话：0527-84368000，地址：宿迁市洪泽湖路1号。"),
        ("overview", "联系人手机：138****5678。"),
        ("other", "全年作出行政许可15731790001件。"),
    ],
    "P-2": [
        ("applications", "属于国家秘密的不予公开，保护商业秘密。"),
        ("overview", "落实机密文件管理制度。"),
        ("applications", "属于三类内部事务信息。"),
    ],
    "P-3": [
        ("overview", "坚持做为民服务的实事。"),
        ("overview", "截至目前，作为重点，其他工作有序推进。"),
        ("disputes", "行政复议案件依法办理。"),
    ],
    "P-4": [
        ("overview", "网址为https://www.suqian.gov.cn。"),
        ("overview", "邮箱为xxgk@suqian.gov.cn，网站为www.suqian.gov.cn，App同步更新。"),
        ("overview", "推进互联网+政务服务。"),
    ],
    "P-5": [
        ("overview", "宿迁市人民政府政府信息公开工作的目的的确是便民。"),
        ("overview", "依照《〈政府信息公开条例〉释义》办理。"),
        ("other", "加强学习学习再学习，研究研究具体问题。"),
    ],
}


def findings(rule_id, section, source, report=None):
    """Return what a rule says of the base report with one section replaced, by the residuals themselves."""
    report = replace(report or suqian(), narrative={**(report or suqian()).narrative, section: source})
    rule = rules_for(report.form)[rule_id]
    rows = [row for row in apply_rule(report, rule, read_text_of(report)) if not row.unverifiable]
    return [finding_of(report, rule, row).message for row in rows if is_broken(row)]


def is_broken(row):
    """Tell whether a comparison fails."""
    gap = row.left - row.right
    return gap > row.tolerance or (row.relation == "eq" and -gap > row.tolerance)


def cases(table):
    """Return the parameters of a table: rule, section, sentence …; named by rule and number."""
    return [
        pytest.param(rule, *case, id=f"{rule}-{number}")
        for rule, rows in table.items()
        for number, case in enumerate(rows, 1)
    ]


@pytest.mark.parametrize(("rule", "section", "sentence", "said"), cases(FOUND))
def test_what_a_rule_finds(rule, section, sentence, said):
    """A sentence with the fault gives a finding that names it."""
    found = findings(rule, section, sentence)
    assert any(said in message for message in found), found


@pytest.mark.parametrize(("rule", "section", "sentence"), cases(ALONE))
def test_what_a_rule_leaves_alone(rule, section, sentence):
    """A sound sentence that comes close gives no finding."""
    assert findings(rule, section, sentence) == []


def test_every_text_rule_has_sentences_both_ways():
    """No rule about the text is without sentences, and those that read words have six of each."""
    many = {"X-1", "X-2", "X-5", "X-6", "X-8", "X-9", "N-1", "X-11", "X-12"}
    assert set(FOUND) == set(ALONE) == set(TEXT_PROCEDURES)
    for table in (FOUND, ALONE):
        assert all(len(rows) >= (6 if rule in many else 3) for rule, rows in table.items())


def test_every_rule_about_the_text_needs_a_text():
    """A report without a word passes no rule about its text, and a note says why."""
    report = suqian()
    outcome = check(replace(report, narrative=dict.fromkeys(report.narrative, "")))
    assert {outcome.rules[rule] for rule in TEXT_PROCEDURES} == {"not_verifiable"}
    for rule in TEXT_PROCEDURES:
        assert any(f.rule == rule and f.message.endswith("：没有正文") for f in outcome.findings)


def test_data_are_searched_even_without_a_text():
    """A telephone number in a note of the tables is found in a report that has no text yet."""
    report = replace(suqian(), narrative=dict.fromkeys(suqian().narrative, ""))
    fact = replace(report.facts["proactive.fees.amount"], note="请联系 13812345678")
    outcome = check(replace(report, facts={**report.facts, fact.id: fact}))
    assert outcome.rules["P-1"] == "fail"


@pytest.mark.parametrize("report_id", REPORTS)
def test_the_shipped_texts_give_no_false_alarm(report_id):
    """Of the rules about the text only X-11 speaks up, and truly: 陕州 2023 leaves 20 of 350 unexplained."""
    report = SHIPPED.load(ReportId.parse(report_id))
    rules = rules_for(report.form)
    loud = [row for row in confront(report) if row.rule in TEXT_PROCEDURES and not row.unverifiable and is_broken(row)]
    said = [finding_of(report, rules[row.rule], row).message for row in loud if row.rule != "S-2"]
    gap = ["有 20条没有说明去向；其中含约数（余）"] if report_id == "shanzhou-sifaju@2023" else []
    assert [message.rpartition("，")[2] for message in said] == gap
    assert {row.rule for row in loud} <= {"X-11", "S-2"}


def test_ten_reports_are_shipped():
    """The test above sees ten reports."""
    assert len(REPORTS) == 10


@pytest.mark.parametrize("version", ["2019", "2021"])
def test_every_rule_gives_its_authority_and_its_reasons_are_codes(version):
    """A rule names its clause, and a waiver's reasons have lower-case identifiers and a text."""
    report_id = "pingtan@2020" if version == "2019" else "suqian@2024"
    rules = rules_for(SHIPPED.load(ReportId.parse(report_id)).form)
    assert all(rule.clause.strip() and "{" not in rule.clause for rule in rules.values())
    for rule in catalogue().values():
        assert all(re.fullmatch("[a-z][a-z0-9_]*", code) and text.strip() for code, text in rule.reasons.items())
