"""Reads from an organ's name at what level it stands and whether it is a government, its office or a department.

A name that leaves the level open (开发区, 海关, a branch without its place) gives none: nothing is guessed.
"""

from __future__ import annotations

from itertools import pairwise

from report_helpers.narrative.patterns import Patterns, read_patterns

_PATTERNS = read_patterns("standing.yaml", Patterns).compiled()
UNKNOWN = ""
_RANKS = {
    "自治区": "province",
    "省": "province",
    "自治州": "city",
    "州": "city",
    "市": "city",
    "自治县": "county",
    "自治旗": "county",
    "县": "county",
    "区": "county",
    "旗": "county",
    "街道": "town",
    "镇": "town",
    "乡": "town",
}
_ORDER = ("state", "province", "city", "county", "town")


def standing(name: str) -> tuple[str, str]:
    """Return level and type of an organ: state, province, city, county, town or ""; government, office, department."""
    central = _PATTERNS["CENTRAL"].match(name)
    rest = name[central.end() :] if central else name
    if central and (not rest or _PATTERNS["MINISTRY"].fullmatch(rest) or _PATTERNS["OFFICE"].match(rest)):
        return "state", "department"
    areas, body = _areas(rest)
    if not areas:
        return UNKNOWN, "department"
    government = _PATTERNS["GOVERNMENT"].match(body)
    body = body[government.end() :] if government else body
    level = _level(areas)
    if not body or (body == "办事处" and level == "town"):
        return level, "government"
    return level, "office" if _PATTERNS["OFFICE"].match(body) else "department"


def _areas(name: str) -> tuple[list[str], str]:
    """Return the areas that a name begins with, and what follows them."""
    areas: list[str] = []
    end = 0
    while found := _PATTERNS["AREA"].match(name, end):
        areas.append(found[0])
        end = found.end()
    return areas, name[end:]


def _level(areas: list[str]) -> str:
    """Return the level of the last area, where each stands below the one before; a city within a city is a county's."""
    if any(_PATTERNS["SPECIAL"].search(area) for area in areas):
        return UNKNOWN
    levels = [_rank(area) for area in areas]
    if len(levels) > 1 and levels[-2:] == ["city", "city"]:
        levels[-1] = "county"
    known = [_ORDER.index(level) if level else -1 for level in levels]
    is_in_order = -1 not in known and all(upper < lower for upper, lower in pairwise(known))
    return levels[-1] if is_in_order else UNKNOWN


def _rank(area: str) -> str:
    if _PATTERNS["MUNICIPALITY"].fullmatch(area):
        return "province"
    return next((level for suffix, level in _RANKS.items() if area.endswith(suffix)), UNKNOWN)
