"""The words of the guide sheet, for who fills the workbook in: what goes where, what colours mean, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.forms.cells import form_cells, table_names
from report_helpers.workbook.planning import FIGURES, REMARKS, by_rule, counted
from report_helpers.workbook.relations import sheet_relations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.facts.report import Report
    from report_helpers.forms.model import Form

_NEXT = (
    "保存为 .xlsx（Excel、WPS、LibreOffice 都可以），文件交回编制人员。\n"
    "采用之前会逐格列出由多少改为多少，全部规则重新计算一遍；不符的退回，并指明是哪一格。"
)
_FILL_IN = (
    "没有发生的填 0。\n"
    "确实不适用的填 /，由负责人决定，理由请一并告知编制人员。\n"
    "还没有数的留空。空白不等于 0，有空白就不能公布{rule}。\n"
    "{ranges}。\n"
    "只填数字，不要写单位，不要用公式。"
)
# What a cell looks like, in that style, and what it means.
_COLOURS = (
    ("白格", "填数。", "key_white"),
    ("灰格", "合计，自动计算，不能改。", "key_sum"),
    ("黄格", "已按上年报告的期末数填好（年度衔接）；不符的请改正，并准备说明。", "key_carried"),
    ("红色", "勾稽不符，或不是规定的数：必须改正。", "key_error"),
    ("橙色", "提示：请改正，或准备说明。", "key_warning"),
    ("绿字", "“相符”：核对无误。有关各格都填了才显示。", "key_agrees"),
)
_NOT_DONE = (
    "不要插入、删除、移动、隐藏行列，不要拆分或合并单元格，不要加工作表，不要改标题和公式。\n"
    "工作表的保护没有密码，只防误改；格式有改动的会退回，并指明是哪一格。"
)
_KEY = "guide_key"
_SEVERITY = {"error": "必须改正", "warning": "改正或说明", "note": "供参考"}


def guide_rows(report: Report) -> Iterator[tuple[str, str, str]]:
    """Yield the guide's rows: a heading, its text, and the heading's style."""
    yield from ((key, text, _KEY) for key, text in _about(report))
    yield from ((key, text, _KEY) for key, text in _how_to_fill(report.form))
    yield from _COLOURS
    yield "不能做的", _NOT_DONE, _KEY
    yield "自动核对", "\n".join(_rule_lines(report)), _KEY
    yield "填好以后", _NEXT, _KEY


def _about(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what is reported, by which clause, and on which sheets."""
    form = report.form
    yield "用途", f"填报{report.agency.name} {report.year} 年{report.kind.name}的数据。"
    settings = report.kind.settings
    yield "依据", "；".join(filter(None, (settings.basis, f"{form.notice}（{form.name}）。")))
    period = f"{report.period[0]} 至 {report.period[1]}"
    yield "统计期限", "；".join(filter(None, (period, settings.period.note))) + "。"
    for section in form.sections:
        if section.table:
            cells = sum(cell.table == section.table for cell in form_cells(form).values())
            name = table_names(form)[section.table]
            yield name, f"{section.heading}，{cells} 格。{form.notice}规定的格式，标题不能改。"
    yield FIGURES, f"{counted(form.tables)}张表以外、正文里要用的数字，没有的不填。"
    yield REMARKS, "某一格的数字要附说明的，在这里写明哪一格、什么说明。"


def _how_to_fill(form: Form) -> Iterator[tuple[str, str]]:
    """Yield what may be typed."""
    yield "怎么填", _FILL_IN.format(rule=by_rule(form.input_rules.blank), ranges="；".join(_ranges(form)))


def _ranges(form: Form) -> Iterator[str]:
    """Yield what figures of the kinds of cells that the form has may be."""
    cells = form_cells(form).values()
    words = {
        "count": "数量是不小于 0 的整数",
        "money": "金额按表头的单位，可以有小数，填几位印几位",
        "decimal": "表头没有要求整数的，可以有小数，填几位印几位",
    }
    yield from (text for kind, text in words.items() if any(cell.kind == kind for cell in cells))
    signed = dict.fromkeys(cell.column_label for cell in cells if cell.kind == "signed")
    if signed:
        yield "".join(f"“{label}”" for label in signed) + "可以是负数"


def _rule_lines(report: Report) -> Iterator[str]:
    """Yield one line a rule the workbook checks."""
    seen = {relation.rule.id: relation.rule for relation in sheet_relations(report.kind, report.form)}
    for rule in seen.values():
        yield f"{rule.id}　{rule.title}（{_SEVERITY[rule.severity]}）"
