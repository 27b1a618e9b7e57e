"""Whose act a sentence tells of (X-9): an organ of another area, or another organ of one's own, as its subject.

Superiors, units under one's own government, organs that act together, courts, and names inside 《》 are no fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.narrative.patterns import Patterns, read_patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from report_helpers.facts.report import Agency

_LEVELS = {
    "省": 1,
    "自治区": 1,
    "市": 2,
    "自治州": 2,
    "盟": 2,
    "自治县": 3,
    "县": 3,
    "区": 3,
    "旗": 3,
    "镇": 4,
    "乡": 4,
    "街道": 4,
}
_LONGEST_FIRST = sorted(_LEVELS, key=len, reverse=True)
_MASK = "\u25a0"
_PATTERNS = read_patterns("organs.yaml", Patterns).compiled()


@dataclass(frozen=True, slots=True)
class _Organ:
    """An organ's name taken apart: its areas by level, from the province down, and the organ itself."""

    areas: Mapping[int, str]
    body: str

    @property
    def level(self) -> int:
        return max(self.areas, default=0)


def foreign_subjects(text: str, agency: Agency, units: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield place and name of every organ that a text makes the subject of an act and that is not the agency's own."""
    known = (agency.name, agency.short, *agency.organs, *units)
    for found in _PATTERNS["SUBJECT"].finditer(_without_quotations(text)):
        name = found["name"]
        if name not in known and _is_foreign(_organ(name), agency):
            yield found.start("name"), name


def left_over(text: str, names: Iterable[str], agency: Agency) -> Iterator[tuple[int, str]]:
    """Yield place and name of every one of *names*, also without its higher areas, in a text of an agency elsewhere."""
    plain, own = _without_quotations(text), "".join((agency.name, agency.parent, *agency.organs))
    for name in names:
        areas = list(_organ(name).areas.values())
        if not any(area in own for area in areas):
            forms = (name.removeprefix("".join(areas[:dropped])) for dropped in range(max(1, len(areas))))
            yield from [(plain.index(form), form) for form in forms if form in plain][:1]


def strange_selves(text: str, agency: Agency) -> Iterator[tuple[int, str]]:
    """Yield every 我县, 本局 that the agency cannot say of itself."""
    if not agency.name:  # of a published report of nobody knows whom
        return
    names = f"{agency.name}{agency.short}{agency.parent}"
    own = _organ(agency.name)
    for found in _PATTERNS["OURS"].finditer(_without_quotations(text)):
        word = found["word"]
        level = _LEVELS.get(word, 5)
        is_above = level < own.level and level not in own.areas
        is_same = word in names or _PATTERNS["SAME"].match(word + names) is not None
        if not is_same and not is_above:
            yield found.start(), found[0]


def _without_quotations(text: str) -> str:
    return _PATTERNS["QUOTED"].sub(lambda quoted: _MASK * len(quoted[0]), text)


def _organ(name: str) -> _Organ:
    areas: dict[int, str] = {}
    end = 0
    for found in _PATTERNS["AREA"].finditer(name):
        suffix = next(word for word in _LONGEST_FIRST if found[0].endswith(word))
        if found.start() != end:
            break
        areas[_LEVELS[suffix]], end = found[0], found.end()
    return _Organ(areas, name[end:])


def _is_foreign(organ: _Organ, agency: Agency) -> bool:
    """Tell whether an organ's areas contradict the agency's, or it is another organ at the agency's own level."""
    own, parent = _organ(agency.name), _organ(agency.parent)
    areas = {**parent.areas, **own.areas}
    if not organ.areas or not own.areas:
        return False
    if any(level in areas and areas[level] != name for level, name in organ.areas.items()):
        return True
    if min(organ.areas) < own.level < organ.level and not set(organ.areas.values()) & set(areas.values()):
        return True  # a town of a city that is nowhere above us
    if organ.level < own.level:  # above: under a known parent only what is above that, or the parent itself
        return bool(parent.areas) and organ.level > parent.level and organ.level not in areas
    is_government = own.body in {"", "人民政府"} or own.body.startswith("人民政府")
    is_same = organ.level == own.level and not is_government
    return is_same and organ.body not in {"", "政府", "人民政府", own.body} and not organ.body.startswith(own.body)
