"""The years, the period and the plans that the text names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from report_helpers.facts.residual import compared
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Passage, Text

_YEAR = re.compile(r"(?<![0-9〔\[（(第])(20[0-9]{2}) ?年")
_BEFORE_WORDS = re.compile(
    r"报告[中里]?所?(?:指出|提出|反映|查摆)|针对(?=20)|年度?所?(?:指出|查摆|反映|检查发现)的"
    r"|上年|去年|上一年|同比|相比|[较比与由从](?=20)|以来|结转|自(?=20)|施行|修订|成立|印发|制定|公布|工作要点|年[-—–~至]20|于20"
)
# 2022年9月改版上线: of years before the last one, which are not left over from the last report.
_EVENT = re.compile("上线|建成|启用|开通|成立|组建|改版|挂牌|入驻|设立|创建|启动|出台|实施|获评?|建立|合并|更名|划转")
_PLAN = re.compile(r"(?:将|下一步|计划|打算|拟|安排)")
# 公开2023年部门决算, 获评2023年度先进单位: an account or a judgement of another year is named by its year.
_ACCOUNT = re.compile(
    r"度?(?:的)?[^，。；、]{0,8}(?:决算|预算|年报|年度报告|审计|计划|工作要点|统计公报|收支|报表)"
    "|度[^，。；]{0,18}(?:评估|评价|考核|测评|评议|先进|优秀|表彰|荣誉|案例|绩效|等次|通报)"
)
_MEASURES = re.compile("(?:改进|整改|改善|提升)(?:措施|情况|方向|计划)[：:]|下一步|今后|努力方向")
_DONE = re.compile("已|完成|以来|[度来]?针对|[，、]?(?:存在|反映|指出)|报告|工作要点|年报|底")
_BY_ITS_END = re.compile("年?[底末]之?前")
_ANNOUNCED, _ANNOUNCED_BEFORE = re.compile("(?:公布|发布|编制|编写|现将)[^，。；《》]{0,40}$"), 42  # characters
_PERIOD = re.compile(
    r"(20\d\d) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日起? ?(?:至|到|[-—–~]+)"
    r" ?(?:(20\d\d) ?年)? ?(\d{1,2}) ?月 ?(\d{1,2}) ?日"
)


def year_words(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """Years, the period and plans are those of the reporting year; the period is stated once.

    The rule's sections `plans` speak of the next year's plans only, those of `next_year` may name the next year.
    """
    for passage in text.passages:
        for found in _YEAR.finditer(passage.text):
            what = _wrong_year(report, rule, passage, found)
            words = {"what": what, "expected": f"{report.year} 年", "found": found[0]}
            yield compared(rule, spot_in(passage, found.start()), (int(bool(what)), 0), words=words)
    yield from _periods(report, text, rule)


def _wrong_year(report: Report, rule: Rule, passage: Passage, found: re.Match[str]) -> str:
    """Say what is wrong with a year named in the text; "" when nothing is."""
    year, (start, end) = int(found[1]), passage.sentence_span(found.start())
    sentence, around = passage.text[start:end], passage.text[max(0, found.start() - 8) : found.end() + 8]
    is_range = passage.text[found.start() - 1 : found.start()] in set("-—–~～至到") and found.start() > 0
    is_in_period = any(m.start() <= found.start() < m.end() for m in _PERIOD.finditer(passage.text))
    if is_in_period or _in_title(passage.text, found.start()) or is_range:
        return ""
    if year == report.year:
        is_plan = passage.section in rule.sections.get("plans", ()) and _is_plan(passage, found, end)
        return f"写的是 {year} 年的打算，{_part(report, passage)}的改进措施应针对 {year + 1} 年" if is_plan else ""
    if year == report.year + 1:
        is_new_year = re.match(r"\s*[1-3]\s*月", passage.text[found.end() :])
        is_handed_on = "结转" in around
        is_apt = passage.section in rule.sections.get("next_year", ()) or _PLAN.search(sentence)
        return (
            ""
            if is_apt or is_new_year or is_handed_on
            else f"出现下一年度“{found[0]}”，本报告的年度是 {report.year} 年"
        )
    if year > report.year:
        return f"出现“{found[0]}”，晚于报告年度 {report.year} 年"
    is_event = year < report.year - 1 and _EVENT.search(passage.text, found.end(), found.end() + 12)
    is_beside = year == report.year - 1 and f"{report.year}年" in sentence.replace(" ", "")  # 2023年……，2024年……
    is_old = year < report.year - 5 or is_event or is_beside
    is_other = is_old or _BEFORE_WORDS.search(around) or _ACCOUNT.match(passage.text, found.end())
    if is_other and not _is_this_report(report, passage, found):
        return ""
    return f"出现往年“{found[0]}”，本报告的年度是 {report.year} 年，请核对是否沿用了旧稿"


def _is_this_report(report: Report, passage: Passage, found: re.Match[str]) -> bool:
    """Tell whether a year is that of the report which the opening announces: 现公布某局2023年……年度报告."""
    is_named = passage.text.startswith((report.kind.name, f"度{report.kind.name}"), found.end())
    before = max(0, found.start() - _ANNOUNCED_BEFORE)
    return bool(not passage.section and is_named and _ANNOUNCED.search(passage.text, before, found.start()))


def _is_plan(passage: Passage, found: re.Match[str], end: int) -> bool:
    """Tell whether a year is one of plans: 2024年将…, or 改进措施：2024年… with nothing that says it was done."""
    if re.match(r".{0,10}(?:将|拟|计划|打算|安排)", passage.text[found.end() : end]):
        return True
    start, _ = passage.sentence_span(found.start())
    is_by_its_end = _BY_ITS_END.match(passage.text, found.end()) and _PLAN.search(passage.text, start, found.start())
    if is_by_its_end and "已" not in passage.text[start:end]:
        return True
    lead, rest = passage.text[max(0, found.start() - 12) : found.start()], passage.text[found.end() : found.end() + 16]
    return _MEASURES.search(lead) is not None and lead[-1] in "：:，。；" and not _DONE.search(rest)


def _part(report: Report, passage: Passage) -> str:
    return f"第{report.form.section(passage.section).number}部分"


def _in_title(text: str, position: int) -> bool:
    """Tell whether a place lies inside 《…》: a title names its own year."""
    return text.count("《", 0, position) > text.count("》", 0, position)


def _periods(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    found = [
        (p, m) for p in text.passages for m in _PERIOD.finditer(p.text) if "统计期限" in p.text or "数据" in p.text
    ]
    first, last = report.period
    within = [number for number, (passage, _) in enumerate(found) if passage.section]  # the opening states it, too
    for number, (passage, match) in enumerate(found):
        said = (int(match[1]), int(match[2]), int(match[3]), int(match[4] or match[1]), int(match[5]), int(match[6]))
        is_right = said == (first.year, first.month, first.day, last.year, last.month, last.day)
        what = "" if is_right else f"统计期限写作“{match[0]}”，应为 {first} 至 {last}"
        if number in within[1:]:
            what = f"统计期限重复写了 {len(within)} 次，写一次即可" + (f"；{what}" if what else "")
        words = {"what": what, "expected": f"{first} 至 {last}", "found": match[0]}
        yield compared(rule, spot_in(passage, match.start(), "period"), (int(bool(what)), 0), words=words)
