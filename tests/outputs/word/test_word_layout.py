"""The Word file beyond its figures: looks, templates of strangers, notes, awkward text, other processes."""

from __future__ import annotations

import copy
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import nbformat
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn

from report_helpers.errors import InputError
from report_helpers.facts.fact import with_minus
from report_helpers.narrative.model import SECTION_MIME
from report_helpers.outputs.publication import read_publication
from report_helpers.outputs.word.exporter import StatutoryDOCXExporter
from report_helpers.outputs.word.reading_back import differences
from report_helpers.outputs.word.tables import TYPE_WIDTH_TWIPS, lay_out_columns
from report_helpers.tables.model import TABLE_MIME
from tests.outputs.built_pages import edited, outputs

CLEAN, DRAFT = "suqian@2024", "pingtan@2020"
AWKWARD = "<&>\"' “引号” #$*_[]{} \\ 1<2"
EXPORT = (
    "import sys, nbformat; from report_helpers.outputs.word.exporter import StatutoryDOCXExporter as E; "
    "sys.stdout.buffer.write(E().from_notebook_node(nbformat.read(sys.argv[1], 4))[0])"
)


@pytest.fixture
def notebook(built):
    """The executed notebook of a clean report, to be changed at will."""
    return nbformat.read(built(CLEAN) / "report.ipynb", as_version=4)


def export(notebook, **settings):
    """Return the Word file of a notebook."""
    return StatutoryDOCXExporter(**settings).from_notebook_node(notebook)[0]


def parts(content):
    """Return every part of the file by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def audit(path, content):
    """Return what openxml-audit says of the file."""
    path.write_bytes(content)
    command = [str(Path(sys.executable).with_name("openxml-audit")), str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def styled(folder, name="office.docx", change=lambda _: None):
    """Save an office's template after *change* was made to it, and return its path."""
    office = docx.Document()
    change(office)
    office.save(str(folder / name))
    return str(folder / name)


@pytest.mark.parametrize("report", [CLEAN, DRAFT])
def test_every_statutory_cell_is_a_cell_of_its_own(built, report):
    """Each fact's value stands alone in its grid place, remarks marked behind it."""
    folder = built(report)
    publication = read_publication(nbformat.read(folder / "report.ipynb", as_version=4))
    tables = docx.Document(str(folder / "report.docx")).tables
    views = [item for item in publication.body if item["kind"] == "table"]
    shown = {
        cell["fact"]: table.cell(cell["row"], cell["column"]).text
        for table, view in zip(tables, views, strict=True)
        for row in view["rows"]
        for cell in row
        if cell["fact"]
    }
    expected = {fact["id"]: with_minus(fact["value"]) for fact in publication.facts if fact["table"]}
    assert {fact.rpartition("/")[2]: text for fact, text in shown.items()} == {
        fact.rpartition("/")[2]: value for fact, value in expected.items()
    }


def test_a_remark_is_marked_and_stands_below_the_table(notebook):
    """A noted figure prints as 22①, the remark below its table, and still reads back."""
    with edited(notebook, TABLE_MIME) as views:
        cell = next(cell for row in views[0]["rows"] for cell in row if cell["role"] == "data")
        cell["note"], cell["status"] = "（其中修订16件）", "noted"
    document = docx.Document(io.BytesIO(export(notebook)))
    assert document.tables[0].cell(cell["row"], cell["column"]).text == f"{cell['text']}①"
    assert f"注：①{cell['text']}（其中修订16件）。" in [paragraph.text for paragraph in document.paragraphs]
    assert differences(export(notebook), read_publication(notebook)) == ()


def test_a_table_with_more_remarks_than_circled_numbers_reads_back(notebook):
    """The twenty-first remark is marked 〔21〕, and its figure is still read as it is."""
    with edited(notebook, TABLE_MIME) as views:
        cells = [cell for row in views[1]["rows"] for cell in row if cell["role"] == "data"][:25]
        for number, cell in enumerate(cells):
            cell["note"], cell["status"] = f"（备注{number}）", "noted"
    content = export(notebook)
    texts = [cell.text for row in docx.Document(io.BytesIO(content)).tables[1].rows for cell in row.cells]
    assert f"{cells[24]['text']}〔25〕" in texts
    assert differences(content, read_publication(notebook)) == ()


