"""The layouts of published reports as specimens, one function a layout (domain.md §5).

Each takes a sample and gives the file's suffix, its bytes and the sample as printed,
whose `expected` is what a reader may make of it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import opencc
from benchmarks.published.documents import pdf, word
from benchmarks.published.tables import TEXT, body_rows, flat

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.published.tables import Sample

    from report_helpers.tables.model import TableView

    Specimen = tuple[str, bytes, Sample]

_TRADITIONAL = opencc.OpenCC("s2t")
_BRACKETS = str.maketrans("（）“”", '()""')


def page(sample: Sample, table: Callable[[TableView], str], paragraph: str = "<p>{}</p>") -> str:
    """Return the sections with their texts and tables, one below the other."""
    parts = [paragraph.format(sample.title)]
    tables = iter(sample.views)
    for section in sample.report.form.sections:
        parts.append(paragraph.format(section.heading))
        if section.table:
            parts.append(table(next(tables)))
        else:
            parts.append(paragraph.format(TEXT[section.id].format(year=sample.report.year)))
    return "\n".join(parts)


def web(sample: Sample, cell: Callable[[str], str] = escape, *, is_flat: bool = False) -> str:
    """Return a web page with real tables; *cell* writes a cell's text, *is_flat* leaves merged cells unmerged."""

    def spanned(view: TableView) -> str:
        rows = ("".join(_td(c.text, c.rowspan, c.colspan, cell) for c in row) for row in view.rows)
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"

    def unspanned(view: TableView) -> str:
        rows = ("".join(_td(text, 1, 1, cell) for text in row) for row in flat(view))
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"

    body = page(sample, unspanned if is_flat else spanned)
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{sample.title}</title></head><body>{body}</body>'


def _td(text: str, down: int, right: int, cell: Callable[[str], str]) -> str:
    spans = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{right}"' if right > 1 else "")
    return f"<td{spans}>{cell(text)}</td>"


def merged(sample: Sample) -> Specimen:
    """1: merged cells with rowspan and colspan."""
    return ".html", web(sample).encode(), sample


def unspanned(sample: Sample) -> Specimen:
    """2: cells left empty instead of merged."""
    return ".html", web(sample, is_flat=True).encode(), sample


def split_labels(sample: Sample) -> Specimen:
    """3: labels split over many inline tags and padded."""
    noise = sample.random("split")

    def cell(text: str) -> str:
        if len(text) < 3 or text[0].isdigit():  # noqa: PLR2004
            return f"<p><span>&nbsp;{escape(text)}</span>&nbsp;</p>"
        cut = noise.randrange(1, len(text))
        parts = (escape(text[:cut]), escape(text[cut:]))
        return f"<p><b>&nbsp;<font>{parts[0]}</font></b><!-- x --><span lang='zh'>{parts[1]}&nbsp;&nbsp;</span></p>"

    return ".html", web(sample, cell).encode(), sample


def tabbed(sample: Sample) -> Specimen:
    """4: tab-separated text with rows shifted one column left."""

    def table(view: TableView) -> str:
        lines = []
        for number, row in enumerate(flat(view)):
            has_figures = any(c.fact for c in view.rows[number])
            while has_figures and view.label_columns > 1 and not row[0] and "3.其他" in row:
                row = [*row[1:], ""]  # noqa: PLW2901
            if has_figures and "（七）总计" in row:
                row = ["（七）总计", *row[3:], "", ""]  # noqa: PLW2901
            lines.append("\t".join(row))
        return "\n".join(lines)

    return ".txt", page(sample, table, "{}\n").encode(), sample


def cell_a_line(sample: Sample) -> Specimen:
    """5: each cell on its own line."""

    def table(view: TableView) -> str:
        return "\n".join(cell.text for cell in view.cells() if cell.text)

    return ".txt", page(sample, table, "{}\n").encode(), sample


