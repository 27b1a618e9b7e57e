"""Reports damaged at random and read: no cell may be read as another figure than was printed.

Lines, or rows of web tables, are dropped, merged and swapped with their neighbours, digits run together,
labels misspelt or given other words, rows added that the form does not have; cells of web tables, half of which leave
zeros blank, are lost and added. Two neighbouring lines with
nothing but figures are not swapped: no reader can see that.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.published.figures import SHIPPED, sources
from benchmarks.published.invented import invented
from benchmarks.published.layouts import LAYOUTS
from benchmarks.published.measuring import verdict
from benchmarks.published.shapes import SHAPES
from benchmarks.published.tables import sample

from report_helpers.errors import InputError
from report_helpers.published.transcribe import transcribe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.published.tables import Sample

    from report_helpers.published.model import Transcript

MOST_DAMAGES = 3
TRIALS = 10_000
# Layouts that are text, damaged line by line; a web page's rows count as lines.
NAMES = (
    "1 合并单元格",
    "2 该合并的留空",
    "4 制表符、错列",
    "5 一格一行",
    "6 数字连写",
    "7 PDF 文字、绕排",
    "8 识别出的 Markdown",
)
WITH_BLANKS = ("1 合并单元格", "2 该合并的留空", "网页，分组另行")
SHAPE_NAMES = tuple(name for name in SHAPES if not name.startswith("Word"))
_OTHERS = (
    "撤回申请",
    "其他不予处理情形",
    "行政检查",
    "其他主动公开文件",
    "征求第三方意见后公开的信息",
    "非本机关职权范围的事项",
)
_ROW = re.compile(r"(<tr>.*?</tr>)", re.DOTALL)
_FIGURES = re.compile(r"[\d\s.,|<>/a-z-]*\d[\d\s.,|<>/a-z-]*")
_BETWEEN = re.compile(r"(?<=\d)(?:[ \t]+|\s*\|\s*|</td><td>)(?=\d)")
_CELL = re.compile(r"<td[^>]*>[^<]*</td>")
_LETTERS = re.compile(r"[\u4e00-\u9fff]{3,}")


def trials(count: int, seed: int = 0, *, are_invented: bool = False) -> Iterator[tuple[str, Counter[str]]]:
    """Yield each trial's damages and its counts of cells `right`, `refused` and `wrong`."""
    return (trial(number, seed, is_invented=are_invented) for number in range(count))


def trial(number: int, seed: int = 0, *, is_invented: bool = False) -> tuple[str, Counter[str]]:
    """Return what one trial damages, and its counts: of a shipped report, or of an invented one in another shape."""
    noise = random.Random(f"{seed}/{number}")  # noqa: S311  noise, no secret
    if is_invented:
        report, name = invented(number), noise.choice(SHAPE_NAMES)
        suffix, data, printed = SHAPES[name](_with_blanks(sample(report, number), noise, name))
    else:
        report, name = sources()[noise.randrange(len(SHIPPED))], noise.choice(NAMES)
        suffix, data, printed = LAYOUTS[name](_with_blanks(sample(report, number), noise, name))
    text, done = damaged(data.decode("utf-8"), noise)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"r{suffix}"
        path.write_text(text, encoding="utf-8")
        try:
            counts = _counts(transcribe(path), printed.expected)
        except InputError:
            counts = Counter(refused=len(printed.expected))
    return f"{seed}/{number} {report.id} {name} {'、'.join(done)}", counts


def _with_blanks(made: Sample, noise: random.Random, name: str) -> Sample:
    """Return every other sample in a web page's layout with most zeros left blank."""
    if name not in WITH_BLANKS or noise.random() < 0.5:  # noqa: PLR2004
        return made
    return made.with_figures(lambda _, text: ("" if text == "0" and noise.random() < 0.8 else text,) * 2)  # noqa: PLR2004


def _counts(transcript: Transcript, expected: dict[str, str]) -> Counter[str]:
    """Return the verdicts on what is read; a blank is no figure."""
    counts: Counter[str] = Counter()
    for cell, text in expected.items():
        reading = transcript.readings.get(cell)
        is_read = reading is not None and reading.value is not None
        counts[verdict(reading, text) if is_read and reading is not None else "refused"] += 1
    counts["wrong"] += sum(r.value is not None for cell, r in transcript.readings.items() if cell not in expected)
    return counts


def damaged(text: str, noise: random.Random) -> tuple[str, list[str]]:
    """Return *text* with one to three damages, and what they are."""
    is_web = "<tr>" in text
    lines = [part for part in (_ROW.split(text) if is_web else text.split("\n")) if part]
    done = []
    for _ in range(noise.randint(1, MOST_DAMAGES)):
        at = noise.randrange(1, len(lines) - 1)
        change = noise.choice((_drop, _merge, _swap, _glue, _misspell, _misspell, _unknown, _further))
        if is_web and change is _merge:
            change = noise.choice((_glue, _cell))
        done.append(f"{change.__name__.strip('_')} {at}")
        change(lines, at, noise)
    return ("" if is_web else "\n").join(lines), done


def _drop(lines: list[str], at: int, noise: random.Random) -> None:
    del lines[at], noise


def _merge(lines: list[str], at: int, noise: random.Random) -> None:
    lines[at : at + 2] = [noise.choice(["", " "]).join(lines[at : at + 2])]


def _swap(lines: list[str], at: int, noise: random.Random) -> None:
    del noise
    if not (_FIGURES.fullmatch(lines[at]) and _FIGURES.fullmatch(lines[at + 1])):
        lines[at], lines[at + 1] = lines[at + 1], lines[at]


def _glue(lines: list[str], at: int, noise: random.Random) -> None:
    _somewhere(lines, at, noise, _BETWEEN, lambda _: "")


def _cell(lines: list[str], at: int, noise: random.Random) -> None:
    """Lose a cell of a table's row, or add a blank one."""
    _somewhere(lines, at, noise, _CELL, lambda found: noise.choice(("", f"{found[0]}<td></td>")))


def _misspell(lines: list[str], at: int, noise: random.Random) -> None:
    def wrong(found: re.Match[str]) -> str:
        word = found[0]
        place = noise.randrange(len(word))
        return word[:place] + noise.choice(["", "囗", word[place] * 2]) + word[place + 1 :]

    _somewhere(lines, at, noise, _LETTERS, wrong)


def _unknown(lines: list[str], at: int, noise: random.Random) -> None:
    """Give a label, or a part of one, other words."""
    _somewhere(lines, at, noise, _LETTERS, lambda found: noise.choice(_OTHERS)[: len(found[0])])


def _further(lines: list[str], at: int, noise: random.Random) -> None:
    """Add a row that the form does not have: the row's figures under other words."""
    for number in range(at, len(lines)):
        if _LETTERS.search(lines[number]) and _BETWEEN.search(lines[number]):
            row = _LETTERS.sub(noise.choice(_OTHERS), lines[number], count=1)
            lines.insert(number + noise.randrange(2), row)
            return


def _somewhere(
    lines: list[str], at: int, noise: random.Random, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]
) -> None:
    """Change one place that fits *pattern* in the first line from *at* on that has one."""
    for number in (*range(at, len(lines)), *range(at)):
        found: Sequence[re.Match[str]] = list(pattern.finditer(lines[number]))
        if found:
            one = noise.choice(found)
            lines[number] = lines[number][: one.start()] + change(one) + lines[number][one.end() :]
            return