def test_columns_fill_the_type_area_and_hold_every_figure(notebook):
    """Columns add up to 156 mm at 9 to 10.5 pt; wider figures make the text smaller, not broken."""
    for view in outputs(notebook, TABLE_MIME):
        size, widths = lay_out_columns(view)
        assert sum(widths) == TYPE_WIDTH_TWIPS
        assert 18 <= size <= 21
        cell = next(cell for row in view["rows"] for cell in row if cell["role"] == "data")
        cell["text"] = "1234567890123"
        size, widths = lay_out_columns(view)
        assert widths[cell["column"]] >= 6.5 * size * 10 + 80 or cell["colspan"] > 1
        assert sum(widths) == TYPE_WIDTH_TWIPS


def test_tables_keep_together_and_to_their_short_lead_in(built):
    """All rows of a small table stay with the next, of a tall one its first and last; none drags the text along."""
    body = docx.Document(str(built(CLEAN) / "report.docx")).element.body
    for table in body.findall(qn("w:tbl")):
        rows = [row.findall(f".//{qn('w:keepNext')}") for row in table.findall(qn("w:tr"))]
        is_tall = len(rows) > 20
        assert all(rows[:5]) if is_tall else all(rows[:-1])
        assert not is_tall or (all(rows[-3:-1]) and not any(rows[6:-3]))
        assert not rows[-1]


def test_every_run_names_an_east_asian_font(built):
    """Every style has an East Asian face; every run has quotes and dashes drawn in it."""
    document = docx.Document(str(built(DRAFT) / "report.docx"))
    for style in document.styles.element.findall(qn("w:style")):
        if style.get(qn("w:type")) == "paragraph":
            assert style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia"))
            assert style.find(f"{qn('w:rPr')}/{qn('w:color')}").get(qn("w:val")) == "000000"
    section = document.sections[0]
    holders = [document.element.body, section.footer._element, section.even_page_header._element]
    for run in (run for holder in holders for run in holder.iter(qn("w:r")) if run.findall(qn("w:t"))):
        assert run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:hint")) == "eastAsia"


def test_the_page_is_that_of_an_official_document(built):
    """A4, margins 37/26/35/28 mm, a 29 pt grid of lines, page numbers outside, odd and even."""
    document = docx.Document(str(built(CLEAN) / "report.docx"))
    section = document.sections[0]
    sides = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(side.mm) for side in (section.page_width, section.page_height, *sides)] == [210, 297, 37, 26, 35, 28]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "580")
    assert document.settings.odd_and_even_pages_header_footer
    footers = [section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]]
    assert [footer.alignment.name for footer in footers] == ["RIGHT", "LEFT"]
    assert all(footer.text == "— 1 —" and footer.runs[0].font.size.pt == 14 for footer in footers)
    levels = [document.styles[f"Heading {n}"].element.find(f".//{qn('w:outlineLvl')}") for n in (1, 2, 3)]
    assert [level.get(qn("w:val")) for level in levels] == ["0", "1", "2"]


def test_findings_come_errors_first_in_the_words_of_the_pdf(built):
    """A draft says how many findings there are, and errors precede the rest."""
    document = docx.Document(str(built(DRAFT) / "report.docx"))
    texts = [paragraph.text for paragraph in document.paragraphs]
    start = texts.index("校验发现的问题")
    assert texts[start + 1].endswith("错误没有改正之前，本稿不得公布。")
    listed = texts[start + 2 : texts.index("一、总体情况")]
    ranks = [("【错误】", "【提示】", "【说明】").index(text.partition(".")[2][:4]) for text in listed]
    assert ranks == sorted(ranks)
    assert ranks[0] == 0


def test_characters_of_markup_stand_as_they_are(notebook, tmp_path):
    """Text with angle brackets, ampersands, quotes and the like is printed as it is, and the file stays valid."""
    with edited(notebook, SECTION_MIME) as sections:
        sections[0]["blocks"][0]["runs"][0]["text"] = AWKWARD
    content = export(notebook)
    assert AWKWARD in [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs][2]
    assert differences(content, read_publication(notebook)) == ()
    assert "Errors: 0" in audit(tmp_path / "x.docx", content)


def test_another_process_writes_the_same_bytes(built):
    """Another process, hash seed and time zone give the same file."""
    folder = built("shanzhou-sifaju@2023")
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    command = [sys.executable, "-c", EXPORT, str(folder / "report.ipynb")]
    made = subprocess.run(command, capture_output=True, check=True, env=environment).stdout
    assert made == (folder / "report.docx").read_bytes()


def test_only_parts_in_use_are_in_the_file(notebook):
    """No application properties, preview, numbering or web settings; modern Word opens it without a warning."""
    found = parts(export(notebook))
    assert not [name for name in found if name.split("/")[-1] in {"app.xml", "numbering.xml", "webSettings.xml"}]
    assert (
        b'compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"' in found["word/settings.xml"]
    )
    assert b"savePreviewPicture" not in found["word/settings.xml"]
    assert len(found["word/styles.xml"]) < 60_000


