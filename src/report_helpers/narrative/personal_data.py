"""Personal data in a text: mobile numbers, identity and bank cards, e-mail, homes.

Patterns only propose; check digits, dates and what stands around a number decide.
Every pattern is of bounded length, so a search is linear in the length of the text.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from stdnum import luhn, numdb
from stdnum.cn import ric, uscc

from report_helpers.narrative.slip import Slip

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

# One character for one, so that places in the folded text are places in the text.
_FOLD = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys((0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F), " ")
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-")
)
_BEFORE, _AFTER = r"(?<![0-9*])(?<![0-9]\.)", r"(?![0-9*])(?!\.[0-9])"
_YEARS = "(?:18|19|20)[0-9]{2}"
_DAYS = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"

_MOBILE = re.compile(
    rf"{_BEFORE}(?<![0-9]{{4}}-)(?:(?:\+|00)?86[ -]?)?(?P<number>1[3-9][0-9](?:"
    r"[0-9]{8}|[ -][0-9]{8}|(?P<a>[ -])[0-9]{4}(?P=a)[0-9]{4}|(?P<b>[ -])[0-9]{3}(?P=b)[0-9]{5}|"
    rf"[0-9](?P<c>[ -])[0-9]{{3}}(?P=c)[0-9]{{4}}|[0-9](?P<d>[ -])[0-9]{{4}}(?P=d)[0-9]{{3}})){_AFTER}"
)
_CARD_18 = re.compile(
    rf"{_BEFORE}(?P<number>[1-8][0-9]{{5}}[ -]?{_YEARS}[ -]?{_DAYS}[ -]?[0-9]{{3}}[0-9Xx]|"
    rf"[1-8][0-9]{{3}}(?P<a>[ -])[0-9]{{4}}(?P=a)[0-9]{{4}}(?P=a)[0-9]{{4}}(?P=a)[0-9][0-9Xx]){_AFTER}"
)
# Born from 1930 on: 2001 to 2029 at this place are the date of a file's number.
_CARD_15 = re.compile(rf"{_BEFORE}(?P<number>[1-8][0-9]{{5}}[ -]?[3-9][0-9]{_DAYS}[ -]?[0-9]{{3}}){_AFTER}")
_ISSUER = "(?=62|4|5|955)"
_BANK = (
    re.compile(rf"{_BEFORE}{_ISSUER}(?P<number>[0-9]{{16,19}}|[0-9]{{6}}[ -][0-9]{{10,13}}){_AFTER}"),
    re.compile(rf"{_BEFORE}{_ISSUER}(?P<number>[0-9]{{4}}(?:[ -][0-9]{{4}}){{3}}[ -]?[0-9]{{1,3}}){_AFTER}"),
    re.compile(rf"{_BEFORE}{_ISSUER}(?P<number>[0-9]{{4}}(?:[ -][0-9]{{4}}){{3}}){_AFTER}"),
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+*-])(?P<number>[A-Za-z0-9._%+-]{1,64}@(?![0-9]x\.(?:png|jpe?g|webp))"
    r"(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![A-Za-z0-9])"
)

_NUMERAL = "(?:[0-9]{1,5}[A-Za-z]?|[A-Za-z]|[甲乙丙丁东西南北]|[零〇一二三四五六七八九十百]{1,5})"
_ESTATE = "(?:小区|花园|花苑|家园|嘉园|雅苑|公寓|家属院|家属楼|家属区|宿舍|新村|新苑|佳苑|名苑|公馆|别墅)"
_BUILDING = f"{_NUMERAL} ?(?:号楼|幢|栋|座|号院|#楼?)"
_UNIT, _ROOM = f"{_NUMERAL} ?单元", f"{_NUMERAL} ?(?:室|户(?!口|籍|数|均|外)|号(?!文|令|码))"
_HOMES = (
    re.compile(
        f"{_ESTATE} ?(?:{_NUMERAL} ?[期区] ?)?"
        f"(?:{_BUILDING} ?(?:{_UNIT}(?: ?{_ROOM})?|{_ROOM})|{_UNIT} ?{_ROOM}|"
        "[0-9]{1,3}[A-Za-z]?-[0-9]{1,2}-[0-9]{3,4}(?:室|(?![0-9-])))"
    ),
    re.compile(f"{_BUILDING} ?{_UNIT}(?: ?{_ROOM})?"),
    re.compile(f"(?:村|社区|居委会) ?第?{_NUMERAL} ?(?:村民小|村民|居民小|小)?[组队] ?第?{_NUMERAL} ?号(?!文|令|码)"),
)
_HOME_LABEL = re.compile(
    "(?P<label>(?:家庭)?(?:现居?)?住址|家庭地址|居住地址|户籍地址|户籍所在地|户口所在地)"
    r" ?(?P<colon>:|为|是| ) ?(?P<value>(?:(?![0-9]{7})[^,，。;；、:\n\t|()（）“”]){4,40})"
)
_PLACE = re.compile("[省市县区镇乡村路街巷弄号室旗州]")
_NAME_BEFORE = re.compile("[一-鿿]{0,6}$")
_MASKED = re.compile("[*×某□]|[xX]{2}")

# Numbers of files, permits and cases, and amounts, are no telephone and no card.
_FILE_NUMBER = re.compile(r"(?:编号|案号|文号|单号|证号|流水号|受理号|备案号|批号|编码|代码|No\.?|№)(?: ?[:为是])? ?$")
_PERSONAL = re.compile("身份|手机|电话|联系|银行|卡号|账号|帐号")
_AMOUNT = re.compile(" ?(?:[万亿][元件条次]|元|件|条|个(?!人)|次|篇|人次|平方|%)")

# The first two digits of an identity card. The library's list of counties is older than
# some counties, and it would fail on a card of theirs; a province does not change.
_RANGES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
_PROVINCES = frozenset(str(code) for first, last in _RANGES for code in range(first, last + 1))


class _Kind(NamedTuple):
    """How one kind is looked for, confirmed, masked and answered."""

    name: str
    patterns: tuple[re.Pattern[str], ...]
    confirmed: Callable[[str], bool]
    masked: Callable[[str], str]
    suggestion: str
    reads_context: bool = False


def find_personal_data(text: str, allowed: Collection[str] = ()) -> tuple[Slip, ...]:
    """Return the personal data in *text* that *allowed* does not list, in order.

    *allowed* holds an office's own telephone numbers, e-mail addresses and addresses.
    Spaces, hyphens, width and a leading +86 make no difference. Slips do not overlap.
    """
    folded = text.translate(_FOLD)
    permitted = {_plain(item) for item in allowed}
    taken = bytearray(len(text))
    slips = []
    for kind, start, end, key in _found(folded):
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\1" * (end - start)
        if not _is_permitted(kind.name, _plain(key), permitted):
            slips.append(Slip(kind.name, start, end, text[start:end], kind.masked(key), kind.suggestion))
    return tuple(sorted(slips, key=lambda slip: slip.start))


def _found(folded: str) -> Iterator[tuple[_Kind, int, int, str]]:
    """Yield kind, place and bare text of what counts, the surest kinds first."""
    for kind in _KINDS:
        for pattern in kind.patterns:
            for match in pattern.finditer(folded):
                number = match["number"]
                named_otherwise = kind.reads_context and _is_file_or_amount(folded, match)
                if not named_otherwise and kind.confirmed(_plain(number)):
                    yield kind, *match.span(), number if kind is _MAIL else _plain(number).upper()
    for match in _HOME_LABEL.finditer(folded):
        if _is_home(match):
            value = match["value"].rstrip()
            yield _LABELLED, match.start(), match.start("value") + len(value), f"{match['label']}:{value}"
    for pattern in _HOMES:
        for match in pattern.finditer(folded):
            name = _NAME_BEFORE.search(folded, max(0, match.start() - 6), match.start())
            start = name.start() if name else match.start()
            yield _HOME, start, match.end(), folded[start : match.end()]


def _plain(text: str) -> str:
    """Return *text* as it is compared: narrow, small, no spaces or hyphens, no +86."""
    bare = re.sub(r"[\s-]", "", text.translate(_FOLD)).lower()
    return re.sub(r"^(?:\+|00)?86(?=1[3-9][0-9]{9}$)", "", bare)


def _is_permitted(kind: str, key: str, permitted: set[str]) -> bool:
    """Whether an office allows this; of an address the office may have listed more or less before it."""
    if kind != "home_address":
        return key in permitted
    key = key.partition(":")[2] or key
    return any(item and (key.endswith(item) or key in item) for item in permitted)


def _is_file_or_amount(folded: str, match: re.Match[str]) -> bool:
    """Whether the words around a number say that it is a file's number or a quantity."""
    before = folded[max(0, match.start() - 12) : match.start()]
    if _AMOUNT.match(folded, match.end()):
        return True
    if before.endswith("第") and folded.startswith("号", match.end()):
        return True
    return bool(_FILE_NUMBER.search(before)) and not _PERSONAL.search(before)


