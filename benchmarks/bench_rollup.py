"""Measure the roll-up of a province: 7,000 units made up in a temporary folder, seconds and peak memory.

The command runs as an office would run it, in a process of its own: reading 21,000 files,
checking them, adding up 200 cells, writing the parent's three tables; once more to compare them; once
more with one table in ten saved in a way only the strict reader understands.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.published.invented import invented

from report_helpers.forms.cells import form_cells
from report_helpers.forms.kind import DEFAULT_KIND, load_kind
from report_helpers.sources.table_csv import write_table

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("report")
UNITS = int(os.environ.get("UNITS") or 7000)
YEAR = 2024
WRONG = 100
FORM = load_kind(DEFAULT_KIND).form("2021")
AGENCY = "name: 某省人民政府\nshort: 全省\nlevel: province\ntype: government\n"


def make_province(folder: Path) -> None:
    """Write parameters, the parent, its list and the tables of every unit; the same ones each time."""
    chance = random.Random(YEAR)  # noqa: S311  figures, not secrets
    shutil.copytree(ROOT / "params", folder / "params")
    parent = folder / "data" / "province"
    parent.mkdir(parents=True)
    (parent / "agency.yaml").write_text(AGENCY, encoding="utf-8")
    lines = [f"  - {{agency: unit-{n:04d}, name: 某市某县某镇人民政府{n}, kind: 乡镇}}" for n in range(UNITS)]
    (parent / "units.yaml").write_text("units:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    for number in range(UNITS):
        place = folder / "data" / f"unit-{number:04d}" / str(YEAR)
        place.mkdir(parents=True)
        for name, text in unit_tables(number, chance).items():
            (place / f"{name}.csv").write_text(text, encoding="utf-8")


def unit_tables(number: int, chance: random.Random) -> dict[str, str]:
    """Return the three tables of one unit: their identities hold, but of every hundredth unit one does not."""
    facts = invented(2 * number).facts
    figures = {cell: facts[cell].printed for cell in form_cells(FORM)}
    if number % WRONG == 0:
        figures["applications.new.total"] += "1"
    figures["proactive.fees.amount"] = f"{chance.random() * 100:.4f}"
    documents = [cell for cell in figures if cell.startswith(("proactive.regulations", "proactive.normative"))]
    figures |= dict.fromkeys(documents, "0")
    return {table.id: write_table(FORM, table, figures) for table in FORM.tables}


def disorder(folder: Path) -> None:
    """Put a space before a figure in the tables of one unit in ten: right, but not as the form has it."""
    for number in range(0, UNITS, 10):
        for path in (folder / "data" / f"unit-{number:04d}" / str(YEAR)).iterdir():
            path.write_text(path.read_text(encoding="utf-8").replace(",0,", ", 0,"), encoding="utf-8")


def measure(label: str, folder: Path) -> None:
    """Run the command and print what it cost."""
    start = time.perf_counter()
    done = subprocess.run(
        [COMMAND, "rollup", f"province@{YEAR}", "-w", folder], capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - start
    # The largest child so far; each run is larger than whatever ran before it, or the same.
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    said = done.stdout.splitlines()[-1]
    print(f"{label}：{seconds:.1f} 秒，内存最多 {megabytes:.0f} MB，退出码 {done.returncode}，{said}")


def main() -> None:
    """Make the province and print three measurements."""
    with tempfile.TemporaryDirectory(prefix="bench-rollup-") as name:
        folder = Path(name)
        make_province(folder)
        print(f"{UNITS} 个单位，{3 * UNITS} 个文件，2 核上要求 10 秒、1 GB 以内")
        measure("生成三张表", folder)
        measure("再次核对", folder)
        disorder(folder)
        measure("十分之一的单位要由严格读法来读", folder)


if __name__ == "__main__":
    main()