def leave_traces(office):
    """Leave a name everywhere an office's Word does."""
    office.core_properties.author = "王小明"
    office.sections[0].header.paragraphs[0].text = "王小明"
    office.sections[0].footer.paragraphs[0].text = "王小明"
    office.add_comment(office.add_paragraph("正文").runs, text="批注", author="王小明", initials="王")
    package = office.part.package
    for name, kind in (("/word/people.xml", "people"), ("/docProps/custom.xml", "custom-properties")):
        part = Part(PackURI(name), "application/xml", "<x>王小明</x>".encode(), package)
        (office.part if kind == "people" else package).relate_to(part, f"http://example.org/{kind}")
    office.part.relate_to(
        "file:///C:/Users/王小明/Normal.dotm", "http://example.org/attachedTemplate", is_external=True
    )
    heading = office.styles["Heading 1"].element.get_or_add_pPr()
    heading.get_or_add_numPr().get_or_add_numId().val = 1


def test_a_template_brings_nothing_but_styles(notebook, tmp_path):
    """Names in its comments, headers, properties, links stay out; its headings do not number twice."""
    content = export(notebook, template_docx=styled(tmp_path, change=leave_traces))
    found = parts(content)
    assert not [name for name, held in found.items() if "王小明".encode() in held or b"Normal.dotm" in held]
    assert b"numPr" not in found["word/styles.xml"]
    assert found["docProps/core.xml"].count(b"creator") == 0
    section = docx.Document(io.BytesIO(content)).sections[0]
    assert (section.header.paragraphs[0].text, section.footer.paragraphs[0].text) == ("", "— 1 —")
    assert "Errors: 0" in audit(tmp_path / "x.docx", content)


def test_styles_a_template_lacks_are_ours(notebook, tmp_path):
    """A template without title and headings still gives Word headings, in an official document's faces."""

    def strip(office):
        for name in ("Title", "Heading 1", "Heading 2", "Heading 3", "Header", "Footer"):
            office.styles[name].delete()

    content = export(notebook, template_docx=styled(tmp_path, change=strip))
    document = docx.Document(io.BytesIO(content))
    assert document.styles["Heading 1"].element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    assert "一、总体情况" in [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert differences(content, read_publication(notebook)) == ()
    assert "Errors: 0" in audit(tmp_path / "x.docx", content)


def test_style_names_are_matched_whatever_their_case(notebook, tmp_path):
    """A writer's "Heading 1" is Word's "heading 1": used, not added a second time."""

    def rename(office):
        office.styles["Heading 1"].element.find(qn("w:name")).set(qn("w:val"), "Heading 1")

    content = export(notebook, template_docx=styled(tmp_path, change=rename))
    assert parts(content)["word/styles.xml"].lower().count(b'w:name w:val="heading 1"') == 1
    assert differences(content, read_publication(notebook)) == ()


@pytest.mark.parametrize("broken", ["word/document.xml", "word/styles.xml", "[Content_Types].xml", "_rels/.rels"])
@pytest.mark.parametrize("content", [b"<not", b""])
def test_a_damaged_template_gives_a_sentence(notebook, tmp_path, broken, content):
    """A DOCX with a part that is no XML is refused in words, whichever part it is."""
    whole = parts(Path(styled(tmp_path)).read_bytes())
    with zipfile.ZipFile(tmp_path / "damaged.docx", "w") as package:
        for name, held in whole.items():
            package.writestr(name, content if name == broken else held)
    with pytest.raises(InputError, match="不是有效的 Word 模板"):
        export(notebook, template_docx=str(tmp_path / "damaged.docx"))


def test_a_macro_document_renamed_is_named_as_one(notebook, tmp_path):
    """A .docm under the name of .docx is refused for its macros, not as unreadable."""
    whole = parts(Path(styled(tmp_path)).read_bytes())
    types = whole["[Content_Types].xml"].replace(
        b"officedocument.wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
    )
    with zipfile.ZipFile(tmp_path / "macros.docx", "w") as package:
        for name, held in (whole | {"[Content_Types].xml": types}).items():
            package.writestr(name, held)
    with pytest.raises(InputError, match="宏"):
        export(notebook, template_docx=str(tmp_path / "macros.docx"))


def test_an_export_leaves_the_notebook_alone(notebook):
    """The notebook is read, not changed."""
    before = copy.deepcopy(notebook)
    export(notebook)
    assert notebook == before
