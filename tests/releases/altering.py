"""Changes a release as somebody might who means harm, and reads what is then said of it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.files.hashing import hashes, sha256
from report_helpers.signatures.reviews import Part
from report_helpers.signatures.ssh import sign
from report_helpers.signatures.statement import file_text, read_statements
from report_helpers.sources.release import read_release
from report_helpers.sources.standing import standing_of
from tests.conftest import DISCLOSURE
from tests.released import seal
from tests.signing_office import key_of

ID, NEXT = ReportId("suqian", 2023), ReportId("suqian", 2024)
FOLDER = "releases/2023/suqian"
IN_FORCE = "proactive.normative.in_force"


def refusal(place):
    """Return what reading the release complains of; year chain and status say so too."""
    with pytest.raises(InputError) as caught:
        read_release(place.root, ID, DISCLOSURE)
    said = str(caught.value)
    with pytest.raises(InputError) as caught:
        place.load(NEXT)
    assert str(caught.value) == said
    assert standing_of(place, ID).state == "公布件有误"
    return said


def edit(place, name, change):
    """Change a JSON file of the release."""
    path = place.root / FOLDER / name
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(change(content) or content, ensure_ascii=False), encoding="utf-8")


def with_figure(value, status="number", fact=IN_FORCE):
    """Return a change of one figure in report.json."""

    def change(content):
        for one in content["facts"]:
            if one["id"] == fact:
                one.update(value=value, status=status)

    return change


def follow(place, value, status="number"):
    """Change a figure in report.json, facts.csv, parts.json and both records: all but what people signed."""
    edit(place, "public/data/report.json", with_figure(value, status))
    path = place.root / FOLDER / "public/data/facts.csv"
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    for row in rows:
        if row[0] == IN_FORCE:
            row[rows[0].index("value")], row[rows[0].index("status")] = value, status
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text("\ufeff" + text.getvalue(), encoding="utf-8", newline="")
    remanifest(place)
    seal(place, ID)


def remanifest(place):
    """Write the outputs of the manifest anew."""
    folder = place.root / FOLDER
    outputs = hashes(folder / "public", (path for path in (folder / "public").rglob("*") if path.is_file()))
    outputs |= hashes(folder / "record", [folder / "record/checks.json"])
    edit(place, "record/manifest.json", lambda content: content.update(outputs=outputs))


def resign(place):
    """Sign whatever parts.json now says by all three keys, and seal it: what only the three people can do."""
    record = place.root / FOLDER / "record"
    found = json.loads((record / "parts.json").read_text(encoding="utf-8"))
    parts = {one["id"]: Part(one["id"], one["title"], lambda one=one: one["content"]).hash for one in found}
    inputs = json.loads((record / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    for signed in read_statements(record / "signatures", "x"):
        statement = replace(signed.statement, parts=parts)
        text = file_text(statement, sign(statement.message(), key_of(place.root, statement.by)))
        name = signed.file.rpartition("/")[2]
        (record / "signatures" / name).write_text(text, encoding="utf-8")

        inputs[f"data/suqian/2023/signatures/{name}"] = sha256(record / "signatures" / name)
    edit(place, "record/manifest.json", lambda content: content.update(inputs=inputs))
    remanifest(place)
    seal(place, ID)
