"""The published page and the review page: complete, accessible, closed, and true to the notebook."""

from __future__ import annotations

import base64
import copy
import json
import re
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from report_helpers.checks.finding import FINDINGS_MIME
from report_helpers.errors import InputError
from report_helpers.narrative.model import SECTION_MIME
from report_helpers.notebook import FRONT_MIME
from report_helpers.outputs.draft_findings import print_findings
from report_helpers.outputs.html.exporter import StatutoryHTMLExporter
from report_helpers.outputs.pages.review_page import StatutoryReviewExporter
from report_helpers.outputs.publication import read_publication
from report_helpers.tables.model import TABLE_MIME
from tests.outputs.built_pages import (
    CLEAN,
    DRAFT,
    DRAFT_MARK,
    PAGES,
    edited,
    export,
    outputs,
    page,
    read_notebook,
    tables,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from lxml.html import HtmlElement

    Built = Callable[[str], Path]


HOSTILE = '<script>alert(1)</script><img src="http://example.org/x" onerror=alert(2)>"\'&amp;'


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_formed_and_every_id_is_its_own(folder: Path, name: str) -> None:
    """A page parses without an error, in Chinese and UTF-8, and no id occurs twice."""
    parser = etree.HTMLParser()
    etree.fromstring((folder / name).read_bytes(), parser)
    unknown = [error for error in parser.error_log if "Tag" not in error.message]  # libxml2 knows HTML 4's tags
    assert not unknown
    tree = page(folder, name)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert tree.get("lang") == "zh-CN"
    assert tree.xpath("//meta[@charset='utf-8']")
    assert tree.xpath("//meta[@name='viewport']")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reaches_for_nothing_outside_its_folder(folder: Path, name: str) -> None:
    """A page fetches nothing, and links to its own anchors and to files that lie beside it only."""
    text = (folder / name).read_text(encoding="utf-8")
    tree = page(folder, name)
    fetched = [*tree.xpath("//@src"), *tree.xpath("//@srcset"), *tree.xpath("//@action")]
    assert all(address.startswith("data:image/svg+xml;base64,") for address in fetched)
    links = tree.xpath("//@href")
    assert links
    assert all(link.startswith("#") or (folder / link).is_file() for link in links)
    assert not tree.xpath("//link | //iframe | //object | //embed | //base | //form")
    assert not [name for name in tree.xpath("//@*") if getattr(name, "attrname", "").startswith("on")]
    style = "".join(tree.xpath("//style/text()"))
    assert not re.search(r"url\(|@import|expression\(|//", style)
    assert 'http-equiv="refresh"' not in text


LICENCE = "https://data.example.cn/licence"


def test_the_published_page_runs_no_script_and_the_review_page_only_ours(folder: Path) -> None:
    """Beside data blocks the review page has one script, which neither fetches nor writes markup."""
    assert page(folder).xpath("//script/@type") == ["application/ld+json"]
    data, script = page(folder, "review.html").xpath("//script")
    assert (data.get("type"), script.attrib) == ("application/json", {})
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|fetch|XMLHttp|import|src", script.text
    )


@pytest.mark.parametrize("name", PAGES)
def test_the_content_security_policy_allows_the_pages_own_parts_only(folder: Path, name: str) -> None:
    """The policy forbids everything but data pictures, and the style and the script with the right hash."""

    def allowed(element: HtmlElement) -> str:
        return "sha256-" + base64.b64encode(sha256(element.text.encode()).digest()).decode()

    tree = page(folder, name)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    (style,) = tree.xpath("//style")
    run = tree.xpath("//script[not(@type)]")
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src '{allowed(style)}'; " in policy
    assert [word for word in policy.split("; ") if word.startswith("script-src")] == [
        f"script-src '{allowed(script)}'" for script in run
    ]
    assert "unsafe" not in policy
    assert not tree.xpath("//@style")


@pytest.mark.parametrize("name", PAGES)
def test_every_anchor_leads_somewhere(folder: Path, name: str) -> None:
    """Each link within a page points to an id that exists."""
    tree = page(folder, name)
    anchors = {address[1:] for address in tree.xpath("//@href") if address.startswith("#")}
    assert anchors <= set(tree.xpath("//@id"))


