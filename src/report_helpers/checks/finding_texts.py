"""Residuals put into words: findings, notes on what agrees, notes on what could not be compared."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from report_helpers.checks.finding import Finding
from report_helpers.checks.rule_catalogue import FILE
from report_helpers.errors import InputError, Problem, shorten
from report_helpers.facts.fact import signed
from report_helpers.facts.residual import Spot
from report_helpers.facts.waiver import fingerprint
from report_helpers.forms.cells import form_cells
from report_helpers.narrative.model import masked_in
from report_helpers.narrative.personal_data import find_personal_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.model import Slip


def finding_of(report: Report, rule: Rule, row: Residual) -> Finding:
    """Put a failing residual into words."""
    spot = row.spot or Spot("", "", "")
    slips = _personal_data(spot.sentence)
    words = {name: _without(slips, word) for name, word in _words(report, row).items()}
    where = tuple(cell for cell in row.cells if report.get(cell) is not None)
    figures = {cell: fact.printed for cell in where if (fact := report.get(cell)) is not None}
    sentence = masked_in(spot.sentence, slips)
    quoted = f"“{shorten(sentence)}”" if sentence else ""
    place = f"{spot.place}{quoted}：" if spot.place else ""
    return Finding(
        rule=rule.id,
        tag=rule.tag,
        clause=row.clause,
        severity=row.severity,
        where=where,
        labels=tuple(_label(report, cell) for cell in where),
        expected=words["expected"],
        found=words["found"],
        message=f"{rule.id} 〔{rule.tag}〕{place}{_filled(rule, rule.message, words)}",
        fix=_filled(rule, rule.fix, words),
        place=spot.place,
        sentence=sentence,
        figures=figures,
        fingerprint=fingerprint(rule.id, figures, sentence, words["expected"], words["found"]),
        cases=row.cases,
    )


def _filled(rule: Rule, sentence: str, words: Mapping[str, str]) -> str:
    """Return a sentence of a rule with its fields filled in; InputError for one that its procedure does not give."""
    try:
        return sentence.format_map(words)
    except KeyError as error:
        fix = f"可以用：{'、'.join(f'{{{known}}}' for known in words)}"
        what = f"规则 {rule.id} 的 message 或 fix 里没有这个字段"
        raise InputError(Problem(what, FILE, value=f"{{{error.args[0]}}}", fix=fix)) from None


@lru_cache(maxsize=64)  # many findings may quote one sentence
def _personal_data(sentence: str) -> tuple[Slip, ...]:
    """Return whatever is personal in a sentence: no rule that quotes it may show it."""
    return tuple(find_personal_data(sentence))


def _without(slips: Iterable[Slip], word: str) -> str:
    """Mask what is personal in what a rule says of a sentence, such as a number it has found there."""
    for slip in slips:
        word = word.replace(slip.text, slip.masked)
    return word


def notes_on_agreeing(report: Report, rules: Mapping[str, Rule], held: Sequence[Residual]) -> Iterator[Finding]:
    """Yield a note for every typed number that agrees with the tables, naming the reading it agrees under."""
    update = {"message": "{value}与“{matched}”一致", "fix": "数字是直接键入的，建议改用占位符"}
    for row in held:
        if row.words.get("matched"):
            yield replace(
                finding_of(report, rules[row.rule].model_copy(update=update), row), severity="note", result="pass"
            )


def _words(report: Report, row: Residual) -> dict[str, str]:
    """Return the message fields of a residual, the procedure's own last."""
    first = row.cells[0] if row.cells else ""
    cell = form_cells(report.form).get(first)
    difference = row.left - row.right if row.left is not None and row.right is not None else None
    words = {
        "cell": _label(report, first),
        "row": cell.row_label if cell else "",
        "column": cell.column_label if cell else "",
        "group": cell.group_label if cell else "",
        "left": signed(row.left),
        "right": signed(row.right),
        "sum": signed(row.right),
        "difference": signed(difference),
        "year": str(report.year),
        "last_year": str(report.year - 1),
        "report": str(report.id),
        "agency": report.agency.slug,
        "expected": signed(row.right),
        "found": signed(row.left),
    }
    return words | dict(row.words)


def _label(report: Report, fact_id: str) -> str:
    fact = report.get(fact_id)
    return fact_id if fact is None else fact.label


def notes_on_lacking(report: Report, rules: Mapping[str, Rule], residuals: Sequence[Residual]) -> Iterator[Finding]:
    """Yield one note for every rule and reason that kept rows from being compared."""
    unverifiable = sorted(
        ((row.rule, row.unverifiable, row.cells) for row in residuals if row.unverifiable),
        key=lambda item: (list(rules).index(item[0]), item[1]),
    )
    for (rule_id, reason), rows in groupby(unverifiable, key=lambda item: item[:2]):
        rule, cells = rules[rule_id], [row[2] for row in rows if row[2]]
        where = tuple(dict.fromkeys(cell for row in cells for cell in row))
        count = len({row[0] for row in cells})
        extent = f"（{count} 格）" if count else ""
        yield Finding(
            rule=rule_id,
            tag=rule.tag,
            clause=rule.clause,
            severity="note",
            where=where,
            labels=tuple(_label(report, cell) for cell in where),
            expected="可核验",
            found="无法核验",
            result="not_verifiable",
            message=f"{rule_id} 〔{rule.tag}〕无法核验“{rule.title}”{extent}：{reason}",
            fix="补齐数据后会自动核验；不补的，请人工核对",
        )
