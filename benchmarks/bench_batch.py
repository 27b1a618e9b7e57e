"""Measure a batch of sixty reports against the plain peer, in the same minutes on the same machine.

The peer is that of bench_report: the papermill and nbconvert CLIs, one report, no PDF. It is
measured alone and as many at once as there are cores, which is how the batch runs. And it
is measured in the kit's environment, from whose lock `rfc3987-syntax` is left out (decision
0003), and with it, as pip installs papermill and nbconvert. The batch is `report build-all`
on a synthetic region, start and warming up included, with the PDF and without, by turns
with the peers; then with nothing changed. CPU seconds are user + system, children included. Memory is what
the processes of the batch have of their own (private pages), sampled in a run of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bench_report import BIN, ROOT, write_peer
from benchmarks.demo_region.region import make_region

UNITS = int(os.environ.get("UNITS") or 60)
NATION = 165_000
ROUNDS = 3  # the machine is not equally fast from minute to minute
YEAR = 2024
COMMAND = [str(BIN / "report"), "build-all", str(YEAR), "--kind", "disclosure", "--workspace"]


def outputs(folder: Path, kinds: str) -> None:
    """Set the outputs of the region's year."""
    path = folder / f"params/{YEAR}.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = [f"outputs: [{kinds}]" if line.startswith("outputs:") else line for line in lines]
    path.write_text("\n".join(changed) + "\n", encoding="utf-8")


def private_memory() -> dict[int, float]:
    """Return the private megabytes of this process's descendants, by process."""
    found: dict[int, float] = {}
    waiting = [os.getpid()]
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
            waiting += map(int, children)
            if pid != os.getpid():
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
                kilobytes = sum(int(line.split()[1]) for line in lines if line.startswith(("Private_", "Swap:")))
                found[pid] = kilobytes / 1024
    return found


def batch(folder: Path, *options: str) -> tuple[float, float]:
    """Run the batch; return CPU seconds and wall seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*COMMAND, str(folder), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def memory_of_batch(folder: Path) -> list[float]:
    """Run the batch once more; return each process's largest private memory, in megabytes.

    A run of its own: counting the pages of a process holds it up, a fifth of the batch's CPU.
    """
    largest: dict[int, float] = defaultdict(float)
    command, quiet = [*COMMAND, str(folder), "--force"], subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as running:
        while running.poll() is None:
            for pid, megabytes in private_memory().items():
                largest[pid] = max(largest[pid], megabytes)
            time.sleep(0.05)
        first = running.pid
    return [megabytes for pid, megabytes in largest.items() if pid != first]


def stages(folder: Path) -> dict[str, float]:
    """Return the mean CPU seconds of each stage, from the reports' timings."""
    found: dict[str, list[float]] = defaultdict(list)
    for path in (folder / f"reports/{YEAR}").glob("*/timings.json"):
        for name, cost in json.loads(path.read_text(encoding="utf-8")).items():
            found[name].append(cost["cpu"])
    return {name: statistics.mean(values) for name, values in found.items()}


def peers(folder: Path, at_once: int, packages: Path | None = None) -> float:
    """Return the CPU seconds of the peer for one report, *at_once* running, with *packages* before the kit's.

    Stock kernels that start together may draw the same port, and one dies: such a run is made again.
    """
    try:
        return _peers(folder, at_once, packages)
    except subprocess.CalledProcessError:
        print("对照的命令失败，这一轮重做", file=sys.stderr)
        return _peers(folder, at_once, packages)


