"""What a command does when its standard streams are closed or full, and how it names what the system refused."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import report_helpers
from report_helpers.errors import reason_of
from tests.conftest import ROOT

REPORT = Path(sys.executable).with_name("report")


def shell(line, folder):
    """Run a line of a shell."""
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env=os.environ | {"REPORT": str(REPORT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.long
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('"$REPORT" check suqian@2024 >&-', 0),
        ('"$REPORT" check suqian@2024 >&- 2>&- <&-', 0),
        ('"$REPORT" check nobody@2024 2>&-', 2),
        ('"$REPORT" rules <&-', 0),
        ('"$REPORT" rules | head -1', 0),
    ],
)
def test_a_closed_stream_changes_no_exit_code(workspace, line, code):
    """With standard streams closed a command does its work in silence and ends with its own code."""
    finished = shell(line, workspace.root)
    assert finished.returncode == code
    assert "Traceback" not in finished.stderr
    assert "程序出错" not in finished.stderr


@pytest.mark.long
def test_what_could_not_be_shown_is_said(workspace):
    """Results that a full disk swallows are no success: exit 3 and a sentence."""
    finished = shell('"$REPORT" check suqian@2024 >/dev/full', workspace.root)
    assert (finished.returncode, finished.stderr) == (3, "结果没有全部显示出来（磁盘空间不足）。\n")


def test_a_folder_that_cannot_be_read_is_named(workspace):
    """A path the system refuses is named with the reason; it is not taken for lost output."""
    (workspace.root / "params/kinds").mkdir()
    (workspace.root / "params/kinds/disclosure").write_text("", encoding="utf-8")
    finished = shell('"$REPORT" check suqian@2024', workspace.root)
    assert "结果没有全部显示出来" not in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize("target", ["verify REPORT=--help", "check AGENCY=--help YEAR=2024", "reports YEAR=--help"])
@pytest.mark.long
def test_make_passes_no_value_on_as_an_option(target):
    """What is given to make is a report or a folder, never an option of the command."""
    finished = shell(f"make -s {target}", ROOT)
    assert finished.returncode == 2
    assert "--help" in finished.stderr
    assert "用法" not in finished.stdout + finished.stderr


@pytest.mark.parametrize(
    "number", [errno.EACCES, errno.ENOSPC, errno.ENOENT, errno.ENAMETOOLONG, errno.EIO, errno.EROFS]
)
def test_the_systems_reasons_are_in_chinese(number):
    """The usual reasons of a refused file are said in Chinese; a rare one in the system's words."""
    assert reason_of(OSError(number, os.strerror(number))).isascii() is False
    assert "空间" in reason_of(FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"))
    assert reason_of(OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))) == os.strerror(errno.ENOTTY)


def test_a_path_of_thousands_of_folders_is_refused(workspace):
    """A path of more folders than any has is wrong input, named, and nothing of it is made."""
    finished = shell('"$REPORT" check suqian@2024 --data-docs "$(printf "a/%.0s" {1..2000})"', workspace.root)
    assert (finished.returncode, "文件夹超过了 200 层" in finished.stderr) == (2, True)
    assert not (workspace.root / "a").exists()


def test_a_value_is_printed_as_it_stands(workspace):
    """Neither :x: nor [bold] in a quoted value becomes a picture or a style."""
    finished = shell('"$REPORT" check ":x:[bold]:+1:@2024"', workspace.root)
    assert (finished.returncode, ":x:[bold]:+1:" in finished.stderr) == (2, True)


def test_the_version_is_that_of_the_package():
    """`report --version` and `report_helpers.__version__` say the installed version."""
    shown = shell('"$REPORT" --version', ROOT).stdout.strip()
    assert shown == f"report-helpers {version('report-helpers')}" == f"report-helpers {report_helpers.__version__}"
