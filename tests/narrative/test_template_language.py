"""The language of the templates is Jinja's own: what is worked out here is what Jinja itself would make of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined

from report_helpers.narrative.template import fill_in

NAMES = {"a": 0, "b": 1, "c": 2, "agency": {"name": "某局", "short": "局"}}
JINJA = Environment(undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701  no HTML

terms = st.sampled_from(["a", "b", "c", "0", "1", "2", "1.5"])
texts = st.sampled_from(
    ["甲", "乙\n", "丙 ", "{{ agency.name }}", "{{ agency['short'] }}", "{{ c }}", "{# 注 #}", "\n\n"]
)
relations = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


@st.composite
def chains(draw):
    """Return a comparison of two to four terms: a < b == 1."""
    parts = [draw(terms)]
    for _ in range(draw(st.integers(1, 3))):
        parts += [draw(relations), draw(terms)]
    return " ".join(parts)


def joined(conditions):
    """Return conditions of conditions."""
    both = st.tuples(conditions, st.sampled_from(["and", "or"]), conditions).map(" ".join)
    return both | conditions.map("not {}".format) | conditions.map("({})".format)


conditions = st.recursive(chains(), joined, max_leaves=6)


def branched(bodies):
    """Return `{% if %}` with an elif and an else, as far as it has them, around and beside other text."""
    elifs = st.lists(st.tuples(conditions, bodies), max_size=2)

    def written(condition, body, others, last, after):
        middle = "".join(f"{{% elif {other} %}}{text}" for other, text in others)
        end = "" if last is None else f"{{% else %}}{last}"
        return f"{{% if {condition} %}}{body}{middle}{end}{{% endif %}}{after}"

    return st.builds(written, conditions, bodies, elifs, st.none() | bodies, texts)


sections = st.recursive(texts, branched, max_leaves=8)


@pytest.mark.long
@given(sections)
def test_a_section_reads_as_jinja_would_render_it(source):
    """Branches, comparisons and their chains, and, or, not, comments and blank lines come out as in Jinja."""
    assert fill_in(source, NAMES, "narrative.md") == JINJA.from_string(source).render(NAMES)
