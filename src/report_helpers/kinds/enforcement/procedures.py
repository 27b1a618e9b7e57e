"""The rules of the enforcement statistics that data cannot say, by the names that its rules.yaml gives them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.facts.residual import Residual, Spot, compared, unverifiable
from report_helpers.forms.model import MONEY
from report_helpers.kinds.enforcement import claims

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.narrative.text import Text

WITHOUT_POWER = "本单位无相关行政执法职责"
_AMOUNTS = ("penalties.money_wan", "penalties.money_yuan")
_MONEY_OF = "_money"
_DETAINING = re.compile("公安|国家安全|海警|移民管理|出入境")


def power_stated(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """EF-2: a part without its table says that the organ has no such power, a part with one does not say it."""
    for section in report.form.sections:
        if section.id not in rule.sections["powers"]:
            continue
        says = any(WITHOUT_POWER in passage.text for passage in text.of(section.id))
        lacks = bool(section.table) == says
        what = f"有这张表，却写着“{WITHOUT_POWER}”" if section.table else f"没有这张表，也没有写明“{WITHOUT_POWER}”"
        words = {"what": what, "expected": "不写" if section.table else "写明", "found": "写了" if says else "未写"}
        yield compared(rule, Spot(section.id, section.heading, ""), (int(lacks), 0), words=words)


def money_goes_with_cases(report: Report, rule: Rule) -> Iterator[Residual]:
    """EP-3: an amount above 0 goes with a total above 0, fines above 0 with an amount above 0."""
    amount, total, fines = _amount(report), report.get("penalties.total"), report.get("penalties.fine")
    for cause, effect in ((amount, total), (fines, amount)):
        if cause is None or effect is None:
            continue
        cells = (cause.id, effect.id)
        if cause.value is None or effect.value is None:
            yield unverifiable(rule, f"“{(cause if cause.value is None else effect).label}”没有数字", cells)
            continue
        what = f"{cause.label} {cause.value:f}，{effect.label}却为 {effect.value:f}"
        is_wrong = Decimal(cause.value > 0 and effect.value == 0)
        words = {"what": what, "expected": "大于 0", "found": f"{effect.value:f}"}
        yield Residual(rule.id, cells, "eq", is_wrong, Decimal(0), rule.severity, rule.clause, words)


def detention_within_power(report: Report, rule: Rule) -> Iterator[Residual]:
    """EP-7: only public security and governments that add its figures up report detention (行政处罚法第十八条)."""
    fact = report.get("penalties.detain")
    if fact is None:
        return
    if fact.value is None:
        yield unverifiable(rule, f"“{fact.label}”没有数字", (fact.id,))
        return
    may = report.agency.type == "government" or _DETAINING.search(report.agency.name) is not None
    words = {"what": f"{report.agency.name}没有行政拘留的职权，应为 0"}
    allowed = fact.value if may else Decimal(0)
    yield Residual(rule.id, (fact.id,), "eq", fact.value, allowed, rule.severity, rule.clause, words)


def money_per_case(report: Report, rule: Rule) -> Iterator[Residual]:
    """EP-8: the amount for each case, in 元, is 0 or lies between `least` and `most`."""
    amount, total = _amount(report), report.get("penalties.total")
    if amount is None or total is None:
        return
    cells = (amount.id, total.id)
    if amount.value is None or not total.value:
        yield unverifiable(rule, "没有金额或没有处罚", cells)
        return
    least, most = (rule.parameter(name) for name in ("least", "most"))
    each = amount.value * MONEY[amount.unit] / total.value
    is_wrong = Decimal(bool(amount.value) and not least <= each <= most)
    words = {"what": f"平均每宗 {each:.2f} 元", "expected": f"{least} 元到 {most} 元", "found": f"{each:.2f} 元"}
    yield Residual(rule.id, cells, "eq", is_wrong, Decimal(0), rule.severity, rule.clause, words)


def money_goes_with_acts(report: Report, rule: Rule) -> Iterator[Residual]:
    """EO-1: where an act has an amount above 0, its number is above 0: `acts.levy_money` goes with `acts.levy`."""
    for amount in (fact for table in rule.tables for fact in report.cells(table) if fact.id.endswith(_MONEY_OF)):
        count = report.get(amount.id.removesuffix(_MONEY_OF))
        if count is None:
            continue
        cells = (amount.id, count.id)
        if amount.value is None or count.value is None:
            yield unverifiable(rule, f"“{(amount if amount.value is None else count).label}”没有数字", cells)
            continue
        is_wrong = Decimal(amount.value > 0 and count.value == 0)
        words = {"what": f"{amount.label} {amount.value:f}，{count.label}却为 0", "expected": "大于 0", "found": "0"}
        yield Residual(rule.id, cells, "eq", is_wrong, Decimal(0), rule.severity, rule.clause, words)


def _amount(report: Report) -> Fact | None:
    return next((report.facts[name] for name in _AMOUNTS if name in report.facts), None)


PROCEDURES = {
    function.__name__: function
    for function in (money_goes_with_cases, detention_within_power, money_per_case, money_goes_with_acts)
}
TEXT_PROCEDURES = {
    function.__name__: function
    for function in (
        power_stated,
        claims.shares_and_rates,
        claims.averages,
        claims.none_done,
        claims.one_scope,
        claims.tables_named,
    )
}
