"""What differs between two reports: facts, sentences and findings.

Compared are two contents of report.json: two releases, a release and a draft, two years
of an agency, or two agencies. Nothing here reads or writes a file but `read_to_compare`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any, Literal

from report_helpers.checks.finding import CHECKS, read_checks
from report_helpers.errors import InputError, Problem
from report_helpers.files.plain_files import read_bytes
from report_helpers.forms.model import form_name
from report_helpers.releases.comparison_sentences import SentenceChange, sentence_changes, sentences
from report_helpers.releases.merged_cells import NUMBER, added_up
from report_helpers.sources.release import placed
from report_helpers.sources.release_contents import RECORD
from report_helpers.sources.report_json import MAX_BYTES, PLACE, read_report_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from report_helpers.facts.residual import Verdict
    from report_helpers.forms.model import Severity

Facts = Mapping[str, Mapping[str, Any]]  # by id
OUTSIDE_TABLES = "正文中的数据"
STATUS_WORDS = {"number": "数字", "noted": "附说明的数字", "not_applicable": "不适用", "blank": "空白"}

_DIGITS = 100
# A report has about a hundred sentences; comparing takes time by their square.
MOST_SENTENCES = 5_000
MOST_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that differs; *old* or *new* is None where that side does not have it.

    *table* is the heading of the section its table stands in; *difference* is "+3",
    "−2", "约+100", or empty where there is nothing to reckon.
    """

    id: str
    label: str
    unit: str
    table: str
    old: str | None
    new: str | None
    difference: str


@dataclass(frozen=True, slots=True)
class FactsOfOneForm:
    """The cells that only one of two different forms has, with their values as shown."""

    form: str
    other_form: str
    facts: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        return f"{form_name(self.form)}有、{form_name(self.other_form)}没有的 {len(self.facts)} 项"


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding that only one side has: new, or gone."""

    status: Literal["new", "gone"]
    rule: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between an old and a new report, each part in reading order."""

    old_title: str
    new_title: str
    old_name: str
    new_name: str
    old_verdict: Verdict
    new_verdict: Verdict
    facts: tuple[FactChange, ...]
    of_one_form: tuple[FactsOfOneForm, ...]
    sentences: tuple[SentenceChange, ...]
    findings: tuple[FindingChange, ...]

    @property
    def is_same(self) -> bool:
        """Whether facts, sentences and findings are all the same."""
        return not (self.facts or self.of_one_form or self.sentences or self.findings)


def read_to_compare(folder: Path) -> dict[str, Any]:
    """Return the content of report.json in the folder of a report or a release, with verdict and findings.

    Raises InputError when it cannot be compared.
    """
    is_release = (folder / RECORD).is_dir()
    path, checks = (folder / (placed(name) if is_release else name) for name in (PLACE, CHECKS))
    if not path.is_file():
        fix = "请给出已生成的报告的文件夹（reports/年份/机关代号）；没有生成的，先运行 report build 机关代号@年份"
        raise InputError(Problem(f"找不到 {PLACE}", file=str(folder), fix=fix))
    content = read_report_json(path, str(path))
    found = read_checks(read_bytes(checks, str(checks), MAX_BYTES, "请重新生成这份报告"), str(checks))
    content |= {name: found[name] for name in ("verdict", "findings")}
    paragraphs = [text for section in content["sections"] for text in section["paragraphs"]]
    if sum(map(len, paragraphs)) > MOST_CHARACTERS or len(sentences(paragraphs)) > MOST_SENTENCES:
        reason = f"正文太长（超过 {MOST_SENTENCES} 句或 {MOST_CHARACTERS} 字），无法逐句对比"
        raise InputError(Problem(reason, file=str(path)))
    return content


def compare(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    old_name: str,
    new_name: str,
    merged: Mapping[str, Sequence[str]] | None = None,
) -> Comparison:
    """Compare two contents of report.json, as `read_to_compare` gives them.

    *merged* says, by the cell of one form, the cells of another that it adds up: they are compared with it as a sum.
    """
    facts = [{fact["id"]: fact for fact in report["facts"]} for report in (old, new)]
    before, after = (added_up(one, other, merged or {}) for one, other in (facts, facts[::-1]))
    forms = (old["form"], new["form"])
    groups = (_of_one_form(before, after, *forms), _of_one_form(after, before, *reversed(forms)))
    return Comparison(
        old_title=old["title"],
        new_title=new["title"],
        old_name=old_name,
        new_name=new_name,
        old_verdict=old["verdict"],
        new_verdict=new["verdict"],
        facts=tuple(_fact_changes(before, after, _headings(old, new), forms)),
        of_one_form=tuple(group for group in groups if group.facts),
        sentences=tuple(sentence_changes(old["sections"], new["sections"])),
        findings=tuple(_finding_changes(old["findings"], new["findings"])),
    )


