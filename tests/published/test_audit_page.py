"""The page of an audit: a line a file, the findings of a file by rule, nothing that agrees among them."""

from __future__ import annotations

import time
from dataclasses import replace

import lxml.html
import pytest
from benchmarks.published.figures import sources
from benchmarks.published.layouts import merged
from benchmarks.published.tables import sample

from report_helpers.checks.finding import SEVERITIES
from report_helpers.published.audit_views import OPEN_UP_TO, audit_html, by_rule
from report_helpers.published.auditing import Audit, audit_files
from tests.conftest import DISCLOSURE

SUQIAN = sources()[7:9]


def changed_total(cell, text):
    """Return the figure of a cell, two of the totals wrong."""
    return ("999", "") if cell in {"applications.total.total", "applications.new.total"} else (text, text)


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    """Two sound years, one with broken sums, and a file that is no report."""
    folder = tmp_path_factory.mktemp("audited")
    for report in SUQIAN:
        (folder / f"{report.year}.html").write_bytes(merged(sample(report))[1])
    wrong = merged(sample(SUQIAN[1]).with_figures(changed_total))[1].decode().replace("宿迁市", "淮安市")
    (folder / "wrong.html").write_text(wrong, encoding="utf-8")
    (folder / "none.html").write_text("<p>招聘公告</p>", encoding="utf-8")
    names = ("2023.html", "2024.html", "wrong.html", "none.html")
    return audit_files([folder / name for name in names], DISCLOSURE)


def words(node):
    """Return the text of a node, spaces made one."""
    return " ".join("".join(node.itertext()).split())


def test_every_file_has_a_line_the_worst_first(audit):
    """Each file is folded behind a line with its counts; what could not be read comes first, then the most errors."""
    tree = lxml.html.fromstring(audit_html(audit))
    files = tree.xpath("//details[contains(@class, 'file')]")
    lines = [words(file.find("summary")) for file in files]
    assert "无法读取" in lines[0]
    wrong = audit.files[2]
    assert lines[1].startswith(f"{wrong.name}错误 {wrong.count('error')}提示 {wrong.count('warning')}")
    assert "T3-3" in lines[1]
    assert wrong.count("error") >= 2
    assert not any(file.get("open") is not None for file in files)
    alone = lxml.html.fromstring(audit_html(Audit((wrong,), audit.titles)))
    assert alone.xpath("//details[contains(@class, 'file')]/@open") == [""]


def test_findings_are_folded_by_rule(audit):
    """Findings of one rule and severity stand together, each once, under the rule's title, clause and remedy."""
    wrong = audit.files[2]
    tree = lxml.html.fromstring(audit_html(audit))
    (file,) = [node for node in tree.xpath("//details[contains(@class, 'file')]") if wrong.name in words(node[0])]
    groups = file.xpath("./details")
    heads = [words(group.find("summary")) for group in groups]
    assert len(set(heads)) == len(heads)
    assert sum(len(group.xpath("./ul/li")) for group in groups) == len(wrong.findings)
    first = by_rule(wrong.findings, audit.titles)[0]
    assert heads[0] == f"错误 {first.rule} {first.title} {len(first.told)} 项"
    assert first.title
    assert words(groups[0].find("p")).startswith("依据：")
    severities = [next(s for s in SEVERITIES if s in group.get("class").split()) for group in groups]
    assert severities == sorted(severities, key=SEVERITIES.index)


def test_many_findings_of_a_rule_are_folded(audit):
    """Up to five findings of a rule are unfolded with their file, more are not, nor are notes."""
    wrong = audit.files[2]
    error = next(finding for finding in wrong.findings if finding.severity == "error")
    for count in (OPEN_UP_TO, OPEN_UP_TO + 1):
        file = replace(wrong, findings=(error,) * count)
        tree = lxml.html.fromstring(audit_html(Audit((file,), audit.titles)))
        (group,) = tree.xpath("//details[contains(@class, 'rule')]")
        assert (group.get("open") is not None) == (count == OPEN_UP_TO)
    file = replace(wrong, findings=(replace(error, severity="note"),))
    assert not lxml.html.fromstring(audit_html(Audit((file,), audit.titles))).xpath("//details/details/@open")


def test_a_remedy_is_said_once(audit):
    """What all findings of a rule ask for stands over them; where they differ each says its own."""
    one, other = audit.files[2].findings[0], replace(audit.files[2].findings[0], fix="请问财政部门")
    (same,) = by_rule((one, one), {})
    assert same.fix == one.fix
    assert [told[1] for told in same.told] == ["", ""]
    (different,) = by_rule((one, other), {})
    assert different.fix == ""
    assert [told[1] for told in different.told] == [one.fix, "请问财政部门"]


def test_what_agrees_is_no_finding(tmp_path):
    """A sentence that says what the table says is nowhere on the page; the same sentence with another figure is."""
    page, new = merged(sample(SUQIAN[1]))[1].decode(), int(SUQIAN[1].facts["applications.new.total"].value)
    for said in (new, new + 7):
        text = f"{said} 件政府信息公开申请由本机关在本年新收到。"
        (tmp_path / f"{said}.html").write_text(page.replace("下一步将加强培训。", text), encoding="utf-8")
    right = audit_html(audit_files([tmp_path / f"{new}.html"], DISCLOSURE))
    assert "一致" not in lxml.html.fromstring(right).xpath("string(//main)")
    wrong = audit_files([tmp_path / f"{new + 7}.html"], DISCLOSURE)
    assert any(finding.rule.startswith("X-") and str(new + 7) in finding.message for _, finding in wrong.findings())


def test_what_cannot_be_verified_is_no_problem(audit):
    """A file with nothing but notes counts as one without problems, and says so."""
    file = audit.files[0]
    notes = tuple(finding for finding in file.findings if finding.severity == "note")
    assert notes
    tree = lxml.html.fromstring(audit_html(Audit((replace(file, findings=notes), audit.files[2]), audit.titles)))
    assert "没有发现问题 1 个" in words(tree.find(".//header"))
    (clean,) = tree.xpath("//details[contains(@class, 'clean')]")
    assert "没有发现问题。" in words(clean)


def test_sixty_files_are_drawn_at_once(audit):
    """The page of sixty files is drawn in under two CPU seconds, and gives the same bytes again."""
    many = Audit(audit.files * 15, audit.titles)
    start = time.process_time()
    made = audit_html(many)
    assert time.process_time() - start < 2
    assert made == audit_html(many)
