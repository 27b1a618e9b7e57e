"""The API page's example does what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parents[2] / "docs").glob("api*.md"))
SAID = re.compile(r"^(.+?)  # (Decimal\('[0-9]+'\)|\([0-9]+, [0-9]+\))", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_the_example_gives_what_stands_beside_it(page, monkeypatch):
    """Every value shown in a comment is the value of its line."""
    monkeypatch.chdir(page.parents[1])
    (code,) = re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102  what the page tells people to type
    said = SAID.findall(code)
    assert said
    assert [repr(eval(line, names)) for line, _ in said] == [value for _, value in said]  # noqa: S307
