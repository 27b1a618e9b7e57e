"""Sentences in published reports: sound ones raise no finding, faults that of their rule, the rest is listed."""

from __future__ import annotations

import pytest
from benchmarks.published.sentences import is_right, left, sentences

SENTENCES = {sentence.id: sentence for sentence in sentences()}
LEFT = left()


@pytest.mark.long
@pytest.mark.parametrize("number", SENTENCES)
def test_a_sentence_is_judged_as_it_should_be(number):
    """A sentence is judged rightly, or stands in the list of those that are not, with the reason."""
    assert is_right(SENTENCES[number]) == (number not in LEFT)


def test_what_is_left_is_of_the_table_and_has_a_reason():
    """The list names lines of the table, each with its reason; no line stands in the table twice."""
    assert set(LEFT) <= set(SENTENCES)
    assert all(LEFT.values())
    assert len(SENTENCES) == len(sentences())
    assert {sentence.verdict == "ok" for sentence in sentences()} == {True, False}
