"""The published page and the review page: complete, accessible, closed, and true to the notebook."""

from __future__ import annotations

import base64
import copy
import json
import re
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from lxml import etree
from lxml import html as lxml_html

from report_helpers.checks import FINDINGS_MIME, RESULT_WORDS, SEVERITY_WORDS, VERDICT_WORDS, rules_for
from report_helpers.errors import InputError
from report_helpers.forms import load_form
from report_helpers.narrative import SECTION_MIME
from report_helpers.notebook import FRONT_MIME
from report_helpers.outputs.html import StatutoryHTMLExporter, StatutoryReviewExporter
from report_helpers.outputs.publication import read_publication
from report_helpers.tables import TABLE_MIME
from report_helpers.tables.html import table_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from lxml.html import HtmlElement
    from nbformat import NotebookNode

    Built = Callable[[str], Path]

CLEAN, DRAFT = "shanzhou-sifaju@2023", "pingtan@2020"
REPORTS = (CLEAN, "pingtan@2023", "suqian@2024", DRAFT)
PAGES = ("report.html", "review.html")
DRAFT_MARK = "草稿：未通过校验"
HOSTILE = '<script>alert(1)</script><img src="http://example.org/x" onerror=alert(2)>"\'&amp;'


def page(folder: Path, name: str = "report.html") -> HtmlElement:
    """Return a built page, parsed."""
    return lxml_html.document_fromstring((folder / name).read_text(encoding="utf-8"))


def notebook(folder: Path) -> NotebookNode:
    """Return the executed notebook of a built report."""
    return nbformat.read(folder / "report.ipynb", as_version=4)


def export(
    nb: NotebookNode, exporter: type[StatutoryHTMLExporter] = StatutoryHTMLExporter, downloads: Sequence[str] = ()
) -> HtmlElement:
    """Return the exported page of a notebook, parsed."""
    return lxml_html.document_fromstring(exporter(downloads=list(downloads)).from_notebook_node(nb)[0])


def outputs(nb: NotebookNode, mime: str) -> Iterator[dict[str, Any]]:
    """Yield the payloads of one MIME type, to be read or edited in place."""
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            if mime in output.get("data", {}):
                yield output.data[mime]


def tables(folder: Path) -> list[dict[str, Any]]:
    """Return the JSON of the statutory tables of a built report."""
    return [item for item in read_publication(notebook(folder)).body if item["kind"] == "table"]


def grid(table: HtmlElement) -> dict[tuple[int, int], HtmlElement]:
    """Return the cell over each grid place, by the HTML standard's algorithm; an overlap fails."""
    places: dict[tuple[int, int], HtmlElement] = {}
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line.xpath("th|td"):
            while (row, column) in places:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    assert (row + down, column + right) not in places
                    places[row + down, column + right] = cell
    return places


@pytest.fixture(params=REPORTS)
def folder(request: pytest.FixtureRequest, built: Built) -> Path:
    """The folder of each built report in turn."""
    return built(request.param)


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
    """JSON-LD says what, when, who and in which language; a draft says that it is one."""
    publication = read_publication(notebook(folder))
    downloads = ["report.pdf", "data/facts.csv", "data/report.json"]
    tree = export(notebook(folder), StatutoryHTMLExporter, downloads=downloads)
    described = json.loads(tree.xpath("string(//script[@type='application/ld+json'])"))
    front = publication.front
    assert (described["@context"], described["@type"]) == ("https://schema.org", "Dataset")
    assert (described["name"], described["inLanguage"]) == (front["title"], "zh-CN")
    assert described["temporalCoverage"] == f"{front['year']}-01-01/{front['year']}-12-31"
    assert described["creator"] == {"@type": "Organization", "name": front["agency"]}
    assert 50 <= len(described["description"]) <= 5000
    assert described["variableMeasured"] == [view["caption"] for view in tables(folder)]
    assert [(file["contentUrl"], file["encodingFormat"]) for file in described["distribution"]] == [
        ("data/facts.csv", "text/csv"),
        ("data/report.json", "application/json"),
    ]
    assert ("creativeWorkStatus" in described) is publication.is_draft
    assert "license" not in described


