"""Reads what the units under a parent have written so far, so that an error in a unit's text is known above it."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from report_helpers.errors import InputError
from report_helpers.facts.identifiers import TEXT_FILE
from report_helpers.facts.units import MOST_TEXTS, UnitState
from report_helpers.sources.unit_figures import read_units

if TYPE_CHECKING:
    from report_helpers.facts.identifiers import ReportId
    from report_helpers.facts.units import UnitReturn, Units
    from report_helpers.sources.workspace import Workspace

_READ = frozenset({".csv", ".md"})


def read_units_and_texts(place: Workspace, report: ReportId, shown: str) -> Units:
    """Return the units that the list *shown* puts under a report's agency, with their texts where they are not many."""
    units = read_units(place.root, report, shown, place.settings(report), lambda slug: place.agency(slug).name)
    if len(units.returns) > MOST_TEXTS:
        return units
    return replace(units, returns=tuple(_with_text(place, report, back) for back in units.returns))


def _with_text(place: Workspace, report: ReportId, back: UnitReturn) -> UnitReturn:
    own = replace(report, agency=back.unit.agency)
    text = f"{own.data_path}/{TEXT_FILE}"
    if back.state is not UnitState.IN or back.published is not None or not os.path.lexists(place.root / text):
        return back
    folders = (place.root / each.data_path for each in (own, own.last_year))
    files = (path for folder in folders for path in sorted(folder.glob("*")) if path.suffix in _READ and path.is_file())
    back = replace(back, files=(*back.files, *(path.relative_to(place.root).as_posix() for path in files)))
    try:
        return replace(back, text=place.load(own, with_units=False))
    except InputError as error:
        return replace(back, text=error.problems)
