"""Models the rendered text of a section, blocks of runs that name their facts, and the slips found in a text.

`SectionText.to_json` travels in a notebook output under `SECTION_MIME`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal

from report_helpers.files.json_text import field_values
from report_helpers.files.records import Count, Field, that

if TYPE_CHECKING:
    from collections.abc import Iterable

SECTION_MIME = "application/vnd.report-helpers.section"


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
    level: Annotated[int, Field(ge=0, le=6)] = 0
    ordered: bool = False
    start: Count = 1
    items: tuple[tuple[Block, ...], ...] = ()

    def text(self) -> str:
        """Return the block's plain text."""
        parts = ["".join(run.text for run in self.runs)]
        parts += [block.text() for item in self.items for block in item]
        return "\n".join(part for part in parts if part)


def _have_levels(blocks: Iterable[Block]) -> bool:
    """Tell whether every heading, those inside lists too, is of a level that outputs have."""
    return all(
        (block.level > 2 or block.kind != "heading") and all(map(_have_levels, block.items))  # noqa: PLR2004
        for block in blocks
    )


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """A section as `SectionText.to_json` leaves it for notebook and outputs."""

    id: str
    heading: str
    blocks: Annotated[tuple[Block, ...], that(_have_levels, "标题应为 3 至 6 级")]


@dataclass(frozen=True, slots=True)
class Excuse:
    """A stretch of text whose numerals need no fact, and why."""

    text: str
    reason: str


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
        return {"id": self.id, "heading": self.heading, "blocks": tuple(map(plain_block, self.blocks))}

    def runs(self) -> tuple[Run, ...]:
        """Return every run of the section in reading order."""
        return tuple(run for block in self.blocks for run in block_runs(block))


def plain_block(block: Block) -> dict[str, Any]:
    """Return a block and what is inside it as plain values."""
    inner = tuple(tuple(map(plain_block, item)) for item in block.items)
    return field_values(block) | {"runs": tuple(map(field_values, block.runs)), "items": inner}


def block_runs(block: Block) -> tuple[Run, ...]:
    """Return the runs of a block and of everything inside it."""
    inner = (run for item in block.items for child in item for run in block_runs(child))
    return (*block.runs, *inner)


@dataclass(frozen=True, slots=True)
class Slip:
    """What was found, where, and what to do about it.

    `text` may be personal data, so a log that prints a Slip does not show it; `masked`
    is what may be printed.
    """

    kind: str
    start: int
    end: int
    text: str = field(repr=False)
    masked: str
    suggestion: str


def masked_in(text: str, slips: Iterable[Slip]) -> str:
    """Return *text* with its slips as they may be printed."""
    for slip in sorted(slips, key=lambda slip: slip.start, reverse=True):
        text = text[: slip.start] + slip.masked + text[slip.end :]
    return text


def slip_at(kind: str, text: str, span: tuple[int, int], suggestion: str) -> Slip:
    """Return a slip that holds nothing personal at *span* of *text*."""
    found = text[span[0] : span[1]]
    return Slip(kind, span[0], span[1], found, found, suggestion)
