"""What a web page's styles hide, strike out or raise: inline ones, and rules of the page for a tag, class or id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT = re.compile(r"/\*.{0,2000}?\*/", re.DOTALL)
_HIDDEN = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|opacity\s*:\s*0(?:\.0+)?%?\s*(?:;|!|$)|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)"
    r"|(?<![-\w])color\s*:\s*transparent|text-decoration(?:-line)?\s*:[^;]{0,60}?line-through)",
    re.IGNORECASE,
)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|sub|text-top)", re.IGNORECASE)
_SIMPLE = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<names>(?:[.#][\w-]+)*)", re.IGNORECASE)
_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*|@(?:layer|supports)\b.*", re.IGNORECASE)
_MARK = "data-report-helpers-style"


def is_hidden(element: Any) -> bool:  # noqa: ANN401  lxml is untyped
    """Tell whether people do not see an element, or see it struck out."""
    return _HIDDEN.search(_style(element)) is not None


def is_raised(element: Any) -> bool:  # noqa: ANN401
    """Tell whether an element is written above or below the line."""
    return element.tag in {"span", "font", "a", "small", "b", "i", "em"} and _RAISED.search(_style(element)) is not None


def _style(element: Any) -> str:  # noqa: ANN401
    own, marked = element.get("style") or "", element.get(_MARK) or ""
    return _COMMENT.sub("", own) + ";" + marked if own or marked else ""


def mark_styles(root: Any) -> None:  # noqa: ANN401
    """Write on every element what the page's own style sheets hide or raise of it by simple selectors.

    Rules for print or for narrow screens, and those that reach an element by its neighbours, are let be.
    """
    rules = [rule for style in root.iter("style") for rule in _rules(style.text or "")]
    if not rules:
        return
    for element in root.iter():
        if isinstance(element.tag, str):
            names = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
            found = [style for tag, wanted, style in rules if tag in {"", element.tag} and wanted <= names]
            if found:
                element.set(_MARK, ";".join(found))


def _rules(sheet: str) -> Iterator[tuple[str, frozenset[str], str]]:
    """Yield tag, classes and ids, and the declarations of each rule that hides or raises something."""
    for selectors, style in _blocks(_COMMENT.sub("", sheet)):
        if _HIDDEN.search(style) or _RAISED.search(style):
            for selector in selectors.split(","):
                found = _SIMPLE.fullmatch(selector.strip())
                if found and selector.strip():
                    yield (found["tag"] or "").lower(), frozenset(re.findall(r"[.#][\w-]+", found["names"])), style


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations, those in a block for other media than the screen left out."""
    outer: list[bool] = []
    head = ""
    for piece in re.split(r"([{}])", sheet.replace("<!--", "").replace("-->", "")):
        if piece == "{":
            outer.append(head.strip().startswith("@"))
            if outer[-1]:
                outer[-1] = _SCREEN.fullmatch(head.strip()) is None
                head = ""
        elif piece == "}":
            if outer:
                outer.pop()
            head = ""
        elif outer and head and not any(outer):
            yield head.strip(), piece
            head = ""
        else:
            head = piece.rpartition(";")[2]
