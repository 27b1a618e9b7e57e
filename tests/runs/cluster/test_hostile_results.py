"""What a worker that lies or means harm returns: data only, held to the facts here, and nothing of it runs."""

from __future__ import annotations

import contextlib
import json
import pickle
import tracemalloc
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest
from distributed import protocol
from distributed.protocol.serialize import ToPickle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from report_helpers.facts.identifiers import ReportId
from report_helpers.files.hashing import hashes_of
from report_helpers.runs.batch import Result
from report_helpers.runs.cluster.archives import OutputArchive, pack, read_files
from report_helpers.runs.cluster.connection import connected
from report_helpers.runs.cluster.plain_data import Foreign, only_data, read_data
from report_helpers.runs.cluster.results import WorkspaceStorage, received
from report_helpers.runs.fingerprints import UNVOUCHED, Surroundings
from report_helpers.runs.manifest import read_manifest
from report_helpers.sources.manifest_json import parse_manifest
from tests.conftest import copy_workspace, run_report
from tests.hostile import DEEP, LONG, VALUES, changed, places, tree

if TYPE_CHECKING:
    from pathlib import Path

REPORT = ReportId("suqian", 2024)
FIXED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
FINDINGS = "application/vnd.report-helpers.findings"


class Cluster:
    """A workspace, what was sent to a worker and what an honest one returned."""

    def __init__(self, root: Path, built: Path) -> None:
        self.place = copy_workspace(root / "workspace")
        self.sent = pack(self.place, REPORT)
        self.files = read_files(built)
        self.here = Surroundings.now(self.place)

    def receive(self, came: object) -> Result:
        """Take what a worker returned."""
        return received(self.place, self.sent, came, self.here, WorkspaceStorage(self.place))

    def returned(self, **more: Any) -> dict[str, Any]:
        """Return what an honest worker returns, some of it otherwise."""
        return asdict(OutputArchive(Result(str(REPORT), 0), "tcp://worker", self.files, {})) | more

    def vouched(self, changes: dict[str, bytes]) -> dict[str, Any]:
        """Return what a worker returns that has changed files and its manifest with them."""
        files = {name: data for name, data in {**self.files, **changes}.items() if data}
        outputs = hashes_of({name: data for name, data in files.items() if name not in UNVOUCHED})
        manifest = json.loads(files["manifest.json"]) | {"outputs": outputs}
        return self.returned(files=files | {"manifest.json": json.dumps(manifest).encode()})


@pytest.fixture(scope="module")
def lying(built, tmp_path_factory):
    """What a worker returned, to be changed."""
    return Cluster(tmp_path_factory.mktemp("returned"), built(str(REPORT)))


def replaced(name: str, old: str, new: str) -> Any:
    """Return what changes one text in one file."""

    def change(files: dict[str, bytes]) -> dict[str, bytes]:
        text = files[name].decode()
        assert old in text
        return {name: text.replace(old, new).encode()}

    return change


def findings(change: dict[str, Any]) -> Any:
    """Return what changes the findings in notebook and checks.json alike."""

    def changed_files(files: dict[str, bytes]) -> dict[str, bytes]:
        notebook = json.loads(files["report.ipynb"])
        for cell in notebook["cells"]:
            for output in cell.get("outputs", ()):
                if FINDINGS in output.get("data", {}):
                    output["data"][FINDINGS] = json.dumps(json.loads(output["data"][FINDINGS]) | change)
        checks = json.loads(files["checks.json"]) | change
        return {"report.ipynb": json.dumps(notebook).encode(), "checks.json": json.dumps(checks).encode()}

    return changed_files


