"""The rendered text of a section: blocks of runs, each bound run naming its fact.

`SectionText.to_json` travels in a notebook output under `SECTION_MIME`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from report_helpers.files.json_text import field_values

if TYPE_CHECKING:
    from report_helpers.narrative.excuses import Excuse

SECTION_MIME = "application/vnd.report-helpers.section+json"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; `fact` names the fact it prints, `derived` how (yoy, share …)."""

    text: str
    fact: str = ""
    derived: str = ""
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (level 3-6), a paragraph, or a list whose items are lists of blocks."""

    kind: Literal["heading", "paragraph", "list"]
    runs: tuple[Run, ...] = ()
    level: int = 0
    ordered: bool = False
    start: int = 1
    items: tuple[tuple[Block, ...], ...] = ()

    def text(self) -> str:
        """Return the block's plain text."""
        parts = ["".join(run.text for run in self.runs)]
        parts += [block.text() for item in self.items for block in item]
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section as it is read: heading and blocks; `markdown` is the same text for Jupyter."""

    id: str
    heading: str
    blocks: tuple[Block, ...]
    markdown: str = ""
    excuses: tuple[Excuse, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the section as plain JSON values, Markdown left out."""
        return {"id": self.id, "heading": self.heading, "blocks": tuple(map(_plain, self.blocks))}

    def runs(self) -> tuple[Run, ...]:
        """Return every run of the section in reading order."""
        return tuple(run for block in self.blocks for run in block_runs(block))


def _plain(block: Block) -> dict[str, Any]:
    """Return a block and what is inside it as plain values."""
    inner = tuple(tuple(map(_plain, item)) for item in block.items)
    return field_values(block) | {"runs": tuple(map(field_values, block.runs)), "items": inner}


def block_runs(block: Block) -> tuple[Run, ...]:
    """Return the runs of a block and of everything inside it."""
    inner = (run for item in block.items for child in item for run in block_runs(child))
    return (*block.runs, *inner)
