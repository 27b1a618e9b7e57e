"""The tutorial's commands, run as they stand in a fresh folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
DRAFT = {"report build lihu-minzheng@2025": 1, "report check lihu-minzheng@2025": 1}  # blank tables are errors


def commands(page: str) -> list[str]:
    """Return the commands of a page, a line each."""
    return [line for block in BLOCK.findall((DOCS / page).read_text("utf-8")) for line in block.splitlines()]


def test_the_tutorial_gives_the_same_commands_in_both_languages():
    """Whoever follows either language types the same."""
    assert commands("tutorial.md")
    assert commands("tutorial.md") == commands("tutorial.zh-CN.md")


@pytest.mark.long
def test_the_tutorial_works_as_it_stands_in_a_fresh_folder(tmp_path):
    """Every command ends as the tutorial says, and what it promises is there afterwards."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    place = tmp_path
    for command in commands("tutorial.zh-CN.md"):
        if command.startswith("cd "):
            place /= command.removeprefix("cd ")
            continue
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=place,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == DRAFT.get(command, 0), f"{command}: {done.stderr[-500:]}"
    assert (place / "reports/2025/lihu-minzheng/review.html").is_file()
    assert (place / "lihu-minzheng-2025-填报表.xlsx").is_file()
