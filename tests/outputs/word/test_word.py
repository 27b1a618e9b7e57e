"""The Word file: true tables, official styles, nobody's name in it, and read back."""

from __future__ import annotations

import copy
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import nbformat
import pytest
from docx.oxml.ns import qn

from report_helpers.errors import InputError
from report_helpers.narrative.model import SECTION_MIME
from report_helpers.outputs.publication import read_publication
from report_helpers.outputs.word.exporter import StatutoryDOCXExporter
from report_helpers.outputs.word.reading_back import differences
from report_helpers.outputs.word.styles import TABLE_HEAD, TABLE_TEXT
from report_helpers.outputs.word.tables import TYPE_WIDTH_TWIPS
from report_helpers.tables.model import TABLE_MIME
from tests.outputs.built_pages import edited, outputs

CLEAN, DRAFT = "suqian@2024", "pingtan@2020"
REPORTS = (CLEAN, DRAFT, "shanzhou-sifaju@2023")
OFFICE = shutil.which("soffice")


def notebook_of(folder):
    """Return the executed notebook of a built report."""
    return nbformat.read(folder / "report.ipynb", as_version=4)


def export(notebook, **settings):
    """Return the Word file of a notebook."""
    return StatutoryDOCXExporter(**settings).from_notebook_node(notebook)[0]


@pytest.mark.parametrize("report", REPORTS)
def test_every_figure_reads_back(built, report):
    """The file of a real report shows every statutory cell and every sentence as the facts have them."""
    folder = built(report)
    assert differences((folder / "report.docx").read_bytes(), read_publication(notebook_of(folder))) == ()


@pytest.mark.parametrize("report", REPORTS)
def test_the_file_is_valid_open_xml(built, report):
    """openxml-audit finds no error."""
    command = [str(Path(sys.executable).with_name("openxml-audit")), str(built(report) / "report.docx")]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout
    assert "Errors: 0" in finished.stdout


def test_tables_are_merged_and_their_heads_repeat(built):
    """Table 三 is 28 × 10 with true merges; its three header rows repeat, no row breaks."""
    table = docx.Document(built(CLEAN) / "report.docx").tables[1]
    assert (len(table.rows), len(table.columns)) == (28, 10)
    assert table.cell(0, 0)._tc is table.cell(2, 2)._tc
    assert table.cell(5, 0)._tc is table.cell(26, 0)._tc
    assert table.cell(7, 1).text == "（三）不予公开"
    rows = table._tbl.findall(qn("w:tr"))
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True] * 3 + [False] * 25
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)


def test_headings_are_word_headings(built):
    """The six sections are level 1, （一） level 2, in an official document's faces, black."""
    document = docx.Document(built(CLEAN) / "report.docx")
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert [text for style, text in headings if style == "Heading 1"][0::5] == [
        "一、总体情况",
        "六、其他需要报告的事项",
    ]
    assert ("Heading 2", "（一）主动公开") in headings
    for name, face in (("Normal", "仿宋"), ("Heading 1", "黑体"), ("Heading 2", "楷体"), ("Title", "方正小标宋简体")):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == face
        assert not any("Theme" in key for key in fonts.attrib)
    section = document.sections[0]
    assert [round(side.mm) for side in (section.top_margin, section.right_margin, section.bottom_margin)] == [
        37,
        26,
        35,
    ]


def test_nobody_is_named_in_the_file(built):
    """Properties carry the title and fixed dates, no person, no comment, no revision mark."""
    path = built(CLEAN) / "report.docx"
    properties = docx.Document(path).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.title == "宿迁市人民政府2024年政府信息公开工作年度报告"
    assert (properties.created.year, properties.modified.month) == (2024, 12)
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        text = "".join(package.read(name).decode() for name in names if name.endswith(".xml"))
    assert not any(
        part in name for name in names for part in ("comments", "thumbnail", "customXml", "stylesWithEffects")
    )
    assert not re.search(r"w:(ins|del) |w:rsid", text)


def test_a_draft_says_so_on_every_page_and_lists_its_findings_first(built):
    """A draft's headers carry the mark, odd and even, and the findings come before section 一."""
    document = docx.Document(built(DRAFT) / "report.docx")
    section = document.sections[0]
    assert {section.header.paragraphs[0].text, section.even_page_header.paragraphs[0].text} == {"草稿：未通过校验"}
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts.index("校验发现的问题") < texts.index("一、总体情况")
    assert any("三（七）总计 自然人：填报 20，各项之和 26，差 −6" in text for text in texts)
    clean = docx.Document(built(CLEAN) / "report.docx")
    assert clean.sections[0].header.paragraphs[0].text == ""


def test_charts_have_alt_text(built):
    """The picture of a chart carries the text that stands for it."""
    body = docx.Document(built("shanzhou-sifaju@2023") / "report.docx").element.body
    pictures = body.findall(f".//{qn('wp:docPr')}")
    assert [picture.get("descr") for picture in pictures] == [
        "条形图。2023年主动公开信息的渠道分布（单位：条）：微信公众号 300余条；政府网站 30条。"
    ]


