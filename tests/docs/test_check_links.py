"""The site's link check finds what is broken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "docs" / "check_links.py"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ('<a href="there.html#part">a</a><a href="https://example.org">b</a>', ""),
        ('<a href="there.html#gone">a</a>', "index.html links to there.html#gone\n"),
        ('<a href="#here">a</a><p id="here">', ""),
        ('<a href="#gone">a</a>', "index.html links to #gone\n"),
        ('<a href="samples/page.html">a</a>', "samples/page.html links to data.csv\n"),
        ('<a href="gone.html">a</a>', "index.html links to gone.html\n"),
        ('<script src="https://example.org/a.js"></script>', "index.html loads https://example.org/a.js\n"),
        ('<img src="//example.org/a.png">', "index.html loads //example.org/a.png\n"),
    ],
)
def test_a_broken_link_or_a_thing_loaded_from_elsewhere_is_named(tmp_path, page, said):
    """A page that leads nowhere, or loads from another host, fails; a link to another host does not."""
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    (tmp_path / "there.html").write_text('<p id="part">', encoding="utf-8")
    if "samples" in page:
        (tmp_path / "samples").mkdir()
        (tmp_path / "samples/page.html").write_text('<a href="data.csv">', encoding="utf-8")
    done = subprocess.run([sys.executable, SCRIPT, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == (said, int(bool(said)))
