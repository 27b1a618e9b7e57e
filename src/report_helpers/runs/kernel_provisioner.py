"""A kernel provisioner that forks kernels from a warm process (entry point `report-warm-provisioner`).

For the kernelspec `report-warm`, in JupyterLab and under stock papermill: the first kernel
of a server waits for the warm process, all later ones start at once with their imports
done. `report lab` has the server start it at once. Where there is no fork a kernel starts as it always does.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from report_helpers.processes.children import CAN_FORK, Child, Died, start_module

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo


class WarmProvisioner(LocalProvisioner):
    """Starts kernels from this process's kernel host; everything else is the local provisioner's."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:  # noqa: ANN401  Popen's own
        """Have the host fork a kernel; start it as usual where that is impossible, and what is no kernel of ours."""
        arguments = cmd[cmd.index("-f") :] if "-f" in cmd else []
        if not (CAN_FORK and arguments and "ipykernel_launcher" in cmd and cmd[0] == sys.executable):
            return await super().launch_kernel(cmd, **kwargs)
        environment = dict(kwargs.get("env") or os.environ)
        cwd = str(kwargs.get("cwd") or Path.cwd())
        pid = await asyncio.to_thread(kernel_host.fork, {"argv": arguments, "env": environment, "cwd": cwd})
        if pid is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = ForkedKernel(pid)  # type: ignore[assignment]  # all that is asked of a Popen
        self.pid = self.pgid = pid  # a session of its own
        self.cwd = cwd
        return self.connection_info


class KernelHost:
    """The warm process kernels are forked from, started when the first one is asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.process: Child | None = None

    def fork(self, request: dict[str, Any]) -> int | None:
        """Return the process of a new kernel; None when the host cannot be started."""
        with self._lock:
            for _ in range(2):  # a host that was killed is replaced once
                try:
                    process = self._started()
                    process.send(request)
                    return int(process.receive())
                except (Died, OSError):
                    self.stop()
        return None

    def start(self) -> None:
        """Start the host before a kernel is asked for; without it the first kernel tries again."""
        with self._lock:
            try:
                self._started()
            except (Died, OSError):
                self.stop()

    def _started(self) -> Child:
        if self.process is None:
            self.process = start_module("report_helpers.runs.kernel_host")
            self.process.receive()  # it is ready
        return self.process

    def stop(self) -> None:
        """End the host and the kernels forked from it."""
        if self.process:
            self.process.end()
            self.process = None


kernel_host = KernelHost()  # this process's


def _load_jupyter_server_extension(_: object) -> None:
    """Warm up while the browser opens: what is run before a kernel has started, JupyterLab drops."""
    threading.Thread(target=kernel_host.start, daemon=True).start()


class ForkedKernel:
    """What the local provisioner asks of a subprocess.Popen, for a process that is not our child."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._watch: int | None = None
        with suppress(ProcessLookupError):
            self._watch = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Return None while the kernel runs; 0 afterwards, whatever its exit code was."""
        if self._watch is not None and not wait([self._watch], 0):
            return None
        if self._watch is not None:
            os.close(self._watch)
            self._watch = None
        return 0

    def wait(self) -> int:
        """Wait for the kernel's end."""
        if self._watch is not None:
            wait([self._watch])
        return self.poll() or 0

    def send_signal(self, signum: int) -> None:
        """Send the kernel a signal, unless it has ended."""
        if self._watch is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._watch, signum)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)