def test_downloads_are_offered_by_relative_links_and_only_those_that_exist(built: Built) -> None:
    """The names given are offered in their order; without any there is no list and no distribution."""
    nb = notebook(built(CLEAN))
    names = ["report.pdf", "report.docx", "data/facts.csv", "javascript:alert(1)"]
    links = export(nb, StatutoryHTMLExporter, downloads=names).xpath("//aside[@class='downloads']//a")
    assert [link.get("href") for link in links] == [*names[:3], "javascript%3Aalert%281%29"]
    assert [link.text for link in links[:3]] == ["PDF 版", "Word 版", "数据表（CSV）"]
    assert [link.get("type") for link in links[::2]] == ["application/pdf", "text/csv"]
    bare = export(nb)
    assert not bare.xpath("//*[@class='downloads']")
    assert "distribution" not in json.loads(bare.xpath("string(//script)"))


@pytest.mark.parametrize("name", PAGES)
def test_each_statutory_cell_prints_the_notebooks_figure(folder: Path, name: str) -> None:
    """Every cell's text equals the notebook's table, fact by fact, none left out, none added."""
    tree = page(folder, name)
    for view in tables(folder):
        expected = {c["fact"]: (c["text"], c["status"]) for row in view["rows"] for c in row if c["role"] == "data"}
        (table,) = tree.xpath(f"//table[@id='t-{view['id']}']")
        printed = {
            figure.get("data-fact"): (figure.text_content(), figure.getparent().get("data-status"))
            for figure in table.xpath(".//td/*[@data-fact]")
        }
        assert printed == expected
        assert len(table.xpath(".//td")) == len(expected)
        assert all(cell.get("id") == cell[0].get("data-fact") for cell in table.iter("td"))


