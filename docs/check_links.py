"""Check that every internal link of a built site leads somewhere, and that its pages load nothing from elsewhere.

python docs/check_links.py build/site
"""

# ruff: noqa: INP001, T201  a script of its own that prints

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADING = {"script", "img", "iframe", "source", "audio", "video", "embed"}


class _Page(HTMLParser):
    """Collect what a page links to, what it loads, and the places one can link to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[tuple[str, bool]] = []
        self.places = {"", "top"}
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        loaded = tag in LOADING or (tag == "link" and names.get("rel") in {"stylesheet", "icon"})
        self.links += [(value, loaded) for key in ("href", "src") if (value := names.get(key))]
        self.places |= {value for key in ("id", "name") if (value := names.get(key))}


def faults(site: Path) -> list[str]:
    """Return a line for each broken link and each thing loaded from elsewhere."""
    pages = {path.resolve(): _Page(path) for path in sorted(site.rglob("*.html")) if path.name != "404.html"}
    wrong = []
    for path, page in pages.items():
        shown = path.relative_to(site.resolve())
        for link, loaded in page.links:
            parts = urlsplit(link)
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if parts.scheme or parts.netloc:
                wrong += [f"{shown} loads {link}"] if loaded and parts.scheme != "data" else []
            elif not target.exists() or (target in pages and unquote(parts.fragment) not in pages[target].places):
                wrong.append(f"{shown} links to {link}")
    return wrong


if __name__ == "__main__":
    broken = faults(Path(sys.argv[1]))
    print("\n".join(broken), end="\n" if broken else "")
    sys.exit(bool(broken))
