"""Where the build service listens, and how `report build` hands its work to it.

Imports the standard library's small modules and nothing of the kit, so that a served
report costs its build and little else. Whatever is not as it should be - no service,
another's folder, another environment - means that the command builds as always.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import struct
import sys
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any

STREAMS = (0, 1, 2)
# What is read once, at import or at start, and so cannot be taken over from a client.
_IMPORTED = ("PYTHON", "LC_", "LANG", "TZ", "LD_", "MPL", "JUPYTER", "IPYTHON", "GX_", "OPENBLAS", "OMP_", "MKL_")
_WATCHED = (*_IMPORTED, "HOME", "XDG_CONFIG", "XDG_CACHE", "XDG_DATA", "FONTCONFIG")
_IGNORED = frozenset({"PYTHONDONTWRITEBYTECODE"})  # make exports it; it changes no output
_KIT = Path(__file__).parent


def socket_folder() -> Path:
    """Return the folder of this person's services: for this user alone."""
    return Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp") / f"report-helpers-{os.getuid()}"  # noqa: S108  checked


def socket_path() -> Path:
    """Return the socket of the service of this kit in this environment."""
    return socket_folder() / (sha256(f"{sys.prefix}\n{_KIT}".encode()).hexdigest()[:16] + ".sock")


def is_private(folder: Path) -> bool:
    """Tell whether *folder* is a real folder of this user that nobody else may enter."""
    found = os.lstat(folder)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def identity() -> dict[str, Any]:
    """Return what client and service must have in common: interpreter, kit, and the environment read at start."""
    names = (name for name in os.environ if name.startswith(_WATCHED) and name not in _IGNORED)
    watched = {name: os.environ[name] for name in sorted(names) if os.environ[name]}
    return {"python": sys.version, "prefix": sys.prefix, "kit": str(_KIT), "environment": watched}


def peer_uid(connection: socket.socket) -> int:
    """Return the user at the other end (Linux)."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[1])


def build_served(arguments: list[str]) -> int | None:
    """Have the service run `report build`; return its exit code, None when the command is to run here."""
    if arguments[:1] != ["build"] or sys.platform != "linux" or not socket_path().exists():
        return None
    try:
        with ExitStack() as held:
            connection = held.enter_context(socket.socket(socket.AF_UNIX))
            if not is_private(socket_folder()):
                return None
            connection.connect(str(socket_path()))
            if peer_uid(connection) != os.getuid():
                return None
            folder = os.open(".", os.O_RDONLY)
            held.callback(os.close, folder)
            socket.send_fds(connection, [b"R"], [*STREAMS, folder])
            connection.sendall(json.dumps(_request()).encode() + b"\n")
            return _followed(connection)
    except OSError:  # it has just ended, or never was what it should be
        return None


def _request() -> dict[str, Any]:
    os.umask(mask := os.umask(0o077))
    own = {"argv": sys.argv, "path": sys.path, "env": dict(os.environ), "umask": mask}
    return own | {"identity": identity()}


def _followed(connection: socket.socket) -> int | None:
    """Wait for the exit code; hand an interrupt on. None when the service refuses or ends before the work does."""
    lines, pid = Lines(connection), 0
    while True:
        try:
            answer = lines.next()
            if answer is None:
                _say("生成服务中途停止，改为单独生成。" if pid else "")
                return None
            if "refused" in answer:
                _say(answer["refused"])
                return None
            if "code" in answer:
                _say(answer.get("said", ""))
                return int(answer["code"])
            pid = int(answer["pid"])
        except KeyboardInterrupt:
            if not pid:
                raise
            os.kill(pid, signal.SIGINT)


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
