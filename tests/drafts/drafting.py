"""Drafts of a report's text as people write them, and the command that brings them in."""

from __future__ import annotations

import docx

from report_helpers.drafts.importing import files_of, read_import
from report_helpers.facts.identifiers import ReportId
from tests.conftest import run_report

ID = ReportId("suqian", 2024)
FOLDER = "data/suqian/2024"
HEADINGS = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况")
HEADINGS += ("政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项")
NUMBERS = "一二三四五六"
TEXTS = (
    "本报告由宿迁市人民政府编制。全年新收申请{new}件，办结{total}件。",
    "全市作出行政许可处理决定{licence}件。",
    "予以公开{granted}件。",
    "行政复议{review}件。",
    "培训不够，全年培训{training}场。",
    "2025年继续。",
)
STYLES = {
    "一、": lambda n, title: f"{NUMBERS[n]}、{title}",
    "1.": lambda n, title: f"{n + 1}. {title}",
    "第一部分": lambda n, title: f"第{NUMBERS[n]}部分 {title}",
    "nothing": lambda _, title: title,
    "#": lambda n, title: f"## {NUMBERS[n]}、{title}",
    "第一、": lambda n, title: f"第{NUMBERS[n]}、{title}",
    "gap": lambda n, title: f"{n + 1} {title}",
    "other words": lambda n, title: f"{NUMBERS[n]}、{title.replace('及', '和').replace('的', '').replace('、', '和')}",
    "bold": lambda n, title: f"**{NUMBERS[n]}、{title}：**",
}


def draft(texts, style="一、"):
    """Return the lines of a draft."""
    return [line for n, text in enumerate(texts) for line in (STYLES[style](n, HEADINGS[n]), text)]


def word(path, lines, table_after=None):
    """Write lines as a Word document, with a table behind one of them."""
    document = docx.Document()
    for number, line in enumerate(lines):
        document.add_paragraph(line)
        if number == table_after:
            table = document.add_table(2, 2)
            for cell, text in zip((c for row in table.rows for c in row.cells), "甲乙12", strict=True):
                cell.text = text
    document.save(path)


def bring_in(place, file, *options, report="suqian@2024"):
    """Run the command in a workspace."""
    return run_report("import-text", file, report, *options, cwd=place.root)


def made(place, file):
    """Return the narrative.md that a draft makes."""
    return files_of(read_import(place, ID, place.root / file))["narrative.md"]


def narrative(place):
    """Return what narrative.md holds."""
    return (place.root / FOLDER / "narrative.md").read_text(encoding="utf-8")


EXPECTED = (
    "本报告由{{ agency.name }}编制。全年新收申请{{ applications.new.total }}，办结{{ applications.total.total }}。",
    "{{ agency.short }}作出行政许可处理决定{{ proactive.licence.decisions }}。",
    "予以公开{{ applications.granted.total }}。",
    "行政复议{{ disputes.review.total }}。",
    "培训不够，全年培训12场。",
    "{{ next_year }}年继续。",
)
