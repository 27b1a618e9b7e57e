"""`make demo-region UNITS=60 [YEAR=2024] [SEED=1]`: write a synthetic region into `demo/`.

The folder is a workspace of its own; planted.csv in it lists the planted faults. The same
units, year and seed give the same bytes. Exits 2 with a sentence when a value is wrong.
"""

from __future__ import annotations

import re
import sys
import time
from itertools import zip_longest
from pathlib import Path

from benchmarks.demo_region.region import make_region

from report_helpers.cli.console import complain, err, say
from report_helpers.errors import ExitCode, InputError, Problem, reason_of
from report_helpers.facts.identifiers import read_year

ROOT = Path(__file__).parents[2]
MAX_UNITS = 20_000
FIRST_YEAR = 2022  # the year before must use the same form
DEFAULTS = ("60", "2024", "1", str(ROOT / "demo"))


def main(given: list[str]) -> int:
    """Write the region; *given* are units, year, seed and folder, "" for the default."""
    start = time.perf_counter()
    try:
        units, year, seed, folder = _read(given)
        faults = make_region(Path(folder), units, year, seed)
    except InputError as error:
        return complain(error)
    except OSError as error:
        err.print(f"{error.filename or folder} 无法写入（{reason_of(error)}），重新运行即可写完。", style="red")
        return ExitCode.FAILED
    except KeyboardInterrupt:
        err.print("已中断，合成的地区没有写完，重新运行即可写完。", style="red")
        return ExitCode.INTERRUPTED
    seconds = time.perf_counter() - start
    say(f"已写入 {folder}：{units} 个单位（合成数据），{year - 1}、{year} 两年，用时 {seconds:.1f} 秒")
    say(f"  播种差错 {faults} 处，见 {folder}/planted.csv")
    say(f"  试用：make reports YEAR={year} WORKSPACE={folder}")
    return ExitCode.DONE


def _read(given: list[str]) -> tuple[int, int, str, str]:
    """Return units, year, seed and folder; InputError naming what is wrong."""
    units, year, seed, folder = (value or usual for value, usual in zip_longest(given[:4], DEFAULTS))
    problems = []
    if not re.fullmatch("[0-9]{1,5}", units) or not 1 <= int(units) <= MAX_UNITS:
        fix = f"请写 1 到 {MAX_UNITS} 的整数，如 UNITS=60"
        problems.append(Problem("不是有效的单位数", column="UNITS", value=units, fix=fix))
    try:
        if read_year(year) < FIRST_YEAR:
            fix = f"请写 {FIRST_YEAR} 年或以后的年份：上一年也要用同一种格式"
            problems.append(Problem("年份太早", column="YEAR", value=year, fix=fix))
    except InputError as error:
        problems += error.problems
    if not re.fullmatch("[0-9]{1,9}", seed):
        problems.append(Problem("不是有效的随机种子", column="SEED", value=seed, fix="请写一个整数，如 SEED=1"))
    if problems:
        raise InputError(problems)
    return int(units), int(year), str(int(seed)), folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
