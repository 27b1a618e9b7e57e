"""Faults in the wording: what must not be published, and what is not so."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from stdnum.cn import ric

if TYPE_CHECKING:
    from random import Random

    from benchmarks.faults.page import Changes, Page

MARKS = (
    *("秘密★1年", "机密★3年", "绝密★长期", "秘密★", "【机密】", "密级：秘密", "工作秘密★5年", "秘密 1年"),
    *("内部资料，注意保存", "内部文件，请勿外传", "内部材料，严禁外传", "仅供内部参考", "仅限内部使用", "此件不公开"),
)
PHONES = ("联系人手机：{}。", "（联系电话：{}）", "如有疑问，请致电{}。", "可拨打经办人手机{}咨询。", "申请人电话{}。")
CARDS = ("申请人身份证号：{}。", "（身份证号码{}）", "其中身份证号为{}的申请人重复申请较多。")
COUNTIES = ("321302", "321311", "350128", "411203", "110105", "440305", "320102", "500103")
DOUBLED = (
    *("公开", "政府", "信息", "申请", "工作", "单位", "处理", "办理", "情况", "机关", "文件", "审查", "行政"),
    *("答复", "管理", "要求", "更新", "部门", "有关", "政策", "进行", "及时", "规范", "制度", "提高", "加强"),
    *("对", "和", "的", "在"),
)
NONE_RECEIVED = (
    "{{ year }}年，{{ agency.short }}未收到政府信息公开申请。",
    "本年度没有收到依申请公开申请。",
    "全年未受理政府信息公开申请。",
    "未接到公民、法人和其他组织提出的政府信息公开申请。",
    "本年度无政府信息公开申请。",
    "本年度未发生依申请公开事项。",
    "全年收到政府信息公开申请0件。",
    "全年政府信息公开申请量为零。",
)
# What is said, and the blocks of table 四 of which it is said.
UPHELD = (
    ("行政复议案件均维持。", ("review",)),
    ("行政复议结果均为维持。", ("review",)),
    ("行政复议全部维持原行政行为。", ("review",)),
    ("全年没有被行政复议纠正的案件。", ("review",)),
    ("行政复议无一被撤销或者确认违法。", ("review",)),
    ("行政诉讼均胜诉。", ("litigation_direct", "litigation_after_review")),
    ("行政诉讼无败诉案件。", ("litigation_direct", "litigation_after_review")),
    ("行政复议、行政诉讼均无纠错。", ("review", "litigation_direct", "litigation_after_review")),
)
NO_FEE = (
    "",
    "无其他需要报告的事项。",
    "本年度没有其他需要报告的事项。",
    "行政事业性收费情况见第二部分。",
    "{{ year }}年行政事业性收费金额为{{ proactive.fees.amount }}。",
    "{{ agency.short }}按照要求认真落实政务公开工作要点的各项任务。",
)
ORDINALS = "一二三四五六七"


def _inserted(page: Page, random: Random, text: str) -> Changes:
    """Put *text* behind a sentence of the narrative, any one."""
    end = random.choice([m.end() for m in re.finditer("[。；]", page.narrative)])
    return page.with_text(end, end, text)


def mobile(page: Page, random: Random) -> Changes:
    """A mobile number stands in the text."""
    number = f"1{random.choice(('38', '59', '86', '77', '99', '35', '50'))}{random.randrange(10**8):08d}"
    ways = ("{}", "{}", "{:.3} {:.4} {:.4}", "{:.3}-{:.4}-{:.4}", "+86 {}")
    way = random.choice(ways)
    written = way.format(number[:3], number[3:7], number[7:]) if way.count("{") > 1 else way.format(number)
    return _inserted(page, random, random.choice(PHONES).format(written))


def identity_card(page: Page, random: Random) -> Changes:
    """An identity card's number stands in the text, its check digit right."""
    born = dt.date(1950, 1, 1) + dt.timedelta(days=random.randrange(20000))
    start = f"{random.choice(COUNTIES)}{born:%Y%m%d}{random.randrange(1000):03d}"
    number = start + ric.calc_check_digit(start + "0")
    if random.choice((True, False, False, False)):
        number = f"{number[:6]} {number[6:14]} {number[14:]}"
    return _inserted(page, random, random.choice(CARDS).format(number))


def confidential(page: Page, random: Random) -> Changes:
    """A mark of a confidential or internal paper stands in the text, in brackets or on a line of its own."""
    mark = random.choice(MARKS)
    if random.choice((True, False)):
        return _inserted(page, random, f"（{mark}）")
    start, _ = random.choice(page.paragraphs())
    return page.with_text(start, start, f"{mark}\n\n")


