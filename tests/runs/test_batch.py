"""Many reports at once: the bytes of a single build, one failure alone, nothing left behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from report_helpers.processes.children import CAN_FORK
from tests.conftest import only_html, run_report
from tests.waiting import processes, wait_for

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not CAN_FORK, reason="这个系统不能 fork"),
    pytest.mark.xdist_group("batch"),
]
YEAR = "2024"


@pytest.fixture
def region(workspace):
    """A workspace with two agencies that report on 2024, and HTML as their only output."""
    for other in ("pingtan", "qingyuan"):
        shutil.rmtree(workspace.root / "data" / other)
    shutil.copytree(workspace.root / "data/suqian", workspace.root / "data/first")
    only_html(workspace.root, YEAR)
    return workspace.root


def batch(root, *arguments):
    """Run `report build-all`."""
    return run_report("build-all", YEAR, *arguments, cwd=root)


def leftovers(root):
    """Return what lies beside the finished reports."""
    names = (path.name for path in (root / "reports" / YEAR).glob("*"))
    return [name for name in names if name.startswith(".") and not name.endswith(".lock")]


def is_locked(path):
    """Tell whether somebody holds a lock."""
    if not path.exists():
        return False
    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    lock.release()
    return False


def test_a_batch_gives_the_bytes_of_single_builds_and_skips_what_stands(region):
    """Forked or in a kernel, a report is the same; a second batch runs nothing; a changed input only its report."""
    assert batch(region).returncode == 0
    made = {
        name: json.loads((region / f"reports/{YEAR}/{name}/manifest.json").read_text("utf-8"))
        for name in ("suqian", "first")
    }
    again = batch(region)
    assert "没有变化 2 份" in again.stdout
    single = run_report("build", f"suqian@{YEAR}", cwd=region)
    assert single.returncode == 0
    kernel = json.loads((region / f"reports/{YEAR}/suqian/manifest.json").read_text("utf-8"))
    assert kernel == made["suqian"]
    path = region / f"data/first/{YEAR}/narrative.md"
    path.write_text(path.read_text("utf-8").replace("举一反三", "以案促改"), encoding="utf-8")
    third = batch(region)
    assert "生成 1 份（其中草稿 0 份），没有变化 1 份" in third.stdout
    assert leftovers(region) == []


def test_broken_reports_are_named_and_the_others_whole(region):
    """A bad figure, a draft and a sound report each get their own outcome; some are built, so the code is 1."""
    bad = region / f"data/first/{YEAR}/disputes.csv"
    bad.write_text(bad.read_text("utf-8").replace(",88,", ",八十八,"), encoding="utf-8")
    shutil.copytree(region / "data/suqian", region / "data/second")
    draft = region / f"data/second/{YEAR}/applications.csv"
    draft.write_text(draft.read_text("utf-8").replace(",1408,", ",1409,"), encoding="utf-8")
    finished = batch(region)
    assert finished.returncode == 1
    assert "first@2024" in finished.stdout
    assert "不是数字" in finished.stdout
    assert "生成 2 份（其中草稿 1 份），没有变化 0 份，失败 1 份" in finished.stdout
    assert sorted(path.name for path in (region / f"reports/{YEAR}").glob("[!.]*/")) == ["second", "suqian"]
    again = batch(region, "--agency", "second", "--agency", "suqian")
    assert (again.returncode, "没有变化 2 份" in again.stdout) == (1, True)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("import os; os._exit(0)", "内核中途退出"),
        ("import os; os.kill(os.getppid(), 9)", "中途退出"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_a_notebook_that_kills_its_process_fails_its_report_only(region, source, sentence):
    """Whatever a cell does to its process, or to the one that forked it, the batch goes on and says so."""
    path = region / "notebooks/annual_report.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    cell = next(cell for cell in notebook["cells"] if "load(" in "".join(cell["source"]))
    cell["source"] = ["if agency == 'first':\n", f"    {source}\n", *cell["source"]]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    finished = batch(region)
    assert finished.returncode == 3
    assert sentence in finished.stdout
    assert "生成 1 份" in finished.stdout
    assert not (region / f"reports/{YEAR}/first").exists()


def test_what_a_cell_leaves_in_its_process_reaches_no_other_report(region):
    """A notebook with code of an office's own has a process to itself, however many reports there are."""
    for name in ("second", "third", "fourth", "fifth"):  # more than there are workers
        shutil.copytree(region / "data/suqian", region / "data" / name)
    path = region / "notebooks/annual_report.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    cell = next(cell for cell in notebook["cells"] if "load(" in "".join(cell["source"]))
    own = ["import json\n", "print(getattr(json, 'left', 'nothing left'))\n", "json.left = agency\n"]
    cell["source"] = [*own, *cell["source"]]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    batch(region)
    made = sorted(region.glob(f"reports/{YEAR}/*/report.ipynb"))
    assert len(made) == 6
    assert all("nothing left\\n" in one.read_text("utf-8") for one in made)


def test_a_killed_batch_leaves_no_process_and_the_next_one_goes_on(region):
    """Kill -9 of the runner in the middle: its lanes and notebooks die with it, finished reports stay."""
    command = [str(Path(sys.executable).with_name("report")), "build-all", YEAR]
    runner = subprocess.Popen(command, cwd=region)
    wait_for(lambda: is_locked(region / "reports/.batch.lock"))
    second = batch(region)
    assert (second.returncode, "另有一个批量任务正在运行" in second.stderr) == (3, True)
    wait_for(lambda: leftovers(region))
    os.kill(runner.pid, signal.SIGKILL)
    runner.wait()
    wait_for(lambda: not processes(region))
    assert batch(region).returncode == 0
    assert leftovers(region) == []
