"""Tells whether the notebook of a report has cells that are published, without running it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from report_helpers.facts.own import PUBLIC
from report_helpers.files.plain_files import read_bytes

if TYPE_CHECKING:
    from report_helpers.facts.report import Report
    from report_helpers.sources.workspace import Workspace


def has_public_cells(place: Workspace, report: Report) -> bool:
    """Tell whether a report's notebook has a public cell; a file that is no notebook has none, others refuse it."""
    path = place.notebook_of(report.kind, report.id)
    content = read_bytes(path, path.name) if path.is_file() else b""
    if f'"{PUBLIC}"'.encode() not in content:
        return False
    try:
        return any(PUBLIC in cell["metadata"].get("tags", ()) for cell in json.loads(content)["cells"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
