"""The pages in a real Chromium: axe-core, keyboard, console, network; and the Nu validator."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections import Counter
from typing import TYPE_CHECKING
from unicodedata import normalize

import nbformat
import pytest
from PIL import Image

from report_helpers.outputs.html.exporter import StatutoryHTMLExporter
from tests.outputs.html import browsing
from tests.outputs.html.browsing import SCHEMES, WIDTHS, Watched, lacking

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Built = Callable[[str], Path]

pytestmark = pytest.mark.browser

CLEAN, DRAFT, TEXT = "suqian@2024", "pingtan@2020", "shanzhou-sifaju@2023"
PAGES = ("report.html", "review.html")
FIGURE = "applications.total.natural"
judges, browser = browsing.judges, browsing.browser


@pytest.fixture
def folder(built: Built, tmp_path: Path) -> Callable[[str], Path]:
    """A function that gives a folder with both pages of a report, its downloads offered."""

    def pages(report: str) -> Path:
        nb = nbformat.read(built(report) / "report.ipynb", as_version=4)
        offered = ["report.pdf", "data/facts.csv", "data/report.json"]
        html, _ = StatutoryHTMLExporter(downloads=offered).from_notebook_node(nb)
        (tmp_path / "report.html").write_text(html, encoding="utf-8")
        shutil.copy(built(report) / "review.html", tmp_path)
        return tmp_path

    return pages


@pytest.mark.parametrize("report", [CLEAN, DRAFT, TEXT])
def test_axe_finds_no_violation(folder, browser, judges, report):
    """Both pages, and the open panel, pass axe-core at both widths, light and dark, silent and offline."""
    place = folder(report)
    for name in PAGES:
        for width in WIDTHS:
            for scheme in SCHEMES:
                watched = Watched(browser, place / name, width, scheme)
                assert watched.violations(judges) == [], (name, width, scheme)
                if name == "review.html":
                    watched.page.locator(f"td [data-fact='{FIGURE}']").press("Enter")
                    assert watched.violations(judges) == [], ("panel", width, scheme)
                assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
                assert watched.closed() == ([], [])


def test_the_validator_finds_no_error(folder, judges):
    """The Nu HTML checker has nothing against either page, of a clean report and of a draft."""
    if shutil.which("java") is None:
        lacking("没有安装 Java")
    for report in (CLEAN, DRAFT):
        place = folder(report)
        jar = judges / "vnu-jar" / "build" / "dist" / "vnu.jar"
        command = [
            "java",
            "-jar",
            str(jar),
            "--errors-only",
            "--format",
            "json",
            *(str(place / name) for name in PAGES),
        ]
        finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert json.loads(finished.stderr)["messages"] == []


def test_the_panel_opens_and_closes_by_keyboard(folder, browser):
    """Enter or space on a figure opens the panel, Esc or its button closes it, and the focus returns."""
    watched = Watched(browser, folder(DRAFT) / "review.html")
    page, panel = watched.page, watched.page.locator("#panel")
    figure = page.locator(f"td [data-fact='{FIGURE}']")
    figure.focus()
    for opener, closer in (("Enter", "Escape"), ("Space", "Enter")):
        assert watched.focused() == FIGURE
        page.keyboard.press(opener)
        assert panel.is_visible()
        assert watched.focused() == "panel-close"
        page.keyboard.press(closer)
        assert not panel.is_visible()
    assert watched.focused() == FIGURE
    page.keyboard.press("Tab")
    assert watched.focused() == "applications.total.commercial"
    assert watched.closed() == ([], [])


def test_the_panel_says_where_a_figure_comes_from(folder, browser):
    """A click shows label, id, value with unit, source file, row and column, rules with findings, last year's value."""
    watched = Watched(browser, folder(DRAFT) / "review.html")
    page, panel = watched.page, watched.page.locator("#panel")
    page.locator(f"td [data-fact='{FIGURE}']").click()
    text = panel.inner_text()
    for words in (
        "三（七）总计 自然人",
        FIGURE,
        "20件",
        "data/pingtan/2020/applications.csv",
        "“自然人”列",
        "23件",
        "不通过T3-2",
        "各项之和 26",
        "通过T3-1",
    ):
        assert words in text
    page.mouse.click(20, 400)  # beside the panel
    assert not panel.is_visible()
    blank = page.locator("td[data-status='blank']").first
    blank.click()
    assert "空白，未填报" in panel.inner_text()
    page.keyboard.press("Escape")
    page.locator(".sheet span[data-derived='yoy']").first.click()
    assert "与上年相比的增减百分比" in panel.inner_text()
    assert watched.closed() == ([], [])


COVERED = """(figure) => {
  const cell = figure.closest("td").getBoundingClientRect();
  const panel = document.getElementById("panel").getBoundingClientRect();
  const isBeside = cell.right <= panel.left || cell.left >= panel.right;
  return isBeside || (cell.bottom <= panel.top && cell.bottom > 0 && panel.height <= innerHeight / 2);
}"""


def test_the_panel_leaves_the_column_of_its_figure_free(folder, browser):
    """Whichever column is clicked, the panel stands beside it, or in the lower half with the figure over it."""
    path = folder(DRAFT) / "review.html"
    for width in (390, 768, 1280):
        page = Watched(browser, path, width).page
        for column in ("natural", "research", "legal_service", "total"):
            figure = page.locator(f"td [data-fact='applications.total.{column}']")
            figure.click()
            assert figure.evaluate(COVERED), (width, column)
            page.keyboard.press("Escape")


