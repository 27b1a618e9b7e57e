"""Charts, and the only room that knows matplotlib: horizontal bars as SVG with alt text."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from report_helpers.facts import Fact, Report

# An office registers the whole of what it disclosed under this id; its parts are channels.
DISCLOSED = "text.disclosed"

_FONT = "Noto Sans SC"
_FALLBACKS = f"'{_FONT}', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
_BAR, _INK, _RULE = "#2f5d8a", "#1a1a1a", "#b8bec6"
_WIDTH_INCHES, _BAR_INCHES, _MARGIN_INCHES = 6.1, 0.36, 0.35


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished chart: SVG source, caption, and the text that stands for it."""

    id: str
    caption: str
    alt: str
    svg: str
    facts: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the chart as plain JSON values."""
        return asdict(self)


def channel_chart(report: Report) -> Chart | None:
    """Return the chart of disclosure by channel, or None with fewer than two channels."""
    parts = [fact for fact in report.parts_of(DISCLOSED) if fact.value is not None]
    if len(parts) < 2:  # noqa: PLR2004  one bar compares nothing
        return None
    caption = f"{report.year}年主动公开信息的渠道分布（单位：{parts[0].unit}）"
    return _bars("channels", caption, [(fact.label, fact) for fact in parts])


def result_chart(report: Report) -> Chart | None:
    """Return the chart of applications by result, or None when there were none."""
    total = report.get("applications.total.total")
    bars = [(label, fact) for label, fact in _results(report) if fact.value is not None]
    if total is None or not total.value or not bars:
        return None
    caption = f"{report.year}年政府信息公开申请办理结果（单位：{total.unit}）"
    return _bars("results", caption, bars)


def _results(report: Report) -> list[tuple[str, Fact]]:
    """Return the kinds of result under 三、 with their totals, （七） left out."""
    rows = next(row for row in report.form.table("applications").bands[0].rows if row.children)
    found = []
    for row in rows.children:
        fact = report.get(f"applications.{row.id}.total")
        if fact is not None and row.id != "total":
            # 「（二）部分公开（区分处理的…）」 is 部分公开 on an axis.
            found.append((row.label.partition("）")[2].partition("（")[0], fact))
    return found


def _bars(chart_id: str, caption: str, bars: Sequence[tuple[str, Fact]]) -> Chart:
    alt = f"条形图。{caption}：{'；'.join(f'{label} {fact.written}' for label, fact in bars)}。"
    values = [float(fact.value or Decimal(0)) for _, fact in bars]
    written = [fact.written for _, fact in bars]
    svg = _draw(chart_id, [label for label, _ in bars], values, written)
    return Chart(chart_id, caption, alt, svg, tuple(fact.id for _, fact in bars))


def _draw(chart_id: str, labels: Sequence[str], values: Sequence[float], written: Sequence[str]) -> str:
    """Draw horizontal bars, the first on top; the same figures give the same bytes."""
    import matplotlib as mpl  # noqa: PLC0415  0.8 s that only a report with a chart pays
    import pylopdf_fonts_zh_cn  # noqa: PLC0415
    from matplotlib import font_manager  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    font_manager.fontManager.addfont(str(pylopdf_fonts_zh_cn.sans_path()))
    settings = {"font.family": _FONT, "font.size": 10, "svg.fonttype": "none", "svg.hashsalt": chart_id}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(_WIDTH_INCHES, _MARGIN_INCHES + _BAR_INCHES * len(labels)), layout="constrained")
        axes = figure.add_subplot()
        axes.bar_label(axes.barh(labels, values, color=_BAR, height=0.62), labels=written, padding=4, color=_INK)
        axes.invert_yaxis()
        axes.margins(x=0.16)
        axes.xaxis.set_visible(False)
        axes.tick_params(axis="y", length=0, colors=_INK)
        axes.spines[["top", "right", "bottom"]].set_visible(False)
        axes.spines["left"].set_color(_RULE)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    svg = out.getvalue()
    return svg[svg.index("<svg") :].replace(f"'{_FONT}'", _FALLBACKS)
