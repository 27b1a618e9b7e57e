"""The procedures that rules name: the engine's own, those of the features, those of a shipped kind."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from report_helpers.checks import (
    before_publication,
    derived_numbers,
    names,
    numbers_in_text,
    own_frames,
    parts_in_text,
    text_conventions,
    years_in_text,
)
from report_helpers.checks.procedures import PROCEDURES as OF_TABLES
from report_helpers.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.forms.kind import Kind
    from report_helpers.narrative.text import Text

    Procedure = Callable[[Report, Text, Rule], Iterator[Residual]]

TEXT_PROCEDURES: Mapping[str, Procedure] = {
    function.__name__: function
    for function in (
        numbers_in_text.as_the_tables_say,
        derived_numbers.shares_and_changes,
        numbers_in_text.no_orphans,
        years_in_text.year_words,
        names.one_name,
        text_conventions.numbered_in_order,
        text_conventions.cited_exactly,
        text_conventions.length_and_topics,
        text_conventions.not_copied,
        text_conventions.sections_written,
        parts_in_text.parts_in_sentences,
        before_publication.no_personal_data,
        before_publication.not_confidential,
        before_publication.nothing_unfinished,
        before_publication.no_unfit_words,
        before_publication.links_well_formed,
        before_publication.no_slips,
    )
}
PROCEDURES: Mapping[str, Callable[[Report, Rule], Iterator[Residual]]] = {
    **OF_TABLES,
    own_frames.own_tables_agree.__name__: own_frames.own_tables_agree,
}
# Rooms whose module `rules` has procedures: a rule names one as `ledger.overdue`.
FEATURES = ("ledger", "rollup")


def find_procedure(kind: Kind, rule: Rule) -> tuple[Callable[..., Iterator[Residual]], bool]:
    """Return the procedure a rule names, and whether it is about the text; InputError when there is none."""
    feature, dot, name = rule.procedure.rpartition(".")
    if dot and feature in FEATURES:
        found = import_module(f"report_helpers.{feature}.rules").PROCEDURES.get(name)
        if found is not None:
            return found, False
    for about_text, own, module in ((False, PROCEDURES, "PROCEDURES"), (True, TEXT_PROCEDURES, "TEXT_PROCEDURES")):
        found = own.get(rule.procedure) or kind.code("procedures", module, {}).get(rule.procedure)
        if found is not None:
            return found, about_text
    shown = kind.shown_path("rules.yaml")
    fix = f"可用的有：{'、'.join((*PROCEDURES, *TEXT_PROCEDURES))}"
    reason = f"规则 {rule.id} 没有这种核验方法"
    raise InputError(Problem(reason, shown, column="procedure", value=rule.procedure, fix=fix))
