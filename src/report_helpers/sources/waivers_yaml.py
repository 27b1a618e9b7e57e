"""Reads waivers.yaml beside the data; appends, renews and drops an entry at a person's word."""

from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING, Annotated

from report_helpers.facts.waiver import Waiver
from report_helpers.files.documents import Day, Document, Field, read_document
from report_helpers.files.json_text import field_values
from report_helpers.files.records import spelt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAME = "waivers.yaml"
HEAD = "# 豁免：哪条规则的哪个问题，为什么可以保留，由谁负责，到什么时候。所涉数字一变，豁免自动作废。\nwaivers:\n"


class _Waiver(Document):
    rule: str
    cells: tuple[str, ...] = ()
    sentence: str = ""
    reason: str = Field(min_length=1)
    explanation: str = Field(min_length=2)
    by: str = Field(min_length=2)
    granted: Day
    until: Day
    figures: dict[str, str] = Field(default_factory=dict)
    fingerprint: Annotated[str, spelt("[0-9a-f]{16}", "应为 16 位指纹，由 report waive 写入")]


class _Waivers(Document):
    waivers: tuple[_Waiver, ...] = ()


def read_waivers(path: Path, shown: str) -> tuple[Waiver, ...]:
    """Return the waivers of one report; none when there is no file. Raises InputError for an ill-formed one."""
    if not os.path.lexists(path):
        return ()
    read = read_document(path, _Waivers, shown).waivers
    return tuple(Waiver(**{name: getattr(item, name) for name in Waiver.__slots__}) for item in read)


def with_waiver(text: str, waiver: Waiver) -> str:
    """Return the text of waivers.yaml with one entry more; comments and entries there are kept."""
    return (text.rstrip("\n") + "\n" if text.strip() else HEAD) + _entry(waiver)


def waivers_text(text: str, waivers: Sequence[Waiver]) -> str:
    """Return the text of waivers.yaml with *waivers* for its entries; the comments of *text* are kept above them."""
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")] or HEAD.splitlines()[:1]
    body = "waivers:\n" + "".join(map(_entry, waivers)) if waivers else "waivers: []\n"
    return "\n".join([*comments, body])


def _entry(waiver: Waiver) -> str:
    # Every JSON value is a YAML value, and none of it needs another quoting rule; a day needs no quotes.
    lines = [
        f"{name}: {value if isinstance(value, date) else json.dumps(value, ensure_ascii=False, default=dict)}"
        for name, value in field_values(waiver).items()
        if value
    ]
    return "".join(f"  {'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))
