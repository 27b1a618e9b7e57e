"""Check that every internal link of a built site leads to a file, and that its pages load nothing from elsewhere.

python docs/check_links.py build/site
"""

# ruff: noqa: INP001, T201  a script of its own that prints

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

SAMPLES = "samples"  # made by the kit and linked for a workspace, not for a site


class _Links(HTMLParser):
    """Collect what a page links to and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        loaded = tag in {"script", "img", "iframe"} or (tag == "link" and names.get("rel") in {"stylesheet", "icon"})
        self.found += [(value, loaded) for key in ("href", "src") if (value := names.get(key))]


def faults(site: Path) -> list[str]:
    """Return a line for each broken link and each thing loaded from elsewhere."""
    wrong = []
    for page in sorted(site.rglob("*.html")):
        if SAMPLES in page.relative_to(site).parts or page.name == "404.html":
            continue
        links = _Links()
        links.feed(page.read_text("utf-8"))
        for link, loaded in links.found:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                wrong += [f"{page.relative_to(site)} loads {link}"] if loaded and parts.scheme != "data" else []
            elif parts.path and not (page.parent / unquote(parts.path)).exists():
                wrong.append(f"{page.relative_to(site)} links to {link}")
    return wrong


if __name__ == "__main__":
    broken = faults(Path(sys.argv[1]))
    print("\n".join(broken), end="\n" if broken else "")
    sys.exit(bool(broken))
