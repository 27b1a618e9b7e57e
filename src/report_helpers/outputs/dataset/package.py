"""Writes the open data of a report: tidy CSV, a Frictionless package around it, and JSON.

Everything here is a view of `Publication.facts`; nothing is computed.
"""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING, Any

from report_helpers.facts.fact import Status
from report_helpers.files.csv_text import ENCODING
from report_helpers.files.json_text import indented
from report_helpers.outputs.comparing import LACKING, SURPLUS, Comparison
from report_helpers.outputs.publication import flat_blocks, text_of
from report_helpers.sources.open_data_csv import COLUMNS, facts_csv
from report_helpers.sources.report_json import SCHEMA, report_json, row_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from report_helpers.outputs.comparing import Difference
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
    """Return report.json: front matter, facts, plain text by section."""
    sections: list[dict[str, Any]] = []
    for item in publication.body:
        if item["kind"] == "section":
            sections.append({"id": item["id"], "heading": item["heading"], "paragraphs": list(_words(item))})
        elif "cell" in item:  # what an own cell adds to it
            sections[-1]["paragraphs"] += _words(item)
    return report_json(publication.front, publication.facts, sections)


def _words(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a section or an own part says: its blocks, or caption, rows and alt text."""
    rows = map(row_words, item.get("rows", ()))
    said = (*map(text_of, flat_blocks(item.get("blocks", ()))), *item.get("above", ()), *rows)
    yield from filter(None, said if item["kind"] != "picture" else (item["caption"], item["alt"]))
