"""Writes report.json, a report as open data, and reads it back from a folder that anyone may have edited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from report_helpers.errors import InputError, Problem
from report_helpers.facts.fact import Status
from report_helpers.facts.residual import Verdict
from report_helpers.files.json_text import indented, read_object
from report_helpers.files.plain_files import read_bytes
from report_helpers.forms.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Record = Mapping[str, Any]

PLACE = "data/report.json"  # in the folder of a report
SCHEMA = Path(__file__).parent / "report.schema.json"
MAX_BYTES = 20 * 1024 * 1024

# For the reviewer: who let a finding stand, and the case numbers, are not published.
_INTERNAL = ("waiver", "figures", "fingerprint", "cases", "result")
_TEXTS = {
    "facts": ("id", "label", "value", "status", "unit"),
    "sections": ("id", "heading"),
    "findings": ("rule", "severity", "message"),
}
_OPTIONAL_TEXTS = ("table", "note", "qualifier")
_WORDS: Mapping[tuple[str, str], frozenset[str]] = {
    ("facts", "status"): frozenset(map(str, Status)),
    ("findings", "severity"): frozenset(get_args(Severity)),
}


def report_json(front: Record, facts: Sequence[Record], sections: Sequence[Record], checks: Record) -> str:
    """Return the text of report.json: front matter, facts, the plain text of each section, findings."""
    findings = [
        {name: value for name, value in finding.items() if name not in _INTERNAL} for finding in checks["findings"]
    ]
    checked = {"verdict": checks["verdict"], "rules": checks["rules"], "findings": findings}
    return indented({"$schema": SCHEMA.name, **front, "facts": list(facts), "sections": list(sections), **checked})


def read_report_json(path: Path, shown: str, fix: str = "请重新生成这份报告") -> dict[str, Any]:
    """Return the content of a report.json, which the messages call *shown*.

    Its facts, sections, findings and verdict are there and of the right type. Raises InputError
    when the file is absent, too large, not JSON, or something else than a report.
    """
    content = read_object(read_bytes(path, shown, MAX_BYTES, fix), shown, fix)
    fault = next(_faults(content), "")
    if fault:
        raise InputError(Problem(f"不是本工具生成的报告数据（{fault}）", shown, fix=fix))
    return content


def _faults(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is not as a report has it, in a few words each."""
    yield from (f"{name} 应为文字" for name in ("title", "form", "verdict") if not isinstance(content.get(name), str))
    if content["verdict"] not in get_args(Verdict):
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
