"""From cells in a notebook to every output: built, read back, rebuilt, signed and published by the real commands."""

from __future__ import annotations

import base64
import copy
import io
import json
import shutil
from dataclasses import replace

import nbformat
import pytest
from lxml import html as lxml_html
from PIL import Image

from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.outputs.html.exporter import StatutoryHTMLExporter
from report_helpers.outputs.publication import read_publication
from report_helpers.outputs.rendering import READERS
from report_helpers.sources.workspace import Workspace
from report_helpers.tables.own import OWN_MIME
from tests.conftest import NOTEBOOK, ROOT, copy_workspace, run_report
from tests.signing_office import PEOPLE, commit, key_of, set_up_signing

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("own")]

REPORT, ID = "suqian@2024", ReportId("suqian", 2024)
OWN = f"{ID.data_path}/notebook.ipynb"
MARKDOWN = "### （一）分布\n\n自然人新收{{ applications.new.natural }}，另有**说明**。\n\n- 甲类\n- 乙类"
TABLE = """import pandas as pd
frame = pd.DataFrame({"人次": [1234, 5]}, index=pd.Index(["业务", "法治"], name="类别"))
frame.style.format("{:,}").set_caption("附表：培训")"""
LONG_TABLE = """pd.set_option("display.max_rows", None)
pd.DataFrame({"数": range(40)}, index=[f"第{n}所" for n in range(40)])"""
FIGURE = """import matplotlib.pyplot as plt
from report_helpers import picture
fig, ax = plt.subplots(figsize=(5, 2))
ax.bar(["甲", "乙"], [-3, 7])
picture(fig, alt="柱状图，乙高于甲。", caption="图：各季度办件")"""
# After which cell, what kind, tagged or not, its source.
CELLS = [
    ("proactive-table", "code", True, 'print("公开印出的文字。")'),
    ("proactive-table", "code", False, 'print("不外传的输出。")'),
    ("applications-table", "markdown", True, MARKDOWN),
    ("applications-table", "code", True, TABLE),
    ("applications-table", "code", True, LONG_TABLE),
    ("applications-table", "code", True, FIGURE),
    ("applications-table", "markdown", False, "不外传的文字。"),
    ("applications-table", "code", False, TABLE.replace("附表", "不外传的表")),
    ("applications-table", "code", False, "plt.plot([1, 2])"),
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
    assert [item["kind"] for item in publication.own] == ["passage", "passage", "frame", "frame", "picture"]
    for name, read in READERS.items():
        assert read((folder / name).read_bytes(), publication) == () or name == "data/facts.csv"
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "公开印出的文字。" in page
    assert "不外传" not in page
    said = json.loads((folder / "data/report.json").read_text(encoding="utf-8"))
    assert "公开印出的文字。" in said["sections"][1]["paragraphs"]


def _another_picture():
    """Return a small picture in base64."""
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")
    return base64.b64encode(made.getvalue()).decode()


def altered(publication):
    """Yield publications of which one own item says something else, stands elsewhere, or is lacking."""
    for number, item in enumerate(publication.body):
        if "cell" not in item:
            continue
        other = copy.deepcopy(item)
        if "blocks" in item:
            other["blocks"][0]["runs"][0]["text"] += "字"
        elif "rows" in item:
            other["rows"][-1][-1]["text"] += "0"
        else:
            other["png"] = _another_picture()
            yield replace(
                publication, body=tuple({**each, "alt": "另"} if each is item else each for each in publication.body)
            )
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
    assert "5 格公开 4 格不公开" in text
    assert "不外传的输出。" in text
    assert "表里的 2 个数字，请与来源核对" in text
    assert "人次 业务：1,234" in text
    assert section.xpath(".//img[@alt='不公开的图']")
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


def test_the_tutorial_notebook_builds_with_its_table_and_its_chart(tmp_path):
    """Copied beside the data of a shipped report it is published without any finding of its own."""
    place = copy_workspace(tmp_path)
    shutil.copy(ROOT / "docs/guides/own_cells.ipynb", tmp_path / OWN)
    finished = run_report("build", REPORT, cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert "notebook 第" not in finished.stdout
    book = nbformat.read(place.report_folder(ID) / "report.ipynb", as_version=4)
    publication = read_publication(book)
    assert [item["kind"] for item in publication.own] == ["passage", "frame", "picture"]
    assert publication.findings["rules"]["N-2"] == "pass"


def test_a_cell_that_cannot_be_published_leaves_what_stands(tmp_path):
    """A figure shown without alt text is one sentence and exit code 2; the report that stands is not touched."""
    place = copy_workspace(tmp_path)
    write_notebook(
        tmp_path, [("applications-table", "code", True, "from matplotlib import pyplot\npyplot.plot([1, 2]);")]
    )
    standing = place.report_folder(ID) / "report.html"
    standing.parent.mkdir(parents=True)
    standing.write_text("上一次生成的", encoding="utf-8")
    finished = run_report("build", REPORT, cwd=tmp_path)
    assert finished.returncode == 2
    assert "notebook 第 10 格：图没有替代文字。请写 from report_helpers import picture" in finished.stderr
    assert standing.read_text(encoding="utf-8") == "上一次生成的"
