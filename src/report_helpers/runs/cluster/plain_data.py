"""Takes data, and nothing else, from what a cluster sends: no class that a pickle names is looked up or called.

dask sends results and exceptions as pickles, and reading one runs whatever it says. While connected, this process
reads them with a reader of its own, which knows numbers, texts, bytes, lists, tuples, sets and mappings; anything of
a class becomes a `Foreign`, a note of its name and its parts.
"""

from __future__ import annotations

import builtins
import io
import pickle
import pickletools
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

from distributed.protocol import pickle as of_dask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WRAPPER, _WRAPPED = "tblib.pickling_support.unpickle_exception", 2  # of its class and what it is made of
_TRACEBACK = ("tblib.pickling_support", "unpickle_traceback")
_MEMO = frozenset({"PUT", "BINPUT", "LONG_BINPUT"})
_PLAIN = frozenset({"str", "int", "float", "bool", "list", "tuple", "set", "frozenset", "dict"})


class Foreign(Exception):  # noqa: N818  not only exceptions arrive as one
    """Something of a class that was sent: `name` is the class's, `args` and `state` what it was to be made of."""

    name = ""
    state: object = None

    def __setstate__(self, state: object) -> None:
        """Keep what an object would be filled with."""
        self.state = state

    def field(self, name: str) -> object:
        """Return a field of the object this stands for, None when it has none."""
        parts = self.state if isinstance(self.state, tuple) else (self.state,)
        return next((part[name] for part in parts if isinstance(part, dict) and name in part), None)

    def meant(self) -> tuple[str, tuple[object, ...]]:
        """Return the name of the class, and what an object of it is made of, where tblib has wrapped an exception."""
        if not self.name.startswith(_WRAPPER) or len(self.args) < _WRAPPED:
            return self.name, self.args
        made_of = self.args[1].get("args") if isinstance(self.args[1], dict) else self.args[1]
        return str(getattr(self.args[0], "name", "")), made_of if isinstance(made_of, tuple) else ()

    def __str__(self) -> str:
        """Return the last part of the class's name and the texts the object is made of."""
        name, made_of = self.meant()
        return "：".join([name.rpartition(".")[2], *(part for part in made_of if isinstance(part, str))])


def _nothing(*_: object) -> None:
    """Stand for a traceback, which dask wants to be one or None."""


class _Bytes(bytes):
    """What dask names as the class of bytes that it sends apart; it is never called: bytes(n) is n zeros."""

    def __new__(cls, *_: object) -> Self:
        """Refuse to be called."""
        raise pickle.UnpicklingError(cls.__name__)


class _DataReader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401  a class
        """Return a plain type of Python, or a new class of `Foreign`."""
        if (module, name) == _TRACEBACK:
            return _nothing
        if module == "builtins" and name in _PLAIN:
            return getattr(builtins, name)
        if (module, name) == ("builtins", "bytes"):
            return _Bytes
        return type("Foreign", (Foreign,), {"name": f"{module}.{name}"})


def as_foreign(exception: object) -> Foreign:
    """Return what a task failed with, as a pickle or read already, as a note of it."""
    try:
        found = read_data(bytes(exception)) if isinstance(exception, (bytes, bytearray)) else exception
    except Exception:  # noqa: BLE001  a pickle may be broken in any way
        found = None
    return found if isinstance(found, Foreign) else Foreign("说不清的错误")


def read_data(data: bytes, /, *, buffers: Iterable[Any] = ()) -> Any:  # noqa: ANN401  whatever was sent
    """Return the data that a pickle holds; pickle.UnpicklingError and others for what is no pickle.

    No room is made for a size that it only names: pickletools refuses more bytes than follow, we a place in the memo
    that so short a pickle cannot need.
    """
    for operation, argument, _ in pickletools.genops(io.BytesIO(data)):
        if operation.name in _MEMO and int(argument or 0) > len(data):
            raise pickle.UnpicklingError(f"memo {argument}")
    return _DataReader(io.BytesIO(data), buffers=buffers).load()


@contextmanager
def only_data() -> Iterator[None]:
    """Within the block, dask's own reading of pickles in this process is `read_data`."""
    whole = of_dask.pickle
    of_dask.pickle = SimpleNamespace(**{**vars(pickle), "loads": read_data})
    try:
        yield
    finally:
        of_dask.pickle = whole
