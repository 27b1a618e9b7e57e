"""Records that somebody changed to do harm: each is refused in a sentence, nothing of them runs, nothing is written."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from report_helpers.errors import InputError, ReportError
from report_helpers.facts.identifiers import ReportId
from report_helpers.outputs.pages.index_rows import read_index_row
from report_helpers.releases.comparison import compare, read_to_compare
from report_helpers.releases.comparison_views import comparison_lines
from report_helpers.releases.verify import verify
from report_helpers.runs.manifest import read_manifest
from report_helpers.signoff.state import stages_of
from report_helpers.sources.release import read_release
from tests.conftest import DISCLOSURE, copy_workspace, run_report
from tests.hostile import CANARY, DEEP, LONG, PYTHON, VALUES, changed, hostile_forms, places, text_of, tree
from tests.released import release

if TYPE_CHECKING:
    from collections.abc import Callable

    from report_helpers.sources.workspace import Workspace

REPORT = ReportId("suqian", 2024)
FIXED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
MANIFEST, CHECKS = "reports/2024/suqian/manifest.json", "reports/2024/suqian/checks.json"
DATA, TIMINGS = "reports/2024/suqian/data/report.json", "reports/2024/suqian/timings.json"
RELEASED = "releases/2024/suqian"


def read_and_compare(place: Workspace, folder: Path) -> None:
    """Compare a report with itself and write the comparison out."""
    content = read_to_compare(folder)
    list(comparison_lines(compare(content, content, "甲", "乙")))
    read_index_row(folder, DISCLOSURE.settings.index)
    assert place


def released(place: Workspace, _: Path) -> None:
    """Read the release as next year's report does, and verify it."""
    with contextlib.suppress(ReportError):
        read_release(place.root, REPORT, DISCLOSURE)
    verify(place, place.release_folder(REPORT))


def signed(place: Workspace, _: Path) -> None:
    """Look where the reviews of the draft stand."""
    stages_of(place.load(REPORT), place.root)


def verified(place: Workspace, folder: Path) -> None:
    """Verify the draft."""
    verify(place, folder)


# The record, and what reads it. Where inputs differ, verify says so and builds nothing: a build takes a second.
RECORDS: dict[str, Callable[[Workspace, Path], None]] = {
    MANIFEST: verified,
    CHECKS: read_and_compare,
    DATA: read_and_compare,
    TIMINGS: read_and_compare,
    f"{RELEASED}/record/release.json": released,
    f"{RELEASED}/record/manifest.json": released,
    f"{RELEASED}/record/parts.json": released,
    f"{RELEASED}/record/signatures/first-1.json": released,
    f"{RELEASED}/public/data/report.json": released,
    "data/suqian/2024/signatures/second-1.json": signed,
}


