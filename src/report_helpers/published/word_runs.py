"""What the runs of a Word document show: nothing where hidden, struck out or a mark of a note."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_UNSEEN = ("w:strike", "w:dstrike", "w:vanish")
_OFF = {"0", "false", "off"}
_MARKS = tuple(map(qn, ("w:footnoteReference", "w:endnoteReference", "w:footnoteRef", "w:endnoteRef")))
_NOTE_MARK = re.compile(
    r"\s*(?:[\[〔【（(]?(?:注\s*\d*|[①-⑳])[\]〕】）)]?|[*＊†‡#]{1,3}|[\[〔【（(]\s*\d{1,3}\s*[\]〕】）)])\s*"
)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# A field that sets small signs over its last text: EQ \\* jc2 \\o\\ad(\\s\\up 9(shi),12).
_RUBY = re.compile(r"\s*EQ\b.{0,300}\\o.{0,300}[,;，；](?P<base>[^,;，；()]{0,60})\)\s*", re.IGNORECASE | re.DOTALL)


class UnseenRuns:
    """Knows from a document's styles and a run's own properties whether people see the run."""

    def __init__(self, styles: Any) -> None:  # noqa: ANN401  python-docx's elements are untyped
        """Read what each style hides, that which it is based on included."""
        by_id = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
        self._unseen = {name: self._of_style(name, by_id) for name in by_id}
        self._defaults = {
            style.get(qn("w:type")): name
            for name, style in by_id.items()
            if style.get(qn("w:default")) in {"1", "true"}
        }

    def _of_style(self, name: str, by_id: dict[str, Any]) -> dict[str, bool]:
        found: dict[str, bool] = {}
        seen: set[str] = set()
        while name in by_id and name not in seen:
            seen.add(name)
            found = _properties(by_id[name].find(qn("w:rPr"))) | found
            based = by_id[name].find(qn("w:basedOn"))
            name = "" if based is None else based.get(qn("w:val"))
        return found

    def text_of(self, run: Any, paragraph: Any) -> str:  # noqa: ANN401
        """Return what people read of a run."""
        if any(run.find(mark) is not None for mark in _MARKS):
            return ""
        own = run.find(qn("w:rPr"))
        paragraph_style = _named(paragraph.find(qn("w:pPr")), "w:pStyle") or self._defaults.get("paragraph", "")
        found = self._unseen.get(paragraph_style, {}) | self._unseen.get(_named(own, "w:rStyle"), {}) | _properties(own)
        if any(found.get(name) for name in _UNSEEN):
            return ""
        text = str(run.text)
        if not found.get("raised"):
            return text
        return "" if _NOTE_MARK.fullmatch(text) else text.translate(_RAISED)

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


def _properties(properties: Any) -> dict[str, bool]:  # noqa: ANN401
    """Return which properties that matter are switched on or off here."""
    if properties is None:
        return {}
    found = {
        name: (element.get(qn("w:val")) or "1").lower() not in _OFF
        for name in _UNSEEN
        if (element := properties.find(qn(name))) is not None
    }
    raised = properties.find(qn("w:vertAlign"))
    return found if raised is None else found | {"raised": raised.get(qn("w:val")) in {"superscript", "subscript"}}


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
