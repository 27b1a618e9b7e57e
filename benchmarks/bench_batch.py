"""Measure a batch of sixty reports against the plain peer, in the same minutes on the same machine.

The peer is that of bench_report: the papermill and nbconvert CLIs, one report, no PDF. It is
measured alone and as many at once as there are cores, which is how the batch runs. And it
is measured in the kit's environment, from whose lock `rfc3987-syntax` is left out (decision
0003), and with it, as pip installs papermill and nbconvert. The batch is `report build-all`
on a synthetic region, start and warming up included, with the PDF and without; then once
more with nothing changed. CPU seconds are user + system, children included. Memory is what
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
from pathlib import Path

from benchmarks.bench_report import BIN, ROOT, write_peer
from benchmarks.demo_region.region import make_region

UNITS = int(os.environ.get("UNITS") or 60)
NATION = 165_000
YEAR = 2024
COMMAND = [str(BIN / "report"), "build-all", str(YEAR), "--workspace"]


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


def batch(folder: Path) -> tuple[float, float]:
    """Run the batch; return CPU seconds and wall seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*COMMAND, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
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
    """Return the CPU seconds of the peer for one report, *at_once* running, with *packages* before the kit's."""
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
        if any(process.returncode for process in started):
            raise RuntimeError(command)
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


def main() -> None:
    """Print the batches, their ratios to the peers, and what a nation would take."""
    cores = os.cpu_count() or 1
    measured: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "region"
        make_region(folder, UNITS, YEAR, "1")
        complete = with_all_dependencies(Path(name) / "complete")

        def measure_peers() -> None:
            measured["逐份运行"].append(peers(Path(name), 1))
            measured[f"{cores} 份同时"].append(peers(Path(name), cores))
            measured[f"{cores} 份同时，依赖照 pip 装全"].append(peers(Path(name), cores, complete))

        measure_peers()
        rows = []
        for label, kinds, required in (("HTML＋PDF", "html, pdf", 40), ("HTML", "html", 60)):
            outputs(folder, kinds)
            cpu, wall = batch(folder)
            parts = stages(folder)
            rows.append((label, cpu, wall, memory_of_batch(folder), parts, required))
        measure_peers()
        unchanged, wall = batch(folder)
    show(rows, {label: statistics.mean(costs) for label, costs in measured.items()})
    print(f"{UNITS} 份都没有变化：处理器 {unchanged:.2f} 秒、实际 {wall:.2f} 秒（要求 1 秒以内）")


def show(rows: list[tuple[str, float, float, list[float], dict[str, float], int]], measured: dict[str, float]) -> None:
    """Print the table."""
    print(
        "papermill + nbconvert 命令，一份，无 PDF，处理器秒：" + "；".join(f"{k} {v:.2f}" for k, v in measured.items())
    )
    for label, cpu, wall, memory, parts, required in rows:
        each = cpu / UNITS
        hours = each * NATION / (os.cpu_count() or 1) / 3600
        print(f"{label}：{UNITS} 份，处理器 {cpu:.1f} 秒、实际 {wall:.1f} 秒；每份 {each:.3f} 秒")
        ratios = "；".join(f"{name} 1/{one / each:.0f}" for name, one in measured.items())
        print(f"  与对照之比（要求 1/{required}）：{ratios}；全国 {NATION} 份约 {hours:.0f} 小时")
        print(f"  私有内存最多：{'、'.join(f'{item:.0f}' for item in sorted(memory)[-4:])} MB（要求每份不超过 120）")
        print("  生成进程各阶段：" + "，".join(f"{name} {seconds:.3f}" for name, seconds in parts.items()))


if __name__ == "__main__":
    sys.exit(main())
