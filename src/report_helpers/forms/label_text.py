"""A printed label as text: without its number, without its bracketed remark, or its letters alone."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"^(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d+[.．、])")
_REMARK = re.compile(r"(?<=.)[（(][^（()）]*[)）]$")


def without_number(label: str) -> str:
    """Return a label without the number before it: （一）予以公开 is 予以公开."""
    return _NUMBER.sub("", label)


def without_remark(label: str) -> str:
    """Return a label without the remark in brackets behind it."""
    return _REMARK.sub("", label)


def letters_of(text: str) -> str:
    """Return the letters and digits of *text*, half width: marks, quotes, brackets and spaces gone."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
