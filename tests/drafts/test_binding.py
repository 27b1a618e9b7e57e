"""Which figures of a draft become placeholders: those that one reading alone explains, and none other."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from benchmarks.drafts.measuring import lines_of, measure
from benchmarks.drafts.samples import samples

from report_helpers.drafts.binding import bind_draft
from report_helpers.drafts.reading import Paragraph
from report_helpers.facts.fact import Status
from report_helpers.narrative.render import names_for


def bound(report, text, section="overview"):
    """Return a draft's paragraph as it is written with placeholders."""
    draft = {other.id: () for other in report.form.sections} | {section: (Paragraph(text),)}
    (paragraph,) = bind_draft(report, draft)
    return paragraph


def with_figures(report, **values):
    """Return a report with other figures, `applications__new__total=5` for applications.new.total."""
    changed = {key.replace("__", "."): Decimal(value) for key, value in values.items()}
    facts = {key: replace(report.facts[key], status=Status.NUMBER, value=value) for key, value in changed.items()}
    return replace(report, facts={**report.facts, **facts})


def at_random(report, rng, most):
    """Return a report whose figures are anything from 1 to *most*: the smaller, the more of them are equal."""
    return replace(
        report,
        facts={
            key: replace(fact, status=Status.NUMBER, value=Decimal(rng.randint(1, most)))
            for key, fact in report.facts.items()
        },
    )


def test_the_samples_own_texts_come_back():
    """Of the placeholders of all shipped texts, typed as figures, 95 % come back and none is wrong."""
    counts = sum((measure(report) for report in samples()), Counter())
    assert counts["wrong"] == 0
    assert counts["all"] > 350
    assert counts["right"] >= 0.95 * counts["all"], counts


@pytest.mark.parametrize("most", [2, 4, 30])
def test_other_figures_bind_none_wrong(most):
    """With any other figures, many facts of the same value among them, no number becomes another fact's placeholder."""
    rng, counts = random.Random(most), Counter()  # noqa: S311
    for report in samples():
        previous = at_random(report.previous, rng, most) if report.previous else None
        counts += measure(replace(at_random(report, rng, most), previous=previous))
    assert counts["wrong"] == 0
    assert counts["right"] >= 0.9 * counts["all"], counts


# Sentences of other hands; what they print is what they must be bound to, or nothing.
SENTENCES = Path(__file__).with_name("sentences.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("most", [2, 5])
def test_sentences_of_other_hands_bind_none_wrong(suqian_2024, most):
    """Columns within rows, parts, last year's and both kinds of dispute: bound to what they print, or left as typed."""
    rng = random.Random(most)  # noqa: S311
    for _ in range(12):
        previous = at_random(suqian_2024.previous, rng, most)
        report = replace(at_random(suqian_2024, rng, most), previous=previous)
        for line in lines_of(report, SENTENCES):
            (new,) = lines_of(report, bound(report, line.text, "applications").source)
            assert new.text == line.text
            for start, (fact, *_) in new.placeholders.items():
                assert line.placeholders[start][0] == fact, line.text


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("收到申请 1,234 件。", "收到申请 {{ applications.new.total }}。"),
        ("收到申请１２３４件。", "收到申请{{ applications.new.total }}。"),
        ("收到申请1234份。", "收到申请{{ applications.new.total | number }}份。"),
        ("收到申请1234。", "收到申请{{ applications.new.total | number }}。"),
        ("收到申请1200余件。", "收到申请1200余件。"),
        ("收到申请1235件。", "收到申请1235件。"),
        ("上半年收到申请1234件。", "上半年收到申请1234件。"),
        ("市教育局收到申请1234件。", "市教育局收到申请1234件。"),
        ("全市收到申请1234件。", "{{ agency.short }}收到申请{{ applications.new.total }}。"),
        (
            "收到申请1234件，与上年持平。",
            "收到申请{{ applications.new.total }}，{{ applications.new.total | change }}。",
        ),
        ("印发《2024年收到申请1234件的说明》。", "印发《2024年收到申请1234件的说明》。"),
        (
            "2024年，全市受理申请1234件，2025年继续。",
            "{{ year }}年，{{ agency.short }}受理申请{{ applications.new.total }}，{{ next_year }}年继续。",
        ),
        ("自2024年3月起施行。", "自2024年3月起施行。"),
        ("连同上年结转的12件。", "连同上年结转的{{ applications.carried_in.total }}。"),
    ],
)
def test_a_number_is_bound_as_it_is_written(suqian_2024, text, source):
    """Gaps, separators, width and other counters do not matter; what is no exact number of the year stays typed."""
    report = with_figures(suqian_2024, applications__new__total=1234, applications__carried_in__total=12)
    report = replace(report, previous=with_figures(suqian_2024.previous, applications__new__total=1234))
    assert bound(report, text).source == source


