"""Whether two names are one agency's: with and without the place before it, with and without 人民政府."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LEAST_NAME = 4  # characters of a name that may lack the place before it
_PLACE = re.compile(r"[\u4e00-\u9fff]*[省市县区旗州盟]")
_GOVERNMENT = "人民政府"


def same_agency(one: str, other: str) -> bool:
    """Tell whether two names are one agency's: 人民政府 may be lacking, and the place before a long enough name."""
    one, other = one.removesuffix(_GOVERNMENT), other.removesuffix(_GOVERNMENT)
    short, long = sorted((one, other), key=len)
    lead = long.removesuffix(short)
    return not lead or (lead != long and len(short) >= LEAST_NAME and _PLACE.fullmatch(lead) is not None)


def joined_names(names: Iterable[str]) -> tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]:
    """Return the fullest name for each of *names*, and those that may be several agencies' with these.

    A name without its place that fits two places' agencies is left alone: whose it is nobody can tell.
    """
    known = sorted(set(names), key=lambda name: (-len(name), name))
    fullest: dict[str, str] = {}
    doubtful: dict[str, tuple[str, ...]] = {}
    for name in known:
        longer = [other for other in dict.fromkeys(fullest.values()) if same_agency(name, other)]
        if len(longer) > 1:
            doubtful[name] = tuple(longer)
        fullest[name] = longer[0] if len(longer) == 1 else name
    return fullest, doubtful
