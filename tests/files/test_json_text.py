"""JSON as text: what is written is read back as it was."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from report_helpers.files.json_text import compact, indented

TEXT = st.text(st.characters(exclude_categories=("Cs",)))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20)


@given(VALUES)
def test_any_value_comes_back(value: object) -> None:
    """Compact or indented, the standard library reads the value that was written."""
    for written in (compact(value), compact(value, sort_keys=True), indented(value)):
        assert json.loads(written) == value
