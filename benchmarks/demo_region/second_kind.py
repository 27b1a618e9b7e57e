"""The second report of one synthetic unit: its enforcement statistics, whose penalties are not those of the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.forms.cells import form_cells
from report_helpers.forms.kind import load_kind
from report_helpers.scaffold.years import skeleton_text
from report_helpers.sources.table_csv import write_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.demo_region.planting import Unit

KIND = "enforcement"
RULE, MORE = "ED-2", 3
FAULT = f"行政执法统计年报的行政处罚合计比政府信息公开年报多 {MORE} 宗"
OVERVIEW = "{{ year }}年，{{ agency.short }}按规定公示行政执法信息，记录执法过程，审核重大执法决定。（合成数据）"


def second_report(unit: Unit, year: int) -> Iterator[tuple[str, str]]:
    """Yield name and content of the files in the unit's folder of that year."""
    kind = load_kind(KIND)
    form, figures = kind.form_for_year(year), unit.figures[1]
    penalties, licences = (int(figures[f"proactive.{row}.decisions"]) for row in ("penalty", "licence"))
    penalties += MORE
    counts = {
        "penalties.fine": penalties,
        "penalties.total": penalties,
        "penalties.money_wan": f"{penalties * 0.2:.1f}",
        "licences.applied": licences,
        "licences.accepted": licences,
        "licences.granted": licences,
    }
    cells = dict.fromkeys(form_cells(form), "0") | {cell: str(value) for cell, value in counts.items()}
    for table in form.tables:
        yield f"{table.id}.csv", write_table(form, table, cells)
    yield "narrative.md", skeleton_text(kind, form).replace("待填：本年度行政执法总体情况。", OVERVIEW)
