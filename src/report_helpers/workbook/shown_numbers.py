"""What a spreadsheet shows of a cell under its number format, so that a figure is read as people see it."""

from __future__ import annotations

import re
from decimal import Decimal

from report_helpers.facts.fact import rounded

GENERAL = frozenset({"general", "@", "g/通用格式"})
_TEXT_SECTION = 3
_COLOUR = re.compile(
    r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+|[黑蓝绿红白黄青]色?|颜色 ?\d+)\]", re.IGNORECASE
)
_CURRENCY = re.compile(r"\[\$([^\[\]\-]*)(?:-[0-9a-f]+)?\]", re.IGNORECASE)
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|([0#?.,]+)|(.)', re.DOTALL)
_PLACES = re.compile(r"(?P<whole>[0#?]+(?:,[0#?]+)*)(?:\.(?P<decimals>[0#?]+))?")
# Characters that stand in a format as themselves; every other letter means a date, a fraction, a power or a condition.
_AS_THEY_ARE = re.compile(r"[\s()+\-$￥¥:'&~{}<>=^!一-鿿（）]")


def shown_number(value: Decimal, number_format: str) -> str | None:
    """Return the text a cell with *value* shows; None for a format that shows another kind of thing than a number.

    Dates, per cent, fractions, powers, conditions and thousands left out are such formats.
    """
    if not number_format or number_format.strip().lower() in GENERAL:
        return format(value, "f")
    section, is_own = _section_for(value, _sections(number_format))
    pieces = _pieces(_CURRENCY.sub(lambda found: f'"{found[1]}"', _COLOUR.sub("", section)))
    if pieces is None:
        return None
    before, places, after = pieces
    if section.strip().lower() in GENERAL:
        digits = format(abs(value), "f")
    else:
        found = _PLACES.fullmatch(places)
        if found is None:
            return before + after if not places else None
        digits = _digits(abs(value), found["whole"], found["decimals"] or "")
    sign = "-" if value < 0 and not is_own else ""
    return f"{sign}{before}{digits}{after}".strip()


def shown_text(text: str, number_format: str) -> str:
    """Return what a cell with *text* in it shows."""
    sections = _sections(number_format)
    own = sections[_TEXT_SECTION:] or [section for section in sections[-1:] if "@" in section]
    section = own[0] if own else "@"
    pieces = _TOKEN.findall(_COLOUR.sub("", section))
    return "".join(
        text if other == "@" else quoted or escaped or digits or other for quoted, escaped, digits, other in pieces
    )


def _sections(number_format: str) -> list[str]:
    """Return the sections of a format; a semicolon in quotes parts none."""
    parts = [""]
    for index, piece in enumerate(number_format.split('"')):
        if index % 2:
            parts[-1] += f'"{piece}"'
        else:
            first, *more = piece.split(";")
            parts[-1] += first
            parts += more
    return parts


def _section_for(value: Decimal, sections: list[str]) -> tuple[str, bool]:
    """Return the section for *value* and whether it is for negative numbers alone and writes their sign itself."""
    if value < 0 and len(sections) > 1:
        return sections[1], True
    return sections[2] if value == 0 and len(sections) > 2 else sections[0], False  # noqa: PLR2004


def _pieces(section: str) -> tuple[str, str, str] | None:
    """Return the text before the digits, the places of the digits and the text behind; None for any other format."""
    if section.strip().lower() in GENERAL:
        return "", "", ""
    texts, places = ["", ""], ""
    for quoted, escaped, digits, other in _TOKEN.findall(section):
        if digits:
            if places:
                return None
            places = digits
        elif other and not _AS_THEY_ARE.fullmatch(other):
            return None
        else:
            texts[bool(places)] += quoted or escaped or other
    return texts[0], places, texts[1]


def _digits(value: Decimal, whole: str, decimals: str) -> str:
    """Return the digits that places show: rounded, grouped, with no zeros where # asks for none."""
    figure = rounded(value, Decimal(1).scaleb(-len(decimals)))
    number, _, behind = f"{figure:{',' if ',' in whole else ''}f}".partition(".")
    if number == "0" and "0" not in whole:
        number = ""
    least = whole.replace(",", "").count("0")
    number = number if "," in whole else number.rjust(least, "0")
    keep = max((i for i, place in enumerate(decimals, 1) if place != "#"), default=0)
    while len(behind) > keep and behind.endswith("0"):
        behind = behind[:-1]
    return f"{number}.{behind}" if decimals else number
