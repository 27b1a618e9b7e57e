"""From cells in a notebook to every output: built, read back, rebuilt, signed and published by the real commands."""

from __future__ import annotations

import copy
import json
from dataclasses import replace

import nbformat
import pytest
from lxml import html as lxml_html

from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.outputs.html.exporter import StatutoryHTMLExporter
from report_helpers.outputs.publication import read_publication
from report_helpers.outputs.rendering import READERS
from report_helpers.sources.workspace import Workspace
from report_helpers.tables.own import OWN_MIME
from tests.conftest import NOTEBOOK, copy_workspace, run_report
from tests.signing_office import PEOPLE, commit, key_of, set_up_signing

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("own")]

REPORT, ID = "suqian@2024", ReportId("suqian", 2024)
OWN = f"{ID.data_path}/notebook.ipynb"
MARKDOWN = "### （一）分布\n\n自然人新收{{ applications.new.natural }}，另有**说明**。\n\n- 甲类\n- 乙类"
# After which cell, what kind, tagged or not, its source.
CELLS = [
    ("proactive-table", "code", True, 'print("公开印出的文字。")'),
    ("proactive-table", "code", False, 'print("不外传的输出。")'),
    ("applications-table", "markdown", True, MARKDOWN),
    ("applications-table", "markdown", False, "不外传的文字。"),
]


def write_notebook(root, cells=CELLS):
    """Give the report a notebook of its own: the kit's with more cells."""
    book = nbformat.read(root / NOTEBOOK, as_version=4)
    for after, kind, is_public, source in reversed(cells):
        place = [cell.id for cell in book.cells].index(after) + 1
        new = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        book.cells.insert(place, new(source, metadata={"tags": ["public"] if is_public else []}))
    nbformat.write(book, root / OWN)


def edit_notebook(root, old, new):
    """Change the report's own notebook."""
    path = root / OWN
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office with three signers whose report has cells of its own, built."""
    root = tmp_path_factory.mktemp("own")
    copy_workspace(root)
    write_notebook(root)
    set_up_signing(root)
    finished = run_report("build", REPORT, cwd=root)
    assert finished.returncode == 0, finished.stderr
    return root


@pytest.fixture(scope="module")
def folder(office):
    """Where its report lies."""
    return Workspace(office).report_folder(ID)


@pytest.fixture(scope="module")
def executed(folder):
    """Its executed notebook."""
    return nbformat.read(folder / "report.ipynb", as_version=4)


def test_every_output_has_what_is_public_and_nothing_else(folder, executed):
    """Each file reads back as the publication, which has the public cells in their sections and not the others."""
    publication = read_publication(executed)
    kinds = [item["kind"] for item in publication.body]
    assert kinds.index("passage") > kinds.index("table")
    assert [item["kind"] for item in publication.own] == ["passage", "passage"]
    for name, read in READERS.items():
        assert read((folder / name).read_bytes(), publication) == () or name == "data/facts.csv"
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "公开印出的文字。" in page
    assert "不外传" not in page
    said = json.loads((folder / "data/report.json").read_text(encoding="utf-8"))
    assert "公开印出的文字。" in said["sections"][1]["paragraphs"]


def altered(publication):
    """Yield publications of which one own item says something else, stands elsewhere, or is lacking."""
    for number, item in enumerate(publication.body):
        if "cell" not in item:
            continue
        other = copy.deepcopy(item)
        other["blocks"][0]["runs"][0]["text"] += "字"
        for body in (
            [*publication.body[:number], other, *publication.body[number + 1 :]],
            [*publication.body[:number], *publication.body[number + 1 :], item],
        ):
            yield replace(publication, body=tuple(body))


@pytest.mark.parametrize("name", ["report.html", "review.html", "report.pdf", "report.docx"])
def test_each_reader_sees_what_differs(folder, executed, name):
    """Another word in an own cell, or another place for it, is a difference in every file."""
    content = (folder / name).read_bytes()
    for other in altered(read_publication(executed)):
        assert READERS[name](content, other)


def test_the_review_page_has_every_added_cell_and_counts_them(folder):
    """Public cells are named, the others shown, both counted; the kit's own guidance is not among them."""
    page = lxml_html.fromstring((folder / "review.html").read_bytes())
    (section,) = page.xpath("//section[@id='own']")
    text = " ".join(section.text_content().split())
    assert "2 格公开 2 格不公开" in text
    assert "不外传的输出。" in text
    assert "不外传的文字。" in text


def test_a_report_with_own_cells_verifies(office):
    """Building it again elsewhere gives the same bytes."""
    finished = run_report("verify", f"reports/{ID.path}", cwd=office)
    assert finished.returncode == 0, finished.stdout


def test_a_public_cell_that_no_build_has_read_is_not_exported(executed):
    """What stands in a notebook run by hand has passed no rule."""
    book = copy.deepcopy(executed)
    for cell in book.cells:
        cell.metadata.pop(OWN_MIME, None)
    with pytest.raises(InputError, match="标为公开，内容还没有核对。有公开单元格的报告请用 report build 生成"):
        StatutoryHTMLExporter().from_notebook_node(book)


def sign_all(root):
    """Build, and let all three sign by the real command."""
    assert run_report("build", REPORT, cwd=root).returncode == 0
    for stage, name in PEOPLE.items():
        arguments = ("sign", REPORT, "--stage", stage, "--by", name, "--key", str(key_of(root, name)))
        finished = run_report(*arguments, cwd=root)
        assert finished.returncode == 0, finished.stderr


def test_own_cells_are_signed_published_and_compared_again(office):
    """A word changed after signing breaks its section's signature alone; what shows otherwise each time is refused."""
    sign_all(office)
    edit_notebook(office, "公开印出的文字。", "公开印出的别的文字。")
    assert run_report("build", REPORT, cwd=office).returncode == 0
    said = run_report("status", REPORT, cwd=office).stdout
    assert "签后有改动　二、" in said
    assert "签后有改动　三、" not in said
    changing = "import random; print(random.choices('甲乙丙丁戊己庚辛', k=20))"
    edit_notebook(office, 'print(\\"公开印出的别的文字。\\")', changing)
    sign_all(office)
    commit(office)
    refused = run_report("publish", REPORT, cwd=office)
    assert refused.returncode == 2
    assert "公开的单元格与签名时显示的不同。请重新生成" in refused.stderr
    edit_notebook(office, changing, "print('公开印出的文字。')")
    sign_all(office)
    commit(office)
    assert run_report("publish", REPORT, cwd=office).returncode == 0
    assert run_report("verify", f"releases/{ID.path}", cwd=office).returncode == 0
