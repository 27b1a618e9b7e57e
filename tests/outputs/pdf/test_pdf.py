"""The PDF: its page, its tags, its tables, its draft marks, and what makes it fail."""

from __future__ import annotations

import copy
import io
import itertools
import re
from typing import TYPE_CHECKING, Any

import pdfplumber
import pikepdf
import pylopdf_fonts_zh_cn
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from report_helpers.errors import RunError
from report_helpers.narrative.model import SECTION_MIME
from report_helpers.outputs.draft_findings import print_findings
from report_helpers.outputs.fonts import SANS, SERIF, assign_roles, font_files
from report_helpers.outputs.pdf.typst_markup import print_section, print_table, typst_string
from report_helpers.outputs.publication import read_publication
from tests.outputs.built_pages import CLEAN, DRAFT, DRAFT_MARK, REPORTS, edited, read_notebook, tables
from tests.outputs.pdf.made_pdf import export, page_texts, squeezed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from nbformat import NotebookNode

    Built = Callable[[str], Path]


MM = 72 / 25.4
BODY = (0, 37 * MM, 595, (297 - 35) * MM)  # the type area, from the top


def figure_rows(table: dict[str, Any]) -> Iterator[str]:
    """Yield the figures of each row, blanks left out, one space between them."""
    for row in table["rows"]:
        figures = " ".join(cell["text"] for cell in row if cell["role"] == "data" and cell["text"])
        if figures:
            yield figures


def with_paragraphs(folder: Path, *texts: str, section: str = "overview") -> NotebookNode:
    """Return a built report's notebook with paragraphs added to a section."""
    notebook = copy.deepcopy(read_notebook(folder))
    plain = {"fact": "", "derived": "", "strong": False, "emphasis": False}
    with edited(notebook, SECTION_MIME) as sections:
        chosen = next(one for one in sections if one["id"] == section)
        chosen["blocks"] += [{"kind": "paragraph", "runs": [{"text": text, **plain}], "items": []} for text in texts]
    return notebook


@pytest.mark.parametrize("report", REPORTS)
def test_page_is_a4_and_the_report_is_short(built: Built, report: str) -> None:
    """Every page is A4, and a report takes a handful of pages, none of them empty."""
    with pypdfium2.PdfDocument(built(report) / "report.pdf") as document:
        assert {tuple(round(side) for side in page.get_size()) for page in document} == {(595, 842)}
        assert 3 <= len(document) <= 20
    assert all(len(text) > 20 for text in page_texts(built(report) / "report.pdf"))


def test_text_stays_in_the_type_area(built: Built) -> None:
    """No character stands outside the 156 mm type area, and a full line holds 28 of them."""
    with pypdfium2.PdfDocument(built(CLEAN) / "report.pdf") as document:
        for number, page in enumerate(document, 1):
            left = (28 if number % 2 else 26) * MM
            text = page.get_textpage()
            boxes = [text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1).strip()]
            assert min(box[0] for box in boxes) > left - 1
            assert max(box[2] for box in boxes) < left + 156 * MM + 1
        lines = document[0].get_textpage().get_text_bounded().splitlines()
    assert max(len(line) for line in lines) >= 28


def test_fonts_are_embedded_subsets(built: Built) -> None:
    """Every font of the file is embedded, and only the glyphs in use."""
    with pikepdf.open(built(CLEAN) / "report.pdf") as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
        assert fonts
        for font in fonts:
            assert re.match(r"/[A-Z]{6}\+", str(font.FontName))
            assert any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3"))


@pytest.mark.parametrize("report", REPORTS)
def test_page_numbers_stand_at_the_outer_edge(built: Built, report: str) -> None:
    """「— 1 —」 stands right on odd pages and left on even ones, one character from the edge."""
    with pypdfium2.PdfDocument(built(report) / "report.pdf") as document:
        for number, page in enumerate(document, 1):
            text = page.get_textpage()
            index, count = text.search(f"— {number} —").get_next()
            left, right = text.get_charbox(index)[0], text.get_charbox(index + count - 1)[2]
            if number % 2:
                assert right == pytest.approx(595.3 - 26 * MM - 14, abs=3)
            else:
                assert left == pytest.approx(26 * MM + 14, abs=3)


