"""The process warm kernels are forked from: `python -m report_helpers.runs.kernel_host <socket>`.

Started by the kernel provisioner, at whose other end it hangs. It imports what a report's
notebook needs, starts no thread, and forks one child for every kernel that is asked for.
When the other end hangs up, all kernels end with it; when it is killed they die by
PR_SET_PDEATHSIG.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import select
import signal
import socket
import sys
from typing import Any, NoReturn

from tqdm import tqdm

from report_helpers.checks import residual_frame
from report_helpers.checks.judgement import judge
from report_helpers.notebook import load  # noqa: F401  what the first cell imports
from report_helpers.warm.fork import die_with, other_threads, seed_anew
from report_helpers.warm.server import receive, send

LOOK_SECONDS = 1.0


def main() -> None:
    """Warm up, say so, and fork a kernel for every request until the other end hangs up."""
    connection = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is the owner's to handle
    _warm_up()
    send(connection, {"ready": os.getpid()})
    kernels: set[int] = set()
    while True:
        ready, _, _ = select.select([connection], [], [], LOOK_SECONDS)
        kernels -= _ended(kernels)
        if not ready:
            continue
        request = receive(connection)
        if request is None:
            break
        pid = _fork(request, connection)
        kernels.add(pid)
        send(connection, {"pid": pid})
    for pid in kernels:
        _end(pid)


def _warm_up() -> None:
    """Pay the imports of a kernel and of a report's notebook, without a thread left running."""
    tqdm.monitor_interval = 0
    import ipykernel.ipkernel  # noqa: PLC0415
    import ipykernel.kernelapp  # noqa: F401, PLC0415
    from jupyter_client.localinterfaces import local_ips  # noqa: PLC0415

    local_ips()  # kept from the first call on; it asks the system's tools
    judge(residual_frame(()))
    for module in tuple(sys.modules.values()):
        hasattr(module, "__version__")  # a new kernel asks every module, which loads those put off: a second each time
    if other_threads():
        sys.exit("threads are running: this process cannot be forked")
    gc.collect()
    gc.freeze()


def _fork(request: dict[str, Any], connection: socket.socket) -> int:
    """Fork a kernel and return its process."""
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _be_kernel(request, connection, parent)
    return pid


def _be_kernel(request: dict[str, Any], connection: socket.socket, parent: int) -> NoReturn:
    """Become a kernel of one's own: session, environment, folder, streams, randomness; then serve."""
    code = 1
    try:
        connection.close()
        atexit._clear()  # noqa: SLF001  the host's functions are the host's
        os.setsid()
        die_with(parent)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(request["env"], JPY_PARENT_PID=str(parent))
        os.chdir(request["cwd"] or ".")
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        seed_anew()
        code = _served(request["argv"])
        atexit._run_exitfuncs()  # noqa: SLF001  what cells registered, and ipykernel; os._exit would skip it
    finally:
        os._exit(code)


def _served(arguments: list[str]) -> int:
    """Serve until the kernel is told to end; return its exit code."""
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415

    sys.argv = ["ipykernel_launcher", *arguments]
    if sys.path[:1] != [""]:
        sys.path.insert(0, "")
    application = IPKernelApp.instance()
    application.initialize(arguments)
    try:
        application.start()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    return 0


def _ended(kernels: set[int]) -> set[int]:
    """Return the kernels that have ended, reaped."""
    found = set()
    for pid in kernels:
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(pid, os.WNOHANG)[0] == 0:
                continue
        found.add(pid)
    return found


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
