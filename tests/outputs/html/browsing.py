"""A real Chromium that opens a page, and axe-core and the Nu validator that judge it.

axe-core and vnu are installed once from the npm registry into pytest's cache, pinned by
hash in `axe/package-lock.json`. Without npm, Java or Chromium the tests are skipped with
the reason; with REQUIRE_BROWSER=1 they fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WIDTHS, SCHEMES = (1280, 390), ("light", "dark")
# The statutory form heads each part of table 二 with a row merged over all columns;
# axe's experimental rule takes such a heading for a caption in the wrong place.
LEFT_OUT = "table-fake-caption"
AXE = f"""async () => {{
  const rules = Object.fromEntries(axe.getRules().map(rule => [rule.ruleId, {{enabled: true}}]));
  rules["{LEFT_OUT}"].enabled = false;
  const result = await axe.run(document, {{rules, resultTypes: ["violations"]}});
  return result.violations.map(({{id, nodes}}) => [id, nodes.map(node => node.html.slice(0, 200))]);
}}"""


def lacking(reason: str) -> None:
    """Skip, or fail where the tools are required."""
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(f"REQUIRE_BROWSER 已设置，但{reason}")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def judges(request: pytest.FixtureRequest) -> Path:
    """The folder axe-core and vnu are installed in, from the lock beside this test."""
    place = request.config.cache.mkdir("axe")
    lock = (HERE / "axe" / "package-lock.json").read_bytes()
    done = place / "installed.json"
    if done.exists() and done.read_bytes() == lock:
        return place / "node_modules"
    if shutil.which("npm") is None:
        lacking("没有安装 npm")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / "axe" / name, place / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    finished = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False, timeout=300)
    if finished.returncode:
        lacking(f"npm 未能安装 axe-core 和 vnu-jar：{finished.stderr.strip()[-300:]}")
    done.write_bytes(lock)
    return place / "node_modules"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    if CHROMIUM is None:
        lacking("没有安装 Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


class Watched:
    """A page opened from its file, with all it said on the console and all it asked the network for."""

    def __init__(self, browser: Browser, path: Path, width: int = 1280, scheme: str = "light") -> None:
        """Open *path* at *width* CSS pixels in a colour scheme."""
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def violations(self, judges: Path) -> list[object]:
        """Run every rule of axe-core, the best-practice, experimental and AAA ones too, but one."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate((judges / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
        return list(self.page.evaluate(AXE))

    def focused(self) -> str:
        """Return the fact of the figure that has the focus, else the element's id."""
        return str(self.page.evaluate("document.activeElement.dataset.fact ?? document.activeElement.id"))

    def closed(self) -> tuple[list[str], list[str]]:
        """Close the page; return what it said and what it fetched beside itself and its data pictures."""
        self.context.close()
        return self.said, [address for address in self.asked[1:] if not address.startswith("data:")]
