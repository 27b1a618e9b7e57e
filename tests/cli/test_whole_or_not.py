"""`sign`, `waive` and `import` write whole or not at all: killed at any moment, or on a full disk."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from report_helpers.files.clock import today
from tests.conftest import ROOT, copy_workspace, only_html, run_report
from tests.releases.test_tampering import build_and_sign
from tests.signing_office import key_of, set_up_signing
from tests.workbook.filling import PINGTAN, edit, hand_out, places

# Runs the command and gives it a signal at the given one of its events below the folder; says how many there were.
STOPPED = """
import os, signal, sys
root, left, by, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), 0
def watch(event, arguments):
    global count
    if event in {"open", "os.rename", "os.remove", "os.mkdir", "os.link", "os.chmod"} and root in str(arguments[0]):
        count += 1
        if count == left:
            os.kill(os.getpid(), by)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.addaudithook(watch)
sys.argv = ["report", *sys.argv[4:]]
from report_helpers.cli import main
try:
    main()
finally:
    print("events", count)
"""
MOMENTS = 20
LAST = 12  # of them right at the end, where the writing is
YEAR = "data/suqian/2024"
CASES = ROOT / "tests/published/cases"
WAIVED = ("--rule", "Y-2", "--reason", "clean_up", "--explanation", "集中清理", "--by", "张三")


def files(root):
    """Return all files with data by name; those the kit keeps beside them left out."""
    paths = (path for path in (root / "data").rglob("*") if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(root)): path.read_bytes() for path in paths}


def command_of(name, place, folder):
    """Return a command that writes, the one that follows it, and what it writes."""
    if name == "sign":
        set_up_signing(place.root)
        command = ("sign", "suqian@2024", "--stage", "初审", "--by", "张三", "--key", str(key_of(place.root, "张三")))
        assert run_report("build", "suqian@2024", cwd=place.root).returncode == 0
        return command, ("status", "suqian@2024")
    if name in {"build", "publish"}:
        only_html(place.root, 2024)
        if name == "publish":
            set_up_signing(place.root)
            build_and_sign(place.root)
        return (name, "suqian@2024"), ()
    if name == "import-published":
        (place.root / "params/2022.yaml").unlink()
        text = (CASES / "g1-html-plain.html").read_text("utf-8")
        page = folder / "page.html"
        page.write_text(text.replace("望川县水务局", "宿迁市人民政府").replace("2024", "2022"), encoding="utf-8")
        return (name, str(page), "--into", "suqian@2022", "--by", "张三", "--yes"), ("check", "suqian@2023")
    if name == "waive":
        until = (today() + timedelta(days=300)).isoformat()
        return ("waive", "pingtan@2023", *WAIVED, "--until", until), ("waive", "pingtan@2023", "--list")
    inputs = [(sheet, cell) for sheet, cell, role in places(place.load(PINGTAN)).values() if role == "input"]
    by_sheet = dict(reversed(inputs))  # the first cell of each table
    book = edit(hand_out(place, folder), lambda workbook: change_tables(workbook, by_sheet))
    return ("import", str(book), "pingtan@2023", "--yes"), ("check", "pingtan@2023")


def change_tables(workbook, cells):
    """Type another figure into a cell of each table."""
    assert len(cells) > 1
    for sheet, cell in cells.items():
        workbook[sheet][cell] = 90


def run_killed(root, moment, command):
    """Run a command that is killed at a moment; return how it ended and what it said."""
    return run_stopped(root, root, moment, command, signal.SIGKILL)


def run_stopped(office, watched, moment, command, by=signal.SIGINT):
    """Run a command in an office, with a signal at one of its events below a folder; return how it ended."""
    started = [sys.executable, "-c", STOPPED, str(watched), str(moment), str(int(by)), *command]
    return subprocess.run(started, cwd=office, capture_output=True, text=True, check=False)


def everything(root):
    """Return all that lies in a folder, hidden files too, by name; git's own and locks left out.

    Of a workbook and of timings, which hold times, only the name.
    """
    paths = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    kept = {name: path for name, path in paths.items() if "/.git/" not in name and path.suffix != ".lock"}
    timed = {".xlsx", "timings.json"}
    return {name: b"" if {path.suffix, path.name} & timed else path.read_bytes() for name, path in kept.items()}


@pytest.mark.long
@pytest.mark.parametrize("name", ["sign", "waive", "import", "import-published"])
def test_a_command_that_is_killed_has_written_all_or_nothing(tmp_path, name):
    """At each of 20 moments: every file is the old or the new one, and the next command works or says what to do."""
    place = copy_workspace(tmp_path / "office")
    command, following = command_of(name, place, tmp_path)
    backup = tmp_path / "backup"
    shutil.copytree(place.root, backup)
    old = files(place.root)
    done = run_killed(place.root, 0, command)
    assert done.returncode in {0, 1}, done.stderr
    new, events = files(place.root), int(done.stdout.split()[-1])
    assert new != old
    early = (1 + events * number // (MOMENTS - LAST) for number in range(MOMENTS - LAST))
    seen = set()
    for moment in [*early, *range(events - LAST + 1, events + 1)]:
        shutil.rmtree(place.root)
        shutil.copytree(backup, place.root)
        ended = run_killed(place.root, moment, command)
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        now = files(place.root)
        for path in now.keys() | old.keys():
            assert now.get(path) in {old.get(path), new.get(path)}, path  # Ed25519 signs a text always the same
        if now not in (old, new) or moment == events:
            after = run_report(*following, cwd=place.root)
            assert after.returncode in {0, 1} or "请重新运行上一次写入数据的命令" in after.stderr, after.stderr
        again = run_report(*command, cwd=place.root)
        assert again.returncode in {0, 1} or "已经全部签过" in again.stderr or "没有这样的提示" in again.stderr
        assert files(place.root).keys() == new.keys()
        seen.add(now == old)
    assert True in seen


AGENCY = ("--name", "甲局", "--short", "本局", "--level", "city", "--type", "office", "--parent", "")
WRITERS = {
    "new year": ("new", "year", "2026", "--agency", "suqian"),
    "new year with its parameters": ("new", "year", "2027", "--agency", "suqian"),
    "new workspace": ("new", "workspace", "../begun"),
    "new agency": ("new", "agency", "abc", *AGENCY),
    "template-all": ("template-all", "2024", "--output", "../begun"),
}


@pytest.mark.long
@pytest.mark.parametrize("name", [*WRITERS, "import", "waive", "sign", "build", "publish"])
def test_a_command_that_is_interrupted_has_written_all_or_nothing(tmp_path, name):
    """Ctrl-C at any of its last moments: exit 130, one sentence, all or nothing written, and nothing beside it."""
    root, backup = tmp_path / "here", tmp_path / "backup"
    place = copy_workspace(root / "office")
    command = WRITERS.get(name) or command_of(name, place, tmp_path)[0]
    shutil.copytree(root, backup)
    old = everything(root)
    done = run_stopped(place.root, root, 0, command)
    assert done.returncode in {0, 1}, done.stderr
    new, events = everything(root), int(done.stdout.split()[-1])
    moments = range(max(1, events - LAST), events + 1, 6 if name in {"build", "publish"} else 1)
    for moment in moments:
        shutil.rmtree(root)
        shutil.copytree(backup, root)
        ended = run_stopped(place.root, root, moment, command)
        said = ended.stderr.strip() if name != "build" else ended.stderr.splitlines()[-1]  # behind its progress
        assert (ended.returncode, said) == (130, "已中断，此前生成的报告没有改动。"), ended.stderr
        now = everything(root)
        assert now in (old, new)
        again = run_stopped(place.root, root, 0, command)
        assert now == new or again.returncode in {0, 1}, again.stderr


@pytest.mark.long
@pytest.mark.parametrize("name", [*WRITERS, "import", "import-published", "waive", "sign"])
def test_a_full_disk_leaves_every_file_as_it_was(tmp_path, name):
    """When the last byte of the largest file finds no room, nothing is there, and the command says so in a sentence."""
    root, backup = tmp_path / "here", tmp_path / "backup"
    place = copy_workspace(root / "office")
    command = WRITERS.get(name) or command_of(name, place, tmp_path)[0]
    shutil.copytree(root, backup)
    old = everything(root)
    assert run_report(*command, cwd=place.root).returncode in {0, 1}
    written = [
        path for path in root.rglob("*") if path.is_file() and old.get(path.relative_to(root).as_posix()) is None
    ]
    written += [root / path for path, content in everything(root).items() if path in old and content != old[path]]
    size = max(path.stat().st_size for path in written if path.suffix != ".lock" and ".git" not in path.parts)
    shutil.rmtree(root)
    shutil.copytree(backup, root)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    full = subprocess.run(
        [sys.executable, "-c", "from report_helpers.cli import main; main()", *command],
        cwd=place.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size - 1, size - 1)),
    )
    assert (full.returncode, full.stderr.count("\n")) == (3, 1), full.stderr
    assert "文件过大" in full.stderr
    assert everything(root) == old
    assert run_report(*command, cwd=place.root).returncode in {0, 1}
