"""Make the pictures in docs/pictures from what the kit makes of the samples.

    .venv/bin/python docs/make_pictures.py

pdftoppm draws PDF pages; Chromium lays them out beside the web page at phone width, and shows the review page, the
index and the comparison. Needs both programs (Debian: poppler-utils, chromium); says in one sentence which one is
missing.
"""

# ruff: noqa: INP001, S603, T201  a script of its own that runs programs and prints

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pylopdf_fonts_zh_cn
from generate import FOLDER, ROOT, YEAR, gallery
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

PICTURES = ROOT / "docs" / "pictures"
PROGRAMS = {
    "pdftoppm": (("pdftoppm",), "poppler-utils"),
    "soffice": (("soffice", "libreoffice"), "libreoffice-writer"),
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "chromium"),
}
LIMIT = 200_000  # bytes a picture
HEIGHT = 600  # of a page and of the phone, in pixels
PHONE = 390
FLAGGED = '[data-fact="proactive.normative.in_force"]'  # a cell with a warning
# Of each page of the samples: the picture's name, its size, what is clicked first.
SCREENS = {
    f"{YEAR}/pingtan/review.html": ("review", (1280, 700), FLAGGED),
    f"{YEAR}/index.html": ("index", (1280, 900), ""),
    "diff.html": ("diff", (1280, 800), ""),
}

SHEET = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 16px; background: #e9ebee; display: flex; gap: 16px; width: max-content }}
img, iframe {{ height: {height}px; background: #fff; border: 0; box-shadow: 0 1px 4px #0005 }}
iframe {{ width: {phone}px }}
</style>{parts}"""
# What Chromium and LibreOffice write Chinese with on a machine without Chinese fonts.
FONTS = """<?xml version="1.0"?><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{folder}</dir>
</fontconfig>"""
PHONE_FRAME = '<iframe src="{page}" scrolling="no"></iframe>'


def find(name: str) -> str:
    """Return the program *name*, or end with one sentence."""
    commands, package = PROGRAMS[name]
    found = next(filter(None, map(shutil.which, commands)), None)
    if found is None:
        sys.exit(f"缺少 {name}，请先安装（Debian：apt-get install {package}）。")
    return found


def use_chinese_fonts(place: Path) -> None:
    """Let the programs that are started from here find the kit's fonts beside the machine's; writes in *place*."""
    conf = place / "fonts.conf"
    conf.write_text(FONTS.format(folder=Path(pylopdf_fonts_zh_cn.__file__).parent), encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(conf)


def launch(playwright: Playwright, chromium: str) -> Browser:
    """Start Chromium in the environment of this process, which playwright's own process may not share."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium refuses to run as root otherwise
    args = ["--no-sandbox"] if as_root else []
    return playwright.chromium.launch(executable_path=chromium, args=args, env=dict(os.environ))


def photograph(browser: Browser, page: Path, name: str, size: tuple[int, int], clicked: str = "") -> None:
    """Open *page* in a window of *size*, click what is to be clicked, and keep the picture."""
    tab = browser.new_page(viewport={"width": size[0], "height": size[1]})
    tab.goto(page.as_uri())
    if clicked:
        tab.locator(clicked).first.click()
    tab.screenshot(path=PICTURES / f"{name}.png")
    tab.close()


def sheet(folder: Path, pages: list[Path], phone: Path) -> tuple[Path, tuple[int, int]]:
    """Lay PDF *pages* and the web page *phone* out in a row; return the page that shows them, and its size."""
    parts = [f'<img src="{path.name}" alt="">' for path in pages] + [PHONE_FRAME.format(page=phone.as_uri())]
    page = folder / "sheet.html"
    page.write_text(SHEET.format(height=HEIGHT, phone=PHONE, parts="".join(parts)), encoding="utf-8")
    width = len(pages) * round(HEIGHT * 210 / 297) + PHONE + (len(parts) + 1) * 16
    return page, (width, HEIGHT + 32)


def main() -> None:
    """Make report.png (PDF pages 1 and 3, the phone page) and those of SCREENS."""
    pdftoppm, chromium = find("pdftoppm"), find("chromium")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        place, samples = Path(name), Path(name) / "samples"
        use_chinese_fonts(place)
        gallery(samples)
        built = samples / YEAR / Path(FOLDER).name
        drawn = ["-png", "-scale-to-x", "-1", "-scale-to-y", str(HEIGHT), "-f", "1", "-l", "3"]
        subprocess.run([pdftoppm, *drawn, str(built / "report.pdf"), str(place / "page")], check=True)
        page, size = sheet(place, sorted(place.glob("page-*.png"))[::2], built / "report.html")
        browser = launch(playwright, chromium)
        photograph(browser, page, "report", size)
        for shown, screen in SCREENS.items():
            photograph(browser, samples / shown, *screen)
        browser.close()
    sizes = {path.name: path.stat().st_size for path in sorted(PICTURES.glob("*.png"))}
    for name, size in sizes.items():
        print(f"docs/pictures/{name}  {size / 1000:.0f} KB")
    if max(sizes.values()) > LIMIT:
        sys.exit(f"有的图片超过了 {LIMIT // 1000} KB，请调小 HEIGHT 或 SCREENS 里的尺寸。")


if __name__ == "__main__":
    main()
