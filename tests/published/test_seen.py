"""A published figure is read as people see it: nothing hidden or struck out."""

from __future__ import annotations

import io

import docx
import pytest
from benchmarks.published.documents import word
from benchmarks.published.figures import sources
from benchmarks.published.layouts import web
from benchmarks.published.tables import sample
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor

from report_helpers.published.text_page import read_text_page
from report_helpers.published.transcribe import transcribe

MADE = sample(sources()[-1])
CELL = "proactive.regulations.issued"  # 11 in the sample
PAGE = web(MADE)

UNSEEN_HTML = {
    "s": "<s>7</s>11",
    "strike": "<strike>7</strike>11",
    "del and ins": "<del>7</del><ins>11</ins>",
    "line-through": '<span style="text-decoration:line-through">7</span>11',
    "line-through with a colour": '<span style="text-decoration-line: underline line-through; color:red">7</span>11',
    "display": '<span style="DISPLAY : none">7</span>11',
    "visibility": '<span style="visibility:hidden">7</span>11',
    "no opacity": '<span style="color:red;opacity:0">7</span>11',
    "no size": '<span style="font-size:0px">7</span>11',
    "transparent": '<span style="color: transparent">7</span>11',
    "a comment in the style": '<span style="display:/* */none">7</span>11',
    "hidden": "<span hidden>7</span>11",
    "a template": "<template>7</template>11",
    "ruby": "<ruby>11<rp>(</rp><rt>7</rt><rp>)</rp></ruby>",
    "a note in brackets": "11<sup>[7]</sup>",
    "a linked note": '11<sup><a href="#fn7">7</a></sup>',
    "a linked note without sup": '11<a class="footnote-ref" href="#note7">7</a>',
    "a star": "11<sup>*</sup>",
    "a circled note": "11<sup>⑦</sup>",
    "a class of the page": '<span class="old x">7</span>11',
    "an id of the page": '<span id="gone">7</span>11',
    "white": '<font color="#FFFFFF">7</font>11',
    "white by style": '<span style="color:rgb(255, 255, 255)">7</span>11',
    "nearly white": '<span style="color:#fefefe !important">7</span>11',
    "the colour of its background": '<span style="background:#123;color:#112233">7</span>11',
    "one pixel": '<span style="font-size:1px">7</span>11',
    "a point in a shorthand": '<span style="font:1pt/2 serif">7</span>11',
    "small within small": '<b style="font-size:20%"><i style="font-size:0.2em">7</i></b>11',
    "nearly no opacity": '<span style="opacity:.01">7</span>11',
    "a filter": '<span style="filter:opacity(0%)">7</span>11',
    "off the screen": '<span style="position:absolute;left:-9999px">7</span>11',
    "off the screen in em": '<span style="position:fixed;top:-100em">7</span>11',
    "indented away": '<span style="display:inline-block;text-indent:-9999px">7</span>11',
    "moved away": '<span style="transform:translateX(-200vw)">7</span>11',
    "scaled to nothing": '<span style="transform:scale(0)">7</span>11',
    "no height": '<span style="display:block;height:0;overflow:hidden">7</span>11',
    "a pixel wide": '<span class="sr-only">7</span>11',
    "clipped": '<span style="position:absolute;clip:rect(0,0,0,0)">7</span>11',
    "clipped by a path": '<span style="clip-path:inset(50%)">7</span>11',
    "clipped to a point": '<span style="clip-path:circle(0)">7</span>11',
    "rgba": '<span style="color:rgba(0,0,0,0)">7</span>11',
    "filled with nothing": '<span style="-webkit-text-fill-color:transparent">7</span>11',
    "hidden around what is seen": '<span style="visibility:hidden">7<b style="visibility:visible">11</b></span>',
    "small around what is seen": '<span style="font-size:0">7<b style="font-size:14px">11</b></span>',
    "a list of choices": "<datalist><option>7</option></datalist>11",
}
STYLES = (
    "<style>p{color:red} .old , td.never{display:none} @media print{.seen{display:none}} "
    ".sr-only{position:absolute;width:1px;height:1px;overflow:hidden} .shown{display:none} .shown{display:inline} "
    "#gone{text-decoration:line-through}</style>"
)


