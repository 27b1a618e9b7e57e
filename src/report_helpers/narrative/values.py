"""Prints what placeholders stand for: facts, written as Chinese offices write them.

A `Bound` remembers its fact while it travels through the template; printing it leaves
marks in the text from which `blocks` makes runs that name the fact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import total_ordering
from math import isfinite
from typing import TYPE_CHECKING, NoReturn

from report_helpers.errors import InputError, Problem
from report_helpers.facts.fact import Status, rounded

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report

# Private-use characters frame a bound value: OPEN id SEPARATOR derived SEPARATOR text CLOSE.
# The text reader refuses them in input, so no text can forge a bound figure.
OPEN, SEPARATOR, CLOSE = "\ue000", "\ue001", "\ue002"

_ONE_DECIMAL = Decimal("0.1")


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """A fact in a sentence, and how it is printed there."""

    fact: Fact
    previous: Fact | None
    last_year: int
    text: str
    derived: str = ""

    def __str__(self) -> str:
        """Return the printed text between marks that name the fact."""
        return f"{OPEN}{self.fact.id}{SEPARATOR}{self.derived}{SEPARATOR}{self.text}{CLOSE}"

    def as_printed(self, text: str, derived: str) -> Bound:
        """Return the same fact printed another way."""
        return replace(self, text=text, derived=derived)

    @property
    def is_blank(self) -> bool:
        """Whether nobody has filled it in: the rules say so of its cell, and the text shows where it is lacking."""
        return self.fact.status is Status.BLANK

    @property
    def _figure(self) -> Decimal:
        """The figure for comparisons in `{% if %}`, which do not hold of a cell without one."""
        if self.fact.value is None:
            raise InputError(Problem(f"“{self.fact.label}”没有数值，不能用来作判断", fix="请先填写这一格"))
        return self.fact.value

    def __eq__(self, other: object) -> bool:
        """Compare by figure."""
        return self._figure == _plain(other)

    def __lt__(self, other: object) -> bool:
        """Compare by figure."""
        return self._figure < _plain(other)

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        """Refuse: whether a figure is "true" is for a comparison to say."""
        fix = f"请写出比较，如 {{% if {self.fact.id} > 0 %}}"
        raise InputError(Problem("{% if %} 里只有数据项、没有比较", value=self.fact.id, fix=fix))


class Namespace:
    """The facts below an id prefix: a table, a row in it, a Bound."""

    __slots__ = ("_heads", "_ids", "_prefix", "_report")

    def __init__(self, report: Report, prefix: str, ids: AbstractSet[str], heads: AbstractSet[str]) -> None:
        """Keep the report, the ids that exist and what they begin with, so that a typing error is noticed."""
        self._report, self._prefix, self._ids, self._heads = report, prefix, ids, heads

    def __getitem__(self, key: str | int) -> Namespace | Bound:
        """Return the fact or the narrower namespace; KeyError when there is neither."""
        fact_id = f"{self._prefix}.{key}"
        if fact_id in self._ids:
            return bind(self._report, fact_id)
        if fact_id in self._heads:
            return Namespace(self._report, fact_id, self._ids, self._heads)
        raise KeyError(key)

    def _refuse(self, *_: object) -> NoReturn:
        """Refuse to be printed or compared: half an id is a mistake."""
        raise InputError(Problem("占位符没有写完整", value=self._prefix, fix="请写到具体的数据项，如 表.行.列"))

    __str__ = __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __hash__ = None  # type: ignore[assignment]


def bind(report: Report, fact_id: str) -> Bound:
    """Return the fact *fact_id* of *report* ready to be printed with unit and qualifier."""
    fact = report.get(fact_id)
    if fact is None:
        raise KeyError(fact_id)
    previous = report.previous.get(fact_id) if report.previous else None
    return Bound(fact, previous, report.year - 1, fact.written)


def _of_facts(filter_: Callable[..., Bound]) -> Callable[..., Bound]:
    """Let a filter be used on facts only; anything else is a slip to be named."""

    def checked(value: object, *arguments: object) -> Bound:
        if not isinstance(value, Bound):
            reason = "这个过滤器只能用在数据项上"
            raise InputError(Problem(reason, value=str(value), fix="如 {{ 数据项 | yoy }}"))
        if value.is_blank:
            return value
        if value.derived:
            raise InputError(Problem("过滤器不能连用", value=value.fact.id, fix="一个占位符只用一个过滤器"))
        return filter_(value, *arguments)

    return checked


def number(value: Bound) -> Bound:
    """Filter `number`: the figure without its unit."""
    fact = value.fact
    text = fact.written.removesuffix(fact.unit) if fact.has_value else fact.written
    return value.as_printed(text, value.derived)


def last_year(value: Bound) -> Bound:
    """Filter `last_year`: the figure of the year before, with its unit."""
    _pair(value)
    return value.as_printed(value.previous.written if value.previous else "", "last_year")


def change(value: Bound) -> Bound:
    """Filter `change`: 比上年增加137件, 比上年减少3件, 与上年持平."""
    now, before = _pair(value)
    if now == before:
        return value.as_printed("与上年持平", "change")
    word = "增加" if now > before else "减少"
    return value.as_printed(f"比上年{word}{abs(now - before):f}{value.fact.unit}", "change")


def yoy(value: Bound) -> Bound:
    """Filter `yoy`: 同比增长12.5%, 同比下降3.0%, 与上年持平; one decimal, half up."""
    now, before = _pair(value)
    if before == 0:
        raise InputError(Problem(f"{value.last_year} 年为 0，无法计算同比", value=value.fact.id, fix="请改用 | change"))
    if now == before:
        return value.as_printed("与上年持平", "yoy")
    word = "增长" if now > before else "下降"
    return value.as_printed(f"同比{word}{_percent(abs(now - before), before)}", "yoy")


def share(value: Bound, whole: Bound) -> Bound:
    """Filter `share(whole)`: the figure as a percentage of another, one decimal, half up."""
    if isinstance(whole, Bound) and whole.is_blank:
        return whole
    if value.fact.value is None or not isinstance(whole, Bound) or not whole.fact.value:
        what = whole.fact.id if isinstance(whole, Bound) else str(whole)
        raise InputError(Problem("无法计算占比：分子空白，或分母空白或为 0", value=f"{value.fact.id} / {what}"))
    return value.as_printed(_percent(value.fact.value, whole.fact.value), f"share:{whole.fact.id}")


FILTERS: dict[str, Callable[..., Bound]] = {
    filter_.__name__: _of_facts(filter_) for filter_ in (number, last_year, change, yoy, share)
}


def _pair(value: Bound) -> tuple[Decimal, Decimal]:
    """Return this year's and last year's figure, or say which is lacking."""
    if value.fact.value is None:
        raise InputError(Problem(f"“{value.fact.label}”没有数值，无法与上年比较", value=value.fact.id))
    if value.previous is None or value.previous.value is None:
        reason = f"没有 {value.last_year} 年的“{value.fact.label}”，无法与上年比较"
        raise InputError(Problem(reason, value=value.fact.id, fix="请去掉与上年比较的写法，或补上上年数据"))
    return value.fact.value, value.previous.value


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{rounded(part * 100 / whole, _ONE_DECIMAL)}%"


def _plain(other: object) -> Decimal:
    """Return the figure of what a Bound is compared with; only figures compare."""
    if isinstance(other, Bound):
        return other._figure  # noqa: SLF001  its own class
    if isinstance(other, int) and not isinstance(other, bool):
        return Decimal(other)
    if isinstance(other, float) and isfinite(other):
        return Decimal(str(other))
    raise InputError(Problem("只能与数字比较", value=str(other)))
