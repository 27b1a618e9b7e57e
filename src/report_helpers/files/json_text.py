"""JSON as text, by orjson: the one room that knows it.

The standard library's encoder, which writes indented text in Python, and its decoder took
5 % of a report's CPU in a batch. What orjson refuses (integers beyond 64 bits, names that
are no text, half surrogates, all of which a notebook's cell may leave) goes to the standard
library, so that nothing is refused that was not before.
"""

from __future__ import annotations

from json import dumps as _any_dumps  # by name, all four: a cell may put anything in a module's place
from json import loads as _any_loads
from typing import Any

from orjson import OPT_INDENT_2, OPT_SORT_KEYS, JSONDecodeError
from orjson import dumps as _dumps
from orjson import loads as _loads

_COMPACT = (",", ":")


def shallow(record: Any) -> dict[str, Any]:  # noqa: ANN401  any dataclass with slots
    """Return the fields of a *record* by name, their values as they are.

    `asdict` copies every value to the ground, and takes ten times as long.
    """
    return {name: getattr(record, name) for name in record.__slots__}


def compact(value: object, *, sort_keys: bool = False) -> str:
    """Return *value* as JSON without blanks, on one line."""
    try:
        return _dumps(value, option=OPT_SORT_KEYS if sort_keys else 0).decode()
    except TypeError:
        return _any_dumps(value, ensure_ascii=False, sort_keys=sort_keys, separators=_COMPACT)


def indented(value: object, *, sort_keys: bool = False) -> str:
    """Return *value* as the JSON of a file people may read: indented, a newline at its end."""
    try:
        return _dumps(value, option=OPT_INDENT_2 | (OPT_SORT_KEYS if sort_keys else 0)).decode() + "\n"
    except TypeError:
        return _any_dumps(value, ensure_ascii=False, sort_keys=sort_keys, indent=2) + "\n"


def message(value: object) -> bytes:
    """Return *value* as JSON for `parse` at the other end of a pipe, half surrogates included."""
    try:
        return _dumps(value)
    except TypeError:
        return _any_dumps(value).encode()


def parse(text: str | bytes) -> Any:  # noqa: ANN401  any JSON value
    """Return the value a JSON text stands for; ValueError when it is none.

    An integer beyond 64 bits becomes the nearest float, as in jupyter_client's own messages.
    """
    try:
        return _loads(text)
    except JSONDecodeError:
        return _any_loads(text)
