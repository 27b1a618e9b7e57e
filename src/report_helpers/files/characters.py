"""Characters: those that mean or look the same, and those that nobody sees or can have meant to print."""

from __future__ import annotations

import re
import unicodedata

# Full width to half width. Nothing else is mapped, because NFKC would turn 10² into 102.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}
# 〔2024〕 is typed with whatever bracket the keyboard has.
ROUND_BRACKETS = str.maketrans("〔〕[]【】（）", "()()()()")

_LINE_BREAKS = frozenset("\t\n\r")
# Control, private use, surrogate, and code points that are no characters.
_UNFIT = frozenset({"Cc", "Co", "Cs", "Cn"})
# Tags, and marks of annotations, hide a second text in the first.
_HIDDEN = frozenset(map(chr, (*range(0xE0001, 0xE0080), *range(0xFFF9, 0xFFFC))))
# Marks of the direction of writing: with them 35 is shown as 53. Nothing Chinese needs one.
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MISLEADING = _HIDDEN | _DIRECTION


def first_unfit(text: str) -> str | None:
    """Return the first character nobody can have meant to print, or None.

    The kit frames bound figures with private-use characters, so none may come in.
    """
    if text.replace("\n", "").replace("\u3000", "").isprintable():  # which nothing unfit is
        return None
    unfit = {c for c in set(text) - _LINE_BREAKS if c in _MISLEADING or unicodedata.category(c) in _UNFIT}
    return next((c for c in text if c in unfit), None) if unfit else None


# Drawn as nothing at all, though letters or symbols by their category.
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
_BLANK = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})
_UNSEEN = _BLANK | {"Me", "Mn"}
_QUOTES = frozenset("\"'`´‘’‚‛“”„‟′″‵ʹʺʻʼʽˈ＇＂〝〞〟")
_ASCII_AWAY = dict.fromkeys([*range(0x21), 0x7F, *map(ord, "\"'`")])
# Capitals of other alphabets that cannot be told from Latin ones, and the two signs that are drawn as 3 and 6.
_LOOK_ALIKES = str.maketrans(
    "АВЕЅЗКМНОРСТУХІЈԚԜҺΑΒΕΖΗΙΚΜΝΟΡΤΥΧ∕⁄〇○◯",
    "ABES3KMHOPCTYXIJQWHABEZHIKMNOPTYX//OOO",
)
_BEFORE_CAPITALS = str.maketrans("бзνυ", "63vu")
# What needs a second look; nearly no number has it.
_ODD = re.compile(r"[^A-Z0-9()\-\u4e00-\u9fff]")
# An O is a zero between digits, and in a run of nothing but digits and O.
_ZERO = re.compile(r"(?<=[0-9])O+(?=[0-9])|(?<![0-9A-Z])O+(?=[0-9])|(?<=[0-9])O+(?![0-9A-Z])")


def without_unseen(text: str) -> str:
    """Return *text* without the characters that print nothing of their own but white space as a blank."""
    if text.isascii() and text.isprintable():
        return text
    kept = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _BLANK)
    return "".join(c for c in kept if c not in _FILLERS)


def number_key(number: str) -> str:
    """Return what tells a case or document number from others, however it is typed.

    Width, case, blanks, invisible characters, marks set over or through a character, quotes, kinds of
    bracket and dash, and Greek and Cyrillic letters that look like Latin ones make no difference, nor an O
    that stands for a zero.
    """
    if number.isascii():
        key = number.translate(_ASCII_AWAY).upper().translate(ROUND_BRACKETS)
    else:
        wide = unicodedata.normalize("NFKC", number)
        key = wide.upper().translate(ROUND_BRACKETS)
        if _ODD.search(key) is not None:
            key = wide.translate(_BEFORE_CAPITALS).upper().translate(ROUND_BRACKETS)
            key = "".join(map(_plain, key)).translate(_LOOK_ALIKES)
    return _ZERO.sub(lambda found: "0" * len(found[0]), key) if "O" in key else key


def _plain(character: str) -> str:
    """Return a character as it counts in a number: nothing for what is unseen, a hyphen for a dash."""
    category = unicodedata.category(character)
    if category in _UNSEEN or character in _QUOTES or character in _FILLERS:
        return ""
    return "-" if category == "Pd" or character == "\u2212" else character


def cut_out(text: str, opening: str, closing: str, kept: str = "") -> str:
    """Return *text* without what stands from each *opening* to the next *closing*, in one pass.

    As many *kept* as were in it take its place; an *opening* without a *closing* stands.
    """
    pieces, at = [], 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start + len(opening))) >= 0:
        pieces += [text[at:start], kept * text.count(kept, start, end) if kept else ""]
        at = end + len(closing)
    return "".join([*pieces, text[at:]])
