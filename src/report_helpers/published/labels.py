"""Labels made comparable, and the rows of a form by their labels.

Brackets of either width, 「1、」 for 「1.」, quotes, padding and traditional characters
all disappear: what remains of a label are its letters and digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from report_helpers.checks.comparisons import bindings, bound_comparisons
from report_helpers.files.documents import Document, Field
from report_helpers.forms.cells import band_cells, column_lines, letters_of, row_lines, without_number, without_remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from report_helpers.forms.cells import Cell, Line
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Band, Form, InputRules, Row, Table


# Words of headings that do not say what is counted: 列1, 项目名称, 数量（件）.
_SAYS_NOTHING = "第 列 栏 行 项目 名目 名称 指标 类别 内容 单位 数据 数值 数量 件数 数 值 件 个 项 宗 元 万元"


class PublishedLabels(Document):
    """The content of published.yaml: what published reports print otherwise.

    `aliases` are other labels, by the label without its number; `headings` the words that other headings have
    in this order, by section; `says_nothing` words of headings that do not say what is counted, instead of the usual.
    """

    aliases: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    headings: dict[str, tuple[tuple[str, ...], ...]] = Field(default_factory=dict)
    says_nothing: tuple[str, ...] = tuple(_SAYS_NOTHING.split())


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a form that holds figures.

    `labels` are its label's comparable spellings, the fullest first, none where the form prints none or the organ's
    name, in one of `label_columns`; `groups` those of the labels beside it; `titles` what stands over it, the
    columns' labels whole; `heads`
    the comparable labels of its columns, `columns` each of them behind the labels of the groups it stands in;
    `offsets` the grid columns of its figures, the first being 0; `blocks` how many figures each of its sums
    takes up by the form's identities, the total last; none where they do not cover the row; `empty_words` are
    the kind's words of headings that do not say what is counted.
    """

    id: str
    table: str
    labels: tuple[str, ...]
    label_columns: int
    groups: tuple[str, ...]
    titles: tuple[str, ...]
    cells: tuple[Cell, ...]
    heads: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    offsets: tuple[int, ...]
    level: int
    blocks: tuple[int, ...]
    rules: InputRules
    empty_words: tuple[str, ...]


@cache
def _converter() -> object:
    import opencc  # noqa: PLC0415  loads its dictionaries, needed for traditional characters alone

    return opencc.OpenCC("t2s")


@lru_cache(maxsize=16384)
def simplified(text: str) -> str:
    """Return *text* in simplified characters."""
    return text if text.isascii() else str(_converter().convert(text))  # type: ignore[attr-defined]


@lru_cache(maxsize=16384)
def comparable(text: str) -> str:
    """Return the letters and digits of *text*: simplified, half width, nothing else."""
    return letters_of(simplified(text))


@lru_cache(maxsize=8)
def form_rows(kind: Kind, form: Form) -> tuple[FormRow, ...]:
    """Return the rows of *form* in printed order, each also by what the kind's other forms call it."""
    names, sums = _names(kind, form), frozenset(_sums(form))
    files = kind.documents("published.yaml", PublishedLabels)
    empty_words = tuple(word for file in files for word in file.says_nothing)
    rows = []
    for table, band, line, _ in _lines(form):
        lines = list(column_lines(band))
        columns = [column for _, column in lines]
        cells = tuple(cell for cell in band_cells(table, band) if cell.row == line.id)
        rows.append(
            FormRow(
                id=f"{table.id}.{line.id}",
                table=table.id,
                labels=_spellings(filter(None, names[table.id, line.id]) if table.label_columns else ()),
                label_columns=table.label_columns,
                groups=_spellings(line.path),
                titles=tuple(map(comparable, (band.title, band.corner, *(column.label for column in columns)))),
                cells=cells,
                heads=tuple(comparable(without_remark(column.label)) for column in columns),
                columns=tuple(
                    tuple(comparable(without_remark(label)) for label in (*head.path, column.label))
                    for head, column in lines
                ),
                offsets=tuple(accumulate((column.span for column in columns[:-1]), initial=0)),
                level=len(line.path),
                blocks=_blocks([cell.id for cell in cells], sums),
                rules=form.input_rules,
                empty_words=empty_words,
            )
        )
    return tuple(rows)


def other_headings(kind: Kind) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return the words of other headings by section."""
    files = kind.documents("published.yaml", PublishedLabels)
    return {section: words for file in files for section, words in file.headings.items()}


def heading_aliases(kind: Kind) -> Mapping[str, str]:
    """Return the form's words by the letters of other ones."""
    files = kind.documents("published.yaml", PublishedLabels)
    pairs = ((label, other) for file in files for label, others in file.aliases.items() for other in others)
    return {comparable(without_number(other)): label for label, other in pairs}


def _names(kind: Kind, form: Form) -> Mapping[tuple[str, str], list[str]]:
    """Return each row's labels by table and row id: *form*'s first, then those of other forms and of published.yaml."""
    files = kind.documents("published.yaml", PublishedLabels)
    aliases = {label: others for file in files for label, others in file.aliases.items()}
    names: dict[tuple[str, str], list[str]] = {}
    for known in (form, *kind.forms.values()):
        for table, _, line, row in _lines(known):
            others = aliases.get(without_number(row.label), ())
            names.setdefault((table.id, line.id), []).extend((row.label, *others))
    return names


def _lines(form: Form) -> Iterator[tuple[Table, Band, Line, Row]]:
    for table in form.tables:
        for band in table.bands:
            yield from ((table, band, line, row) for line, row in row_lines(band.rows))


def _sums(form: Form) -> Iterator[tuple[str, ...]]:
    """Yield the cells that the form's identities make a sum of single cells, each with those behind it."""
    for identity in form.identities:
        if len(identity.left) == 1:
            for part in bindings(form, identity.left[0]).values():
                yield tuple(term.replace("*", part) for term in (*identity.left, *identity.right))


def _blocks(cells: Sequence[str], sums: frozenset[tuple[str, ...]]) -> tuple[int, ...]:
    """Return the sizes of the sums that *cells* fall into, one behind the other, each with its total last."""
    sizes: list[int] = []
    start = 0
    for end in range(1, len(cells) + 1):
        if (cells[end - 1], *cells[start : end - 1]) in sums:
            sizes.append(end - start)
            start = end
    return tuple(sizes) if start == len(cells) else ()


@lru_cache(maxsize=8)
def equations_of(form: Form) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the form's identities as cells whose sums are equal, both sides of each."""
    return tuple(
        (tuple(term.cell for term in left), tuple(term.cell for term in right))
        for identity in form.identities
        for left, right in (one.leaves(form) for one in bound_comparisons(form, identity))
    )


def _spellings(labels: Iterable[str]) -> tuple[str, ...]:
    """Return how labels may stand on a page: whole, without bracketed remark, without number."""
    pairs = [(label, without_remark(label)) for label in labels]
    texts = (text for pair in pairs for text in (*pair, *map(without_number, pair)))
    return tuple(dict.fromkeys(map(comparable, texts)))
