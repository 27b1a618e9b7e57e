"""What a file's hash is worked out from: a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from report_helpers.errors import InputError
from report_helpers.files.hashing import sha256


@pytest.mark.parametrize("what", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_a_pipe_a_folder_and_a_device_are_refused(tmp_path, what):
    """In the place of an input they neither hang the command nor fill the memory."""
    what(tmp_path / "first-1.json")
    with pytest.raises(InputError, match="不是普通文件"):
        sha256(tmp_path / "first-1.json")
