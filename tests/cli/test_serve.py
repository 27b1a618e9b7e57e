"""The build service: the bytes and exit codes of a cold build, and nothing left behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import report_helpers
from report_helpers.warm import CAN_FORK
from tests.conftest import run_report
from tests.processes import processes, wait_for

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not CAN_FORK, reason="这个系统不能 fork"),
    pytest.mark.xdist_group("serve"),
]
REPORT = "suqian@2024"  # the one the service rehearses
OTHER = "pingtan@2023"
COMMAND = str(Path(sys.executable).with_name("report"))


@pytest.fixture
def runtime(monkeypatch):
    """A folder of its own for the service's socket, its name short enough for one."""
    folder = Path(tempfile.mkdtemp(prefix="serve-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def serve(runtime, workspace):  # noqa: ARG001  where its socket is
    """Start the service and wait until it is ready; it is ended with the test."""
    started = []

    def start():
        process = subprocess.Popen([COMMAND, "serve"], cwd=workspace.root, stderr=subprocess.PIPE, text=True)
        started.append(process)
        assert "已就绪" in process.stderr.readline()
        return process

    yield start
    for process in started:
        process.terminate()
        process.wait(timeout=30)
        process.stderr.close()


def files(workspace, report):
    """Return every file of a built report but its times, and so its manifest too."""
    agency, year = report.split("@")
    folder = workspace.root / "reports" / year / agency
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "timings.json"
    }


def without_times(text):
    """Return what a build prints but for its seconds."""
    return [line for line in text.splitlines() if not line.startswith("用时")]


def make_it_sleep(workspace):
    """Have the report's notebook wait for ever."""
    notebook = json.loads(workspace.notebook.read_text("utf-8"))
    cell = next(cell for cell in notebook["cells"] if "load(" in "".join(cell["source"]))
    cell["source"] = ["import pathlib, time\n", "pathlib.Path(workspace, 'asleep').touch()\n", "time.sleep(600)\n"]
    workspace.notebook.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_served_report_has_the_bytes_words_and_codes_of_a_cold_one(serve, workspace):
    """All files, what is printed and exit codes are those of a build without the service; so is wrong input."""
    colds = {report: run_report("build", report, cwd=workspace.root) for report in (REPORT, OTHER)}
    made = {report: files(workspace, report) for report in colds}
    nowhere = run_report("build", "nowhere@2024", cwd=workspace.root)
    serve()
    for report in (REPORT, OTHER, REPORT):
        cold, served = colds[report], run_report("build", report, cwd=workspace.root)
        assert served.returncode == cold.returncode, served.stderr
        assert without_times(served.stdout) == without_times(cold.stdout)
        assert served.stderr == cold.stderr
        assert files(workspace, report) == made[report]
    assert "启动 0.0" in served.stdout  # nothing was imported: the service did it
    again = run_report("build", "nowhere@2024", cwd=workspace.root)
    assert (again.returncode, again.stdout, again.stderr) == (2, nowhere.stdout, nowhere.stderr)
    changed = workspace.root / "data/suqian/2024/disputes.csv"
    changed.write_text(changed.read_text("utf-8").replace(",88,", ",八十八,"), encoding="utf-8")
    assert "不是数字" in run_report("build", REPORT, cwd=workspace.root).stderr


def test_the_client_imports_next_to_nothing():
    """What `report build` imports before it asks the service is the smallest of the standard library."""
    script = "import sys, report_helpers.cli, report_helpers.service_link; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    kit = {"report_helpers", "report_helpers.cli", "report_helpers.quick_import", "report_helpers.service_link"}
    assert {name for name in loaded if name.startswith("report_helpers")} == kit
    assert not {"typing", "pathlib", "dataclasses", "hashlib", "click", "rich", "pydantic"}.intersection(loaded)


def test_another_environment_builds_cold_and_a_second_service_is_not_needed(serve, workspace, monkeypatch):
    """A client whose environment differs says so and builds by itself; a second `report serve` says there is one."""
    serve()
    second = run_report("serve", cwd=workspace.root)
    assert (second.returncode, "已有一个生成服务" in second.stderr) == (2, True)
    monkeypatch.setenv("PYTHONHASHSEED", "3")
    other = run_report("build", REPORT, cwd=workspace.root)
    assert (other.returncode, "另一种环境变量" in other.stderr) == (0, True)
    assert "启动 0.0" not in other.stdout


def test_after_a_change_of_the_kit_a_restart_is_asked_for(serve, workspace, tmp_path, monkeypatch):
    """A file of the kit that is not what the service started with makes the client build cold and say so."""
    kit = tmp_path / "kit/report_helpers"
    shutil.copytree(Path(report_helpers.__file__).parent, kit)
    monkeypatch.setenv("PYTHONPATH", str(kit.parent))
    serve()
    assert "启动 0.0" in run_report("build", REPORT, cwd=workspace.root).stdout
    rules = kit / "checks/rules.yaml"
    rules.write_text(rules.read_text("utf-8") + "\n", encoding="utf-8")
    after = run_report("build", REPORT, cwd=workspace.root)
    assert (after.returncode, "请重新启动 report serve" in after.stderr) == (0, True)


def test_a_service_that_is_ended_or_killed_leaves_nothing_in_the_way(serve, runtime, workspace):
    """SIGTERM leaves no file and no process; after kill -9 builds are cold and the next service clears up."""
    first = serve()
    first.terminate()
    assert first.wait(timeout=30) == 0
    assert list(runtime.iterdir()) == []
    killed = serve()
    killed.kill()
    killed.wait()
    assert len(list(runtime.glob("*/*.sock"))) == 1
    assert run_report("build", REPORT, cwd=workspace.root).returncode == 0
    assert processes(workspace.root) == []
    serve()
    assert "启动 0.0" in run_report("build", REPORT, cwd=workspace.root).stdout


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_with_its_client_a_served_build_ends(serve, workspace, ending):
    """Ctrl-C of the client is the build's, which says so with code 3; a killed client's build ends as well."""
    service = serve()
    make_it_sleep(workspace)
    client = subprocess.Popen([COMMAND, "build", REPORT], cwd=workspace.root, stderr=subprocess.PIPE, text=True)
    wait_for((workspace.root / "asleep").exists)
    client.send_signal(ending)
    _, said = client.communicate(timeout=60)
    wait_for(lambda: processes(workspace.root) == [service.pid])
    if ending == signal.SIGINT:
        assert (client.returncode, "已中断" in said) == (3, True)


def test_a_folder_others_may_enter_is_refused(runtime, workspace):
    """Where others could put a socket of theirs there is no service; the sentence names the folder."""
    folder = runtime / f"report-helpers-{os.getuid()}"
    folder.mkdir()
    folder.chmod(0o755)
    finished = run_report("serve", cwd=workspace.root)
    assert (finished.returncode, str(folder) in finished.stderr) == (2, True)