def test_marks_are_more_than_a_colour(folder, browser):
    """A wrong figure has a sign and is told to a screen reader; one that a rule only flagged has another sign."""
    page = Watched(browser, folder(DRAFT) / "review.html").page
    sign = "(name) => getComputedStyle(document.querySelector(`td [data-fact='${name}']`), '::after').content"
    wrong, flagged = "applications.total.natural", "proactive.regulations.public_total"
    signs = [page.evaluate(sign, name) for name in (wrong, flagged, "applications.total.commercial")]
    assert signs == ['"✗"', '"！"', "none"]
    assert page.locator(f"td [data-fact='{wrong}']").get_attribute("aria-description") == "有错误"


def broken(where, is_bad):
    """Return a script: the texts of the elements *where*, one for each line that begins in a way that *is_bad*."""
    return f"""() => {{
  const found = [];
  for (const element of document.querySelectorAll("{where}")) {{
    let last = null;
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {{
      for (let at = 0; at < node.length; at += 1) {{
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const [top, text] = [Math.round(range.getBoundingClientRect().top), node.data[at]];
        if (last && top > last.top + 4 && {is_bad}) found.push(element.textContent);
        last = {{ top, text }};
      }}
    }}
  }}
  return found;
}}"""


BROKEN = broken("#sources code, #panel code", '!"._/ ".includes(last.text)')
BEGUN = broken(".statutory-table th", '"、，。；）".includes(text)')


def test_ids_go_on_in_the_next_line_between_words(folder, browser):
    """On a small screen too no id of a figure breaks within a word."""
    page = Watched(browser, folder(DRAFT) / "review.html", 390).page
    page.locator("td [data-fact='disputes.litigation_after_review.corrected']").click()
    assert page.evaluate(BROKEN) == []


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_no_line_of_a_label_begins_with_a_mark(folder, browser, width):
    """三、 stays whole in the narrowest column of labels."""
    assert Watched(browser, folder(CLEAN) / "report.html", width).page.evaluate(BEGUN) == []


@pytest.mark.parametrize(("scheme", "paper"), [("light", (255, 255, 255)), ("dark", (27, 29, 31))])
def test_a_chart_stands_on_the_paper_of_its_page(folder, browser, scheme, paper):
    """The ground of a chart is that of the page around it, in light and in dark."""
    page = Watched(browser, folder(CLEAN) / "report.html", 1280, scheme).page
    picture = Image.open(io.BytesIO(page.locator("figure[id^='chart-'] img").first.screenshot())).convert("RGB")
    assert picture.getpixel((20, 20)) == paper


def test_a_sum_names_the_cells_it_adds_up(folder, browser):
    """A figure of the text the form has no cell for shows its parts."""
    watched = Watched(browser, folder(CLEAN) / "review.html", 390)
    watched.page.locator("span[data-fact='applications.refused.total']").first.click()
    text = watched.page.locator("#panel").inner_text()
    assert "三（三）合计 总计" in text
    assert text.count("三（三）") == 9
    assert "占“三（七）总计 总计”的比重" in text


def test_without_script_the_review_page_still_says_it_all(folder, browser):
    """With scripts off no figure pretends to be a button, and the annexes are there."""
    path = folder(CLEAN) / "review.html"
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("[role='button'], dialog:visible, #hint:visible").count() == 0
    assert page.locator("#sources tr[data-source-of]").first.is_visible()
    assert page.locator("#rules tr[data-rule]").first.is_visible()
    context.close()


FOCUSED = """(({ activeElement: found }) => found.getAttribute("href") ?? found.role ?? found.tagName)(document)"""


def test_keyboard_order_is_reading_order(folder, browser):
    """Tab goes from the way to the text over contents and downloads to chart and tables, each shown where it is."""
    watched = Watched(browser, folder(CLEAN) / "report.html", 390)
    seen = []
    for _ in range(15):
        watched.page.keyboard.press("Tab")
        seen.append(watched.page.evaluate(FOCUSED))
    downloads = ["report.pdf", "data/facts.csv", "data/report.json"]
    assert seen[0] == "#main"
    assert seen[1:8] == ["#overview", "#proactive", "#applications", "#disputes", "#problems", "#other", "#pictures"]
    assert seen[8:11] == downloads
    assert seen[11:15] == ["region", "region", "SUMMARY", "region"]
    assert watched.closed() == ([], [])


@pytest.mark.parametrize("report", [CLEAN, TEXT])
def test_print_says_what_the_pdf_says(built, folder, browser, report):
    """Print shows, letter by letter, what report.pdf holds; page numbers and heads repeated over pages aside."""
    import pypdfium2

    watched = Watched(browser, folder(report) / "report.html")
    watched.page.emulate_media(media="print")
    pictures = watched.page.evaluate(
        "[...document.querySelectorAll('img')].filter(image => image.checkVisibility())"
        ".map(image => atob(image.src.split(',')[1]))"
    )
    drawn = "".join(re.findall(r"<text[^>]*>([^<]*)", "".join(pictures).encode("latin-1").decode()))
    printed = Counter(letters(watched.page.evaluate("document.body.innerText") + drawn))
    pdf = pypdfium2.PdfDocument((built(report) / "report.pdf").read_bytes())
    pages = [pdf[number].get_textpage().get_text_bounded() for number in range(len(pdf))]
    in_pdf = Counter(letters("".join(re.sub(r"—\s*\d+\s*—", "", page) for page in pages)))
    assert printed - in_pdf == Counter()
    heads = watched.page.evaluate(
        "[...document.querySelectorAll('.statutory-table thead')].map(each => each.innerText)"
    )
    assert set(in_pdf - printed) <= set(letters("".join(heads)))


def letters(text: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(char for char in normalize("NFKC", text) if char.isalnum())
