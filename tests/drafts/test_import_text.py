"""report import-text, as a shell runs it: real Word, text, Markdown and published files, good and bad."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest

from report_helpers.checks.checking import check
from report_helpers.errors import InputError
from report_helpers.narrative.text import read_text_of
from report_helpers.sources.table_csv import write_table
from tests.drafts.drafting import (
    EXPECTED,
    FOLDER,
    HEADINGS,
    ID,
    NUMBERS,
    STYLES,
    TEXTS,
    bring_in,
    draft,
    made,
    narrative,
    word,
)


@pytest.fixture
def texts(suqian_2024):
    """The sections' texts with the year's figures, and one that no table has."""
    cells = {"new": "applications.new.total", "total": "applications.total.total", "review": "disputes.review.total"}
    cells |= {"granted": "applications.granted.total", "licence": "proactive.licence.decisions"}
    values = {name: suqian_2024.facts[cell].printed for name, cell in cells.items()}
    return tuple(text.format(**values, training=12) for text in TEXTS)


@pytest.mark.parametrize("style", STYLES)
def test_headings_are_known_in_every_style(workspace, texts, style):
    """一、, 1., 第一部分, none, # and bold begin a section, lines of contents none, in all kinds of files."""
    contents = [f"{NUMBERS[n]}、{title}……{n + 1}" for n, title in enumerate(HEADINGS)]
    lines = ["宿迁市人民政府", "2024年政府信息公开工作年度报告", "目录", *contents, *draft(texts, style)]
    (workspace.root / "a.md").write_text("\n\n".join(lines), encoding="utf-8")
    expected = "\n\n".join(f"## {NUMBERS[n]}、{HEADINGS[n]}\n\n{text}" for n, text in enumerate(EXPECTED)) + "\n"
    assert made(workspace, "a.md") == expected
    if style not in {"#", "bold"}:
        (workspace.root / "a.txt").write_text("\n".join(lines), encoding="gb18030")
        word(workspace.root / "a.docx", lines)
        assert [made(workspace, file) for file in ("a.txt", "a.docx")] == [expected, expected]


def test_old_and_new_are_shown_before_anything_is_written(workspace, texts):
    """Each sentence as typed and as written; without consent nothing is written, exit 2."""
    word(workspace.root / "a.docx", ["宿迁市人民政府", "2024年政府信息公开工作年度报告", *draft(texts)])
    before = narrative(workspace)
    done = bring_in(workspace, "a.docx")
    assert (done.returncode, narrative(workspace) == before) == (2, True)
    assert "原文　本报告由宿迁市人民政府编制。\n改为　本报告由{{ agency.name }}编制。" in done.stdout
    assert "没有导入　第一个标题之前的 2 行" in done.stdout
    assert "没有出处　“12场”" in done.stdout
    assert "text.figure_1,培训,12,,场,,正文草稿 a.docx" in done.stdout
    assert "改写　data/suqian/2024/narrative.md" in done.stdout


def test_figures_without_a_source_go_into_facts(workspace, texts):
    """With --facts they are rows of facts.csv and placeholders, and the report has no figure without a source."""
    word(workspace.root / "a.docx", draft(texts))
    done = bring_in(workspace, "a.docx", "--yes", "--facts")
    assert done.returncode == 0, done.stdout
    assert "全年培训{{ text.figure_1 }}。" in narrative(workspace)
    report = workspace.load(ID)
    assert report.get("text.figure_1").written == "12场"
    assert check(report).rules["N-1"] == "pass"


def test_figures_without_a_source_fill_the_blank_rows_that_their_words_name(workspace, texts):
    """What a new year left blank is filled, once for each figure; only what no row names becomes a row of its own."""
    rows = ("text.all,主动公开信息,,,条,,", "text.wechat,微信公众号,,,条,text.all,", "text.fee,收取处理费,,,元,,")
    path = workspace.root / FOLDER / "facts.csv"
    path.write_text("\n".join(("编号,名称,数值,约数,单位,属于,来源", *rows)) + "\n", encoding="utf-8")
    said = "全年主动公开信息412条，其中通过微信公众号发布300余条，通过政府网站发布112条。所公开的信息412条均经审查。"
    word(workspace.root / "a.docx", draft((texts[0] + said, *texts[1:])))
    done = bring_in(workspace, "a.docx", "--yes", "--facts")
    assert done.returncode == 0, done.stdout + done.stderr
    assert path.read_text("utf-8-sig").splitlines()[1:] == [
        "text.all,主动公开信息,412,,条,,正文草稿 a.docx",
        "text.wechat,微信公众号,300,余,条,text.all,正文草稿 a.docx",
        "text.fee,收取处理费,,,元,,",
        "text.figure_1,通过政府网站发布,112,,条,,正文草稿 a.docx",
        "text.figure_2,培训,12,,场,,正文草稿 a.docx",
    ]
    assert "信息{{ text.all }}，其中通过微信公众号发布{{ text.wechat }}，" in narrative(workspace)
    assert "信息{{ text.all }}均经" in narrative(workspace)


