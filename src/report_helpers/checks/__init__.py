"""The rule catalogue, the residual frame and its judgement by Great Expectations."""

from report_helpers.checks.checking import apply_rule, check, residuals_of
from report_helpers.checks.data_docs import write_data_docs
from report_helpers.checks.explaining import explain, rule_lines
from report_helpers.checks.finding import (
    FINDINGS_MIME,
    RESULT_WORDS,
    SEVERITIES,
    SEVERITY_WORDS,
    VERDICT_WORDS,
    WAIVER_WORDS,
    CheckResult,
    Finding,
    finding_line,
    result_lines,
)
from report_helpers.checks.frame import residual_frame
from report_helpers.checks.procedures import PROCEDURES
from report_helpers.checks.rule_catalogue import Rule, catalogue, rules_for
from report_helpers.checks.text_procedures import TEXT_PROCEDURES

__all__ = [
    "FINDINGS_MIME",
    "PROCEDURES",
    "RESULT_WORDS",
    "SEVERITIES",
    "SEVERITY_WORDS",
    "TEXT_PROCEDURES",
    "VERDICT_WORDS",
    "WAIVER_WORDS",
    "CheckResult",
    "Finding",
    "Rule",
    "apply_rule",
    "catalogue",
    "check",
    "explain",
    "finding_line",
    "residual_frame",
    "residuals_of",
    "result_lines",
    "rule_lines",
    "rules_for",
    "write_data_docs",
]
