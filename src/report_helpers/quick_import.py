"""Importing a large library without the modules of it that this kit never uses.

`import great_expectations` imports scipy.stats and altair, which two of its expectations
need. They are put off until first use with importlib's own LazyLoader: nothing is removed or
replaced. The cyclic garbage collector rests meanwhile: an import makes millions of objects
and hardly a cycle. docs/decisions/0002 has the figures.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from importlib.machinery import PathFinder
from importlib.util import LazyLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

# What papermill and nbconvert import and a build never uses: a web client, CSS parsers, encodings guessed,
# dates and colours in JSON schemas.
UNUSED_BY_A_BUILD = ("requests", "soupsieve", "tinycss2", "chardet", "arrow", "webcolors", "nbconvert.postprocessors")


class _PuttingOff:
    """Finds the modules called *names* and has them loaded at first use."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a lazily loading spec for a module to be put off, else None."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname in self.names else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextlib.contextmanager
def quick_import(*put_off: str) -> Iterator[None]:
    """Within the block, the modules *put_off* are imported lazily and the collector rests."""
    finder, was_collecting = _PuttingOff(frozenset(put_off)), gc.isenabled()
    sys.meta_path.insert(0, finder)
    gc.disable()
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        if was_collecting:
            gc.enable()