def _peers(folder: Path, at_once: int, packages: Path | None) -> float:
    environment = dict(os.environ) | ({"PYTHONPATH": str(packages)} if packages else {})
    data = str(ROOT / "data/shanzhou-sifaju/2023")
    commands = (
        [str(BIN / "papermill"), "peer.ipynb", "out.ipynb", "-p", "folder", data],
        [str(BIN / "jupyter"), "nbconvert", "--to", "html", "out.ipynb"],
    )
    places = [folder / f"peer-{number}" for number in range(at_once)]
    for place in places:
        place.mkdir(exist_ok=True)
        write_peer(place)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for command in commands:
        with contextlib.ExitStack() as running:
            started = [running.enter_context(_started(command, place, environment)) for place in places]
        for process in started:
            if process.returncode:
                raise subprocess.CalledProcessError(process.returncode, command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / at_once


def _started(command: list[str], place: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=place, env=environment, stdout=quiet, stderr=quiet)


def with_all_dependencies(folder: Path) -> Path:
    """Install what the kit's lock leaves out of the peer's own dependencies; return its folder."""
    command = [str(BIN / "uv"), "pip", "install", "--quiet", "--no-config", "--compile-bytecode"]
    target = ["--python", sys.executable, "--target", str(folder)]
    subprocess.run([*command, *target, "rfc3987-syntax"], check=True, cwd=folder.parent)
    return folder


@dataclass
class Row:
    """What is measured of one kind of batch: CPU and wall seconds by round, memory, CPU seconds by stage."""

    kinds: str
    required: int
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def each(self) -> list[float]:
        """CPU seconds a report, by round."""
        return [seconds / UNITS for seconds in self.cpu]


def main() -> None:
    """Print the batches, their ratios to the peers, and what a nation would take."""
    cores = os.cpu_count() or 1
    rows = {"HTML＋PDF": Row("html, pdf", 20), "HTML": Row("html", 30)}
    peer: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        place, folder = Path(name), Path(name) / "region"
        make_region(folder, UNITS, YEAR, "1")
        complete = with_all_dependencies(place / "complete")
        for _ in range(ROUNDS):
            peer["逐份运行"].append(peers(place, 1))
            peer[f"{cores} 份同时"].append(peers(place, cores))
            for row in rows.values():
                outputs(folder, row.kinds)
                cpu, wall = batch(folder, "--force")
                row.cpu.append(cpu)
                row.wall.append(wall)
                row.parts = stages(folder)
            peer[f"{cores} 份同时，依赖照 pip 装全"].append(peers(place, cores, complete))
        unchanged = [batch(folder) for _ in range(ROUNDS)]
        for row in rows.values():
            outputs(folder, row.kinds)
            row.memory = memory_of_batch(folder)
    show(rows, peer)
    cpu, wall = (statistics.median(costs) for costs in zip(*unchanged, strict=True))
    print(f"{UNITS} 份都没有变化：处理器 {cpu:.2f} 秒、实际 {wall:.2f} 秒（要求 1 秒以内）")


def show(rows: dict[str, Row], peer: dict[str, list[float]]) -> None:
    """Print the medians over the rounds; a ratio is that of one round, whose runs the same minutes saw."""
    medians = "；".join(f"{label} {statistics.median(costs):.2f}" for label, costs in peer.items())
    print(f"papermill + nbconvert 命令，一份，无 PDF，处理器秒（{ROUNDS} 轮的中位数）：{medians}")
    for label, row in rows.items():
        cpu, wall, each = (statistics.median(values) for values in (row.cpu, row.wall, row.each))
        hours = each * NATION / (os.cpu_count() or 1) / 3600
        rounds = "、".join(f"{one:.3f}" for one in row.each)
        print(f"{label}：{UNITS} 份，处理器 {cpu:.1f} 秒、实际 {wall:.1f} 秒；每份 {each:.3f} 秒（各轮 {rounds}）")
        ratios = (
            f"{name} 1/{statistics.median(a / b for a, b in zip(costs, row.each, strict=True)):.1f}"
            for name, costs in peer.items()
        )
        print(f"  与对照之比（要求 1/{row.required}）：{'；'.join(ratios)}；全国 {NATION} 份约 {hours:.0f} 小时")
        print(
            f"  私有内存最多：{'、'.join(f'{item:.0f}' for item in sorted(row.memory)[-4:])} MB（要求每份不超过 120）"
        )
        print("  生成进程各阶段：" + "，".join(f"{name} {seconds:.3f}" for name, seconds in row.parts.items()))


if __name__ == "__main__":
    sys.exit(main())
