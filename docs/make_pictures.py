"""Make the pictures in docs/pictures from a freshly built report.

    .venv/bin/python docs/make_pictures.py

Builds pingtan@2023 in a temporary copy of the workspace, draws the first PDF pages with
pdftoppm, and has Chromium lay them out beside the web page at phone width. Needs both
programs (Debian: poppler-utils, chromium); says in one sentence which one is missing.
"""

# ruff: noqa: INP001, S603, T201  a script of its own that runs programs and prints

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
REPORT, FOLDER = "pingtan@2023", "reports/2023/pingtan"
PROGRAMS = {
    "pdftoppm": (("pdftoppm",), "poppler-utils"),
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "chromium"),
}
LIMIT = 600_000  # bytes, all pictures together
HEIGHT = 640  # of a page and of the phone, in pixels
PHONE = 390

SHEET = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 16px; background: #e9ebee; display: flex; gap: 16px; width: max-content }}
img, iframe {{ height: {height}px; background: #fff; border: 0; box-shadow: 0 1px 4px #0005 }}
iframe {{ width: {phone}px }}
</style>{parts}"""
PHONE_FRAME = '<iframe src="{page}" scrolling="no"></iframe>'


def find(name: str) -> str:
    """Return the program *name*, or end with one sentence."""
    commands, package = PROGRAMS[name]
    found = next(filter(None, map(shutil.which, commands)), None)
    if found is None:
        sys.exit(f"缺少 {name}，请先安装（Debian：apt-get install {package}）。")
    return found


def build(folder: Path) -> Path:
    """Build the report in a copy of the workspace; return where it lies."""
    for part in ("data", "params", "notebooks"):
        shutil.copytree(ROOT / part, folder / part)
    command = [str(Path(sys.executable).with_name("report")), "build", REPORT, "--workspace", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:
        sys.exit(f"{REPORT} 没有生成：{done.stderr.strip()}")
    return folder / FOLDER


def photograph(chromium: str, folder: Path, parts: str, width: int, target: Path) -> None:
    """Lay *parts* out in a row and take their picture."""
    sheet = folder / "sheet.html"
    sheet.write_text(SHEET.format(height=HEIGHT, phone=PHONE, parts=parts), encoding="utf-8")
    command = [chromium, "--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--no-sandbox")  # Chromium refuses to run as root otherwise
    command += [f"--user-data-dir={folder / 'profile'}", f"--window-size={width},{HEIGHT + 32}"]
    command += [f"--screenshot={target}", sheet.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode or not target.exists():
        sys.exit(f"Chromium 没有生成 {target.name}：{done.stderr.strip()[-300:]}")


def main() -> None:
    """Make report.png (PDF pages 1 and 3, the phone page) and tables.png (PDF pages 2 and 4)."""
    pdftoppm, chromium = find("pdftoppm"), find("chromium")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        built = build(place / "workspace")
        page = ["-png", "-scale-to-x", "-1", "-scale-to-y", str(HEIGHT), "-f", "1", "-l", "4"]
        subprocess.run([pdftoppm, *page, str(built / "report.pdf"), str(place / "page")], check=True)
        pages = [f'<img src="{path.name}" alt="">' for path in sorted(place.glob("page-*.png"))]
        phone = PHONE_FRAME.format(page=(built / "report.html").as_uri())
        paper = round(HEIGHT * 210 / 297)
        three = 2 * paper + PHONE + 4 * 16
        photograph(chromium, place, pages[0] + pages[2] + phone, three, PICTURES / "report.png")
        photograph(chromium, place, pages[1] + pages[3], 2 * paper + 3 * 16, PICTURES / "tables.png")
    sizes = {path.name: path.stat().st_size for path in sorted(PICTURES.glob("*.png"))}
    for name, size in sizes.items():
        print(f"docs/pictures/{name}  {size / 1000:.0f} KB")
    if sum(sizes.values()) > LIMIT:
        sys.exit(f"图片共 {sum(sizes.values()) / 1000:.0f} KB，超过了 {LIMIT // 1000} KB，请调小 HEIGHT。")


if __name__ == "__main__":
    main()
