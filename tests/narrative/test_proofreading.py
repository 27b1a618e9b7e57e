"""Slips of the pen: what each finder names and what it leaves alone."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_helpers.narrative.links import find_broken_links
from report_helpers.narrative.proofreading import (
    built_in_words,
    find_confidential_marks,
    find_doubled_words,
    find_unbalanced_marks,
    find_unfinished_marks,
    find_words,
)
from tests.conftest import SHIPPED


def find_built_in(text):
    """Return the slips by the kit's own words."""
    return find_words(text, built_in_words())


FINDERS = {
    "unfinished": find_unfinished_marks,
    "confidential": find_confidential_marks,
    "word": find_built_in,
    "doubled": find_doubled_words,
    "link": find_broken_links,
    "marks": find_unbalanced_marks,
}
FOUND = {
    "unfinished": [
        ("存在的问题：（内容待定）。", "（内容待定）"),
        ("存在问题待补充。", "问题待补充"),
        ("改进措施另行补充。", "措施另行补充"),
        ("部分数据待核实，另报。", "数据待核实"),
        ("此处由办公室补写。", "此处由办公室补写"),
        ("此段请法制科补充。", "此段请法制科补"),
        ("见附件（略）。", "（略）"),
        ("全年培训　次。", "　"),
        ("全年培训（ ）次。", "（ ）"),
        ("公开了吗？？", "？？"),
        ("举办N场培训。", "N"),
    ],
    "confidential": [
        ("【内部】通报", "【内部】"),
        ("仅供领导参阅。", "仅供领导参阅"),
        ("秘密★10年", "秘密★10年"),
        ("机密 ★ 长期", "机密 ★ 长期"),
        ("绝密★", "绝密★"),
        ("文件为秘密★，", "秘密★"),
        ("机密 20年", "机密 20年"),
        ("（秘密三年）", "秘密三年"),
        ("【机密】关于", "【机密】"),
        ("密级：秘密", "密级：秘密"),
        ("标题\n　机密\n正文", "机密"),
        ("内部资料，请妥善保管", "内部资料"),
        ("内部文件 注意保存", "内部文件 注意保存"),
        ("本件不得外传。", "不得外传"),
        ("仅供内部参考", "仅供内部参考"),
    ],
    "word": [
        ("其它情形", "其它"),
        ("帐号已注销", "帐号"),
        ("做为重点", "做为"),
        ("既使有困难", "既使"),
        ("统一布署", "布署"),
        ("截止到12月底", "截止到"),
        ("截止2024年底", "截止202"),
        ("《政府信息公开条列》", "政府信息公开条列"),
        ("按照政务公开条例", "政务公开条例"),
        ("建立建全制度", "建立建全"),
        ("此处填写概述", "此处填写"),
    ],
    "doubled": [
        ("公开的的信息", "的的"),
        ("完成了了任务", "了了"),
        ("这是是重点", "是是"),
        ("机制和和制度", "和和"),
        ("的的的", "的的的"),
        ("信息公开公开工作", "公开公开"),
        ("市政府政府办公室", "政府政府"),
        ("政府政府信息公开", "政府政府"),
        ("政府信息公开政府信息公开", "政府信息公开政府信息公开"),
        ("目录目录目录", "目录目录目录"),
        ("一是，，二是", "，，"),
        ("完毕。。", "。。"),
        ("甲、、乙", "、、"),
    ],
    "link": [
        ("见 http//www.suqian.gov.cn/。", "http//www.suqian.gov.cn"),
        ("https:/www.suqian.gov.cn", "https:/www.suqian.gov.cn"),
        ("http：//www.suqian.gov.cn", "http：//www.suqian.gov.cn"),
        ("http:\\\\www.suqian.gov.cn", "http:\\\\www.suqian.gov.cn"),
        ("网址www。gov。cn", "www。gov。cn"),
        ("http://www.suqian.gov，cn，电话", "http://www.suqian.gov，cn"),
        ("http://ｗｗｗ.suqian.gov.cn", "http://ｗｗｗ.suqian.gov.cn"),
        ("http://www. suqian.gov.cn", "http://www. s"),
        ("http://www.suqian .gov.cn", "http://www.suqian .g"),
        ("http://www.suqian..gov.cn", "http://www.suqian..gov.cn"),
        ("http://www.suqian/zwgk", "http://www.suqian"),
        ("http://suqian/zwgk", "http://suqian"),
        ("http://www.suqian.gov/", "http://www.suqian.gov"),
        ("http://localhost:8888/x", "http://localhost:8888"),
        ("localhost:8888", "localhost:8888"),
        ("http://192.168.1.2/a", "http://192.168.1.2"),
        ("https://10.0.0.5:80/a", "https://10.0.0.5:80"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://[::1]/", "http://[::1]"),
        ("https://www.example.com/a", "https://www.example.com"),
        ("file:///C:/report.html", "file:///C:/report.html"),
        ("网址为http://。", "http://"),
        ("http:// ", "http://"),
    ],
    "marks": [
        ("《条例", "《"),
        ("条例》", "》"),
        ("（见附件", "（"),
        ("（见附件)", "（"),
        ("苏政发〔2024）3号", "〔"),
        ("所谓“公开", "“"),
        ("所谓“公开“", "“"),
        ("《条例（节选》）", "（"),
        ("第一段（完）\n第二段（未完", "（"),
        ("苏政发2024）3号", "）"),
        ("（甲》乙）", "》"),
        ("（甲“乙）", "“"),
    ],
}
RIGHT = {
    "unfinished": [
        "对待填报的目录逐项核对，个别数据待核实后发布。",
        "制度有待补充，机制亟待完善，此处风景由来已久。",
        "改进措施将另行制定方案补充落实。",
        "共 3 次，各 2 项。",
    ],
    "confidential": [
        "涉及国家秘密、商业秘密、个人隐私",
        "保密审查",
        "涉密信息",
        "属于国家秘密的，不予公开",
        "保守国家秘密长期不懈",
        "国家秘密10年解密",
        "内部资料性出版物",
        "内部文件管理",
        "内部管理信息",
    ],
    "word": [
        "其他情形",
        "账号",
        "作为重点",
        "做为民服务的表率",
        "截至2024年底",
        "政府信息公开条例",
        "究竟争议何在",
        "全部份额",
        "办实事就是办好",
        "毕竟争取过",
    ],
    "doubled": [
        "达到目的的关键",
        "目的的确定",
        "有的的士",
        "标的的价值",
        "为了了解情况",
        "不了了之",
        "关键问题是是否公开",
        "普及及时",
        "以及及时公开",
        "核对对象",
        "没有有效",
        "认为为宜",
        "被被申请人拒绝",
        "邮寄、传真等等方式",
        "宿迁市人民政府政府信息公开工作年度报告",
        "平潭县政府政府网站",
        "二零二零年",
        "研究研究再说",
        "一项一项落实",
        "人人、常常、渐渐、层层、种种、往往、刚刚、仅仅、方方面面、家家户户",
        "进一步推进",
        "省市市场监管部门",
        "……——",
    ],
    "link": [
        "http://www.suqian.gov.cn",
        "网址：https://www.suqian.gov.cn/zwgk/，电话",
        "见http://www.suqian.gov.cn。App下载",
        "http://www.suqian.gov.cn查看",
        "http://www.a.gov.cn www.b.gov.cn",
        "http://www.a.gov.cn，www.b.gov.cn",
        "See http://www.a.gov.cn. Then",
        "https://user@www.suqian.gov.cn:8443/a?b=c#d",
        "http://8.8.8.8/",
        "http://宿迁.政务",
        "www.suqian.gov.cn",
        "HTTP/1.1",
        "使用https协议",
        "档案文件file",
        "a@example.com",
    ],
    "marks": [
        "《条例》（〔2024〕3号）“公开”",
        "一是“《条例》（节选）”",
        "1）甲；2）乙",
        "一）甲",
        "a）甲",
        "",
        "don't (half",
    ],
}


@pytest.mark.parametrize(("kind", "text", "found"), [(kind, *row) for kind, rows in FOUND.items() for row in rows])
def test_slips_are_found(kind, text, found):
    """Each finder names the slip at its place and says what to do."""
    (slip,) = FINDERS[kind](text)
    assert (slip.kind, slip.text, slip.masked) == (kind, found, found)
    assert text[slip.start : slip.end] == found
    assert slip.suggestion


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in RIGHT.items() for text in texts])
def test_right_text_is_left_alone(kind, text):
    """No finder objects to what offices rightly write."""
    assert FINDERS[kind](text) == ()


