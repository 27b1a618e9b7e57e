"""Releases as publishing writes them, made without building: signed by three people, whole, to be broken at will."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from report_helpers.files.clock import today
from report_helpers.files.hashing import hashes
from report_helpers.outputs.dataset.package import dataset_files
from report_helpers.releases.publish import _arrange, _write_record
from report_helpers.runs.fingerprints import input_files
from report_helpers.signatures.ssh import sign
from report_helpers.signatures.statement import FOLDER, Statement, file_name, file_text
from report_helpers.signoff.parts import parts_of
from report_helpers.sources.manifest_json import Kit, Manifest
from report_helpers.sources.release import Release, history_files, own_files
from report_helpers.sources.release_contents import RECORD
from tests.releases.compared_reports import publication_of
from tests.signing_office import PEOPLE, key_of, list_signers

if TYPE_CHECKING:
    from datetime import date

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.facts.report import Report
    from report_helpers.sources.workspace import Workspace


def release(place: Workspace, report_id: ReportId, on: date | None = None) -> None:
    """Sign a report by three people and write its release, with the open data for its only output."""
    report = place.load(report_id, on)
    sign_parts(place, report, on or today())
    folder = place.release_folder(report_id)
    shutil.rmtree(folder, ignore_errors=True)
    publication = publication_of(report_id.agency, report_id.year, place.root)
    for name, content in dataset_files(publication).items():
        (folder / "data").mkdir(parents=True, exist_ok=True)
        (folder / "data" / name).write_bytes(content)
    (folder / "checks.json").write_text(json.dumps(publication.findings), encoding="utf-8")
    outputs = hashes(folder, (path for path in folder.rglob("*") if path.is_file()))
    inputs = hashes(place.root, input_files(place, report_id))
    kit = Kit("0", "0" * 64)
    manifest = Manifest(str(report_id), "", {}, inputs, kit, "3", {}, {}, outputs, ())
    (folder / "manifest.json").write_text(manifest.text(), encoding="utf-8")
    _arrange(folder)
    _write_record(place, report, folder)
    seal(place, report_id, on)


def sign_parts(place: Workspace, report: Report, on: date) -> None:
    """Have three people sign every part of a report, whatever its findings."""
    list_signers(place.root)
    folder = place.root / report.id.data_path / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    parts = {part.id: part.hash for part in parts_of(report, place.root).values()}
    for stage, name in PEOPLE.items():
        statement = Statement(report.whole_id, stage, name, on.isoformat(), "", "", parts, {})
        text = file_text(statement, sign(statement.message(), key_of(place.root, name)))
        (folder / file_name(stage, 1)).write_text(text, encoding="utf-8")


def seal(place: Workspace, report_id: ReportId, on: date | None = None) -> None:
    """Write the record of a release anew, over whatever its files now are: what somebody who forges one would do."""
    folder = place.release_folder(report_id)
    known = (place.root / "data" / report_id.agency / "agency.yaml").exists()
    due = place.settings(report_id).due(place.agency(report_id.agency)) if known else None
    record = Release(
        str(report_id), 1, on or today(), str(due or ""), None, {}, own_files(folder), history_files(folder)
    )
    (folder / RECORD / "release.json").write_text(record.text(), encoding="utf-8")
