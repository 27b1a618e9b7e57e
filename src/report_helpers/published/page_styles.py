"""What a web page's styles hide, strike out or raise: inline ones, and rules of the page for a tag, class or id."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from lxml import etree

from report_helpers.files.characters import cut_out
from report_helpers.published.style_values import (
    TRANSPARENT,
    Colour,
    are_alike,
    colour,
    declarations,
    numbers,
    pixels,
    takes_away,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SMALLEST = 4  # pixels: what is printed smaller nobody reads
_NORMAL = 16.0
_SIZED = re.compile(r"(?:^|\s)([\d.]{1,9}(?:px|pt|em|rem|%)?)(?=[/\s])")
_RAISED = ("super", "sub", "text-top")
_RAISABLE = {"span", "font", "a", "small", "b", "i", "em"}
_SIMPLE = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<names>(?:[.#][\w-]+)*)", re.IGNORECASE)
_NAME = re.compile(r"[.#][\w-]+")
_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*|@(?:layer|supports)\b.*", re.IGNORECASE)
_MARK = "data-report-helpers-style"
_UNKNOWN = ("background", "unknown")
_ATTRIBUTES = {"bgcolor": "background", "text": "color", "color": "color"}
_Rule = tuple[str, frozenset[str], "Mapping[str, str]"]  # tag, classes and ids, declarations
_Rules = dict[str, list[tuple[int, _Rule]]]  # by a name or tag they want, each with its place in the order


@dataclass(frozen=True, slots=True)
class _Look:
    """How text looks in an element: None is a colour that cannot be told."""

    ink: Colour | str | None = (0, 0, 0)
    paper: Colour | None = (255, 255, 255)
    size: float = _NORMAL
    is_visible: bool = True

    @property
    def is_seen(self) -> bool:
        """Whether people see text that looks like this."""
        if not self.is_visible or self.size < SMALLEST or self.ink == TRANSPARENT:
            return False
        can_tell = isinstance(self.ink, tuple) and self.paper is not None
        return not can_tell or not are_alike(self.ink, self.paper)  # type: ignore[arg-type]


def is_gone(element: Any) -> bool:  # noqa: ANN401  lxml is untyped
    """Tell whether people do not see an element and all that is in it, or see it struck out."""
    return "gone" in (element.get(_MARK) or "")


def is_unseen(element: Any) -> bool:  # noqa: ANN401
    """Tell whether people do not see an element's own text; that of elements in it they may."""
    return "unseen" in (element.get(_MARK) or "")


def is_raised(element: Any) -> bool:  # noqa: ANN401
    """Tell whether an element is written above or below the line."""
    return element.tag in _RAISABLE and "raised" in (element.get(_MARK) or "")


def mark_styles(root: Any) -> None:  # noqa: ANN401
    """Write on every element what its own style, and the page's style sheets by simple selectors, make of it.

    Rules for print or for narrow screens are let be; one that reaches an element by its neighbours says no more
    than that the background is unknown.
    """
    rules = _by_rarest_name(rule for style in root.iter("style") for rule in _rules(style.text or ""))
    looks = [_Look()]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            looks.pop()
            continue
        found = _found(element, rules)
        looks.append(_look(looks[-1], found) if found else looks[-1])
        marks = [
            *(["gone"] if found and takes_away(found) else []),
            *([] if looks[-1].is_seen else ["unseen"]),
            *(["raised"] if found.get("vertical-align") in _RAISED else []),
        ]
        element.attrib.pop(_MARK, None)
        if marks:
            element.set(_MARK, " ".join(marks))


def _found(element: Any, rules: _Rules) -> dict[str, str]:  # noqa: ANN401
    """Return the declarations that hold for an element, its own last."""
    names = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}", element.tag}
    fitting = [
        (number, style)
        for name in names
        for number, (tag, wanted, style) in rules.get(name, ())
        if tag in {"", element.tag} and wanted <= names
    ]
    found: dict[str, str] = {}
    for _, style in sorted(fitting, key=itemgetter(0)):
        found.update(style)
    for attribute, means in _ATTRIBUTES.items():
        if element.get(attribute):
            found[means] = element.get(attribute).lower()
    own = element.get("style")
    return {**found, **declarations(cut_out(own, "/*", "*/"))} if own else found


def _look(above: _Look, found: Mapping[str, str]) -> _Look:
    """Return how text looks in an element that lies in one that looks like *above*."""
    look = above
    ink = found.get("-webkit-text-fill-color") or found.get("color")
    if ink:
        look = replace(look, ink=look.ink if ink == "inherit" else colour(ink))
    for name in ("background", "background-color", "background-image"):
        paper = colour(value) if (value := found.get(name)) and value not in {"none", "inherit"} else TRANSPARENT
        if paper != TRANSPARENT:
            look = replace(look, paper=paper)  # type: ignore[arg-type]
    size = found.get("font-size") or (m[1] if (m := _SIZED.search(found.get("font", ""))) else "")
    if number := numbers(size):
        relative = {"em": 1.0, "%": 0.01}.get(number[0][1])
        look = replace(look, size=above.size * number[0][0] * relative if relative else pixels(size) or 0)
    if visibility := found.get("visibility"):
        look = replace(look, is_visible=visibility not in {"hidden", "collapse"})
    return look


def _by_rarest_name(rules: Iterable[_Rule]) -> _Rules:
    """Return the rules by the rarest of the classes and ids each wants, else its tag: few are tried on an element."""
    merged: dict[tuple[str, frozenset[str]], dict[str, str]] = {}
    for tag, wanted, style in rules:
        merged.setdefault((tag, wanted), {}).update(style)
    times = Counter(name for _, wanted in merged for name in wanted)
    found: _Rules = {}
    for number, ((tag, wanted), style) in enumerate(merged.items()):
        rarest = min(wanted, key=lambda name: (times[name], name), default=tag)
        found.setdefault(rarest, []).append((number, (tag, wanted, style)))
    return found


def _rules(sheet: str) -> Iterator[_Rule]:
    """Yield tag, classes and ids, and the declarations of each rule that a simple selector applies."""
    for selectors, style in _blocks(cut_out(sheet, "/*", "*/")):
        found = declarations(style)
        has_paper = any(name.startswith("background") for name in found)
        for selector in map(str.strip, selectors.split(",")):
            simple = _SIMPLE.fullmatch(selector)
            if selector and simple:
                yield (simple["tag"] or "").lower(), frozenset(_NAME.findall(simple["names"])), found
            elif has_paper and (last := _SIMPLE.fullmatch(re.split(r"[\s>+~]", selector)[-1])) and last[0]:
                yield (last["tag"] or "").lower(), frozenset(_NAME.findall(last["names"])), dict([_UNKNOWN])


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
