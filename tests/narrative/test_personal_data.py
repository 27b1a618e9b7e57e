"""Personal data: what is found, what is left alone, and that nothing of it is printed."""

from __future__ import annotations

import datetime as dt
import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from report_helpers.narrative.personal_data import find_personal_data
from tests.conftest import SHIPPED

WIDE = {code - 0xFEE0: code for code in range(0xFF10, 0xFF1A)} | {ord("X"): 0xFF38}
COUNTIES = ("110101", "320102", "413026", "500101", "330113", "810000")  # 330113 is newer than the library's list
SEPARATORS = st.sampled_from(["", " ", "-", "　", "－"])
SAMPLE = st.text(st.sampled_from("0123456789Xx-－ 　+*@.cn138６２村小区家庭住址：号楼单元室组第元张\n"), max_size=80)


def card(county: str, born: dt.date, order: int) -> str:
    """Return an identity card number that nobody need have, with its check digit."""
    body = f"{county}{born:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(body + "0")


def kinds(text, allowed=()):
    """Return the kinds found in *text*."""
    return [slip.kind for slip in find_personal_data(text, allowed)]


CARD = card("320102", dt.date(1990, 1, 1), 12)
BANK = "622202123456789" + luhn.calc_check_digit("622202123456789")
CREDIT_CODE = "113213000143200000"


@pytest.mark.parametrize(
    ("text", "kind", "masked"),
    [
        ("联系人电话13812341234。", "mobile", "138****1234"),
        ("138-1234-1234", "mobile", "138****1234"),
        ("138 1234 1234、", "mobile", "138****1234"),
        ("138 12341234", "mobile", "138****1234"),
        ("1381-234-1234", "mobile", "138****1234"),
        ("+86 13812341234", "mobile", "138****1234"),
        ("+86-138-1234-1234", "mobile", "138****1234"),
        ("8613812341234", "mobile", "138****1234"),
        ("１３８１２３４１２３４", "mobile", "138****1234"),
        ("138.1234.1234", "mobile", "138****1234"),
        ("138。1234。1234", "mobile", "138****1234"),
        (f"身份证号：{CARD}。2024年", "identity_card", "32**************" + CARD[-2:]),
        ("电话13812341234。2024年", "mobile", "138****1234"),
        ("138·1234·1234", "mobile", "138****1234"),
        ("138/1234/1234", "mobile", "138****1234"),
        ("（138）1234－1234", "mobile", "138****1234"),
        ("138\u200b1234\u200b1234", "mobile", "138****1234"),
        ("1 3 8 1 2 3 4 1 2 3 4", "mobile", "138****1234"),
        ("幺三八一二三四一二三四", "mobile", "138****1234"),
        ("身份证号320102.19900101.1234", "identity_card", "32**************34"),
        ("银行卡号：6222 0200 1234 5678 901", "bank_card", "6222***********8901"),
        ("护照号：E12345678", "paper", "E1*****78"),
        ("zhangsan(at)qq.com", "email", "z***"),
        ("手机编号：13812341234", "mobile", "138****1234"),
        ("张某13812341234个人", "mobile", "138****1234"),
        (f"身份证号{CARD}", "identity_card", "32**************" + CARD[-2:]),
        (f"身份证编号：{CARD}", "identity_card", "32**************" + CARD[-2:]),
        (CARD.translate(WIDE), "identity_card", "32**************" + CARD[-2:]),
        (f"{CARD[:6]} {CARD[6:14]} {CARD[14:]}", "identity_card", "32**************" + CARD[-2:]),
        ("身份证320102630101123", "identity_card", "32***********23"),
        (f"账号{BANK}", "bank_card", "6222********" + BANK[-4:]),
        (" ".join(BANK[i : i + 4] for i in range(0, 16, 4)), "bank_card", "6222********" + BANK[-4:]),
        ("-".join(BANK[i : i + 4] for i in range(0, 16, 4)), "bank_card", "6222********" + BANK[-4:]),
        ("邮箱zhang.san@example.com，", "email", "z***@example.com"),
        ("邮箱：13812341234@example.com", "email", "1***@example.com"),
        ("ｚｓ＠ｅｘａｍｐｌｅ．ｃｏｍ", "email", "z***@example.com"),
        ("住阳光小区3号楼2单元501室", "home_address", "住阳光小区*号楼*单元***室"),
        ("幸福花园12幢301室", "home_address", "幸福花园**幢***室"),
        ("教师家属院三号楼二单元", "home_address", "教师家属院*号楼*单元"),
        ("滨河家园一期5栋2单元3号", "home_address", "滨河家园*期*栋*单元*号"),
        ("阳光小区3-2-501", "home_address", "阳光小区*-*-***"),
        ("8号楼1单元202室", "home_address", "*号楼*单元***室"),
        ("大王村3组12号", "home_address", "大王村*组**号"),
        ("大王村第三村民小组12号", "home_address", "大王村第*村民小组**号"),
        ("家庭住址：北省北市幸福路12号", "home_address", "家庭住址：***"),
        ("住址为宿城区幸福路12号", "home_address", "住址：***"),
    ],
)
def test_personal_data_is_found_and_masked(text, kind, masked):
    """Each way of writing personal data is found once and printed masked."""
    (slip,) = find_personal_data(text)
    assert (slip.kind, slip.masked) == (kind, masked)
    assert text[slip.start : slip.end] == slip.text
    assert slip.suggestion