@pytest.mark.parametrize("kind", sorted(FINDERS.keys() - {"unfinished"}))  # placeholders are not printed here
def test_the_shipped_reports_have_no_such_slips(kind):
    """The texts of the published reports that come with the kit raise nothing."""
    texts = [path.read_text(encoding="utf-8") for path in (SHIPPED.root / "data").rglob("narrative.md")]
    slips = [slip for text in texts for slip in FINDERS[kind](text)]
    assert len(texts) > 5
    assert slips == []


def test_every_paragraph_names_its_first_mark():
    """Two paragraphs with two unbalanced marks each give one slip each, the first."""
    text = "甲（乙《\n丙）丁》\n〔2024〕"
    assert [slip.start for slip in find_unbalanced_marks(text)] == [1, 6]


def test_the_longest_word_wins_and_an_empty_suggestion_means_delete():
    """A longer entry hides a shorter one in it, one equal to its suggestion is right, an empty one is to go."""
    words = {"甲": "乙", "甲丙": "", "甲丁": "甲丁", "": "无"}
    slips = find_words("甲甲丙甲丁", words)
    assert [(slip.text, slip.suggestion) for slip in slips] == [("甲", "请改为“乙”"), ("甲丙", "请删去或改写")]
    assert find_words("甲", {}) == ()


