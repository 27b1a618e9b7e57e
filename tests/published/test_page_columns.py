"""A total that stands first, columns of numbers before and remarks behind: read; where a row does not fit, refused."""

from __future__ import annotations

from html import escape

import pytest
from benchmarks.published.figures import sources
from benchmarks.published.layouts import page
from benchmarks.published.tables import flat, sample

from report_helpers.published.transcribe import transcribe

OLD, NEW = (sample(report) for report in sources()[-2:])  # 2019's form and 2021's, all figures different
SUMS = {"applications": (7,), "disputes": (5, 5, 5)}


def total_first(table, rows):
    """Return rows with each sum's total before its parts; headings of groups stay where they begin."""
    moved = []
    for row in rows:
        cells, start = list(row), len(row) - sum(SUMS[table])
        for size in SUMS[table]:
            own = row[start : start + size]
            cells[start : start + size] = own if own[0] and not own[-1] else [own[-1], *own[:-1]]
            start += size
        moved.append(cells)
    heads = [n for n, row in enumerate(rows) if "自然人" in row]
    for n in heads:  # 自然人 begins its group alone, and goes with it
        start, own = len(rows[n]) - 7, rows[n][-7:]
        moved[n][start:] = [own[-1], *own[:-1]]
    return moved


def numbered(_, rows):
    """Return rows with a column 序号 before, counting the rows with figures."""
    count, out = 0, []
    for row in rows:
        is_body = any(cell.isdigit() for cell in row)
        is_head = not count and row is rows[0]
        count += is_body
        out.append([str(count) if is_body else "序号" if is_head else "", *row])
    return out


def remarked(_, rows):
    """Return rows with a column 备注 behind, a remark here and there."""
    return [[*row, "备注" if n == 0 else "其中2件由上级移送" if n % 5 == 4 else ""] for n, row in enumerate(rows)]


def markdown(rows):
    """Return the rows as a Markdown table."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [rows[0], ["---"] * len(rows[0]), *rows[1:]])


def html(rows):
    """Return the rows as a table of a web page."""
    return f"<table>{''.join(f'<tr>{cells(row)}</tr>' for row in rows)}</table>"


def cells(row):
    """Return a row's cells as markup."""
    return "".join(f"<td>{escape(cell)}</td>" for cell in row)


def two_tables(rows):
    """Return a table that goes on in a second one without headings."""
    body = next(n for n, row in enumerate(rows) if any(cell.isdigit() for cell in row))
    cut = body + 2 if len(rows) > 4 else body
    return html(rows[:cut]) + "<p>— 3 —</p>" + html(rows[cut:])


def read(tmp_path, made, tables, change, write=html):
    """Return what a page says whose *tables* are changed."""
    names = iter([section.table for section in made.report.form.sections if section.table])

    def table(view):
        name = next(names)
        return write(change(name, flat(view)) if name in tables else flat(view))

    path = tmp_path / ("a.md" if write is markdown else "a.html")
    text = page(made, table, "{}\n" if write is markdown else "<p>{}</p>")
    path.write_text(text if write is markdown else f"<html><body>{text}</body></html>", encoding="utf-8")
    return transcribe(path).readings


def wrong(made, readings):
    """Return the cells whose reading is neither what is printed nor refused."""
    return {cell for cell, text in made.expected.items() if readings[cell].printed not in {text, ""}}


def unread(made, readings):
    """Return the cells whose reading is not what is printed."""
    return {cell for cell, text in made.expected.items() if readings[cell].printed != text}


def with_units(_, rows):
    """Return rows with a column 单位 before the figures."""
    start = len(rows[0]) - 7
    is_body = [any(cell.isdigit() for cell in row) for row in rows]
    units = ["单位" if n == 0 else "件" if is_body[n] else "" for n in range(len(rows))]
    return [[*row[:start], unit, *row[start:]] for row, unit in zip(rows, units, strict=True)]


def with_line_numbers(_, rows):
    """Return rows with the first column called 行次."""
    return [["行次" if cell == "序号" else cell for cell in row] for row in numbered("", rows)]


def with_inner_numbers(_, rows):
    """Return rows with a column 行次 before the figures, counting on from the table before."""
    start = len(rows[0]) - 7
    body = [n for n, row in enumerate(rows) if any(cell.isdigit() for cell in row)]
    numbers = {n: str(count) for count, n in enumerate(body, 7)} | {0: "行次"}
    return [[*row[:start], numbers.get(n, ""), *row[start:]] for n, row in enumerate(rows)]


def called_otherwise(_, rows):
    """Return rows with 合计 for 总计 and marks of notes behind labels."""
    renamed = [[cell.replace("总计", "合计") for cell in row] for row in rows]
    marks = dict(zip(("1.属于国家秘密", "2.重复申请", "四、结转下年度继续办理"), "①²", strict=False))
    return [[cell + marks.get(cell, "") for cell in row] for row in renamed]


def widened(_, rows):
    """Return rows with an empty column at either side."""
    return [["", *row, ""] for row in rows]


CHANGES = {
    "units": (("applications",), with_units),
    "行次": (("proactive", "applications"), with_line_numbers),
    "行次 within": (("applications",), with_inner_numbers),
    "合计, notes": (SUMS, called_otherwise),
    "wider": (("disputes",), widened),
    "total first": (SUMS, total_first),
    "numbered": (("proactive", "applications"), numbered),
    "remarked": (("proactive", "applications", "disputes"), remarked),
    "all": (("applications",), lambda name, rows: remarked(name, numbered(name, total_first(name, rows)))),
}


