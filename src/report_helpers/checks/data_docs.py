"""Great Expectations' own Data Docs of a checked report: one expectation a rule, named and annotated for a person.

Slower than the judgement by far, and made only when somebody asks for them.
"""

from __future__ import annotations

import logging
import shutil
import sys
from html import escape
from typing import TYPE_CHECKING, Any

from report_helpers.checks.judgement import FAILURE_SEVERITIES, new_context
from report_helpers.errors import InputError, Problem, RunError, reason_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    import pandas as pd

    from report_helpers.checks.finding import CheckResult
    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.residual import Residual

# What Data Docs say of every comparison that fails, beside its excess.
_SHOWN = ["cell", "left", "right"]


def write_data_docs(result: CheckResult, rules: Mapping[str, Rule], folder: Path) -> Path:
    """Write Data Docs into a new or empty folder and return the page of the validation; `index.html` links to it.

    Nothing is left of the folder when that fails; RunError where a page could not be written. Every
    rule has a column of its own, so that the table of contents lists the rules by their titles.
    """
    _make(folder)
    library, stop = logging.getLogger("great_expectations.render.renderer.site_builder"), _Stop()
    library.addHandler(stop)
    try:
        _write(result, rules, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        library.removeHandler(stop)
    return next(folder.glob("validations/**/*.html"))


def residual_frame(residuals: Sequence[Residual], waived: Collection[int]) -> pd.DataFrame:
    """Return a row for every comparison, in order; *waived* are the numbers of rows that a waiver covers.

    `amount` is by how much the comparison is violated beyond its tolerance, null where it cannot be
    made. `excess` is what is judged: the amount, null where waived. float64 holds both sides exactly to
    15 digits, more than the number reader admits.
    """
    import pandas as pd  # noqa: PLC0415  half a second that only Data Docs need

    columns = {
        "rule": [row.rule for row in residuals],
        "clause": [row.clause for row in residuals],
        "cell": [row.key for row in residuals],
        "severity": [row.severity for row in residuals],
        "left": [_float(row.left) for row in residuals],
        "right": [_float(row.right) for row in residuals],
        "amount": [_float(row.excess) for row in residuals],
    }
    frame = pd.DataFrame(columns)
    return frame.assign(excess=frame["amount"].mask(frame.index.isin(waived)))


def _float(value: Decimal | None) -> float:
    return float("nan") if value is None else float(value)


class _Stop(logging.Handler):
    """Ends the writing at the first page that fails: the library would log it with its trace and go on."""

    def emit(self, record: logging.LogRecord) -> None:
        """Raise RunError with the reason."""
        error = sys.exc_info()[1]
        if record.levelno >= logging.ERROR:
            raise RunError("写 Data Docs", reason_of(error) if isinstance(error, OSError) else type(error).__name__)


def _write(result: CheckResult, rules: Mapping[str, Rule], folder: Path) -> None:
    gx, context = new_context()
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.resolve())}
    site = {"class_name": "SiteBuilder", "show_how_to_buttons": False, "store_backend": store}
    context.delete_data_docs_site("local_site")  # the library's own, in a temporary folder
    context.add_data_docs_site("report", site | {"site_index_builder": {"class_name": "DefaultSiteIndexBuilder"}})
    # The library writes what it is given into its pages as it is.
    names = {rule.id: escape(f"{rule.id} {rule.title}") for rule in rules.values()}
    frame = residual_frame(result.residuals, result.waived)
    frame["cell"] = frame["cell"].map(escape)
    columns = {name: frame["excess"].where(frame["rule"] == rule) for rule, name in names.items()}
    expectations = [_expectation(rule, names[rule.id]) for rule in rules.values()]
    _validate(gx, context, result.report, frame.assign(**columns), expectations)
    context.build_data_docs(site_names=["report"])


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as error:
        raise InputError(Problem(f"无法写入（{reason_of(error)}）", str(folder), fix="请换一个文件夹")) from None
    if not is_empty:
        raise InputError(Problem("文件夹里已有文件", str(folder), fix="请指定一个新文件夹"))


def _expectation(rule: Rule, column: str) -> Any:  # noqa: ANN401  Great Expectations is not typed for us
    import great_expectations.expectations as gxe  # noqa: PLC0415

    title, clause = escape(rule.title), escape(rule.clause)
    return gxe.ExpectColumnValuesToBeBetween(
        column=column,
        max_value=0,
        severity=FAILURE_SEVERITIES[rule.severity],
        description=f"{title}：超出允许范围的数额不大于 0（依据：{clause}）",
        notes=clause,
        meta={"rule": rule.id, "clause": clause},
    )


def _validate(gx: Any, context: Any, name: str, frame: pd.DataFrame, expectations: list[Any]) -> None:  # noqa: ANN401
    """Validate a frame under a report's name and keep the result in the context."""
    asset = context.data_sources.add_pandas("report").add_dataframe_asset(name)
    suite = context.suites.add(gx.ExpectationSuite(name, expectations=expectations))
    data = asset.add_batch_definition_whole_dataframe("all")
    definition = context.validation_definitions.add(gx.ValidationDefinition(name=name, data=data, suite=suite))
    shown = {"result_format": "COMPLETE", "unexpected_index_column_names": _SHOWN}
    checkpoint = gx.Checkpoint(name=name, validation_definitions=[definition], result_format=shown)
    run = gx.RunIdentifier(run_name=name)
    context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": frame}, run_id=run)
