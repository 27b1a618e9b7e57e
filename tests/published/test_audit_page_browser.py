"""The page of an audit in a real Chromium: axe-core, how long it is folded, what its boxes hide."""

from __future__ import annotations

import pytest

from report_helpers.published.audit_views import audit_html
from report_helpers.published.auditing import Audit
from tests.outputs.html import browsing as pages
from tests.outputs.html.browsing import SCHEMES, WIDTHS, Watched
from tests.published import test_audit_page

pytestmark = pytest.mark.browser
audit, browser, judges = test_audit_page.audit, pages.browser, pages.judges


@pytest.fixture(scope="module")
def page_of_60(audit, tmp_path_factory):
    """The page of sixty files."""
    path = tmp_path_factory.mktemp("page") / "audit.html"
    path.write_text(audit_html(Audit(audit.files * 15, audit.titles)), encoding="utf-8")
    return path


def test_axe_finds_no_violation(page_of_60, browser, judges):
    """The page passes axe-core with a file unfolded, wide and narrow, light and dark, silent and offline."""
    for width in WIDTHS:
        for scheme in SCHEMES:
            watched = Watched(browser, page_of_60, width, scheme)
            watched.page.locator("details.has-error > summary").first.click()
            assert watched.violations(judges) == [], (width, scheme)
            assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
            assert watched.closed() == ([], [])


def test_sixty_files_folded_take_five_screens(page_of_60, browser):
    """Folded, sixty files take no more than five screens of 1280 x 800."""
    page = Watched(browser, page_of_60, 1280).page
    assert page.locator("details.file").count() == 60
    assert page.evaluate("document.documentElement.scrollHeight") <= 5 * 800


def test_boxes_hide_by_severity(page_of_60, browser):
    """From the keyboard: without notes no note is shown, with errors alone only files that have one, and the unread."""
    watched = Watched(browser, page_of_60)
    page, files = watched.page, watched.page.locator("details.file:visible")
    page.locator("details.has-error > summary").first.click()
    assert page.locator("details.rule.note:visible").count() > 0
    for name in ("说明", "提示", "没有发现问题的文件"):
        page.get_by_label(name).press("Space")
    assert page.locator("details.rule.note:visible").count() == 0
    assert page.locator("details.rule.error:visible").count() > 0
    assert files.count() == 30
    assert page.locator("details.file:visible:not(.has-error) .unread").count() == 15
    assert watched.closed() == ([], [])
