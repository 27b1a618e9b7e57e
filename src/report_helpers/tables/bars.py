"""Draws horizontal bars as SVG: groups of one bar a series, labels left and figures right of them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Groups = Sequence[tuple[str, Sequence[str], Sequence[float | None]]]

COLOURS = ("#2f5d8a", "#7396ba", "#b07a3a")  # of the series; each stands out from white paper
_FONTS = "'Noto Sans SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
_INK, _RULE = "#1a1a1a", "#8a929c"
_WIDTH, _GAP, _SIZE = 360, 6, 11  # points
_BAR, _SPACE = 16, 8  # of a bar that stands alone: its height, and what is between two
_NARROW = 13  # the height of a bar of a group


def draw_bars(title: str, series: Sequence[str], groups: Groups) -> str:
    """Return the SVG of *groups*: a label, and for each of the *series* a figure in words and a length, None for none.

    The first group is on top. Series without names have no legend.
    """
    height = _BAR if len(series) == 1 else _NARROW
    step = height * len(series) + _SPACE
    gutter = max(_text_width(label) for label, _, _ in groups) + _GAP
    widest = max(_text_width(figure) for _, written, _ in groups for figure in written)
    scale = (_WIDTH - gutter - widest - 2 * _GAP) / max(1.0, *(value or 0.0 for _, _, row in groups for value in row))
    top = _GAP + (_SIZE + 2 * _GAP if any(series) else 0)
    total = top + step * len(groups) + _GAP
    parts = list(_legend(series, gutter))
    for number, (label, written, values) in enumerate(groups):
        first = top + number * step + _SPACE / 2
        middle = first + height * len(series) / 2 + _SIZE * 0.36
        parts.append(f'<text x="{gutter - 6:.1f}" y="{middle:.1f}" text-anchor="end">{escape(label)}</text>')
        for place, (figure, value) in enumerate(zip(written, values, strict=True)):
            y, length = first + place * height, max(value or 0.0, 0.0) * scale
            inner = height if len(series) == 1 else height - 1
            parts.append(
                f'<rect x="{gutter:.1f}" y="{y:.1f}" width="{length:.1f}" height="{inner}" fill="{COLOURS[place]}"/>'
                f'<text x="{gutter + length + 5:.1f}" y="{y + height / 2 + _SIZE * 0.36:.1f}">{escape(figure)}</text>'
            )
    axis = f'<path d="M{gutter:.1f} {top}V{total - _GAP}" stroke="{_RULE}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}pt" height="{total}pt" '
        f'viewBox="0 0 {_WIDTH} {total}" font-family="{_FONTS}" font-size="{_SIZE}" fill="{_INK}">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{_WIDTH}" height="{total}" fill="#fff"/>{"".join(parts)}{axis}</svg>'
    )


def _legend(series: Sequence[str], left: float) -> Iterator[str]:
    """Yield a square and the name of each series, in one line above the bars."""
    for name, colour in zip(series, COLOURS, strict=False):
        if name:
            yield f'<rect x="{left:.1f}" y="{_GAP}" width="{_SIZE}" height="{_SIZE}" fill="{colour}"/>'
            yield f'<text x="{left + _SIZE + 4:.1f}" y="{_GAP + _SIZE * 0.86:.1f}">{escape(name)}</text>'
            left += _SIZE + 4 + _text_width(name) + 2 * _GAP


def _text_width(text: str) -> float:
    """Return the width of *text* in points: a Chinese character is one em, a digit about half."""
    return sum(_SIZE if east_asian_width(character) in "WF" else _SIZE * 0.58 for character in text)
