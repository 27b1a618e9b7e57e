"""Sentences put into small clean reports: sound ones that no rule may speak of, and faults with the rule that must.

`sentences.tsv` says of each: `verdict` (`ok`, or the rules that may name it), `base` (the report it is put into),
`place` (s1: one more paragraph of section 一; s1all, s5, s6: in place of the section's text; intro: of the first
paragraph; end: behind section 六; wrap: on lines of a plain text; agency: the name of the agency; figures: none, the
row 规章 is changed as `figures` say; check: while writing 宿迁 2024). `left.tsv` lists what is misjudged, and why.
"""

from __future__ import annotations

import csv
import re
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.published.figures import ROOT

from report_helpers.checks.checking import check
from report_helpers.facts.identifiers import ReportId
from report_helpers.published.auditing import audit_files
from report_helpers.sources.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from report_helpers.checks.finding import Finding

FOLDER = ROOT / "tests/published/sentences"
READ_WITH = {"B1": ("B1s",), "B2": ("B2p",)}
SECTIONS = {"s1": "一", "s1all": "一", "s5": "五", "s6": "六"}
REGULATIONS = ("issued", "repealed", "in_force")
_TITLE = re.compile(r"<h1>(.*?)20\d\d年")


@dataclass(frozen=True)
class Sentence:
    """One line of the table."""

    id: str
    verdict: str
    what: str
    base: str
    place: str
    sentence: str
    figures: str

    @property
    def paragraphs(self) -> list[str]:
        r"""The paragraphs, as `\p` parts them."""
        return self.sentence.split(r"\p")


def sentences() -> list[Sentence]:
    """Return all lines of the table."""
    return [Sentence(**row) for name in ("sentences.tsv", "own.tsv") for row in _rows(name)]


def left() -> dict[str, str]:
    """Return the reason of each line that is still misjudged, by its id."""
    return {row["id"]: row["reason"] for row in _rows("left.tsv")}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def is_right(sentence: Sentence) -> bool:
    """Tell whether a sound sentence gives no finding, or a faulty one that of a rule that may name it."""
    found = {finding.rule for finding in new_findings(sentence)}
    return not found if sentence.verdict == "ok" else bool(found & set(sentence.verdict.split("|")))


def new_findings(sentence: Sentence) -> list[Finding]:
    """Return the errors and warnings that a sentence adds to those of its base."""
    if sentence.place == "check":
        base = _suqian()
        overview = f"{base.narrative['overview']}\n\n{sentence.sentence}"
        found = check(replace(base, narrative={**base.narrative, "overview": overview})).findings
        return [finding for finding in _alarms(found) if sentence.sentence in finding.sentence]
    with_it = [FOLDER / f"{other}.html" for other in READ_WITH.get(sentence.base, ())]
    with tempfile.TemporaryDirectory() as folder:
        name, text = made(sentence)
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8")
        file = audit_files([path, *with_it], _suqian().kind).files[0]
    known = {_key(finding) for finding in _of_base(sentence.base, tuple(with_it))}
    return [finding for finding in _alarms(file.findings) if _key(finding) not in known]


@cache
def _of_base(base: str, with_it: tuple[Path, ...]) -> list[Finding]:
    return _alarms(audit_files([FOLDER / f"{base}.html", *with_it], _suqian().kind).files[0].findings)


def _key(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.sentence


def made(sentence: Sentence) -> tuple[str, str]:
    """Return the name and the content of the file that has the sentence in its place."""
    page = (FOLDER / f"{sentence.base}.html").read_text(encoding="utf-8")
    name = _TITLE.search(page)[1]
    if named := re.fullmatch("agency named (.*)", sentence.figures):
        page = page.replace(name, named[1])
    if sentence.place == "agency":
        page = page.replace(name, sentence.sentence)
    if sentence.place in {"agency", "figures"}:
        page = _with_regulations(page, sentence.figures)
    if sentence.place == "wrap":
        lines = sentence.sentence.replace(r"\n", "\n")
        return "a.txt", re.sub("\n(?=二、)", lambda _: f"\n{lines}\n", _plain(page), count=1)
    return "a.html", _placed(page, sentence)


def _placed(page: str, sentence: Sentence) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in sentence.paragraphs if paragraph)
    match sentence.place:
        case "s1":
            return page.replace("<h2>二、", f"{text}<h2>二、")
        case "s1all" | "s5" | "s6" as place:
            pattern = f"(<h2>{SECTIONS[place]}、[^<]*</h2>).*?(?=<h2>|</body>)"
            return re.sub(pattern, lambda found: found[1] + text, page, flags=re.DOTALL)
        case "intro":
            return re.sub("(?<=</h1>)<p>.*?</p>", lambda _: text, page)
        case "end":
            return page.replace("</body>", f"{text}</body>")
        case _:
            return page


def _with_regulations(page: str, figures: str) -> str:
    """Return a page with the row 规章 as said, 0 where nothing is."""
    said = dict(part.strip().split("=") for part in figures.split(";"))
    of = {cell.rpartition(".")[2]: number for cell, number in said.items()}
    cells = "".join(f"<td>{of.get(column, 0)}</td>" for column in REGULATIONS)
    return re.sub("(<td>规章</td>)(<td>0</td>){3}", rf"\1{cells}", page)


def _plain(page: str) -> str:
    """Return a page as plain text: a paragraph or a row of a table on a line, tabs between its cells."""
    body = page.partition("</head>")[2].replace("\n", "")
    lines = re.sub("</td><td[^>]*>", "\t", body)
    return unescape(re.sub("<[^>]*>", "", re.sub("</(?:p|h1|h2|tr)>", "\n", lines)))


def _alarms(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity in {"error", "warning"}]


@cache
def _suqian():
    return Workspace(ROOT).load(ReportId("suqian", 2024))