@pytest.mark.parametrize(
    "text",
    [
        "0527-84368000",
        "收到1573179件",
        "72701.2578万元",
        "138****1234",
        "138＊＊＊＊1234",
        "32**************12",
        "x***@example.com",
        "1381234123",
        "213812341234",
        "138123412345",
        "12345678901",
        "0.13812341234",
        "13812341234.50",
        "13812341234元",
        "第13812341234号",
        "受理编号：13812341234",
        "2024-13812341234",
        "（2024）苏13行初123号、苏政复〔2024〕138号",
        "18 12 13 14 15 16 17 18",
        "138\t1234\t1234",
        CARD[:-1] + ("1" if CARD[-1] != "1" else "2"),
        "320102199002301234",
        "999999199001011234",
        "320102202401001",
        "321300200101001",
        "备案号320102630101123",
        BANK[:-1] + str((int(BANK[-1]) + 1) % 10),
        "流水号" + BANK,
        CREDIT_CODE,
        "图logo@2x.png",
        "某人@某处",
        "宿迁市宿城区洪泽湖路12号",
        "市民中心3号楼501室",
        "国际大厦2幢301室",
        "阳光小区3号楼",
        "某村3组",
        "不得公开家庭住址、身份证号",
        "住址为个人信息的，不予公开",
        "户籍所在地为泗洪县的12人",
        "家庭住址：宿迁市***",
        "大王村3组12号文件",
    ],
)
def test_ordinary_text_is_left_alone(text):
    """Office telephones, figures, file numbers, masked values and office addresses are no personal data."""
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("138-1234-1234", "13812341234"),
        ("１３８１２３４１２３４", "138 1234 1234"),
        ("+8613812341234", "13812341234"),
        ("13812341234", "+86 138-1234-1234"),
        ("XXGK@Example.com", "xxgk@example.com"),
        ("13812341234@example.com", "13812341234@example.com"),
        ("xx-gk@example.com", "xx-gk@example.com"),
        ("办公地址阳光小区3号楼2单元101室", "阳光小区３号楼２单元１０１室"),
        ("阳光小区3号楼2单元101室", "宿迁市宿城区阳光小区3号楼2单元101室"),
        ("住址：宿城区幸福路12号", "宿城区幸福路12号"),
    ],
)
def test_what_an_office_allows_is_not_reported(text, allowed):
    """Allowed numbers and addresses compare without spaces, hyphens, width and +86."""
    assert kinds(text)
    assert kinds(text, [allowed]) == []


