"""Reads the public cells of an executed notebook as own parts: what they show, and behind which section."""

from __future__ import annotations

from json import loads
from typing import TYPE_CHECKING, Any

from report_helpers.errors import InputError, Problem, gathering, raise_problems
from report_helpers.facts.own import OwnPart
from report_helpers.narrative.model import SECTION_MIME
from report_helpers.narrative.template import escape_markdown
from report_helpers.outputs.own.frames import parse_frame
from report_helpers.outputs.own.pictures import is_picture, parse_picture
from report_helpers.outputs.publication import RECORDS, is_public

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

LONGEST_TEXT = 100_000  # characters that one output prints
INJECTED = "injected-parameters"
_PUT_IN_WORDS = "要公开的文字请用 print 印出，Series 请用 .to_frame() 显示成表；不公开的请在行末加分号"
_NO_TAG = "或者去掉这一格的 public 标签"


def numbered(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """Yield the cells with their numbers in the notebook as its author has it: a build puts one cell more in."""
    number = 0
    for cell in notebook.cells:
        number += INJECTED not in cell.metadata.get("tags", ())
        yield number, cell


def own_parts(notebook: NotebookNode) -> tuple[OwnPart, ...]:
    """Return what the public cells of an executed notebook show, in order.

    Raises InputError with a problem for every cell that shows what cannot be published, shows nothing, or
    stands before the first section.
    """
    parts: list[OwnPart] = []
    problems: list[Problem] = []
    section = ""
    for number, cell in numbered(notebook):
        section = _last_section(cell) or section
        if is_public(cell):
            with gathering(problems):
                parts += _parts_of(cell, number, section)
    raise_problems(problems)
    return tuple(parts)


def _last_section(cell: NotebookNode) -> str:
    """Return the id of the last section that a cell shows, "" for none."""
    shown = (output.get("data", {}).get(SECTION_MIME) for output in cell.get("outputs", ()))
    return next((str(loads(text)["id"]) for text in reversed([*shown]) if text), "")


def _parts_of(cell: NotebookNode, number: int, section: str) -> list[OwnPart]:
    place = OwnPart(section, number).place
    if not section:
        fix = "请移到所属部分（report.section）的单元格后面"
        raise InputError(Problem("公开的单元格在第一个部分之前，不知道属于哪一部分", place, fix=fix))
    contents = list(_contents(cell, place))
    if not contents:
        fix = f"请把要公开的内容放在这一格的最后一行，{_NO_TAG}"
        raise InputError(Problem("标为公开，却没有显示任何内容", place, fix=fix))
    return [OwnPart(section, number, order, **content) for order, content in enumerate(contents, 1) if content]


def _contents(cell: NotebookNode, place: str) -> Iterator[dict[str, Any]]:
    """Yield the fields of each own part of a cell; nothing in them for what the kit itself shows."""
    if cell.cell_type == "markdown" and cell.source.strip():
        yield {"text": _within(cell.source, place)}
    elif cell.cell_type == "raw":
        raise InputError(Problem("raw 单元格不能公开", place, fix="请改为 Markdown 单元格"))
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            if output.name == "stdout" and output.text.strip():
                yield {"text": _within(output.text, place), "is_printed": True}
        elif output.output_type == "error":
            raise InputError(Problem(f"公开的单元格出错（{output.ename}）", place, fix=f"请改正这一格，{_NO_TAG}"))
        elif any(mime in RECORDS for mime in output.data):
            yield {}
        else:
            yield _shown(output.data, output.get("metadata", {}), place)


def _shown(data: Mapping[str, Any], metadata: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Return the fields of an own part that shows *data*, a MIME bundle: a picture, a table, or text."""
    if is_picture(data):
        return parse_picture(data, metadata, place)
    if "text/html" in data:
        frame, caption = parse_frame(str(data["text/html"]), place)
        return {"frame": frame, "caption": escape_markdown(caption)}
    if "text/markdown" in data:
        return {"text": _within(str(data["text/markdown"]), place)}
    what = next((words for mime, words in _REFUSED.items() if any(name.startswith(mime) for name in data)), "")
    if what:
        fix = f"可以公开的有文字（Markdown 或 print 印出的）、DataFrame 和 PNG、JPEG、SVG 图；请改写，{_NO_TAG}"
        raise InputError(Problem(f"{what}不能公开", place, fix=fix))
    shown = str(data.get("text/plain", ""))
    raise InputError(Problem("显示的是 Python 的值，不能公开", place, value=shown, fix=_PUT_IN_WORDS))


_REFUSED = {
    "image/": "这种格式的图",
    "text/latex": "公式",
    "application/": "互动内容",
    "audio/": "声音",
}


def _within(text: str, place: str) -> str:
    if len(text) > LONGEST_TEXT:
        fix = f"请缩短到 {LONGEST_TEXT} 字以内，{_NO_TAG}"
        raise InputError(Problem(f"文字有 {len(text)} 字，太长", place, fix=fix))
    return text
