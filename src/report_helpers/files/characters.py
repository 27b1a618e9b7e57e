"""Characters: those that mean the same, as maps for `str.translate`, and those nobody can have meant to print."""

from __future__ import annotations

import unicodedata

# Full width to half width. Nothing else is mapped, because NFKC would turn 10² into 102.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}
# 〔2024〕 is typed with whatever bracket the keyboard has.
ROUND_BRACKETS = str.maketrans("〔〕[]【】（）", "()()()()")

_LINE_BREAKS = frozenset("\t\n\r")
# Control, private use, surrogate, and code points that are no characters.
_UNFIT = frozenset({"Cc", "Co", "Cs", "Cn"})
# Marks of the direction of writing: with them 35 is shown as 53. Nothing Chinese needs one.
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def first_unfit(text: str) -> str | None:
    """Return the first character nobody can have meant to print, or None.

    The kit frames bound figures with private-use characters, so none may come in.
    """
    if text.isascii() and text.isprintable():
        return None
    unfit = {c for c in set(text) if c not in _LINE_BREAKS and (c in _DIRECTION or unicodedata.category(c) in _UNFIT)}
    return next((c for c in text if c in unfit), None) if unfit else None
