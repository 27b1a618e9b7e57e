"""Figures held against those of agencies alike: a zero where all the others have figures, and outliers.

Which figures are compared, and what each is a share of, is data of the kind (kind.yaml, `peers`). A figure is an
outlier where it is farther from the median than `limit` times the spread, 1.4826 times the median absolute deviation;
a zero that others have too is none. Agencies differ in size by orders of magnitude: amounts are compared by their
logarithm, shares as they are.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from math import log1p
from statistics import median
from typing import TYPE_CHECKING

from report_helpers.facts.report import Peers, Report
from report_helpers.facts.residual import Residual, Spot, compared, unverifiable
from report_helpers.facts.units import UnitState
from report_helpers.forms.cells import form_cells, form_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.units import Units
    from report_helpers.forms.kind import Kind, PeerFigure
    from report_helpers.forms.model import Form

    Measured = Mapping[str, tuple[Decimal, Decimal | None]]  # amount, and what it is a share of, by agency

_DEVIATION = 1.4826  # the standard deviation of a normal distribution over its median absolute deviation
# Where agencies hardly differ, an amount is far off from three times the median on, a share from some 20 points on.
_LEAST_AMOUNT_SPREAD, _LEAST_SHARE_SPREAD = 0.3, 0.06


def unlike_peers(report: Report, rule: Rule) -> Iterator[Residual]:
    """No figure of the report is 0 or far off where those of its peers are not."""
    if report.peers is None:
        return
    own = unlike_others(report.peers, report.kind).get(report.id.agency, {})
    for figure in report.kind.settings.peers.figures:
        facts = [fact for cell in (*figure.cells, *figure.share_of) if (fact := report.get(cell)) is not None]
        if figure.label in own:
            what = own[figure.label]
            words = {"what": what, "expected": "与同类机关相近", "found": what}
            odd = Decimal(bool(what))
            yield Residual(rule.id, figure.cells, "eq", odd, Decimal(0), rule.severity, rule.clause, words)
        elif any(fact.value is None for fact in facts):
            yield unverifiable(rule, "没有数字，不能与同类机关比较", figure.cells)


def unlike_units(report: Report, rule: Rule) -> Iterator[Residual]:
    """No figure of a unit is 0 or far off where those of the other units of its kind are not."""
    if report.units is None:
        return
    found = odd_units(report.units, report.kind)
    for back in report.units.returns:
        spot = Spot(back.unit.agency, back.unit.name, "")
        if back.unit.agency in found:
            odd = found[back.unit.agency]
            words = {"what": "；".join(odd), "expected": "与同类单位相近", "found": f"{len(odd)} 项"}
            yield compared(rule, spot, (len(odd), 0), words=words)
        elif found:
            yield unverifiable(rule, f"{back.unit.name}的数字不能与同类单位比较", spot=spot)


def odd_units(units: Units, kind: Kind) -> dict[str, tuple[str, ...]]:
    """Return what is unusual about each unit that was compared with those of its kind, by its agency."""
    groups: dict[str, dict[str, Mapping[str, Decimal | None]]] = defaultdict(dict)
    for back in units.returns:
        if back.state is UnitState.IN:
            figures = dict(zip(form_cells(units.form), back.values, strict=True))
            groups[back.unit.kind][back.unit.agency] = figures
    compared_ones = (unlike_others(Peers(units.form, group), kind) for group in groups.values())
    return {
        agency: tuple(filter(None, figures.values()))
        for group in compared_ones
        for agency, figures in group.items()
        if figures
    }


@lru_cache(maxsize=32)
def unlike_others(peers: Peers, kind: Kind) -> Mapping[str, Mapping[str, str]]:
    """Return, by agency and by the label of each figure compared, what is unusual about it, "" where nothing is.

    A figure that an agency lacks, or that too few others have, is not among them.
    """
    found: dict[str, dict[str, str]] = {agency: {} for agency in peers.figures}
    for figure in kind.settings.peers.figures:
        measured = _measured(peers, figure, kind.settings.peers.floor)
        if len(measured) > kind.settings.peers.least:
            for agency, what in _judged(figure, measured, kind):
                found[agency][figure.label] = what
    return found


def _measured(peers: Peers, figure: PeerFigure, floor: int) -> Measured:
    """Return the figure of each agency that has it; a share only of wholes that are large enough to compare."""
    cells, wholes = _leaves(peers.form, figure.cells), _leaves(peers.form, figure.share_of)
    measured = {}
    for agency, values in peers.figures.items():
        amount, whole = _sum(values, cells), _sum(values, wholes)
        if amount is not None and (not figure.share_of or (whole is not None and whole >= floor)):
            measured[agency] = (amount, whole if figure.share_of else None)
    return measured


def _leaves(form: Form, ids: Iterable[str]) -> tuple[str, ...]:
    """Return the cells that ids stand for, sums over row groups resolved; a form may lack them."""
    return tuple(leaf for one in ids for leaf in form_groups(form).get(one, (one,)))


def _sum(values: Mapping[str, Decimal | None], cells: Iterable[str]) -> Decimal | None:
    total = Decimal(0)
    for cell in cells:
        value = values.get(cell)
        if value is None:
            return None
        total += value
    return total


def _judged(figure: PeerFigure, measured: Measured, kind: Kind) -> Iterator[tuple[str, str]]:
    """Yield each agency with what is unusual about its figure, "" where nothing is."""
    settings, others = kind.settings.peers, len(measured) - 1
    places = {agency: _place(*one) for agency, one in measured.items()}
    middle = median(places.values())
    least = _LEAST_SHARE_SPREAD if figure.share_of else _LEAST_AMOUNT_SPREAD
    spread = max(_DEVIATION * median(abs(place - middle) for place in places.values()), least)
    zeros = sum(not amount for amount, _ in measured.values())
    typical = median(amount for amount, _ in measured.values())
    shown = f"{middle:.0%}" if figure.share_of else f"{typical:f}"
    for agency, (amount, whole) in measured.items():
        what = ""
        if not amount and zeros == 1:
            what = f"“{figure.label}”为 0，同类的其他 {others} 家都有，中位数 {shown}"
        elif (
            amount
            and abs(places[agency] - middle) > float(settings.limit) * spread
            and (whole is not None or max(amount, typical) > settings.floor)
        ):
            own = f"{amount:f}" if whole is None else f"{places[agency]:.0%}（{amount:f}/{whole:f}）"
            what = f"“{figure.label}”为 {own}，与同类的其他 {others} 家相差悬殊，中位数 {shown}"
        yield agency, what


def _place(amount: Decimal, whole: Decimal | None) -> float:
    return log1p(max(float(amount), 0.0)) if whole is None else float(amount / whole)
