"""JSON as text: what orjson writes any reader reads, and what it refuses is written all the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_helpers.files.json_text import compact, indented, message, parse

TEXT = st.text(st.characters(exclude_categories=("Cs",)))
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20)


@given(VALUES.filter(lambda value: "inf" not in repr(value)))
def test_any_value_comes_back(value: object) -> None:
    """Compact, indented or as a message, the standard library and `parse` read the value that was written."""
    for written in (compact(value), compact(value, sort_keys=True), indented(value), message(value).decode()):
        assert json.loads(written) == value
        assert parse(written) == value


@pytest.mark.parametrize(
    "value", [{"数": 2**70}, {1: "甲", "列": [2**64]}], ids=["beyond 64 bits", "a name that is no text"]
)
def test_what_orjson_refuses_is_written(value: object) -> None:
    """Integers and names that orjson does not take are written as the standard library writes them."""
    for written in (compact(value), indented(value), message(value).decode()):
        assert json.loads(written) == json.loads(json.dumps(value))


def test_half_surrogates_travel() -> None:
    """A message may hold what no file in UTF-8 can."""
    assert parse(message({"a": "\ud800"})) == {"a": "\ud800"}


def test_no_json_is_a_value_error() -> None:
    """What is no JSON is refused, not guessed."""
    with pytest.raises(ValueError, match="Expecting"):
        parse("{")


def test_the_order_of_sorted_names_is_the_standard_librarys() -> None:
    """Names are sorted by their characters, whichever encoder sorts them."""
    value = {"é": 1, "z": 2, "中": 3, "𠀀": 4, "\uffff": 5}
    assert compact(value, sort_keys=True) == json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
