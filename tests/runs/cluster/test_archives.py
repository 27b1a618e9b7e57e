"""Input archives, what comes back, addresses: all that needs no cluster."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from dataclasses import asdict

import pytest

from report_helpers.errors import InputError, RunError
from report_helpers.facts.identifiers import ReportId
from report_helpers.runs.batch import Result
from report_helpers.runs.cluster.archives import (
    OutputArchive,
    hashes_of,
    pack,
    read_files,
    unpack,
    write_files,
)
from report_helpers.runs.cluster.connection import check_address
from report_helpers.runs.cluster.results import WorkspaceStorage, received
from report_helpers.runs.cluster.url_storage import open_storage
from report_helpers.runs.fingerprints import Surroundings
from report_helpers.sources.workspace import Workspace
from tests.conftest import SHIPPED, contents, run_report

REPORTS = [
    ReportId(agency, year)
    for year in range(2019, 2026)
    if (SHIPPED.root / f"params/{year}.yaml").exists()
    for agency in SHIPPED.agencies(year)
]
REPORT = ReportId("suqian", 2024)


@pytest.mark.parametrize("report", REPORTS, ids=str)
def test_an_archive_is_the_report(report, tmp_path):
    """What is unpacked elsewhere loads as the very same report, and packs to the same archive."""
    archive = pack(SHIPPED, report)
    unpack(archive, tmp_path)
    there = Workspace(tmp_path)
    assert contents(there.load(report)) == contents(SHIPPED.load(report))
    assert pack(there, report).hashes == archive.hashes


def test_nothing_is_written_outside(tmp_path):
    """A path that leads out of the folder is refused before anything is written."""
    for name in ("../x", "/x", "a/../../x", "..\\x", ""):
        with pytest.raises(ValueError, match="outside"):
            write_files({"fine": b"", name: b""}, tmp_path / "in")
    assert not (tmp_path / "in").exists()


@pytest.fixture
def sent(workspace, built):
    """A workspace, a archive and what a worker would return for it."""
    files = read_files(built(str(REPORT)))
    return workspace, pack(workspace, REPORT), OutputArchive(Result(str(REPORT), 0), "tcp://worker", files, {})


def result_of(sent, **changed):
    """Return what becomes of returned files, some of them changed."""
    workspace, archive, returned = sent
    files = {**returned.files, **{name.replace("_", "."): content for name, content in changed.items()}}
    came = asdict(OutputArchive(returned.result, returned.worker, files, {}))
    return received(workspace, archive, came, Surroundings.now(workspace), WorkspaceStorage(workspace))


def test_what_was_asked_for_is_put_in_its_place(sent):
    """Files that their manifest vouches for stand in reports/ as they came."""
    assert (result_of(sent).code, result_of(sent).reason) == (0, "")
    assert read_files(sent[0].report_folder(REPORT)) == sent[2].files


def test_what_a_build_writes_beside_its_manifest_comes_along(sent):
    """A run.log, which no manifest vouches for, is no reason to refuse a report, here or at an address."""
    log = {"run.log": "一个子进程的输出\n".encode()}
    result = result_of(sent, run_log=log["run.log"])
    assert (result.code, result.reason) == (0, "")
    assert read_files(sent[0].report_folder(REPORT)) == {**sent[2].files, **log}
    storage = open_storage("memory://logged/reports")
    storage.put(REPORT, {**sent[2].files, **log})
    assert storage.current_checks(sent[0], REPORT, Surroundings.now(sent[0])) is not None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("inputs", {}, "不是由送去的文件生成的"),
        ("commit", "0" * 40, "不是由送去的文件生成的"),
        ("python", "2.7.18", "是在另一环境里生成的：Python不同"),
        ("fonts", {"fake.ttf": "0" * 64}, "fake.ttf（本机 没有，工作机 000000000000）"),
        ("outputs", {}, "与它自己的 manifest.json 不符"),
    ],
)
def test_what_was_not_asked_for_is_refused(sent, field, value, sentence):
    """A manifest that names other inputs, another environment or other outputs fails the report; nothing is written."""
    manifest = json.loads(sent[2].files["manifest.json"]) | {field: value}
    result = result_of(sent, manifest_json=json.dumps(manifest).encode())
    assert (result.code, sentence in result.reason) == (3, True), result.reason
    assert not sent[0].report_folder(REPORT).exists()


def test_a_changed_output_or_no_manifest_is_refused(sent):
    """One byte more in the page, a manifest that is no JSON, a file nobody vouches for: refused."""
    page = sent[2].files["report.html"] + b" "
    assert "不符" in result_of(sent, report_html=page).reason
    assert "没有可读的 manifest.json" in result_of(sent, manifest_json=b"[").reason
    assert "不符" in result_of(sent, more_txt=b"").reason


def test_an_address_keeps_whole_reports_only(sent):
    """What is put at an address stands there while nothing changes; stale files go, a lost one is noticed."""
    workspace, _, returned = sent
    storage = open_storage("memory://place/reports")
    now = Surroundings.now(workspace)
    assert storage.current_checks(workspace, REPORT, now) is None
    storage.put(REPORT, {**returned.files, "old.txt": b""})
    storage.put(REPORT, returned.files)
    assert storage.current_checks(workspace, REPORT, now) == json.loads(returned.files["checks.json"])
    kept = {name: storage.files.cat_file(f"{storage.root}/2024/suqian/{name}") for name in returned.files}
    assert hashes_of(kept) == hashes_of(returned.files)
    storage.files.rm_file(f"{storage.root}/2024/suqian/report.html")
    assert storage.current_checks(workspace, REPORT, now) is None


def test_an_address_that_cannot_be_written_is_said(sent, tmp_path):
    """A file where the folder should be gives a sentence, exit code 3; a kind fsspec does not know, exit code 2."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(RunError, match="不能写入"):
        open_storage(f"file://{tmp_path}/taken").put(REPORT, sent[2].files)
    with pytest.raises(InputError, match="不是能用的地址"):
        open_storage("nonsense://x")


