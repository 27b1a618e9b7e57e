"""Great Expectations judges the residuals: one ephemeral context, one stock expectation a severity.

That the largest excess of a severity is at most 0 costs a third of asking it of every value, which
is asked only where it is not, to learn which rows failed. There is no expectation for every rule.
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
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from report_helpers.facts.residual import Residual, Verdict

SUITE = "statutory_report"
# Our severities and Great Expectations' own.
FAILURE_SEVERITIES = {"error": "critical", "warning": "warning", "note": "info"}
_VERDICTS: Mapping[str | None, Verdict] = {"critical": "fail", "warning": "warn", "info": "pass", None: "pass"}
_WHICH_ROWS = {
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


def judge(residuals: Sequence[Residual], waived: Collection[int] = ()) -> Judgement:
    """Judge by how much residuals are violated, without those whose numbers are *waived*.

    Raises RunError when an expectation could not be evaluated.
    """
    present = {row.severity for row in residuals} | {"error"}
    severities = [name for name in FAILURE_SEVERITIES if name in present]
    limits = [_limit(residuals, name) for name in severities]
    # A row that cannot be compared exceeds nothing.
    result = _validated(_excess(residuals, waived, severities, 0.0), "ExpectColumnMaxToBeBetween", limits, "BASIC")
    if not result.success:
        columns = _excess(residuals, waived, severities, float("nan"))
        columns |= {"row": list(range(len(residuals))), "rule": [row.rule for row in residuals]}
        columns |= {"cell": [row.key for row in residuals]}
        result = _validated(columns, "ExpectColumnValuesToBeBetween", limits, _WHICH_ROWS)
    raw = result.to_json_dict()
    raw["meta"].pop("batch_markers", None)  # time stamps
    failed = tuple(sorted(_failed(raw, len(residuals)))) if not result.success else ()
    worst = _VERDICTS[result.get_max_severity_failure()]
    return Judgement(failed, worst if any(row.excess is not None for row in residuals) else "nothing", raw)


def _excess(
    residuals: Sequence[Residual], waived: Collection[int], severities: Sequence[str], nothing: float
) -> dict[str, list[Any]]:
    """Return a column a severity: the excess of its rows, *nothing* for the others and where there is none or a waiver.

    Lists: in a process that has just been forked a dozen operations of pandas cost as much as all rules.
    """
    columns = {name: [nothing] * len(residuals) for name in severities}
    for number, row in enumerate(residuals):
        excess = row.excess
        if excess is not None and number not in waived:
            columns[row.severity][number] = float(excess)
    return {_column(name): values for name, values in columns.items()}


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


def _limit(residuals: Sequence[Residual], severity: str) -> dict[str, Any]:
    """Return the arguments of the expectation that no row of a severity exceeds 0; its meta names rules and clauses.

    They are one string, since Great Expectations copies the meta of an expectation eighteen times, item by item.
    """
    rules = dict.fromkeys(f"{row.rule} {row.clause}" for row in residuals if row.severity == severity)
    meta = {"rules": "；".join(rules)}
    return {"column": _column(severity), "max_value": 0, "severity": FAILURE_SEVERITIES[severity], "meta": meta}


def _column(severity: str) -> str:
    return f"excess_{FAILURE_SEVERITIES[severity]}"


def _validated(
    columns: Mapping[str, Sequence[Any]],
    expectation: str,
    limits: list[dict[str, Any]],
    shown: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Validate a suite of one stock expectation a severity; *shown* is the library's result format."""
    import pandas as pd  # noqa: PLC0415  half a second that only a check run needs

    gx = import_great_expectations()
    expectations = [getattr(gx.expectations, expectation)(**limit) for limit in limits]
    suite = gx.ExpectationSuite(SUITE, expectations=expectations)
    return _definition().get_batch({"dataframe": pd.DataFrame(columns)}).validate(suite, result_format=shown)


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
