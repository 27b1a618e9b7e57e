"""Faults in the tables: each takes a page and chance and returns the changed files, None where there is no place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.faults.page import slip

from report_helpers.forms.cells import form_cells
from report_helpers.forms.kind import DEFAULT_KIND, load_kind
from report_helpers.sources.table_csv import table_rows, write_table

if TYPE_CHECKING:
    from random import Random

    from benchmarks.faults.page import Changes, Page

FIGURES = 2  # the first column that holds figures
PARTS = ("new", "carried_in", "total", "carried_out")
TABLES = ("applications", "disputes", "proactive")
FEES = "fees"


def swap_cells(page: Page, random: Random) -> Changes:
    """Two cells of a row of table 三 stand in each other's place."""
    rows = page.rows("applications")
    row = random.choice(rows[1:])
    one, other = random.sample(range(FIGURES, len(row)), 2)
    row[one], row[other] = row[other], row[one]
    return page.with_rows("applications", rows)


def swap_rows(page: Page, random: Random) -> Changes | None:
    """Two rows of table 三 of different parts, a result and another, hold each other's figures."""
    rows = page.rows("applications")
    one = random.choice([row for row in rows[1:] if row[0] in PARTS])
    other = random.choice([row for row in rows[1:] if row is not one])
    if {one[0], other[0]} in ({"new", "carried_in"}, {"total", "carried_out"}):
        return None  # both sides of the identity stay what they are
    one[FIGURES:], other[FIGURES:] = other[FIGURES:], one[FIGURES:]
    return page.with_rows("applications", rows)


def swap_results(page: Page, random: Random) -> Changes:
    """Two results of table 三 hold each other's figures: every identity of the form still holds."""
    rows = page.rows("applications")
    one, other = random.sample([row for row in rows[1:] if row[0] not in PARTS], 2)
    one[FIGURES:], other[FIGURES:] = other[FIGURES:], one[FIGURES:]
    return page.with_rows("applications", rows)


def drop_row(page: Page, random: Random) -> Changes:
    """A row of a table is missing."""
    table = random.choice(TABLES)
    rows = page.rows(table)
    del rows[random.randrange(1, len(rows))]
    return page.with_rows(table, rows)


def repeat_row(page: Page, random: Random) -> Changes:
    """A row of a table stands twice."""
    table = random.choice(TABLES)
    rows = page.rows(table)
    rows.insert(random.randrange(1, len(rows) + 1), list(random.choice(rows[1:])))
    return page.with_rows(table, rows)


def row_total(page: Page, random: Random) -> Changes:
    """The 总计 of a row of table 三 is mistyped."""
    rows = page.rows("applications")
    row = random.choice(rows[1:])
    row[-1] = slip(row[-1], random)
    return page.with_rows("applications", rows)


def results_total(page: Page, random: Random) -> Changes:
    """A cell of （七）总计 is mistyped."""
    rows = page.rows("applications")
    row = next(row for row in rows if row[0] == "total")
    column = random.randrange(FIGURES, len(row))
    row[column] = slip(row[column], random)
    return page.with_rows("applications", rows)


def block_total(page: Page, random: Random) -> Changes:
    """The 总计 of a block of table 四 is mistyped."""
    rows = page.rows("disputes")
    column = random.choice([i for i, name in enumerate(rows[0]) if name.endswith("总计")])
    rows[1][column] = slip(rows[1][column], random)
    return page.with_rows("disputes", rows)


def _one_cell(page: Page, random: Random, *, counts_only: bool = False) -> tuple[str, list[list[str]], int, int]:
    """Return a table, its rows, and the row and column of a filled cell of it."""
    table = random.choice(TABLES)
    rows = page.rows(table)
    lines = [line for line in range(1, len(rows)) if not (counts_only and rows[line][0] == FEES)]
    filled = [(line, i) for line in lines for i in range(FIGURES, len(rows[line])) if rows[line][i]]
    return table, rows, *random.choice(filled)


def blank_cell(page: Page, random: Random) -> Changes:
    """A cell is left blank."""
    table, rows, line, column = _one_cell(page, random)
    rows[line][column] = ""
    return page.with_rows(table, rows)


def negative(page: Page, random: Random) -> Changes:
    """A number is negative."""
    table, rows, line, column = _one_cell(page, random)
    value = rows[line][column]
    rows[line][column] = f"-{value}" if value.strip("0.") else "-1"
    return page.with_rows(table, rows)


def words(page: Page, random: Random) -> Changes:
    """A cell holds words where a number belongs."""
    table, rows, line, column = _one_cell(page, random)
    ways = ("约{}", "{}余", "{}左右", "{}以上", "近{}", "共{}", "{}（约）", "无", "未统计", "—", "详见附件", "三十")
    rows[line][column] = random.choice(ways).format(rows[line][column])
    return page.with_rows(table, rows)


