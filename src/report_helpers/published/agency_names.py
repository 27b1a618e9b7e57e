"""The names of one agency over several files: with and without the place before it, with and without 人民政府."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.published.same_report import is_same_name, may_be_same_name
from report_helpers.published.to_report import GOVERNMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def joined_names(names: Iterable[str]) -> tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]:
    """Return the fullest name for each of *names*, and those that may be several agencies' with these.

    A name without its place that fits two places' agencies, or is too short to tell, is left alone: whose it is nobody
    can tell.
    """
    known = sorted(set(names), key=lambda name: (-len(name.removesuffix(GOVERNMENT)), -len(name), name))
    fullest: dict[str, str] = {}
    doubtful: dict[str, tuple[str, ...]] = {}
    for name in known:
        longer = [other for other in dict.fromkeys(fullest.values()) if is_same_name(name, other)]
        possible = [other for other in dict.fromkeys(fullest.values()) if may_be_same_name(name, other)]
        if len(longer) != 1 and possible:
            doubtful[name] = tuple(possible)
        fullest[name] = longer[0] if len(longer) == 1 else name
    return fullest, doubtful
