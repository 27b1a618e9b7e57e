"""Sets up pages that are one file: style and script inline and named by their hashes, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from report_helpers.errors import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

TEMPLATES = Path(__file__).parent / "templates"


def render_page(name: str, sheets: tuple[Path, ...] = (), **values: object) -> str:
    """Return the page whose template, style and script stand in templates/*name*; *sheets* go before its own style."""
    return _environment(name, sheets).get_template(f"{name}.html.j2").render(values)


@cache
def _environment(name: str, sheets: tuple[Path, ...] = ()) -> Environment:
    """Return the environment of a page; its template is compiled once a process.

    It knows `style`, `style_hash`, `script`, `script_hash`. Text is escaped, control characters
    are spelt out; an unknown name is an error.
    """
    folder = TEMPLATES / name
    environment = Environment(
        autoescape=True,
        bytecode_cache=bytecode_cache(),
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    environment.globals |= inlined("style", (*sheets, folder / f"{name}.css"))
    environment.globals |= inlined("script", folder.glob("*.js"))
    return environment


def bytecode_cache() -> FileSystemBytecodeCache | None:
    """Return where Jinja keeps compiled templates, beside Python's compiled modules; None where nobody may write.

    Compiling the templates of a report takes a tenth of a CPU second, each time a command starts.
    """
    folder = Path(__file__).parent / "__pycache__"
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def inlined(name: str, files: Iterable[Path]) -> dict[str, str]:
    """Return the content of an inline element as *name*, and its hash for the content security policy."""
    text = "\n" + "\n".join(path.read_text(encoding="utf-8") for path in files)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {name: Markup(text), f"{name}_hash": digest}  # noqa: S704  our own files, no data in them
