"""Reports to compare: those shipped, made without a kernel, and copies in which something differs."""

from __future__ import annotations

import copy
import json

from nbformat.v4 import new_code_cell, new_notebook, new_output

from report_helpers import check, load
from report_helpers.outputs.dataset.package import dataset_files
from report_helpers.outputs.publication import read_publication
from tests.conftest import SHIPPED

_CONTENTS = {}


def publication_of(agency, year, root):
    """Return what the notebook of a report publishes, made by the package without a kernel."""
    report = load(agency, year, str(root))
    parts = [report]
    for section in report.report.form.sections:
        parts += [report.section(section.id), *([report.table(section.table)] if section.table else [])]
    parts.append(check(report))
    outputs = [new_output("display_data", data=part._repr_mimebundle_()) for part in parts]
    return read_publication(new_notebook(cells=[new_code_cell(outputs=outputs)]))


def report_json(agency, year):
    """Return the report.json of a shipped report with verdict and findings, as `read_to_compare` gives it."""
    if (agency, year) not in _CONTENTS:
        publication = publication_of(agency, year, SHIPPED.root)
        checks = json.loads(json.dumps({name: publication.findings[name] for name in ("verdict", "findings")}))
        _CONTENTS[agency, year] = json.loads(dataset_files(publication)["report.json"]) | checks
    return copy.deepcopy(_CONTENTS[agency, year])


def changed(content, number=0, **fields):
    """Return a copy in which one fact differs."""
    content = copy.deepcopy(content)
    content["facts"][number] |= fields
    return content


def said(content, *paragraphs):
    """Return a copy whose first section has these paragraphs."""
    content = copy.deepcopy(content)
    content["sections"][0]["paragraphs"] = list(paragraphs)
    return content