LIES = {
    "a figure of the page": (replaced("report.html", ">3440<", ">3441<"), "应为“3440”，读回为“3441”"),
    "a figure of the review page": (replaced("review.html", ">3440<", ">3441<"), "读回"),
    "a figure of the data": (replaced("data/facts.csv", "3440", "3441"), "data/facts.csv"),
    "a figure of report.json": (replaced("data/report.json", "3440", "3441"), "data/report.json"),
    "a figure of the notebook": (replaced("report.ipynb", "3440", "3441"), "与数据不一致"),
    "another code": (replaced("report.ipynb", "check(report)", "check(report)  # 改"), "不是送去的那一份"),
    "a verdict": (findings({"verdict": "warn"}), "与重新校验的不一致"),
    "rules that pass": (findings({"rules": {}}), "与重新校验的不一致"),
    "checks.json alone": (replaced("checks.json", '"verdict"', '"verdict" '), "checks.json"),
    "a file more": (lambda _: {"data/more.csv": b"x"}, "data/more.csv"),
    "a program": (lambda _: {"run.sh": b"x"}, "run.sh"),
    "a file less": (lambda _: {"report.pdf": b""}, "report.pdf"),
    "no PDF": (lambda _: {"report.pdf": b"%PDF-1.7"}, "失败"),
    "no Word": (lambda _: {"report.docx": b"PK"}, "失败"),
    "no notebook": (lambda _: {"report.ipynb": b"{}"}, "不是有效的 notebook"),
    "no page": (lambda _: {"report.html": b"\xff"}, "读回"),
}


@pytest.mark.parametrize(("change", "sentence"), LIES.values(), ids=LIES)
def test_a_lie_that_its_manifest_vouches_for_is_found(lying, change, sentence):
    """Files changed together with their manifest are held to the facts here; the report fails, nothing is written."""
    before = tree(lying.place.root)
    result = lying.receive(lying.vouched(change(lying.files)))
    assert (result.code, sentence in result.reason) == (3, True), result.reason
    assert {name for name in tree(lying.place.root) if "/." not in name} == set(before)


def test_outcome_and_verdict_are_worked_out_here(built, tmp_path):
    """Whatever a worker says of verdict, counts and exit code, the result is that of the report's own checks."""
    cluster = Cluster(tmp_path, built(str(REPORT)))
    lie = Result("other@2020", 1, "fail", 7, 7, seconds=1.5, skipped=True)
    result = cluster.receive(cluster.returned(result=asdict(lie)))
    honest = json.loads(cluster.files["checks.json"])
    assert (result.report, result.verdict, result.errors, result.skipped) == (
        "suqian@2024",
        honest["verdict"],
        0,
        False,
    )
    assert (result.code, result.seconds) == (0, 1.5)
    assert read_manifest(cluster.place.report_folder(REPORT)) == parse_manifest(cluster.files["manifest.json"], "")


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a\\b", "", ".", "x" * 300, "a\0b", "\ud800"])
def test_a_file_outside_is_refused(lying, name):
    """Neither a report nor the remains of a failed one put a file outside their folder."""
    before = tree(lying.place.root.parent)
    for came in (
        lying.returned(files={**lying.files, name: b""}),
        lying.returned(remains={name: b""}, result=asdict(Result(str(REPORT), 3, reason="没有成功"))),
    ):
        assert lying.receive(came).code == 3
    assert tree(lying.place.root.parent) == before


def hostile_results(cluster: Cluster) -> st.SearchStrategy[Any]:
    """Return what workers return with one thing in it hostile."""
    honest, manifest = cluster.returned(), json.loads(cluster.files["manifest.json"])
    values = st.sampled_from(
        [value for value in VALUES if value not in (DEEP, LONG)] + [b"", b"x", Foreign("x"), 10**5000]
    )
    ways = st.sampled_from(["replace", "drop", "name", "add"])
    anywhere = st.builds(changed, st.just(honest), st.sampled_from(list(places(honest))), ways, values)
    path = st.sampled_from([place for place in places(manifest) if place])
    plain = st.sampled_from([value for value in VALUES if value not in (DEEP, LONG)])
    other = st.builds(changed, st.just(manifest), path, ways, plain)
    return anywhere | other.map(
        lambda value: cluster.returned(files={**cluster.files, "manifest.json": json.dumps(value).encode()})
    )


def take(cluster: Cluster, came: object) -> None:
    """Take a hostile result: a result comes of it, and no file but a report's own."""
    before = {name for name in tree(cluster.place.root.parent) if "/reports/" not in name}
    result = cluster.receive(came)
    assert result.report == str(REPORT)
    assert result.code in {0, 2, 3}
    assert bool(result.reason) == (result.code != 0)
    assert {name for name in tree(cluster.place.root.parent) if "/reports/" not in name} == before


@settings(FIXED, max_examples=25)
@given(data=st.data())
def test_a_hostile_result_is_a_failure_in_a_sentence(lying, data):
    """Whatever comes back, the report has a result, and nothing is written but it."""
    take(lying, data.draw(hostile_results(lying)))


