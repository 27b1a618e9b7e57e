"""The open data of a report: tidy CSV, a Frictionless package around it, and JSON.

Everything here is a view of `Publication.facts`; nothing is computed.
"""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_helpers.files.csv_text import csv_safe
from report_helpers.files.json_text import indented
from report_helpers.outputs.comparing import LACKING, SURPLUS, Comparison
from report_helpers.outputs.publication import flat_blocks, text_of

if TYPE_CHECKING:
    from report_helpers.outputs.comparing import Difference
    from report_helpers.outputs.publication import Publication

# Excel in Chinese takes a CSV file for UTF-8 only by its byte order mark.
ENCODING = "utf-8-sig"
SCHEMA = Path(__file__).parent / "report.schema.json"

# Column, its Chinese title, and its Frictionless type.
COLUMNS = (
    ("id", "数据项编号", "string"),
    ("table", "表", "string"),
    ("row_label", "行", "string"),
    ("column_label", "列", "string"),
    ("label", "名称", "string"),
    ("value", "数值", "number"),
    ("status", "填报状态", "string"),
    ("unit", "单位", "string"),
    ("qualifier", "约数", "string"),
    ("note", "说明", "string"),
    ("part_of", "属于", "string"),
)
# For the reviewer: who let a finding stand, and the case numbers, are not published.
_INTERNAL = ("waiver", "figures", "fingerprint", "cases")
STATUSES = ("number", "noted", "not_applicable", "blank")


def dataset_files(publication: Publication) -> dict[str, bytes]:
    """Return the files of the report's `data/` folder by name."""
    table = facts_csv(publication)
    return {
        "facts.csv": table,
        "datapackage.json": indented(_package(publication, table)).encode(),
        "report.json": indented(_report(publication)).encode(),
        "report.schema.json": SCHEMA.read_bytes(),
    }


def facts_csv(publication: Publication) -> bytes:
    """Return one row a fact; `value` is empty for a blank and for "/", `status` tells which."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([name for name, _, _ in COLUMNS])
    for fact in publication.facts:
        row = dict(fact) | {"value": "" if fact["status"] == "not_applicable" else fact["value"]}
        writer.writerow([row[name] if kind == "number" else csv_safe(row[name]) for name, _, kind in COLUMNS])
    return out.getvalue().encode(ENCODING)


def differences(table: bytes, publication: Publication) -> tuple[Difference, ...]:
    """Read facts.csv back with the csv module and compare every row with its fact."""
    comparison = Comparison("facts.csv", publication)
    rows = list(csv.DictReader(io.StringIO(table.decode(ENCODING), newline="")))
    found = {row["id"]: row["value"] or ("/" if row["status"] == "not_applicable" else "") for row in rows}
    expected = {fact["id"]: fact["value"] for fact in publication.facts}
    wrong = [
        comparison.say(fact, expected.get(fact, SURPLUS), found.get(fact, LACKING))
        for fact in expected | found
        if expected.get(fact) != found.get(fact)
    ]
    if len(rows) != len(found):
        wrong.append(comparison.say("", str(len(expected)), str(len(rows)), "行数"))
    return tuple(wrong)


def _package(publication: Publication, table: bytes) -> dict[str, Any]:
    """Describe facts.csv as a Frictionless tabular data package."""
    front = publication.front
    fields: list[dict[str, Any]] = [{"name": name, "title": title, "type": kind} for name, title, kind in COLUMNS]
    fields[0]["constraints"] = {"required": True, "unique": True}
    fields[6]["constraints"] = {"required": True, "enum": list(STATUSES)}
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


def _report(publication: Publication) -> dict[str, Any]:
    """Return report.json: front matter, facts, plain text by section, findings."""
    findings = publication.findings
    sections = [
        {
            "id": section["id"],
            "heading": section["heading"],
            "paragraphs": [text for text in map(text_of, flat_blocks(section["blocks"])) if text],
        }
        for section in publication.parts("section")
    ]
    return {
        "$schema": SCHEMA.name,
        **publication.front,
        "facts": list(publication.facts),
        "sections": sections,
        "verdict": findings["verdict"],
        "rules": findings["rules"],
        "findings": [
            {name: value for name, value in finding.items() if name not in _INTERNAL}
            for finding in findings["findings"]
        ],
    }
