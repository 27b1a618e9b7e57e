"""Small regions made of shipped figures: a parent, its list of units, and their tables."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import yaml

from report_helpers.facts.identifiers import ReportId
from report_helpers.forms.cells import form_cells
from report_helpers.sources.table_csv import write_table
from report_helpers.sources.workspace import Workspace
from tests.conftest import DISCLOSURE, ROOT, SHIPPED

if TYPE_CHECKING:
    from pathlib import Path

FORM = DISCLOSURE.form("2021")
CELLS = form_cells(FORM)
PARENT = ReportId("region", 2023)
# Three real agencies; together they are a region that there is not.
NAMES = {"pingtan": "平潭综合实验区", "suqian": "宿迁市", "shanzhou-sifaju": "陕州区司法局"}
UNITS = [{"agency": slug, "name": name, "kind": "下级政府"} for slug, name in NAMES.items()]


def region(folder: Path, units: list[dict] | None = None, **more) -> Workspace:
    """Return a workspace with the three agencies of 2023 and a parent over them."""
    for part in ("params", "notebooks"):
        shutil.copytree(ROOT / part, folder / part)
    for agency in NAMES:
        shutil.copytree(ROOT / "data" / agency, folder / "data" / agency)
    text = "name: 三地人民政府\nshort: 全市\nlevel: city\ntype: government\n"
    (folder / "data/region").mkdir()
    (folder / "data/region/agency.yaml").write_text(text, encoding="utf-8")
    list_units(folder, UNITS if units is None else units, **more)
    return Workspace(folder)


def list_units(folder: Path, units: list[dict], name: str = "units.yaml", **more) -> None:
    """Write the parent's list of units."""
    text = yaml.safe_dump({"units": units, **more}, allow_unicode=True)
    (folder / "data/region" / name).write_text(text, encoding="utf-8")


def write_unit(folder: Path, slug: str, figures: dict[str, str], year: int = 2023) -> None:
    """Write the three tables of a unit."""
    place = folder / "data" / slug / str(year)
    place.mkdir(parents=True, exist_ok=True)
    for table in FORM.tables:
        (place / f"{table.id}.csv").write_text(write_table(FORM, table, figures), encoding="utf-8")


def set_figure(folder: Path, slug: str, cell: str, text: str) -> None:
    """Change one cell of a unit's tables of 2023."""
    facts = {fact.id: fact.printed for fact in SHIPPED.load(ReportId(slug, 2023)).cells()}
    write_unit(folder, slug, facts | {cell: text})


def list_documents(folder: Path, slug: str, rows: list[str]) -> None:
    """Write a unit's documents.csv."""
    text = "文号,名称,类型,状态\n" + "".join(f"{row}\n" for row in rows)
    (folder / f"data/{slug}/2023/documents.csv").write_text(text, encoding="utf-8")
