"""What public cells of an executed notebook show is read as parts of their sections, or refused in a sentence."""

from __future__ import annotations

import pytest

from report_helpers.errors import InputError
from report_helpers.outputs.own.cells import LONGEST_TEXT, own_parts
from tests.own.notebooks import code, markdown, notebook, printed, section, shown, v4


def test_text_belongs_to_the_last_section_shown_before_it():
    """Markdown, print and display(Markdown) are text of the section before; cells without the tag are left out."""
    book = notebook(
        section("overview"),
        markdown("第一段"),
        markdown("内部", tags=()),
        section("disputes"),
        code(printed("印出\n"), printed("内部\n", "stderr"), shown(text_markdown="**显示**", text_plain="<…>")),
    )
    assert [(part.section, part.cell, part.number, part.text, part.is_printed) for part in own_parts(book)] == [
        ("overview", 2, 1, "第一段", False),
        ("disputes", 5, 1, "印出\n", True),
        ("disputes", 5, 2, "**显示**", False),
    ]


def test_cells_are_numbered_as_their_author_has_them():
    """The cell of parameters that a build puts in is not counted."""
    book = notebook(
        v4.new_code_cell("year = 2023", metadata={"tags": ["injected-parameters"]}), section(), markdown("文")
    )
    assert own_parts(book)[0].place == "notebook 第 2 格"


REFUSED = [
    (markdown("  \n"), "标为公开，却没有显示任何内容。请把要公开的内容放在这一格的最后一行"),
    (code(), "标为公开，却没有显示任何内容"),
    (
        code(v4.new_output("error", ename="SystemExit", evalue="", traceback=[])),
        "公开的单元格出错（SystemExit）。请改正",
    ),
    (code(printed("只有警告", "stderr")), "标为公开，却没有显示任何内容"),
    (v4.new_raw_cell("文", metadata={"tags": ["public"]}), "raw 单元格不能公开。请改为 Markdown 单元格"),
    (code(shown(text_plain="<Axes: >")), "显示的是 Python 的值，不能公开。要公开的文字请用 print 印出"),
    (code(shown(text_plain="0    1\ndtype: int64")), "Series 请用 .to_frame() 显示成表"),
    (code(shown(text_latex="$x$", text_plain="x")), "公式不能公开"),
    (code(shown(**{"application_vnd.plotly.v1+json": "{}", "text_html": "<div/>"})), "不能公开"),
    (code(printed("长" * (LONGEST_TEXT + 1))), f"太长。请缩短到 {LONGEST_TEXT} 字以内"),
]


@pytest.mark.parametrize(("cell", "sentence"), REFUSED)
def test_what_cannot_be_published_is_refused_with_a_remedy(cell, sentence):
    """One sentence names the cell, what is wrong with it and what to do."""
    with pytest.raises(InputError) as caught:
        own_parts(notebook(section(), cell))
    (said,) = caught.value.sentences()
    assert said.startswith("notebook 第 2 格")
    assert sentence in said


def test_every_cell_that_is_wrong_is_named():
    """All problems come at once; a cell before the first section is one."""
    with pytest.raises(InputError) as caught:
        own_parts(notebook(markdown("早"), section(), code()))
    first, second = caught.value.sentences()
    assert "notebook 第 1 格：公开的单元格在第一个部分之前，不知道属于哪一部分。请移到" in first
    assert second.startswith("notebook 第 3 格：")