def _is_identity_card(number: str) -> bool:
    """Whether province, birth date and check digit of 18 characters agree."""
    number = number.upper()
    try:
        born = ric.get_birth_date(number)
    except ValueError:  # the library's own errors are ValueErrors
        return False
    return number[:2] in _PROVINCES and born.year >= 1880 and ric.calc_check_digit(number) == number[-1]  # noqa: PLR2004


def _is_old_card(number: str) -> bool:
    """Whether 15 digits begin with a known county and hold a date; they have no check digit."""
    try:
        dt.date(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
    except ValueError:
        return False
    parts = numdb.get("cn/loc").info(number[:6])
    return any("county" in properties for _, properties in parts)


def _is_bank_card(number: str) -> bool:
    """Whether the check digit is right and it is not an organisation's credit code."""
    return luhn.is_valid(number) and not uscc.is_valid(number)


def _is_home(match: re.Match[str]) -> bool:
    """Whether an address follows the word 住址, rather than a sentence about addresses."""
    value = match["value"]
    if _MASKED.search(value) or not _PLACE.search(value):
        return False
    return match["colon"] == ":" or bool(re.search("[0-9一二三四五六七八九十](?:号|组|室|幢|栋|单元)", value))


def _starred(first: int, last: int) -> Callable[[str], str]:
    """Return a function that leaves *first* and *last* characters and stars the rest."""
    return lambda number: number[:first] + "*" * (len(number) - first - last) + number[-last:]


def _masked_email(address: str) -> str:
    local, _, host = address.partition("@")
    return f"{local[0]}***@{host}"


def _masked_home(address: str) -> str:
    """Star every numeral of an address; of a labelled one everything but the label."""
    label, colon, _ = address.partition(":")
    return f"{label}：***" if colon else re.sub("[0-9A-Za-z零〇一二三四五六七八九十百]", "*", address)


def _always(_: str) -> bool:
    return True


_ASK_CARD = "身份证号码属个人隐私，请删去，确需保留时遮盖中间各位"
_ASK_HOME = "疑似家庭住址，请删去或只写到街道、乡镇；如为办公地址，请列入允许公开的地址"
_MAIL = _Kind(
    "email", (_EMAIL,), _always, _masked_email, "请核实是否为单位公开邮箱；个人邮箱请删去，单位邮箱请列入允许公开的邮箱"
)
_KINDS = (
    _MAIL,
    _Kind("identity_card", (_CARD_18,), _is_identity_card, _starred(2, 2), _ASK_CARD),
    _Kind("bank_card", _BANK, _is_bank_card, _starred(4, 4), "疑似银行卡号，请删去", reads_context=True),
    _Kind("identity_card", (_CARD_15,), _is_old_card, _starred(2, 2), _ASK_CARD, reads_context=True),
    _Kind(
        "mobile",
        (_MOBILE,),
        _always,
        _starred(3, 4),
        "请删去手机号码或改用办公电话；经同意公开的，请列入允许公开的号码",
        reads_context=True,
    ),
)
_LABELLED = _HOME = _Kind("home_address", (), _always, _masked_home, _ASK_HOME)