@pytest.mark.parametrize("report", REPORTS)
def test_every_figure_is_printed_in_its_row(built: Built, report: str) -> None:
    """The figures of every table row stand in the text side by side, rows in the form's order."""
    text = re.sub("[①-⑳]", "", " ".join(page_texts(built(report) / "report.pdf")))
    position = text.index("二、主动公开政府信息情况")
    for table in tables(built(report)):
        for figures in figure_rows(table):
            found = re.compile(rf"(?<!\S){re.escape(figures)}(?!\S)").search(text, position)
            assert found, f"{table['id']}: {figures}"
            position = found.end()


def pages_of_applications(texts: Sequence[str]) -> Sequence[str]:
    """Return the pages the applications table stands on."""
    first = next(i for i, text in enumerate(texts) if "一、本年新收政府信息公开申请数量" in text)
    last = next(i for i, text in enumerate(texts) if "四、结转下年度继续办理" in text)
    return texts[first : last + 1]


@pytest.mark.parametrize("report", REPORTS)
def test_the_applications_table_begins_below_its_heading_and_repeats_its_heads(built: Built, report: str) -> None:
    """Table 三 begins on the page of its heading; its column heads stand on every page it takes."""
    pages = pages_of_applications(page_texts(built(report) / "report.pdf"))
    assert "三、" in pages[0]
    assert len(pages) <= 2
    for page in pages:
        assert all(head in page for head in ("申请人情况", "法人或其他组织", "自然人", "总计"))


def test_near_the_end_of_a_page_the_applications_table_begins_the_next(built: Built) -> None:
    """Where a third of a page or less is left table 三 stands whole on the next, with its heading."""
    paragraphs = (f"附加说明第{number}段。" for number in range(11))
    pages = pages_of_applications(page_texts(export(with_paragraphs(built(CLEAN), *paragraphs))))
    assert len(pages) == 1
    assert "三、" in pages[0]


def test_draft_is_marked_on_every_page_and_a_clean_report_on_none(built: Built) -> None:
    """A reader of any single page of a draft sees that it is one."""
    assert all(DRAFT_MARK in text for text in page_texts(built(DRAFT) / "report.pdf"))
    clean = "".join(page_texts(built(CLEAN) / "report.pdf"))
    assert "草稿" not in clean
    assert "校验发现的问题" not in clean


def test_draft_lists_its_findings_before_the_sections(built: Built) -> None:
    """A draft opens with every finding: severity, message, what to do, clause."""
    text = squeezed("".join(page_texts(built(DRAFT) / "report.pdf"))).replace(DRAFT_MARK, "")
    text = re.sub(r"—\d+—", "", text)
    opening = text[: text.rindex("一、总体情况")]
    assert "校验发现的问题" in opening
    findings = read_publication(read_notebook(built(DRAFT))).findings["findings"]
    for printed in print_findings(findings)["items"]:
        first, *others = printed["messages"]
        for part in (f"【{printed['word']}】{first}", *others, printed["fix"], printed["clause"]):
            assert squeezed(part) in opening


def test_the_same_notebook_gives_the_same_bytes(built: Built) -> None:
    """Two exports, and the one the pipeline made in a process of its own, are one file."""
    notebook = read_notebook(built(CLEAN))
    assert export(notebook) == export(notebook) == (built(CLEAN) / "report.pdf").read_bytes()


def test_no_character_of_the_text_is_taken_for_markup(built: Built) -> None:
    """Whatever Typst or Jinja would read as a command is printed as it was written."""
    texts = (
        "甲#$*_@<>[]\\`~{}乙",
        "不是注释//也不是/*这样*/丙",
        "短横--和---省略...引号\"原样\"与'单引号'丁",
        *(
            "= 不是标题",
            "- 不是列表",
            "+ 不是编号",
            "1. 也不是编号",
            "/ 术语: 定义",
            "#panic() \\u{41} {{ x }} {% if %}",
        ),
    )
    text = squeezed("".join(page_texts(export(with_paragraphs(built(CLEAN), *texts)))))
    for expected in texts:
        assert squeezed(expected) in text


