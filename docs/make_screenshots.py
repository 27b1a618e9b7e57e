"""Photograph everything people look at, into build/screenshots: `make screenshots`.

Of the samples: the pages at three widths in light and dark, the review page with a cell's panel, an index of 3,000
rows, an audit of 20 files, every page of PDF and Word, and the executed notebook in JupyterLab, which does not trust
it. Needs pdftoppm, Chromium and LibreOffice; says in one sentence which one is missing. Nothing of it is kept in git:
it is for a look before a release.
"""

# ruff: noqa: INP001, S603, T201  a script of its own that runs programs and prints

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generate import ROOT, run
from make_pictures import FLAGGED, find, launch, use_chinese_fonts
from playwright.sync_api import sync_playwright

from report_helpers.forms.kind import load_kind
from report_helpers.outputs.pages.index_page import index_html
from report_helpers.outputs.pages.index_rows import read_index_rows
from report_helpers.runs.lab import OVERRIDES, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

TARGET = ROOT / "build" / "screenshots"
SAMPLES = ("shanzhou-sifaju@2023", "pingtan@2023", "suqian@2024", "pingtan@2020")
WIDTHS, THEMES = (390, 768, 1280), ("light", "dark")
ROWS, AUDITED = 3000, 20
DOTS = "60"  # an inch, of PDF pages
LAB_THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
START_SECONDS = 60


def built(place: Path, report: str) -> Path:
    """Return the folder of a sample that was built in the workspace *place*."""
    agency, _, year = report.partition("@")
    return place / "reports" / year / agency


def photograph(
    browser: Browser, page: Path, name: str, how: tuple[int, str] = (1280, "light"), clicked: str = ""
) -> None:
    """Keep the whole page in a width and a theme, or what the window shows once *clicked* was clicked."""
    width, theme = how
    tab = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=theme)
    tab.goto(page.as_uri())
    if clicked:
        tab.locator(clicked).first.click()
    tab.screenshot(path=TARGET / f"{name}.png", full_page=not clicked)
    tab.close()


def pages(browser: Browser, place: Path) -> None:
    """Photograph the web pages of the samples, the review page, a long index and a long audit."""
    for report in SAMPLES:
        for width in WIDTHS:
            for theme in THEMES:
                photograph(browser, built(place, report) / "report.html", f"{report}-{width}-{theme}", (width, theme))
    photograph(browser, built(place, "pingtan@2023") / "review.html", "review", clicked=FLAGGED)
    kind = load_kind("disclosure")
    row = read_index_rows(place / "reports/2023", kind.settings.index)[0]
    rows = [replace(row, report=f"jiguan-{number:04}@2023", agency=f"机关{number:04}") for number in range(ROWS)]
    (place / "index.html").write_text(index_html(rows, 2023, kind, {}), encoding="utf-8")
    photograph(browser, place / "index.html", "index-3000", clicked="h1")
    files = [place / f"audited/{number:02}.html" for number in range(AUDITED)]
    files[0].parent.mkdir()
    for number, file in enumerate(files):
        shutil.copy(built(place, SAMPLES[number % len(SAMPLES)]) / "report.html", file)
    run(place, "audit", "audited", "--html", "audit.html")
    photograph(browser, place / "audit.html", f"audit-{AUDITED}")


def printed(place: Path) -> None:
    """Draw every page of the samples' PDF files, and of their Word files as LibreOffice lays them out."""
    drawn = [find("pdftoppm"), "-png", "-r", DOTS]
    for report in SAMPLES:
        folder = built(place, report)
        convert = [find("soffice"), "--headless", "--convert-to", "pdf", "--outdir", str(folder / "word")]
        subprocess.run([*convert, str(folder / "report.docx")], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([*drawn, str(folder / "report.pdf"), str(TARGET / f"{report}-pdf")], check=True)
        subprocess.run([*drawn, str(folder / "word/report.pdf"), str(TARGET / f"{report}-word")], check=True)


@contextmanager
def lab(place: Path, theme: str) -> Iterator[str]:
    """Within the block, run JupyterLab over *place* in a theme; yield its address."""
    settings = json.loads((place / SETTINGS / OVERRIDES).read_text("utf-8"))
    settings["@jupyterlab/apputils-extension:themes"] = {"theme": LAB_THEMES[theme]}
    (place / SETTINGS / OVERRIDES).write_text(json.dumps(settings), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("report")), "lab", "-w", str(place), "--no-browser", "--allow-root"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    more = [f"--port={port}", "--IdentityProvider.token=shown"]
    server = subprocess.Popen([*command, *more], cwd=place, start_new_session=True, **quiet)
    try:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token=shown", timeout=5).close()
                break
            time.sleep(0.3)
        yield f"http://127.0.0.1:{port}/lab/tree/{{path}}?token=shown&reset"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def notebooks(browser: Browser, place: Path) -> None:
    """Photograph an executed notebook in JupyterLab, three windows from its top, in both themes."""
    path = (built(place, "pingtan@2023") / "report.ipynb").relative_to(place).as_posix()
    for theme in THEMES:
        with lab(place, theme) as address:
            tab = browser.new_page(viewport={"width": 1280, "height": 1000})
            tab.goto(address.format(path=path))
            tab.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=90_000)
            for number in range(1, 4):
                tab.wait_for_timeout(1500)
                tab.screenshot(path=TARGET / f"notebook-{theme}-{number}.png")
                tab.mouse.move(800, 500)
                tab.mouse.wheel(0, 1800)
            tab.close()


def main() -> None:
    """Make them all anew."""
    chromium = find("chromium")
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        place = Path(name)
        use_chinese_fonts(place)
        for part in ("data", "params", "notebooks", SETTINGS):
            shutil.copytree(ROOT / part, place / part)
        for report in SAMPLES:
            run(place, "build", report)
        run(place, "build-all", "2023")
        browser = launch(playwright, chromium)
        pages(browser, place)
        notebooks(browser, place)
        browser.close()
        printed(place)
    print(f"{len(list(TARGET.glob('*.png')))} 幅，在 {TARGET.relative_to(ROOT)}/")


if __name__ == "__main__":
    main()
