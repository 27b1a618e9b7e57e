"""Reads a shown picture as a plain PNG without transparency or metadata, so that every output has the same pixels."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

from report_helpers.errors import InputError, Problem, RunError
from report_helpers.facts.own import Picture
from report_helpers.outputs.word.raster import svg_to_png

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 5_000_000  # bytes
MOST_PIXELS = 25_000_000
WIDEST, TALLEST = 156, 200  # millimetres of the type area
_INCH = 25.4
_USUAL_DPI, _LEAST_DPI = 144.0, 50.0
FORMATS = ("image/png", "image/jpeg", "image/svg+xml")
_SMALLER = "请减小图幅或 dpi，或不用位图；不公开的请去掉 public 标签"


def is_picture(data: Mapping[str, Any]) -> bool:
    """Tell whether a MIME bundle has a picture that can be published."""
    return any(name in data for name in FORMATS)


def parse_picture(data: Mapping[str, Any], metadata: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Return picture, alt text and caption of a MIME bundle, as fields of an own part.

    Raises InputError, naming the cell (*place*), for a picture without alt text, too large, or that cannot be read.
    """
    name = next(name for name in FORMATS if name in data)
    said = {**metadata, **metadata.get(name, {})}
    alt, caption = (str(said.get(key, "")).strip() for key in ("alt", "caption"))
    content = _content(name, str(data[name]), place)
    if not alt:
        fix = '请写 from report_helpers import picture，再用 picture(fig, alt="图中说明了什么", caption="图题") 显示'
        raise InputError(Problem("图没有替代文字", place, fix=fix))
    return {"picture": _plain(content, place), "alt": alt, "caption": caption}


def _content(name: str, text: str, place: str) -> bytes:
    """Return the bytes of a picture; an SVG is drawn once, with the fonts of the kit."""
    is_svg = name == FORMATS[2]
    size = len(text) if is_svg else len(text) * 3 // 4
    if size > LARGEST:
        what = f"图有 {size / 1_000_000:.0f} MB，超过 {LARGEST // 1_000_000} MB"
        raise InputError(Problem(what, place, fix=_SMALLER))
    try:
        return svg_to_png(text, None) if is_svg else base64.b64decode("".join(text.split()), validate=True)
    except (ValueError, RunError):
        raise InputError(Problem("图无法读取", place, fix="请重新画这幅图，存为 PNG")) from None


def _plain(content: bytes, place: str) -> Picture:
    """Return a picture drawn again as 8-bit RGB on white."""
    from PIL import Image  # noqa: PLC0415  only where a notebook has a picture

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                what = f"图有 {width}×{height} 点，超过 {MOST_PIXELS // 10_000} 万点"
                raise InputError(Problem(what, place, fix=_SMALLER))
            given = image.info.get("dpi", (0, 0))[0]
            dpi = float(given) if given > _LEAST_DPI else _USUAL_DPI
            drawn = image.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise InputError(Problem("图无法读取", place, fix="请重新画这幅图，存为 PNG")) from None
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    made = io.BytesIO()
    paper.convert("RGB").save(made, "PNG")
    natural = width * _INCH / dpi
    fitting = min(natural, WIDEST, TALLEST * width / height)
    return Picture(made.getvalue(), width, height, max(round(fitting), 1))


def pixels(png: bytes) -> bytes:
    """Return the pixels of a PNG as `parse_picture` makes them: red, green and blue, row by row."""
    from PIL import Image  # noqa: PLC0415

    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        return bytes(image.convert("RGB").tobytes())
