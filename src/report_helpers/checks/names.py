"""The agency's name in the text: X-9, one name everywhere, and nobody else's in its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from report_helpers.facts.residual import compared
from report_helpers.narrative.organs import foreign_subjects, left_over, strange_selves
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Passage, Text

_AUTHOR = (
    re.compile(r"本报告由(?P<name>[^，。；《]{2,40}?)(?:依照|根据|按照|依据|编制|负责)"),
    re.compile(
        r"(?:^|[，。；：])(?:现将)?(?P<name>[^，。；《》：]{3,40}?)(?:编制|编写)(?:并公布|并发布)?(?:本|此)报告"
    ),
    re.compile(
        r"(?:编制|公布|现将|发布)了?\s*(?:20\d\d ?年度?)?(?P<name>[^，。；《》的]{3,40}?)(?:20\d\d ?年度?)?"
        r"(?:政府信息|政务信息|政务)公开(?:工作)?(?:年度)?(?:报告|情况)"
    ),
    # The subject of what is received, granted or issued in this report is the agency itself.
    re.compile(
        r"(?:^|[，。；：]|年)(?:全年|本年度?)?(?P<name>[一-龥]{2,20}(?:人民政府|委员会|管委会|实验区|[局厅委]))"
        r"(?:全年|本年度?|共|新|已|未)*(?:收到|受理|接收|新收|办结|作出|制发|依照《|根据《|按照《|对照《|现行有效|开设|收取)"
    ),
)
_ORGAN = re.compile(
    "[^、]*(?:政府|局|委|委员会|办公室|办公厅|厅|院|中心|馆|站|公司|管委会|办事处|管理处|镇|乡|街道|总队|支队|大队|分行|协会|联合会)"
)
_ANONYMOUS = re.compile(
    r"\d|本(?:局|机关|单位|委|区|市|县|级|地)|我(?:局|机关|单位|委|区|市|县)|要求|规定|如下|各|所属|下级|有关|相关|上级|国务院|国家|全国|中央"
    r"|^(?:省|市|县|区|州)?(?:人民)?政府(?:办公室|办公厅|办)?$"
)
_SHORTEST, _SHORT = 5, 6
_IS_WORD = re.compile("[一-鿿]")
_MASK = "\u25a0"


def one_name(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-9: the text names the agency it is about, by its one name, and tells of nobody else's acts.

    The name of one of the rule's `names` is an error: it is left over from a sample.
    """
    names = (report.agency.name, report.agency.short)
    known = (*names, report.agency.parent) if report.agency.parent else names
    units = tuple(unit.name for unit in report.units.list.units) if report.units else ()
    for passage in text.passages:
        wrong = dict(foreign_subjects(passage.text, report.agency, units))
        wrong |= dict(strange_selves(passage.text, report.agency))
        wrong |= dict(_other_authors(passage, known))
        wrong |= dict(_misspelt(passage.text, report.agency.name))
        samples = dict(left_over(passage.text, rule.names, report.agency))
        for position, name in sorted((wrong | samples).items()):
            words = {"what": f"写作“{name}”，本机关名称是“{names[0]}”", "expected": names[0], "found": name}
            severity = "error" if position in samples else rule.severity
            yield compared(rule, spot_in(passage, position), (1, 0), words=words, severity=severity)
        if not (wrong or samples) and names[0] in passage.text:
            yield compared(rule, spot_in(passage, passage.text.index(names[0])), (0, 0))


def _other_authors(passage: Passage, names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the agency that the text names as the author, where it is none of these *names*, nor the office of one."""
    for pattern in _AUTHOR:
        for found in pattern.finditer(passage.text):
            name = "".join(found["name"].split())
            is_ours = any(_is_office_of(name, own) or own.endswith(name) for own in names)
            if not is_ours and _ORGAN.fullmatch(name) and not _ANONYMOUS.search(name):
                yield found.start("name"), name


def _is_office_of(name: str, own: str) -> bool:
    """Tell whether a name is the agency's, or that of the office that writes for it (宿迁市人民政府办公室)."""
    return re.search(f"{re.escape(own)}(?:办公室|办公厅|办)?$", name) is not None


def _misspelt(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Yield stretches that are one character away from the name: one wrong, lacking or too many."""
    if len(name) < _SHORTEST:
        return
    masked = text.replace(name, _MASK * len(name))
    position = 0
    while position < len(masked):
        found = _nearly(masked[position : position + len(name) + 1], name)
        if found:
            yield position, found
        position += len(found) or 1


def _nearly(text: str, name: str) -> str:
    """Return the beginning of *text* that is one edit away from *name*, or an empty string.

    Its first or second character is the name's, and so is its last or last but one.
    """
    if text[:1] not in name[:2] or not text:
        return ""
    for length in (len(name), len(name) - 1, len(name) + 1):
        piece = text[:length]
        is_whole = len(piece) == length and piece[-1] in name[-2:]
        if length < len(name) <= _SHORT and piece == name[:-1] and _IS_WORD.match(text[length : length + 1]):
            continue  # 霁州市农业 begins like 霁州市农委
        if is_whole and Levenshtein.distance(piece, name, score_cutoff=1) == 1:
            return piece
    return ""
