"""Writes JSON, compact for programs or indented for people."""

from __future__ import annotations

from json import dumps, loads
from typing import Any


def field_values(record: Any) -> dict[str, Any]:  # noqa: ANN401  any dataclass with slots
    """Return the fields of *record* by name; unlike `asdict`, which takes ten times as long, without copies."""
    return {name: getattr(record, name) for name in record.__slots__}


def compact(value: object, *, sort_keys: bool = False) -> str:
    """Return *value* as JSON on one line, without blanks."""
    return dumps(value, ensure_ascii=False, sort_keys=sort_keys, separators=(",", ":"))


def as_read(value: object) -> Any:  # noqa: ANN401  JSON
    """Return *value* as it comes back from JSON: tuples as lists, records as plain values."""
    return loads(dumps(value))


def indented(value: object) -> str:
    """Return *value* as the JSON of a file that people may read."""
    return dumps(value, ensure_ascii=False, indent=2) + "\n"


def is_table(value: object) -> bool:
    """Tell whether *value* is an object whose values are texts."""
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
