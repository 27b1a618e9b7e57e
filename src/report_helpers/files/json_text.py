"""JSON as text: compact for programs, indented for files that people read, bytes for another process."""

from __future__ import annotations

from json import dumps, loads  # by name: a cell may put anything in a module's place
from typing import Any


def field_values(record: Any) -> dict[str, Any]:  # noqa: ANN401  any dataclass with slots
    """Return the fields of *record* by name; unlike `asdict`, which takes ten times as long, without copies."""
    return {name: getattr(record, name) for name in record.__slots__}


def compact(value: object, *, sort_keys: bool = False) -> str:
    """Return *value* as JSON on one line, without blanks."""
    return dumps(value, ensure_ascii=False, sort_keys=sort_keys, separators=(",", ":"))


def indented(value: object) -> str:
    """Return *value* as the JSON of a file that people may read."""
    return dumps(value, ensure_ascii=False, indent=2) + "\n"


def message(value: object) -> bytes:
    """Return *value* as JSON for `parse` in another process; any text, half surrogates included."""
    return dumps(value).encode()


def parse(text: str | bytes) -> Any:  # noqa: ANN401  any JSON value
    """Return the value of a JSON text; ValueError when it is none."""
    return loads(text)