@pytest.mark.parametrize("write", [html, markdown, two_tables])
@pytest.mark.parametrize("made", [OLD, NEW], ids=["2019", "2021"])
@pytest.mark.parametrize("how", CHANGES)
def test_columns_in_another_place_are_read_by_their_headings(tmp_path, how, made, write):
    """Every figure is read into its own cell, in web pages, Markdown and tables that go on in a second one."""
    assert not unread(made, read(tmp_path, made, *CHANGES[how], write))


def exchanged(_, rows):
    """Return rows with two headings changed for each other."""
    pair = {"商业企业": "科研机构", "科研机构": "商业企业"}
    return [[pair.get(cell, cell) for cell in row] for row in rows]


@pytest.mark.parametrize("cut", range(4, 20, 3))
@pytest.mark.parametrize("change", [total_first, exchanged])
def test_a_table_that_goes_on_is_read_by_the_headings_before_it_or_not_at_all(tmp_path, change, cut):
    """Wherever the headings' table ends, however wide the next, no figure is read into another column's cell."""
    own = {cell for cell in NEW.expected if change is exchanged and cell.endswith((".commercial", ".research"))}
    for before, behind in (([], []), ([], [""]), ([""], [])):

        def write(rows, lead=before, tail=behind):
            return html(rows[:cut]) + html([[*lead, *row, *tail] for row in rows[cut:]])

        found = read(tmp_path, NEW, ("applications",), change, write)
        assert not wrong(NEW, found) - own
        assert not any(found[cell].printed == NEW.expected[cell] for cell in own if cell.startswith("applications"))


MISFITS = {
    "a figure below 备注": lambda rows: [[*row, "备注" if n == 0 else "3"] for n, row in enumerate(rows)],
    "a figure below 备注 once": lambda rows: [
        [*row, ("备注", "", "", "", "", "4件")[min(n, 5)]] for n, row in enumerate(rows)
    ],
    "序号 that does not count": lambda rows: [["序号" if n == 0 else "7", *row] for n, row in enumerate(rows)],
    "a row moved to the left": lambda rows: [
        row if n != 8 else [*row[1:], ""] for n, row in enumerate(numbered("", rows))
    ],
    "an unknown column first": lambda rows: [["代码" if n == 0 else str(n), *row] for n, row in enumerate(rows)],
    "总计 first, a row moved": lambda rows: [
        row if n != 8 else [*row[1:], ""] for n, row in enumerate(total_first("applications", rows))
    ],
    "总计 second": lambda rows: [[*row[:-7], row[-7], row[-1], *row[-6:-1]] for row in rows],
}


@pytest.mark.parametrize("how", MISFITS)
def test_a_table_with_a_row_that_does_not_fit_is_not_read_by_place(tmp_path, how):
    """A figure below 备注, numbers that do not count, a row moved: nothing goes into another cell."""
    found = read(tmp_path, NEW, ("applications",), lambda _, rows: MISFITS[how](rows))
    assert not wrong(NEW, found)
    assert any(not reading.printed for cell, reading in found.items() if cell.startswith("applications"))


def test_merged_headings_go_with_their_columns(tmp_path):
    """With rowspan and colspan as pages have them, the total first and both columns added, every figure is read."""
    head = (
        '<tr><td rowspan="3">序号</td><td rowspan="3" colspan="3">（本列数据的勾稽关系）</td>'
        '<td colspan="7">申请人情况</td><td rowspan="3">备注</td></tr>'
        '<tr><td rowspan="2">总计</td><td rowspan="2">自然人</td><td colspan="5">法人或其他组织</td></tr>'
        "<tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td></tr>"
    )

    def write(rows):
        if "自然人" not in str(rows):
            return html(rows)
        body = [row for row in rows if any(cell.isdigit() for cell in row)]
        body = [[str(n), *row[:-7], row[-1], *row[-7:-1], ""] for n, row in enumerate(body, 1)]
        return f"<table>{head}{html(body)[7:]}"

    assert not unread(NEW, read(tmp_path, NEW, (), total_first, write))


def test_numbers_below_no_heading_of_theirs_are_no_figures(tmp_path):
    """A column of numbers whose heading 行次 stands over another one leaves the table unread, blanks or not."""
    made = NEW.with_figures(lambda cell, text: ("", "") if cell.endswith(("in_force", "decisions")) else (text, text))

    def change(_, rows):
        numbers = [str(n) if any(cell.isdigit() for cell in row) else "" for n, row in enumerate(rows)]
        return [["行次", *rows[0]], *([row[0], n, *row[1:]] for n, row in zip(numbers[1:], rows[1:], strict=True))]

    found = read(tmp_path, made, ("proactive",), change)
    assert not wrong(made, found)
    assert not any(reading.printed for cell, reading in found.items() if cell.startswith("proactive"))


@pytest.mark.parametrize("word", ["", "项次"])
@pytest.mark.parametrize("made", [OLD, NEW], ids=["2019", "2021"])
def test_a_figure_left_of_the_headings_is_none_of_theirs(tmp_path, made, word):
    """A column of numbers that no word tells of, and a blank last cell: the row is not read one place to the left."""
    ends = ("in_force", "public_total", "change")
    made = made.with_figures(lambda cell, text: ("", "") if cell.endswith(ends) else (text, text))

    def change(_, rows):
        heads = [word if "信息内容" in row[0] else "" for row in rows]
        numbers = [str(n) if any(c.isdigit() for c in row) else heads[n] for n, row in enumerate(rows)]
        return [[row[0], number, *row[1:]] for number, row in zip(numbers, rows, strict=True)]

    assert not wrong(made, read(tmp_path, made, ("proactive",), change))
