"""Reading the report.json of a built report, which anyone may have edited since."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from report_helpers.checks import SEVERITY_WORDS, VERDICT_WORDS
from report_helpers.errors import InputError, Problem
from report_helpers.facts import Status
from report_helpers.releases.comparison_sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PLACE = ("data", "report.json")
MOST_BYTES = 20 * 1024 * 1024
# A report has about a hundred sentences; comparing takes time by their square.
MOST_SENTENCES = 5_000
MOST_CHARACTERS = 200_000

_AGAIN = "请重新生成报告"
_TEXTS = {
    "facts": ("id", "label", "value", "status", "unit"),
    "sections": ("id", "heading"),
    "findings": ("rule", "severity", "message"),
}
_OPTIONAL_TEXTS = ("table", "note", "qualifier")
_WORDS: Mapping[tuple[str, str], frozenset[str]] = {
    ("facts", "status"): frozenset(map(str, Status)),
    ("findings", "severity"): frozenset(SEVERITY_WORDS),
}


def read_report_json(folder: Path) -> dict[str, Any]:
    """Return the content of `data/report.json` in a report's *folder*.

    What `compare` uses of it is there and of the right type. Raises InputError naming
    the file when it is absent, too large, not JSON, or something else than a report.
    """
    path = folder.joinpath(*PLACE)
    content = _parsed(_bytes(path, folder), path)
    fault = next(_faults(content), "")
    if fault:
        raise InputError(Problem(f"不是一份报告的数据（{fault}）", file=str(path), fix=_AGAIN))
    paragraphs = [text for section in content["sections"] for text in section["paragraphs"]]
    if sum(map(len, paragraphs)) > MOST_CHARACTERS or len(sentences(paragraphs)) > MOST_SENTENCES:
        reason = f"正文太长（超过 {MOST_SENTENCES} 句或 {MOST_CHARACTERS} 字），无法逐句对比"
        raise InputError(Problem(reason, file=str(path)))
    return content


def _bytes(path: Path, folder: Path) -> bytes:
    if not path.is_file():
        fix = "请给出一份已生成的报告的文件夹，如 reports/2023/shanzhou-sifaju"
        raise InputError(Problem(f"找不到 {'/'.join(PLACE)}", file=str(folder), fix=fix))
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(Problem(f"无法读取（{error.strerror}）", file=str(path))) from None
    if len(data) > MOST_BYTES:
        raise InputError(Problem(f"文件太大（超过 {MOST_BYTES // 1024**2} MB）", file=str(path), fix=_AGAIN))
    return data


def _parsed(data: bytes, path: Path) -> dict[str, Any]:
    try:
        content = json.loads(data.decode("utf-8-sig"))
        # Half a surrogate pair is valid JSON, but no text that could be written out again.
        json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise InputError(Problem("不是有效的 JSON", file=str(path), fix=_AGAIN)) from None
    if not isinstance(content, dict):
        raise InputError(Problem("不是一份报告的数据（应为一个对象）", file=str(path), fix=_AGAIN))
    return content


def _faults(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is not as a report has it, in a few words each."""
    for name in ("title", "form", "verdict"):
        if not isinstance(content.get(name), str):
            yield f"{name} 应为文字"
    if content["verdict"] not in VERDICT_WORDS:
        yield "verdict 不是已知的校验结论"
    for name in _TEXTS:
        items = content.get(name)
        if not isinstance(items, list):
            yield f"{name} 应为列表"
            return
        for number, item in enumerate(items, 1):
            yield from (f"{name} 第 {number} 项的 {fault}" for fault in _item_faults(name, item))
        if name != "findings" and len({item["id"] for item in items}) < len(items):
            yield f"{name} 中有重复的 id"
    if not content["facts"]:
        yield "facts 是空的"


def _item_faults(name: str, item: object) -> Iterator[str]:
    """Yield what is wrong with a fact, a section or a finding."""
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
