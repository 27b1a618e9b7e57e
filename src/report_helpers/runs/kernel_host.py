"""The process warm kernels are forked from: `python -m report_helpers.runs.kernel_host`.

Started by the kernel provisioner at the other end of the connection. It imports what a report's
notebook needs, starts no thread, and forks one child for every kernel that is asked for.
When the other end hangs up, and when this process is killed, all kernels end with it.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from functools import partial
from multiprocessing.connection import Connection, wait

from tqdm import tqdm

from report_helpers.checks.judgement import judge
from report_helpers.notebook import load  # noqa: F401  what the first cell imports
from report_helpers.processes.children import Child, fork_child, other_threads, parents_connection, receive
from report_helpers.processes.notebooks import FIGURES


def main() -> None:
    """Warm up, say so, and fork a kernel for every request until the other end hangs up."""
    connection = parents_connection()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is the owner's to handle
    _warm_up()
    connection.send("ready")
    kernels: set[Child] = set()
    while True:
        ready = wait([connection, *(kernel.ended for kernel in kernels)])
        for kernel in {kernel for kernel in kernels if kernel.ended in ready}:
            kernels.remove(kernel)
            kernel.end()
        if connection in ready:
            request = receive(connection)
            if request is None:
                break
            kernel = fork_child(partial(_be_kernel, connection, **request))
            kernels.add(kernel)
            connection.send(kernel.pid)
    for kernel in kernels:
        kernel.end()


def _warm_up() -> None:
    """Import what a kernel and a report's notebook need, without a thread left running."""
    tqdm.monitor_interval = 0
    import ipykernel.ipkernel  # noqa: PLC0415
    import ipykernel.kernelapp  # noqa: F401, PLC0415
    from jupyter_client.localinterfaces import local_ips  # noqa: PLC0415

    local_ips()  # kept from the first call on; it asks the system's tools
    judge(())
    for module in tuple(sys.modules.values()):
        hasattr(module, "__version__")  # a new kernel asks every module, which loads those put off: a second each time
    if other_threads():
        sys.exit("threads are running: this process cannot be forked")
    gc.collect()
    gc.freeze()


def _be_kernel(host: Connection, _: Connection, *, argv: list[str], env: dict[str, str], cwd: str) -> None:
    """Become a kernel with a session, environment, folder and streams of its own; serve until it is shut down."""
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415

    host.close()
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update({"MPLBACKEND": FIGURES, **env, "JPY_PARENT_PID": str(os.getppid())})
    os.chdir(cwd)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    sys.argv = ["ipykernel_launcher", *argv]
    if sys.path[:1] != [""]:
        sys.path.insert(0, "")
    application = IPKernelApp.instance()
    application.initialize(argv)
    try:
        application.start()
    finally:
        atexit._run_exitfuncs()  # noqa: SLF001  what cells registered, and ipykernel; os._exit would skip it


if __name__ == "__main__":
    main()