def sequence(page: Page, random: Random) -> Changes:
    """一是、二是 … or （一）（二）… skips or repeats a number."""
    marks = re.finditer(rf"(?<=[：。；])([{ORDINALS}])是|(?<=### （)([{ORDINALS}])）", page.narrative)
    found = random.choice(list(marks))
    place = found.start()
    other = random.choice([ordinal for ordinal in ORDINALS if ordinal != page.narrative[place]])
    return page.with_text(place, place + 1, other)


def doubled(page: Page, random: Random) -> Changes | None:
    """A word stands twice."""
    word = random.choice(DOUBLED)
    places = [m.end() for start, end in page.paragraphs() for m in re.finditer(word, page.narrative[start:end])]
    starts = [start for start, end in page.paragraphs() for _ in re.finditer(word, page.narrative[start:end])]
    if not places:
        return None
    which = random.randrange(len(places))
    end = starts[which] + places[which]
    return page.with_text(end, end, word)


def law_title(page: Page, random: Random) -> Changes:
    """The title or number of a law or notice is wrong."""
    found = random.choice(list(re.finditer(r"《([^《》]+)》(?:（[^（）]+号）)?", page.narrative)))
    cited, title = found[0], found[1]
    at = random.choice([i for i in range(len(title) - 1) if title[i : i + 2].isalpha() and title[i] != title[i + 1]])
    ways = [
        cited.replace(title, title[:at] + title[at + 1 :]),
        cited.replace(title, title[:at] + title[at + 1] + title[at] + title[at + 2 :]),
        cited.replace("条例》", "规定》").replace("的通知》", "的意见》"),
        cited.replace("中华人民共和国政府信息", "信息").replace("国务院办公厅", ""),
        re.sub(r"〔20(..)〕(\d+)号", lambda m: f"〔20{m[1]}〕{int(m[2]) + random.choice((-1, 1, 10))}号", cited),
        re.sub(r"〔20(..)〕", lambda m: f"〔20{int(m[1]) + random.choice((-1, 1))}〕", cited),
    ]
    return page.with_text(*found.span(), random.choice([way for way in ways if way != cited]))


def none_received(page: Page, random: Random) -> Changes | None:
    """The text says that no application came in, although some did."""
    new = page.report.get("applications.new.total")
    if new is None or not new.value:
        return None
    spans = [s for s in page.paragraphs("一", "三") if "applications.total.total" in page.narrative[slice(*s)]]
    spans += page.paragraphs("三")
    start, end = random.choice(spans)
    return page.with_text(start, random.choice((start, end)), random.choice(NONE_RECEIVED))


def all_upheld(page: Page, random: Random) -> Changes | None:
    """The text says that all was upheld, although something was corrected."""
    said, blocks = random.choice(UPHELD)
    facts = [page.report.get(f"disputes.{block}.corrected") for block in blocks]
    if not any(fact and fact.value for fact in facts):
        return None
    start, end = random.choice(page.paragraphs("四"))
    place = random.choice((start, end))
    return page.with_text(place, place, said)


def fee_removed(page: Page, random: Random) -> Changes:
    """Section 六 no longer says anything of the processing fee; its heading goes too, or stays."""
    start, end = page.section("六")
    lines = page.narrative[start:end].split("\n\n")
    kept = [line for line in lines if "处理费" not in line]
    headings = [line for line in lines if "处理费" in line and line.strip()[:1] == "#"]
    body = "\n\n".join([*random.choice((headings, [])), random.choice(NO_FEE), *kept])
    return page.with_text(start, end, f"\n{body.strip()}\n")


def empty_section(page: Page, random: Random) -> Changes:
    """Section 一, 五 or 六 has no text left, or only in a branch that is not taken."""
    start, end = page.section(random.choice("一五六"))
    body = page.narrative[start:end].strip("\n")
    text = random.choice(("", "\n", "{% if applications.new.total < 0 %}\n" + body + "\n{% endif %}"))
    return page.with_text(start, end, f"\n{text}\n\n")


def copied(page: Page, random: Random) -> Changes | None:
    """Section 一 or 五 is last year's, whole or but for one paragraph."""
    path = f"data/{page.report.agency.slug}/{page.report.year - 1}/narrative.md"
    if page.report.previous is None:
        return None
    number = random.choice("一五")
    source, (start, end) = page.read(path), page.section(number)
    old = source[slice(*page.section(number, source))].split("\n\n")
    own = page.narrative[start:end].split("\n\n")
    kept = random.choice([None, *range(len(old))])
    if kept is not None and kept < len(own) and old[kept].strip()[:1] != "#":
        old[kept] = own[kept]
    return page.with_text(start, end, "\n\n".join(old).rstrip("\n") + "\n\n")
