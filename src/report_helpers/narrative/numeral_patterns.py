"""The patterns by which `numerals` finds numerals, and the words in them.

They are tried in order at each place. A run of digits is always consumed by the first pattern that starts
at it, and repeats never give back, so the work is linear in the length of the text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

Kind = Literal["figure", "percentage", "date", "ordinal", "clause", "document_number", "name", "idiom"]

# What marks a figure as approximate, each normalised to one character. 上 is “at least”, 下 “at most”.
BEFORE = {
    "下": "不超过|不多于|不高于|至多",
    "上": "不少于|不低于|至少",
    "未": "不足|不到",
    "约": "大约|大概|(?<![预节合签契制履违特相])约",
    "近": "将近|接近|(?<![最附邻])近",
    "逾": "逾",
    "超": "超过|超出|(?<![赶反])超",
    "达": "高达|多达|(?<![传送转表])达到|(?<![传到抵送转表])达",
}
AFTER = {"以上": "上", "以下": "下", "以内": "下", "左右": "约"}

# Counters; in brackets what must not follow, since then the character begins another word.
_COUNTERS = """人次 户次 场次 件次 条次 班次 车次 批次 家次 大类 大项 部门 单位 乡镇 街道 社区 方面 平方公里 平方米
立方米 公里 公顷 公斤 美元 港元 欧元 元 件 条(?!例|件|款) 个(?!人信息|体|别|性) 次(?!日|要) 份(?!额) 项
人(?!民|大|社|事|均|工智) 起(?!草|到|来|诉|因|源) 宗(?!旨) 篇(?!幅) 名(?!称|单|义|录|为) 家(?!庭|长)
场(?!所|景|地|馆) 期(?!间|限|望) 种(?!子|植) 类(?!似|别) 部(?!分|队|委|署) 批(?!复|准|评) 例(?!如|会|行)
位(?!于|置|一体) 版(?!权|本) 幅(?!度) 页(?!面) 组(?!织|成|建|长) 户(?!籍|口|外) 台(?!账)
本(?!级|市|局|年|单|机|区|县) 所(?!有|属|在|需) 处(?!理|罚|置|于|室) 支(?!出|付|持|队) 套 张 倍 轮 届 册 卷 封 句 款
座 辆 艘 亩 吨 米 村 篇 字节 遍 课 只 栏"""
# These stand in too many other words to be believed behind Chinese characters (四川省, 三门峡, 十分, 一口).
_ARABIC_COUNTERS = """点(?!击|评|赞) 分(?!别|之|类|析|布|局|公|管|享) 字(?!段|样) 节(?!约|省|假) 章(?!程) 县
市(?!场|级|民|政|局|委) 区(?!域|级|别) 省(?!级|内|外|政|委|厅) 国 单(?!独) 对(?!于|外|照|应|比) 门(?!户)
集(?!中|体|团) 站 队(?!伍) 头 斤 口(?!径) 段 层(?!面|级) 栋 幢 粉丝 km kg kWh MB GB TB"""
_TIMES = "个工作日 个自然日 工作日 个月 个季度 个小时 小时 分钟 季度 年度 年 月份 月 日(?!常|报|记) 天 周 星期"
# What may follow 三成 when it is 30 % (not 三成员).
_TENTHS = r"成(?=[以左多的，。；、,;)）\s]|$)"

# Phrases in which a Chinese numeral counts nothing. Longer ones stand before their beginnings.
_PHRASES = """一系列 一方面 一次性 一部分 一把手 一条龙 一张网 一张图 一张表 一盘棋 一本账 一句话 一目了然 一如既往
一丝不苟 一件事 一次办 一次告知 一项重要 一项长期 一项系统 一项基础 一项常态 跑一次 第一时间 第一责任人 第三方(?!面)
第一线 第一手 举一反三 三审三校 三安全一稳定
三类内部事务 四类过程性 五类组织 五公开 两会 一网通办 一网统管 万众 千方百计 千家万户 千头万绪 百家争鸣
三位一体 五位一体 两微一端 四议两公开 三公(?![里斤顷]) 三农 三重一大 两学一做 四个意识 四个自信 两个维护 两个确立
三个代表 四个全面 三会一课 双随机一公开 六稳 六保 七五普法 八五普法 八项规定 三项制度 两个责任 三支一扶 一老一小
十四五 十三五 十五五 十八大 十九大 二十大 二十一大 万一 十分(?!钟|之) 三方(?!面) 四处 两级 三级 四级 九台区 三台县
五家渠 万年县"""
_ONE = "般律定些样直致切体并向时旦贯步起流同面线批套种类下点半揽键站网窗手把心经味概再番带股共道端律来侧边旁应系"

DIGIT, _L = "[0-9０-９]", "[A-Za-zＡ-Ｚａ-ｚ]"
_UNITS_CN = "十百千万亿拾佰仟"
CHINESE = f"[零〇○一二三四五六七八九两壹贰叁肆伍陆柒捌玖{_UNITS_CN}]"
_S = r"[ \t\u3000\xa0]*+"
_TO = rf"{_S}(?:[-—–~～－]{{1,2}}|至|到){_S}"
AMOUNT = rf"(?>[1-9１-９]{DIGIT}{{0,2}}(?:[,，]{DIGIT}{{3}})+(?!{DIGIT})|{DIGIT}++)(?:[.．]{DIGIT}++)?+"


def _words(listed: str) -> str:
    """Return a pattern for the *listed* words, longer ones first."""
    return "|".join(sorted(listed.split(), key=lambda word: -len(word.split("(?")[0])))


_CHINESE_UNIT = _words(f"{_COUNTERS} {_TIMES}")
_UNIT = _words(f"{_COUNTERS} {_ARABIC_COUNTERS} {_TIMES} 时(?!间|期|候|代) 个百分点 百分点 [%％‰]")
IS_TIME = re.compile(rf"(?:{_words(_TIMES)}|时)\Z")
QUALIFIER = f"(?:{'|'.join(BEFORE.values())})"
_MEASURES = f"(?:km|kg|kWh|MB|GB|TB)(?!{_L}|{DIGIT})"
_YEAR = f"(?:19|20|１９|２０){DIGIT}{{2}}(?!{DIGIT})"
_DD = f"{DIGIT}{{1,2}}"
_M = f"{_DD}(?:{_TO}{_DD})?"
_CM = "[一二三四五六七八九十]{1,3}"
_YEARS = rf"(?:{_YEAR}{_S}(?:[、,，和及与]|[-—–~～至到－]{{1,2}}){_S}){{0,9}}"  # bounded, or the time is not linear
_PLACE = rf"(?:{DIGIT}++|{CHINESE}++|[（(]{_S}(?:{DIGIT}++|{CHINESE}++){_S}[）)])"
_NEXT = r"(?=[^\s\d０-９.,，、。])"
_WORD = rf"(?:{_L}|{DIGIT}|[_-]|[./@#&=?%+~](?={_L}|{DIGIT}))"
_BEHIND_CONTACT = "|".join(
    f"(?<={w}{m})" for w in ("邮编", "编码", "电话", "传真", "QQ") for m in ("", "[:：]", "[:：] ")
)

# Tried in this order; `None` is passed over. What stands further up is the more special.
PATTERNS: tuple[tuple[Kind | None, str], ...] = (
    ("name", r"(?:https?://|www\.)[!-~]++"),
    (None, rf"{_L}{{2,}}+(?={DIGIT}{{1,9}}(?!{DIGIT})[余多万千]?(?:{_CHINESE_UNIT}))"),
    ("name", rf"{_L}{_WORD}*+"),
    ("name", rf"(?:{_BEHIND_CONTACT})(?:{DIGIT}{{5,12}}+(?:[-—]{DIGIT}++)*+)(?!{_S}(?:{_UNIT}))"),
    ("name", rf"0{DIGIT}{{2,3}}[-—－]{DIGIT}{{7,8}}(?!{DIGIT})|[（(]0{DIGIT}{{2,3}}[）)]{_S}{DIGIT}{{7,8}}(?!{DIGIT})"),
    (
        "document_number",
        rf"[（(〔\[【［]{_YEAR}[）)〕\]】］]{_S}(?:[^\W\d_]{{0,6}}{DIGIT}{{1,6}}){{1,2}}(?:之一|之二)?号",
    ),
    ("document_number", rf"第{_S}{DIGIT}{{1,6}}{_S}号令?|(?<=令){DIGIT}{{1,6}}号|{DIGIT}{{1,6}}号[文令]"),
    ("ordinal", rf"(?:^|(?<=[\n。；;！!？?：:])){_S}{_DD}(?:[.．、)）]{_S}(?:(?={_YEAR}{_S}年)|{_NEXT}))"),
    ("ordinal", rf"(?:^|(?<=[\n。；;！!？?：:])){_S}{_CM}[.．、]{_NEXT}"),
    (None, "[万亿]元"),
    ("idiom", rf"(?=[{''.join(sorted({word[0] for word in _PHRASES.split()}))}])(?:{_words(_PHRASES)})"),
    ("clause", rf"(?:第{_S}{_PLACE}{_S}(?:条(?:之{CHINESE})?|款|项(?!目)|目)(?!公开|信息|申请){_S}){{1,4}}"),
    ("ordinal", rf"第{_S}{_PLACE}|[（(]{_S}(?:{_DD}|{_CM}){_S}[）)]"),
    ("ordinal", rf"[①-⒇㈠-㈩❶-❿]|(?<![统唯万同])(?:{_CM})是(?!否)|其[一二三四五六七八九]"),
    ("date", rf"[一二][〇零○0０OＯ一二三四五六七八九]{{3}}年度?(?:{_CM}月(?:{_CM}[日号])?)?|{_CM}月(?:{_CM}[日号]|份)"),
    ("date", f"{_YEAR}(?:-{_DD}-|/{_DD}/|[.．]{_DD}[.．]){_DD}(?!{DIGIT}|[-/.．]{DIGIT})"),
    ("date", rf"{_YEARS}{_YEAR}{_S}年度?(?:{_S}{_M}{_S}月份?(?:{_S}{_M}{_S}[日号])?)?"),
    (
        "date",
        rf"{_YEAR}{_TO}{_YEAR}(?!{_S}(?:{_UNIT}))|(?<=[（(]){_YEAR}(?=[）)])|{_YEAR}-(?:0[1-9]|1[0-2])(?!{DIGIT})",
    ),
    ("date", rf"{_M}{_S}月份?(?:{_S}{_M}{_S}[日号])?|{_M}{_S}日(?!常|报|记)"),
    ("date", rf"{_DD}[:：][0-5０-５]{DIGIT}(?!{DIGIT})(?:[:：]{DIGIT}{{2}})?|{_DD}时{_DD}分|{_DD}点{_DD}分"),
    ("name", rf"{DIGIT}++(?:[.．]{DIGIT}++)?+(?!{_MEASURES})[A-Za-zＡ-Ｚａ-ｚ@_]{_WORD}*+"),
    (
        "name",
        rf"{DIGIT}++(?:[.．]{DIGIT}++){{2,}}+|{DIGIT}++(?:[-－]{DIGIT}++){{2,}}+|{DIGIT}++(?:{_S}[+＋×·•]{_S}[0-9０-９NnXx]++)++",
    ),
    (
        "name",
        rf"1[3-9]{DIGIT}{{9}}(?!{DIGIT})(?!{_S}(?:{_UNIT}))|123{DIGIT}{{2}}(?!{DIGIT})(?![余多万.．])(?!{_S}(?:{_UNIT}))",
    ),
    ("name", rf"{DIGIT}++(?:[-—]{DIGIT}++)?+(?:号|楼|室|单元)(?!召)"),
    ("idiom", f"一[{_ONE}]|[每任某这那哪另同统唯新上下逐单不之进合归专划如]一(?![{_UNITS_CN}])"),
    ("idiom", f"一(?!是)(?!{CHINESE})[一-鿿]一(?!般|定|些|系|批|并|步|律)(?!{CHINESE})[一-鿿]|{_CM}(?:届|中全会)"),
    (
        "percentage",
        rf"{QUALIFIER}?[百千万]分之(?:{CHINESE}++(?:点{CHINESE}++)?+|{AMOUNT})(?:以上|以下|左右)?|百分百|{CHINESE}++分之{CHINESE}++",
    ),
)
_ARABIC = (
    rf"(?:(?P<before>{QUALIFIER}){_S})?(?P<low>(?:(?<=[长降加少为是幅率达约近:：（(])[-－−])?{AMOUNT})"
    rf"(?:{_S}(?P<each>[%％万亿])?{_TO}(?P<high>{AMOUNT})(?(each)(?={_S}(?P=each))))?"
    rf"(?:{_S}(?P<more>[余多])(?={_S}(?:[百千万亿]|{_UNIT})))?"
    rf"(?:{_S}(?P<scale>[百千]?(?:万亿|万|亿)|[百千](?=[余多]?{_S}(?:{_UNIT}))))?(?:{_S}(?P<more2>[余多])(?={_S}(?:{_UNIT})))?"
    rf"(?:{_S}(?P<unit>{_UNIT}|{_TENTHS}))?(?P<after>以上|以下|以内|左右)?"
)
_FIGURE_CN = (
    rf"(?P<cbefore>{QUALIFIER})?(?P<vague>(?:好?几|(?<![总件人条份次])数|(?<!以)上)(?=[十百千万亿]))?"
    rf"(?P<clow>{CHINESE}++(?:点{CHINESE}++)?+)(?:(?:至|到|[—–~～-]{{1,2}})(?P<chigh>{CHINESE}++))?"
    rf"(?P<cmore>[余多几])?(?P<cscale>[万亿])?(?P<cunit>个百分点|{_CHINESE_UNIT}|{_TENTHS})(?P<cafter>以上|以下|以内|左右)?"
)


@cache
def expression() -> re.Pattern[str]:
    """Return all patterns as one: groups g0, g1 … for the special ones, `arabic` and `chinese` for figures."""
    special = "|".join(f"(?P<g{index}>{pattern})" for index, (_, pattern) in enumerate(PATTERNS))
    return re.compile(f"{special}|(?P<arabic>{_ARABIC})|(?P<chinese>{_FIGURE_CN})|{CHINESE}++", re.MULTILINE)
