"""Two years of figures of a synthetic unit, every identity of the form and between the years true."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

APPLICANTS = {
    "natural": 860,
    "commercial": 90,
    "research": 4,
    "public_welfare": 6,
    "legal_service": 20,
    "other_org": 20,
}
RESULTS = {
    "granted": 400,
    "partial": 100,
    "refused.1": 1,
    "refused.2": 4,
    "refused.3": 2,
    "refused.4": 8,
    "refused.5": 8,
    "refused.6": 6,
    "refused.7": 8,
    "refused.8": 6,
    "unavailable.1": 270,
    "unavailable.2": 15,
    "unavailable.3": 6,
    "not_processed.1": 40,
    "not_processed.2": 15,
    "not_processed.3": 1,
    "not_processed.4": 4,
    "not_processed.5": 1,
    "other.1": 25,
    "other.2": 5,
    "other.3": 75,
}
OUTCOMES = {"upheld": 55, "corrected": 10, "other": 25, "pending": 10}
# Of the applications that came in, one in so many ends in each block of table 四.
BLOCKS = {"review": 15, "litigation_direct": 60, "litigation_after_review": 45}
SMALL = 8  # up to here a figure may become any other small one from one year to the next
BACKLOGGED = 0.03  # so many units leave four in ten applications undone
MAX_NEW = 5000


@dataclass(frozen=True, slots=True)
class Scale:
    """What is usual for a kind of unit: medians of applications, documents in force, decisions."""

    applications: float
    documents: int
    decisions: int


SCALES = {
    "本级机关": Scale(20, 60, 0),
    "部门": Scale(8, 20, 400),
    "下级政府": Scale(80, 150, 20000),
    "乡镇": Scale(3, 0, 60),
}


@dataclass(frozen=True, slots=True)
class Slips:
    """How far this year shall miss last year: carried in too many (Y-1), in force too many (Y-2)."""

    carried_in: int = 0
    in_force: int = 0


Figures = dict[str, str]


def two_years(random: Random, scale: Scale, slips: Slips) -> tuple[Figures, Figures]:
    """Return what last year's and this year's cells hold, by id."""
    before, now = _proactive(random, scale, slips.in_force)
    new = min(MAX_NEW, int(random.lognormvariate(0, 1.2) * scale.applications))
    carried_in = Counter(_drawn(random, APPLICANTS, new // 20))
    first = _applications(random, new, carried_in)
    carried_on = Counter({applicant: first[f"applications.carried_out.{applicant}"] for applicant in APPLICANTS})
    carried_on["natural"] += slips.carried_in
    second = _applications(random, _next(random, new), carried_on)
    disputes, more_disputes = _disputes(random, new)
    return _written(before | first | disputes), _written(now | second | more_disputes)


def _next(random: Random, value: int) -> int:
    """Return a figure of the year after that is no jump (Y-5)."""
    return random.randint(0, 12) if value <= SMALL else round(value * random.uniform(0.75, 1.35))


def _drawn(random: Random, weights: Mapping[str, int], count: int) -> Sequence[str]:
    return random.choices(list(weights), list(weights.values()), k=count)


def _proactive(random: Random, scale: Scale, too_many: int) -> tuple[dict[str, int], dict[str, int]]:
    """Return table 二 of both years, fees in 0.0001 万元; none has the power to make 规章."""
    before = {f"proactive.regulations.{column}": 0 for column in ("issued", "repealed", "in_force")}
    now = dict(before)
    in_force = round(scale.documents * random.uniform(0.5, 1.8))
    issued, repealed = random.randint(0, in_force // 5), random.randint(0, in_force // 6)
    before |= _documents(issued, repealed, in_force)
    if in_force:
        issued, repealed = _next(random, issued), min(in_force, _next(random, repealed))
        in_force += issued - repealed
    now |= _documents(issued, repealed, in_force + too_many)
    for row, share in {"licence": 10, "penalty": 6, "coercion": 1}.items():
        usual = round(scale.decisions * share / 10 * random.lognormvariate(0, 0.8))
        before[f"proactive.{row}.decisions"] = usual
        now[f"proactive.{row}.decisions"] = _next(random, usual) if usual else 0
    fees = round(scale.decisions * 30 * random.lognormvariate(0, 1)) if random.choice((True, False)) else 0
    before["proactive.fees.amount"], now["proactive.fees.amount"] = fees, round(fees * random.uniform(0.75, 1.35))
    return before, now


def _documents(issued: int, repealed: int, in_force: int) -> dict[str, int]:
    figures = {"issued": issued, "repealed": repealed, "in_force": in_force}
    return {f"proactive.normative.{column}": figure for column, figure in figures.items()}


def _applications(random: Random, new: int, carried_in: Mapping[str, int]) -> dict[str, int]:
    """Return table 三: so many new, what was carried in, results of all but those carried out."""
    cells: Counter[tuple[str, str]] = Counter()
    received = Counter(_drawn(random, APPLICANTS, new))
    left_undone = 0.4 if random.random() < BACKLOGGED else random.uniform(0, 0.08)
    for applicant in APPLICANTS:
        cells["new", applicant], cells["carried_in", applicant] = received[applicant], carried_in[applicant]
        due = received[applicant] + carried_in[applicant]
        undone = sum(random.random() < left_undone for _ in range(due))
        cells["carried_out", applicant], cells["total", applicant] = undone, due - undone
        for result in _drawn(random, RESULTS, due - undone):
            cells[result, applicant] += 1
    figures = {}
    for row in ("new", "carried_in", *RESULTS, "total", "carried_out"):
        for applicant in APPLICANTS:
            figures[f"applications.{row}.{applicant}"] = cells[row, applicant]
        figures[f"applications.{row}.total"] = sum(cells[row, applicant] for applicant in APPLICANTS)
    return figures


def _disputes(random: Random, new: int) -> tuple[dict[str, int], dict[str, int]]:
    """Return table 四 of both years; what was pending is among next year's cases (Y-6)."""
    before: dict[str, int] = {}
    now: dict[str, int] = {}
    for block, one_in in BLOCKS.items():
        total = sum(random.random() < 1 / one_in for _ in range(new))
        before |= _outcomes(random, block, total)
        pending = before[f"disputes.{block}.pending"]
        # 0 to 12 after a small figure would be more than there are applications.
        following = random.randint(0, total + 1) if total <= SMALL else _next(random, total)
        now |= _outcomes(random, block, max(pending, following) if new else 0)
    return before, now


def _outcomes(random: Random, block: str, total: int) -> dict[str, int]:
    found = Counter(_drawn(random, OUTCOMES, total))
    return {f"disputes.{block}.{outcome}": found[outcome] for outcome in OUTCOMES} | {f"disputes.{block}.total": total}


def _written(figures: Mapping[str, int]) -> Figures:
    """Return the figures as cells hold them."""
    fees = figures["proactive.fees.amount"]
    return {key: str(value) for key, value in figures.items()} | {
        "proactive.fees.amount": f"{fees // 10000}.{fees % 10000:04d}".rstrip("0").rstrip(".")
    }
