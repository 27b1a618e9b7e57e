"""Reads what was published: release.json, and the published figures, which outrank last year's draft data."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.facts.fact import Fact, Origin, Status
from report_helpers.files.json_text import indented, is_table, read_object
from report_helpers.files.plain_files import read_bytes
from report_helpers.sources.report_json import PLACE, read_report_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from report_helpers.facts.identifiers import ReportId

RELEASE = "release.json"
MAX_BYTES = 20_000_000
_FIX = "请用 git 恢复已公布的报告，或重新公布"


@dataclass(frozen=True, slots=True)
class Release:
    """What release.json says: the version, its day, why it replaces another, the SHA-256 of what only a release has."""

    report: str
    version: int
    published: date
    correction: Mapping[str, str] | None
    files: Mapping[str, str]

    def text(self) -> str:
        """Return the text of release.json."""
        return indented(asdict(self) | {"published": self.published.isoformat()})


def read_release(path: Path, shown: str) -> Release:
    """Return what a release.json says, which the messages call *shown*; InputError when it is none."""
    content = read_object(read_bytes(path, shown, MAX_BYTES, _FIX), shown, _FIX)
    report, version, files = (content.get(name) for name in ("report", "version", "files"))
    try:
        published = date.fromisoformat(content["published"])
    except (KeyError, TypeError, ValueError):
        raise InputError(Problem("公布日期无法识别", shown, fix=_FIX)) from None
    if not (isinstance(report, str) and isinstance(version, int) and isinstance(files, dict) and is_table(files)):
        raise InputError(Problem("不是一份完整的公布记录", shown, fix=_FIX))
    return Release(report, version, published, content.get("correction"), files)


def release_path(report: ReportId) -> str:
    """Return the folder of a published report, relative to the workspace."""
    return f"releases/{report.path}"


def published_path(report: ReportId) -> str:
    """Return where the published figures of a report lie, relative to the workspace."""
    return f"{release_path(report)}/{PLACE}"


def published_on(root: Path, report: ReportId) -> date | None:
    """Return the day a report was published, None when it was not; InputError when its record cannot be read."""
    shown = f"{release_path(report)}/{RELEASE}"
    return read_release(root / shown, shown).published if (root / shown).exists() else None


def as_published(root: Path, report: ReportId, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return *facts* with the values that were published, where a release is on file.

    Raises InputError when the release cannot be read.
    """
    shown = published_path(report)
    if not (root / shown).exists():
        return dict(facts)
    records = read_report_json(root / shown, shown, _FIX)["facts"]
    return dict(facts) | {
        record["id"]: _with_value(facts[record["id"]], record, shown) for record in records if record["id"] in facts
    }


def _with_value(fact: Fact, record: Mapping[str, str], shown: str) -> Fact:
    status = Status(record["status"])
    try:
        value = Decimal(record["value"]) if status in {Status.NUMBER, Status.NOTED} else None
    except InvalidOperation:
        raise InputError(Problem("数值无法识别", shown, row_label=fact.id, value=record["value"], fix=_FIX)) from None
    if (fact.status, fact.value) == (status, value):
        return fact
    return replace(fact, status=status, value=value, note=record.get("note", ""), origin=Origin(shown, 1, "value"))