def run_together(sample: Sample) -> Specimen:
    """6: a row's cells run together, with a space here and there."""
    noise = sample.random("run together")

    def table(view: TableView) -> str:
        lines = ["".join(cell.text for cell in view.cells() if cell.role in {"corner", "column"})]
        for labels, figures in body_rows(view):
            lines.append("".join(labels))
            lines.append("".join(figure + (" " if noise.random() < 0.1 else "") for figure in figures))  # noqa: PLR2004
        return "\n".join(f"<p>{line}</p>" for line in lines)

    return ".html", f"<html><body>{page(sample, table)}</body></html>".encode(), sample


def wrapped(sample: Sample) -> Specimen:
    """7: text as copied from a PDF: labels wrap around their figures, page numbers between rows."""
    noise = sample.random("wrapped")

    def table(view: TableView) -> str:
        lines = []
        if not view.label_columns:
            lines.append(" ".join(cell.text for cell in view.cells() if not cell.fact))
        for number, (labels, figures) in enumerate(body_rows(view)):
            if number % 9 == 8:  # noqa: PLR2004
                lines.append(f"— {number // 9 + 2} —")
            label, numbers = labels[-1] if labels else "", " ".join(figures)
            outer = "".join(labels[:-1])
            if outer:
                lines.append(outer)
            if len(label) > 8 and noise.random() < 0.7:  # noqa: PLR2004
                cut = noise.randrange(4, len(label) - 2)
                lines += [label[:cut], numbers, label[cut:]]
            else:
                lines.append(f"{label} {numbers}")
        return "\n".join(lines)

    return ".txt", page(sample, table, "{}\n").encode(), sample


def recognised(sample: Sample) -> Specimen:
    """8: Markdown from character recognition: a table a row, wrong headers, rows without labels."""
    noise = sample.random("recognised")

    def table(view: TableView) -> str:
        lines = ["".join(cell.text for cell in view.cells() if cell.role in {"corner", "column"})]
        rows = body_rows(view)
        for number, (labels, figures) in enumerate(rows):
            is_inner = 0 < number < len(rows) - 1
            shown = labels[-1:] if not is_inner or noise.random() > 0.15 else [""]  # noqa: PLR2004
            cells = [*shown, *figures]
            if view.id == "proactive":
                cells = [*labels[-1:], *figures]
            heads = ["项目", *(f"列{n}" for n in range(1, len(cells)))]
            lines += ["", f"| {' | '.join(heads)} |", f"|{'---|' * len(cells)}", f"| {' | '.join(cells)} |", ""]
        return "\n".join(lines)

    return ".md", page(sample, table, "## {}\n").encode(), sample


def without_zeros(sample: Sample) -> Specimen:
    """9: blanks for zero everywhere."""
    changed = sample.with_figures(lambda _, text: ("", "") if text == "0" else (text, text))
    return ".html", web(changed).encode(), changed


def without_inner_zeros(sample: Sample) -> Specimen:
    """9: blanks for zero in the five inner columns, in a table without merged cells."""
    inner = (".commercial", ".research", ".public_welfare", ".legal_service", ".other_org")
    changed = sample.with_figures(lambda cell, text: ("", "") if text == "0" and cell.endswith(inner) else (text, text))
    return ".html", web(changed, is_flat=True).encode(), changed


def other_marks(sample: Sample) -> Specimen:
    """10: half-width brackets, 「1、」 for 「1.」, straight quotes, spaces."""
    noise = sample.random("marks")

    def change(label: str) -> str:
        label = label.translate(_BRACKETS) if noise.random() < 0.7 else label  # noqa: PLR2004
        for number in "12345678":
            label = label.replace(
                f"{number}.", noise.choice([f"{number}、", f"{number}．", f"{number}. ", f"{number}."])
            )
        return label.replace(") ", ")").replace(")", ") ", 1) if noise.random() < 0.4 else label  # noqa: PLR2004

    changed = sample.with_labels(change)
    return ".html", web(changed).encode(), changed


def dressed(sample: Sample) -> Specimen:
    """11: signs, units and comments in cells."""
    noise = sample.random("dressed")

    def change(cell: str, text: str) -> tuple[str, str]:
        if not text:
            return text, text
        if cell.startswith("proactive.fees") or cell.endswith((".amount", ".change")):
            return noise.choice([text, f" {text} "]), text
        full = text.translate({ord(d): ord(d) - 48 + 0xFF10 for d in "0123456789"})
        return noise.choice(
            [text, full, f"{text}件" if "items" not in cell else text, f"{text}（其中1件已核对）"]
        ), text

    changed = sample.with_figures(change)
    return ".html", web(changed).encode(), changed


