"""An office whose three reviewers sign, and what then stands."""

from __future__ import annotations

from datetime import date

from report_helpers.facts.identifiers import ReportId
from report_helpers.signatures.statement import STAGES
from report_helpers.signoff.signing import Reviewer, sign_stage
from report_helpers.signoff.state import stages_of

REPORT = ReportId("suqian", 2024)
PEOPLE = ("张三", "李四", "王五")
DAY = date(2025, 1, 20)
FOLDER = "data/suqian/2024"
GRANTED = "“三、收到和处理政府信息公开申请情况”的数据"


def sign(workspace, keys, number, name=None, key=None):
    """Sign one stage as the person whose turn it is, or as another."""
    reviewer = Reviewer(name or PEOPLE[number], keys[number if key is None else key], DAY)
    return sign_stage(workspace.load(REPORT), workspace.root, STAGES[number], reviewer)


def stages(workspace):
    """Return the stages as they now stand."""
    return stages_of(workspace.load(REPORT), workspace.root)


def broken(workspace):
    """Return stage, part and reason of everything that is no longer signed."""
    return [(stage.stage, p.title, p.why) for stage in stages(workspace) for p in stage.parts if p.state != "signed"]


def edit(workspace, name, *changes):
    """Replace text in a file of the report's year."""
    path = workspace.root / FOLDER / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
