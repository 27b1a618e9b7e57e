"""What styles say: lengths in pixels, colours, what they take out of sight; what a raised text may be."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Colour = tuple[int, int, int]

TRANSPARENT = "transparent"
# Marks of notes, which are raised: 注1, ①, *, and numbers in brackets; other raised digits stand as such.
NOTE_MARK = re.compile(
    r"\s*(?:[\[〔【（(]?(?:注\s*\d*|[①-⑳])[\]〕】）)]?|[*＊†‡#]{1,3}|[\[〔【（(]\s*\d{1,3}\s*[\]〕】）)])\s*"
)
RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_OFF_SCREEN = 500  # pixels beyond the left or upper edge
_FAR = 5000  # pixels to the right
_NUMBER = re.compile(r"([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))([a-z%]{0,4})")
_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "cm": 38.0}
_PIXELS |= {"mm": 3.8, "in": 96.0, "vw": 10.0, "vh": 10.0, "%": 10.0}
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_NAMES = {"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240)}
_NAMES |= {"ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240), "whitesmoke": (245, 245, 245)}
_ALIKE = 24  # of 255: a difference nobody sees
_OVERFLOWS = ("overflow", "overflow-x", "overflow-y")


@lru_cache(maxsize=4096)
def declarations(style: str) -> Mapping[str, str]:
    """Return the values by property, all in small letters."""
    found = {}
    for part in style.lower().split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def numbers(value: str) -> list[tuple[float, str]]:
    """Return the numbers in a value, each with its unit."""
    return [(float(number), unit) for number, unit in _NUMBER.findall(value[:400])]


def pixels(value: str) -> float | None:
    """Return a length in pixels, roughly; None where it is none."""
    found = numbers(value)
    return found[0][0] * _PIXELS.get(found[0][1], 1.0) if found else None


def colour(value: str) -> Colour | str | None:
    """Return a colour, TRANSPARENT, or None where it cannot be told."""
    value = value.strip()
    if value == TRANSPARENT:
        return value
    if value.startswith(("rgb", "hsl")):
        return _from_numbers(value)
    digits = _HEX.fullmatch(value)
    if digits is None:
        return _NAMES.get(value)
    each = digits[1] if len(digits[1]) > 4 else "".join(digit * 2 for digit in digits[1])  # noqa: PLR2004
    return TRANSPARENT if each[6:] == "00" else (int(each[:2], 16), int(each[2:4], 16), int(each[4:6], 16))


def _from_numbers(value: str) -> Colour | str | None:
    """Return the colour of rgb(…), rgba(…), hsl(…); of the last only whether it is transparent."""
    found = numbers(value)
    if len(found) == 4 and not found[3][0]:  # noqa: PLR2004  with how opaque it is
        return TRANSPARENT
    if value.startswith("hsl") or len(found) < 3:  # noqa: PLR2004
        return None
    red, green, blue = (int(number * 2.55 if unit == "%" else number) for number, unit in found[:3])
    return red, green, blue


def are_alike(one: Colour, other: Colour) -> bool:
    """Tell whether a text of one colour cannot be seen on the other."""
    return all(abs(left - right) <= _ALIKE for left, right in zip(one, other, strict=True))


def takes_away(found: Mapping[str, str]) -> bool:
    """Tell whether these declarations take an element out of sight with all that is in it, or strike it out."""
    opacity = numbers(found.get("opacity", "")) or numbers(found.get("filter", "").partition("opacity(")[2])
    return (
        found.get("display") == "none"
        or found.get("content-visibility") == "hidden"
        or found.get("mso-hide") == "all"
        or any("line-through" in found.get(name, "") for name in ("text-decoration", "text-decoration-line"))
        or (bool(opacity) and opacity[0][0] < (10 if opacity[0][1] == "%" else 0.1))
        or _is_outside(found)
        or _is_cut_to_nothing(found)
    )


def _is_outside(found: Mapping[str, str]) -> bool:
    """Tell whether an element is placed where no screen reaches."""
    sides = ["margin-left", "margin-top", "text-indent"]
    if found.get("position") in {"absolute", "fixed", "relative"}:
        sides += ["left", "top", "right", "bottom"]
    moved = found.get("transform", "")
    at = {side: pixels(found.get(side, "")) or 0 for side in sides}
    if "translate" in moved:
        at |= dict(enumerate(number * _PIXELS.get(unit, 1.0) for number, unit in numbers(moved)))  # type: ignore[arg-type]
    is_flat = re.search(r"scale[xy3d]{0,2}\(\s*0(?:\.0+)?\s*[,)]", moved) is not None
    return is_flat or min(at.values()) <= -_OFF_SCREEN or max(at.get("left", 0), at["text-indent"]) >= _FAR


def _is_cut_to_nothing(found: Mapping[str, str]) -> bool:
    """Tell whether an element is cut off to a pixel or less."""
    if any(found.get(name) in {"hidden", "clip"} for name in _OVERFLOWS):
        sizes = (pixels(found.get(name, "")) for name in ("width", "height", "max-width", "max-height"))
        if any(size is not None and size <= 1 for size in sizes):
            return True
    box = numbers(found.get("clip", "")) if "rect" in found.get("clip", "") else []
    if len(box) == 4 and (box[2][0] - box[0][0] <= 1 or box[1][0] - box[3][0] <= 1):  # noqa: PLR2004
        return True
    shape = found.get("clip-path", "")
    parts = [number for number, _ in numbers(shape)]
    if shape.startswith("inset") and parts:
        top, right = parts[0], parts[1 % len(parts)]
        bottom, left = (parts[2] if len(parts) > 2 else top), (parts[3] if len(parts) > 3 else right)  # noqa: PLR2004
        return top + bottom >= 100 or left + right >= 100  # noqa: PLR2004  per cent, or more pixels than a line has
    return bool(parts) and (
        (shape.startswith(("circle", "ellipse")) and not parts[0]) or (shape.startswith("polygon") and not any(parts))
    )