def test_the_built_in_list_is_sound():
    """The list has at least forty entries; no suggestion holds a word that is itself wrong; it cannot be changed."""
    words = built_in_words()
    assert len(words) >= 40
    assert not [word for word, right in words.items() if right and find_words(right, words)]
    built_in_words().clear()
    assert built_in_words() == words


ALPHABET = "的了目政府公开一二。，、《》“”（）〔〕\n ★秘密机年内部资料1）httpwws:/／.。cnlocalexamp@[]%-其它做为民"


@pytest.mark.parametrize("kind", FINDERS)
@given(text=st.one_of(st.text(max_size=80), st.text(st.sampled_from(ALPHABET), max_size=80)))
def test_any_text_can_be_searched(kind, text):
    """No text makes a finder fail; places are right, in order and apart."""
    slips = FINDERS[kind](text)
    assert all(text[slip.start : slip.end] == slip.text != "" for slip in slips)
    assert all(one.end <= other.start for one, other in pairwise(slips))


@given(st.text(st.sampled_from("http:/w.cn@[]-：／。，、 1９ａlocalhost[::1]政"), max_size=60))
def test_any_link_can_be_judged(rest):
    """Whatever follows http:// is judged without failing."""
    text = f"http://{rest}"
    assert all(text[slip.start : slip.end] == slip.text for slip in find_broken_links(text))


@pytest.mark.parametrize("kind", FINDERS)
@pytest.mark.parametrize(
    "piece", ["1", "a@", "（", "的", "http://", "www.", "www。", "秘密 ", "公开", "政府信息 ", " ", "h："]
)
def test_a_long_text_takes_no_longer_than_its_length(kind, piece):
    """A hundred thousand characters of the worst kind are searched in well under a few seconds."""
    begun = time.process_time()
    FINDERS[kind]((piece * 100_000)[:100_000])
    assert time.process_time() - begun < 3