def test_a_figure_that_the_tables_refute_stays_typed_and_is_named(workspace, texts):
    """A wrong number is no placeholder: it is listed with what the tables have."""
    wrong = texts[0].replace("新收申请", "新收申请9")
    word(workspace.root / "a.docx", draft((wrong, *texts[1:])))
    done = bring_in(workspace, "a.docx", "--yes")
    assert (done.returncode, "不符　“9" in done.stdout) == (1, True)
    assert "新收申请9" in narrative(workspace)


def test_what_is_open_is_asked_for_at_a_terminal(workspace, texts):
    """Of several readings a person chooses by number, 0 keeps the figure as typed; then the file is written."""
    import pty  # POSIX alone has it

    values = workspace.load(ID).facts
    cells = ("disputes.review.upheld", "disputes.litigation_direct.upheld")
    same = replace(values[cells[1]], id=cells[0], value=values[cells[1]].value)
    path = workspace.root / FOLDER / "disputes.csv"
    form = workspace.settings(ID).form
    shown = {key: fact.printed for key, fact in (values | {cells[0]: same}).items()}
    path.write_text(write_table(form, form.table("disputes"), shown), encoding="utf-8")
    sentence = f"结果维持{same.printed}件。"
    word(workspace.root / "a.docx", draft((*texts[:3], sentence, *texts[4:])))
    for answers, written in (("2\ny\n", f"{{{{ {cells[1]} }}}}。"), ("0\ny\n", f"{same.printed}件。")):
        here, there = pty.openpty()
        os.write(here, answers.encode())
        command = [str(Path(sys.executable).with_name("report")), "import-text", "a.docx", "suqian@2024"]
        ran = subprocess.run(command, cwd=workspace.root, stdin=there, capture_output=True, text=True, check=False)
        os.close(here)
        os.close(there)
        assert ran.returncode == 1, ran.stderr
        assert f"结果维持{written}" in narrative(workspace)


def test_tables_of_the_draft_are_left_out_and_said(workspace, texts):
    """A draft's own tables come from the CSV files: they are counted, not read."""
    word(workspace.root / "a.docx", draft(texts), table_after=5)
    done = bring_in(workspace, "a.docx", "--yes")
    assert "草稿里的 1 张表" in done.stdout
    assert "甲" not in narrative(workspace)


def test_a_table_where_the_form_has_none_is_refused(workspace, texts):
    """A table in the text of 一、总体情况 would be lost: the draft is refused, and nothing is written."""
    before = narrative(workspace)
    word(workspace.root / "a.docx", draft(texts), table_after=1)
    done = bring_in(workspace, "a.docx", "--yes")
    assert done.returncode == 2
    assert "“一、总体情况”里有一张表" in done.stderr
    assert "甲 乙" in done.stderr
    assert narrative(workspace) == before


@pytest.mark.parametrize("suffix", ["html", *(pytest.param(name, marks=pytest.mark.long) for name in ("pdf", "docx"))])
def test_what_was_published_comes_back(workspace, built, suffix):
    """The kit's own page, PDF and Word document: the text reads as before, and its figures are bound again."""
    shutil.copy(built("suqian@2024") / f"report.{suffix}", workspace.root / f"a.{suffix}")
    before = read_text_of(workspace.load(ID))
    bound = sum(bool(mention.fact) for mention in before.figures())
    done = bring_in(workspace, f"a.{suffix}", "--yes")
    assert done.returncode in {0, 1}, done.stderr
    after = read_text_of(workspace.load(ID))
    assert _joined(after) == _joined(before)
    assert sum(bool(mention.fact) for mention in after.figures()) >= 0.95 * bound


def _joined(text):
    return "".join(passage.text for passage in text.passages)


