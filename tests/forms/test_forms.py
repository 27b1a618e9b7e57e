"""The statutory forms: what they contain, and that everything follows from their data."""

from __future__ import annotations

from collections import Counter

import pytest

from report_helpers.errors import InputError
from report_helpers.forms.cells import form_cells, form_groups
from tests.conftest import DISCLOSURE

COUNTS = {
    "2019": {"proactive": 22, "applications": 161, "disputes": 15},
    "2021": {"proactive": 10, "applications": 175, "disputes": 15},
}


@pytest.mark.parametrize("version", DISCLOSURE.forms)
def test_a_form_has_exactly_its_data_cells(version):
    """Each form has the number of data cells its notice prints."""
    assert Counter(cell.table for cell in form_cells(DISCLOSURE.form(version)).values()) == COUNTS[version]


@pytest.mark.parametrize("version", DISCLOSURE.forms)
def test_a_form_has_the_six_printed_sections(version):
    """Both forms print the same six headings in this order."""
    assert [section.heading for section in DISCLOSURE.form(version).sections] == [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]


@pytest.mark.parametrize("version", DISCLOSURE.forms)
def test_every_hard_identity_is_in_the_form(version):
    """Each form states its hard identities with clause and severity."""
    identities = DISCLOSURE.form(version).identities
    assert [identity.rule for identity in identities] == ["T3-1", "T3-2", "T3-3", "T4-1"]
    assert all(identity.clause and identity.severity == "error" for identity in identities)


def test_the_two_forms_differ_where_the_notices_do():
    """2019 has one row （六） where 2021 has three, and another table 二."""
    old, new = form_cells(DISCLOSURE.form("2019")), form_cells(DISCLOSURE.form("2021"))
    assert {cell for cell in new if cell.startswith("applications.") and cell not in old} == {
        f"applications.other.{leaf}.{column}"
        for leaf in "123"
        for column in ("natural", "commercial", "research", "public_welfare", "legal_service", "other_org", "total")
    }
    assert "applications.other.total" in old
    assert not {c for c in old if c.startswith("proactive.")} & {c for c in new if c.startswith("proactive.")} - {
        "proactive.licence.decisions",
        "proactive.penalty.decisions",
        "proactive.coercion.decisions",
    }


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        ("applications.total.natural", "三（七）总计 自然人"),
        ("applications.refused.3.total", "三（三）3.危及“三安全一稳定” 总计"),
        ("applications.new.other_org", "一、本年新收政府信息公开申请数量 其他"),
        ("proactive.normative.in_force", "行政规范性文件 现行有效件数"),
        ("proactive.fees.amount", "行政事业性收费 本年收费金额（单位：万元）"),
        ("disputes.litigation_direct.pending", "未经复议直接起诉 尚未审结"),
    ],
)
def test_a_cell_is_called_by_its_printed_labels(cell, label):
    """A cell's label is what a reviewer finds on the printed form."""
    assert form_cells(DISCLOSURE.form("2021"))[cell].label == label


def test_group_sums_cover_exactly_the_leaves_of_their_group():
    """（三）不予公开 has no row of its own; its sum is that of its eight leaves."""
    groups = form_groups(DISCLOSURE.form("2021"))
    assert groups["applications.refused.total"] == tuple(f"applications.refused.{n}.total" for n in range(1, 9))
    assert "applications.new.total" not in groups


@pytest.mark.parametrize(("year", "version"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2031, "2021")])
def test_each_year_has_the_form_its_notice_prescribes(year, version):
    """2019 and 2020 use the trial form, later years the form of 2021."""
    assert DISCLOSURE.form_for_year(year).version == version


def test_a_year_before_the_first_form_is_refused():
    """There is no prescribed form before 2019, and the message says so."""
    with pytest.raises(InputError, match="2018 年没有规定的报告格式"):
        DISCLOSURE.form_for_year(2018)
