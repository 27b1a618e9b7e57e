"""Who is late: not in by the day, or published after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.facts import ReportId, UnitState
from report_helpers.sources import published_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from report_helpers.facts import Unit, Units

# Lower governments send consolidated reports, by the date of their own level (条例第四十九条).
_BELOW = {"city": "county", "province": "city", "state": "province"}


@dataclass(frozen=True, slots=True)
class Late:
    """A unit that is late: published after its day, or not in though the day has passed (`published` is None)."""

    unit: Unit
    until: date
    published: date | None


def due(unit: Unit, level: str, deadlines: Mapping[str, date]) -> date | None:
    """Return the day a unit's figures must be in: its own, else the year's for units or for the level below."""
    key = _BELOW.get(level, "unit") if unit.kind == "下级政府" else "unit"
    return unit.until or deadlines.get(key)


def late_units(root: Path, units: Units, level: str, deadlines: Mapping[str, date], today: date) -> Iterator[Late]:
    """Yield the units that are late on *today*. Data without a release bears no date, and is not late.

    Raises InputError when the record of a release cannot be read.
    """
    for back in units.returns:
        until = due(back.unit, level, deadlines)
        if until is None:
            continue
        if back.state is UnitState.MISSING:
            if today > until:
                yield Late(back.unit, until, None)
            continue
        is_released = any(name.startswith("releases/") for name in back.files)
        published = published_on(root, ReportId(back.unit.agency, units.year)) if is_released else None
        if published is not None and published > until:
            yield Late(back.unit, until, published)
