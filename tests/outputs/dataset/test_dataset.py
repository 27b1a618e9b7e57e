"""The open data: tidy, described, valid, and read back."""

from __future__ import annotations

import csv
import json

import frictionless
import jsonschema
import nbformat
import pytest

from report_helpers.outputs.dataset.package import dataset_files, differences
from report_helpers.outputs.publication import read_publication
from report_helpers.sources.open_data_csv import facts_csv

REPORTS = ["suqian@2024", "pingtan@2020", "shanzhou-sifaju@2023"]


def publication_of(folder):
    """Return what a built report publishes."""
    return read_publication(nbformat.read(folder / "report.ipynb", as_version=4))


@pytest.mark.parametrize("report", REPORTS)
def test_every_fact_is_a_row(built, report):
    """facts.csv has a row for every cell and every figure of the text, read back without a difference."""
    folder = built(report)
    table = (folder / "data/facts.csv").read_bytes()
    publication = publication_of(folder)
    rows = list(csv.DictReader(table.decode("utf-8-sig").splitlines()))
    assert [row["id"] for row in rows] == [fact["id"] for fact in publication.facts]
    assert len(rows) == {"suqian@2024": 200, "pingtan@2020": 198, "shanzhou-sifaju@2023": 212}[report]
    assert differences(table, publication) == ()


@pytest.mark.parametrize("report", REPORTS)
def test_report_json_follows_the_published_schema(built, report):
    """report.json is valid against the JSON Schema that lies beside it."""
    folder = built(report) / "data"
    schema = json.loads((folder / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads((folder / "report.json").read_text(encoding="utf-8")), schema)


@pytest.mark.parametrize("report", REPORTS)
def test_frictionless_accepts_the_package(built, report):
    """`frictionless validate` finds nothing wrong with the data package."""
    outcome = frictionless.validate(str(built(report) / "data/datapackage.json"))
    assert outcome.valid, outcome.flatten(["rowNumber", "fieldName", "type", "message"])


def mutations(table):
    """Yield faulty copies of facts.csv: a changed figure in each of many rows, rows lost, doubled, swapped."""
    lines = table.decode("utf-8-sig").splitlines(keepends=True)

    def encoded(rows):
        return "".join(rows).encode("utf-8-sig")

    for number in range(1, len(lines), 7):
        cells = lines[number].split(",")
        figure = cells[5]
        yield encoded([*lines[:number], ",".join([*cells[:5], figure + "1", *cells[6:]]), *lines[number + 1 :]])
        if figure:
            yield encoded([*lines[:number], ",".join([*cells[:5], "", *cells[6:]]), *lines[number + 1 :]])
    yield encoded([*lines[:9], *lines[10:]])
    yield encoded([*lines, lines[-1]])
    yield encoded([*lines, lines[-1].replace("disputes.", "other.")])


def test_a_planted_difference_is_found(built):
    """Every one of more than fifty planted faults in facts.csv is found by reading back."""
    publication = publication_of(built("suqian@2024"))
    planted = list(mutations(facts_csv(publication.facts)))
    assert len(planted) > 50
    assert all(differences(table, publication) for table in planted)


def test_blank_and_not_applicable_are_kept_apart(built):
    """A blank and a "/" both have no value in the CSV; the status tells which."""
    publication = publication_of(built("suqian@2024"))
    facts = [dict(fact) for fact in publication.facts]
    facts[0] |= {"value": "", "status": "blank"}
    facts[1] |= {"value": "/", "status": "not_applicable"}
    table = facts_csv(facts)
    rows = list(csv.DictReader(table.decode("utf-8-sig").splitlines()))
    assert [(row["value"], row["status"]) for row in rows[:2]] == [("", "blank"), ("", "not_applicable")]


def test_no_text_becomes_a_formula(built):
    """A remark that begins like a formula is neutralised for spreadsheets."""
    publication = publication_of(built("suqian@2024"))
    facts = [dict(fact) for fact in publication.facts]
    facts[0] |= {"note": "=HYPERLINK(1)"}
    table = facts_csv(facts).decode("utf-8-sig")
    assert ",'=HYPERLINK(1)" in table
    assert set(dataset_files(publication)) == {"facts.csv", "datapackage.json", "report.json", "report.schema.json"}
