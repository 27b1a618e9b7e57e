"""Renders the words of an office's own cells as the narrative is rendered: placeholders, blocks, excuses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, gathering, raise_problems
from report_helpers.files.characters import first_unfit
from report_helpers.narrative.model import Block, Excuse, Run
from report_helpers.narrative.render import render_markdown

if TYPE_CHECKING:
    from report_helpers.facts.own import OwnPart
    from report_helpers.facts.report import Report

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>")
_TABLE_LINE = re.compile(r"^[ \t>]*\|?[ \t]*:?-{2,}:?[ \t]*\|[-:| \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class OwnText:
    """The words of an own part: its blocks, or the caption and the alt text of its table or picture, and excuses."""

    part: OwnPart
    blocks: tuple[Block, ...]
    caption: tuple[Block, ...] = ()
    alt: tuple[Block, ...] = ()
    excuses: tuple[Excuse, ...] = ()

    @property
    def words(self) -> tuple[tuple[str, tuple[Block, ...]], ...]:
        """Every stretch of words with its place."""
        named = ((self.blocks, ""), (self.caption, "的标题"), (self.alt, "的替代文字"))
        return tuple((f"{self.part.place}{what}", blocks) for blocks, what in named if blocks)


@lru_cache(maxsize=2)
def render_own(report: Report) -> tuple[OwnText, ...]:
    """Return the words of every own part of a report; InputError lists what is wrong in all of them, by cell."""
    texts: list[OwnText] = []
    problems: list[Problem] = []
    for part in report.own:
        with gathering(problems):
            texts.append(_rendered(report, part))
    raise_problems(problems)
    return tuple(texts)


def _rendered(report: Report, part: OwnPart) -> OwnText:
    if part.is_printed:
        return OwnText(part, _lines(part))
    blocks, excuses = _markdown(report, part, part.text)
    caption, more = _sentence(report, part, part.caption, "标题")
    alt, still_more = _sentence(report, part, part.alt, "替代文字")
    return OwnText(part, blocks, caption, alt, (*excuses, *more, *still_more))


def _markdown(report: Report, part: OwnPart, source: str) -> tuple[tuple[Block, ...], tuple[Excuse, ...]]:
    if found := _TAG.search(source):
        fix = "HTML 不公开，请用 Markdown 的写法，或删去这个标记"
        raise InputError(Problem("文字里有 HTML 标记", part.place, value=found[0], fix=fix))
    if _TABLE_LINE.search(source):
        fix = "请用 pandas 的 DataFrame 显示这张表"
        raise InputError(Problem("Markdown 里的表格不能公开", part.place, fix=fix))
    return render_markdown(report, source, part.place)


def _sentence(report: Report, part: OwnPart, source: str, what: str) -> tuple[tuple[Block, ...], tuple[Excuse, ...]]:
    """Render a caption or an alt text, which is one paragraph."""
    blocks, excuses = _markdown(report, part, source)
    if len(blocks) > 1 or any(block.kind != "paragraph" for block in blocks):
        raise InputError(Problem(f"{what}应是一段文字", part.place, value=source, fix="请去掉空行、小标题和列表"))
    return blocks, excuses


def _lines(part: OwnPart) -> tuple[Block, ...]:
    """Return printed text, a paragraph a line, as it stands: no Markdown, no placeholders."""
    unfit = first_unfit(part.text)
    if unfit is not None:
        fix = "请只印出文字，不带颜色、进度条和控制符"
        raise InputError(Problem(f"印出的文字里有看不见的字符（U+{ord(unfit):04X}）", part.place, fix=fix))
    lines = (line.strip() for line in part.text.splitlines())
    return tuple(Block("paragraph", (Run(line),)) for line in lines if line)
