"""Last year's figures as they were published: a release, where there is one, outranks the draft data."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.facts import Fact, Origin, Status
from report_helpers.files.plain_files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from report_helpers.facts import ReportId

MAX_BYTES = 20_000_000
NAME = "data/report.json"
RELEASE = "release.json"


def release_path(report: ReportId) -> str:
    """Return the folder of a published report, relative to the workspace."""
    return f"releases/{report.path}"


def published_path(report: ReportId) -> str:
    """Return where the published figures of a report lie, relative to the workspace."""
    return f"{release_path(report)}/{NAME}"


def published_on(root: Path, report: ReportId) -> date | None:
    """Return the day a report was published, None when it was not; InputError when its record cannot be read."""
    shown = f"{release_path(report)}/{RELEASE}"
    if not (root / shown).exists():
        return None
    try:
        return date.fromisoformat(json.loads(read_bytes(root / shown, shown, MAX_BYTES).decode())["published"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(Problem("公布日期无法读取", file=shown, fix="请用 git 恢复已公布的报告")) from None


def as_published(root: Path, report: ReportId, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return *facts* with the values that were published, where a release is on file.

    Raises InputError when the release cannot be read.
    """
    shown = published_path(report)
    if not (root / shown).exists():
        return dict(facts)
    try:
        records = json.loads(read_bytes(root / shown, shown, MAX_BYTES).decode())["facts"]
        values = {str(record["id"]): _with_value(facts, record, shown) for record in records}
    except (ValueError, KeyError, TypeError, RecursionError, InvalidOperation):
        fix = "请恢复已公布的报告，或重新公布"
        raise InputError(Problem("已公布的报告无法读取", file=shown, fix=fix)) from None
    return dict(facts) | {key: fact for key, fact in values.items() if key in facts}


def _with_value(facts: Mapping[str, Fact], record: Mapping[str, str], shown: str) -> Fact:
    fact = facts.get(record["id"], Fact(record["id"], record["label"], Status.BLANK))
    status = Status(record["status"])
    value = Decimal(record["value"]) if status in {Status.NUMBER, Status.NOTED} else None
    if (fact.status, fact.value) == (status, value):
        return fact
    return replace(fact, status=status, value=value, note=record["note"], origin=Origin(shown, 1, "value"))