def test_the_same_notebook_gives_the_same_bytes(built):
    """Two exports are byte-identical, and equal to what the build wrote."""
    folder = built(CLEAN)
    assert export(notebook_of(folder)) == export(notebook_of(folder)) == (folder / "report.docx").read_bytes()


def mutated(notebook):
    """Yield notebooks with one planted difference each: figures, blanks, swaps, sentences."""
    count = len(outputs(notebook, TABLE_MIME))
    for number in range(count):
        figures = [c for row in outputs(notebook, TABLE_MIME)[number]["rows"] for c in row if c["role"] == "data"]
        for place in range(0, len(figures), 9 if len(figures) > 20 else 3):
            for change in (lambda cell: cell["text"] + "1", lambda _: ""):
                changed = copy.deepcopy(notebook)
                with edited(changed, TABLE_MIME) as views:
                    cells = [c for row in views[number]["rows"] for c in row if c["role"] == "data"]
                    cells[place]["text"] = change(cells[place])
                yield changed
    for number in range(6):
        changed = copy.deepcopy(notebook)
        with edited(changed, SECTION_MIME) as sections:
            bound = [run for block in sections[number]["blocks"] for run in block["runs"] if run["fact"]]
            if bound:
                bound[0]["text"] += "9"
        if bound:
            yield changed


@pytest.mark.long
def test_every_planted_difference_is_found(built):
    """More than thirty faults planted in the file are all found by reading it back, and named."""
    notebook = notebook_of(built(CLEAN))
    publication = read_publication(notebook)
    planted = list(mutated(notebook))
    assert len(planted) > 30
    for changed in planted:
        found = differences(export(changed), publication)
        assert found
        assert all(item.file == "report.docx" and item.expected != item.found for item in found)


def test_an_offices_template_brings_its_styles(built, tmp_path):
    """Styles come from the office's own file; what was written in it is not kept."""
    office = docx.Document()
    office.styles["Normal"].font.name = "Courier New"
    office.add_paragraph("旧内容")
    office.save(str(tmp_path / "office.docx"))
    content = export(notebook_of(built(CLEAN)), template_docx=str(tmp_path / "office.docx"))
    document = docx.Document(io.BytesIO(content))
    assert document.styles["Normal"].font.name == "Courier New"
    assert "旧内容" not in "".join(paragraph.text for paragraph in document.paragraphs)
    assert differences(content, read_publication(notebook_of(built(CLEAN)))) == ()


@pytest.mark.parametrize("kind", ["text", "macros", "absent"])
def test_a_template_that_is_no_word_file_is_refused(built, tmp_path, kind):
    """A text file, a missing one or one with macros gives a sentence."""
    path = tmp_path / "office.docx"
    if kind == "text":
        path.write_text("not a zip", encoding="utf-8")
    elif kind == "macros":
        docx.Document().save(str(path))
        with zipfile.ZipFile(path, "a") as package:
            package.writestr("word/vbaProject.bin", b"x")
    with pytest.raises(InputError, match="宏" if kind == "macros" else "不是有效的 Word 模板"):
        export(notebook_of(built(CLEAN)), template_docx=str(path))


@pytest.mark.browser
def test_libreoffice_draws_the_three_tables(built, tmp_path):
    """LibreOffice turns the file into PDF with all three tables in it."""
    if OFFICE is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("REQUIRE_BROWSER 已设置，但没有找到 LibreOffice")
        pytest.skip("没有安装 LibreOffice")
    import pypdfium2

    source = built(CLEAN) / "report.docx"
    command = [OFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=120)
    with pypdfium2.PdfDocument(tmp_path / "report.pdf") as document:
        text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
    assert all(label in text for label in ("本年处理决定数量", "1.申请人无正当理由逾期不补正", "未经复议直接起诉"))
    assert all(figure in text for figure in ("2676474", "72701.2578", "3525"))


def test_labels_are_whole(built):
    """No label has a line break of its own: a narrow head breaks between its words by the insets of its cell."""
    tables = docx.Document(str(built(CLEAN) / "report.docx")).tables
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    assert not [cell.text for cell in cells if "\n" in cell.text]
    narrow = {cell.text for cell in cells if cell._tc.tcPr.find(qn("w:tcMar")) is not None}
    of_results = {"结果维持", "结果纠正", "其他结果", "尚未审结"}
    assert narrow == {"社会公益组织", "商业企业", "科研机构", "法律服务机构", *of_results}


def test_a_line_holds_28_characters_and_prints_its_last_comma(built):
    """28 characters of 16 pt, set closer, fit in 156 mm, 29 do not; tables are not set closer; punctuation may hang."""
    document = docx.Document(str(built(CLEAN) / "report.docx"))
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        style = document.styles[name]
        closer = int(style.element.find(f"{qn('w:rPr')}/{qn('w:spacing')}").get(qn("w:val")))
        assert TYPE_WIDTH_TWIPS // (style.font.size.pt * 20 + closer) == 28
        assert style.element.find(f"{qn('w:pPr')}/{qn('w:overflowPunct')}").attrib == {}
    for name in ("Title", "footer", TABLE_TEXT, TABLE_HEAD):
        assert document.styles[name].element.find(f"{qn('w:rPr')}/{qn('w:spacing')}").get(qn("w:val")) == "0"
