"""Writes report.json, a report as open data, and reads it back from a folder that anyone may have edited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_helpers.errors import InputError, Problem
from report_helpers.facts.fact import Status
from report_helpers.files.json_text import indented, read_object
from report_helpers.files.plain_files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Record = Mapping[str, Any]

PLACE = "data/report.json"  # in the folder of a report
SCHEMA = Path(__file__).parent / "report.schema.json"
MAX_BYTES = 20 * 1024 * 1024

# For the reviewer: where in the office's files a figure was read.
_INTERNAL = ("file", "row", "column")
_TEXTS = {
    "facts": ("id", "label", "value", "status", "unit"),
    "sections": ("id", "heading"),
}
_OPTIONAL_TEXTS = ("table", "note", "qualifier")
_WORDS: Mapping[tuple[str, str], frozenset[str]] = {
    ("facts", "status"): frozenset(map(str, Status)),
}


def report_json(front: Record, facts: Sequence[Record], sections: Sequence[Record]) -> str:
    """Return the text of report.json, which goes on the web: front matter, facts, the plain text of each section."""
    shown = [{name: value for name, value in fact.items() if name not in _INTERNAL} for fact in facts]
    return indented({"$schema": SCHEMA.name, **front, "facts": shown, "sections": list(sections)})


def read_report_json(path: Path, shown: str, fix: str = "请重新生成这份报告") -> dict[str, Any]:
    """Return the content of a report.json, which the messages call *shown*.

    Its facts and sections are there and of the right type. Raises InputError
    when the file is absent, too large, not JSON, or something else than a report.
    """
    content = read_object(read_bytes(path, shown, MAX_BYTES, fix), shown, fix)
    fault = next(_faults(content), "")
    if fault:
        raise InputError(Problem(f"不是本工具生成的报告数据（{fault}）", shown, fix=fix))
    return content


def _faults(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is not as a report has it, in a few words each."""
    yield from (f"{name} 应为文字" for name in ("title", "form") if not isinstance(content.get(name), str))
    for name in _TEXTS:
        items = content.get(name)
        if not isinstance(items, list):
            yield f"{name} 应为列表"
            return
        for number, item in enumerate(items, 1):
            yield from (f"{name} 第 {number} 项的 {fault}" for fault in _item_faults(name, item))
        if len({item["id"] for item in items}) < len(items):
            yield f"{name} 中有重复的 id"
    if not content["facts"]:
        yield "facts 是空的"


def _item_faults(name: str, item: object) -> Iterator[str]:
    """Yield what is wrong with a fact or a section."""
    if not isinstance(item, dict):
        yield "内容应为一个对象"
        return
    yield from (f"{key} 应为文字" for key in _TEXTS[name] if not isinstance(item.get(key), str))
    for (kind, key), words in _WORDS.items():
        if kind == name and item[key] not in words:
            yield f"{key} 不是已知的取值"
    if name == "facts":
        yield from (f"{key} 应为文字" for key in _OPTIONAL_TEXTS if not isinstance(item.get(key, ""), str))
    if name == "sections":
        paragraphs = item.get("paragraphs")
        if not isinstance(paragraphs, list) or not all(isinstance(text, str) for text in paragraphs):
            yield "paragraphs 应为一列文字"
