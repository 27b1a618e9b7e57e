"""A shown picture is read as plain pixels with its alt text; one without, too large or unreadable is refused."""

from __future__ import annotations

import base64
import io
import shutil
from dataclasses import replace
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from PIL import Image

from report_helpers.errors import InputError
from report_helpers.facts.own import OwnPart
from report_helpers.notebook.picture import picture
from report_helpers.outputs.own.cells import own_parts
from report_helpers.outputs.own.pictures import LARGEST, parse_picture, pixels
from report_helpers.signoff.parts import parts_of
from tests.conftest import SHIPPED
from tests.own.notebooks import code, notebook, section, shown

PLACE = "notebook 第 3 格"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="red"/></svg>'


def png(size=(40, 20), colour=(200, 0, 0, 255), image_format="PNG", **more):
    """Return a picture of one colour, in base64."""
    made = io.BytesIO()
    Image.new("RGBA" if image_format == "PNG" else "RGB", size, colour[: 4 if image_format == "PNG" else 3]).save(
        made, image_format, **more
    )
    return base64.b64encode(made.getvalue()).decode()


def read(data, metadata=None):
    """Return the own picture of a MIME bundle."""
    return parse_picture(data, {"alt": "红色"} if metadata is None else metadata, PLACE)


@pytest.mark.parametrize(
    "data", [{"image/png": png()}, {"image/jpeg": png(image_format="JPEG")}, {"image/svg+xml": SVG}]
)
def test_every_format_becomes_the_same_kind_of_png(data):
    """PNG, JPEG and SVG are one: 8-bit RGB on white, with alt text and caption from the output's metadata."""
    (mime,) = data
    found = read(data, {mime: {"alt": " 红色 ", "caption": "图一"}})
    assert (found["alt"], found["caption"]) == ("红色", "图一")
    red = pixels(found["picture"].png)[:3]
    assert red[0] > 150 > red[1]


def test_what_is_transparent_is_paper():
    """No output shows another ground than white."""
    assert pixels(read({"image/png": png(colour=(0, 0, 0, 0))})["picture"].png)[:3] == b"\xff\xff\xff"


def test_a_picture_is_as_wide_as_it_was_drawn_and_fits_the_page():
    """Its resolution says how wide; never wider than the type area, nor higher than the page."""
    widths = [
        read({"image/png": png(size, dpi=(200, 200))})["picture"].millimetres
        for size in ((400, 9), (9000, 9), (90, 900))
    ]
    assert widths == [51, 156, 11]


REFUSED = [
    ({"image/png": png()}, {}, "图没有替代文字。请写 from report_helpers import picture，再用 picture(fig, alt="),
    ({"image/png": png()}, {"alt": "  "}, "图没有替代文字"),
    ({"image/png": "A" * 70_000_000}, {"alt": "大"}, f"图有 52 MB，超过 {LARGEST // 1_000_000} MB。请减小图幅或 dpi"),
    ({"image/svg+xml": "<svg>" + " " * 50_000_000}, {"alt": "大"}, "图有 50 MB"),
    ({"image/png": png((6000, 6000))}, {"alt": "大"}, "图有 6000×6000 点，超过 2500 万点"),
    ({"image/png": "不是图"}, {"alt": "坏"}, "图无法读取。请重新画这幅图，存为 PNG"),
    ({"image/png": png()[:60]}, {"alt": "坏"}, "图无法读取"),
    ({"image/svg+xml": "<svg"}, {"alt": "坏"}, "图无法读取"),
]


@pytest.mark.parametrize(("data", "metadata", "sentence"), REFUSED)
def test_what_cannot_be_published_is_refused_with_a_remedy(data, metadata, sentence):
    """One sentence names the cell, what is wrong, and what to do."""
    with pytest.raises(InputError) as caught:
        read(data, metadata)
    (said,) = caught.value.sentences()
    assert said.startswith(PLACE)
    assert sentence in said


def test_picture_shows_alt_text_and_caption():
    """What `picture` returns is shown with metadata that a public cell is published by."""
    content = base64.b64decode(png())
    data, metadata = picture(content, alt="红色", caption="图一")._repr_mimebundle_()
    book = notebook(
        section(), code(shown(metadata, **{name.replace("/", "_", 1): each for name, each in data.items()}))
    )
    (part,) = own_parts(book)
    assert (part.alt, part.caption, part.section) == ("红色", "图一", "applications")
    with pytest.raises(InputError, match="图没有替代文字"):
        picture(content, alt=" ")
    with pytest.raises(InputError, match="这不是一幅图"):
        picture(7, alt="数")


def test_a_figure_of_matplotlib_is_drawn_alike_each_time_with_chinese():
    """No glyph is lacking, no date or version is in the file, and the figure is closed when it is shown."""
    plt = pytest.importorskip("matplotlib.pyplot")
    drawn = []
    for _ in range(2):
        figure, axes = plt.subplots()
        axes.set_title("各季度办件量 −3")
        shown_picture = picture(axes, alt="图")
        drawn.append(shown_picture.bundle["image/png"])
        shown_picture._repr_mimebundle_()
        assert not plt.fignum_exists(figure.number)
    assert drawn[0] == drawn[1]


def test_a_deleted_font_in_the_list_that_matplotlib_keeps_does_no_harm(tmp_path):
    """Chinese is drawn where the list names a file that is gone, as after an environment was removed."""
    plt = pytest.importorskip("matplotlib.pyplot")
    font_manager = pytest.importorskip("matplotlib.font_manager")
    kept = Path(pylopdf_fonts_zh_cn.__file__).with_name("NotoSansSC-Regular.otf")
    gone = shutil.copy(kept, tmp_path)
    font_manager.fontManager.ttflist.insert(0, font_manager.ttfFontProperty(font_manager.get_font(gone)))
    Path(gone).unlink()
    _, axes = plt.subplots()
    axes.set_title("各季度办件量")
    assert "image/png" in picture(axes, alt="图").bundle  # a glyph that is lacking is a warning, and here an error


def test_the_bytes_of_a_picture_and_its_words_are_signed(suqian_2024):
    """Another pixel, caption or alt text is another hash of the section."""
    red, blue = (read({"image/png": png(colour=each)})["picture"] for each in ((200, 0, 0, 255), (0, 0, 200, 255)))
    parts = [OwnPart("applications", 9, picture=red, alt="甲"), OwnPart("applications", 9, picture=blue, alt="甲")]
    parts += [replace(parts[0], alt="乙"), replace(parts[0], caption="乙"), replace(parts[0], cell=12)]
    reports = [replace(suqian_2024, own=(part,)) for part in parts]
    hashes = [parts_of(report, SHIPPED.root)["section:applications"].hash for report in reports]
    assert len(set(hashes)) == 4
    assert hashes[0] == hashes[4]
