"""Finds characters that no font of the PDF has, before rendering, and names them with their place.

A missing glyph would fail the PDF (PDF/UA forbids it) or print an empty box. It becomes
an error finding of the report instead, so that the pages that can show it are written.
"""

from __future__ import annotations

import copy
from dataclasses import asdict
from json import loads
from typing import TYPE_CHECKING, Any

from report_helpers.checks.finding import FINDINGS_MIME, Finding
from report_helpers.errors import InputError, Problem
from report_helpers.files.json_text import as_read, compact
from report_helpers.outputs.fonts import font_files
from report_helpers.outputs.publication import flat_blocks, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from nbformat import NotebookNode

    from report_helpers.outputs.publication import Publication

RULE = "O-1"
CLAUSE = "GB/T 9704-2012；通用规范汉字表"
FIX = "请改用规范汉字，或把含有这个字的字体放进工作区的 fonts 文件夹；PDF 暂不生成"


def missing_glyphs(publication: Publication, fonts_dir: Path) -> dict[str, tuple[str, ...]]:
    """Return, by character no font has, the places where it stands.

    The default fonts hold all of GB 2312, so fonts are opened only for a character
    beyond it.
    """
    places: dict[str, dict[str, None]] = {}
    for place, text in _texts(publication):
        for character in text:
            if not _is_common(character):
                places.setdefault(character, {})[place] = None
    if not places:
        return {}
    covered = _covered(font_files(fonts_dir))
    return {character: tuple(where) for character, where in places.items() if ord(character) not in covered}


def with_glyph_findings(notebook: NotebookNode, missing: dict[str, tuple[str, ...]]) -> NotebookNode:
    """Return a copy of the executed notebook whose findings name the missing glyphs first."""
    changed = copy.deepcopy(notebook)
    for cell in changed.cells:
        for output in cell.get("outputs", ()):
            text = output.get("data", {}).get(FINDINGS_MIME)
            if text is not None:
                output["data"][FINDINGS_MIME] = compact(glyph_findings(loads(text), missing))
    return changed


def glyph_findings(findings: Mapping[str, Any], missing: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return the content of checks.json with the missing glyphs named first, in plain values."""
    named = [_finding(*item) for item in missing.items()]
    rules = {**findings["rules"], RULE: "fail"}
    return {**findings, "findings": as_read(named) + findings["findings"], "rules": rules, "verdict": "fail"}


def _finding(character: str, places: Sequence[str]) -> dict[str, Any]:
    name = f"“{character}”（U+{ord(character):04X}）"
    message = f"{RULE} 〔排版〕{'、'.join(places)}：字体里没有{name}"
    return asdict(Finding(RULE, "排版", CLAUSE, "error", (), tuple(places), "字体里有的字", name, message, FIX))


def _texts(publication: Publication) -> Iterator[tuple[str, str]]:
    """Yield everything the PDF prints, each with the place a person finds it at."""
    yield from (("标题", publication.front["title"]), ("更正说明", publication.front["correction"]))
    for item in publication.body:
        if "blocks" in item:
            place = item.get("heading") or f"notebook 第 {item['cell']} 格"
            yield from ((place, text_of(block)) for block in flat_blocks(item["blocks"]))
        elif item["kind"] in {"table", "frame"}:
            cells = (cell for row in item["rows"] for cell in row)
            yield from ((item["caption"], cell["text"] + cell["note"]) for cell in cells)
        else:
            yield item["caption"], item["caption"] + item["alt"]
    yield from (("校验结果", finding["message"]) for finding in publication.findings["findings"])


def _is_common(character: str) -> bool:
    """Tell whether a character is in GB 2312 or needs no glyph."""
    return character in "\n\t\u00a0\u2212" or bool(character.encode("gb2312", "ignore"))


def _covered(files: Iterable[Path]) -> frozenset[int]:
    """Return the code points for which at least one of the fonts has a glyph."""
    from fontTools.ttLib import TTCollection, TTFont  # noqa: PLC0415  only for a rare character

    points: set[int] = set()
    for path in files:
        try:
            fonts = TTCollection(path).fonts if path.suffix.lower() in {".ttc", ".otc"} else [TTFont(path, lazy=True)]
            for font in fonts:
                points.update(font.getBestCmap() or ())
        except Exception:  # noqa: BLE001  whatever a broken table makes the library raise
            raise InputError(Problem("字体已损坏，读不出有哪些字", file=str(path), fix="请换一份字体文件")) from None
    return frozenset(points)
