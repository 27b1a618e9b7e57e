"""What the runs of a Word document show: nothing where hidden, struck out or a mark of a note."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

from report_helpers.published.style_values import NOTE_MARK, RAISED_DIGITS, are_alike, colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_UNSEEN = ("w:strike", "w:dstrike", "w:vanish")
SMALLEST = 6  # half points: what is printed smaller, or as small, nobody reads
NARROWEST = 10  # per cent of a letter's width
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_WHITE_OF_THEME = {"background1", "light1"}
_NO_FILL = "{http://schemas.microsoft.com/office/word/2010/wordml}textFill"
_OFF = {"0", "false", "off"}
_MARKS = tuple(map(qn, ("w:footnoteReference", "w:endnoteReference", "w:footnoteRef", "w:endnoteRef")))
# A field that sets small signs over its last text: EQ \\* jc2 \\o\\ad(\\s\\up 9(shi),12).
_RUBY = re.compile(r"\s*EQ\b.{0,300}\\o.{0,300}[,;，；](?P<base>[^,;，；()]{0,60})\)\s*", re.IGNORECASE | re.DOTALL)

_Properties = dict[str, Any]


class UnseenRuns:
    """Knows from a document's styles and a run's own properties whether people see the run."""

    def __init__(self, styles: Any) -> None:  # noqa: ANN401  python-docx's elements are untyped
        """Read what each style hides, that which it is based on included."""
        by_id = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
        self._of_styles: dict[str, _Properties] = {}
        for name in by_id:
            self._read_style(name, by_id)
        self._defaults = {
            style.get(qn("w:type")): name
            for name, style in by_id.items()
            if style.get(qn("w:default")) in {"1", "true"}
        }
        self._shading = {name for name, style in by_id.items() if next(style.iter(qn("w:shd")), None) is not None}

    def _read_style(self, name: str, by_id: dict[str, Any]) -> None:
        """Keep the properties of a style, and of those it is based on, each read once."""
        chain: list[str] = []
        while name in by_id and name not in self._of_styles and name not in chain:
            chain.append(name)
            name = _named(by_id[name], "w:basedOn")
        found = self._of_styles.get(name, {})
        for one in reversed(chain):
            found = found | _shading(by_id[one].find(qn("w:pPr"))) | _properties(by_id[one].find(qn("w:rPr")))
            self._of_styles[one] = found

    def of_paragraph(self, paragraph: Any) -> _Properties:  # noqa: ANN401
        """Return what a paragraph and the cell it stands in say of the text in it."""
        own = paragraph.find(qn("w:pPr"))
        style = self._of_styles.get(_named(own, "w:pStyle") or self._defaults.get("paragraph", ""), {})
        cell = next(paragraph.iterancestors(qn("w:tc")), None)
        around = {} if cell is None else self._around(cell)
        return around | style | _shading(own)

    def _around(self, cell: Any) -> _Properties:  # noqa: ANN401
        """Return what is known of a cell's background: that it is unknown where the table has a style with one."""
        table = next(cell.iterancestors(qn("w:tbl"))).find(qn("w:tblPr"))
        is_unknown = _named(table, "w:tblStyle") in self._shading or bool(_shading(table))
        return ({"paper": None} if is_unknown else {}) | _shading(cell.find(qn("w:tcPr")))

    def text_of(self, run: Any, paragraph: _Properties) -> str:  # noqa: ANN401
        """Return what people read of a run in a paragraph of such properties."""
        if any(run.find(mark) is not None for mark in _MARKS):
            return ""
        own = run.find(qn("w:rPr"))
        found = paragraph | self._of_styles.get(_named(own, "w:rStyle"), {}) | _properties(own)
        if any(found.get(name) for name in _UNSEEN) or _is_too_faint(found):
            return ""
        text = str(run.text)
        if not found.get("raised"):
            return text
        return "" if NOTE_MARK.fullmatch(text) else text.translate(RAISED_DIGITS)

    @staticmethod
    def without_codes(runs: Iterable[Any]) -> Iterator[Any]:
        """Yield the runs of a paragraph but for those within the code of a field, and the base of a ruby field."""
        fields: list[bool] = []
        code = ""
        for run in runs:
            mark = run.find(qn("w:fldChar"))
            kind = "" if mark is None else mark.get(qn("w:fldCharType"))
            if kind == "begin":
                fields.append(True)
                code = ""
            elif kind == "separate" and fields:
                fields[-1] = False
            elif kind == "end" and fields:
                if fields.pop():
                    yield from _ruby_base(run, code)
            elif not any(fields):
                yield run
            else:
                code += "".join(text.text or "" for text in run.iter(qn("w:instrText")))


