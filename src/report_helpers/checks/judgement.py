"""Great Expectations judges the residual frame: one ephemeral context, one stock expectation a severity.

Each expectation costs as much as all rows together, so there is none for every rule.
Importing the library costs seconds, so it happens at the first judgement.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from report_helpers.errors import RunError
from report_helpers.quick_import import quick_import

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from report_helpers.facts.residual import Verdict

SUITE = "statutory_report"
# Our severities and Great Expectations' own.
FAILURE_SEVERITIES = {"error": "critical", "warning": "warning", "note": "info"}
_VERDICTS: Mapping[str | None, Verdict] = {"critical": "fail", "warning": "warn", "info": "pass", None: "pass"}
# Which rows failed costs more than whether any did: asked for only then.
_WHETHER = {"result_format": "BASIC"}
_WHICH = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["row", "rule", "cell"],
    "return_unexpected_index_query": False,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The numbers of the rows that failed, the verdict, and the raw result of Great Expectations."""

    failed: tuple[int, ...]
    verdict: Verdict
    raw: dict[str, Any]


def judge(frame: pd.DataFrame) -> Judgement:
    """Judge a residual frame; RunError when an expectation could not be evaluated."""
    gx = import_great_expectations()
    severities = [name for name in FAILURE_SEVERITIES if name == "error" or (frame["severity"] == name).any()]
    judged = {_column(name): frame["excess"].where(frame["severity"] == name) for name in severities}
    suite = gx.ExpectationSuite(SUITE, expectations=[_expectation(frame, name) for name in severities])
    columns = frame[["rule", "cell"]].assign(row=frame.index, **judged)
    # Great Expectations hashes every column it is given: the names only when they are asked for.
    result = _validated(columns[list(judged)], suite, _WHETHER)
    if not result.success:
        result = _validated(columns, suite, _WHICH)
    raw = result.to_json_dict()
    raw["meta"].pop("batch_markers", None)  # time stamps
    failed = tuple(sorted(_failed(raw, len(frame))))
    worst = _VERDICTS[result.get_max_severity_failure()]
    return Judgement(failed, worst if frame["amount"].notna().any() else "nothing", raw)


@cache
def import_great_expectations() -> Any:  # noqa: ANN401  a module
    """Import Great Expectations: seconds, paid once and only here."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with quick_import("altair", "scipy.stats"):
        import great_expectations as gx  # noqa: PLC0415
    return gx


def new_context() -> tuple[Any, Any]:
    """Return Great Expectations and an ephemeral context of it that draws no progress bars."""
    gx = import_great_expectations()
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return gx, context


@cache
def _definition() -> Any:  # noqa: ANN401  Great Expectations is not typed for us
    """Return the batch definition all frames are judged under: one ephemeral context a process."""
    _, context = new_context()
    asset = context.data_sources.add_pandas("report").add_dataframe_asset("residuals")
    return asset.add_batch_definition_whole_dataframe("all")


def _validated(frame: pd.DataFrame, suite: Any, result_format: Mapping[str, Any]) -> Any:  # noqa: ANN401
    return _definition().get_batch({"dataframe": frame}).validate(suite, result_format=dict(result_format))


def _column(severity: str) -> str:
    return f"excess_{FAILURE_SEVERITIES[severity]}"


def _expectation(frame: pd.DataFrame, severity: str) -> Any:  # noqa: ANN401  Great Expectations is not typed for us
    """Return the stock expectation that no row of a severity exceeds; its meta names rules and clauses.

    One string, since Great Expectations copies the meta of an expectation eighteen times, item by item.
    """
    import great_expectations.expectations as gxe  # noqa: PLC0415

    rows = frame[frame["severity"] == severity]
    rules = dict.fromkeys(f"{rule} {clause}" for rule, clause in zip(rows["rule"], rows["clause"], strict=True))
    return gxe.ExpectColumnValuesToBeBetween(
        column=_column(severity),
        max_value=0,
        severity=FAILURE_SEVERITIES[severity],
        meta={"rules": "；".join(rules)},
    )


def _failed(raw: Mapping[str, Any], height: int) -> Iterator[int]:
    """Yield the numbers of the failing rows from the raw result; no row of *height* may be lost."""
    for result in raw["results"]:
        if result["exception_info"].get("raised_exception"):
            reason = str(result["exception_info"].get("exception_message"))
            raise RunError("数据校验", f"Great Expectations 未能完成（{reason}）")
        if result["result"].get("element_count") != height:
            raise RunError("数据校验", "Great Expectations 没有校验全部项目")
        rows = result["result"].get("unexpected_index_list") or []
        if not (result["success"] or rows):
            raise RunError("数据校验", "Great Expectations 的结果与校验项目对不上")
        yield from (int(row["row"]) for row in rows)
