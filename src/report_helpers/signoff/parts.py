"""What a signature covers: the sections, the facts of each table, the waivers - each by its own hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from report_helpers.facts.record import fact_records
from report_helpers.files.json_text import compact
from report_helpers.narrative.render import render_all
from report_helpers.sources.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from report_helpers.facts.report import Report

FACTS, SECTION, WAIVERS, FRONT, AGENCY, CODE = "facts:", "section:", "waivers", "front", "agency", "code"
# Where a figure was read is no part of what it says.
_SIGNED = ("id", "value", "status", "unit", "note", "qualifier", "part_of")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is signed: its id, its name for a person, and what returns what is signed of it."""

    id: str
    title: str
    content: Callable[[], object]

    @property
    def hash(self) -> str:
        """The SHA-256 of its content."""
        return hashlib.sha256(compact(self.content(), sort_keys=True).encode()).hexdigest()


def parts_of(report: Report, root: Path) -> dict[str, Part]:
    """Return the parts of a report in reading order; InputError when its text cannot be filled in.

    *root* is the workspace: a notebook in it is the office's own code and signed as well.
    """
    first, last = report.period
    front = [report.title, report.agency.name, report.form.version, first.isoformat(), last.isoformat()]
    parts = [Part(FRONT, "标题、机关名称、格式和统计期限", lambda: front)]
    parts.append(Part(AGENCY, "机关资料和词表", lambda: [asdict(report.agency), dict(report.words)]))
    parts += _code(Workspace(root).notebook_of(report.kind), root)
    parts += [Part(SECTION + text.id, text.heading, text.to_json) for text in render_all(report)]
    headings = {section.table: section.heading for section in report.form.sections if section.table}
    for table in (*(table.id for table in report.form.tables), ""):
        title = f"“{headings[table]}”的数据" if table else "正文数字"
        parts.append(Part(FACTS + (table or "text"), title, partial(_facts, report, table)))
    parts.append(Part(WAIVERS, "豁免", partial(_waivers, report)))
    return {part.id: part for part in parts}


def _facts(report: Report, table: str) -> list[dict[str, Any]]:
    records = fact_records(report)
    return [{name: record[name] for name in _SIGNED} for record in records if record["table"] == table]


def _waivers(report: Report) -> list[dict[str, Any]]:
    days = ("granted", "until")
    return [asdict(one) | {day: getattr(one, day).isoformat() for day in days} for one in report.waivers]


def _code(notebook: Path, root: Path) -> Iterator[Part]:
    """Yield the code of a notebook in the workspace, without outputs and metadata."""
    if notebook.is_relative_to(root) and notebook.is_file():
        yield Part(CODE, "notebook 的代码", partial(_sources, notebook))


def _sources(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_bytes())["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def facts_in(report: Report, parts: Mapping[str, object]) -> dict[str, str]:
    """Return the printed figures of the signed tables by fact id: what a broken signature is explained by."""
    tables = {part.removeprefix(FACTS) for part in parts if part.startswith(FACTS)}
    return {record["id"]: written(record) for record in fact_records(report) if (record["table"] or "text") in tables}


def written(record: Mapping[str, Any]) -> str:
    """Return a fact with everything about it that is signed."""
    return (
        f"{record['qualifier']}{record['value'] or '空白'}{record['unit'] if record['value'] else ''}{record['note']}"
    )