def test_allowing_a_building_does_not_allow_its_homes():
    """An allowed address allows no longer address that begins with it; an empty one allows nothing."""
    assert kinds("阳光小区3号楼2单元501室", ["阳光小区3号楼", ""]) == ["home_address"]


def test_the_shipped_data_hold_no_personal_data():
    """The figures and texts of the published reports that come with the kit raise nothing."""
    paths = [path for path in (SHIPPED.root / "data").rglob("*") if path.suffix in {".csv", ".md", ".yaml"}]
    assert len(paths) > 5
    assert not [slip for path in paths for slip in find_personal_data(path.read_text(encoding="utf-8"))]


def test_several_kinds_in_one_text_come_in_order():
    """Slips come in the order of the text and do not overlap."""
    text = f"张某，住阳光小区3号楼2单元501室，电话13812341234，邮箱z@example.com，身份证{CARD}，卡号{BANK}"
    slips = find_personal_data(text)
    assert [slip.kind for slip in slips] == ["home_address", "mobile", "email", "identity_card", "bank_card"]
    assert all(one.end <= other.start for one, other in pairwise(slips))


def test_a_printed_slip_shows_nothing_personal():
    """The repr of a slip, as a log would print it, does not hold the number."""
    assert "13812341234" not in repr(find_personal_data("13812341234"))


@given(
    st.sampled_from(COUNTIES),
    st.dates(dt.date(1900, 1, 1), dt.date(2024, 12, 31)),
    st.integers(0, 999),
    st.sampled_from([str.upper, str.lower, lambda number: number.translate(WIDE)]),
)
@example("320102", dt.date(1990, 1, 1), 0, str.lower)
def test_every_valid_identity_card_is_found(county, born, order, written):
    """Any county, date and order with its check digit is found; its middle digits are not printed."""
    number = card(county, born, order)
    text = f"申请人（{written(number)}）来函"
    (slip,) = find_personal_data(text)
    assert (slip.kind, slip.text) == ("identity_card", written(number))
    assert slip.masked == number[:2] + "*" * 14 + number[-2:]
    assert number[2:16] not in slip.masked


@given(st.sampled_from(["62", "4", "5", "9558"]), st.integers(16, 19), st.text("0123456789", min_size=18, max_size=18))
def test_every_bank_card_is_found(issuer, length, digits):
    """Any 16 to 19 digits of an issuer with the Luhn digit are found, unless they are a better-known number."""
    body = (issuer + digits)[: length - 1]
    number = body + luhn.calc_check_digit(body)
    slips = find_personal_data(f"卡号为{number}。")
    if slips or length != 18:  # 18 digits may be an organisation's credit code
        assert [slip.text for slip in slips] == [number]
        assert slips[0].kind in {"bank_card", "identity_card"}
        assert number[4:-4] not in slips[0].masked


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"), SEPARATORS)
def test_every_mobile_number_is_found(number, separator):
    """Any mobile number is found with any separator; its middle digits are not printed."""
    written = separator.join((number[:3], number[3:7], number[7:]))
    (slip,) = find_personal_data(f"电话：{written}，")
    assert (slip.kind, slip.text, slip.masked) == ("mobile", written, f"{number[:3]}****{number[7:]}")


@given(st.one_of(st.text(max_size=80), SAMPLE), st.lists(SAMPLE, max_size=3))
def test_any_text_can_be_searched(text, allowed):
    """The search never fails, and every place is right."""
    slips = find_personal_data(text, allowed)
    assert all(text[slip.start : slip.end] == slip.text for slip in slips)
    assert all(one.end <= other.start for one, other in pairwise(slips))
    assert all("*" in slip.masked for slip in slips)


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "a@", "a", "a.", "（", "的", "小区1", "住址：", "一", "138 ", "6222 ", "1-"]
)
def test_a_long_text_takes_no_longer_than_its_length(piece):
    """A hundred thousand characters of the worst kind are searched in well under a few seconds."""
    begun = time.process_time()
    find_personal_data((piece * 100_000)[:100_000])
    assert time.process_time() - begun < 3