def test_each_bound_run_names_its_fact(folder: Path) -> None:
    """The page's bound stretches of text are the notebook's runs, in order, with what derived them."""

    def runs(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
        for block in blocks:
            yield from ((run["fact"], run["derived"], run["text"]) for run in block["runs"] if run["fact"])
            for item in block["items"]:
                yield from runs(item)

    expected = [run for section in outputs(notebook(folder), SECTION_MIME) for run in runs(section["blocks"])]
    bound = page(folder).xpath("//main//span[@data-fact and not(ancestor::table)]")
    assert [(run.get("data-fact"), run.get("data-derived", ""), run.text_content()) for run in bound] == expected


def test_spans_fill_the_grid_exactly(folder: Path) -> None:
    """In every table the spans cover width times height places, with no overlap and no hole."""
    tree = page(folder)
    for view in tables(folder):
        (table,) = tree.xpath(f"//table[@id='t-{view['id']}']")
        wanted = {(row, column) for row in range(view["height"]) for column in range(view["width"])}
        assert set(grid(table)) == wanted
        groups = table.xpath("colgroup")
        assert sum(len(group) or int(group.get("span", 1)) for group in groups) == view["width"]


def test_headers_name_the_cells_above_and_beside(folder: Path) -> None:
    """A figure's `headers` are all th over its column, in thead or its own tbody, and beside its row; no others."""
    for table in page(folder).xpath("//table[starts-with(@id, 't-')]"):
        covered: dict[HtmlElement, set[tuple[int, int]]] = {}
        for place, cell in grid(table).items():
            covered.setdefault(cell, set()).add(place)
        for figure in table.iter("td"):
            rows, columns = ({place[axis] for place in covered[figure]} for axis in (0, 1))
            near = figure.xpath("ancestor::table/thead//th | ancestor::tbody//th")
            over = [head for head in near if any(r < min(rows) and c in columns for r, c in covered[head])]
            beside = [head for head in near if any(r in rows and c < min(columns) for r, c in covered[head])]
            assert sorted(figure.get("headers").split()) == sorted(head.get("id") for head in [*over, *beside])
            assert over


def test_tables_have_caption_scopes_and_row_groups(folder: Path) -> None:
    """Each table is captioned, every th has a scope, header rows stand in thead, each band in its own tbody."""
    tree = page(folder)
    for view in tables(folder):
        (table,) = tree.xpath(f"//table[@id='t-{view['id']}']")
        assert table.findtext("caption") == view["caption"]
        assert len(table.xpath("thead/tr")) == view["header_rows"]
        assert len(table.xpath("tbody/tr")) == view["height"] - view["header_rows"]
        assert {head.get("scope") for head in table.iter("th")} <= {"col", "colgroup", "row", "rowgroup"}
        bands = sum(cell["role"] == "band" for row in view["rows"] for cell in row)
        if bands:
            assert len(table.xpath("tbody")) == bands
            assert len(table.xpath("tbody/tr[1]/th[@scope='rowgroup']")) == bands
        region = table.getparent()
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")
        assert tree.get_element_by_id(region.get("aria-labelledby")).tag == "caption"


@pytest.mark.parametrize("name", PAGES)
def test_headings_run_without_a_gap(folder: Path, name: str) -> None:
    """A page has one h1, and no heading skips a level."""
    levels = [int(heading.tag[1]) for heading in page(folder, name).xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_page_has_its_landmarks_and_the_six_sections(folder: Path) -> None:
    """Header, navigation, main and footer stand once; the contents list the six sections in order."""
    tree = page(folder)
    front = read_publication(notebook(folder)).front
    for landmark in ("header", "nav", "main", "footer"):
        assert len(tree.xpath(f"//{landmark}")) == 1
    headings = [heading.text_content() for heading in tree.xpath("//main//h2")]
    assert [entry.text_content() for entry in tree.xpath("//nav//a")] == headings
    assert len(headings) == 6
    assert tree.xpath("string(//h1)") == front["title"]
    assert front["report"] in tree.xpath("string(//footer)")
    assert front["notice"] in tree.xpath("string(//footer)")
    assert tree.xpath("string(//meta[@name='report-id']/@content)") == front["report"]


def test_charts_are_captioned_pictures_with_a_text_that_stands_for_them(built: Built) -> None:
    """A chart is an inline picture with caption and alternative text, and names its facts."""
    folder = built(CLEAN)
    charts = [item for item in read_publication(notebook(folder)).body if item["kind"] == "chart"]
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
    is_draft = read_publication(notebook(folder)).is_draft
    for name in PAGES:
        tree = page(folder, name)
        assert tree.xpath("string(//title)").startswith(f"〔{DRAFT_MARK}〕") is is_draft
        assert (DRAFT_MARK in tree.text_content()) is is_draft
        assert bool(tree.xpath(f"//*[@class='draft-mark' and text()='{DRAFT_MARK}']")) is is_draft


def test_a_drafts_findings_come_first_and_a_copy_for_publication_shows_none(folder: Path) -> None:
    """On a draft the findings stand before the report, errors first, linked to their cells; else nowhere."""
    publication = read_publication(notebook(folder))
    tree = page(folder)
    if not publication.is_draft:
        assert not tree.xpath("//*[@data-severity]")
        assert not any(finding["message"] in tree.text_content() for finding in publication.findings["findings"])
        return
    shown = tree.xpath("//main/preceding::li[@data-severity]")
    assert len(shown) == len(publication.findings["findings"])
    order = list(SEVERITY_WORDS)
    ranks = [order.index(item.get("data-severity")) for item in shown]
    assert ranks == sorted(ranks)
    for item, finding in zip(shown, publication.findings["findings"], strict=True):
        for part in (SEVERITY_WORDS[finding["severity"]], finding["message"], finding["clause"], finding["fix"]):
            assert part in item.text_content()
        assert [link[1:] for link in item.xpath(".//a/@href")] == list(finding["where"])


def test_the_publication_copy_holds_no_code(folder: Path) -> None:
    """No source line and no code element reaches report.html."""
    tree = page(folder)
    assert not tree.xpath("//code | //pre")
    text = tree.text_content()
    for cell in notebook(folder).cells:
        if cell.cell_type == "code":
            assert not any(line in text for line in cell.source.splitlines() if len(line) > 12)


def test_the_review_page_holds_every_cells_source_and_text(folder: Path) -> None:
    """review.html shows each code cell with its number, and whatever it printed."""
    code = [cell for cell in notebook(folder).cells if cell.cell_type == "code"]
    shown = page(folder, "review.html").xpath("//section[@id='code']/div[@class='cell']")
    assert [cell.xpath("string(pre/code)") for cell in shown] == [cell.source for cell in code]
    assert [cell.xpath("string(p)") for cell in shown] == [f"[{cell.execution_count}]" for cell in code]
    for element, cell in zip(shown, code, strict=True):
        for output in cell.outputs:
            assert output.get("data", {}).get("text/plain", "") in element.text_content()


def test_the_review_page_opens_with_the_verdict_and_gives_every_rule(folder: Path) -> None:
    """The verdict heads the review page, with counts, all findings by severity, all rules and the parameters."""
    tree = page(folder, "review.html")
    findings = read_publication(notebook(folder)).findings
    assert tree.xpath("string(//main/section[1]/h2)") == f"校验结论：{VERDICT_WORDS[findings['verdict']]}"
    for severity, word in SEVERITY_WORDS.items():
        count = sum(finding["severity"] == severity for finding in findings["findings"])
        assert tree.xpath(f"string(//*[@data-count='{severity}'])") == f"{word} {count} 条"
        assert len(tree.xpath(f"//tr[@data-severity='{severity}']")) == count
    rules = tree.xpath("//section[@id='rules']//tr[@data-rule]")
    known = rules_for(load_form(read_publication(notebook(folder)).front["form"]))
    assert {row.get("data-rule"): [cell.text for cell in row.iter("td")] for row in rules} == {
        rule: [known[rule].title, known[rule].clause, RESULT_WORDS[result]]
        for rule, result in findings["rules"].items()
    }
    for result, word in RESULT_WORDS.items():
        count = sum(value == result for value in findings["rules"].values())
        assert f"{word} {count} 条规则" in tree.xpath("string(//section[@id='verdict'])")
    parameters = {
        row.xpath("string(th)"): row.xpath("string(td[1])")
        for row in tree.xpath("//section[@id='parameters']//tbody/tr")
    }
    agency, _, year = findings["report"].partition("@")
    assert parameters["agency"] == repr(agency)
    assert parameters["year"] == year


def test_without_script_every_facts_source_stands_in_an_annex(folder: Path) -> None:
    """The annex gives each fact's value, unit, value of last year and place in the sources, in order."""
    facts = read_publication(notebook(folder)).facts
    (annex,) = page(folder, "review.html").xpath("//section[@id='sources']")
    rows = annex.xpath(".//tr[@data-source-of]")
    assert [row.get("data-source-of") for row in rows] == [fact["id"] for fact in facts]
    for row, fact in zip(rows, facts, strict=True):
        value, unit, last_year, place = row.iter("td")
        assert (value.text or "", unit.text or "") == (fact["value"], fact["unit"])
        assert (last_year.text or "") == ("无" if fact["last_year"] is None else fact["last_year"])
        assert not fact["row"] or f"第 {fact['row']} 行“{fact['column']}”列" in place.text_content()
        assert fact["note"] in place.text_content()
        assert fact["source"] in place.text_content()
    assert all(fact["file"] in annex.text_content() for fact in facts)


def test_the_panels_data_covers_every_figure_of_the_report(folder: Path) -> None:
    """For each figure on the page the panel has a value with its source and rules, or the cells it adds up."""
    publication = read_publication(notebook(folder))
    tree = page(folder, "review.html")
    data = json.loads(tree.xpath("string(//script[@id='fact-data'])"))
    assert set(tree.xpath("//div[@class='sheet']//@data-fact")) <= set(data["facts"])
    for fact in publication.facts:
        shown = data["facts"][fact["id"]]
        assert (shown.get("value", ""), shown.get("last_year")) == (fact["value"], fact["last_year"])
        assert fact["file"] in shown.get("place", "")
    for entry in data["facts"].values():
        assert all(part in data["facts"] for part in entry.get("parts", ()))
        assert all(rule in data["rules"] for rule in entry.get("rules", ()))
    for finding in publication.findings["findings"]:
        for fact in finding["where"]:
            assert finding["rule"] in data["facts"][fact]["rules"]
    total = "applications.total.natural"
    assert {"T3-1", "T3-2", "T3-3"} <= set(data["facts"][total]["rules"])
    assert "T3-2" in data["facts"]["applications.refused.1.natural"]["rules"]
    assert "T4-1" not in data["facts"][total]["rules"]


def test_html_in_the_data_is_shown_as_text(built: Built) -> None:
    """Markup in a run, a note, a title, a finding or a cell's source stays text on either page."""
    nb = notebook(built(DRAFT))
    next(outputs(nb, FRONT_MIME))["title"] = HOSTILE
    section = next(section for section in outputs(nb, SECTION_MIME) if section["blocks"])
    block = next(block for block in section["blocks"] if block["kind"] == "paragraph")
    block["runs"] = [{"text": HOSTILE, "fact": HOSTILE, "derived": HOSTILE, "strong": True, "emphasis": True}]
    cell = next(c for row in next(outputs(nb, TABLE_MIME))["rows"] for c in row if c["role"] == "data")
    cell |= {"text": "22", "status": "noted", "note": HOSTILE}
    finding = next(outputs(nb, FINDINGS_MIME))["findings"][0]
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


def test_a_noted_cell_keeps_its_figure_apart_from_its_note(built: Built) -> None:
    """A remark is marked beside the figure and printed below the table, each linked to the other."""
    view = copy.deepcopy(tables(built("suqian@2024"))[0])
    cell = next(c for row in view["rows"] for c in row if c["role"] == "data")
    cell |= {"status": "noted", "note": "（其中修订16件）"}
    fragment = lxml_html.fragment_fromstring(table_html(view), create_parent="div")
    (figure,) = fragment.xpath(f".//*[@data-fact='{cell['fact']}']")
    assert figure.text_content() == cell["text"]
    (mark,) = figure.getparent().xpath(".//a")
    note = fragment.get_element_by_id(mark.get("href")[1:])
    assert mark.text == "注1"
    assert f"{cell['text']}（其中修订16件）" in note.text_content()
    assert note.find("a").get("href") == f"#{cell['fact']}"


def test_a_blank_cell_is_empty_and_says_so_to_a_screen_reader(built: Built) -> None:
    """Blank is neither 0 nor a stroke: the cell is empty, with a spoken hint."""
    blanks = page(built(DRAFT)).xpath("//td[@data-status='blank']")
    assert blanks
    for cell in blanks:
        assert cell.text_content() == ""
        assert "空白" in cell.get("aria-label")


def test_an_error_of_a_cell_is_shown_open_without_terminal_codes(built: Built) -> None:
    """A traceback stands open on the review page, its colour codes taken out."""
    nb = notebook(built(CLEAN))
    nb.cells[-1].outputs.append(
        nbformat.v4.new_output("error", ename="ValueError", evalue="x", traceback=["\x1b[31mValueError\x1b[0m: x<y"])
    )
    (error,) = export(nb, StatutoryReviewExporter).xpath("//details[@class='error' and @open]")
    assert error.xpath("string(pre)").strip() == "ValueError: x<y"


@pytest.mark.parametrize("exporter", [StatutoryHTMLExporter, StatutoryReviewExporter])
def test_the_same_notebook_gives_the_same_bytes(built: Built, exporter: type[StatutoryHTMLExporter]) -> None:
    """Exporting is deterministic, leaves the notebook alone, and equals what the build wrote."""
    nb = notebook(built(DRAFT))
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
    nb = notebook(built(CLEAN))
    for cell in nb.cells:
        cell.outputs = [output for output in cell.get("outputs", ()) if mime not in output.get("data", {})]
    with pytest.raises(InputError, match="完整运行"):
        exporter().from_notebook_node(nb)
