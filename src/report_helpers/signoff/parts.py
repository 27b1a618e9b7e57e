"""What a signature covers: sections with own cells, the facts of each table, waivers - each by its own hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from report_helpers.errors import InputError, Problem
from report_helpers.facts.record import fact_records
from report_helpers.files.plain_files import read_bytes
from report_helpers.forms.kind import OWN_KINDS
from report_helpers.narrative.model import plain_block
from report_helpers.narrative.own_text import render_own
from report_helpers.narrative.render import render_all
from report_helpers.signatures.reviews import FACTS, Part, Subject, written
from report_helpers.sources.settings_files import word_template
from report_helpers.sources.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from report_helpers.facts.report import Report
    from report_helpers.narrative.model import SectionText
    from report_helpers.narrative.own_text import OwnText

SECTION, WAIVERS, FRONT, AGENCY, CODE = "section:", "waivers", "front", "agency", "code"
# The file and row where a figure was read are no part of what it says; what the office calls its own figures, and
# where it says they come from, are published with them.
_SIGNED = ("id", "value", "status", "unit", "note", "qualifier", "part_of")
_SIGNED_OF_TEXT = (*_SIGNED, "label", "source")


def subject_of(report: Report, root: Path) -> Subject:
    """Return a report as it is under review; raises as `parts_of` does."""
    records = {record["id"]: record for record in fact_records(report)}
    return Subject(report.whole_id, parts_of(report, root), records, (date(report.year, 1, 1), report.on))


def parts_of(report: Report, root: Path) -> dict[str, Part]:
    """Return the parts of a report in reading order; InputError when its text cannot be filled in.

    *root* is the workspace: a notebook in it is the office's own code and signed as well.
    """
    first, last = report.period
    front = [report.title, report.agency.name, report.form.version, first.isoformat(), last.isoformat()]
    parts = [Part(FRONT, "标题、机关名称、格式和统计期限", lambda: front)]
    agency = [asdict(report.agency), dict(report.words), *_ledger_lists(report), *_own_forms(report, root)]
    parts.append(Part(AGENCY, "机关资料和词表", lambda: agency))
    parts += _code(Workspace(root).notebook_of(report.kind, report.id), root)
    parts += [Part(SECTION + text.id, text.heading, partial(_section, report, text)) for text in render_all(report)]
    headings = {section.table: section.heading for section in report.form.sections if section.table}
    for table in (*(table.id for table in report.form.tables), ""):
        title = f"“{headings[table]}”的数据" if table else "正文数字"
        parts.append(Part(FACTS + (table or "text"), title, partial(_facts, report, table)))
    parts.append(Part(WAIVERS, "豁免", partial(_waivers, report)))
    return {part.id: part for part in parts}


def _section(report: Report, text: SectionText) -> dict[str, Any]:
    """Return what is signed of a section: its text and, where there are any, the notebook's own cells in it."""
    own = [_own(each) for each in render_own(report) if each.part.section == text.id] if report.own else []
    return text.to_json() | ({"own": own} if own else {})


def _own(text: OwnText) -> dict[str, Any]:
    """Return what is signed of an own part: words, cells, the picture itself; not where in the notebook it stands."""
    frame, picture = text.part.frame, text.part.picture
    words = {name: tuple(map(plain_block, getattr(text, name))) for name in ("blocks", "caption", "alt")}
    shown = picture and [hashlib.sha256(picture.png).hexdigest(), picture.width, picture.height, picture.millimetres]
    return {**words, "frame": frame and asdict(frame), "picture": shown}


def _ledger_lists(report: Report) -> Iterator[dict[str, Any]]:
    """Yield what the office adds to its ledgers, where it adds anything: words and holidays decide findings."""
    for ledger in report.ledgers.values():
        added = ledger.load.vocabulary.model_dump(mode="json", include={"own_words", "holidays"})
        if any(added.values()):
            yield added


def _own_forms(report: Report, root: Path) -> Iterator[dict[str, str]]:
    """Yield the SHA-256 of what the workspace adds to the kind, and of its Word template, where it has any."""
    template = word_template(root, Workspace(root).parameters(report.year))
    files = {shown: data for _, shown, data in report.kind.files if shown.startswith(OWN_KINDS)}
    files |= {template.relative_to(root.resolve()).as_posix(): template.read_bytes()} if template else {}
    if files:
        yield {shown: hashlib.sha256(data).hexdigest() for shown, data in sorted(files.items())}


def _facts(report: Report, table: str) -> list[dict[str, Any]]:
    names = _SIGNED if table else _SIGNED_OF_TEXT
    return [{name: record[name] for name in names} for record in fact_records(report) if record["table"] == table]


def _waivers(report: Report) -> list[dict[str, Any]]:
    days = ("granted", "until")
    return [asdict(one) | {day: getattr(one, day).isoformat() for day in days} for one in report.waivers]


def _code(notebook: Path, root: Path) -> Iterator[Part]:
    """Yield the code of a notebook in the workspace, without outputs and metadata."""
    if notebook.is_relative_to(root) and notebook.is_file():
        yield Part(CODE, "notebook 的代码", partial(_sources, notebook))


def _sources(notebook: Path) -> list[str]:
    try:
        cells = json.loads(read_bytes(notebook, str(notebook)))["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(Problem("不是有效的 notebook", file=str(notebook))) from None


def facts_in(report: Report, parts: Mapping[str, object]) -> dict[str, str]:
    """Return the printed figures of the signed tables by fact id: what a broken signature is explained by."""
    tables = {part.removeprefix(FACTS) for part in parts if part.startswith(FACTS)}
    return {record["id"]: written(record) for record in fact_records(report) if (record["table"] or "text") in tables}
