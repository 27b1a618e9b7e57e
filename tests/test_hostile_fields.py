"""Every value of every file that an office writes may be NUL, half a character or a number without end: it is refused.

Nothing but an InputError comes of it, and no file is touched.
"""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from report_helpers.checks.checking import check
from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.narrative.render import render_all
from report_helpers.signoff.state import stages_of
from report_helpers.sources.settings_files import word_template
from tests.conftest import ROOT, copy_workspace
from tests.hostile import places, tree
from tests.ledger.test_reading import csv_text
from tests.test_hostile_files import in_time

if TYPE_CHECKING:
    from pathlib import Path

REPORT, YEAR = ReportId("suqian", 2024), "data/suqian/2024"
LONG = "9" * 5000
SPOT = "@@hostile@@"
WRITTEN = {
    "NUL": b'"a\0b"', "escaped NUL": rb'"a\u0000b"',
    "half a character": b'"a\xed\xa0\x80b"', "escaped half": rb'"a\ud800b"',
    "5,000 digits": LONG.encode(), "5,000 digits quoted": f'"{LONG}"'.encode(), "minus": b"-" + LONG.encode(),
}  # fmt: skip
PLAIN = {
    "NUL": b"a\0b",
    "half a character": b"a\xed\xa0\x80b",
    "5,000 digits": LONG.encode(),
    "more digits": b"1e" + LONG.encode(),
}
SETTINGS: dict[str, Any] = {
    "data/suqian/agency.yaml": {
        "contact": {"address": "幸福路 1 号", "phone": "0527-84368000"},
        "notes": [{"year": 2024, "cells": ["applications.new.natural"], "reason": "核对过"}],
        "dated": {"2024": "2025-01-20"},
        "publishable": ["x"],
        "organs": ["宿迁市司法局"],
    },
    "params/2024.yaml": {
        "template_docx": "params/words.yaml",
        "kinds": {"disclosure": {"form": "2021", "deadlines": {"unit": "2025-01-20"}}},
    },
    "params/words.yaml": {"words": {"既使": "即使"}, "ledger": {"予公开": "予以公开"}},
    "params/holidays.yaml": {
        "years": {
            "2025": {
                "source": "国办发明电〔2024〕12号",
                "rest": [{"name": "元旦", "first": "2025-01-01", "last": "2025-01-01"}],
                "work": ["2025-01-26"],
            }
        }
    },
    f"{YEAR}/waivers.yaml": {
        "waivers": [
            {
                "rule": "Y-2", "cells": ["proactive.normative.in_force"], "sentence": "x", "reason": "clean_up",
                "explanation": "集中清理", "by": "张三", "granted": "2025-01-10", "until": "2025-06-01",
                "figures": {"proactive.normative.in_force": "420"}, "fingerprint": "0123456789abcdef",
            }
        ]
    },
    "data/suqian/units.yaml": {
        "units": [{"agency": "pingtan", "until": "2025-01-10"}, {"name": "市司法局"}], "typed": True,
    },
    f"{YEAR}/source.yaml": {"file": "a.html", "sha256": "0" * 64, "date": "2025-01-02", "by": "张三"},
    **{
        f"params/kinds/disclosure/{name}.yaml": {}
        for name in ("kind", "rules", "readings", "charts", "ledger", "published", "rollup", "skeleton")
    },
}  # fmt: skip


def content_of(path: str) -> Any:
    """Return what a settings file holds, as shipped and with every entry it may have."""
    shipped = ROOT / path
    if path.startswith("params/kinds/"):
        shipped = ROOT / "src/report_helpers/kinds/disclosure" / path.rpartition("/")[2]
    found = yaml.load(shipped.read_text(encoding="utf-8"), yaml.CSafeLoader) if shipped.exists() else {}
    return found | SETTINGS[path]


def with_spot(content: Any, way: tuple[Any, ...]) -> str:
    """Return the text of a settings file with a mark in one place."""
    content = copy.deepcopy(content)
    inner = content
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = SPOT
    return json.dumps(content, ensure_ascii=False, default=str)


def judged(place: Any) -> None:
    """Read, render, check a report, and look at its signatures; only an InputError may come of it."""
    before = tree(place.root)
    with in_time(), suppress(InputError):
        report = place.load(REPORT)
        render_all(report)
        check(report)
        stages_of(report, place.root)
        word_template(place.root, place.parameters(REPORT.year))
    assert tree(place.root) == before


@pytest.mark.long
@pytest.mark.parametrize("path", SETTINGS)
def test_any_value_of_a_settings_file(tmp_path, path):
    """Each place of a YAML file in turn: NUL, half a character, thousands of digits, written and escaped."""
    place = copy_workspace(tmp_path / "office")
    target, content = place.root / path, content_of(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    ways = [way for way in places(content) if way]
    for number, way in enumerate(ways[:: max(1, len(ways) // 60)]):
        text = with_spot(content, way).encode()
        for what in list(WRITTEN)[number % 2 :: 2] if len(ways) > 20 else WRITTEN:
            target.write_bytes(text.replace(f'"{SPOT}"'.encode(), WRITTEN[what]))
            judged(place)


@pytest.mark.long
@pytest.mark.parametrize("name", ["applications.csv", "proactive.csv", "facts.csv", "ledger.csv", "narrative.md"])
def test_any_field_of_a_data_file(tmp_path, name):
    """Each kind of field of a CSV file, and each paragraph of a text."""
    place = copy_workspace(tmp_path / "office")
    target = place.root / YEAR / name
    if name == "facts.csv":
        text = "名称,数值,单位\nposts,12,条\n"
    elif name == "ledger.csv":
        text = csv_text()
        (place.root / YEAR / "applications.csv").unlink()
    else:
        text = target.read_text(encoding="utf-8-sig")
    separator = "\n" if name.endswith(".md") else ","
    lines = [line.split(separator) for line in text.split("\n")]
    fields = [(row, column) for row, line in enumerate(lines) for column in range(len(line))]
    for row, column in fields[:: max(1, len(fields) // 30)]:
        for hostile in PLAIN.values():
            changed = copy.deepcopy(lines)
            changed[row][column] = SPOT
            whole = "\n".join(separator.join(line) for line in changed).encode()
            target.write_bytes(whole.replace(SPOT.encode(), hostile))
            judged(place)


SIGNERS = [
    "{} ssh-ed25519 AAAA",
    "张三 {} ssh-ed25519 AAAA",
    "张三 ssh-ed25519 {}",
    '张三 valid-before="{}" ssh-ed25519 AAAA',
    "{}",
]


@pytest.mark.parametrize("line", range(len(SIGNERS)))
@pytest.mark.parametrize("hostile", PLAIN)
def test_any_part_of_a_list_of_signers(tmp_path, line, hostile):
    """A list of signers with such a name, option or key is refused in a sentence."""
    from report_helpers.signatures.signers import read_allowed_signers

    path: Path = tmp_path / "allowed_signers"
    path.write_bytes(SIGNERS[line].encode().replace(b"{}", PLAIN[hostile]) + b"\n")
    with pytest.raises(InputError) as caught:
        read_allowed_signers(path, "allowed_signers")
    assert all(len(sentence) < 400 for sentence in caught.value.sentences())
