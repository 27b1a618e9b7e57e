"""The pictures behind the report: on the page always, in print where the office wants them, read back in all."""

from __future__ import annotations

import copy
import io

import docx
import pypdfium2
import pytest

from report_helpers.outputs.html.exporter import StatutoryHTMLExporter
from report_helpers.outputs.pdf.exporter import StatutoryPDFExporter
from report_helpers.outputs.publication import read_publication
from report_helpers.outputs.rendering import READERS
from report_helpers.outputs.word.exporter import StatutoryDOCXExporter
from report_helpers.tables.charts import PICTURES
from report_helpers.tables.model import CHART_MIME
from tests.outputs.built_pages import edited, read_notebook

EXPORTERS = {
    "report.html": StatutoryHTMLExporter,
    "report.pdf": StatutoryPDFExporter,
    "report.docx": StatutoryDOCXExporter,
}


@pytest.fixture(scope="module", params=[False, True], ids=["page", "print"])
def notebook(built, request):
    """The notebook of a report with pictures, printed or not."""
    changed = copy.deepcopy(read_notebook(built("pingtan@2023")))
    with edited(changed, CHART_MIME) as charts:
        for chart in charts:
            chart["printed"] = chart["printed"] or request.param
    return changed


def words(name: str, content: str | bytes) -> str:
    """Return what a reader sees of an output."""
    if name == "report.html":
        return str(content)
    if name == "report.docx":
        return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_output_has_the_pictures_it_should_and_no_others(notebook, name):
    """Heading and captions stand on the page, in print where the charts say so; reading back finds nothing."""
    publication = read_publication(notebook)
    assert publication.pictures
    content = EXPORTERS[name]().from_notebook_node(notebook)[0]
    assert not READERS[name](content, publication)
    seen = words(name, content)
    for text in (PICTURES, *(chart["caption"] for chart in publication.pictures)):
        assert (text in seen) == (name == "report.html" or publication.pictures[0]["printed"])


def test_the_page_hides_in_print_what_is_not_printed(notebook):
    """The browser prints what the PDF prints."""
    page = StatutoryHTMLExporter().from_notebook_node(notebook)[0]
    is_printed = read_publication(notebook).pictures[0]["printed"]
    assert ('aria-labelledby="heading-pictures" class="screen-only"' in page) != is_printed
