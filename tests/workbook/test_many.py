"""`report template-all` and `report import FOLDER`: the workbooks of all units at once."""

from __future__ import annotations

import re
import shutil
from typing import NamedTuple

import pytest
from benchmarks.demo_region.region import make_region

from report_helpers.errors import ExitCode, InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.sources.table_csv import write_table
from report_helpers.sources.workspace import Workspace
from report_helpers.workbook.contents import fill_totals, read_draft
from tests.conftest import only_html, run_report
from tests.workbook.filling import edit, fill
from tests.workbook.test_commands import run, tree

TABLES = ("proactive.csv", "applications.csv", "disputes.csv")
PARENT = "shili-shi"


class Office(NamedTuple):
    """A region whose units handed their workbooks in; `expected` is what they filled in, by unit and file."""

    place: Workspace
    books: object
    expected: dict[tuple[str, str], str]


def office(folder, units):
    """Return a synthetic region of *units* without data for 2024, and their workbooks filled in from what was there."""
    root, books = folder / "region", folder / "books"
    make_region(root, units, 2024, 1)
    place = Workspace(root)
    slugs = [slug for slug in place.agencies(2024) if slug != PARENT]
    drafts = {slug: read_draft(place, ReportId(slug, 2024)) for slug in slugs}
    facts = {slug: draft.facts for slug, draft in drafts.items()}
    expected = {(slug, name): text for slug, draft in drafts.items() for name, text in tables(draft).items()}
    for path in root.glob("data/*/2024"):
        shutil.rmtree(path)
    code, text = run("template-all", "2024", "-w", root, "-o", books)
    assert code is ExitCode.DONE
    assert f"不导出　{PARENT}@2024" in text
    assert f"已导出 {units} 份" in text
    for slug in slugs:
        draft = read_draft(place, ReportId(slug, 2024))
        figures = {key: fact for key, fact in facts[slug].items() if not key.startswith("text.")}
        edit(books / f"{slug}-2024-填报表.xlsx", lambda book, draft=draft, figures=figures: fill(book, draft, figures))
    return Office(place, books, expected)


def tables(draft):
    """Return the tables of a unit with the totals as a workbook adds them up: some planted ones are wrong."""
    form, figures = draft.form, fill_totals(draft, {cell.id: cell for cell in draft.cells()})
    contents = {cell: figure.printed + figure.note for cell, figure in figures.items()}
    return {f"{table.id}.csv": write_table(form, table, contents) for table in form.tables}


def on_file(found):
    """Return the tables of the units as they now are."""
    paths = {key: found.place.root / f"data/{key[0]}/2024/{key[1]}" for key in found.expected}
    return {key: path.read_text() for key, path in paths.items() if path.exists()}


@pytest.mark.long
@pytest.mark.parametrize("units", [4, 60])
def test_a_folder_is_brought_in_whole_but_for_what_is_foreign_in_it(tmp_path, units):
    """Foreign, broken and double workbooks are named, exit 1; the others are shown and agreed to once, and written."""
    found = office(tmp_path, units)
    first, second = sorted(found.books.iterdir())[:2]
    shutil.copy(first, found.books / "副本.xlsx")
    (found.books / "坏的.xlsx").write_bytes(second.read_bytes()[:2000])
    (found.books / "通知.docx").write_bytes(b"PK")
    (found.books / "子文件夹").mkdir()
    (found.books / f"~${second.name}").write_bytes(b"owner")
    edit(second, lambda book: book["表二"].__setitem__("A1", "别的表"))
    before = tree(found.place.root)

    code, text = run("import", found.books, "-w", found.place.root, answer="n\n")
    assert code is ExitCode.INPUT
    assert text.count("写入吗") == 1
    assert tree(found.place.root) == before

    code, text = run("import", found.books, "@2024", "-w", found.place.root, "--yes")
    assert code is ExitCode.FINDINGS
    refused = set(re.findall(r"不能导入　(\S+?\.\w+|子文件夹)", text))
    assert refused == {first.name, "副本.xlsx", "坏的.xlsx", "通知.docx", "子文件夹", second.name}
    assert f"{first.name}、副本.xlsx" in text or f"副本.xlsx、{first.name}" in text
    assert f"将写入 {units - 2} 份" in text
    assert f"已写入 {units - 2} 份" in text
    missing = {
        key: text
        for key, text in found.expected.items()
        if not {first.name, second.name} & {f"{key[0]}-2024-填报表.xlsx"}
    }
    assert on_file(found) == missing


