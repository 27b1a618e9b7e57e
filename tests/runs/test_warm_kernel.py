"""Kernels forked from a warm process: the outputs of a cold one, and nothing shared or left behind."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import nbformat
import papermill
import pytest
from jupyter_client.manager import KernelManager

from report_helpers.processes.children import CAN_FORK
from report_helpers.runs.execution import normalised
from report_helpers.runs.kernel_provisioner import _load_jupyter_server_extension, kernel_host
from tests.conftest import NOTEBOOK
from tests.waiting import wait_for

KERNEL_SECONDS = 30
pytestmark = [pytest.mark.skipif(not CAN_FORK, reason="这个系统不能 fork"), pytest.mark.xdist_group("warm-kernel")]


@pytest.fixture(scope="module", autouse=True)
def host():
    """End the warm process after the tests."""
    yield
    kernel_host.stop()


@pytest.fixture
def kernel():
    """Start kernels by the kernelspec `report-warm`; each is ended with its test."""
    started = []

    def start(**settings):
        manager = KernelManager(kernel_name="report-warm")
        manager.start_kernel(**settings)
        client = manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        started.append((manager, client))
        return manager, client

    yield start
    for manager, client in started:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def printed(client, source):
    """Run a cell and return what it printed, or the name of its error."""
    outputs = []

    def keep(message):
        content = message["content"]
        outputs.append(content.get("text", content.get("ename", "")))

    client.execute_interactive(source, timeout=30, output_hook=keep)
    return "".join(outputs).strip()


def is_gone(pid):
    """Tell whether a process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_server_warms_up_before_a_kernel_is_asked_for():
    """As an extension of a server the warm process is started with it, so that the first kernel need not wait."""
    kernel_host.stop()
    _load_jupyter_server_extension(None)
    wait_for(lambda: kernel_host.process is not None)


@pytest.mark.long
def test_cold_kernel_warm_kernel_and_forked_notebook_give_the_same_bytes(workspace, tmp_path):
    """The report's notebook by papermill's engine, by a warm kernel and by the engine `warm` is one and the same."""
    parameters = {"agency": "suqian", "year": 2024, "workspace": str(workspace.root)}
    texts = []
    for number, settings in enumerate(
        ({"kernel_name": "python3"}, {"kernel_name": "report-warm"}, {"kernel_name": "python3", "engine_name": "warm"})
    ):
        target = tmp_path / f"{number}.ipynb"
        ran = papermill.execute_notebook(
            str(workspace.root / NOTEBOOK),
            str(target),
            parameters=parameters,
            progress_bar=False,
            **settings,
        )
        kept = normalised(ran)
        kept.metadata.pop("kernelspec")  # the one name that must differ
        texts.append(nbformat.writes(kept))
    assert texts[0] == texts[1] == texts[2]
    assert "宿迁市" in texts[0]


@pytest.mark.long
def test_two_kernels_share_nothing(kernel, tmp_path, monkeypatch):
    """Globals, environment, folder, patches and random state are each kernel's own."""
    monkeypatch.setenv("NAMED", "one")
    _, first = kernel(cwd=str(tmp_path))
    monkeypatch.setenv("NAMED", "two")
    _, second = kernel()
    change = (
        "import os, string, numpy, random; x = 1; string.capwords = None; os.environ['SET'] = '1'; print(os.getcwd())"
    )
    assert printed(first, change) == str(tmp_path)
    look = (
        "import os, string; print('x' in globals(), string.capwords is None, 'SET' in os.environ, os.environ['NAMED'])"
    )
    assert printed(second, look) == "False False False two"
    assert printed(first, "print(os.environ['NAMED'], os.getsid(0) == os.getpid())") == "one True"
    draw = "import numpy, random; print(numpy.random.random(), random.random())"
    assert printed(first, draw) != printed(second, draw)


def test_a_warm_kernel_has_its_imports_done(kernel):
    """Great Expectations and the kit are there before the first cell has run."""
    _, client = kernel()
    assert printed(client, "import sys; print({'great_expectations', 'report_helpers'} <= set(sys.modules))") == "True"


@pytest.mark.long
def test_a_kernel_is_interrupted_and_restarted(kernel):
    """An interrupt ends the cell and not the kernel; a restart gives an empty one."""
    manager, client = kernel()
    sent = client.execute("import time\nx = 1\ntime.sleep(60)")
    time.sleep(1)
    manager.interrupt_kernel()
    while (reply := client.get_shell_msg(timeout=30))["parent_header"]["msg_id"] != sent:
        pass
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    time.sleep(0.5)  # what was sent meanwhile is aborted with the cell
    assert printed(client, "print(x)") == "1"
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=60)
    assert printed(client, "print(x)") == "NameError"


@pytest.mark.long
def test_a_kernel_ends_when_it_is_told_to(kernel):
    """A kernel that is shut down, killed, or leaves by itself is seen to have ended."""
    manager, client = kernel()
    pid = int(printed(client, "import os; print(os.getpid())"))
    assert manager.is_alive()
    manager.shutdown_kernel()
    assert is_gone(pid)
    manager, client = kernel()
    client.execute("import os; os._exit(3)")
    wait_for(lambda: not manager.is_alive(), KERNEL_SECONDS)


@pytest.mark.long
def test_what_a_cell_registers_for_the_end_runs_at_a_shutdown(kernel, tmp_path):
    """A kernel that is shut down runs its cells' atexit functions, as a cold one does, and does not stall."""
    manager, client = kernel()
    ran = tmp_path / "ran"
    printed(client, f"import atexit, pathlib; atexit.register(pathlib.Path({str(ran)!r}).touch)")
    manager.shutdown_kernel()
    assert ran.exists()


@pytest.mark.long
def test_a_killed_host_takes_its_kernels_along_and_is_replaced(kernel):
    """Kill -9 of the warm process ends its kernels; the next kernel starts all the same."""
    manager, client = kernel()
    pid = int(printed(client, "import os; print(os.getpid())"))
    os.kill(kernel_host.process.pid, signal.SIGKILL)
    wait_for(lambda: is_gone(pid), KERNEL_SECONDS)
    wait_for(lambda: not manager.is_alive(), KERNEL_SECONDS)
    _, client = kernel()
    assert printed(client, "print(6 * 7)") == "42"


@pytest.mark.long
def test_without_its_owner_the_host_ends(kernel):
    """When the process that started it hangs up, the warm process and its kernels end."""
    _, client = kernel()
    pid = int(printed(client, "import os; print(os.getpid())"))
    host = kernel_host.process
    host.connection.close()
    wait_for(lambda: not host.is_alive, KERNEL_SECONDS)
    wait_for(lambda: is_gone(pid), KERNEL_SECONDS)
    kernel_host.stop()
