"""Puts the findings of a draft together: errors first, those that say the same of several cells in one."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from report_helpers.checks.finding import SEVERITIES, SEVERITY_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from report_helpers.forms.model import Severity


def print_findings(findings: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the findings as a draft prints them, errors first, and how many of each.

    `counts` is a text such as 「错误 2 条、提示 1 条」; an item has `severity`, `word` (the same in Chinese), `rule`,
    `messages` (the rule id first in each), `clause`, `fix`, and `where` (fact ids) with their `labels`. Findings of
    one rule with the same remedy that follow one another are one item; those that say the same of several cells are
    one message.
    """
    ranked = sorted(findings, key=lambda finding: SEVERITIES.index(finding["severity"]))
    numbers = Counter(finding["severity"] for finding in ranked)
    counts = "、".join(f"{word} {numbers[key]} 条" for key, word in SEVERITY_WORDS.items() if numbers[key])
    return {"counts": counts, "items": [_item(*one, list(alike)) for one, alike in groupby(ranked, key=_as_printed)]}


def _as_printed(finding: Mapping[str, Any]) -> tuple[Severity, str, str, str]:
    return finding["severity"], finding["rule"], finding.get("clause") or "", finding.get("fix") or ""


def _item(severity: Severity, rule: str, clause: str, fix: str, alike: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    cells = dict(cell for finding in alike for cell in zip(finding["where"], finding["labels"], strict=False))
    messages = (message if message.startswith(rule) else f"{rule} {message}" for message in _messages(alike))
    return {
        "severity": severity,
        "word": SEVERITY_WORDS[severity],
        "rule": rule,
        "messages": list(messages),
        "clause": clause,
        "fix": fix,
        "where": list(cells),
        "labels": list(cells.values()),
    }


def _messages(alike: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the findings' messages, one for those that differ in the name of their cell alone."""
    said: dict[tuple[str, str], list[str]] = {}
    for finding in alike:
        name = f"{finding['labels'][0]}：" if len(finding["labels"]) == 1 else ""
        before, found, after = finding["message"].partition(name) if name else (finding["message"], "", "")
        said.setdefault((before, found and after), []).append(found[:-1])
    cells = {key: "；".join(filter(None, names)) for key, names in said.items()}
    return [before + cells[before, after] + f"：{after}" * bool(after) for before, after in said]