def html(tmp_path, cell):
    """Read the page with *cell* in place of one figure."""
    path = tmp_path / "a.html"
    path.write_text(PAGE.replace(">11<", f">{cell}<", 1).replace("</head>", f"{STYLES}</head>"), encoding="utf-8")
    return transcribe(path).readings[CELL]


@pytest.mark.parametrize("how", UNSEEN_HTML)
def test_what_a_page_does_not_show_is_no_figure(tmp_path, how):
    """Hidden, struck out and ruby text and marks of notes are not read into a figure."""
    assert html(tmp_path, UNSEEN_HTML[how]).value == 11


@pytest.mark.parametrize(
    "cell",
    [
        '<span aria-hidden="true">11</span>',
        '<span class="seen">11</span>',
        "<b>1</b><i>1</i>",
        "<ins>11</ins>",
        '<span style="visibility:visible;opacity:0.9;text-decoration:underline">11</span>',
        '<span style="background-color:transparent">11</span>',
        '<a href="#top">11</a>',
        '<span class="shown">11</span>',
        '<b style="background:#036"><span style="color:#fff">11</span></b>',
        '<b style="background:url(a.png)"><span style="color:#fff">11</span></b>',
        '<span style="font-size:9pt;left:-9999px;text-indent:2em;height:0;opacity:1">11</span>',
        '<span style="color:#eee;background:#000;clip:auto;transform:none">11</span>',
    ],
)
def test_what_a_page_shows_is_read(tmp_path, cell):
    """Inserted, underlined and linked text, and what only screen readers pass over, is seen."""
    assert html(tmp_path, cell).value == 11


@pytest.mark.parametrize("cell", ["1<sup>1</sup>", '1<span style="vertical-align:super">1</span>', "11<sub>2</sub>"])
def test_raised_digits_are_no_figure(tmp_path, cell):
    """A raised digit may mark a note or be a power: refused."""
    assert html(tmp_path, cell).is_refused


@pytest.mark.parametrize("line", ["~~7~~11", "<s>7</s>11", "<del>7</del>11", "11[^7]", "11<rt>7</rt>"])
def test_struck_markdown_is_not_read(line):
    """Markdown that strikes out or refers to a note is read as it is shown."""
    (row,) = read_text_page(f"| 规章 | {line} |", "a.md").rows
    assert row.cells == ("规章", "11")


def run(text, properties="", tag="t"):
    """Return a run of Word's XML."""
    return f'<w:r {nsdecls("w")}><w:rPr>{properties}</w:rPr><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def inside(tag, content):
    """Return an element around others."""
    return f'<w:{tag} {nsdecls("w")} w:id="9" w:author="x">{content}</w:{tag}>'


def field(kind):
    """Return the run that begins, parts or ends a field."""
    return f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"/></w:r>'