def test_missing_glyph_stops_the_export_and_names_the_character(built: Built) -> None:
    """A character no font has is an error in one Chinese sentence, not a blank in print."""
    with pytest.raises(RunError, match=r"生成 PDF失败：.*“😀”（U\+1F600）") as caught:
        export(with_paragraphs(built(CLEAN), "出错😀"))
    assert len(caught.value.sentences()) == 1


def test_office_fonts_take_their_role_first(built: Built, tmp_path: Path) -> None:
    """A 仿宋 in the office's folder sets the body; characters it lacks come from the default."""
    font = TTFont(pylopdf_fonts_zh_cn.sans_path(), lazy=True)
    for record in font["name"].names:
        if record.nameID in {1, 4, 6, 16}:
            record.string = "FangSong"
    font.save(tmp_path / "simfang.otf")
    content = export(read_notebook(built(CLEAN)), tmp_path)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        faces = {
            str(item.BaseFont) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/BaseFont" in item
        }
    assert any(face.endswith("+FangSong") for face in faces)
    assert tmp_path.resolve() / "simfang.otf" in font_files(tmp_path)


def test_roles_fall_back_to_the_default_faces() -> None:
    """Known family names are matched whatever their case, and Noto always closes the list."""
    roles = assign_roles(["fangsong_gb2312", "方正小标宋简体", SERIF, SANS])
    assert roles["fangsong"] == ("fangsong_gb2312", SERIF, SANS)
    assert roles["xiaobiaosong"][0] == "方正小标宋简体"
    assert roles["kaiti"] == (SERIF, SANS)
    assert roles["heiti"] == (SANS, SERIF)


def test_headings_never_skip_a_level() -> None:
    """A 1. directly under a 一、 takes the next depth, as PDF/UA demands, and keeps its style."""
    blocks: list[dict[str, Any]] = [{"kind": "heading", "level": level, "runs": []} for level in (4, 3, 4, 3)]
    printed = print_section({"heading": "一、总体情况", "blocks": blocks})["blocks"]
    assert [block["depth"] for block in printed] == [2, 2, 3, 2]
    assert [block["style"] for block in printed] == [4, 3, 4, 3]


def test_remarks_are_marked_and_listed_under_the_table() -> None:
    """A figure with a remark keeps the figure, gets a mark, and the remark follows the table."""
    cell = {"role": "data", "text": "22", "row": 0, "column": 0, "rowspan": 1, "colspan": 1, "note": "（其中修订16件）"}
    table = print_table({"width": 1, "label_columns": 0, "rows": [[cell]], "above": (), "below": ()})
    assert table["parts"][0]["cells"][0]["mark"] == "①"
    assert table["notes"] == [{"mark": "①", "text": "22（其中修订16件）"}]


def test_no_page_is_more_than_a_third_empty_before_a_table(built: Built) -> None:
    """Where more than a third of a page is left the long table begins on it, its heads repeated on the next."""
    for report in REPORTS:
        with pdfplumber.open(built(report) / "report.pdf") as pdf:
            ends = [max(word["bottom"] for word in page.crop(BODY).extract_words()) for page in pdf.pages]
        assert all(end > BODY[1] + (BODY[3] - BODY[1]) * 2 / 3 for end in ends[:-1]), (report, ends)


def test_a_comma_is_as_wide_as_a_character(built: Built) -> None:
    """Lines are justified by widening all characters alike: no punctuation is squeezed to half its width."""
    with pdfplumber.open(built(CLEAN) / "report.pdf") as pdf:
        chars = [char for char in pdf.pages[0].chars if abs(char["size"] - 15.79) < 0.01]
    steps = [
        (after["x0"] - char["x0"]) / char["size"]
        for char, after in itertools.pairwise(chars)
        if char["text"] in "，。、；" and after["top"] == char["top"] and after["text"] not in "，。、；"
    ]
    assert len(steps) > 20
    assert 0.99 < min(steps) < max(steps) < 1.1


def test_typst_string_escapes_its_own_delimiters() -> None:
    """Backslash and quote are the only characters a Typst string gives a meaning."""
    assert typst_string('a"b\\n') == '"a\\"b\\\\n"'
