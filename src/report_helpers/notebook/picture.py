"""Shows a picture in a notebook with the alt text and the caption it is published with."""

from __future__ import annotations

import base64
import io
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from report_helpers.errors import InputError, Problem
from report_helpers.notebook.shown import Shown

PIXELS_PER_INCH = 200
_FONT_PACKAGE = "pylopdf_fonts_zh_cn"
_PNG, _SVG = "image/png", "image/svg+xml"
_STARTS = {b"\x89PNG": _PNG, b"\xff\xd8": "image/jpeg", b"<svg": _SVG, b"<?xm": _SVG}


@dataclass(frozen=True, slots=True)
class ShownPicture(Shown):
    """A shown picture; a figure of matplotlib is closed when it is shown, so that it is not shown twice."""

    metadata: dict[str, Any] = field(repr=False)
    figure: Any = field(repr=False, default=None)

    __repr__ = Shown.__repr__

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:  # noqa: ANN401, ARG002
        """Give IPython the bundle and its metadata."""
        if self.figure is not None:
            from matplotlib import pyplot as plt  # noqa: PLC0415  the notebook has drawn with it

            plt.close(self.figure)
        return dict(self.bundle), self.metadata


def picture(figure: Any, alt: str, caption: str = "") -> ShownPicture:  # noqa: ANN401  of any library
    """Return a picture as a cell shows it last; a cell tagged `public` is published with it.

    *figure* is a matplotlib figure or axes, a picture's bytes (PNG, JPEG, SVG), or what shows itself as PNG or SVG.
    *alt* says what there is to see, for those who do not see it; *alt* and *caption* may have placeholders, and their
    words pass the rules of the text. Raises InputError without an alt text, or for what is no picture.
    """
    if not alt.strip():
        raise InputError(Problem("图没有替代文字", fix="请在 alt= 里用一句话说明图中的内容"))
    figure = getattr(figure, "figure", None) or figure  # axes know their figure
    is_drawn = hasattr(figure, "savefig")
    mime, content = (_PNG, _drawn(figure)) if is_drawn else _bytes_of(figure)
    data = content.decode() if mime == _SVG else base64.b64encode(content).decode()
    metadata = {mime: {"alt": alt, "caption": caption}}
    return ShownPicture({"text/plain": alt, mime: data}, metadata, figure if is_drawn else None)


def _drawn(figure: Any) -> bytes:  # noqa: ANN401  matplotlib's, which is not installed everywhere
    """Return a matplotlib figure as PNG, Chinese in the kit's font, the same bytes for the same figure."""
    made = io.BytesIO()
    with ExitStack() as within:
        if find_spec("matplotlib"):
            within.enter_context(_chinese())
        figure.savefig(made, format="png", dpi=PIXELS_PER_INCH, bbox_inches="tight", metadata={"Software": None})
    return made.getvalue()


def _chinese() -> Any:  # noqa: ANN401  matplotlib's context
    """Return a context in which matplotlib writes Chinese with the kit's font, and minus signs it has."""
    import matplotlib as mpl  # noqa: PLC0415  only where a notebook draws with it
    from matplotlib import font_manager  # noqa: PLC0415

    spec = find_spec(_FONT_PACKAGE)
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    names = []
    for path in sorted(folder.glob("NotoSans*.otf")):
        names.append(font_manager.FontProperties(fname=str(path)).get_name())
        # A deleted font of this name in matplotlib's kept list makes it list the fonts anew when looked up, without
        # those that were added; so it is looked up first.
        with suppress(ValueError):
            font_manager.findfont(names[-1], fallback_to_default=False)
        font_manager.fontManager.addfont(str(path))
    return mpl.rc_context({"font.sans-serif": [*names, *mpl.rcParams["font.sans-serif"]], "axes.unicode_minus": False})


def _bytes_of(figure: Any) -> tuple[str, bytes]:  # noqa: ANN401
    """Return MIME type and bytes of what is a picture already, or shows itself as one."""
    given = figure
    for method in ("_repr_png_", "_repr_svg_"):
        if not isinstance(given, bytes) and (show := getattr(figure, method, None)):
            shown = show()
            shown = shown[0] if isinstance(shown, tuple) else shown
            given = shown.encode() if isinstance(shown, str) else shown or given
    mime = next((name for start, name in _STARTS.items() if isinstance(given, bytes) and given.startswith(start)), "")
    if not mime:
        fix = "请给出 matplotlib 的图（fig 或 ax），或一幅 PNG、JPEG、SVG 图的内容"
        raise InputError(Problem("这不是一幅图", value=type(figure).__name__, fix=fix))
    return mime, given
