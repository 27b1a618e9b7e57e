"""Measure what a very long text costs: 1 MB on a published page, 1 MB and the most that is taken as narrative.md.

Each command runs in a process of its own, as an office would run it; CPU seconds, and those of the same command on
the sample as it is. A text of every kind must be checked or refused in LIMIT seconds more than that.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from benchmarks.published.layouts import web
from benchmarks.published.tables import sample

from report_helpers.sources.narrative_md import MAX_BYTES
from report_helpers.sources.workspace import find_workspace

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("report")
REPORT, HEADING = "suqian@2024", "## 一、总体情况"
OVERVIEW = "<p>一、总体情况</p>"
LIMIT, MEGABYTE = 5, 1_000_000
TEXTS = {
    "号码": "110101199003070012 138 0013 8000，",
    "地址": "某市某区某街道某路12号3栋4单元501室，",
    "数字": "12件",
    "比较": "比上年增长20%，",
    "增减": "增加5个",
    "篇数": "比上年的30篇增加25篇，增长3%。",
    "列举": "行政复议、行政诉讼分别为12件、13件，",
    "句子": "全年收到申请12件，比上年增长20%，其中自然人10件、法人2件。",
    "段落": "全年收到申请12件，比上年增长20%，其中自然人10件、法人2件。\n\n",
}


def repeated(text: str, size: int) -> str:
    """Return *text* again and again, *size* bytes of it at most."""
    return text * (size // len(text.encode()))


def cost(folder: Path, *arguments: str) -> tuple[float, int]:
    """Return the CPU seconds and the exit code of one command."""
    before = getrusage(RUSAGE_CHILDREN)
    done = subprocess.run([COMMAND, *arguments], cwd=folder, capture_output=True, check=False, text=True)
    if "Traceback" in done.stderr:
        sys.exit(done.stderr)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.returncode


def checked(folder: Path, text: str) -> tuple[float, int]:
    """Return what `report check` costs with *text* in the first section."""
    narrative = folder / "data" / "suqian" / "2024" / "narrative.md"
    own = narrative.read_text(encoding="utf-8")
    narrative.write_text(own.replace(HEADING, f"{HEADING}\n\n{text}", 1), encoding="utf-8")
    try:
        return cost(folder, "check", REPORT)
    finally:
        narrative.write_text(own, encoding="utf-8")


def audited(folder: Path, text: str) -> tuple[float, int]:
    """Return what `report audit` costs of a page whose first section has *text*."""
    lines = "".join(f"<p>{line}</p>" for line in text.splitlines() if line)
    page = (folder / "page.html").read_text(encoding="utf-8")
    (folder / "long.html").write_text(page.replace(OVERVIEW, f"{OVERVIEW}{lines}", 1), encoding="utf-8")
    return cost(folder, "audit", "long.html")


def main() -> int:
    """Print the table; return the exit code."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("params", "data", "notebooks"):
            shutil.copytree(ROOT / name, folder / name)
        report = find_workspace(folder).load(find_workspace(folder).report("suqian", 2024))
        (folder / "page.html").write_text(web(sample(report)), encoding="utf-8")
        plain = {"check": checked(folder, "")[0], "audit": audited(folder, "")[0]}
        print(f"不加文字：check {plain['check']:.2f}、audit {plain['audit']:.2f} CPU s；以下为另外所需，括号里是退出码")
        print(f"{'文字':<6}{f'check {MAX_BYTES // 1024} KB':>16}{'check 1 MB':>16}{'audit 1 MB':>16}")
        slowest = 0.0
        for name, text in TEXTS.items():
            costs = [checked(folder, repeated(text, size)) for size in (MAX_BYTES - 10_000, MEGABYTE)]
            costs.append(audited(folder, repeated(text, MEGABYTE)))
            more = [
                seconds - plain[command]
                for (seconds, _), command in zip(costs, ("check", "check", "audit"), strict=True)
            ]
            slowest = max(slowest, *more)
            print(f"{name:<6}" + "".join(f"{m:12.2f} ({code})" for m, (_, code) in zip(more, costs, strict=True)))
    print(f"最慢 {slowest:.2f} CPU s（须不超过 {LIMIT}）")
    return int(slowest > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
