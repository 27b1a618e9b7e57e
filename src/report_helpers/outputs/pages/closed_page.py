"""Sets up pages that are one file: style and script inline and named by their hashes, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def closed_page_environment(
    templates: Path,
    sheets: Iterable[Path],
    scripts: Iterable[Path] = (),
    **options: Any,  # noqa: ANN401  Jinja's own
) -> Environment:
    """Return an environment whose templates know `style`, `style_hash`, `script`, `script_hash`.

    Text is escaped; an unknown name is an error. *options* are further ones of Jinja's Environment.
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
    environment.globals |= inlined("style", sheets) | inlined("script", scripts)
    return environment


def inlined(name: str, files: Iterable[Path]) -> dict[str, str]:
    """Return the content of an inline element as *name*, and its hash for the content security policy."""
    text = "\n" + "\n".join(path.read_text(encoding="utf-8") for path in files)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {name: Markup(text), f"{name}_hash": digest}  # noqa: S704  our own files, no data in them
