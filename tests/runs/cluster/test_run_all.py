"""Reports on real workers: the bytes of local builds, one failure alone, nothing left behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from report_helpers.facts.identifiers import ReportId
from report_helpers.outputs.fonts import font_files
from report_helpers.processes.children import CAN_FORK
from report_helpers.runs.cluster.archives import pack
from report_helpers.runs.cluster.build_processes import BuildProcesses
from report_helpers.sources.workspace import Workspace
from tests.conftest import run_report
from tests.runs.cluster.conftest import YEAR, wait_for

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not CAN_FORK, reason="这个系统不能 fork"),
    pytest.mark.xdist_group("batch"),
]
NAMES = ("first", "second", "suqian")


def contents(folder):
    """Return the bytes of a year's reports by path; timings and indexes differ from run to run."""
    files = (path for name in NAMES for path in (folder / name).rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files if path.name != "timings.json"}


def put_into_notebook(root, agency, source):
    """Have the notebook run *source* for one agency before it loads anything."""
    path = root / "notebooks/annual_report.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    cell = next(cell for cell in notebook["cells"] if "load(" in "".join(cell["source"]))
    cell["source"] = [f"if agency == '{agency}':\n", f"    {source}\n", *cell["source"]]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_cluster_gives_the_bytes_of_local_builds(region, cluster, run_all):
    """Every file but the timings is that of build-all, commit and fonts included; what stands is left to stand."""
    (region / "fonts").mkdir()
    shutil.copy(font_files()[0], region / "fonts" / f"office{font_files()[0].suffix}")
    done = run_all(cluster.address)
    assert (done.returncode, "生成 3 份" in done.stdout) == (0, True), done.stdout + done.stderr
    there = contents(region / "reports" / YEAR)
    manifest = json.loads(there["first/manifest.json"])
    assert (len(manifest["commit"]), len(manifest["fonts"])) == (40, len(font_files()) + 1)
    assert (region / f"reports/{YEAR}/index.html").exists()
    assert "没有变化 3 份" in run_report("build-all", YEAR, cwd=region).stdout
    assert "没有变化 3 份" in run_all(cluster.address).stdout
    assert run_report("build-all", YEAR, "--force", cwd=region).returncode == 0
    assert contents(region / "reports" / YEAR) == there
    left = {path.name for name in ("one", "two") for path in (cluster.folder / name).rglob("report-*/*")}
    assert left == {"fonts"}  # loaded once; they go with the process
    assert sorted(path.name for path in (region / "reports" / YEAR).glob(".*[!k]")) == []


def test_reports_can_go_to_an_address(region, cluster, run_all, tmp_path):
    """With --output they are written there, whole, and what stands there is left to stand; reports/ stays empty."""
    url = f"file://{tmp_path}/shelf"
    assert run_all(cluster.address, "--output", url).returncode == 0
    assert not (region / "reports" / YEAR).exists()
    assert "没有变化 3 份" in run_all(cluster.address, "--output", url).stdout
    (tmp_path / f"shelf/{YEAR}/first/report.html").write_text("broken")
    (tmp_path / f"shelf/{YEAR}/first/stale.txt").write_text("stale")
    assert "生成 1 份" in run_all(cluster.address, "--output", url).stdout
    assert run_report("build-all", YEAR, cwd=region).returncode == 0
    assert contents(tmp_path / "shelf" / YEAR) == contents(region / "reports" / YEAR)


def test_a_worker_that_is_killed_costs_no_report(region, cluster):
    """Kill -9 of a worker in the middle: its report is built by the other, its processes and folder go."""
    command = [str(Path(sys.executable).with_name("report")), "run-all", YEAR, "--scheduler", cluster.address]
    client = subprocess.Popen(command, cwd=region, stdout=subprocess.PIPE, text=True)
    wait_for(lambda: list((cluster.folder / "one").rglob("reports/*/.*.building")))
    cluster.kill("one")
    printed = client.communicate(timeout=200)[0]
    assert (client.returncode, "生成 3 份" in printed) == (0, True), printed
    assert sorted(path.name for path in (region / "reports" / YEAR).glob("*/manifest.json")) == ["manifest.json"] * 3
    wait_for(lambda: not cluster.build_processes("one"))
    assert list((cluster.folder / "one").rglob("report-*/data")) == []


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("import os; os._exit(0)", "内核中途退出"),
        ("import os; os.kill(os.getppid(), 9)", "中途退出"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_a_report_that_fails_on_a_worker_fails_alone(region, cluster, run_all, source, sentence):
    """Whatever a cell does, its report is named, its remains are here, and the others are built."""
    put_into_notebook(region, "first", source)
    done = run_all(cluster.address)
    assert (done.returncode, sentence in done.stdout) == (3, True), done.stdout
    assert "first@2024" in done.stdout
    assert "生成 2 份" in done.stdout
    assert str(cluster.folder) not in done.stdout
    assert str(region / f"reports/{YEAR}/.first.failed") in done.stdout
    assert (region / f"reports/{YEAR}/.first.failed").is_dir()


def test_a_report_that_kills_the_warm_process_is_named(region, cluster, run_all):
    """The process that renders dies of one report: it is named with its worker, the others are built."""
    kill = "import os; os.kill(int(open(f'/proc/{os.getppid()}/stat').read().split()[3]), 9)"
    put_into_notebook(region, "first", kill)
    done = run_all(cluster.address)
    assert (done.returncode, "生成 2 份" in done.stdout) == (3, True), done.stdout
    assert "first@2024　没有生成　生成程序中途退出（可能内存不足；工作机 tcp://127.0.0.1:" in done.stdout


def test_a_report_with_public_cells_is_not_sent(region, cluster, run_all, tmp_path):
    """Its notebook does not run on a worker: it is named at once, with what to do, and the others are built."""
    notebook = json.loads((region / "notebooks/annual_report.ipynb").read_text("utf-8"))
    ran = tmp_path / "ran"
    own = {"cell_type": "code", "id": "own", "metadata": {"tags": ["public"]}, "outputs": [], "execution_count": None}
    notebook["cells"].append(own | {"source": f"open({str(ran)!r}, 'w').close()"})
    (region / f"data/first/{YEAR}/notebook.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    done = run_all(cluster.address)
    assert (done.returncode, "生成 2 份" in done.stdout, ran.exists()) == (3, True, False), done.stdout
    assert "请用 report build 在本机生成" in done.stdout


def test_wrong_input_is_said_as_it_is_locally(region, cluster, run_all):
    """A bad figure and an agency that does not exist give the sentences of build-all, and exit code 2."""
    bad = region / f"data/first/{YEAR}/disputes.csv"
    bad.write_text(bad.read_text("utf-8").replace(",88,", ",八十八,"), encoding="utf-8")
    arguments = ("--agency", "first", "--agency", "nowhere")
    there = run_all(cluster.address, *arguments)
    here = run_report("build-all", YEAR, *arguments, cwd=region)
    assert (there.returncode, here.returncode) == (2, 2)
    assert there.stdout == here.stdout


def test_a_worker_of_another_environment_is_refused(region, scheduler, run_all, tmp_path):
    """A package that only the worker has is named with the worker, and nothing is sent or written."""
    (tmp_path / "more/mushroom-1.2.dist-info").mkdir(parents=True)
    scheduler.start_worker("one", PYTHONPATH=str(tmp_path / "more"))
    scheduler.wait_for_workers(1)
    done = run_all(scheduler.address)
    assert done.returncode == 2
    assert "包不同：mushroom（本机 没有，工作机 1.2）" in done.stderr
    assert not (region / "reports" / YEAR).exists()
    assert scheduler.build_processes() == []


def test_a_killed_scheduler_ends_the_batch(region, cluster):
    """Kill -9 of the scheduler: every report that is left is named, exit code 3."""
    command = [str(Path(sys.executable).with_name("report")), "run-all", YEAR, "--scheduler", cluster.address]
    client = subprocess.Popen(command, cwd=region, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: list(cluster.folder.rglob("reports/*/.*.building")))
    os.kill(cluster.processes["scheduler"].pid, signal.SIGKILL)
    printed, complaints = client.communicate(timeout=200)
    assert client.returncode == 3, complaints
    assert "与调度器的连接断了" in printed
    assert "Traceback" not in complaints


def test_a_scheduler_without_workers_is_said(region, scheduler, run_all):
    """A cluster with no worker ends with one sentence and exit code 3, nothing written."""
    done = run_all(scheduler.address)
    assert (done.returncode, "没有工作机" in done.stderr) == (3, True), done.stderr
    assert done.stderr.count("\n") == 1
    assert not (region / "reports" / YEAR).exists()


def test_a_process_at_rest_ends(region, tmp_path):
    """A build process nobody needs is ended after idling, and its folder with it; the next task starts another."""
    base = tmp_path / "worker"
    base.mkdir()
    processes = BuildProcesses(idle_seconds=0.2)
    archive = pack(Workspace(region), ReportId("first", int(YEAR)))
    for _ in range(2):
        returned = processes.build(archive, {}, str(base), "worker")
        assert returned.result.reason == ""
        wait_for(lambda: not list(base.iterdir()))