@dataclass(frozen=True)
class Office:
    """A workspace with a draft and a release in it, a figure of its data changed since."""

    place: Workspace

    def read(self, record: str, text: str) -> ReportError | None:
        """Put *text* in the place of a record, read it, put the record back; return what was raised.

        Nothing below the workspace may have changed, and nothing may have run.
        """
        path = self.place.root / record
        kept, times = path.read_bytes(), path.stat()
        path.write_text(text, encoding="utf-8")
        before = tree(self.place.root.parent)
        try:
            RECORDS[record](self.place, self.place.report_folder(REPORT))
        except ReportError as error:
            return error
        finally:
            assert tree(self.place.root.parent) == before
            path.write_bytes(kept)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        return None

    def value(self, record: str) -> Any:
        """Return what a record holds."""
        return json.loads((self.place.root / record).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def office(built, tmp_path_factory):
    """A workspace to put hostile records into; the working folder is beside it."""
    folder = tmp_path_factory.mktemp("hostile")
    place = copy_workspace(folder / "workspace")
    release(place, REPORT)
    shutil.copytree(built(str(REPORT)), place.report_folder(REPORT))
    path = place.root / "data/suqian/2023/disputes.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    here = Path.cwd()
    os.chdir(folder)
    yield Office(place)
    os.chdir(here)


@pytest.mark.parametrize("record", RECORDS)
def test_every_record_is_read_as_it_was_written(office, record):
    """What the kit writes it reads: no record of a real draft or release is refused."""
    assert office.read(record, (office.place.root / record).read_text(encoding="utf-8")) is None


@pytest.mark.parametrize("record", RECORDS)
@settings(FIXED, max_examples=6)
@given(data=st.data())
def test_a_hostile_value_anywhere_gives_a_sentence(office, record, data):
    """Whatever stands in whatever place of a record, it is read or refused in sentences, and nothing is written."""
    error = office.read(record, data.draw(hostile_forms(office.value(record))))
    assert error is None or all(sentence.endswith("。") and "\n" not in sentence for sentence in error.sentences())


@pytest.mark.long
@pytest.mark.parametrize("record", RECORDS)
@settings(FIXED, max_examples=150)
@given(data=st.data())
def test_hostile_values_by_the_thousand(office, record, data):
    """The same, for 150 forms of each of the ten records."""
    office.read(record, data.draw(hostile_forms(office.value(record))))


@pytest.mark.long
def test_no_hostile_value_passes_for_a_field_of_the_manifest(office):
    """In every place of a manifest every hostile value is refused, but a few that may stand where they do."""
    value, passed = office.value(MANIFEST), []
    inputs = ("inputs", "outputs", "packages", "fonts")
    value |= {name: dict(list(value[name].items())[:1]) for name in inputs}
    for place in list(places(value))[1:]:
        for hostile in VALUES:
            text = text_of(changed(value, place, "replace", hostile))
            path = office.place.root / "manifest.json"
            path.write_text(text, encoding="utf-8")
            try:
                read_manifest(office.place.root)
            except InputError:
                continue
            passed.append(place)
    (office.place.root / "manifest.json").unlink()
    free = {("kit", "version"), ("python",), *(("packages", name) for name in value["packages"])}
    empty = {(name,) for name in (*inputs, "parameters", "expired")}
    assert set(passed) <= free | empty | {("report",), ("commit",), ("kit", "files")} | {
        (name, key) for name in ("inputs", "outputs", "fonts") for key in value[name]
    }


COMMANDS = {
    "parameter name": {"parameters": {f"x = {PYTHON}  #": 1}},
    "parameter of another name": {"parameters": {"other": 1}},
    "parameter value": {"parameters": {"kind": {"a": [PYTHON]}}},
    "parameter that is code": {"parameters": {"kind": f'" + str({PYTHON}) + "'}},
    "commit": {"commit": f"--output={CANARY}"},
    "commit by name": {"commit": "HEAD"},
    "path": {"outputs": {"../../../etc/passwd": "0" * 64}},
    "absolute path": {"outputs": {"/etc/passwd": "0" * 64}},
    "hash": {"inputs": {"data/suqian/agency.yaml": "x"}},
    "report": {"report": "../../suqian@2024"},
    "nul": {"python": "3\0"},
    "digits": {"parameters": {"year": LONG}},
    "surrogate": {"python": "\ud800"},
    "depth": {"parameters": {"kind": DEEP}},
    "unknown key": {"more": 1},
    "day": {"expired": ["2024-02-30"]},
}


# The reading of every one is tested without the command above; a command takes two seconds.
QUICK = {"parameter name", "commit", "absolute path", "nul"}
HOSTILE = [
    pytest.param(change, id=name, marks=() if name in QUICK else pytest.mark.long) for name, change in COMMANDS.items()
]


@pytest.mark.long
@pytest.mark.parametrize("change", HOSTILE)
def test_verify_refuses_a_hostile_manifest(built, tmp_path, change):
    """`report verify` says in one sentence what is wrong, exit code 2; no code runs and no file is written."""
    place = copy_workspace(tmp_path / "workspace")
    folder = place.report_folder(REPORT)
    shutil.copytree(built(str(REPORT)), folder)
    path = folder / "manifest.json"
    path.write_text(text_of(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    before = tree(tmp_path)
    done = run_report("verify", str(folder), cwd=place.root)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert tree(tmp_path) == before


def test_what_lies_among_the_counted_tables_takes_no_inputs_place(office, tmp_path):
    """A notebook put beside the tables a release counted is neither taken for an input nor run."""
    place = copy_workspace(tmp_path / "workspace")
    target = place.release_folder(REPORT)
    shutil.copytree(office.place.release_folder(REPORT), target)
    evil = target / "record/counted/notebooks/annual_report.ipynb"
    evil.parent.mkdir(parents=True)
    text = (place.root / "notebooks/annual_report.ipynb").read_text(encoding="utf-8")
    evil.write_text(text.replace("check(report)", f"check(report); {PYTHON}"), encoding="utf-8")
    record = json.loads((target / "record/release.json").read_text(encoding="utf-8"))
    record["ledgers"] = {"data/suqian/2024/ledger.csv": "0" * 64}
    (target / "record/release.json").write_text(json.dumps(record), encoding="utf-8")
    before = tree(tmp_path)
    assert any("record/counted/notebooks/annual_report.ipynb" in one for one in verify(place, target).differences)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["data/suqian/2024/applications.csv", "data/shanzhou-sifaju/2024/ledger.csv", "x.csv"])
def test_only_ledgers_of_the_report_are_ledgers(office, name):
    """A release that calls another input its ledger, so that it would be left out of the comparison, is refused."""
    record = f"{RELEASED}/record/release.json"
    error = office.read(record, json.dumps(office.value(record) | {"ledgers": {name: "0" * 64}}))
    assert "登记的不是这份报告的台账" in str(error)