def test_the_page_describes_its_figures_as_a_dataset(folder: Path) -> None:
    """JSON-LD says what, when, who, in which language, under the licence the office names; a draft that it is one."""
    publication = read_publication(read_notebook(folder))
    downloads = ["report.pdf", "data/facts.csv", "data/report.json"]
    tree = export(read_notebook(folder), StatutoryHTMLExporter, downloads=downloads)
    described = json.loads(tree.xpath("string(//script[@type='application/ld+json'])"))
    front = publication.front
    assert (described["@context"], described["@type"]) == ("https://schema.org", "Dataset")
    assert (described["name"], described["inLanguage"]) == (front["title"], "zh-CN")
    assert described["temporalCoverage"] == f"{front['year']}-01-01/{front['year']}-12-31"
    assert described["creator"] == {"@type": "GovernmentOrganization", "name": front["agency"]}
    assert 50 <= len(described["description"]) <= 5000
    assert described["variableMeasured"] == [view["caption"] for view in tables(folder)]
    assert [(file["contentUrl"], file["encodingFormat"]) for file in described["distribution"]] == [
        ("data/facts.csv", "text/csv"),
        ("data/report.json", "application/json"),
    ]
    assert ("creativeWorkStatus" in described) is publication.is_draft
    assert "license" not in described
    licensed = etree.HTML(StatutoryHTMLExporter(license=LICENCE).from_notebook_node(read_notebook(folder))[0])
    assert json.loads(licensed.xpath("string(//script[@type='application/ld+json'])"))["license"] == LICENCE


def test_downloads_are_offered_by_relative_links_and_only_those_that_exist(built: Built) -> None:
    """The names given are offered in their order; without any there is no list and no distribution."""
    nb = read_notebook(built(CLEAN))
    names = ["report.pdf", "report.docx", "data/facts.csv", "javascript:alert(1)"]
    links = export(nb, StatutoryHTMLExporter, downloads=names).xpath("//aside[@class='downloads']//a")
    assert [link.get("href") for link in links] == [*names[:3], "javascript%3Aalert%281%29"]
    assert [link.text for link in links[:3]] == ["PDF 版", "Word 版", "数据表（CSV）"]
    assert [link.get("type") for link in links[::2]] == ["application/pdf", "text/csv"]
    bare = export(nb)
    assert not bare.xpath("//*[@class='downloads']")
    assert "distribution" not in json.loads(bare.xpath("string(//script)"))