def _ruby_base(run: Any, code: str) -> Iterator[Any]:  # noqa: ANN401
    """Yield a run with the text that such a field shows under its small signs; its code where that is unclear."""
    if code.strip()[:2].upper() == "EQ":
        found = _RUBY.fullmatch(code)
        shown = run.makeelement(qn("w:r"), {})
        text = run.makeelement(qn("w:t"), {})
        text.text = found["base"] if found else f"〔{code.strip()}〕"
        shown.append(text)
        yield shown


def _is_too_faint(found: _Properties) -> bool:
    """Tell whether a run is too small or too narrow to be read, or of the colour of what lies behind it."""
    ink, paper = found.get("ink", _BLACK), found.get("paper", _WHITE)
    is_alike = ink is not None and paper is not None and are_alike(ink, paper)
    has_no_ink = is_alike and "ink" in found  # what has no colour of its own is shown black or white as need be
    return bool(
        has_no_ink or found.get("no fill") or found.get("w:sz", 99) <= SMALLEST or found.get("w:w", 99) < NARROWEST
    )


def _properties(properties: Any) -> _Properties:  # noqa: ANN401
    """Return which properties that matter are set here, and to what."""
    if properties is None:
        return {}
    found: _Properties = {
        name: (element.get(qn("w:val")) or "1").lower() not in _OFF
        for name in _UNSEEN
        if (element := properties.find(qn(name))) is not None
    }
    for name in ("w:sz", "w:w"):
        value = _named(properties, name)
        if value.isascii() and value.isdecimal() and len(value) < 5:  # noqa: PLR2004
            found[name] = int(value)
    raised = properties.find(qn("w:vertAlign"))
    if raised is not None:
        found["raised"] = raised.get(qn("w:val")) in {"superscript", "subscript"}
    ink = properties.find(qn("w:color"))
    if ink is not None:
        is_white = ink.get(qn("w:themeColor")) in _WHITE_OF_THEME
        found["ink"] = _WHITE if is_white else colour(f"#{(ink.get(qn('w:val')) or '').lower()}")
    fill = properties.find(_NO_FILL)
    if fill is not None:
        found["no fill"] = any(str(child.tag).endswith("}noFill") for child in fill)
    if properties.find(qn("w:highlight")) is not None:
        found["paper"] = None
    return found | _shading(properties)


def _shading(properties: Any) -> _Properties:  # noqa: ANN401
    """Return the colour of the background that is set here: None where it cannot be told."""
    shading = None if properties is None else properties.find(qn("w:shd"))
    if shading is None:
        return {}
    fill = (shading.get(qn("w:fill")) or "auto").lower()
    is_plain = shading.get(qn("w:val")) in {"clear", "nil", None} and not shading.get(qn("w:themeFill"))
    return {"paper": None if not is_plain else _WHITE if fill == "auto" else colour(f"#{fill}")}


def _named(properties: Any, tag: str) -> str:  # noqa: ANN401
    element = None if properties is None else properties.find(qn(tag))
    return "" if element is None else str(element.get(qn("w:val")))


def is_gone_row(row: Any) -> bool:  # noqa: ANN401
    """Tell whether a row of a table is deleted as a tracked change, or hidden."""
    properties = row.find(qn("w:trPr"))
    return properties is not None and any(
        element is not None and (element.get(qn("w:val")) or "1").lower() not in _OFF
        for element in (properties.find(qn("w:del")), properties.find(qn("w:hidden")))
    )
