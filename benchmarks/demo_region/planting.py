"""The faults planted in a synthetic region: each breaks one rule and no other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from benchmarks.demo_region.figures import SCALES, Figures, Slips, two_years
from benchmarks.demo_region.wording import NEW, Narrative, two_narratives

if TYPE_CHECKING:
    from collections.abc import Callable

ONE_IN = 20
BLANK = "proactive.coercion.decisions"
NONE = Slips()


@dataclass(frozen=True, slots=True)
class Unit:
    """One synthetic unit: who it is, and the figures and text of last year and this year."""

    agency: str
    name: str
    short: str
    kind: str
    figures: tuple[Figures, Figures]
    narratives: tuple[Narrative, Narrative]
    fault: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Plant:
    """A kind of fault: the rule it breaks, slips of the figures, what is done to the finished unit.

    `change` returns the unit and what was done in words.
    """

    rule: str
    change: Callable[[Unit, Random], tuple[Unit, str]]
    slips: Slips = NONE


def make_unit(who: tuple[str, str, str, str], seed: str, plant: Plant | None) -> Unit:
    """Return the unit *who* (agency, name, short, kind) is under *seed*, with a fault where one is planted."""
    random = Random(f"{seed}/{who[0]}")  # noqa: S311  nothing secret about it
    figures = two_years(random, SCALES[who[3]], plant.slips if plant else NONE)
    unit = Unit(*who, figures, two_narratives(random))
    if plant is None:
        return unit
    unit, fault = plant.change(unit, random)
    return replace(unit, rule=plant.rule, fault=fault)


def planted(units: int, seed: str) -> dict[int, Plant]:
    """Return which of so many units get a fault, and which: about one in twenty, at least one."""
    random = Random(f"{seed}/planted")  # noqa: S311
    chosen = sorted(random.sample(range(units), max(1, round(units / ONE_IN))))
    kinds = random.sample(PLANTS, len(PLANTS))
    return {number: kinds[turn % len(kinds)] for turn, number in enumerate(chosen)}


def _raised(unit: Unit, by: int, *cells: str) -> Unit:
    """Return the unit with *by* more in some of this year's cells."""
    before, now = unit.figures
    return replace(unit, figures=(before, now | {cell: str(int(now[cell]) + by) for cell in cells}))


def _granted_too_many(unit: Unit, random: Random) -> tuple[Unit, str]:
    by = random.randint(1, 3)
    cells = ("applications.granted.natural", "applications.granted.total")
    return _raised(unit, by, *cells), f"表三“予以公开”的自然人列和总计列各多填 {by} 件，与（七）总计不符"


def _disputes_total(unit: Unit, random: Random) -> tuple[Unit, str]:
    by = random.randint(1, 3)
    return _raised(unit, by, "disputes.review.total"), f"表四行政复议总计多填 {by} 件，与四类结果之和不符"


def _as_slipped(words: str) -> Callable[[Unit, Random], tuple[Unit, str]]:
    return lambda unit, random: (unit, words)  # noqa: ARG005  a change of none but the words


def _blank(unit: Unit, random: Random) -> tuple[Unit, str]:
    del random
    before, now = unit.figures
    return replace(unit, figures=(before, now | {BLANK: ""})), "表二行政强制处理决定数量没有填"


def _typed_number(unit: Unit, random: Random) -> tuple[Unit, str]:
    now = unit.figures[1]
    cells = [int(now[f"applications.{row}.total"]) for row in ("new", "carried_in", "total")]
    wrong = sum(cells) + random.randint(1, 9)
    return _with_applications(unit, f"收到政府信息公开申请{wrong}件，逐件登记办理。"), (
        f"第一部分手写收到申请 {wrong} 件，表三为 {cells[0]} 件"
    )


def _none_received(unit: Unit, random: Random) -> tuple[Unit, str]:
    if unit.figures[1]["applications.new.total"] == "0":
        unit = _with_one_application(unit)
    del random
    count = unit.figures[1]["applications.new.total"]
    text = "{{ year }}年，{{ agency.short }}未收到政府信息公开申请。"
    return _with_applications(unit, text), f"第一部分称未收到申请，表三新收 {count} 件"


def _with_one_application(unit: Unit) -> Unit:
    rows = ("new", "granted", "total")
    cells = [f"applications.{row}.{column}" for row in rows for column in ("natural", "total")]
    return _raised(unit, 1, *cells)


def _with_applications(unit: Unit, text: str) -> Unit:
    """Return the unit with another paragraph under 依申请公开 this year."""
    before, now = unit.narratives
    overview = list(now.sections["overview"])
    place = next(number for number, paragraph in enumerate(overview) if NEW in paragraph)
    overview[place] = text
    return replace(unit, narratives=(before, now.with_section("overview", *overview)))


def _last_years_text(unit: Unit, random: Random) -> tuple[Unit, str]:
    del random
    before, now = unit.narratives
    now = now.with_section("problems", *before.sections["problems"])
    return replace(unit, narratives=(before, now)), "第五部分照抄上年"


PLANTS = (
    Plant("T3-2", _granted_too_many),
    Plant("T4-1", _disputes_total),
    Plant("Y-1", _as_slipped("上年结转比上年报告的结转下年度多 2 件"), Slips(carried_in=2)),
    Plant("Y-2", _as_slipped("现行有效行政规范性文件多填 3 件，与上年现行有效加制发减废止不符"), Slips(in_force=3)),
    Plant("F-1", _blank),
    Plant("X-1", _typed_number),
    Plant("X-5", _none_received),
    Plant("S-2", _last_years_text),
)
