"""What the text of enforcement statistics says beyond the tables' figures: shares, rates, averages, whose they are."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.checks.derived_numbers import possible, shares_and_changes
from report_helpers.checks.readings import candidates
from report_helpers.facts.residual import compared
from report_helpers.forms.cells import table_names
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Mention, Text

_RATE = re.compile(r"(?P<of>[一-龥]{2,3})率(?:均|约)?(?:为|达到?|是)?\s*$")
_PAIR = 2
_AVERAGE = re.compile("人均[^，。；]*$")
_STAFF = re.compile("执法人员|在岗|在编")
_NO = "(?:(?<!尚)未|没有|(?<!有)无)(?:作出|做出|实施|办理|发生|收到|受理)?(?:过|任何)?(?:行政)?"
_NONE = {
    "penalties.total": re.compile(f"{_NO}处罚(?:决定|案件|事项)?(?=[，。；、]|$)"),
    "licences.applied": re.compile(f"{_NO}许可(?:申请|事项)?(?=[，。；、]|$)"),
}
_TABLE = re.compile("(?:[见如于按据与和及、（]|附|^)(表[一二三四五六七八九十]+)(?=[，。；、）和与及所中的]|$)")
_NUMBERED = "表{number}"  # in a line that the form prints over a table
_WHOSE = re.compile("(?P<area>全(?:省|市|县|区|州|系统)(?!性))|[本我](?:局|机关|单位|委)|本级")


def shares_and_rates(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """EX-5: a share or a change is that of the figures its words name; a rate that of the two counts before it."""
    yield from shares_and_changes(report, text, rule)
    for mention in text.figures():
        rate, said = _RATE.search(mention.before), mention.numeral.value
        pair = _named_by(rate["of"], mention) if rate and mention.numeral.kind == "percentage" else None
        if said is None or pair is None or possible(report, mention):
            continue
        (part, part_text), (whole, whole_text) = sorted(pair)
        due = part * 100 / whole
        readings = f"{part_text}占{whole_text} {due:.2f}%"
        yield _rounded(rule, mention, said, due, readings)


def _named_by(rate: str, mention: Mention) -> list[tuple[Decimal, str]] | None:
    """Return the last two counts before a rate that names one of them: 执法人员40人，持证38人，执证率95%."""
    counts = list(_counts_before(mention))[-2:]
    units = {count.numeral.unit for count in counts}
    names = any(set(rate) <= set(count.before) for count in counts)
    found = [(count.numeral.value, count.numeral.text) for count in counts if count.numeral.value and count.is_exact]
    return found if len(found) == _PAIR and len(units) == 1 and names else None


def _rounded(rule: Rule, mention: Mention, said: Decimal, due: Decimal, readings: str) -> Residual:
    """Compare a number with what it is rounded from."""
    half = Decimal(1).scaleb(min(0, int(said.as_tuple().exponent))) / 2
    words = {
        "value": mention.numeral.text,
        "readings": readings,
        "found": mention.numeral.text,
        "expected": f"{due:.2f}",
    }
    return compared(rule, spot_in(mention.passage, mention.start), (int(abs(due - said) > half), 0), words=words)


def _counts_before(mention: Mention) -> Iterator[Mention]:
    """Yield the counts of a number's sentence that stand before it."""
    start, _ = mention.passage.sentence_span(mention.start)
    for other in mention.passage.mentions:
        if start <= other.start < mention.start and other.numeral.kind == "figure" and other.numeral.value is not None:
            yield other


def averages(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """EX-4: an average for each person is a count of its sentence over the staff that the text gives."""
    del report
    figures = [mention for mention in text.figures() if mention.numeral.kind == "figure"]
    staff = [m for m in figures if m.numeral.unit in {"人", "名"} and _STAFF.search(m.before) and m.numeral.value]
    for mention in figures:
        said = mention.numeral.value
        counts = [one for one in _counts_before(mention) if one.numeral.unit == mention.numeral.unit]
        if said is None or not _AVERAGE.search(mention.before) or not counts or not staff:
            continue
        each = {
            f"{count.numeral.text}÷{people.numeral.text}": count.numeral.value / people.numeral.value
            for count in counts
            for people in staff
            if count.numeral.value is not None and people.numeral.value
        }
        shown, nearest = min(each.items(), key=lambda item: abs(item[1] - said))
        yield _rounded(rule, mention, said, nearest, f"{shown}={nearest:.2f}")


def none_done(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """EX-6: where the text says that there were none, the table has 0."""
    for passage in text.passages:
        for cell, pattern in _NONE.items():
            fact = report.get(cell)
            if fact is None or fact.value is None:
                continue
            for found in pattern.finditer(passage.text):
                words = {"value": f"“{found[0]}”", "cell": fact.label, "right": fact.written, "found": found[0]}
                sides, spot = (int(fact.value > 0), 0), spot_in(passage, found.start())
                yield compared(rule, spot, sides, cells=(cell,), words={**words, "expected": fact.written})


def one_scope(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """EX-8: a figure of the tables is said of whom the report is about: an organ's own, or that of the whole area."""
    is_area = report.agency.type == "government"
    due = "本地区" if is_area else "本机关"
    for mention in text.figures():
        is_of_tables = mention.fact in report.facts and not mention.fact.startswith("text.")
        if not (is_of_tables or candidates(report, mention)):
            continue
        start, _ = mention.passage.sentence_span(mention.start)
        named = list(_WHOSE.finditer(mention.passage.text, start, mention.start))[-1:]
        said = "".join(found[0] for found in named if bool(found["area"]) != is_area)
        words = {"what": f"{mention.numeral.text}写作“{said}”的数，表里是{due}的数", "expected": due, "found": said}
        yield compared(rule, spot_in(mention.passage, mention.start), (int(bool(said)), 0), words=words)


def tables_named(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """EX-10: a table that the text refers to, as 具体见表二, is printed under that name."""
    names = table_names(report.form)
    printed = [names[table.id] for table in report.form.tables if any(_NUMBERED in line for line in table.above)]
    for passage in text.passages if printed else ():
        for found in _TABLE.finditer(passage.text):
            words = {"value": found[1], "readings": "、".join(printed), "found": found[1], "expected": printed[-1]}
            spot = spot_in(passage, found.start(1))
            yield compared(rule, spot, (int(found[1] not in printed), 0), words=words)