@pytest.mark.long
@settings(FIXED, max_examples=1000)
@given(data=st.data())
def test_hostile_results_by_the_thousand(lying, data):
    """The same, a thousand times."""
    take(lying, data.draw(hostile_results(lying)))


class Evil:
    """What runs when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        """Open a file."""
        return open, (str(self.path), "w")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
)


@given(PLAIN, st.integers(0, pickle.HIGHEST_PROTOCOL))
def test_data_is_read_as_it_was_sent(value, version):
    """Plain values come back whole from every version of pickles."""
    assert read_data(pickle.dumps(value, version)) == value or version < 3


def test_nothing_of_a_class_is_made(tmp_path):
    """A pickle that would open a file, or hold an object, gives a note of what it names; nothing runs."""
    path = tmp_path / "canary"
    found = read_data(pickle.dumps([Evil(path), Surroundings("k", "p", {}, {}), ValueError("why")]))
    assert found[0].meant() == (f"{open.__module__}.open", (str(path), "w"))  # io, since Python 3.13 _io
    assert str(found[2]) == "ValueError：why"
    assert all(isinstance(each, Foreign) for each in found)
    assert not path.exists()


@pytest.mark.parametrize(
    "pickled", [b"cbuiltins\nbytes\n(L9999999999999L\ntR.", b"\x96" + bytes(6) + b"\1\0x.", b"]r" + b"\xff" * 4 + b"."]
)
def test_no_room_is_made_for_a_size_that_is_named(pickled):
    """Bytes of 10 TB, a bytearray of 256 TB or a place 4,294,967,295 of the memo take no room."""
    tracemalloc.start()
    with contextlib.suppress(ValueError, pickle.UnpicklingError):
        assert not isinstance(read_data(pickled), bytes)
    assert tracemalloc.get_traced_memory()[1] < 10**6
    tracemalloc.stop()


def test_dasks_own_reading_takes_data_only(tmp_path):
    """While connected, whatever dask reads in this process goes through that reader; before and after, its own."""
    path = tmp_path / "canary"
    header, frames = protocol.serialize(Evil(path))
    sent = protocol.dumps({"x": protocol.to_serialize(Evil(path)), "y": ToPickle(Evil(path))})
    with only_data():
        assert isinstance(protocol.deserialize(header, frames), Foreign)
        assert all(isinstance(each, Foreign) for each in protocol.loads(sent).values())
    assert not path.exists()
    protocol.deserialize(header, frames).close()
    assert path.exists()


@pytest.mark.long
def test_a_task_that_returns_or_raises_objects_runs_nothing_here(cluster, tmp_path):
    """On a real cluster: an object that a worker returns or raises is a note of its class here."""
    with connected(cluster.address) as client:
        path = str(tmp_path / "canary")
        code = f"type('E', (), {{'__reduce__': lambda self: (open, ({path!r}, 'w'))}})()"
        came = client.submit(eval, code, pure=False).result()
        assert isinstance(came, Foreign)
        with pytest.raises(Foreign, match="why"):
            client.submit(eval, "(_ for _ in ()).throw(ValueError('why'))", pure=False).result()
        assert client.submit(eval, "{'a': [b'x', 1.5, None]}", pure=False).result() == {"a": [b"x", 1.5, None]}
    assert not (tmp_path / "canary").exists()


@pytest.mark.long
def test_public_cells_are_not_taken_from_a_worker(tmp_path):
    """What a notebook shows of its own is known by running it alone: such a report is to be built here."""
    place = copy_workspace(tmp_path / "workspace")
    path = place.root / "notebooks/annual_report.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = notebook["cells"]
    first = next(number for number, cell in enumerate(cells) if "report.section" in "".join(cell["source"]))
    own = {"cell_type": "markdown", "id": "own", "metadata": {"tags": ["public"]}, "source": "另有说明。"}
    path.write_text(json.dumps(notebook | {"cells": [*cells[: first + 1], own, *cells[first + 1 :]]}), encoding="utf-8")
    assert run_report("build", str(REPORT), cwd=place.root).returncode == 0
    sent, files = pack(place, REPORT), read_files(place.report_folder(REPORT))
    came = asdict(OutputArchive(Result(str(REPORT), 0), "tcp://worker", files, {}))
    result = received(place, sent, came, Surroundings.now(place), WorkspaceStorage(place))
    assert (result.code, "请用 report build 在本机生成" in result.reason) == (3, True), result.reason
