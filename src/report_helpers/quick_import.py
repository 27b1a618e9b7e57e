"""Importing a large library without what this kit never asks of it.

`import great_expectations` costs 4.7 CPU seconds here; 1.9 of them go to scipy.stats
and altair, which two of its expectations need. Such modules are put off until first use
with importlib's own LazyLoader: nothing is removed, whoever touches them gets them
(docs/decisions/0002). The cyclic garbage collector rests meanwhile: an import makes
millions of objects and hardly a cycle.

`import report_helpers` brings this module along, so it asks for little itself: no typing,
no dataclasses (decision 0013).
"""

from __future__ import annotations

import contextlib
import gc
import sys
from importlib import import_module
from importlib.machinery import PathFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any


class _PuttingOff:
    """Finds the modules called *names* and has them loaded at first use."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a lazily loading spec for a module to be put off, else None."""
        if fullname not in self.names:
            return None
        from importlib.util import LazyLoader  # noqa: PLC0415

        spec = PathFinder.find_spec(fullname, path, target)
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


def exported_lazily(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a package's `__getattr__` (PEP 562): each public name is imported at its first use.

    *homes* has the names each module of the package gives, separated by blanks. A command
    then pays for the stages it runs and no others. No name may be that of a module.
    """
    modules = {name: module for module, names in homes.items() for name in names.split()}

    def load(name: str) -> Any:  # noqa: ANN401  whatever is exported
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{modules[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return load
