"""Reads and writes source.yaml beside a year's tables: these were brought in from a published page (外部公布件)."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated

from report_helpers.errors import InputError, Problem
from report_helpers.facts.report import ImportedPage
from report_helpers.files.documents import Day, Document, Field, read_document
from report_helpers.files.hashing import sha256
from report_helpers.files.records import Digest, spelt
from report_helpers.sources.provenance_csv import read_provenance

if TYPE_CHECKING:
    from pathlib import Path

NAME = "source.yaml"


class _Source(Document):
    file: Annotated[str, spelt(r"[^/\\]+", "应为文件名，不带文件夹")]
    sha256: Digest
    date: Day
    by: str = Field(min_length=2)


def read_source(root: Path, folder: str) -> ImportedPage | None:
    """Return the page that the tables in a folder were brought in from; None where they were reported here.

    Raises InputError for an ill-formed source.yaml or provenance.csv, and where the page lies beside it and is another.
    """
    shown = f"{folder}/{NAME}"
    if not os.path.lexists(root / shown):
        return None
    found = read_document(root / shown, _Source, shown)
    page = root / folder / found.file
    if os.path.isfile(page) and sha256(page) != found.sha256:  # noqa: PTH113  False where a name is too long
        fix = "请放回当时导入的那一份，或重新导入"
        raise InputError(Problem(f"与 {NAME} 登记的 SHA-256 不同", f"{folder}/{found.file}", fix=fix))
    return ImportedPage(found.file, found.sha256, found.date, found.by, read_provenance(root, folder))


def source_text(page: ImportedPage) -> str:
    """Return the text of source.yaml for a page."""
    names = {"file": page.file, "by": page.by}
    said = {key: json.dumps(name, ensure_ascii=False) for key, name in names.items()}
    lines = (f"{key}: {text}" for key, text in (said | {"sha256": page.sha256, "date": page.date.isoformat()}).items())
    return "# 这一年的表是从下面这个已公布的页面导入的（外部公布件）。\n" + "\n".join(lines) + "\n"
