"""Faults in enforcement statistics: in the one row of each table, and in sentences added at the end of the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from benchmarks.faults.page import slip, slip_in

from report_helpers.forms.cells import form_cells
from report_helpers.forms.kind import load_kind
from report_helpers.sources.table_csv import write_table

if TYPE_CHECKING:
    from random import Random

    from benchmarks.faults.page import Changes, Page

    from report_helpers.facts.fact import Fact

FIGURES = 2  # the first column that holds figures
PENALTIES, LICENCES = "penalties", "licences"
BESIDE = {
    "proactive.licence.decisions": ("licences.granted", "licences.refused"),
    "proactive.penalty.decisions": ("penalties.total",),
}
NAMED = {"penalties.fine": "罚款", "penalties.warn_notice": "警告、通报批评", "penalties.revoke": "吊销许可证"}


def _with(page: Page, sentence: str) -> Changes:
    return page.with_narrative(f"{page.narrative.rstrip()}\n\n{sentence}\n")


def _slipped(page: Page, random: Random, table: str, columns: list[int]) -> Changes:
    rows = page.rows(table)
    column = random.choice(columns)
    rows[1][column] = slip(rows[1][column], random)
    return page.with_rows(table, rows)


def _columns(page: Page, table: str) -> int:
    return len(page.rows(table)[0])


def penalties_total(page: Page, random: Random) -> Changes:
    """合计 is mistyped."""
    return _slipped(page, random, PENALTIES, [_columns(page, PENALTIES) - 2])


def penalties_kind(page: Page, random: Random) -> Changes:
    """The number of a kind of penalty is mistyped."""
    return _slipped(page, random, PENALTIES, list(range(FIGURES, _columns(page, PENALTIES) - 2)))


def _cell(page: Page, random: Random) -> tuple[str, list[list[str]], int]:
    table = random.choice((PENALTIES, LICENCES))
    rows = page.rows(table)
    return table, rows, random.randrange(FIGURES, len(rows[1]))


def penalties_blank(page: Page, random: Random) -> Changes:
    """A cell is left blank."""
    table, rows, column = _cell(page, random)
    rows[1][column] = ""
    return page.with_rows(table, rows)


def penalties_words(page: Page, random: Random) -> Changes:
    """A cell holds goods, words or a negative number."""
    table, rows, column = _cell(page, random)
    rows[1][column] = random.choice(("{}册", "约{}", "-{}1", "{}余", "无")).format(rows[1][column])
    return page.with_rows(table, rows)


def columns_exchanged(page: Page, random: Random) -> Changes:
    """Two heads stand in each other's place, the figures stay."""
    table, rows, _ = _cell(page, random)
    one, other = random.sample(range(FIGURES, len(rows[0])), 2)
    rows[0][one], rows[0][other] = rows[0][other], rows[0][one]
    return page.with_rows(table, rows) if rows[1][one] != rows[1][other] else {}


def power_denied(page: Page, random: Random) -> Changes:
    """A section with a table says that the organ has no such power."""
    heading = random.choice(list(re.finditer(r"^## [一二]、行政(?:处罚|许可).*\n", page.narrative, re.MULTILINE)))
    return page.with_text(heading.end(), heading.end(), "\n本单位无相关行政执法职责。\n")


def licences_order(page: Page, random: Random) -> Changes:
    """More are accepted than applied for, or decided than accepted."""
    rows = page.rows(LICENCES)
    more = str(int(rows[1][FIGURES]) + random.randint(1, 900))
    rows[1][random.choice((FIGURES + 1, FIGURES + 2))] = more
    return page.with_rows(LICENCES, rows)


def _named(page: Page, random: Random) -> tuple[str, Fact, Fact] | None:
    """Return the words for a kind of penalty, its figure and that of all."""
    whole = page.report.facts["penalties.total"]
    found = [(words, fact) for cell, words in NAMED.items() if (fact := page.report.get(cell)) and fact.value]
    return (*random.choice(found), whole) if found else None


def _share(page: Page, random: Random, *, wrong: bool) -> Changes:
    named = _named(page, random)
    if named is None or named[1].value is None or not named[2].value:
        return {}
    words, part, whole = named
    share = f"{part.value * 100 / whole.value:.{random.randint(1, 2)}f}"
    said = slip(share, random) if wrong else share
    ways = (
        "{words}{part}，占行政处罚总数的{said}%。",
        "{words}占行政处罚总数的{said}%。",
        "占行政处罚总数{said}%的是{words}。",
        "行政处罚以{words}为主，占比{said}%。",
        "行政处罚中，{words}占比为{said}%。",
    )
    return _with(page, random.choice(ways).format(words=words, part=part.written, said=said))


