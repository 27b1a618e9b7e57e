"""The fact: one figure with an id, a value or the reason it has none, and its origin."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import MAX_PREC, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

UNFILLED = "〔未填报〕"
MINUS = "−"
_EVERY_DIGIT = Context(prec=MAX_PREC, rounding=ROUND_HALF_UP)


class Status(StrEnum):
    """What a cell holds. Blank is never 0."""

    NUMBER = "number"
    NOTED = "noted"  # a figure with a remark beside it: 「22（其中修订16件）」
    NOT_APPLICABLE = "not_applicable"  # "/" by a person's decision
    BLANK = "blank"  # not filled in


@dataclass(frozen=True)  # without slots, which Python pickles three times as slowly: every build sends a report
class Origin:
    """Where a fact was read: file (relative to the workspace), row and column, 1-based. A count has no row."""

    file: str
    row: int | None
    column: str = ""


@dataclass(frozen=True)
class Fact:
    """A statutory cell or a named figure of the text.

    `value` is a Decimal in `unit` (件, 万元 …) with the digits that were entered, None where `status` is BLANK or
    NOT_APPLICABLE. `note` is the remark beside it, `qualifier` 余, 约 or 近, `part_of` the id of the total it is a part
    of, `source` where a person says it comes from, `origin` where it was read.
    """

    id: str
    label: str
    status: Status
    value: Decimal | None = None
    unit: str = ""
    note: str = ""
    qualifier: str = ""
    part_of: str = ""
    source: str = ""
    origin: Origin | None = None

    @property
    def has_value(self) -> bool:
        """Tell whether the fact carries a figure."""
        return self.value is not None

    @property
    def printed(self) -> str:
        """The fact as a table prints it: as entered, "/" or blank; never rounded."""
        if self.value is not None:
            return format(self.value, "f")
        return "/" if self.status is Status.NOT_APPLICABLE else ""

    @property
    def written(self) -> str:
        """The fact as a sentence writes it, with its unit: 300余条, 约300条, 81件.

        余 stands between figure and unit, 约 and 近 before the figure. A blank is
        spelt out, so that a reader notices it.
        """
        if self.status is Status.BLANK:
            return UNFILLED
        before, between = ("", self.qualifier) if self.qualifier == "余" else (self.qualifier, "")
        return f"{before}{self.printed}{between}{self.unit if self.has_value else ''}"


def rounded(value: Decimal, like: Decimal) -> Decimal:
    """Return *value* with as many decimals as *like*, half away from zero, however many digits that takes."""
    return value.quantize(like, context=_EVERY_DIGIT)


def with_minus(figure: str) -> str:
    """Return a figure as people see it in a table: with a true minus sign."""
    return figure.replace("-", MINUS)


def signed(value: Decimal | None, mark: str = "") -> str:
    """Write a figure with a true minus sign, and with a plus where *mark* is "+"; nothing for none."""
    return "" if value is None else with_minus(f"{value:{mark}f}")
