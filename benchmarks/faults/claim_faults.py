"""Faults in what a text claims: parts named, figures nearly right, whose acts, plans, the day it closes with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from benchmarks.faults.page import Changes, Page

ASPECTS = ("目录更新", "政策解读", "依申请答复", "平台维护", "业务培训", "社会评议", "公文管理")
NUMBERS = "零一二三四五六七八"
# A word before or behind a number, and how far the number then lies from what it should be near to.
VAGUE = (("近{}件", 1.5), ("约{}件", 0.7), ("{}余件", 0.6), ("超过{}件", 1.4), ("不足{}件", 0.7), ("{}件左右", 1.3))
OTHERS = (
    "霁州市水务局认真做好依申请公开工作。",
    "霁州市白露乡人民政府将继续完善公开制度。",
    "霁州市云汀县人民政府办公室积极推进政策解读。",
    "临枫市教育局全年组织培训三次。",
    "我乡把惠民资金列为公开重点。",
    "我镇把公开栏设到每个村。",
)
PLANS = (
    "改进措施：{year}年加大栏目整合力度，开展两轮培训。",
    "下一步，{year}年继续推进目录数字化，安排专人维护。",
    "{year}年将完善答复文书样本。",
    "今后，{year}年拟增加图解数量。",
)
FEW = ("无。", "暂无问题。", "不存在问题。", "没有需要改进的地方。", "问题：无。")
NO_DISPUTES = (
    "信息公开工作零复议、零诉讼。",
    "全年未发生因政府信息公开引起的行政复议、行政诉讼案件。",
    "没有被提起行政复议。",
)
UNSOURCED = (
    "单件申请平均{}天办结。",
    "公开工作评估列全省第{}位。",
    "百分之{}的公文标注了公开属性。",
    "办理时间缩短到{}个工作日。",
    "第三方评估排名第{}名。",
    "群众满意率达{}%。",
)
DENIALS = ("本年度没有发出过收费通知。", "全年未向申请人发出收费通知。")
LATE = ("05-06", "06-30", "09-01")


def _at_end(page: Page, random: Random, text: str, *sections: str) -> Changes:
    """Put *text* behind a paragraph of the sections."""
    _, end = random.choice(page.paragraphs(*sections))
    return page.with_text(end, end, text)


def parts_named(page: Page, random: Random) -> Changes:
    """More or fewer parts are named than the text says."""
    titles = [section.title for section in page.report.form.sections]
    if random.random() < 0.5:  # noqa: PLR2004
        titles.pop(random.randrange(len(titles)))
        return _at_end(page, random, f"本报告由{'、'.join(titles)}六个部分组成。", "一")
    named = random.sample(ASPECTS, random.randint(3, 6))
    said = NUMBERS[len(named) + random.choice((-1, 1))]
    return _at_end(page, random, f"从{'、'.join(named)}{said}个方面推进公开。", "一")


def not_near(page: Page, random: Random) -> Changes | None:
    """A number said to be nearly, about or more than one of the tables is far from it."""
    received = page.report.get("applications.new.total")
    words, factor = random.choice(VAGUE)
    if received is None or received.value is None or received.value < 40:  # noqa: PLR2004  of few, everything is near
        return None
    number = round(float(received.value) * factor, -1)
    return _at_end(page, random, f"全年收到政府信息公开申请{words.format(int(number))}。", "一")


def another_organ(page: Page, random: Random) -> Changes:
    """Another organ's act, or 我镇 in a report of none, is told."""
    return _at_end(page, random, random.choice(OTHERS), "一", "五")


def plan_of_this_year(page: Page, random: Random) -> Changes:
    """Section 五 plans for the year that it reports on."""
    return _at_end(page, random, random.choice(PLANS).format(year=page.report.year), "五")


def few_words(page: Page, random: Random) -> Changes:
    """Section 五 says that there is nothing, in a few characters."""
    return page.with_text(*page.section("五"), f"\n{random.choice(FEW)}\n\n")


def no_disputes(page: Page, random: Random) -> Changes | None:
    """No dispute is said to have been brought, though some were."""
    total = page.report.get("disputes.review.total")
    if total is None or not total.value:
        return None
    return _at_end(page, random, random.choice(NO_DISPUTES), "一", "四")


def without_source(page: Page, random: Random) -> Changes:
    """A duration, a rank or a share has no source."""
    return _at_end(page, random, random.choice(UNSOURCED).format(random.randint(2, 19)), "一", "五")


def fee_denied(page: Page, random: Random) -> Changes | None:
    """The text denies what was charged, or the notices that （六）2 shows were sent."""
    if random.random() < 0.5:  # noqa: PLR2004
        return _at_end(page, random, f"全年依申请收取信息处理费{random.randint(20, 900)}元。", "一")
    case = page.report.get("applications.other.2.total")
    return _at_end(page, random, random.choice(DENIALS), "一", "六") if case is not None and case.value else None


def dated_late(page: Page, random: Random) -> Changes | None:
    """The report closes with a day behind the deadline."""
    path = f"data/{page.report.agency.slug}/agency.yaml"
    text = page.read(path)
    day = f"{page.report.year + 1}-{random.choice(LATE)}"
    return None if "\ndated:" in text else {path: f"{text.rstrip()}\ndated:\n  '{page.report.year}': {day}\n"}
