"""JSON as text: what is written is read back as it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_helpers.errors import InputError
from report_helpers.files.json_text import compact, indented, read_object

TEXT = st.text(st.characters(exclude_categories=("Cs",)))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20)


@given(VALUES)
def test_any_value_comes_back(value: object) -> None:
    """Compact or indented, the standard library and `read_object` read the value that was written."""
    for written in (compact(value), compact(value, sort_keys=True), indented(value)):
        assert json.loads(written) == value
    assert read_object(indented({"value": value}).encode(), "a.json") == {"value": value}


@pytest.mark.parametrize("data", [b"{", b"\xff", b"[]", b'{"a": "\\uD800"}', b"[" * 100_000])
def test_what_is_no_object_is_refused_with_its_file(data: bytes) -> None:
    """What is no JSON, no object, or text that no file can hold is refused, not guessed."""
    with pytest.raises(InputError, match=r"^a\.json：文件损坏，不是有效的 JSON"):
        read_object(data, "a.json")
