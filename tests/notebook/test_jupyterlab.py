"""The notebook by hand: a real JupyterLab in a real Chromium, "Run All Cells" from its menu."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import NOTEBOOK, copy_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
START_SECONDS = 60
RUN_MILLISECONDS = 90_000


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_lab(root: Path) -> Iterator[str]:
    """Start JupyterLab over *root*; yield its address; always shut it down."""
    port, token = free_port(), "t0ken"
    command = [str(Path(sys.executable).with_name("report")), "lab", "-w", str(root), "--no-browser", "--allow-root"]
    command += [f"--port={port}", f"--IdentityProvider.token={token}"]
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(root / ".jupyter"), "HOME": str(root)}
    log = (root / "lab.log").open("w", encoding="utf-8")
    server = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api?token={token}")
        yield f"{address}/?token={token}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)  # the command and the server it started
        server.wait(timeout=30)
        log.close()


def wait_for(address: str) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(address, timeout=5)  # noqa: S310  our own server
            return
        time.sleep(0.2)
    pytest.fail("JupyterLab 没有启动")


@pytest.fixture
def page(tmp_path):
    """A function that opens the notebook of a workspace copy, its parameters cell edited or not."""
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("REQUIRE_BROWSER 已设置，但没有找到 Chromium")
        pytest.skip("没有安装 Chromium")
    from playwright.sync_api import sync_playwright

    with contextlib.ExitStack() as stack:

        def opened(agency: str):
            place = copy_workspace(tmp_path / "workspace")
            text = (place.root / NOTEBOOK).read_text(encoding="utf-8").replace("shanzhou-sifaju", agency)
            (place.root / NOTEBOOK).write_text(text, encoding="utf-8")
            address = stack.enter_context(running_lab(place.root))
            browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            stack.callback(browser.close)
            tab = browser.new_page(viewport={"width": 1400, "height": 1000})
            tab.goto(address)
            tab.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=RUN_MILLISECONDS)
            return tab

        yield opened


def run_all(tab, *, at_once: bool = False) -> None:
    """Choose 运行 → 运行所有单元格, as a person would, once the kernel is there or at once."""
    if not at_once:
        tab.get_by_text("| 空闲").wait_for(timeout=RUN_MILLISECONDS)
    tab.get_by_role("menuitem", name="运行", exact=True).click()
    tab.get_by_role("menuitem", name="运行所有单元格", exact=True).click()


def outputs(tab) -> str:
    """Return the text of every output, scrolled into view or not."""
    script = "() => [...document.querySelectorAll('.jp-OutputArea-output')].map(e => e.innerText).join('\\n')"
    return tab.evaluate(script)


def seen_while_scrolling(tab, *texts: str) -> None:
    """Scroll down the notebook until every text has been seen in an output."""
    lacking, until = set(texts), time.monotonic() + RUN_MILLISECONDS / 1000
    step = 0
    while lacking and time.monotonic() < until:
        lacking -= {text for text in lacking if text in outputs(tab)}
        step += 1
        tab.mouse.move(700, 500)
        # Cells out of sight are not drawn, and an early one may finish after we have passed it.
        tab.mouse.wheel(0, 400 if step % 40 else -100_000)
        tab.wait_for_timeout(150)
    assert not lacking


def test_run_all_shows_the_report(page):
    """After Run All the notebook shows text, merged tables, the chart and the verdict, and no error."""
    tab = page("shanzhou-sifaju")
    run_all(tab)
    seen_while_scrolling(
        tab, "三门峡市陕州区司法局2023年政府信息公开工作年度报告", "累计主动公开350余条", "校验结论：有提示"
    )
    text = outputs(tab)
    assert "Traceback" not in text
    if os.environ.get("SCREENSHOT"):
        tab.screenshot(path=os.environ["SCREENSHOT"].replace(".png", "-verdict.png"))
    assert {"data", "params", "notebooks"} <= set(tab.locator(".jp-DirListing-itemText").all_inner_texts())
    assert tab.locator(".lm-MenuBar-itemLabel").first.inner_text() == "文件"
    assert tab.locator("span[style*='background-color']").first.inner_text().startswith("校验结论")
    assert tab.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    tab.locator("#t-applications").scroll_into_view_if_needed()
    assert tab.locator("#t-applications th[rowspan='22']").count() == 1
    assert tab.locator("#t-applications td").count() == 175
    if os.environ.get("SCREENSHOT"):
        tab.screenshot(path=os.environ["SCREENSHOT"])


def test_cells_run_too_early_are_never_dropped_in_silence(page):
    """Run All before JupyterLab has a session says that the kernel is still starting; else the cells run."""
    tab = page("shanzhou-sifaju")
    run_all(tab, at_once=True)
    told = tab.get_by_text("is still initializing")  # the language pack has no words for it
    told.or_(tab.locator(".jp-OutputArea-output")).first.wait_for(timeout=RUN_MILLISECONDS)


def test_a_wrong_agency_shows_a_sentence_and_no_trace(page):
    """An unknown agency gives the kit's sentence; a later cell, sent in time or run by hand, one too, and no trace."""
    tab = page("nobody")
    run_all(tab)
    seen_while_scrolling(tab, "没有这个机关的数据")
    tab.locator(".jp-Notebook .jp-CodeCell", has_text='report.section("overview")').click()
    tab.keyboard.press("Shift+Enter")
    seen_while_scrolling(tab, "报告还没有读入")
    assert not {word for word in ("Traceback", "NameError") if word in outputs(tab)}


def test_the_settings_are_the_workspaces_and_stay_as_they_are(tmp_path):
    """The first start writes the language into the workspace; an office's own settings are not written over."""
    place = copy_workspace(tmp_path / "workspace")
    with running_lab(place.root):
        pass
    settings = place.root / ".jupyterlab/overrides.json"
    assert "zh_CN" in settings.read_text(encoding="utf-8")
    settings.write_text("{}", encoding="utf-8")
    with running_lab(place.root):
        pass
    assert settings.read_text(encoding="utf-8") == "{}"
