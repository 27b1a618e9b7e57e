"""Measure `make report` against the plain peer, in the same minutes on the same machine.

The peer is what an office would write without the kit: the papermill CLI on a notebook
that reads the same figures with pandas, checks them with one Great Expectations
expectation for each of the kit's rules, and prints the tables, then `jupyter nbconvert
--to html`. It makes no PDF. CPU seconds are user + system, children included; set-up
is not counted. Runs alternate, and medians are compared.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from report_helpers.checks.rule_catalogue import rules_for
from report_helpers.forms.kind import DEFAULT_KIND, load_kind

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
ROUNDS = int(os.environ.get("ROUNDS", "3"))
STAGES = re.compile(r"([^：，/ ]+(?: [^：，/ ]+)*) ([0-9.]+)(?:/([0-9.]+))?")

IMPORTS = """import os
os.environ["GX_ANALYTICS_ENABLED"] = "false"
import pandas as pd
import great_expectations as gx
import great_expectations.expectations as gxe"""
READ = """applications = pd.read_csv(folder + "/applications.csv")
proactive = pd.read_csv(folder + "/proactive.csv")
disputes = pd.read_csv(folder + "/disputes.csv")"""
# One expectation for each of the rules the kit applies to a report on 2023.
CHECK = """context = gx.get_context(mode="ephemeral")
asset = context.data_sources.add_pandas("p").add_dataframe_asset("a")
batch = asset.add_batch_definition_whole_dataframe("b").get_batch({"dataframe": applications})
columns = list(applications.columns[2:])
expectations = [gxe.ExpectTableRowCountToEqual(value=25)]
expectations += [gxe.ExpectColumnValuesToNotBeNull(column=c) for c in columns]
expectations += [gxe.ExpectColumnValuesToBeBetween(column=c, min_value=0) for c in columns]
batch.validate(gx.ExpectationSuite("s", expectations=expectations[:RULES]))"""
PEER_CELLS = (
    IMPORTS,
    READ,
    f"RULES = {len(rules_for(load_kind(DEFAULT_KIND), load_kind(DEFAULT_KIND).form('2021')))}\n{CHECK}",
    "applications",
    "proactive",
    "disputes",
)


def spent(command: list[str], cwd: Path) -> tuple[float, float, str]:
    """Run *command*; return its CPU seconds, wall seconds and output."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, done.stdout


def write_peer(folder: Path) -> Path:
    """Write the peer's notebook."""
    cells = [new_code_cell("folder = ''"), *map(new_code_cell, PEER_CELLS)]
    cells[0].metadata["tags"] = ["parameters"]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    path = folder / "peer.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def copy_workspace(folder: Path) -> None:
    """Copy the kit's own reports to *folder*, without Word: it costs 0.2 s more and has no peer."""
    for part in ("data", "params", "notebooks"):
        shutil.copytree(ROOT / part, folder / part)
    year = folder / "params/2023.yaml"
    year.write_text(year.read_text(encoding="utf-8").replace("[html, pdf, docx]", "[html, pdf]"), encoding="utf-8")


def main() -> None:
    """Print both sides, the kit's stages, and the ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_workspace(folder)
        write_peer(folder)
        data = str(folder / "data/shanzhou-sifaju/2023")
        kit_command = ["make", "-C", str(ROOT), "report", "YEAR=2023"]
        os.environ["REPORT_WORKSPACE"] = str(folder)
        kit, peer, outputs = [], [], []
        for _ in range(ROUNDS):
            run = spent([str(BIN / "papermill"), "peer.ipynb", "out.ipynb", "-p", "folder", data], folder)
            convert = spent([str(BIN / "jupyter"), "nbconvert", "--to", "html", "out.ipynb"], folder)
            peer.append((run[0] + convert[0], run[1] + convert[1]))
            cpu, wall, out = spent(kit_command, folder)
            kit.append((cpu, wall))
            outputs.append(out)
    report(kit, peer, outputs)


def report(kit: list[tuple[float, float]], peer: list[tuple[float, float]], outputs: list[str]) -> None:
    """Print medians over the rounds."""
    rows = {"papermill + nbconvert（无 PDF）": peer, "make report（HTML、PDF、审核页）": kit}
    print(f"{ROUNDS} 轮的中位数，秒（处理器 / 实际）")
    for label, runs in rows.items():
        print(f"  {label}: {statistics.median(r[0] for r in runs):.2f} / {statistics.median(r[1] for r in runs):.2f}")
    ratio = statistics.median(r[0] for r in kit) / statistics.median(r[0] for r in peer)
    print(f"  处理器时间之比: {ratio:.2f}（要求不高于 0.45）")
    print("make report 各阶段（处理器 / 实际）")
    stages: dict[str, list[tuple[float, float]]] = {}
    for out in outputs:
        line = next(line for line in out.splitlines() if line.startswith("用时"))
        for label, cpu, wall in STAGES.findall(line.partition("：")[2]):
            stages.setdefault(label, []).append((float(cpu), float(wall or 0)))
    for label, costs in stages.items():
        print(f"  {label}: {statistics.median(c[0] for c in costs):.2f} / {statistics.median(c[1] for c in costs):.2f}")


if __name__ == "__main__":
    main()
