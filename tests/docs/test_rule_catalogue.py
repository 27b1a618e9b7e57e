"""The page of all rules, as docs/generate.py writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from report_helpers.checks.rule_catalogue import catalogue
from report_helpers.forms.kind import kind_ids, load_kind


@pytest.mark.long
@pytest.mark.parametrize("language", [0, 1], ids=["en", "zh-CN"])
def test_every_rule_of_every_kind_has_an_entry(monkeypatch, language):
    """The page can be made, and each rule of each kind stands on it with its title."""
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "docs")
    import generate

    page = generate.rules(language)
    for kind_id in kind_ids():
        for rule in catalogue(load_kind(kind_id)).values():
            assert f"### {rule.id} {rule.title}\n" in page
