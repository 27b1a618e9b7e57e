"""Reads units.yaml: who reports to a parent. `units-<year>.yaml` is the list kept for one year and outranks it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from report_helpers.errors import Problem, raise_problems
from report_helpers.facts.identifiers import AgencyName
from report_helpers.facts.units import Unit, UnitList
from report_helpers.files.documents import Day, Document, Field, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from report_helpers.facts.identifiers import ReportId

MAX_BYTES = 4_000_000  # a province has some seven thousand units


class _Unit(Document):
    agency: AgencyName
    name: str = ""
    kind: Literal["部门", "乡镇", "下级政府", "本级机关"]
    until: Day | None = None


class _Excluded(Document):
    name: str = Field(min_length=2)
    reason: str = Field(min_length=1)


class _Units(Document):
    units: tuple[_Unit, ...] = Field(min_length=1)
    excluded: tuple[_Excluded, ...] = ()
    typed: bool = False


def units_file(root: Path, report: ReportId) -> str:
    """Return which list of units holds for a report, relative to the workspace; "" where there is none."""
    folder = f"data/{report.agency}"
    candidates = (kept_units_file(report), f"{folder}/units.yaml")
    return next((shown for shown in candidates if os.path.lexists(root / shown)), "")


def kept_units_file(report: ReportId) -> str:
    """Return where the list kept for one year lies, relative to the workspace."""
    return f"data/{report.agency}/units-{report.year}.yaml"


def read_unit_list(root: Path, shown: str, parent: str) -> UnitList:
    """Read a list of units; a unit without a name is called by its id.

    Raises InputError for an ill-formed list, one that names a unit twice, its own
    parent, or a unit that is excluded.
    """
    read = read_document(root / shown, _Units, shown, MAX_BYTES)
    raise_problems(_problems(read, shown, parent))
    units = tuple(Unit(item.agency, item.name, item.kind, item.until) for item in read.units)
    return UnitList(shown, units, tuple((item.name, item.reason) for item in read.excluded), read.typed)


def _problems(read: _Units, shown: str, parent: str) -> Iterator[Problem]:
    excluded = {item.name for item in read.excluded}
    agencies, names = set[str](), set[str]()
    for number, item in enumerate(read.units):
        place = (shown, None, "", f"units·{number}")
        if item.agency == parent:
            yield Problem("机关不能汇总自己", *place, item.agency, fix="本级机关请另建一个机关代号")
        elif item.agency in agencies:
            yield Problem("这个单位重复了", *place, item.agency, fix="请删去一处，否则会计算两次")
        elif item.name and item.name in names:
            yield Problem("这个名称已用于另一个单位", *place, item.name, fix="请核对是否同一单位")
        elif item.name in excluded:
            yield Problem("既在名单里，又在 excluded 里", *place, item.name, fix="请删去一处")
        agencies.add(item.agency)
        names.add(item.name)
