"""What a person writes in a YAML file is read as people read it, or refused; YAML's own ideas of it do not count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from report_helpers.errors import InputError
from report_helpers.files.documents import Amount, Day, Document, MonthDay, Whole, parse_document


class _Settings(Document):
    """One value of each type that our settings have."""

    text: str = ""
    texts: tuple[str, ...] = ()
    number: Whole = 0
    share: Amount = Decimal(0)
    each_year: MonthDay = "01-31"
    day: Day = date(2024, 1, 31)
    days: tuple[Day, ...] = ()
    flag: bool = False


def read(line: str) -> _Settings:
    """Return a file of this one line."""
    return parse_document(line.encode(), _Settings, "x.yaml")


NOT_NUMBERS = (
    "0516 010 0o17 0x1F 0b11 1_000 1:30 190:20:30 1.10 1e3 1. .5 +5 -0 no yes On off y N .inf .nan = 2021 "
    "2024-01-31T00:00:00Z 999999999999999999999999999999"
)
REFUSED = """
day: 0001-01-01 | day: 9999-12-31 | day: 1949-09-30 | day: 2200-01-01 | day: 2024-02-30 | day: 2024-13-1 | day: 0
day: 86400 | day: 20240131 | day: '1706659200' | day: 2024-01-31T12:00:00 | day: true | day: 2024-W05-1 | day: 24-01-31
day: 20240131T000000 | days: [0001-01-01] | day: ２０２４-01-31 | number: 1:30:00 | number: 0x7E8 | number: 0b1
number: 2024.5 | number: 1e3 | number: .inf | share: .nan | share: .inf | share: nan | share: Infinity | share: 1:30
flag: maybe | flag: 2 | text: true | text: 2024-01-31 | text: null | text: [a] | text: {a: b} | {text: a, 'text': b}
number: 2_024 | number: '2_024' | number: 2024.0 | number: +2024 | number: ' 2024' | number: ２０２４ | number: 02024
number: true | share: 1_0 | share: +1 | share: １ | share: 1. | share: .5 | each_year: 02-29 | each_year: 2-28
share: true | each_year: 01-31x | each_year: x01-31 | each_year: 13-01 | each_year: ０1-31 | each_year: "01-31\n"
text: !!str 5 | text: !!binary aGVsbG8= | number: !!int '0x10' | texts: !!set {a, b} | texts: !!python/tuple [a]
text: !x y | !!map {text: a} | <<: {text: a} | texts: &a [*a] | text: *none
"""
REFUSED_LINES = [line for row in REFUSED.strip().splitlines() for line in row.split(" | ")]
MORE_REFUSED = [
    "text: a\ntext: b",
    "? [a]\n: b",
    "text: a\n---\ntext: b",
    "%YAML 9.9\n---\ntext: a",
    f"number: {'9' * 5000}",
]


@pytest.mark.parametrize("written", NOT_NUMBERS.split())
def test_text_stays_as_it_is_written(written):
    """A telephone area code, a time of day or `no` where text belongs is that text, not another number or false."""
    assert read(f"text: {written}").text == written
    assert read(f"texts: [{written}]").texts == (written,)


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("number: 2024", "number", 2024),
        ("number: '2024'", "number", 2024),
        ("number: -3", "number", -3),
        ("share: 0.30", "share", Decimal("0.30")),
        ("share: 1", "share", Decimal(1)),
        ("flag: yes", "flag", True),
        ("flag: false", "flag", False),
        ("flag: off", "flag", False),
        ("day: 2024-02-29", "day", date(2024, 2, 29)),
        ("day: 2024-2-9", "day", date(2024, 2, 9)),
        ("day: '2024-02-29'", "day", date(2024, 2, 29)),
        ("day: 1949-10-01", "day", date(1949, 10, 1)),
        ("text: &a 约", "text", "约"),
    ],
)
def test_a_value_is_what_people_read(line, name, value):
    """Numbers are decimal, dates are days, yes and no are answers where one is asked for."""
    assert getattr(read(line), name) == value


@pytest.mark.parametrize("line", [*REFUSED_LINES, *MORE_REFUSED])
def test_what_nobody_means_is_refused(line):
    """Days outside our centuries, numbers for days, tags, repeated keys and the like: a sentence names the file."""
    with pytest.raises(InputError) as caught:
        read(line)
    (sentence,) = caught.value.sentences()
    assert sentence.startswith("x.yaml")
    assert "\n" not in sentence


@pytest.mark.parametrize("line", ["text: !x y", "text: 'a", "<<: {text: a}", "nothing: 1", "text: a\x00"])
def test_what_to_do_is_said(line):
    """A file that is no YAML, or has an entry we do not know, is told how to be mended."""
    with pytest.raises(InputError, match="请"):
        read(line)