def national_encoding(sample: Sample) -> Specimen:
    """12: GB 18030, though the page says UTF-8."""
    return ".html", web(sample).encode("gb18030"), sample


def traditional(sample: Sample) -> Specimen:
    """13: traditional characters."""
    return ".html", _TRADITIONAL.convert(web(sample)).encode(), sample


def with_site(sample: Sample) -> Specimen:
    """14: a site around the text: menus, links to other years' reports, a layout made of tables."""
    noise = sample.random("site")
    year = sample.report.year
    body = web(sample, lambda t: f"{escape(t)}<!-- {noise.randrange(999)} -->").partition("<body>")[2]
    links = "".join(
        f"<li><a href='#'>{sample.agency}{y}年政府信息公开工作年度报告</a></li>" for y in (year - 1, year + 1)
    )
    chrome = f"<nav><ul><li>首页</li>{links}</ul></nav><div>当前位置：首页 &gt; 政府信息公开年报</div>"
    tail = f"<p>上一篇：{sample.agency}{year - 1}年政府信息公开工作年度报告</p><div>版权所有 访问量 12345</div>"
    html = f"<html><body>{chrome}<table><tr><td>{body.removesuffix('</body>')}</td><td>侧栏<br>3</td></tr></table>"
    return ".html", f"{html}{tail}<script>var a='规章';</script></body></html>".encode(), sample


def documents(sample: Sample) -> Specimen:
    """A Word document with merged cells."""
    return ".docx", word(sample), sample


def ruled_pdf(sample: Sample) -> Specimen:
    """A PDF with ruled tables and page numbers."""
    return ".pdf", pdf(sample, is_ruled=True), sample


def bare_pdf(sample: Sample) -> Specimen:
    """7: a PDF whose tables have no rulings: labels wrap around their figures."""
    return ".pdf", pdf(sample, is_ruled=False), sample


def traditional_split(sample: Sample) -> Specimen:
    """3 + 9 + 13: traditional characters, split labels, blanks for zero."""
    changed = without_zeros(sample)[2]
    return ".html", _TRADITIONAL.convert(split_labels(changed)[1].decode()).encode(), changed


def shifted_traditional(sample: Sample) -> Specimen:
    """4 + 10 + 12: shifted rows, other brackets, GB 18030."""
    suffix, data, _ = tabbed(sample)
    return suffix, data.decode().replace("（", "(").replace("）", ") ").encode("gb18030"), sample


def dressed_site(sample: Sample) -> Specimen:
    """10 + 11 + 14: comments in cells, other marks, a site around it."""
    changed = other_marks(dressed(sample)[2])[2]
    return ".html", with_site(changed)[1], changed


LAYOUTS: dict[str, Callable[[Sample], Specimen]] = {
    "1 合并单元格": merged,
    "2 该合并的留空": unspanned,
    "3 标签拆散": split_labels,
    "4 制表符、错列": tabbed,
    "5 一格一行": cell_a_line,
    "6 数字连写": run_together,
    "7 PDF 文字、绕排": wrapped,
    "8 识别出的 Markdown": recognised,
    "9 零留空": without_zeros,
    "9 五类组织的零留空": without_inner_zeros,
    "10 括号和标点不同": other_marks,
    "11 符号、单位、说明": dressed,
    "12 GB 18030": national_encoding,
    "13 繁体": traditional,
    "14 网站边框": with_site,
    "Word 文档": documents,
    "3+9+13 繁体、拆散、留空": traditional_split,
    "4+10+12 错列、括号、编码": shifted_traditional,
    "10+11+14 说明、标点、网站": dressed_site,
}
# A second each to make: measured over a few reports.
SLOW_LAYOUTS: dict[str, Callable[[Sample], Specimen]] = {"PDF 有格线": ruled_pdf, "7 PDF 无格线": bare_pdf}
RUN_TOGETHER = "6 数字连写"