def broken(document, change):
    """Return a Word document with its body changed."""
    source, target = ZipFile(document), io.BytesIO()
    with ZipFile(target, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            archive.writestr(name, change(data.decode()).encode() if name == "word/document.xml" else data)
    return target.getvalue()


def test_tracked_changes_are_named(workspace, texts):
    """An insertion, a deletion or a move that nobody has accepted: refused; accepted, it is read."""
    word(workspace.root / "a.docx", draft(texts))
    inserted = '<w:ins w:id="1" w:author="a"><w:r><w:t>1</w:t></w:r></w:ins></w:p>'
    deleted = '<w:del w:id="1" w:author="a"><w:r><w:delText>1</w:delText></w:r></w:del></w:p>'
    for change in (inserted, deleted, deleted.replace("w:del ", "w:moveFrom ").replace("w:del>", "w:moveFrom>")):
        data = broken(workspace.root / "a.docx", lambda body, change=change: body.replace("</w:p>", change, 1))
        (workspace.root / "b.docx").write_bytes(data)
        with pytest.raises(InputError, match="有 1 处修订还没有接受或拒绝"):
            made(workspace, "b.docx")
    before = narrative(workspace)
    done = bring_in(workspace, "b.docx", "--yes")
    assert (done.returncode, "请在 Word 里逐处接受或拒绝" in done.stderr) == (2, True)
    assert narrative(workspace) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: [line for line in lines if line[1] != "、"], "没有找到规定的标题"),
        (lambda lines: [*lines, lines[0], "又一段。"], "标题“一、总体情况”出现 2 次"),
        (lambda lines: lines[2:], "缺少标题：一、总体情况"),
        (lambda lines: [*lines[2:4], *lines[:2], *lines[4:]], "标题的顺序不对"),
        (lambda lines: ["平潭综合实验区2024年政府信息公开工作年度报告", *lines], "不是宿迁市人民政府（suqian）的"),
        (lambda lines: ["宿迁市人民政府2023年政府信息公开工作年度报告", *lines], "是 2023 年的报告，不是 2024 年的"),
        (lambda lines: [*lines, "统计期限为2023年1月1日至2023年12月31日。"], "是 2023 年的报告，不是 2024 年的"),
        (lambda lines: [*lines, "另有{{ applications.new.total }}。"], "有占位符的写法"),
        (lambda _: [""], "文件是空的"),
        (lambda lines: [line for line in lines if line[1] == "、"], "只有标题，没有正文"),
    ],
)
def test_bad_drafts_are_one_sentence(workspace, texts, change, said):
    """No headings, two of one, another's report, placeholders: what is wrong and what to do."""
    (workspace.root / "a.txt").write_text("\n".join(change(draft(texts))), encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        made(workspace, "a.txt")
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(
    "line",
    [
        "宿迁市2024年政府信息公开工作年度报告",
        "现公布宿迁市人民政府2024年政府信息公开工作年度报告",
        "统计期限为2024年1月1日至2024年12月31日。",
    ],
)
def test_a_draft_of_ones_own_is_known(workspace, texts, line):
    """A title, a lead-in before it, or the period; a sentence below may name any other report."""
    below = "平潭综合实验区2023年政府信息公开工作年度报告已经公布。"
    (workspace.root / "a.txt").write_text("\n".join((line, *draft(texts), below)), encoding="utf-8")
    assert below.removeprefix("平潭") in made(workspace, "a.txt")
    word(workspace.root / "a.docx", draft(texts))
    document = docx.Document(workspace.root / "a.docx")
    document.core_properties.title = "平潭综合实验区2023年政府信息公开工作年度报告"
    document.save(workspace.root / "a.docx")
    assert made(workspace, "a.docx")


def test_a_bad_draft_writes_nothing(workspace, texts):
    """Exit 2, one sentence, and the text on file stays."""
    (workspace.root / "a.txt").write_text("\n".join(texts), encoding="utf-8")
    before = narrative(workspace)
    done = bring_in(workspace, "a.txt", "--yes")
    assert (done.returncode, done.stderr.count("\n"), "Traceback" in done.stderr) == (2, 1, False), done.stderr
    assert narrative(workspace) == before


def test_a_year_that_was_not_started_is_said(workspace, texts):
    """A draft for a year without data names the command that starts it."""
    word(workspace.root / "a.docx", draft(texts))
    done = bring_in(workspace, "a.docx", "--yes", report="suqian@2025")
    assert (done.returncode, "report new year 2025 --agency suqian" in done.stderr) == (2, True), done.stderr
    assert not (workspace.root / "data/suqian/2025").exists()


def test_signs_stay_what_they_are(workspace, texts):
    """Marks of Markdown and of templates in a draft are text: what is written reads as the draft."""
    odd = "采用*号、_线_、#号、R&D、1<2、[注]、`码`、“{}”等写法。"
    word(workspace.root / "a.docx", draft((texts[0] + odd, *texts[1:])))
    (workspace.root / FOLDER / "narrative.md").write_text(made(workspace, "a.docx"), encoding="utf-8")
    assert odd in read_text_of(workspace.load(ID)).passages[0].text


def test_paragraphs_that_begin_with_a_number_stay_paragraphs(workspace, texts):
    """1. and - begin no list, （一） begins a heading of the section."""
    lines = draft(texts)
    lines[1:1] = ["（一）主动公开", "1. 公开信息。", "- 说明。"]
    word(workspace.root / "a.docx", lines)
    (workspace.root / FOLDER / "narrative.md").write_text(made(workspace, "a.docx"), encoding="utf-8")
    passages = [p for p in read_text_of(workspace.load(ID)).passages if p.section == "overview"]
    assert [(p.text, p.is_heading) for p in passages[:3]] == [
        ("（一）主动公开", True),
        ("1. 公开信息。", False),
        ("- 说明。", False),
    ]


@pytest.mark.browser
def test_a_file_that_libreoffice_wrote(workspace, texts, tmp_path):
    """A draft that LibreOffice has opened and saved as .docx gives the same text."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    word(workspace.root / "a.docx", draft(texts))
    bring_in(workspace, "a.docx", "--yes")
    expected = narrative(workspace)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    for source, kind in (("a.docx", "odt"), ("b/a.odt", "docx")):
        convert = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", str(workspace.root / "b")]
        subprocess.run([*convert, str(workspace.root / source)], check=True, capture_output=True, timeout=120)
    (workspace.root / FOLDER / "narrative.md").unlink()
    assert bring_in(workspace, "b/a.docx", "--yes").returncode == 1
    assert re.sub(r"\s", "", narrative(workspace)) == re.sub(r"\s", "", expected)
