"""Draws a chart as pixels, for Word: its SVG, by Typst, with the report's own fonts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import RunError
from report_helpers.outputs.fonts import load_fonts
from report_helpers.outputs.pdf.typst_markup import typst_string

if TYPE_CHECKING:
    from pathlib import Path

PIXELS_PER_INCH = 220.0


def svg_to_png(svg: str, fonts_dir: Path | None) -> bytes:
    """Return the drawing as PNG on white; RunError when Typst cannot read it."""
    import typst  # noqa: PLC0415  the native module loads when a picture is made, not before

    source = f'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes({typst_string(svg)}), format: "svg")'
    try:
        made = typst.compile(
            source.encode(),
            format="png",
            ppi=PIXELS_PER_INCH,
            font_paths=load_fonts(fonts_dir).fonts,
            ignore_system_fonts=True,
        )
    except typst.TypstError as error:
        raise RunError("生成 Word 图表", f"排版程序 Typst 报告“{error.message}”") from None
    return bytes(made if isinstance(made, bytes) else made[0])
