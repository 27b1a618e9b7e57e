"""Compares what was read back from an output with the facts of the report.

The narrative binds a figure when it is written; here each bound stretch is compared with
the facts once more, by arithmetic of its own, so that no view can say another number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, TypeVar

from report_helpers.facts.fact import rounded, with_minus
from report_helpers.forms.cells import form_groups

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from report_helpers.outputs.publication import BoundRun, Publication

    _Item = TypeVar("_Item", bound=Hashable)
    _Pair = tuple[Decimal | None, Decimal | None]

LACKING, SURPLUS = "（没有找到）", "（没有这一项）"
SHARE = "share:"
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of one file that differs from its fact."""

    file: str
    fact: str
    label: str
    expected: str
    found: str

    def sentence(self) -> str:
        """Return the difference as a Chinese clause."""
        return f"{self.file} 的“{self.label}”（{self.fact}）应为“{self.expected}”，读回为“{self.found}”"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One file compared with the publication it was made of."""

    file: str
    publication: Publication

    def say(self, fact: str, expected: str, found: str, place: str = "") -> Difference:
        """Name a difference by its fact's label; by *place* where there is no such fact."""
        labels = (known["label"] for known in self.publication.facts if known["id"] == fact)
        return Difference(self.file, fact, next(labels, place or fact), expected, found)

    def remark_differences(self, is_shown: Callable[[str], bool]) -> Iterator[Difference]:
        """Yield the figures whose remark does not stand with them below their table."""
        for fact in self.publication.facts:
            remark = with_minus(fact["value"]) + fact["note"]
            if fact["table"] and fact["note"] and not is_shown(remark):
                yield self.say(fact["id"], remark, LACKING)

    def line_differences(self, is_shown: Callable[[str], bool]) -> Iterator[Difference]:
        """Yield the lines over and under the tables, at the report's end, and of a correction, that are not shown."""
        closing, correction = self.publication.front["closing"], self.publication.front["correction"]
        if correction and not is_shown(correction):
            yield self.say("", correction, LACKING, "更正说明")
        yield from (self.say("", line, LACKING, "落款") for line in closing if not is_shown(line))
        for table in self.publication.tables:
            lines = (*table["above"], *table["below"])
            yield from (self.say("", line, LACKING, table["caption"]) for line in lines if not is_shown(line))

    def order_differences(self, found: Sequence[str]) -> Iterator[Difference]:
        """Yield where sections, tables and pictures with their alt texts do not follow one another as published."""
        expected = [_event(item) for item in self.publication.report if item["kind"] != "passage"]
        pictures = self.publication.pictures
        expected += ["部分", *map(_event, pictures)] if pictures else []
        if self.publication.is_draft:  # begins with its findings, where the file has them
            expected = [*(found[:1] if len(found) == len(expected) + 1 else ()), *expected]
        for old, new in changes(expected, found):
            yield self.say("", old or SURPLUS, new or LACKING, "各部分、表和图的顺序")

    def run_differences(self, runs: Iterable[BoundRun]) -> Iterator[Difference]:
        """Yield the bound stretches of text that do not say what their facts say."""
        figures = _figures(self.publication)
        for fact, derived, text in runs:
            expected = _expected(fact, derived, figures)
            number = _NUMBER.search(text)
            if not _says(number[0] if number else None, expected, derived):
                shown = "没有数字" if expected is None else f"{expected:f}"
                yield self.say(fact, f"{derived} {shown}".strip(), text)


def _event(item: Mapping[str, Any]) -> str:
    """Return what a reader meets at an item of the body."""
    return {"section": "部分", "table": "表", "frame": "表"}.get(item["kind"]) or f"图：{item['alt']}"


def cell_place(view: Mapping[str, Any], row: int, column: int) -> str:
    """Return where a cell of a table stands, in words."""
    return f"{view['caption']} 第 {row + 1} 行第 {column + 1} 列"


def changes(expected: Sequence[_Item], found: Sequence[_Item]) -> Iterator[tuple[_Item | None, _Item | None]]:
    """Pair what changed between two sequences; None on the side that has nothing there."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, expected, found, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from zip_longest(expected[i1:i2], found[j1:j2])


def _says(number: str | None, expected: Decimal | None, derived: str) -> bool:
    """Tell whether a printed number is the expected one: digit by digit, but a difference without its sign."""
    if number is None or expected is None:
        return number is None and expected is None
    return abs(Decimal(number)) == abs(expected) if derived not in {"", "last_year"} else number == f"{expected:f}"


def _figures(publication: Publication) -> dict[str, _Pair]:
    """Return this year's and last year's figure by fact id, row groups added up."""
    pairs = {fact["id"]: (_decimal(fact["value"]), _decimal(fact["last_year"])) for fact in publication.facts}
    missing = {fact["id"] for fact in publication.facts if fact["status"] == "blank"}
    for whole, parts in form_groups(publication.form).items():
        now, before = zip(*(pairs.get(part, (None, None)) for part in parts), strict=True)
        total = None if missing.intersection(parts) else _sum(now)
        pairs[whole] = (total, None if all(value is None for value in before) else _sum(before))
    return pairs


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), Decimal(0))


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _expected(fact: str, derived: str, figures: Mapping[str, _Pair]) -> Decimal | None:
    """Return the figure a stretch must print; None when it prints none (持平, 未填报, "/")."""
    now, before = figures.get(fact, (None, None))
    if not derived:
        return now
    if derived == "last_year":
        return before
    if derived.startswith(SHARE):
        return _percent(now, figures.get(derived.removeprefix(SHARE), (None, None))[0])
    if now is None or before is None or now == before:
        return None
    return _percent(abs(now - before), before) if derived == "yoy" else abs(now - before)


def _percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return rounded(100 * part / whole, Decimal("0.1"))
