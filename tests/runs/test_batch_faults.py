"""What a batch survives: notebooks that hang, crash, fork and fill memory, a full disk, two hundred reports."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import pytest
from benchmarks.demo_region.region import make_region

from report_helpers.processes.children import CAN_FORK
from tests.conftest import only_html, run_report
from tests.runs.test_batch import YEAR, batch, is_locked, leftovers
from tests.waiting import processes, wait_for

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not CAN_FORK, reason="这个系统不能 fork"),
    pytest.mark.xdist_group("batch"),
]


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    """A folder for temporary files that nothing else on the machine writes to."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)


LIMITS = ("--cell-seconds", "6", "--memory", "300")


@pytest.fixture
def region(tmp_path):
    """A synthetic region of six units with HTML as its only output."""
    return made_region(tmp_path / "region", 6)


def made_region(folder, units):
    """Write a region with HTML as its only output."""
    make_region(folder, units, int(YEAR), "1")
    only_html(folder, YEAR)
    return folder


def agencies(root):
    """Return the agencies that report on the year."""
    return sorted(path.parent.name for path in root.glob(f"data/*/{YEAR}"))


def in_the_first_cell(root, source, agency):
    """Have the notebook run *source* when it is this agency's turn."""
    path = root / "notebooks/annual_report.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    cell = next(cell for cell in notebook["cells"] if "load(" in "".join(cell["source"]))
    cell["source"] = [f"if agency == {agency!r}:\n", f"    {source}\n", *cell["source"]]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def rows(root):
    """Return the rows of index.csv by folder."""
    with (root / f"reports/{YEAR}/index.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["文件夹"]: row for row in csv.DictReader(file)}


def temporary():
    """Return what lies in the temporary folder that a build could have left."""
    return {path.name for path in Path(tempfile.gettempdir()).glob("*") if "pytest" not in path.name}


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("import ctypes; ctypes.string_at(0)", "内核中途退出"),
        ("held = bytearray(2_000_000_000)", "MemoryError"),
        ("import itertools; list(itertools.repeat('x' * 1000, 10**9))", "出错（MemoryError"),
        ("while True: pass", "第 3 格超过 6 秒没有完成，已停止。请检查这一格"),
        ("import os, time; os.fork() or time.sleep(60)", ""),
        ("import subprocess; subprocess.Popen(['sleep', '300'])", ""),
    ],
    ids=["segfault", "one-large-block", "fills-memory", "endless", "forks", "starts-a-process"],
)
def test_a_notebook_harms_its_own_report_only(region, source, sentence):
    """Whatever a cell does, five of six reports are whole, the sixth is named, and no process stays."""
    bad = agencies(region)[2]
    in_the_first_cell(region, source, bad)
    before = temporary()
    finished = batch(region, *LIMITS)
    found = rows(region)
    whole = [name for name, row in found.items() if row["状态"] == "已生成"]
    assert set(agencies(region)) - {bad} <= set(whole)
    if sentence:
        assert finished.returncode == 3
        assert found[bad]["状态"] == "失败"
        assert sentence in found[bad]["原因"]
        assert not (region / f"reports/{YEAR}/{bad}").exists()
    wait_for(lambda: not processes(region))
    assert [name for name in leftovers(region) if not name.endswith(".failed")] == []
    assert temporary() == before


def test_of_two_hundred_reports_five_broken_ones_are_named(tmp_path):
    """195 reports are whole, five named with their reason; the second run builds only those that are mended."""
    root = made_region(tmp_path / "region", 200)
    broken = agencies(root)[10:200:40]
    kept = {}
    for name in broken:
        path = root / f"data/{name}/{YEAR}/disputes.csv"
        kept[path] = path.read_bytes()
        path.write_bytes(b"\xff\xfe\x00broken")
    finished = batch(root)
    assert finished.returncode == 1
    found = rows(root)
    assert sorted(name for name, row in found.items() if row["状态"] == "失败") == broken
    assert all("disputes.csv" in found[name]["原因"] for name in broken)
    assert sum(row["状态"] == "已生成" for row in found.values()) == 195
    for path, content in kept.items():
        path.write_bytes(content)
    again = batch(root)
    assert "生成 5 份" in again.stdout
    assert "没有变化 196 份" in again.stdout  # one of the organs reports on enforcement as well


def test_a_full_disk_fails_what_it_meets_and_loses_nothing(region):
    """On a disk that fills up in the middle reports fail with a sentence; the others are whole, none half."""
    disk = region / "reports"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    mounted = subprocess.run(command, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("这里不能挂载 tmpfs")
    try:
        finished = batch(region)
        assert finished.returncode == 3
        assert "Traceback" not in finished.stderr + finished.stdout
        assert "磁盘空间不足" in finished.stdout
        for folder in (disk / YEAR).glob("[!.]*/"):
            manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
            assert all((folder / name).exists() for name in manifest["outputs"])
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    shutil.rmtree(region / "reports", ignore_errors=True)
    assert batch(region).returncode == 0


def test_ctrl_c_leaves_finished_reports_whole_and_the_next_run_goes_on(tmp_path):
    """SIGINT in the middle ends everything with a sentence; the next run builds what is lacking only."""
    root = made_region(tmp_path / "region", 20)
    command = [str(Path(sys.executable).with_name("report")), "build-all", YEAR]
    # A shell that runs the tests in the background has its children ignore SIGINT.
    heed = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    runner = subprocess.Popen(command, cwd=root, text=True, preexec_fn=heed, **pipes)  # noqa: PLW1509  no threads here
    wait_for(lambda: list((root / f"reports/{YEAR}").glob("[!.]*/manifest.json")))
    os.kill(runner.pid, signal.SIGINT)
    _, said = runner.communicate(timeout=60)
    assert runner.returncode == 130
    assert "已中断" in said
    assert not is_locked(root / "reports/.batch.lock")
    done = len(list((root / f"reports/{YEAR}").glob("[!.]*/manifest.json")))
    assert 0 < done < 20
    again = run_report("build-all", YEAR, cwd=root)
    assert f"没有变化 {done} 份" in again.stdout
    assert leftovers(root) == []
