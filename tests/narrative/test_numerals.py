"""Numerals of a text: each is found whole, and is said to be what it is."""

from __future__ import annotations

import pytest

from report_helpers.narrative.numerals import find_numerals


def found(text, *, excused=True):
    """Return (text, kind, value, unit, qualifier) of each numeral of *text*."""
    return [
        (
            numeral.text,
            numeral.kind,
            None if numeral.value is None else str(numeral.value),
            numeral.unit,
            numeral.qualifier,
        )
        for numeral in find_numerals(text)
        if excused or numeral.kind in {"figure", "percentage"}
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "累计主动公开信息 350 余条，其中微信公众号更新 300 余条，政府网站公开 30 条。",
            [
                ("350 余条", "figure", "350", "条", "余"),
                ("300 余条", "figure", "300", "条", "余"),
                ("30 条", "figure", "30", "条", ""),
            ],
        ),
        (
            "我们公开公共法律服务领域相关信息共11条，其中人民调解信息1条、律师和基层法律服务相关信息6条",
            [
                ("11条", "figure", "11", "条", ""),
                ("1条", "figure", "1", "条", ""),
                ("6条", "figure", "6", "条", ""),
            ],
        ),
        (
            "根据《国务院办公厅关于印发〈政府信息公开信息处理费管理办法〉的通知》（国办函〔2020〕109号）",
            [("国办函〔2020〕109号", "document_number", None, "", "")],
        ),
        (
            "3.2023年河南省政务公开工作要点的落实情况。",
            [("3.", "ordinal", "3", "", ""), ("2023年", "date", "2023", "", "")],
        ),
        (
            "本报告中所列数据的统计期限为 2023 年 1 月 1 日至 2023 年 12 月 31 日止。",
            [("2023 年 1 月 1 日", "date", None, "", ""), ("2023 年 12 月 31 日", "date", None, "", "")],
        ),
        ("收到申请 9 件", [("9 件", "figure", "9", "件", "")]),
        ("我局现有一个微信公众号", [("一个", "figure", "1", "个", "")]),
        ("严格落实“三审三校”制度", [("三审三校", "idiom", None, "", "")]),
        (
            "行政许可1573179件，同比下降13.0%；收费72701.2578万元",
            [
                ("1573179件", "figure", "1573179", "件", ""),
                ("13.0%", "percentage", "13.0", "%", ""),
                ("72701.2578万元", "figure", "72701.2578", "万元", ""),
            ],
        ),
    ],
)
def test_sentences_of_published_reports(text, expected):
    """Every numeral in a sentence that an office has published is found and named."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("１２件", "12", "件", ""),
        ("1,234件", "1234", "件", ""),
        ("1，234件", "1234", "件", ""),
        ("1.2万件", "12000", "件", ""),
        ("100万人次", "1000000", "人次", ""),
        ("3亿元", "3", "亿元", ""),
        ("1.2万亿元", "12000", "亿元", ""),
        ("约300余条", "300", "条", "约"),
        ("300多万元", "300", "万元", "多"),
        ("不少于20场", "20", "场", "上"),
        ("30件以上", "30", "件", "上"),
        ("不超过5人", "5", "人", "下"),
        ("超过2倍", "2", "倍", "超"),
        ("12", "12", "", ""),
        ("三件", "3", "件", ""),
        ("十二次", "12", "次", ""),
        ("一百二十三条", "123", "条", ""),
        ("两万三千份", "23000", "份", ""),
        ("一万三件", "13000", "件", ""),
        ("二亿六千一百二十七件", "200006127", "件", ""),
        ("三百余条", "300", "条", "余"),
        ("三百余万元", "300", "万元", "余"),
        ("十万元", "10", "万元", ""),
        ("一亿两千万元", "120000000", "元", ""),
        ("十几条", "10", "条", "多"),
        ("数十件", None, "件", "约"),
        ("上百场", None, "场", "约"),
        ("三五件", None, "件", ""),
        ("百件", "100", "件", ""),
    ],
)
def test_figures(text, value, unit, qualifier):
    """A figure is one stretch with its qualifier and unit; 万元 and 亿元 are units, 万 before others multiplies."""
    assert found(text) == [(text, "figure", value, unit, qualifier)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("伍件", "5"),
        ("贰佰万件", "2000000"),
        ("⑤件", "5"),
        ("㊱件", "36"),
        ("⒊件", "3"),
        ("Ⅻ件", "12"),
        ("XIV件", "14"),
        ("（35）件", "35"),
        ("【三十六】件", "36"),
        ("“3600”件", "3600"),
        ("「三十六」件", "36"),
        ("“三十六件”", "36"),
        ("3000+525件", "3525"),
        ("60×2件", "120"),
        ("٣٥٢٥件", "3525"),
        ("३५२५件", "3525"),
        ("35٢5件", "3525"),
        ("3S25件", None),
        ("35²件", None),
        ("卅件", None),
    ],
)
def test_a_number_in_an_unusual_writing_is_a_figure(text, value):
    """Capitals, circles, Roman numbers, brackets, quotation marks, sums and other scripts hide no figure."""
    assert found(f"收到申请{text}。") == [(text, "figure", value, "件", "")]


@pytest.mark.parametrize("unit", ["人次", "件", "份", "篇", "条", "名", "期", "元", "万元"])
def test_an_unusual_writing_is_known_before_every_unit(unit):
    """Behind whatever is counted one by one an odd number is a figure, whether or not a blank follows."""
    for after in ("。", " ", ""):
        [numeral] = find_numerals(f"全年共⑤{unit}{after}")
        assert (numeral.kind, numeral.value, numeral.unit) == ("figure", 5, unit)


@pytest.mark.parametrize(
    ("sentence", "text", "unit"),
    [
        ("单件申请平均11天办结", "11天", "天"),
        ("平均用时9日", "9日", "日"),
        ("答复时限压缩3个工作日", "3个工作日", "个工作日"),
        ("公开工作评估列全市第5位", "第5位", "位"),
        ("考核排名第二名", "第二名", "名"),
        ("窗口全年零投诉", "零投诉", ""),
    ],
)
def test_a_duration_a_rank_and_none_are_figures(sentence, text, unit):
    """How long something took, a place in a ranking and none of a thing are claims that need a source."""
    assert [(numeral.text, numeral.kind, numeral.unit) for numeral in find_numerals(sentence)] == [
        (text, "figure", unit)
    ]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "退伍人员、大陆居民、收拾",
            "Ⅲ级响应、Ⅱ类水体、X光检查",
            "落实“5+2”和“1+3+N”",
            "见附件（2）。",
            "①次年公布②个人信息",
        ),
        *("20个工作日内答复，24小时受理", "放在第一位", "零距离服务", "一、件数", "3D打印、5G基站"),
    ],
)
def test_what_looks_like_an_unusual_number_and_is_none(text):
    """Words, grades, names, list marks and terms of law are no figures."""
    assert [numeral for numeral in find_numerals(text) if numeral.kind in {"figure", "percentage"}] == []


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("１２％", "12", "%", ""),
        ("12.5个百分点", "12.5", "个百分点", ""),
        ("百分之三十五点二", "35.2", "%", ""),
        ("百分之30", "30", "%", ""),
        ("百分百", "100", "%", ""),
        ("0.5‰", "0.5", "‰", ""),
        ("千分之五", "5", "‰", ""),
        ("三成", "30", "%", "约"),
        ("近九成", "90", "%", "近"),
        ("90%以上", "90", "%", "上"),
        ("三分之二", "67", "%", "约"),
        ("近四分之三", "75", "%", "近"),
    ],
)
def test_percentages(text, value, unit, qualifier):
    """A share of the whole is a percentage, however it is written."""
    assert found(text) == [(text, "percentage", value, unit, qualifier)]


@pytest.mark.parametrize("text", ["3—5件", "3至5件", "三到五件", "3件", "30%-50%", "3万—5万件", "三至五万件"])
def test_a_range_has_an_upper_end(text):
    """A range is one numeral with both its ends, scaled alike."""
    (numeral,) = find_numerals(text)
    ends = {"3件": (3, None), "30%-50%": (30, 50)}
    assert (numeral.value, numeral.upper) == ends.get(text, (30000, 50000) if "万" in text else (3, 5))
    assert numeral.text == text


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "date",
            "2023年 2023年1月1日 1月 二〇二三年 二零二三年 二零二三年一月一日 2023-01-01 2023.1.1 1-12月",
        ),
        (
            "date",
            "20日 9:00 9时30分 2023年度 2021—2023年 2021、2022、2023年 20个工作日 三十个工作日 15日 3个月 近三年",
        ),
        ("date", "24小时 2021-2025 2021—2025"),
        ("ordinal", "第一 第3 一是 （一） (1) ① 其一 第三"),
        ("clause", "第二十条 第三十六条第（一）项 第四十九条第一款 第20条 第二款"),
        (
            "document_number",
            "国办函〔2020〕109号 国办公开办函[2021]30号 （2021）豫01行初12号 〔2021〕30号 第711号令 第711号 12号文",
        ),
        (
            "name",
            "0398-1234567 12345 a12@qq.com 123@qq.com 12号 A4 5G PM2.5 v1.2.3 COVID-19",
        ),
        ("name", "400-123-4567 5·12 1+3+N 192.168.1.1 13800000000 3号 https://www.gov.cn/1/2?3"),
        (
            "idiom",
            "统一 一般 一律 三审三校 举一反三 一件事 第一时间 三安全一稳定 五公开 两会 一网通办 万众 千方百计",
        ),
        ("idiom", "一次性 一批 一系列 一方面 一项重要 一些 一定 一事一议 十四五 二十大 八项规定 一半 唯一 每一"),
    ],
)
def test_what_is_no_figure_says_why(kind, texts):
    """Dates, ordinals, clauses, document numbers, names and idioms are one numeral each, of their kind."""
    assert {text: [(each.text, each.kind) for each in find_numerals(text)] for text in texts.split()} == {
        text: [(text, kind)] for text in texts.split()
    }


@pytest.mark.parametrize(
    "heading", ["1.加强", "1、加强", "1. 加强", "一、总体", "十一、总体", "如下：2.加强", "落实。3）加强"]
)
def test_a_number_that_opens_a_sentence_is_an_ordinal(heading):
    """At the beginning of a line or sentence a number before a point is an ordinal."""
    assert [kind for _, kind, *_ in found(heading)] == ["ordinal"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《2023年12件实事》与“12345”", [("12件", "12")]),
        ("《关于100的规定》", []),
        ("“三张清单”与三张清单", [("三张", "3")]),
        ("第三十六条、三十七条和三十八条", []),
        ("第三十六条规定三十七条", [("三十七条", "37")]),
        ("邮编：472000，电话：2812345，崤山路12号，发文12件", [("12件", "12")]),
        ("分别为：1、2、3件", [("1", "1"), ("2", "2"), ("3件", "3")]),
        ("开通APP3个，用A4纸", [("3个", "3")]),
        ("拨打12345热线12345次", [("12345次", "12345")]),
        ("预约30次、送达40件、附近5家", [("30次", "30"), ("40件", "40"), ("5家", "5")]),
        ("四川省三门峡市万元队伍建设二维码、收费（万元）", []),
        ("增长-3.5%", [("-3.5%", "-3.5")]),
        ("1.2万件", [("1.2万件", "12000")]),
        ("3成员单位", [("3", "3")]),
    ],
)
def test_surroundings_decide(text, expected):
    """What stands around a number decides whether it must be accounted for."""
    assert [(each, value) for each, _, value, *_ in found(text, excused=False)] == expected
