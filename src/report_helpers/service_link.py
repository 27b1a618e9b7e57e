"""Where the build service listens, and how `report build` hands its work to it.

Imports the smallest of the standard library's modules and nothing of the kit, so that a served
report costs its build and little else (tests/cli/test_serve.py holds it). Whatever is not as it
should be - no service, another's folder, another environment - means that the command builds as always.
"""

from __future__ import annotations

import json
import os
import socket
import stat
import struct
import sys
import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

STREAMS = (0, 1, 2)
# What is read once, at import or at start, and so cannot be taken over from a client.
_IMPORTED = ("PYTHON", "LC_", "LANG", "TZ", "LD_", "MPL", "JUPYTER", "IPYTHON", "GX_", "OPENBLAS", "OMP_", "MKL_")
_WATCHED = (*_IMPORTED, "HOME", "XDG_CONFIG", "XDG_CACHE", "XDG_DATA", "FONTCONFIG", "TMPDIR")
_IGNORED = frozenset({"PYTHONDONTWRITEBYTECODE"})  # make exports it; it changes no output
_KIT = os.path.dirname(__file__)  # noqa: PTH120  pathlib takes longer to import than all of this


def socket_folder() -> str:
    """Return the folder of this person's services: for this user alone."""
    return f"{os.environ.get('XDG_RUNTIME_DIR') or '/tmp'}/report-helpers-{os.getuid()}"  # noqa: S108  checked


def socket_path() -> str:
    """Return the socket of the service of this kit in this environment."""
    name = zlib.crc32(f"{sys.prefix}\n{_KIT}".encode())
    return f"{socket_folder()}/{name:08x}.sock"


def is_private(folder: str) -> bool:
    """Tell whether *folder* is a real folder of this user that nobody else may enter."""
    found = os.lstat(folder)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def identity() -> dict[str, Any]:
    """Return what client and service must have in common.

    That is the interpreter, the kit, the same view of files and processes (a container has its own),
    and the environment that is read at start.
    """
    names = (name for name in os.environ if name.startswith(_WATCHED) and name not in _IGNORED)
    watched = {name: os.environ[name] for name in sorted(names) if os.environ[name]}
    views = [os.readlink(f"/proc/self/ns/{kind}") for kind in ("mnt", "pid")]  # noqa: PTH115
    return {"python": sys.version, "prefix": sys.prefix, "kit": _KIT, "views": views, "environment": watched}


def peer_uid(connection: socket.socket) -> int:
    """Return the user at the other end (Linux)."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[1])


def build_served(arguments: list[str]) -> int | None:
    """Have the service run `report build`; return its exit code, None when the command is to run here."""
    if arguments[:1] != ["build"] or sys.platform != "linux":
        return None
    try:
        if not is_private(socket_folder()):
            return None
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(socket_path())
            if peer_uid(connection) != os.getuid():
                return None
            _ask(connection)
            return _followed(connection)
    except OSError:  # there is none, it has just ended, or never was what it should be
        return None


def _ask(connection: socket.socket) -> None:
    """Send what the command is to run with: streams, folder, arguments, environment."""
    os.umask(mask := os.umask(0o077))
    own = {"argv": sys.argv, "path": sys.path, "env": dict(os.environ), "umask": mask, "identity": identity()}
    folder = os.open(".", os.O_RDONLY)
    try:
        socket.send_fds(connection, [b"R"], [*STREAMS, folder])
    finally:
        os.close(folder)
    connection.sendall(json.dumps(own).encode() + b"\n")


def _followed(connection: socket.socket) -> int | None:
    """Wait for the exit code; hand an interrupt on. None when the service refuses or ends before the work does."""
    lines, is_begun, is_interrupted = Lines(connection), False, False
    while True:
        try:
            answer = lines.next()
            if answer is None and is_interrupted:
                return 3
            if answer is None:
                _say("生成服务中途停止，改为单独生成。" if is_begun else "")
                return None
            if "refused" in answer:
                _say(answer["refused"])
                return None
            if "code" in answer:
                _say(answer.get("said", ""))
                return int(answer["code"])
            is_begun = True
        except KeyboardInterrupt:
            if not is_begun:
                raise
            is_interrupted = True
            connection.shutdown(socket.SHUT_WR)  # as when this client had gone: the service interrupts the build


def _say(sentence: str) -> None:
    if sentence:
        os.write(2, f"{sentence}\n".encode())


class Lines:
    """The JSON lines that come over a socket."""

    def __init__(self, connection: socket.socket) -> None:
        """Begin with nothing read."""
        self._connection, self._buffer = connection, b""

    def next(self) -> Any:  # noqa: ANN401  any JSON value
        """Return the next one; None when the other end hangs up before it is whole."""
        while b"\n" not in self._buffer:
            chunk = self._connection.recv(1 << 16)
            if not chunk:
                return None
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        return json.loads(line)