def _headings(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Return the section headings by id; a statutory table has the id of its section."""
    sections = {section["id"]: section["heading"] for section in (*old["sections"], *new["sections"])}
    return {**sections, "": OUTSIDE_TABLES}


def _of_one_form(facts: Facts, others: Facts, form: str, other: str) -> FactsOfOneForm:
    """Gather the cells *others* do not have; none where the forms are the same."""
    cells = [fact for key, fact in facts.items() if key not in others and fact.get("table")] if form != other else []
    return FactsOfOneForm(form, other, tuple((fact["label"], _shown(fact)) for fact in cells))


def _fact_changes(old: Facts, new: Facts, headings: Mapping[str, str], forms: tuple[str, str]) -> Iterator[FactChange]:
    """Yield the facts that differ table by table, those the new report lacks last in each."""
    facts = {**new, **{key: fact for key, fact in old.items() if key not in new}}
    tables = [*filter(None, dict.fromkeys(fact.get("table", "") for fact in facts.values())), ""]
    for key, fact in sorted(facts.items(), key=lambda item: tables.index(item[1].get("table", ""))):
        left, right, table = old.get(key), new.get(key), fact.get("table", "")
        if left is not None and right is not None:
            if _meant(left) != _meant(right):
                yield _change(left, right, headings.get(table, table))
        elif not table or forms[0] == forms[1]:
            shown = [None if side is None else _shown(side) for side in (left, right)]
            yield FactChange(key, fact["label"], fact["unit"], headings.get(table, table), shown[0], shown[1], "")


def _meant(fact: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a reader learns of a fact: value, qualifier, unit and note as shown, and the status."""
    return _shown(fact, with_unit=True), fact["status"]


def _change(old: Mapping[str, Any], new: Mapping[str, Any], table: str) -> FactChange:
    """Show both sides so that what differs can be seen: also the unit, or the status."""
    other_unit = old["unit"] != new["unit"]
    left, right = _shown(old, with_unit=other_unit), _shown(new, with_unit=other_unit)
    if left == right:
        left, right = (f"{text}〔{STATUS_WORDS[side['status']]}〕" for text, side in ((left, old), (right, new)))
    difference = "" if other_unit else _difference(old, new)
    return FactChange(new["id"], new["label"], new["unit"], table, left, right, difference)


def _shown(fact: Mapping[str, Any], *, with_unit: bool = False) -> str:
    """Write a fact as a reader meets it: 350余, 22（其中修订16件）, 空白, 不适用."""
    note, qualifier = fact.get("note", ""), fact.get("qualifier", "")
    unit = (fact["unit"] or "（无单位）") if with_unit else ""
    if fact["status"] == "not_applicable" or not fact["value"]:
        word = "不适用" if fact["status"] == "not_applicable" else "空白"
        return f"{word}{f'〔单位：{unit}〕' if unit else ''}{note}"
    before, between = ("", qualifier) if qualifier == "余" else (qualifier, "")
    return f"{before}{fact['value']}{between}{unit}{note}"


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return new less old with its sign; 约 where either is a round figure, empty where it is nothing."""
    if not (NUMBER.fullmatch(old["value"]) and NUMBER.fullmatch(new["value"])):
        return ""
    with localcontext() as context:
        context.prec = _DIGITS
        less = Decimal(new["value"]) - Decimal(old["value"])
    if not less:
        return ""
    about = "约" if old.get("qualifier") or new.get("qualifier") else ""
    return f"{about}{'+' if less > 0 else '−'}{abs(less):f}"


def _finding_changes(old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]) -> Iterator[FindingChange]:
    """Yield the findings gone, then the new ones; one that stands twice counts twice."""
    before, after = (
        Counter((finding["rule"], finding["severity"], finding["message"]) for finding in findings)
        for findings in (old, new)
    )
    yield from (FindingChange("gone", *key) for key in (before - after).elements())
    yield from (FindingChange("new", *key) for key in (after - before).elements())
