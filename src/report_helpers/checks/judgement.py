"""Great Expectations, and the only room that knows it: the residual frame judged.

One ephemeral context and one stock expectation over one frame, whatever the number of
rules: each further one costs as much as all rows together. Importing the library costs
seconds, so it happens inside `judge`.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from report_helpers.errors import RunError
from report_helpers.quick_import import models_made_quickly, quick_import

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

SUITE = "statutory_report"
_SIDES, _NAMES = ["left", "required"], ["rule", "cell"]
# Which rows failed, by rule and cell, costs as much again as whether any did: asked for only then.
_VERDICT = {"result_format": "BASIC"}
_DETAILS = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": _NAMES,
    "return_unexpected_index_query": False,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The rows that failed, as (rule, cell), and the raw result of Great Expectations."""

    failed: frozenset[tuple[str, str]]
    raw: dict[str, Any]


def judge(frame: pd.DataFrame) -> Judgement:
    """Judge a residual frame; RunError when an expectation could not be evaluated."""
    # Great Expectations hashes every column it is handed, twice: the names only when they are asked for.
    result = _validated(frame[_SIDES], _VERDICT)
    if not result.success:
        result = _validated(frame, _DETAILS)
    return _read(result.to_json_dict(), len(frame))


def _validated(frame: pd.DataFrame, result_format: Mapping[str, Any]) -> Any:  # noqa: ANN401  not typed for us
    suite = _library().ExpectationSuite(SUITE, expectations=[_expectation()])
    batch = _definition().get_batch({"dataframe": frame})
    with _configured_once():
        return batch.validate(suite, result_format=dict(result_format))


@cache
def _library() -> Any:  # noqa: ANN401  a module
    """Import Great Expectations: seconds, paid once and only here."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with quick_import("altair", "scipy.stats"), models_made_quickly():
        import great_expectations as gx  # noqa: PLC0415
        from great_expectations.expectations.expectation import Expectation  # noqa: PLC0415

    Expectation.configuration = property(partial(_configuration, Expectation.configuration.fget))
    return gx


_told: ContextVar[dict[int, tuple[Any, Any]] | None] = ContextVar("told", default=None)


@contextmanager
def _configured_once() -> Iterator[None]:
    """Within the block an expectation works out its configuration once.

    Great Expectations asks for it eighteen times while it judges one expectation, which
    nothing changes meanwhile: a fifth of the time.
    """
    token = _told.set({})
    try:
        yield
    finally:
        _told.reset(token)


def _configuration(work_out: Callable[[Any], Any], expectation: Any) -> Any:  # noqa: ANN401  not typed for us
    """Return an expectation's configuration, within `_configured_once` the one it had before."""
    told = _told.get()
    if told is None:
        return work_out(expectation)
    if id(expectation) not in told:
        told[id(expectation)] = expectation, work_out(expectation)  # kept alive, or its id may come again
    return told[id(expectation)][1]


@cache
def _definition() -> Any:  # noqa: ANN401  Great Expectations is not typed for us
    """Return the batch definition all frames are judged under: one ephemeral context a process."""
    gx = _library()
    with quick_import("altair", "scipy.stats"):
        from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("report").add_dataframe_asset("residuals")
    return asset.add_batch_definition_whole_dataframe("all")


def _expectation() -> Any:  # noqa: ANN401  Great Expectations is not typed for us
    """Return the one stock expectation all rows are judged by; a row of two blanks is never taken for equal."""
    import great_expectations.expectations as gxe  # noqa: PLC0415

    return gxe.ExpectColumnPairValuesToBeEqual(column_A="left", column_B="required", ignore_row_if="neither")


def _read(raw: dict[str, Any], height: int) -> Judgement:
    """Collect the failing rows from the raw result, without its time stamps; no row of *height* may be lost."""
    raw["meta"].pop("batch_markers", None)
    failed: set[tuple[str, str]] = set()
    for result in raw["results"]:
        if result["exception_info"].get("raised_exception"):
            reason = str(result["exception_info"].get("exception_message"))
            raise RunError("数据校验", f"Great Expectations 未能完成（{reason}）")
        if result["result"].get("element_count") != height:
            raise RunError("数据校验", "Great Expectations 没有校验全部项目")
        rows = result["result"].get("unexpected_index_list") or []
        failed.update((row["rule"], row["cell"]) for row in rows)
        if not (result["success"] or rows):
            raise RunError("数据校验", "Great Expectations 的结果与校验项目对不上")
    return Judgement(frozenset(failed), raw)