def test_a_folder_that_is_not_one_of_filled_workbooks_is_refused(tmp_path):
    """Nothing in it or nothing usable, another year or agency, an agency named beside it: exit 2, nothing written."""
    found = office(tmp_path, 1)
    before = tree(found.place.root)
    (tmp_path / "empty").mkdir()
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign/a.xlsx").write_bytes(b"")
    for folder, more, words in (
        ("empty", (), "文件夹里没有工作簿"),
        ("foreign", (), r"a\.xlsx"),
        ("books", ("@2023",), "不是 2023 年的"),
        ("books", ("shili-ju-0001@2024",), "不能写机关代号"),
    ):
        with pytest.raises(InputError, match=words):
            run("import", tmp_path / folder, *more, "-w", found.place.root, "--yes")
    assert tree(found.place.root) == before
    (book,) = found.books.iterdir()
    slug = book.name.partition("-2024")[0]
    shutil.rmtree(found.place.root / "data" / slug)  # the workbook of an agency that is not here
    with pytest.raises(InputError, match=f"^{book.name}：机关代号“{slug}”：没有这个机关的数据"):
        run("import", found.books, "-w", found.place.root, "--yes")


@pytest.mark.long
def test_figures_on_file_are_shown_before_they_are_written_over(tmp_path):
    """A changed figure is shown old and new; one made blank refuses its workbook alone; an equal workbook is left."""
    found = office(tmp_path, 3)
    assert run("import", found.books, "-w", found.place.root, "--yes")[0] in {ExitCode.DONE, ExitCode.FINDINGS}
    changed, emptied, _ = sorted(found.books.iterdir())
    cell = "B6"
    edit(changed, lambda book: book["表二"].__setitem__(cell, 987))
    edit(emptied, lambda book: book["表二"].__setitem__(cell, None))
    code, text = run("import", found.books, "-w", found.place.root, "--yes")
    assert code is ExitCode.FINDINGS
    assert re.search(r"　改写　.* → 987", text)
    assert re.search(rf"不能导入　{emptied.name}：有 1 个已有的数字将改为空白.*--blank", text)
    assert "将写入 1 份" in text
    assert "与工作区相同 1 份" in text
    assert run("import", found.books, "-w", found.place.root, "--yes", "--blank")[1].count("已写入 1 份") == 1


@pytest.mark.long
def test_a_unit_that_cannot_be_written_does_not_stop_the_others(tmp_path):
    """A file where a unit's folder should be: the unit is named, exit 3, and the others are written."""
    found = office(tmp_path, 3)
    slugs = sorted({slug for slug, _ in found.expected})
    folder = found.place.root / f"data/{slugs[0]}/2024"
    folder.write_text("a file")
    code, text = run("import", found.books, "-w", found.place.root, "--yes")
    assert code is ExitCode.FAILED
    assert f"没有写入　{slugs[0]}@2024" in text
    assert {slug for slug, _ in on_file(found)} == set(slugs[1:])


def test_workbooks_of_many_are_kept_and_a_unit_that_cannot_be_read_is_named(tmp_path):
    """Workbooks that are there stay without --force; a broken agency.yaml stops its own workbook only."""
    found = office(tmp_path, 3)
    names = sorted(path.name for path in found.books.iterdir())
    (found.books / names[0]).write_bytes(b"filled in")
    (found.books / names[1]).unlink()
    slug = names[2].partition("-2024")[0]
    (found.books / names[2]).unlink()
    (found.place.root / f"data/{slug}/agency.yaml").write_text("name: 1\nlevel: moon\n")
    code, text = run("template-all", "2024", "-w", found.place.root, "-o", found.books)
    assert code is ExitCode.FINDINGS
    assert f"没有导出　data/{slug}/agency.yaml" in text
    assert "已有 1 份，没有覆盖" in text
    assert (found.books / names[0]).read_bytes() == b"filled in"
    assert (found.books / names[1]).read_bytes()[:2] == b"PK"
    assert sorted(path.name for path in found.books.iterdir()) == names[:2]
    with pytest.raises(InputError, match="不是文件夹"):
        run("template-all", "2024", "-w", found.place.root, "-o", found.books / names[0])


@pytest.mark.long
def test_after_a_roll_up_the_parent_can_be_built(tmp_path):
    """The parent gets its tables and the text a year begins with, in one write; the build is a draft that says so."""
    root = tmp_path / "region"
    make_region(root, 3, 2024, 1)
    assert not (root / f"data/{PARENT}/2024").exists()
    only_html(root, 2024)
    code, text = run("rollup", f"{PARENT}@2024", "-w", root)
    assert code is ExitCode.FINDINGS  # the region lists no documents, so that three cells have no sum
    written = sorted(path.name for path in (root / f"data/{PARENT}/2024").iterdir())
    assert written == sorted([*TABLES, "narrative.md"])
    assert f"已写　data/{PARENT}/2024/narrative.md" in text
    built = run_report("build", f"{PARENT}@2024", cwd=root)
    assert built.returncode == 1, built.stderr
    assert "待填" in built.stdout
    assert (root / f"reports/2024/{PARENT}/report.html").exists()
    text = root / f"data/{PARENT}/2024/narrative.md"
    text.write_text(text.read_text().replace("待填", "已写", 1))
    own = text.read_bytes()
    run("rollup", f"{PARENT}@2024", "-w", root, "--write")
    assert text.read_bytes() == own
