"""What is no file, or lies elsewhere, is refused wherever a file or a folder of a workspace should be."""

from __future__ import annotations

import os
import shutil
import socket

import pytest

from report_helpers.errors import InputError
from report_helpers.outputs.fonts import font_files
from report_helpers.runs.building import Task, office_of, read
from report_helpers.signatures.signers import read_allowed_signers
from report_helpers.sources.workspace import Workspace, find_workspace
from tests.conftest import run_report

SECRET = "秘密内容-7391"  # noqa: S105
YEAR = "data/suqian/2024"
FILES = (
    "params/2024.yaml",
    "params/words.yaml",
    "params/allowed_signers",
    "data/suqian/agency.yaml",
    f"{YEAR}/proactive.csv",
    f"{YEAR}/applications.csv",
    f"{YEAR}/facts.csv",
    f"{YEAR}/narrative.md",
    f"{YEAR}/waivers.yaml",
    f"{YEAR}/ledger.csv",
    f"{YEAR}/ledger.xlsx",
    "notebooks/annual_report.ipynb",
    "fonts/office.ttf",
)
FOLDERS = ("params", "data", "notebooks", "fonts", "reports", "releases", "data/suqian", YEAR)


def link_outside(path, elsewhere):
    """A link to a file outside."""
    target = elsewhere / path.name
    target.write_text(SECRET, encoding="utf-8")
    path.symlink_to(target)


def pipe(path, elsewhere):  # noqa: ARG001
    """A pipe that nobody writes into."""
    os.mkfifo(path)


def folder(path, elsewhere):  # noqa: ARG001
    """A folder of the file's name."""
    path.mkdir()


def device(path, elsewhere):  # noqa: ARG001
    """A link to a device that never ends."""
    path.symlink_to("/dev/zero")


def dangling(path, elsewhere):
    """A link to nothing."""
    path.symlink_to(elsewhere / "nothing")


def loop(path, elsewhere):  # noqa: ARG001
    """A link to itself."""
    path.symlink_to(path)


def bound_socket(path, elsewhere):  # noqa: ARG001
    """A socket."""
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(path.parent)  # the whole path is too long for a socket
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.fchdir(here)
        os.close(here)


def read_all(root):
    """Read everything a build reads before its notebook runs."""
    place = find_workspace(root)
    report = place.report("suqian", 2024)
    read(Task(place, report))
    font_files(office_of(place, 2024).fonts_dir)
    read_allowed_signers(root / "params/allowed_signers", "params/allowed_signers")


@pytest.mark.parametrize("odd", [link_outside, pipe, folder, device, dangling, loop, bound_socket])
@pytest.mark.parametrize("shown", FILES)
def test_what_is_no_file_is_refused_with_its_name(workspace, tmp_path, shown, odd):
    """A link, a pipe, a device, a folder or a socket is named and never read, whatever file it stands for."""
    path = workspace.root / shown
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    if "ledger" in shown:
        (workspace.root / YEAR / "applications.csv").unlink()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    odd(path, elsewhere)
    with pytest.raises(InputError) as caught:
        read_all(workspace.root)
    said = "\n".join(caught.value.sentences())
    assert path.name in said
    assert "普通文件" in said or "链接" in said
    assert SECRET not in said


@pytest.mark.parametrize("shown", FOLDERS)
def test_a_folder_that_lies_elsewhere_is_refused(workspace, tmp_path, shown):
    """A folder of a workspace that is a link to outside is refused before anything in it is read or written."""
    path, elsewhere = workspace.root / shown, tmp_path / "elsewhere"
    path.mkdir(exist_ok=True)
    shutil.move(path, elsewhere)
    path.symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(InputError, match="指向工作区以外的链接"):
        read_all(workspace.root)


@pytest.mark.parametrize("shown", ["data/zhongbu", "reports/2024", "reports/2024/suqian", "releases/enforcement/2024"])
def test_a_folder_inside_that_lies_elsewhere_is_refused(workspace, tmp_path, shown):
    """An agency or a year that is a link to outside is neither looked through nor built into, also where it is new."""
    path = workspace.root / shown
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(InputError, match=f"^{shown}：是指向工作区以外的链接"):
        find_workspace(workspace.root)


def test_a_link_within_the_workspace_is_followed(workspace):
    """A year of reports may be a link to another folder of the same workspace."""
    (workspace.root / "archive").mkdir()
    (workspace.root / "reports").mkdir(exist_ok=True)
    (workspace.root / "reports/1999").symlink_to("../archive", target_is_directory=True)
    assert find_workspace(workspace.root).root == workspace.root.resolve()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may list every folder")
def test_data_that_cannot_be_listed_are_not_taken_for_none(workspace):
    """A folder of data without permission is named; it does not stand for an office without agencies."""
    (workspace.root / "data").chmod(0o300)
    try:
        with pytest.raises(InputError, match="data：文件夹无法列出（没有权限）"):
            find_workspace(workspace.root)
    finally:
        (workspace.root / "data").chmod(0o755)


def test_a_link_to_a_workspace_is_a_workspace(workspace, tmp_path):
    """The workspace itself may be reached by a link."""
    link = tmp_path / "link"
    link.symlink_to(workspace.root, target_is_directory=True)
    assert find_workspace(link) == Workspace(workspace.root.resolve())


@pytest.mark.parametrize("odd", [pipe, device, folder])
def test_a_file_named_on_the_command_line_is_read_through_a_link_but_never_waited_for(workspace, tmp_path, odd):
    """`import`, `audit` and `import-published` refuse a pipe, a device and a folder at once."""
    path = tmp_path / "given.xlsx"
    odd(path, tmp_path)
    for command in (("import", "suqian@2024", str(path)), ("audit", str(path)), ("import-published", str(path))):
        finished = run_report(*command, cwd=workspace.root)
        assert (finished.returncode, "Traceback" in finished.stderr) == (2, False), command
