"""Tells whether a notebook has cells that are published, without running it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from report_helpers.facts.own import PUBLIC
from report_helpers.files.plain_files import read_bytes

if TYPE_CHECKING:
    from pathlib import Path


def has_public_cells(path: Path) -> bool:
    """Tell whether a notebook has a public cell; a file that is no notebook has none, others refuse it."""
    content = read_bytes(path, path.name) if path.is_file() else b""
    if f'"{PUBLIC}"'.encode() not in content:
        return False
    try:
        return any(PUBLIC in cell["metadata"].get("tags", ()) for cell in json.loads(content)["cells"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