def decimal_count(page: Page, random: Random) -> Changes:
    """A count has a decimal."""
    table, rows, line, column = _one_cell(page, random, counts_only=True)
    rows[line][column] += f".{random.randint(1, 9)}"
    return page.with_rows(table, rows)


def run_together(page: Page, random: Random) -> Changes:
    """The digits of two cells run together; the next cell is empty, or the rest of the row moves up."""
    table = random.choice(("applications", "applications", "disputes"))
    rows = page.rows(table)
    row = random.choice(rows[1:])
    column = random.randrange(FIGURES, len(row) - 1)
    row[column] += row[column + 1]
    if random.choice((True, False)):
        row[column + 1] = ""
    else:
        del row[column + 1]
    return page.with_rows(table, rows)


def header_exchanged(page: Page, random: Random) -> Changes:
    """Two columns have each other's heading."""
    table = random.choice(TABLES)
    rows = page.rows(table)
    one, other = random.sample(range(FIGURES, len(rows[0])), 2)
    rows[0][one], rows[0][other] = rows[0][other], rows[0][one]
    return page.with_rows(table, rows)


def other_years_form(page: Page, random: Random) -> Changes:
    """The rows, a table or the parameters are those of the form of 2019."""
    form, way = load_kind(DEFAULT_KIND).form("2019"), random.choice(("table", "rows", "rows", "rows", "parameters"))
    if way == "parameters":
        path = f"params/{page.report.year}.yaml"
        return {path: page.read(path) + 'kinds: {disclosure: {form: "2019"}}\n'}
    if way == "table":
        table = form.table(random.choice(("applications", "proactive")))
        known = {fact.id: fact.printed for fact in page.report.cells()}
        figures = {cell: known.get(cell) or str(random.randint(0, 9)) for cell in form_cells(form)}
        return {f"{page.folder}/{table.id}.csv": write_table(form, table, figures)}
    rows = page.rows("applications")
    new = {row[0]: row for row in rows if row[0].startswith("other.")}
    replaced = random.sample(sorted(new), random.randint(0, 3))
    sums = [sum(int(new[row_id][i]) for row_id in replaced) for i in range(FIGURES, len(rows[0]))]
    place = rows.index(new["other.1"])
    kept = [row for row in rows if row[0] not in replaced]
    kept.insert(place, ["other", table_rows(form.table("applications"))["other"], *map(str, sums)])
    return page.with_rows("applications", kept)


def opening(page: Page, random: Random) -> Changes | None:
    """上年结转 is not what last year carried out; 结转下年度 is adjusted, so that every identity holds."""
    if page.report.previous is None:
        return None
    rows = page.rows("applications")
    more = random.randint(1, 9)
    for row in rows:
        if row[0] in {"carried_in", "carried_out"}:
            row[FIGURES], row[-1] = str(int(row[FIGURES]) + more), str(int(row[-1]) + more)
    return page.with_rows("applications", rows)


def in_force(page: Page, random: Random) -> Changes | None:
    """现行有效 is mistyped where it followed from last year's: the chain Y-2 held and is broken."""
    rows = page.rows("proactive")
    row = random.choice([row for row in rows if row[0] in {"regulations", "normative"}])
    cell = f"proactive.{row[0]}"
    before = page.report.previous.get(f"{cell}.in_force") if page.report.previous else None
    now = [fact.value if (fact := page.report.get(f"{cell}.{c}")) else None for c in ("issued", "repealed", "in_force")]
    if before is None or before.value is None or None in now or before.value + now[0] - now[1] != now[2]:
        return None
    column = rows[0].index("现行有效件数")
    row[column] = slip(row[column], random)
    return page.with_rows("proactive", rows)


def yuan_for_wan(page: Page, random: Random) -> Changes | None:
    """The fees are given in 元: in the table, exact or rounded, or in the text."""
    fees = page.report.get("proactive.fees.amount")
    if fees is None or not fees.value:
        return None
    yuan = fees.value * 10000
    way = random.choice(("table", "table, rounded", "text: 元 for 万元", "text: × 10000"))
    if way.startswith("table"):
        rows = page.rows("proactive")
        exact = f"{yuan:.2f}".rstrip("0").rstrip(".")
        rows[-1][-1] = f"{yuan / 100:.0f}00" if way.endswith("rounded") else exact
        return page.with_rows("proactive", rows)
    places = [p for p in page.placeholders if p.name == fees.id and not p.derived]
    if not places:
        return None
    typed = fees.written.replace("万元", "元") if way.startswith("text: 元") else f"{yuan:.0f}万元"
    return page.with_text(places[0].start, places[0].end, typed)
