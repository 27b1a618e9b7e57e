"""The index in a real Chromium: axe-core, sorting and searching, and how it does with thousands of rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from report_helpers.outputs.pages.index_page import index_html
from report_helpers.outputs.pages.index_rows import IndexRow, Publication, State
from tests.conftest import DISCLOSURE
from tests.outputs.html import browsing as pages
from tests.outputs.html.browsing import SCHEMES, WIDTHS, Watched

pytestmark = pytest.mark.browser
browser, judges = pages.browser, pages.judges


NONE = (Decimal(0), Decimal(0))


def row(number, **fields):
    """Return one row; every seventh failed, every fifth has no figure."""
    usual = IndexRow(
        f"u{number}@2024",
        f"示例市第{number}局",
        f"u{number}",
        verdict=("pass", "warn", "fail")[number % 3],
        figures=(Decimal(number * 37 % 101) if number % 5 else None, Decimal(number), Decimal(number % 9), *NONE),
        seconds=number / 10,
    )
    usual = replace(usual, published=tuple(Publication)[number % 5], published_detail="期限 2025-01-31")
    if number % 7 == 3:
        usual = replace(usual, state=State.FAILED, reason="运行 notebook 失败：内核没有回应")
    return replace(usual, **fields)


@pytest.fixture
def page_of(tmp_path):
    """A function that writes the index of so many rows."""

    def write(count):
        path = tmp_path / "index.html"
        path.write_text(index_html([row(number) for number in range(count)], 2024, DISCLOSURE), encoding="utf-8")
        return path

    return write


def shown(page):
    """Return the names of the rows that are shown, in order."""
    return page.evaluate("[...document.querySelectorAll('#rows tbody tr:not([hidden])')].map(row => row.id.slice(2))")


def test_axe_finds_no_violation(page_of, browser, judges):
    """The page passes axe-core, untouched, sorted and searched, wide and narrow, light and dark, silent and offline."""
    path = page_of(30)
    for width in WIDTHS:
        for scheme in SCHEMES:
            watched = Watched(browser, path, width, scheme)
            assert watched.violations(judges) == [], (width, scheme)
            watched.page.get_by_role("button", name="新收申请").click()
            watched.page.get_by_label("查找机关").fill("未通过")
            watched.page.get_by_role("status").filter(has_text="找到").wait_for()
            assert watched.violations(judges) == [], (width, scheme)
            assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
            assert watched.closed() == ([], [])


def test_the_arrow_of_a_head_stands_beside_its_words(page_of, browser):
    """No head is higher than its words in two lines, and none wider than its column."""
    watched = Watched(browser, page_of(3), WIDTHS[-1])
    boxes = watched.page.evaluate(
        "[...document.querySelectorAll('#rows thead button')].map(b => [b.scrollWidth - b.clientWidth, b.clientHeight])"
    )
    assert len(boxes) > 10
    assert [over for over, _ in boxes if over > 0] == []
    assert max(height for _, height in boxes) < 70
    assert watched.closed() == ([], [])


def test_columns_sort_both_ways(page_of, browser):
    """Figures begin with the largest, names with the first, verdicts with the worst; blanks come last both ways."""
    watched = Watched(browser, page_of(30))
    page, hits = watched.page, watched.page.get_by_role("status")
    button = page.get_by_role("button", name="新收申请")
    button.click()
    new = [row(int(name[1:])) for name in shown(page)]
    known = [one.figures[0] for one in new if one.state == State.BUILT and one.figures[0] is not None]
    assert known == sorted(known, reverse=True)
    assert all(one.state != State.BUILT or one.figures[0] is None for one in new[len(known) :])
    assert page.locator("th[aria-sort='descending']").inner_text().startswith("新收")
    assert hits.inner_text() == "已按“新收申请”从大到小排列。"
    button.press("Enter")
    assert [row(int(name[1:])).figures[0] for name in shown(page)[: len(known)]] == known[::-1]
    assert page.locator("[aria-sort]").get_attribute("aria-sort") == "ascending"
    page.get_by_role("button", name="校验结论").click()
    words = page.locator("#rows td:nth-child(2)").all_inner_texts()
    assert list(dict.fromkeys(words)) == ["失败", "未通过", "有提示", "通过"]
    page.get_by_role("button", name="机关").click()
    assert shown(page)[:3] == ["u0", "u1", "u2"]
    assert watched.closed() == ([], [])


def test_search_shows_what_fits(page_of, browser):
    """All the words must be found in name, id or verdict; the hits are told, and none are told too."""
    watched = Watched(browser, page_of(30))
    page, hits = watched.page, watched.page.get_by_role("status")
    field = page.get_by_label("查找机关")
    for words, found in {
        "第７局": ["u7"],
        "U12": ["u12"],
        "失败": ["u3", "u10", "u17", "u24"],
        "第1 有提示": ["u1", "u13", "u16", "u19"],
    }.items():
        field.fill(words)
        page.wait_for_timeout(300)
        assert sorted(shown(page)) == sorted(found)
        assert hits.inner_text() == f"找到 {len(found)} 家，共 30 家。"
    field.fill("没有这个词")
    page.wait_for_timeout(300)
    assert hits.inner_text() == "找到 0 家，共 30 家。"
    field.fill("")
    page.wait_for_timeout(300)
    assert (len(shown(page)), hits.inner_text()) == (30, "共 30 家。")
    assert watched.closed() == ([], [])


def test_counts_are_filters(page_of, browser):
    """A count shows its rows and a second one more of them; several columns narrow, from the keyboard as well."""
    watched = Watched(browser, page_of(30))
    page, hits = watched.page, watched.page.get_by_role("status")
    failed = page.get_by_role("button", name="失败")
    everything = page.get_by_role("button", name="全部")
    assert everything.get_attribute("aria-pressed") == "true"
    failed.focus()
    page.keyboard.press("Space")
    assert sorted(shown(page)) == sorted(["u3", "u10", "u17", "u24"])
    assert hits.inner_text() == "找到 4 家，共 30 家。"
    assert (failed.get_attribute("aria-pressed"), everything.get_attribute("aria-pressed")) == ("true", "false")
    page.get_by_role("button", name="有提示").press("Enter")
    assert len(shown(page)) == 4 + sum(row(number).conclusion == "有提示" for number in range(30))
    page.get_by_role("button", name="逾期未公布").click()
    found = shown(page)
    assert found
    assert all(row(int(name[1:])).published is Publication.OVERDUE for name in found)
    page.get_by_label("查找机关").fill("失败")
    page.wait_for_timeout(300)
    assert shown(page) == [name for name in found if row(int(name[1:])).state is State.FAILED]
    page.get_by_label("查找机关").fill("")
    everything.click()
    page.wait_for_timeout(300)
    assert (len(shown(page)), hits.inner_text()) == (30, "共 30 家。")
    assert failed.get_attribute("aria-pressed") == "false"
    assert watched.closed() == ([], [])


def test_the_table_fits_or_says_that_it_moves(page_of, browser):
    """At 1280 the whole table is within the page; on a small screen a line says that it moves, and the names stay."""
    watched = Watched(browser, page_of(30), 1280)
    edges = "(name) => document.querySelector(name).getBoundingClientRect().toJSON()"
    assert watched.page.evaluate(edges, "#rows")["right"] <= watched.page.evaluate(edges, "main")["right"]
    assert watched.page.get_by_text("左右滑动看全表").is_hidden()
    page = Watched(browser, page_of(30), 390).page
    assert page.get_by_text("左右滑动看全表").is_visible()
    before = page.evaluate(edges, "#rows tbody th")["left"]
    page.locator(".table-region").evaluate("region => { region.scrollLeft = 300; }")
    assert page.evaluate(edges, "#rows tbody th")["left"] == pytest.approx(before, abs=1)
    assert page.evaluate(edges, "#rows tbody td")["left"] < before


def test_without_script_there_is_nothing_to_press(page_of, browser):
    """With scripts off the table is whole, and neither search nor sorting is offered."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_of(30).as_uri())
    assert page.locator("#rows tbody tr").count() == 30
    assert page.locator("button, input:visible").count() == 0
    context.close()


def test_a_screen_reader_finds_a_table(page_of, browser):
    """Rows laid out as grids are still rows of a table, every one with its cells."""
    watched = Watched(browser, page_of(30))
    session = watched.context.new_cdp_session(watched.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in nodes if not node.get("ignored")]
    counts = {role: roles.count(role) for role in ("table", "row", "columnheader", "rowheader", "cell")}
    assert counts == {"table": 1, "row": 31, "columnheader": 15, "rowheader": 30, "cell": 420}


def test_thousands_of_rows_are_usable(page_of, browser):
    """Seven thousand rows sort and are searched in a few seconds on a slow machine."""
    watched = Watched(browser, page_of(7000))
    assert watched.page.locator("#rows.long").count() == 1
    spent = """async (name) => {
      const button = [...document.querySelectorAll("thead button")].find(each => each.textContent === name);
      const start = performance.now();
      button.click();
      await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
      return performance.now() - start;
    }"""
    assert watched.page.evaluate(spent, "新收申请") < 5000
    watched.page.get_by_label("查找机关").fill("第7局")
    watched.page.wait_for_timeout(1000)
    assert shown(watched.page) == ["u7"]
    assert watched.page.locator("#rows.long").count() == 0
    assert watched.closed() == ([], [])
