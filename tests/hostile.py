"""Hostile values, and valid JSON in which one value is replaced by one: what somebody writes who means harm."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CANARY = "canary"  # what appears below the working folder once something foreign has run
PYTHON = f"open({CANARY!r}, 'w')"
DEEP = "a deep list"  # stands for ten thousand lists in one another, which no Python object need hold
LONG = "a long number"  # stands for five thousand digits

VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1, 2**63, 10**30, 1e308, 0.5, "", " ", [], {}, [[]], {"": {}}),
    *(
        "../..",
        "../../etc/passwd",
        "/etc/passwd",
        "a/../b",
        "C:\\x",
        "\0",
        "a\0b",
        "\ud800",
        "\u202e",
        "\ue000",
        "\x1b[2J",
    ),
    *(
        f"--output={CANARY}",
        "-x",
        "--",
        "HEAD",
        "HEAD~1",
        f"$(touch {CANARY})",
        f"`touch {CANARY}`",
        f"; touch {CANARY}",
    ),
    *(PYTHON, f"x = {PYTHON}", f"x\n{PYTHON}", f"__import__('os').system('touch {CANARY}')", f"{{{{ {PYTHON} }}}}"),
    *("0" * 40, "0" * 64, "g" * 40, "2024-02-30", "9999-12-31", "0001-01-01", "2024-01-01T00:00:00", "NaN", "1e400"),
    *("x" * 5000, "a@2024", "../a@2024", "disclosure/suqian@2024", "suqian@99999", "<script>", "#read('/etc/passwd')"),
    *({"__class__": "os.system"}, {"__reduce__": [PYTHON]}, DEEP, LONG, float("inf"), float("nan"), {PYTHON: 1}),
]
KEYS = [value for value in VALUES if isinstance(value, str) and value not in {DEEP, LONG}]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value inside *value*, itself included; of a long list the first few and the last."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for number in sorted({*range(min(3, len(value))), *([len(value) - 1] if value else [])}):
            yield from places(value[number], (*path, number))


def changed(value: Any, path: tuple[Any, ...], how: str, hostile: Any) -> Any:
    """Return a copy of *value* in which the place at *path* is replaced, dropped, named otherwise or added to."""
    if not path:
        return hostile
    value = copy.deepcopy(value)
    inner = value
    for step in path[:-1]:
        inner = inner[step]
    last = path[-1]
    if how == "drop":
        del inner[last]
    elif how == "name" and isinstance(inner, dict) and isinstance(hostile, str):
        inner[hostile] = inner.pop(last)
    elif how == "add" and isinstance(inner[last], list):
        inner[last].append(hostile)
    elif how == "add" and isinstance(inner[last], dict):
        inner[last][hostile if isinstance(hostile, str) else "more"] = 1
    else:
        inner[last] = hostile
    return value


def text_of(value: Any) -> str:
    """Return *value* as JSON, with what stands for something no object need hold put in."""
    text = json.dumps(value)
    return text.replace(json.dumps(DEEP), "[" * 10_000 + "]" * 10_000).replace(json.dumps(LONG), "9" * 5000)


def hostile_forms(value: Any) -> st.SearchStrategy[str]:
    """Return the texts of *value* with one thing in it hostile."""
    ways = st.sampled_from(["replace", "replace", "drop", "name", "add"])
    made = st.builds(changed, st.just(value), st.sampled_from(list(places(value))), ways, st.sampled_from(VALUES))
    return made.map(text_of)


def tree(root: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of change of everything below *root* by path."""
    found = ((path, path.lstat()) for path in root.rglob("*"))
    return {str(path.relative_to(root)): (seen.st_size, seen.st_mtime_ns) for path, seen in found if not path.is_dir()}
