"""A cell or a merged range far out in a sheet is refused before a library makes room for all that lies before it."""

from __future__ import annotations

import io
import zipfile

import pytest

from report_helpers.errors import InputError
from report_helpers.files.sheet_extents import refuse_far_ranges, refuse_unfit_cells


def zipped(*texts: str) -> bytes:
    """Return a zip of sheets with these texts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", f"<sheetData>{text}</sheetData>")
    return made.getvalue()


NEAR = [
    '<c r="A1"/>',
    '<c r="GR99999" t="s"><v>1</v></c>',
    '<x:c s="4" r="AN500000"/>',
    "<c s='1' r='B2'/>",
    "<cols/><col/>",
]


@pytest.mark.parametrize("text", NEAR)
def test_what_a_ledger_has_is_let_through(text):
    """Cells within 500,000 rows and 200 columns are no fault, however the tag is written."""
    refuse_unfit_cells(zipped(text), "x.xlsx")


@pytest.mark.parametrize(
    "text",
    [
        *('<c r="XFD1048576"/>', '<c r="A500001"/>', '<c r="GS1"/>', '<c r="AAA1"/>', "<c/>", "<c><v>1</v></c>"),
        *('<c s="1" t="n"><v>1</v></c>', "<c r='XFD1'/>", '<x:c r="A1048576"/>', '<c r="a1"/>', '<c r="A0"/>'),
        *('<c r="&#88;1"/>', '<c t=\'x r="A1"\' r="XFD1"/>', '<c r=""/>', '<c r="A1:B2"/>', '<c r="A-1"/>'),
        *('<c r="AO1"/><c r="A100000"/>', '<c r="A499999"/><c r="GR2"/>', '<c\nr = "XFD9"/>', '<c r="9"/>'),
    ],
)
def test_a_cell_far_out_or_nowhere_is_refused(text):
    """A cell beyond the limits, or one that does not say its place, is refused in whichever sheet it stands."""
    with pytest.raises(InputError, match=r"sheet1\.xml"):
        refuse_unfit_cells(zipped(NEAR[0], text), "x.xlsx")


@pytest.mark.parametrize(
    "text",
    [
        *('<mergeCell ref="A1:XFD1048576"/>', '<mergeCell ref="A1:A400001"/>', "<mergeCell/>", '<mergeCell ref="x"/>'),
        *('<mergeCell ref="XFD1048576:A1"/>', "<x:mergeCell ref='A1:ZZ9999'/>", '<mergeCell ref="$A$1:$XFD$99"/>'),
        '<mergeCell ref="A1:GR1000"/>' * 3,
        *('<hyperlink ref="A1:XFD1048576"/>', '<hyperlink r:id="rId1" ref="A:XFD"/>'),
    ],
)
def test_ranges_beyond_any_form_are_refused(text):
    """Merged ranges and links of more than 400,000 cells together are refused; those of a form are not."""
    refuse_far_ranges(zipped('<mergeCell ref="A1:D2000"/><hyperlink ref="A1"/>' * 4), "x.xlsx")
    with pytest.raises(InputError, match="合并"):
        refuse_far_ranges(zipped(text), "x.xlsx")
