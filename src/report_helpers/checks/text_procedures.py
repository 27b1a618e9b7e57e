"""The rules about the text, each with the procedure that compares it with the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.checks import (
    before_publication,
    names,
    numbers_in_text,
    parts_in_text,
    statements,
    text_conventions,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative import Text

TEXT_PROCEDURES: Mapping[str, Callable[[Report, Text, Rule], Iterator[Residual]]] = {
    "X-1": numbers_in_text.as_the_tables_say,
    "X-2": numbers_in_text.as_the_tables_say,
    "X-3": numbers_in_text.percentages,
    "X-4": numbers_in_text.as_the_tables_say,
    "X-5": statements.none_received,
    "X-6": statements.all_upheld,
    "X-7": statements.fee_stated,
    "X-8": statements.year_words,
    "X-9": names.one_name,
    "X-10": text_conventions.numbered_in_order,
    "X-11": parts_in_text.parts_in_sentences,
    "X-12": text_conventions.cited_exactly,
    "N-1": numbers_in_text.no_orphans,
    "S-1": text_conventions.length_and_topics,
    "S-2": text_conventions.not_last_years,
    "P-1": before_publication.no_personal_data,
    "P-2": before_publication.not_confidential,
    "P-3": before_publication.no_unfit_words,
    "P-4": before_publication.links_well_formed,
    "P-5": before_publication.no_slips,
}
