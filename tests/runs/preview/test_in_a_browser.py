"""The preview in a real Chromium: it reloads itself, and says what is wrong."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.conftest import copy_workspace
from tests.runs.preview.running import SENTENCE, add_sentence, running

pytestmark = pytest.mark.browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
MILLISECONDS = 60_000


@pytest.fixture
def preview(tmp_path):
    """A running preview."""
    with running(copy_workspace(tmp_path / "workspace").root, tmp_path / "temporary") as found:
        yield found


@pytest.fixture
def tab(preview):
    """The preview's address, opened, with what the console says."""
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("REQUIRE_BROWSER 已设置，但没有找到 Chromium")
        pytest.skip("没有安装 Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(MILLISECONDS)
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(preview.address.geturl())
        yield page
        browser.close()


def test_the_page_reloads_itself(preview, tab):
    """A changed sentence shows in the frame, where it was scrolled to; a broken file shows above it; then it ends."""
    report, state = tab.frame_locator("#page"), tab.locator("#state")
    text = preview.file("narrative.md")
    report.get_by_role("heading", name="校验结论：通过").wait_for()
    tab.frame("page").evaluate("window.scrollTo(0, 700)")
    add_sentence(text)
    report.get_by_text(SENTENCE).first.wait_for(state="attached")
    tab.wait_for_function("() => document.getElementById('page').contentWindow.scrollY === 700")
    before = text.read_bytes()
    text.write_bytes(before[: len(before) // 3])
    state.get_by_role("alert").get_by_text("narrative.md").first.wait_for()
    assert report.get_by_text(SENTENCE).count()
    text.write_bytes(before)
    state.get_by_role("alert").wait_for(state="detached")
    add_sentence(text, "这一段待填。")
    state.locator("li").get_by_text("P-6").wait_for()
    tab.get_by_role("link", name="公布页").click()
    report.get_by_text("草稿").first.wait_for()
    if os.environ.get("SCREENSHOT"):
        tab.screenshot(path=os.environ["SCREENSHOT"])
    add_sentence(text, "公布页也会更新。")
    report.get_by_text("公布页也会更新。").first.wait_for(state="attached")
    assert tab.said == []
    assert preview.stop() == 0
    state.get_by_text("预览已经停止").wait_for()
