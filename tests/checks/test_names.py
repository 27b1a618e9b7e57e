"""Whose acts the text tells of: a neighbour's are found, with a year between or a short name; a superior's are not."""

from __future__ import annotations

import pytest

from report_helpers.facts.identifiers import ReportId
from tests.checks.test_text_rules import findings
from tests.conftest import SHIPPED

FOREIGN = {
    "连江县人民政府2023年未收取信息处理费。": "连江县人民政府",
    "闽侯县2023年度积极推进公开。": "闽侯县",
    "霁州市白露乡人民政府将继续完善公开制度。": "霁州市白露乡人民政府",
    "沛县司法局积极推进公开。": "沛县司法局",
}
ALONE = (
    "福建省人民政府办公厅印发要点后，及时分解任务。",
    "福建省人民政府印发的要点已分解落实，省政府办公厅收到报送材料。",
    "金井镇人民政府将继续完善公开制度，福建省平潭综合实验区金井镇将设立专栏。",
    "各县积极推进公开，全县高度重视，两县共同组织培训。",
)


@pytest.mark.parametrize("sentence", FOREIGN)
def test_a_neighbour_is_no_subject_of_the_report(sentence):
    """X-9 names the organ."""
    report = SHIPPED.load(ReportId("pingtan", 2023))
    assert f"写作“{FOREIGN[sentence]}”" in "".join(findings("X-9", "other", sentence, report))


@pytest.mark.parametrize("sentence", ALONE)
def test_superiors_and_counties_without_a_name_are_no_finding(sentence):
    """X-9 says nothing."""
    assert findings("X-9", "other", sentence, SHIPPED.load(ReportId("pingtan", 2023))) == []