def test_each_bound_run_names_its_fact(folder: Path) -> None:
    """The page's bound stretches of text are the notebook's runs, in order, with what derived them."""

    def runs(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
        for block in blocks:
            yield from ((run["fact"], run["derived"], run["text"]) for run in block["runs"] if run["fact"])
            for item in block["items"]:
                yield from runs(item)

    expected = [run for section in outputs(read_notebook(folder), SECTION_MIME) for run in runs(section["blocks"])]
    bound = page(folder).xpath("//main//span[@data-fact and not(ancestor::table)]")
    assert [(run.get("data-fact"), run.get("data-derived", ""), run.text_content()) for run in bound] == expected


@pytest.mark.parametrize("name", PAGES)
def test_headings_run_without_a_gap(folder: Path, name: str) -> None:
    """A page has one h1, and no heading skips a level."""
    levels = [int(heading.tag[1]) for heading in page(folder, name).xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_page_has_its_landmarks_and_the_six_sections(folder: Path) -> None:
    """Header, navigation, main and footer stand once; the contents list the six sections, then the pictures."""
    tree = page(folder)
    front = read_publication(read_notebook(folder)).front
    for landmark in ("header", "nav", "main", "footer"):
        assert len(tree.xpath(f"//{landmark}")) == 1
    headings = [heading.text_content() for heading in tree.xpath("//main//h2")]
    assert [entry.text_content() for entry in tree.xpath("//nav//a")] == headings
    assert headings[6:] in ([], ["附图"])
    assert tree.xpath("string(//h1)") == front["title"]
    assert front["report"] in tree.xpath("string(//footer)")
    assert front["notice"] in tree.xpath("string(//footer)")
    assert tree.xpath("string(//meta[@name='report-id']/@content)") == front["report"]


def test_charts_are_captioned_pictures_with_a_text_that_stands_for_them(built: Built) -> None:
    """A chart is an inline picture with caption and alternative text, and names its facts."""
    folder = built(CLEAN)
    charts = [item for item in read_publication(read_notebook(folder)).body if item["kind"] == "chart"]
    figures = page(folder).xpath("//figure")
    assert len(figures) == len(charts) > 0
    for figure, chart in zip(figures, charts, strict=True):
        picture = figure.find("img")
        assert picture.get("alt") == chart["alt"]
        assert base64.b64decode(picture.get("src").partition(",")[2]).decode() == chart["svg"]
        assert figure.findtext("figcaption") == chart["caption"]
        assert figure.get("data-facts").split() == list(chart["facts"])


def test_only_a_draft_is_marked_as_one(folder: Path) -> None:
    """Title, top of the page and every printed sheet say 草稿 when error findings stand, and only then."""
    is_draft = read_publication(read_notebook(folder)).is_draft
    for name in PAGES:
        tree = page(folder, name)
        assert tree.xpath("string(//title)").startswith(f"〔{DRAFT_MARK}〕") is is_draft
        assert (DRAFT_MARK in tree.text_content()) is is_draft
        assert bool(tree.xpath(f"//*[@class='draft-mark' and text()='{DRAFT_MARK}']")) is is_draft


def test_a_drafts_findings_come_first_and_a_copy_for_publication_shows_none(folder: Path) -> None:
    """On a draft the findings stand before the report, errors first, linked to their cells; else nowhere."""
    publication = read_publication(read_notebook(folder))
    tree = page(folder)
    if not publication.is_draft:
        assert not tree.xpath("//*[@data-severity]")
        assert not any(finding["message"] in tree.text_content() for finding in publication.findings["findings"])
        return
    shown = tree.xpath("//main/preceding::li[@data-severity]")
    printed = print_findings(publication.findings["findings"])["items"]
    assert [item.get("data-severity") for item in shown] == [finding["severity"] for finding in printed]
    for item, finding in zip(shown, printed, strict=True):
        for part in (finding["word"], *finding["messages"], finding["clause"], finding["fix"]):
            assert part in item.text_content()
        assert [link[1:] for link in item.xpath(".//a/@href")] == list(finding["where"])


def test_the_publication_copy_holds_no_code(folder: Path) -> None:
    """No source line and no code element reaches report.html."""
    tree = page(folder)
    assert not tree.xpath("//code | //pre")
    text = tree.text_content()
    for cell in read_notebook(folder).cells:
        if cell.cell_type == "code":
            assert not any(line in text for line in cell.source.splitlines() if len(line) > 12)


def test_html_in_the_data_is_shown_as_text(built: Built) -> None:
    """Markup in a run, a note, a title, a finding or a cell's source stays text on either page."""
    nb = read_notebook(built(DRAFT))
    with edited(nb, FRONT_MIME) as (front,):
        front["title"] = HOSTILE
    with edited(nb, SECTION_MIME) as sections:
        section = next(section for section in sections if section["blocks"])
        block = next(block for block in section["blocks"] if block["kind"] == "paragraph")
        block["runs"] = [{"text": HOSTILE, "fact": HOSTILE, "derived": HOSTILE, "strong": True, "emphasis": True}]
    with edited(nb, TABLE_MIME) as tables:
        cell = next(c for row in tables[0]["rows"] for c in row if c["role"] == "data")
        cell |= {"text": "22", "status": "noted", "note": HOSTILE}
    with edited(nb, FINDINGS_MIME) as (outcome,):
        finding = outcome["findings"][0]
        finding |= {"message": HOSTILE, "clause": HOSTILE, "fix": HOSTILE, "labels": [HOSTILE] * len(finding["labels"])}
    nb.cells[-1].source = HOSTILE
    for exporter in (StatutoryHTMLExporter, StatutoryReviewExporter):
        tree = export(nb, exporter)
        assert not tree.xpath("//script[not(@type) and contains(., 'alert(')] | //@onerror")
        assert not any("<" in data for data in tree.xpath("//script[@type]/text()"))
        assert not tree.xpath("//body//img[not(starts-with(@src, 'data:'))]")
        assert not [address for address in tree.xpath("//@src") if not address.startswith("data:")]
        assert tree.xpath("string(//h1)") == HOSTILE
        assert tree.xpath("//span[@data-derived]")[0].text_content() == HOSTILE
        assert HOSTILE in tree.xpath("string(//ul[@class='table-notes'])")
        assert HOSTILE in tree.xpath("string((//*[@data-severity])[1])")


@pytest.mark.parametrize("exporter", [StatutoryHTMLExporter, StatutoryReviewExporter])
def test_the_same_notebook_gives_the_same_bytes(built: Built, exporter: type[StatutoryHTMLExporter]) -> None:
    """Exporting is deterministic, leaves the notebook alone, and equals what the build wrote."""
    nb = read_notebook(built(DRAFT))
    before = copy.deepcopy(nb)
    name = "report.html" if exporter is StatutoryHTMLExporter else "review.html"
    offered = [link for link in page(built(DRAFT), name).xpath("//@href") if not link.startswith("#")]
    first, second = (exporter(downloads=offered).from_notebook_node(nb)[0] for _ in range(2))
    assert first == second
    assert nb == before
    assert (built(DRAFT) / name).read_text(encoding="utf-8") == first


@pytest.mark.parametrize("mime", [FRONT_MIME, FINDINGS_MIME])
@pytest.mark.parametrize("exporter", [StatutoryHTMLExporter, StatutoryReviewExporter])
def test_a_notebook_not_run_to_its_end_is_refused(
    built: Built, exporter: type[StatutoryHTMLExporter], mime: str
) -> None:
    """Without its front matter or its findings a notebook gives an InputError, not a page."""
    nb = read_notebook(built(CLEAN))
    for cell in nb.cells:
        cell.outputs = [output for output in cell.get("outputs", ()) if mime not in output.get("data", {})]
    with pytest.raises(InputError, match="完整运行"):
        exporter().from_notebook_node(nb)
