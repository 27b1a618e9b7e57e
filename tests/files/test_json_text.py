"""JSON as text: what is written is read back as it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_helpers.files.json_text import compact, indented, message, parse

TEXT = st.text(st.characters(exclude_categories=("Cs",)))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20)


@given(VALUES)
def test_any_value_comes_back(value: object) -> None:
    """Compact, indented or as a message, the standard library and `parse` read the value that was written."""
    for written in (compact(value), compact(value, sort_keys=True), indented(value), message(value).decode()):
        assert json.loads(written) == value
        assert parse(written) == value


def test_half_surrogates_travel() -> None:
    """A message may hold what no file in UTF-8 can."""
    assert parse(message({"a": "\ud800"})) == {"a": "\ud800"}


def test_no_json_is_a_value_error() -> None:
    """What is no JSON is refused, not guessed."""
    with pytest.raises(ValueError, match="Expecting"):
        parse("{")
