"""A real scheduler and two real workers, each a process of its own, and a small region."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from distributed import Client

from tests import waiting
from tests.conftest import only_html, run_report

if TYPE_CHECKING:
    from collections.abc import Iterator

YEAR = "2024"
DASK = str(Path(sys.executable).with_name("dask"))

wait_for = partial(waiting.wait_for, seconds=90)


@dataclass
class Dask:
    """A scheduler and its workers, by name."""

    folder: Path
    address: str = ""
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def start_scheduler(self):
        """Start the scheduler on a free port."""
        file = self.folder / "scheduler.json"
        self._start("scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        wait_for(lambda: file.exists() and file.read_text())
        self.address = json.loads(file.read_text())["address"]

    def start_worker(self, name, **environment):
        """Start a worker without a nanny: what kills it kills it."""
        place = ("--no-nanny", "--nthreads", "1", "--name", name, "--local-directory", str(self.folder / name))
        self._start(name, "worker", self.address, *place, **environment)

    def _start(self, name, *command, **environment):
        log = (self.folder / f"{name}.log").open("w")
        variables = os.environ | environment
        self.processes[name] = subprocess.Popen(
            [DASK, *command, "--no-dashboard"], stdout=log, stderr=log, env=variables, cwd=self.folder
        )

    def wait_for_workers(self, count):
        """Wait until so many workers have reported."""
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=90)

    def kill(self, name):
        """Kill -9."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def build_processes(self, name=""):
        """Return the ids of the build processes that work below this cluster's folder."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = path.read_bytes().decode(errors="replace")
            except OSError:
                continue
            if "cluster.build_process" in line and str(self.folder / name) in line:
                found.append(int(path.parent.name))
        return found

    def stop(self):
        """End everything."""
        for process in reversed(self.processes.values()):
            process.send_signal(signal.SIGKILL)
            process.wait()


@pytest.fixture
def scheduler(tmp_path) -> Iterator[Dask]:
    """A scheduler without workers."""
    cluster = Dask(tmp_path / "dask")
    cluster.folder.mkdir()
    cluster.start_scheduler()
    yield cluster
    cluster.stop()


@pytest.fixture
def cluster(scheduler) -> Dask:
    """A scheduler and two workers with one thread each."""
    for name in ("one", "two"):
        scheduler.start_worker(name)
    scheduler.wait_for_workers(2)
    return scheduler


@pytest.fixture
def region(workspace):
    """A workspace with three agencies that report on 2024, HTML their only output, under git."""
    for other in ("pingtan", "qingyuan"):  # other years, and another kind
        shutil.rmtree(workspace.root / "data" / other)
    for name in ("first", "second"):
        shutil.copytree(workspace.root / "data/suqian", workspace.root / "data" / name)
    only_html(workspace.root, YEAR)
    (workspace.root / ".gitignore").write_text("reports/\n")
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    for command in (("init", "-q"), ("add", "-A"), (*who, "commit", "-qm", "data")):
        subprocess.run(["git", "-C", str(workspace.root), *command], check=True)
    return workspace.root


@pytest.fixture
def run_all(region):
    """Return a function that runs `report run-all` in the region."""

    def run(address, *arguments):
        return run_report("run-all", YEAR, "--scheduler", address, *arguments, cwd=region)

    return run
