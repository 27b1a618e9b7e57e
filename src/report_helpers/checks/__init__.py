"""The rule catalogue, the residual frame and its judgement by Great Expectations."""

from typing import TYPE_CHECKING

from report_helpers.quick_import import exported_lazily

if TYPE_CHECKING:
    from report_helpers.checks.checking import apply_rule, check, confront
    from report_helpers.checks.explaining import explain, rule_lines
    from report_helpers.checks.finding import (
        FINDINGS_MIME,
        RESULT_WORDS,
        SEVERITY_WORDS,
        VERDICT_WORDS,
        WAIVER_WORDS,
        Finding,
        Outcome,
        finding_line,
        outcome_lines,
    )
    from report_helpers.checks.frame import residual_frame
    from report_helpers.checks.procedures import PROCEDURES
    from report_helpers.checks.rule_catalogue import Rule, catalogue, rules_for
    from report_helpers.checks.text_procedures import TEXT_PROCEDURES

__all__ = [
    "FINDINGS_MIME",
    "PROCEDURES",
    "RESULT_WORDS",
    "SEVERITY_WORDS",
    "TEXT_PROCEDURES",
    "VERDICT_WORDS",
    "WAIVER_WORDS",
    "Finding",
    "Outcome",
    "Rule",
    "apply_rule",
    "catalogue",
    "check",
    "confront",
    "explain",
    "finding_line",
    "outcome_lines",
    "residual_frame",
    "rule_lines",
    "rules_for",
]

__getattr__ = exported_lazily(
    __name__,
    {
        "rule_catalogue": "Rule catalogue rules_for",
        "checking": "apply_rule check confront",
        "explaining": "explain rule_lines",
        "finding": "FINDINGS_MIME RESULT_WORDS SEVERITY_WORDS VERDICT_WORDS WAIVER_WORDS Finding Outcome "
        "finding_line outcome_lines",
        "procedures": "PROCEDURES",
        "frame": "residual_frame",
        "text_procedures": "TEXT_PROCEDURES",
    },
)
