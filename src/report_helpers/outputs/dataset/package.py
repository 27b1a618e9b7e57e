"""The open data of a report: tidy CSV, a Frictionless package around it, and JSON.

Everything here is a view of `Publication.facts`; nothing is computed.
"""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING, Any

from report_helpers.facts import Status
from report_helpers.files.json_text import indented
from report_helpers.outputs.difference import Difference
from report_helpers.sources.open_data_csv import COLUMNS, ENCODING, facts_csv
from report_helpers.sources.report_json import SCHEMA, report_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.outputs.publication import Publication


def dataset_files(publication: Publication) -> dict[str, bytes]:
    """Return the files of the report's `data/` folder by name."""
    table = facts_csv(publication.facts)
    return {
        "facts.csv": table,
        "datapackage.json": indented(_package(publication, table)).encode(),
        "report.json": _report(publication).encode(),
        "report.schema.json": SCHEMA.read_bytes(),
    }


def differences(table: bytes, publication: Publication) -> tuple[Difference, ...]:
    """Read facts.csv back with the csv module and compare every row with its fact."""
    rows = list(csv.DictReader(io.StringIO(table.decode(ENCODING), newline="")))
    found = {row["id"]: row for row in rows}
    wrong = []
    for fact in publication.facts:
        row = found.pop(fact["id"], None)
        read = "（缺少这一行）" if row is None else _read_value(row)
        if read != fact["value"]:
            wrong.append(Difference("facts.csv", fact["id"], fact["label"], fact["value"], read))
    wrong += [Difference("facts.csv", key, row["label"], "（没有这一项）", row["value"]) for key, row in found.items()]
    if len(rows) != len({row["id"] for row in rows}):
        wrong.append(Difference("facts.csv", "", "行数", str(len(publication.facts)), str(len(rows))))
    return tuple(wrong)


def _read_value(row: Mapping[str, str]) -> str:
    return "/" if row["status"] == "not_applicable" and not row["value"] else row["value"]


def _package(publication: Publication, table: bytes) -> dict[str, Any]:
    """Describe facts.csv as a Frictionless tabular data package."""
    front = publication.front
    fields: list[dict[str, Any]] = [{"name": name, "title": title, "type": kind} for name, title, kind in COLUMNS]
    fields[0]["constraints"] = {"required": True, "unique": True}
    fields[6]["constraints"] = {"required": True, "enum": [status.value for status in Status]}
    return {
        "profile": "tabular-data-package",
        "name": front["report"].replace("@", "-").replace("/", "-"),
        "title": front["title"],
        "description": f"统计期限：{front['period']}；格式：{front['notice']}",
        "resources": [
            {
                "name": "facts",
                "path": "facts.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": ENCODING,
                "bytes": len(table),
                "hash": f"sha256:{hashlib.sha256(table).hexdigest()}",
                "schema": {"fields": fields, "primaryKey": ["id"], "missingValues": [""]},
            }
        ],
    }


def _report(publication: Publication) -> str:
    """Return report.json: front matter, facts, plain text by section, findings."""
    sections = [
        {"id": item["id"], "heading": item["heading"], "paragraphs": _paragraphs(item["blocks"])}
        for item in publication.body
        if item["kind"] == "section"
    ]
    return report_json(publication.front, publication.facts, sections, publication.findings)


def _paragraphs(blocks: list[dict[str, Any]]) -> list[str]:
    """Return the plain text of each block, list items one by one."""
    texts = []
    for block in blocks:
        text = "".join(run["text"] for run in block["runs"])
        texts += [text] if text else []
        for item in block["items"]:
            texts += _paragraphs(item)
    return texts
