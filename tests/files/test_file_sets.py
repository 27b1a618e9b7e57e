"""Several files of a folder are replaced together: all, or none, also by a process that is killed."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys

import pytest

from report_helpers.errors import InputError, RunError
from report_helpers.files.file_sets import UNFINISHED, finish_begun, replace_files, require_finished
from tests.hostile import tree

OLD, NEW = {"a.csv": "old a", "b.csv": "old b"}, {"a.csv": "new a", "b.csv": "new b", "c.csv": "new c"}
STOPPED = """
import os, signal, sys
from pathlib import Path
from report_helpers.files.file_sets import replace_files
left = int(sys.argv[2])
audited = {"os.rename", "os.remove", "open"}
def stop(event, arguments):
    global left
    if event in audited and sys.argv[1] in str(arguments[0]):
        left -= 1
        if left == -1:
            os.kill(os.getpid(), int(sys.argv[3]))
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.addaudithook(stop)
replace_files(Path(sys.argv[1]), {"a.csv": "new a", "b.csv": "new b", "c.csv": "new c"}, "导入")
print("done")
"""


def files(folder):
    """Return the visible files by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("[!.]*")}


def filled(folder):
    """Make the folder as it was before."""
    shutil.rmtree(folder, ignore_errors=True)
    replace_files(folder, OLD, "导入")
    return folder


def stopped(folder, step, by):
    """Replace the files in a process that gets a signal before one of its operations; return how it ended."""
    command = [sys.executable, "-c", STOPPED, str(folder), str(step), str(int(by))]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def is_readable(folder):
    """Tell whether the folder may be read."""
    try:
        require_finished(folder, "data/x/2024")
    except InputError as error:
        assert "data/x/2024：上一次写入中途停止" in str(error)
        return False
    return True


def test_files_are_replaced_together_or_not_at_all(tmp_path):
    """When the second of two files cannot be put in place, the first is put back, and no remains lie about."""
    (tmp_path / "a.csv").write_text("old", encoding="utf-8")
    (tmp_path / "b.csv").mkdir()
    (tmp_path / "b.csv/x").touch()
    with pytest.raises(RunError, match="导入失败"):
        replace_files(tmp_path, {"a.csv": "new", "b.csv": "new"}, "导入")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "b.csv"}
    shutil.rmtree(tmp_path / "b.csv")
    replace_files(tmp_path / "new", {"a.csv": "1", "b.csv": "2"}, "导入")
    assert (tmp_path / "new/b.csv").read_text(encoding="utf-8") == "2"


@pytest.mark.long
def test_a_killed_replacement_is_whole_or_cannot_be_read(tmp_path):
    """Killed before any of its operations, a replacement leaves old files, new ones, or a folder not to be read."""
    folder, seen, step = tmp_path / "year", set(), 0
    while True:
        filled(folder)
        done = stopped(folder, step, signal.SIGKILL)
        state = files(folder)
        if is_readable(folder):
            assert state in (OLD, NEW)
            seen.add("old" if state == OLD else "new")
        else:
            seen.add("mixed" if state not in (OLD, NEW) else "unread")
            replace_files(folder, {"d.csv": "next"}, "导入")  # the next writing finishes what was begun
            assert files(folder) == NEW | {"d.csv": "next"}
            assert is_readable(folder)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        step += 1
    assert seen >= {"old", "mixed", "new"}
    assert step > 8


@pytest.mark.long
def test_an_interrupted_replacement_is_finished_first(tmp_path):
    """Ctrl-C at any of its operations ends the process after all files are new, with nothing beside them."""
    folder, step = tmp_path / "office/year", 0
    while (done := stopped(filled(folder), step, signal.SIGINT)).returncode:
        assert "KeyboardInterrupt" in done.stderr, done.stderr
        assert files(folder) == NEW
        assert [path.name for path in tmp_path.rglob(".*")] == []
        shutil.rmtree(folder)
        step += 1
    assert step > 8


def test_a_note_that_names_files_elsewhere_moves_nothing(tmp_path):
    """A note that somebody wrote by hand is refused: it can put no file outside the folder, nor take one from there."""
    folder = filled(tmp_path / "year")
    secret = tmp_path / "secret"
    secret.write_text("x", encoding="utf-8")
    (folder / UNFINISHED).write_text('{"../taken": "a.csv", "b.csv": "../secret"}', encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(InputError, match=r"不是本工具写下的记录（.*应为文件名）"):
        replace_files(folder, {"a.csv": "next"}, "导入")
    assert tree(tmp_path) == before
    assert secret.read_text(encoding="utf-8") == "x"
    assert not (tmp_path / "taken").exists()


def test_what_was_begun_is_finished_before_a_command_reads(tmp_path):
    """A command that writes into a folder first puts in place what stood ready there, and then may read it."""
    folder = filled(tmp_path / "data/x")
    (folder / ".a.csv.1").write_text("new a", encoding="utf-8")
    (folder / UNFINISHED).write_text('{"a.csv": ".a.csv.1"}', encoding="utf-8")
    assert not is_readable(folder)
    finish_begun(tmp_path, "data/x", "导入")
    assert files(folder) == OLD | {"a.csv": "new a"}
    assert is_readable(folder)
    finish_begun(tmp_path, "data/y", "导入")  # nothing there, nothing to do
    assert not (tmp_path / "data/y").exists()


def test_nothing_is_finished_in_a_folder_elsewhere(tmp_path):
    """A folder of a workspace that is a link to outside is refused, and nothing is renamed there."""
    elsewhere = filled(tmp_path / "elsewhere")
    (elsewhere / UNFINISHED).write_text('{"a.csv": "b.csv"}', encoding="utf-8")
    (tmp_path / "office/data").mkdir(parents=True)
    (tmp_path / "office/data/x").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(InputError, match="指向工作区以外的链接"):
        finish_begun(tmp_path / "office", "data/x", "导入")
    assert files(elsewhere) == OLD
