"""Importing a large library without what this kit never asks of it.

`import great_expectations` costs 4.7 CPU seconds here; 1.9 of them go to scipy.stats
and altair, which two of its expectations need. Such modules are put off until first use
with importlib's own LazyLoader: nothing is removed, whoever touches them gets them
(docs/decisions/0002). The cyclic garbage collector rests meanwhile: an import makes
millions of objects and hardly a cycle.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from importlib import import_module
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

    from pydantic.v1.fields import ModelField


# What papermill and nbconvert bring along and a build never asks: a web client, a CSS parser, encodings guessed.
NOT_ASKED = ("requests", "soupsieve", "chardet")


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


@contextlib.contextmanager
def models_made_quickly() -> Iterator[None]:
    """Within the block, classes of pydantic 1 are made with less of what nobody asks.

    - A class takes over its bases' fields by a copy of what it may change. pydantic copies them to the
      ground, types and validators included; what a class does to a field it has taken over (its config,
      validators and extras) is done to the copy alone, as before.
    - What calls a validator with the arguments it wants is made once for a validator, not for every field.
    - Great Expectations writes its classes out for a debug log: within the block they are not written out.

    Together a third of what `import great_expectations` costs: it has three hundred such classes,
    most for databases and clouds (docs/decisions/0002).
    """
    import pprint  # noqa: PLC0415
    from functools import cache  # noqa: PLC0415

    from pydantic.v1 import class_validators, fields  # noqa: PLC0415

    made, written, is_over = class_validators.make_generic_validator, pprint.pformat, False

    def pformat(*arguments: Any, **settings: Any) -> str:  # noqa: ANN401  as pprint's own; some keep it for good
        return written(*arguments, **settings) if is_over else ""

    homes, made_once = (class_validators, fields), cache(made)
    for home in homes:
        home.make_generic_validator = made_once  # type: ignore[attr-defined]
    pprint.pformat = pformat
    fields.ModelField.__deepcopy__ = _copied  # type: ignore[attr-defined]
    try:
        yield
    finally:
        is_over = True
        for home in homes:
            home.make_generic_validator = made  # type: ignore[attr-defined]
        pprint.pformat = written
        del fields.ModelField.__deepcopy__  # type: ignore[attr-defined]


def _copied(field: ModelField, memo: object) -> ModelField:
    """Return a copy of a model's field that shares what no class changes."""
    from copy import copy  # noqa: PLC0415

    new = copy(field)
    new.class_validators = dict(field.class_validators)
    new.field_info = copy(field.field_info)
    new.field_info.extra = dict(field.field_info.extra)
    new.sub_fields = field.sub_fields and [_copied(inner, memo) for inner in field.sub_fields]
    new.key_field = field.key_field and _copied(field.key_field, memo)
    return new


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
