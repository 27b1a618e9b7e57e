"""The guides say the same in both languages, as far as their build shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.zh-CN.md"))
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def build_of(page: str) -> tuple[list[str], int, int, list[int]]:
    """Return a page's levels of headings, its table rows, its list entries, and the lines of each block of code."""
    text = (DOCS / page).read_text("utf-8")
    prose = FENCE.sub("", text)
    return (
        re.findall(r"^#+", prose, re.MULTILINE),
        len(re.findall(r"^\|", prose, re.MULTILINE)),
        len(re.findall(r"^(?:- |\d+\. )", prose, re.MULTILINE)),
        [block.count("\n") for block in FENCE.findall(text)],
    )


@pytest.mark.parametrize("page", GUIDES)
def test_a_guide_has_the_same_headings_tables_lists_and_code_in_both_languages(page):
    """What was added to one language was added to the other."""
    assert build_of(page.replace(".zh-CN", "")) == build_of(page)


@pytest.mark.parametrize("page", GUIDES)
def test_a_guide_links_to_guides_of_its_own_language(page):
    """A reader who has chosen a language stays in it."""
    english, place = page.replace(".zh-CN", ""), (DOCS / page).parent
    assert not re.findall(r"\]\([\w./-]+\.zh-CN\.md", (DOCS / english).read_text("utf-8"))
    links = re.findall(r"\]\(([\w./-]+)\.md", (DOCS / page).read_text("utf-8"))
    assert not [link for link in links if (place / f"{link}.zh-CN.md").is_file()]