@pytest.mark.parametrize("address", ["10.0.0.5:8786", "tcp://", "tcp://host", "tcp://host:port", "http://host:80", "x"])
def test_a_wrong_address_is_said(address):
    """What is no address of a scheduler is an input error."""
    with pytest.raises(InputError, match="不是调度器的地址"):
        check_address(address)


@pytest.mark.long
def test_a_wrong_address_ends_the_command():
    """The command says so in one sentence, exit code 2."""
    done = run_report("run-all", "2024", "--scheduler", "10.0.0.5:8786", cwd=SHIPPED.root)
    assert (done.returncode, "不是调度器的地址" in done.stderr) == (2, True), done.stderr


@pytest.mark.long
def test_a_scheduler_that_does_not_answer_is_said(workspace):
    """A port where nobody listens ends with one sentence and exit code 3; nothing is written."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    code = (
        "import sys; from report_helpers.runs.cluster import connection; connection.CONNECT_SECONDS = 1\n"
        "from report_helpers.cli import main; sys.exit(main())"
    )
    command = [sys.executable, "-c", code, "run-all", "2024", "--force", "--scheduler", address]
    done = subprocess.run(command, cwd=workspace.root, capture_output=True, text=True, check=False)
    assert (done.returncode, "连不上" in done.stderr) == (3, True), done.stderr
    assert done.stderr.count("\n") == 1
    assert not (workspace.root / "reports/2024").exists()


@pytest.mark.parametrize(
    ("address", "configured", "sentence"),
    [
        ("tls://127.0.0.1:1", {"TLS__CA_FILE": "/no/such.pem", "TLS__CLIENT__CERT": "/no/such.pem"}, "证书用不了"),
        pytest.param("tls://127.0.0.1:1", {}, "没有证书", marks=pytest.mark.long),
        pytest.param("tcp://127.0.0.1:1", {"REQUIRE_ENCRYPTION": "true"}, "要求加密", marks=pytest.mark.long),
    ],
)
def test_certificates_that_do_not_fit_are_said(workspace, monkeypatch, address, configured, sentence):
    """Without certificates, with ones that are not there, or unencrypted against the rules: a sentence, exit code 2."""
    for name, value in configured.items():
        monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__{name}", value)
    done = run_report("run-all", "2024", "--scheduler", address, cwd=workspace.root)
    assert (done.returncode, sentence in done.stderr) == (2, True), done.stderr
    assert done.stderr.count("\n") == 1


def test_without_distributed_a_sentence_says_what_to_install(workspace):
    """Where distributed is not installed run-all says how to, exit code 2, and build-all needs none of it."""
    code = (
        "import sys; sys.modules['distributed'] = None; import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'distributed' else find(name, *rest)\n"
        "from report_helpers.cli import main; sys.exit(main())"
    )
    command = [sys.executable, "-c", code, "run-all", "2024", "--scheduler", "tcp://x:1"]
    done = subprocess.run(command, cwd=workspace.root, capture_output=True, text=True, check=False)
    assert (done.returncode, "report-helpers[cluster]" in done.stderr) == (2, True), done.stderr


def test_two_kinds_of_one_agency_are_stored_apart():
    """A report of another kind has its kind's name in its address, as it has below reports/."""
    storage = open_storage("memory://kinds/reports")
    for kind in ("", "waterworks"):
        storage.put(ReportId("suqian", 2024, kind), {"report.html": kind.encode()})
    assert storage.files.cat_file("memory://kinds/reports/2024/suqian/report.html") == b""
    assert storage.files.cat_file("memory://kinds/reports/waterworks/2024/suqian/report.html") == b"waterworks"
