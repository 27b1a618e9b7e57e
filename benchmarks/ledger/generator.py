"""Making a ledger from its table: first the cell a case belongs to, then a case that belongs there.

Nothing here comes from the code that counts: results and applicant types are written out,
and dates are drawn so far from every limit that no calendar is needed to know the outcome.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

GROUPS = {
    "natural": "自然人",
    "commercial": "商业企业",
    "research": "科研机构",
    "public_welfare": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_org": "其他",
}
RESULTS = {
    "granted": "予以公开",
    "partial": "部分公开",
    "refused.1": "属于国家秘密",
    "refused.2": "2、其他法律行政法规禁止公开",
    "refused.3": '危及"三安全一稳定"',
    "refused.4": "不予公开-保护第三方合法权益",
    "refused.5": "属于三类内部事务信息",
    "refused.6": "(三)6",
    "refused.7": "属于行政执法案卷",
    "refused.8": "8．属于行政查询事项",
    "unavailable.1": "本机关不掌握相关政府信息",
    "unavailable.2": "没有现成信息需要另行制作",
    "unavailable.3": "补正后申请内容仍不明确",
    "not_processed.1": "信访举报投诉类申请",
    "not_processed.2": "重复申请",
    "not_processed.3": "要求提供公开出版物",
    "not_processed.4": "无正当理由大量反复申请",
    "not_processed.5": "要求行政机关确认或重新出具已获取信息",
    "other.1": "申请人无正当理由逾期不补正",
    "other.2": "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "other.3": "（六）其他处理-其他",
}
HEADINGS = (
    "登记编号", "收到日期", "渠道", "申请人", "联系电话", "身份证号", "申请人类型", "申请内容", "补正告知日",
    "补正收到日", "征求第三方起", "征求第三方止", "延期批准日", "答复日", "答复文号", "答复类型", "上年结转",
)  # fmt: skip
SURNAME = "欧阳"  # of every applicant, so that a leak is easy to find
_LATE = 0.02
CORRECTION, EXTENSION, THIRD_PARTY = 1, 2, 3


@dataclass
class Made:
    """A made ledger: its rows, the table it must count to, how many were answered too late, who is named in it."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    table: Counter[str] = field(default_factory=Counter)
    late: int = 0
    secrets: list[str] = field(default_factory=list)


def make_ledger(cases: int, seed: int = 1, year: int = 2024) -> Made:
    """Return a ledger of *cases* applications for *year*, the same for the same seed."""
    chance, made = random.Random(seed), Made()  # noqa: S311  no secret
    for number in range(cases):
        group = chance.choices(list(GROUPS), (80, 12, 1, 2, 3, 2))[0]
        is_carried_in, is_carried_out = chance.random() < 0.04, chance.random() < 0.05  # noqa: PLR2004
        result = chance.choice(list(RESULTS))
        for row in (
            "carried_in" if is_carried_in else "new",
            *(("carried_out",) if is_carried_out else (result, "total")),
        ):
            made.table[f"applications.{row}.{group}"] += 1
            made.table[f"applications.{row}.total"] += 1
        days = _days(chance, year, is_carried_in=is_carried_in, is_carried_out=is_carried_out)
        made.late += days.pop("late") == "1"
        person = f"{SURNAME}{chr(0x4E00 + chance.randrange(2000))}{number}"
        phone, card = (
            f"139{chance.randrange(10**8):08d}",
            f"32130219{chance.randrange(50, 99)}0101{chance.randrange(10**4):04d}",
        )
        made.secrets += [person, phone, card]
        row = {
            "登记编号": f"〔{year}〕{number:06d}号", "渠道": chance.choice(("网站", "信函", "当面")), "申请人": person,
            "联系电话": phone, "身份证号": card, "申请人类型": GROUPS[group],
            "申请内容": f"{person}申请公开，电话{phone}",
            "答复文号": "" if is_carried_out else f"答复〔{year}〕{number}号",
            "答复类型": "" if is_carried_out else RESULTS[result],
            "上年结转": "是" if is_carried_in else chance.choice(("否", "")),
        }  # fmt: skip
        made.rows.append(tuple((row | days).get(heading, "") for heading in HEADINGS))
    chance.shuffle(made.rows)
    return made


def _days(chance: random.Random, year: int, *, is_carried_in: bool, is_carried_out: bool) -> dict[str, str]:
    """Draw the days of one case. Twelve days after receipt is always in time, 120 days always late."""
    if is_carried_out:  # received at the end of the year, so that its term reaches into the next
        start = date(year, 12, 20) if not is_carried_in else date(year - 1, 12, 25)
        return {"收到日期": _written(chance, start), "late": str(int(is_carried_in))}
    if is_carried_in:
        received = date(year - 1, 12, 22) + timedelta(days=chance.randrange(9))
        return {"收到日期": _written(chance, received), "答复日": _written(chance, date(year, 1, 4)), "late": "0"}
    received = date(year, 1, 1) + timedelta(days=chance.randrange(200))
    is_late = chance.random() < _LATE
    days = {"收到日期": _written(chance, received), "late": str(int(is_late))}
    answered = received + timedelta(days=120 if is_late else 12)
    kind = chance.choice((CORRECTION, EXTENSION, THIRD_PARTY, *[0] * 7))
    if kind == CORRECTION:  # a correction, by which the term starts anew
        corrected = received + timedelta(days=40)
        days |= {
            "补正告知日": _written(chance, received + timedelta(days=2)),
            "补正收到日": _written(chance, corrected),
        }
        answered = corrected + timedelta(days=120 if is_late else 12)
    elif kind == EXTENSION and not is_late:  # an extension in time, and an answer within it
        days["延期批准日"] = _written(chance, received + timedelta(days=10))
        answered = received + timedelta(days=45)
    elif kind == THIRD_PARTY and not is_late:  # a third party is asked meanwhile
        asked = received + timedelta(days=3)
        days |= {"征求第三方起": _written(chance, asked), "征求第三方止": _written(chance, asked + timedelta(days=6))}
    return days | {"答复日": _written(chance, answered)}


def _written(chance: random.Random, day: date) -> str:
    return chance.choice((f"{day}", f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日"))


def as_csv(made: Made) -> str:
    """Return the ledger as CSV text."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([HEADINGS, *made.rows])
    return out.getvalue()


def as_xlsx(made: Made) -> bytes:
    """Return the ledger as a workbook."""
    import xlsxwriter  # noqa: PLC0415

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        for number, row in enumerate((HEADINGS, *made.rows)):
            sheet.write_row(number, 0, row)
    return out.getvalue()
