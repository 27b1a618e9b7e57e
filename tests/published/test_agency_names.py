"""One agency's names over several files, and names that may be several agencies'."""

from __future__ import annotations

import pytest
from benchmarks.published.figures import sources
from benchmarks.published.layouts import web
from benchmarks.published.tables import sample

from report_helpers.published.agency_names import joined_names
from report_helpers.published.auditing import audit_files
from tests.conftest import DISCLOSURE


@pytest.mark.parametrize(
    ("short", "others"),
    [
        ("青岚市", ["青岚市人民政府"]),
        ("青岚市", ["江南省青岚市人民政府"]),
        ("石塘区教育局", ["青岚市石塘区教育局", "青岚市教育局"]),
        ("柳河镇", ["白沙县柳河镇人民政府"]),
        ("市人民政府办公室", ["青岚市人民政府办公室"]),
        ("区教育局", ["青岚市石塘区教育局", "青岚市教育局"]),
    ],
)
def test_a_name_without_place_or_government_is_the_one_agencys(short, others):
    """With and without 人民政府, and without the place before it, a name is the agency's that it fits alone."""
    fullest, doubtful = joined_names([short, *others])
    assert (fullest[short], doubtful) == (others[0], {})


@pytest.mark.parametrize(
    ("short", "others"),
    [
        ("市场监督管理局", {"青岚市市场监督管理局", "白沙市市场监督管理局"}),
        ("柳河镇人民政府", {"白沙县柳河镇人民政府", "青岚市柳河镇"}),
        ("财政局", {"青岚市财政局", "白沙市财政局"}),
        ("财政局", {"青岚市财政局"}),
    ],
)
def test_a_name_that_fits_several_places_or_is_too_short_is_told(short, others):
    """Whose such a name is nobody can tell: it is nobody else's, and the others it may be are named."""
    fullest, doubtful = joined_names([short, *others])
    assert fullest[short] == short
    assert set(doubtful[short]) == others


def test_an_audit_tells_of_a_name_that_fits_two_places(tmp_path):
    """The remark names both places' agencies; neither is linked."""
    report = sources()[8]
    paths = []
    for name in ("青岚市水务局", "白沙市水务局", "水务局"):
        paths.append(tmp_path / f"{name}.html")
        paths[-1].write_text(web(sample(report)).replace(report.agency.name, name), encoding="utf-8")
    remarks = audit_files(paths, DISCLOSURE).files[2].remarks
    told = "“水务局”没有写明所在地，可能是白沙市水务局、青岚市水务局，没有与它们的报告衔接"
    assert told in remarks
