"""What a PDF says of itself: its standard, its outline, the tags of its tables, the dataset in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest

from report_helpers.errors import RunError
from report_helpers.outputs.pdf.tags import tag_tables
from report_helpers.outputs.publication import read_publication
from report_helpers.sources.open_data_csv import facts_csv
from tests.outputs.built_pages import CLEAN, REPORTS, read_notebook, tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Built = Callable[[str], Path]


def test_file_is_tagged_archival_and_names_no_person(built: Built) -> None:
    """The file says its language and title, is PDF/A-3a and PDF/UA-1, and carries no author."""
    notebook = read_notebook(built(CLEAN))
    with pikepdf.open(built(CLEAN) / "report.pdf") as pdf:
        assert str(pdf.Root.Lang).lower() == "zh-cn"
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.docinfo["/Title"]) == read_publication(notebook).front["title"]
        assert "/Author" not in pdf.docinfo
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20231231")
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("3", "A", "1")
        assert "dc:creator" not in metadata


def test_outline_lists_the_six_sections(built: Built) -> None:
    """The bookmarks' top level is the six sections in order."""
    body = read_publication(read_notebook(built(CLEAN))).body
    with pypdfium2.PdfDocument(built(CLEAN) / "report.pdf") as document:
        titles = [mark.get_title() for mark in document.get_toc() if mark.level == 0]
    assert titles == [item["heading"] for item in body if item["kind"] == "section"]


def tag_cells(pdf: pikepdf.Pdf, table: int) -> list[pikepdf.Object]:
    """Return the TH and TD elements of a table of the tag tree, in reading order."""
    found: list[pikepdf.Object] = []

    def walk(element: pikepdf.Object, kinds: set[str]) -> None:
        children = element.get("/K")
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                if str(child.S) in kinds:
                    found.append(child)
                else:
                    walk(child, kinds)

    walk(pdf.Root.StructTreeRoot, {"/Table"})
    element, found = found[table], []
    walk(element, {"/TH", "/TD"})
    return found


def attribute(element: pikepdf.Object, name: str) -> pikepdf.Object | None:
    """Return a table attribute of an element of the tag tree."""
    return next((part[name] for part in element.A if part.O == "/Table" and name in part), None)


@pytest.mark.parametrize("report", REPORTS)
def test_heads_and_row_labels_are_tagged_as_header_cells(built: Built, report: str) -> None:
    """Every head, corner and row label is a TH with its scope, every figure a TD."""
    scopes = {"band": "/Column", "column": "/Column", "corner": "/Both", "row": "/Row"}
    with pikepdf.open(built(report) / "report.pdf") as pdf:
        for number, table in enumerate(tables(built(report))):
            cells = [cell for row in table["rows"] for cell in row]
            tags = tag_cells(pdf, number)
            assert [str(tag.S) for tag in tags] == ["/TD" if cell["role"] == "data" else "/TH" for cell in cells]
            assert [tag.S == "/TH" and str(attribute(tag, "/Scope")) for tag in tags] == [
                scopes.get(cell["role"], False) for cell in cells
            ]


def test_each_figure_names_its_header_cells(built: Built) -> None:
    """A figure's Headers lead through the tree's ids to all heads above it and labels beside it."""
    with pikepdf.open(built(CLEAN) / "report.pdf") as pdf:
        names = list(pdf.Root.StructTreeRoot.IDTree.Names)
        ids = {str(key): element for key, element in zip(names[::2], names[1::2], strict=True)}
        assert list(ids) == sorted(ids)
        for number, table in enumerate(tables(built(CLEAN))):
            cells = [cell for row in table["rows"] for cell in row]
            tags = tag_cells(pdf, number)
            places = {f"{cell['row']}-{cell['column']}": tag for cell, tag in zip(cells, tags, strict=True)}
            for cell, tag in zip(cells, tags, strict=True):
                headers = [ids[str(key)] for key in attribute(tag, "/Headers")]
                if cell["role"] == "data":
                    assert headers == [places[place] for place in cell["headers"].split()]
                else:
                    assert ids[str(tag.ID)] == tag
                    assert all(header.S == "/TH" for header in headers)


def test_each_table_has_a_summary(built: Built) -> None:
    """A table's tag says what the table is about."""
    with pikepdf.open(built(CLEAN) / "report.pdf") as pdf:
        elements = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Table"]
        assert {str(attribute(element, "/Summary")) for element in elements} == {
            table["caption"] for table in tables(built(CLEAN))
        }


def test_a_tag_tree_without_the_tables_is_refused(built: Built) -> None:
    """A tree that does not fit the grids is an error, never a wrong tag."""
    content, views = (built(CLEAN) / "report.pdf").read_bytes(), tables(built(CLEAN))
    with pytest.raises(RunError, match="标签树里有 3 张表，应有 2 张"):
        tag_tables(content, views[:2])
    with pytest.raises(RunError, match="标签树与表格不一致"):
        tag_tables(content, [views[1], views[0], views[2]])


def test_the_dataset_is_attached(built: Built) -> None:
    """The file carries facts.csv, the same bytes as data/facts.csv, as its data."""
    publication = read_publication(read_notebook(built(CLEAN)))
    with pikepdf.open(built(CLEAN) / "report.pdf") as pdf:
        assert list(pdf.attachments) == ["facts.csv"]
        specification = pdf.attachments["facts.csv"]
        attached = specification.get_file()
        assert attached.read_bytes() == facts_csv(publication.facts)
        assert attached.mime_type == "text/csv"
        assert specification.obj.AFRelationship == "/Data"
        assert [item.F for item in pdf.Root.AF] == ["facts.csv"]
