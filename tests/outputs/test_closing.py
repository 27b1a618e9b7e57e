"""What closes a report where it is given: contact, 机关落款 and 成文日期, in every output and read back."""

from __future__ import annotations

import copy
import io
from dataclasses import replace

import docx
import pytest

from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.notebook.shown import FRONT_MIME, closing_lines
from report_helpers.outputs.html import reading_back as html_reading_back
from report_helpers.outputs.html.exporter import StatutoryHTMLExporter
from report_helpers.outputs.pdf import reading_back as pdf_reading_back
from report_helpers.outputs.pdf.exporter import StatutoryPDFExporter
from report_helpers.outputs.publication import read_publication
from report_helpers.outputs.word import reading_back as word_reading_back
from report_helpers.outputs.word.exporter import StatutoryDOCXExporter
from tests.outputs.built_pages import CLEAN, edited, read_notebook

LINES = ("联系地址：府前路1号，联系电话：0527-80000000", "宿迁市人民政府", "2025年1月24日")
OUTPUTS = {
    "html": (StatutoryHTMLExporter, html_reading_back.differences),
    "pdf": (StatutoryPDFExporter, pdf_reading_back.differences),
    "docx": (StatutoryDOCXExporter, word_reading_back.differences),
}


@pytest.fixture(scope="module")
def notebook(built):
    """The notebook of a report that has a contact and a date."""
    changed = copy.deepcopy(read_notebook(built(CLEAN)))
    with edited(changed, FRONT_MIME) as fronts:
        fronts[0] |= {"dated": "2025-01-24", "closing": list(LINES)}
    return changed


@pytest.mark.parametrize("kind", OUTPUTS)
def test_the_lines_stand_in_every_output_and_are_read_back(notebook, kind):
    """An output with the lines has no difference; against other lines it has one."""
    exporter, differences = OUTPUTS[kind]
    content, publication = exporter().from_notebook_node(notebook)[0], read_publication(notebook)
    assert not differences(content, publication)
    other = replace(publication, front={**publication.front, "closing": [*LINES[:2], "2025年1月25日"]})
    assert [wrong.expected for wrong in differences(content, other)] == ["2025年1月25日"]


def test_they_close_the_document_right_aligned(notebook):
    """The contact is a paragraph like the others; name and date stand right, together on one page."""
    document = docx.Document(io.BytesIO(StatutoryDOCXExporter().from_notebook_node(notebook)[0]))
    last = document.paragraphs[-3:]
    assert tuple(paragraph.text for paragraph in last) == LINES
    assert [paragraph.alignment is not None for paragraph in last] == [False, True, True]
    assert [bool(paragraph.paragraph_format.keep_with_next) for paragraph in last] == [True, True, False]


def test_the_page_names_its_date_and_source(notebook):
    """The metadata of government pages: title, date, source, and a description."""
    page = StatutoryHTMLExporter().from_notebook_node(notebook)[0]
    for name, value in (("PubDate", "2025-01-24"), ("ContentSource", "三门峡市陕州区司法局")):
        assert f'<meta name="{name}" content="{value}">' in page
    assert '"datePublished":"2025-01-24"' in page


def test_nothing_is_printed_where_nothing_is_given(built):
    """A report without contact and date closes with its last section."""
    publication = read_publication(read_notebook(built(CLEAN)))
    assert (publication.front["closing"], publication.front["dated"]) == ([], "")
    assert "PubDate" not in (built(CLEAN) / "report.html").read_text(encoding="utf-8")


def test_agency_yaml_gives_them(workspace):
    """`contact` and `dated` of agency.yaml; a date of another year is not this report's, a wrong one is refused."""
    path = workspace.root / "data/suqian/agency.yaml"
    text = path.read_text(encoding="utf-8").replace('phone: ""', 'phone: "0527-80000000"')
    path.write_text(text + 'dated: {"2024": 2025-01-24}\n', encoding="utf-8")
    agency = workspace.load(ReportId("suqian", 2024)).agency
    assert dict(agency.dated) == {2024: "2025-01-24"}
    assert closing_lines(agency, "2025-01-24") == ("联系电话：0527-80000000", *LINES[1:])
    path.write_text(text + 'dated: {"2024": 2025-13-24}\n', encoding="utf-8")
    with pytest.raises(InputError, match="agency"):
        workspace.load(ReportId("suqian", 2024))