RUBY = (f"<w:r {nsdecls('w')}><w:ruby><w:rt>{run('7')}</w:rt><w:rubyBase>{run('11')}</w:rubyBase></w:ruby></w:r>",)
NOTE = f'<w:r {nsdecls("w")}><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>7</w:t></w:r>'
EQ = run(r"EQ \* jc2 \* hps10 \o\ad(\s\up 9(7),11)", tag="instrText")
CHANGE = '<w:rPrChange w:id="1" w:author="x"><w:rPr><w:strike/></w:rPr></w:rPrChange>'
UNSEEN_WORD = {
    "strike": (run("7", "<w:strike/>"), run("11")),
    "double strike": (run("7", '<w:dstrike w:val="true"/>'), run("11")),
    "vanish": (run("7", "<w:vanish/>"), run("11")),
    "a deletion": (inside("del", run("7", tag="delText")), run("11")),
    "a deletion that kept its text": (inside("del", run("7")), run("11")),
    "an insertion": (run("1"), inside("ins", run("1"))),
    "moved away": (inside("moveFrom", run("7")), run("11")),
    "ruby": RUBY,
    "a ruby field": (field("begin"), EQ, field("end")),
    "the code of a field": (
        *(field("begin"), run("IF 1=1", tag="instrText"), run("7")),
        *(field("separate"), run("11"), field("end")),
    ),
    "a footnote with a mark of its own": (run("11"), NOTE),
    "a raised note": (run("11"), run("[7]", '<w:vertAlign w:val="superscript"/>')),
    "struck by its style": (run("7", '<w:rStyle w:val="Struck"/>'), run("11")),
    "struck by the style it is based on": (run("7", '<w:rStyle w:val="Based"/>'), run("11")),
    "white": (run("7", '<w:color w:val="FFFFFF"/>'), run("11")),
    "white by the theme": (run("7", '<w:color w:val="auto" w:themeColor="background1"/>'), run("11")),
    "nearly white by its style": (run("7", '<w:rStyle w:val="Faint"/>'), run("11")),
    "a point": (run("7", '<w:sz w:val="2"/>'), run("11")),
    "no wider than a line": (run("7", '<w:w w:val="1"/>'), run("11")),
    "the colour of its shading": (
        run("7", '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>'),
        run("11"),
    ),
    "white on a shading": (run("11", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F4E79"/>'),),
    "white on a mark": (run("11", '<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>'),),
    "small but read": (run("11", '<w:sz w:val="14"/><w:color w:val="auto"/>'),),
    "struck once, no longer": (run("11", f'<w:strike w:val="0"/>{CHANGE}'),),
    "unstruck against its style": (run("11", '<w:rStyle w:val="Struck"/><w:strike w:val="false"/>'),),
}  # fmt: skip


def in_word(tmp_path, runs, change=lambda _: None):
    """Read the document with *runs* in place of one figure."""
    document = docx.Document(io.BytesIO(word(MADE)))
    struck = document.styles.add_style("Struck", WD_STYLE_TYPE.CHARACTER)
    struck.font.strike = True
    document.styles.add_style("Based", WD_STYLE_TYPE.CHARACTER).base_style = struck
    document.styles.add_style("Faint", WD_STYLE_TYPE.CHARACTER).font.color.rgb = RGBColor(0xFD, 0xFD, 0xFD)
    old = next(r for r in document.tables[0]._tbl.iter("{*}r") if r.text == "11")
    for new in map(parse_xml, runs):
        old.addprevious(new)
    old.getparent().remove(old)
    change(document)
    document.save(tmp_path / "a.docx")
    return transcribe(tmp_path / "a.docx").readings


@pytest.mark.parametrize("how", UNSEEN_WORD)
def test_what_a_document_does_not_show_is_no_figure(tmp_path, how):
    """Hidden, struck out, deleted and ruby text, codes of fields and notes are not read into a figure."""
    assert in_word(tmp_path, UNSEEN_WORD[how])[CELL].value == 11


def test_a_raised_digit_of_a_document_is_no_figure(tmp_path):
    """1 with a raised 1 behind it is not 11."""
    raised = run("1", '<w:vertAlign w:val="superscript"/>')
    assert in_word(tmp_path, (run("1"), raised))[CELL].is_refused


@pytest.mark.parametrize("mark", ["<w:hidden/>", '<w:del w:id="1" w:author="x"/>'])
def test_a_row_that_is_gone_is_not_read(tmp_path, mark):
    """A row of a table that is hidden, or deleted as a tracked change, holds no figures."""

    def change(document):
        row = next(r for r in document.tables[0].rows if r.cells[0].text.strip() == "规章")._tr
        row.get_or_add_trPr().append(parse_xml(mark.replace("/>", f" {nsdecls('w')}/>")))

    assert in_word(tmp_path, (run("11"),), change)[CELL].value is None
