"""Measure the preview: seconds from a sentence saved on disk until a browser shows it.

The command runs as an office would run it, over a copy of the shipped reports, once with fork and once without (what
POSIX alone has is taken away as in tests/systems; elsewhere than on Linux the system is as it is). Where there is no
Chromium, until a program that follows the preview's events has the new page.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("report")
REPORT, TEXT = "shanzhou-sifaju@2023", "data/shanzhou-sifaju/2023/narrative.md"
TIMES = int(os.environ.get("ROUNDS") or 10)
SECONDS = 120
LACKING = {"PYTHONPATH": str(ROOT / "tests/systems/windows_like")} if sys.platform == "linux" else {}
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@contextlib.contextmanager
def previewed(root: Path, environment: dict[str, str]) -> Iterator[str]:
    """Run the preview; yield its address once it has shown the first page."""
    command = [str(COMMAND), "preview", REPORT]
    environment = os.environ | environment | {"PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, encoding="utf-8")
    try:
        lines = iter(process.stdout or ())
        address = next(lines).partition("http")[2].split()[0]
        next(lines)
        yield f"http{address}"
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def browser(address: str) -> Iterator[Callable[[str], None]]:
    """Yield what waits until the page in a Chromium shows a sentence."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  not needed without a Chromium

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        tab = started.new_page()
        tab.goto(address)
        shows = "words => frames[0].document.body?.innerText.includes(words)"
        yield lambda words: tab.wait_for_function(shows, arg=words, timeout=SECONDS * 1000) and None
        started.close()


@contextlib.contextmanager
def follower(address: str) -> Iterator[Callable[[str], None]]:
    """Yield what waits until the page, asked for at each event, has a sentence."""
    with urllib.request.urlopen(f"{address}events", timeout=SECONDS) as events:  # noqa: S310  our own server

        def wait(words: str) -> None:
            for line in events:
                if line.startswith(b"data:"):
                    with urllib.request.urlopen(f"{address}review.html", timeout=SECONDS) as page:  # noqa: S310
                        if words in page.read().decode():
                            return

        yield wait


def measured(environment: dict[str, str]) -> list[float]:
    """Return the seconds of each change until it is seen."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for part in ("data", "params", "notebooks"):
            shutil.copytree(ROOT / part, root / part)
        text, seconds = root / TEXT, []
        before = text.read_text(encoding="utf-8").rstrip()
        with previewed(root, environment) as address, (browser if CHROMIUM else follower)(address) as wait:
            for turn in range(TIMES + 1):
                words = "甲乙丙丁戊己庚辛壬癸子丑寅卯"[turn % 14] * 4
                beside = text.with_name("draft.tmp")
                beside.write_text(f"{before}{words}。\n", encoding="utf-8")
                start = time.perf_counter()
                beside.replace(text)
                wait(words)
                seconds.append(time.perf_counter() - start)
                time.sleep(0.5)
        return seconds[1:]  # the first one pays for what is done once


def main() -> None:
    """Print median and worst of both ways."""
    seen = "浏览器显示" if CHROMIUM else "取到新页"
    print(f"预览：改一句话到{seen}，{TIMES} 次，秒")
    for label, environment in (("复制进程（fork）", {}), ("没有 fork", LACKING)):
        found = measured(environment)
        print(f"  {label}：中位数 {statistics.median(found):.2f}，最慢 {max(found):.2f}")


if __name__ == "__main__":
    main()
