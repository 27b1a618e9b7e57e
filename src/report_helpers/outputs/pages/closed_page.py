"""Pages that are one file: style and script inline and named by their hashes, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def closed_page_environment(
    templates: Path,
    sheets: Sequence[Path],
    scripts: Sequence[Path] = (),
    **options: Any,  # noqa: ANN401  Jinja's own
) -> Environment:
    """Return an environment whose templates know `style`, `style_hash`, `script`, `script_hash`.

    The hashes are what a content security policy names. Text is escaped; an unknown name
    is an error. *options* are further ones of Jinja's Environment.
    """
    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **options,
    )
    style, script = _joined(sheets), _joined(scripts)
    environment.globals |= {
        "style": Markup(style),  # noqa: S704  our own style sheets, no data in them
        "style_hash": content_hash(style),
        "script": Markup(script),  # noqa: S704  our own script, no data in it
        "script_hash": content_hash(script),
    }
    return environment


def content_hash(text: str) -> str:
    """Return the SHA-256 of an inline element's text, as a content security policy names it."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _joined(files: Sequence[Path]) -> str:
    return "\n" + "\n".join(path.read_text(encoding="utf-8") for path in files)