@pytest.mark.parametrize("change", ["比上年增加7件", "同比增长7.1%", "与上年持平", "上年为7件", "占办结总数的7.1%"])
def test_a_change_that_the_figures_refute_is_named(suqian_2024, change):
    """A change, last year's figure or a share that no figure gives is listed with what it would have to be."""
    figures = bound(
        suqian_2024, f"予以公开{suqian_2024.facts['applications.granted.total'].printed}件，{change}。"
    ).figures
    assert [figure.state for figure in figures] == ["bound", "refuted"]
    assert "予以公开" in figures[1].readings[0]


def test_equal_values_without_words_are_left_open(suqian_2024):
    """维持3件 alone may be three facts: each is offered, none is taken; 复议 in the clause before settles it."""
    same = dict.fromkeys(("disputes__review__upheld", "disputes__litigation_direct__upheld"), 3)
    report = with_figures(suqian_2024, **same, disputes__litigation_after_review__upheld=3)
    (figure,) = bound(report, "结果维持3件。").figures
    assert (figure.state, len(figure.choices)) == ("open", 3)
    review = report.facts["disputes.review.total"].printed
    text = f"行政复议{review}件，其中结果维持3件。"
    assert "其中结果维持{{ disputes.review.upheld }}" in bound(report, text).source


def test_a_number_asked_about_with_one_choice_says_what_else_it_may_be(suqian_2024):
    """Words of a month, another organ or another column speak against the only figure of that value: why is said."""
    number = suqian_2024.facts["applications.granted.total"].printed
    for words in ("1月", "市教育局", "商业企业"):
        figure = bound(suqian_2024, f"{words}予以公开{number}件。").figures[-1]
        assert (figure.state, len(figure.choices)) == ("open", 1)
        assert figure.readings == ("句子里没有写明的另一个数字",)
    assert bound(suqian_2024, f"1月至12月予以公开{number}件。").figures[-1].state == "bound"


def test_figures_of_the_text_are_known_by_their_names():
    """A figure of facts.csv is bound where its clause names it, and no other of its unit as well."""
    report = next(report for report in samples() if report.id.agency == "shanzhou-sifaju")
    text = "公证业务信息1条，人民调解信息1条，发布1条，公证业务信息和人民调解信息各1条。"
    (paragraph,) = (bound(report, text, "other"),)
    assert paragraph.source.startswith(
        "公证业务信息{{ text.notary_items }}，人民调解信息{{ text.mediation_items }}，发布1条，"
    )
    assert paragraph.source.endswith("各1条。")


def test_names_are_bound_outside_titles(suqian_2024):
    """The agency's names and the period become placeholders, but not in a title or a quotation."""
    period = names_for(suqian_2024)["period"]
    text = f"宿迁市人民政府编制，期限为{period}。“宿迁市人民政府”和《宿迁市人民政府公报》不变。"
    source = "{{ agency.name }}编制，期限为{{ period }}。“宿迁市人民政府”和《宿迁市人民政府公报》不变。"
    assert bound(suqian_2024, text).source == source
