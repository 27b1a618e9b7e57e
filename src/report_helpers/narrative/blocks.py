"""Turns Markdown into blocks and runs, with mistune.

HTML in the text is shown as text; pictures and tables are not part of a narrative.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import mistune

from report_helpers.errors import InputError, Problem
from report_helpers.files.characters import first_unfit
from report_helpers.narrative.model import Block, Run
from report_helpers.narrative.values import CLOSE, OPEN, SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BOUND = re.compile(f"{OPEN}([^{SEPARATOR}]*){SEPARATOR}([^{SEPARATOR}]*){SEPARATOR}([^{CLOSE}]*){CLOSE}")
_MARKS = re.compile(f"[{OPEN}{SEPARATOR}{CLOSE}]")
_Token = dict[str, Any]

MIN_LEVEL, MAX_LEVEL = 3, 6
MAX_DEPTH = 20
MAX_MARKS = 3000
MAX_WORD = 500
_LONG_WORD = re.compile(rf"[!-~\u00a1-\u024f]{{{MAX_WORD},}}")


def parse_blocks(markdown: str, shown: str) -> tuple[Block, ...]:
    """Return the blocks of a section's Markdown, bound figures as runs of their own.

    Raises InputError for pictures, for headings above level 3 or that skip a level,
    and for lists nested too deep.
    """
    _refuse_excess(markdown, shown)
    parser = mistune.create_markdown(renderer=None)
    tokens = parser(markdown)
    if isinstance(tokens, str):
        raise TypeError(tokens)
    blocks = tuple(_blocks(tokens, shown, 0))
    _check_levels(blocks, shown)
    return blocks


def _refuse_excess(markdown: str, shown: str) -> None:
    """Refuse what no person writes: thousands of marks, a word without end."""
    if sum(map(markdown.count, "*_`[<!")) > MAX_MARKS:
        raise InputError(Problem(f"* _ ` [ 等标记符号超过 {MAX_MARKS} 个", shown, fix="正文里请少用标记"))
    long = _LONG_WORD.search(markdown)
    if long is not None:
        fix = "请检查是否粘贴了不该有的内容"
        line = markdown.count("\n", 0, long.start()) + 1
        raise InputError(Problem(f"有超过 {MAX_WORD} 个字符不断开的西文", shown, line, value=long[0], fix=fix))


def plain_markdown(markdown: str) -> str:
    """Return filled-in Markdown with the marks of bound figures taken out, for Jupyter."""
    return _BOUND.sub(lambda found: found[3], markdown)


def _blocks(tokens: Iterable[_Token], shown: str, depth: int) -> Iterator[Block]:
    if depth > MAX_DEPTH:
        raise InputError(Problem("列表或引用嵌套过深", shown, fix="请改为普通段落"))
    for token in tokens:
        kind = token["type"]
        if kind == "heading":
            yield Block("heading", _runs(token, shown), level=token["attrs"]["level"])
        elif kind in {"paragraph", "block_text"}:
            yield Block("paragraph", _runs(token, shown))
        elif kind == "list":
            yield _list(token, shown, depth)
        elif kind == "block_quote":
            yield from _blocks(token["children"], shown, depth + 1)
        elif kind in {"block_code", "block_html"}:
            yield Block("paragraph", tuple(_split(token["raw"].strip(), strong=False, emphasis=False)))


def _list(token: _Token, shown: str, depth: int) -> Block:
    attrs = token["attrs"]
    items = tuple(tuple(_blocks(item["children"], shown, depth + 1)) for item in token["children"])
    heading = next((block for item in items for block in item if block.kind == "heading"), None)
    if heading is not None:
        raise InputError(Problem("列表里不能有小标题", shown, value=heading.text(), fix="请把小标题单独成行"))
    return Block("list", ordered=bool(attrs.get("ordered")), start=int(attrs.get("start", 1)), items=items)


def _runs(token: _Token, shown: str) -> tuple[Run, ...]:
    """Return the runs of a block, neighbouring plain stretches joined."""
    joined: list[Run] = []
    for run in _inline(token.get("children", ()), shown, strong=False, emphasis=False):
        last = joined[-1] if joined else None
        if last and not last.fact and not run.fact and (last.strong, last.emphasis) == (run.strong, run.emphasis):
            joined[-1] = Run(last.text + run.text, strong=run.strong, emphasis=run.emphasis)
        else:
            joined.append(run)
    return tuple(joined)


def _inline(tokens: Iterable[_Token], shown: str, *, strong: bool, emphasis: bool) -> Iterator[Run]:
    text = ""  # neighbouring stretches joined: the parser may cut through a bound figure
    for token in tokens:
        kind = token["type"]
        if kind == "image":
            raise InputError(Problem("正文里不能放图片", shown, fix="请改用文字，或在 notebook 里加图表"))
        if "children" in token:
            yield from _split(text, strong=strong, emphasis=emphasis)
            text = ""
            inner = {"strong": strong or kind == "strong", "emphasis": emphasis or kind == "emphasis"}
            yield from _inline(token["children"], shown, **inner)
        else:
            text += _plain(token)
    yield from _split(text, strong=strong, emphasis=emphasis)


def _plain(token: _Token) -> str:
    """Return what a leaf token shows; Chinese text has no space at a line's end."""
    kind, raw = token["type"], str(token.get("raw", ""))
    if len(_MARKS.findall(unescape(raw))) != len(_MARKS.findall(raw)) or first_unfit(_MARKS.sub("", unescape(raw))):
        raise InputError(Problem("正文里有内部标记字符或不可见的字符", fix="请删去 &#xE000;、&#x202E; 一类的写法"))
    breaks = {"softbreak": "", "linebreak": "\n"}
    return breaks[kind] if kind in breaks else unescape(raw) if kind == "text" else raw


def _split(text: str, *, strong: bool, emphasis: bool) -> Iterator[Run]:
    """Cut *text* at its bound figures."""
    position = 0
    for found in _BOUND.finditer(text):
        if found.start() > position:
            yield Run(text[position : found.start()], strong=strong, emphasis=emphasis)
        fact, derived, printed = found.groups()
        yield Run(printed, fact, derived, strong=strong, emphasis=emphasis)
        position = found.end()
    rest = text[position:]
    if _MARKS.search(rest):
        fix = "请把加粗等符号放到占位符外面"
        raise InputError(Problem("占位符被标记符号隔断", value=_MARKS.sub("", rest), fix=fix))
    if rest:
        yield Run(rest, strong=strong, emphasis=emphasis)


def _check_levels(blocks: Iterable[Block], shown: str) -> None:
    """Hold headings to levels 3-6, none skipped: the outline of the page depends on it."""
    level = MIN_LEVEL - 1
    for block in blocks:
        if block.kind != "heading":
            continue
        if not MIN_LEVEL <= block.level <= min(level + 1, MAX_LEVEL):
            fix = "小标题从 ### 开始，逐级加一个 #"
            raise InputError(Problem("小标题的级别不对", shown, value=block.text(), fix=fix))
        level = block.level