def wrong_share(page: Page, random: Random) -> Changes:
    """A share of the penalties is mistyped, in either order of words."""
    return _share(page, random, wrong=True)


def right_share(page: Page, random: Random) -> Changes:
    """No fault: a share of the penalties, rounded."""
    return _share(page, random, wrong=False)


def wrong_rate(page: Page, random: Random) -> Changes:
    """The rate of officers with a certificate is not that of the two counts before it."""
    staff = random.randint(20, 200)
    with_certificate = staff - random.randint(1, staff // 4)
    rate = slip(f"{with_certificate * 100 / staff:.1f}", random)
    return _with(page, f"行政执法人员{staff}人，执法证持有人员{with_certificate}人，执证率达{rate}%。")


def wrong_average(page: Page, random: Random) -> Changes:
    """An average is not the count over the staff."""
    staff, cases = random.randint(20, 200), random.randint(1000, 90000)
    average = slip(f"{cases / staff:.2f}", random)
    return _with(page, f"在岗执法人员{staff}人。开展行政检查{cases}件，人均检查{average}件。")


def denied(page: Page, random: Random) -> Changes:
    """The text says that there were no penalties or applications."""
    start = random.choice(("", "全年", "本年度", f"{page.report.year}年，", "截至年底，"))
    what = ("未作出行政处罚决定", "没有行政处罚案件", "未实施行政处罚", "未收到行政许可申请", "无行政许可申请")
    return _with(page, f"{start}{random.choice(what)}。")


def other_scope(page: Page, random: Random) -> Changes:
    """The figures of an organ are said of the whole area, or the other way round."""
    is_area = page.report.agency.type == "government"
    whose = random.choice(("本局", "我局", "本机关", "本单位") if is_area else ("全市", "全系统", "全省", "全市各部门"))
    what = random.choice(("实施行政处罚{{ penalties.total }}", "作出行政处罚决定{{ penalties.total }}",
                          "收到行政许可申请{{ licences.applied }}"))  # fmt: skip
    return _with(page, f"{{{{ year }}}}年，{whose}{what}。")


def wrong_figure(page: Page, random: Random) -> Changes:
    """A number of the tables is mistyped in the text."""
    facts = page.report.facts
    ways = {
        "penalties.total": "共作出行政处罚{}。",
        "penalties.money_wan": "罚没金额{}。",
        "penalties.fine": "其中罚款{}。",
        "licences.applied": "收到行政许可申请{}。",
        "licences.granted": "准予行政许可{}。",
    }
    cell = random.choice(list(ways))
    return _with(page, ways[cell].format(slip_in(facts[cell].written, random)))


def other_money(page: Page, random: Random) -> Changes:
    """The amount has another unit than the table's."""
    amount = page.report.facts["penalties.money_wan"]
    unit = random.choice(("元", "亿元", "千元", "百万元"))
    lead = random.choice(("罚没金额", "罚没收入", "罚没款共计", "全年罚没金额"))
    return _with(page, f"{lead}{amount.value:f}{unit}。")


def sample_name(page: Page, random: Random) -> Changes:
    """Another organ's name, whose report was copied."""
    others = ("庆元县", "杭州市公安局西湖风景名胜区分局", "郑州市城市管理局")
    name = random.choice([one for one in others if one != page.report.agency.name])
    act = random.choice(("依法履行职责", "严格规范公正文明执法", "公示行政执法信息", "对重大执法决定开展法制审核"))
    return _with(page, f"{name}{act}。")


def _beside(page: Page, random: Random, *, wrong: bool) -> Changes:
    """Write table 二 of the organ's disclosure report with the totals of this one, or one of them mistyped."""
    report = page.report
    form = load_kind("disclosure").form_for_year(report.year)
    totals = {cell: sum(report.facts[one].value or 0 for one in parts) for cell, parts in BESIDE.items()}
    figures = dict.fromkeys(form_cells(form), "0") | {cell: f"{total:f}" for cell, total in totals.items()}
    if wrong:
        cell = random.choice(list(totals))
        figures[cell] = slip(figures[cell], random)
    folder = f"data/{report.id.agency}/{report.year}"
    return {f"{folder}/proactive.csv": write_table(form, form.table("proactive"), figures)}


def other_reports_total(page: Page, random: Random) -> Changes:
    """The disclosure report of the same organ and year states another total."""
    return _beside(page, random, wrong=True)


def other_reports_same_total(page: Page, random: Random) -> Changes:
    """No fault: both reports state the same totals."""
    return _beside(page, random, wrong=False)
