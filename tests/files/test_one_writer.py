"""Whatever people keep is written whole or not at all, by one module; who else writes a file has a reason."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

import report_helpers
from report_helpers.errors import RunError
from report_helpers.files.plain_files import write_new, write_whole

PACKAGE = Path(report_helpers.__file__).parent
WRITERS = {"write_new", "write_text", "write_bytes", "mkstemp", "NamedTemporaryFile", "copyfile", "copy", "copy2"}
OPENERS = {"open", "fdopen"}
STAGED = "into a folder that is swapped in whole (runs.staging)"
TEMPORARY = "into a temporary folder of its own"
REASONS = {
    "files/plain_files.py": "the whole-file writer itself",
    "cli/__init__.py": "the null device in place of a closed stream",
    "cli/app.py": "the trace of a fault of the program, for its maintainers",
    "signatures/ssh.py": TEMPORARY,
    "signatures/signers.py": TEMPORARY,
    "runs/building.py": STAGED,
    "runs/cluster/archives.py": STAGED,
    "releases/publish.py": STAGED,
    "releases/ledgers.py": STAGED,
}


def writes(source):
    """Return the lines on which a module opens a file for writing, or writes one, by itself."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [
            part.value
            for arg in (*node.args, *(k.value for k in node.keywords))
            for part in ast.walk(arg)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        is_opened = name in OPENERS and any(set(text) <= set("rwabxt+") and set(text) & set("wax+") for text in texts)
        if is_opened or (name in WRITERS and not (name == "copy" and not node.args)):
            found.append(node.lineno)
    return found


def found_in_package():
    """Return the modules that write, each with its lines."""
    modules = {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    return {name: lines for name, source in modules.items() if (lines := writes(source))}


def test_every_writer_goes_through_the_one_that_writes_whole():
    """No module but those with a reason writes a file by itself, and every reason is still needed."""
    assert found_in_package().keys() == REASONS.keys()


@pytest.mark.parametrize(
    "line",
    ['path.write_text("x")', 'open(path, "w")', 'path.open(mode="ab")', "path.write_bytes(b)", 'os.fdopen(1, "wb")'],
)
def test_a_writer_is_found(line):
    """Each way to write a file is seen by the test above."""
    assert writes(line) == [1]


@pytest.mark.parametrize("line", ["path.read_text()", 'open(path, "rb")', "path.open()", "values.copy()"])
def test_a_reader_is_no_writer(line):
    """Reading is not taken for writing."""
    assert writes(line) == []


def test_a_pipe_or_device_is_not_replaced(tmp_path):
    """What is no file stands as it was: a device that somebody names for the output is not renamed over."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(RunError, match="不是普通文件"):
        write_whole(pipe, b"x", "写文件")
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_full_disk_is_told_with_the_file():
    """What the system refuses while a file is written names it: of a full disk the system itself does not."""
    with pytest.raises(OSError, match="/dev/full"):
        write_new(Path("/dev/full"), "一")
