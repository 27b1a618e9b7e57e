"""Finds personal data in a text: mobile numbers, identity and bank cards, e-mail, homes.

Patterns only propose; check digits, dates and what stands around a number decide.
Every pattern is of bounded length, so a search is linear in the length of the text.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from stdnum import luhn, numdb
from stdnum.cn import ric, uscc

from report_helpers.files.characters import HALF_WIDTH
from report_helpers.narrative.model import Slip
from report_helpers.narrative.patterns import Patterns, read_patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

# One character for one, so that places in the folded text are places in the text.
_SPACES, _DASHES = "\u00a0\u00ad\u2002\u2003\u2009\u200b\u200c\u200d\u202f\u2060\ufeff", "‐‑‒–—−"
_FOLD = HALF_WIDTH | str.maketrans(_SPACES + _DASHES, " " * len(_SPACES) + "-" * len(_DASHES))
_WORDS = dict(zip(map(ord, "零〇○一幺二三四五六七八九壹贰叁肆伍陆柒捌玖"), "0001123456789123456789", strict=True))
_PATTERNS = read_patterns("personal_data.yaml", Patterns).compiled()
# The first two digits of an identity card. The library's list of counties is older than
# some counties, and it would fail on a card of theirs; a province does not change.
_PROVINCE = re.compile("1[1-5]|2[123]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]")


class _Kind(NamedTuple):
    """How one kind is looked for, confirmed, masked and answered."""

    name: str
    patterns: tuple[str, ...]
    confirmed: Callable[[str], bool]
    masked: Callable[[str], str]
    suggestion: str
    reads_context: bool = False
    named: str = ""


def find_personal_data(text: str, allowed: Collection[str] = ()) -> tuple[Slip, ...]:
    """Return the personal data in *text* that *allowed* does not list, in order.

    *allowed* holds an office's own telephone numbers, e-mail addresses and addresses.
    Spaces, hyphens, width and a leading +86 make no difference. Slips do not overlap.
    """
    permitted = {_plain(item) for item in allowed}
    taken = bytearray(len(text))
    slips = []
    for kind, start, end, key in (found for folded in _folded(text) for found in _found(folded)):
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\1" * (end - start)
        if not _is_permitted(kind.name, _plain(key), permitted):
            slips.append(Slip(kind.name, start, end, text[start:end], kind.masked(key), kind.suggestion))
    return tuple(sorted(slips, key=lambda slip: slip.start))


def _folded(text: str) -> Iterator[str]:
    """Yield *text* as it is searched; where it has ①③⑧ or other signs for digits, also with digits in their place."""
    folded = text.translate(_FOLD)
    yield folded
    odd = (c for c in set(folded) if not c.isascii() and unicodedata.category(c) in {"Nd", "No"})
    signs = {ord(c): f"{value:.0f}" for c in odd if (value := unicodedata.numeric(c)) in range(10)}
    if signs:
        yield folded.translate(signs)


def _found(folded: str) -> Iterator[tuple[_Kind, int, int, str]]:
    """Yield kind, place and bare text of what counts, the surest kinds first."""
    for kind in _KINDS:
        for name in kind.patterns:
            for match in _PATTERNS[name].finditer(folded):
                number = match["number"]
                if kind is _MAIL and _is_an_organs(folded, match):
                    continue
                named_otherwise = kind.reads_context and _is_file_or_amount(folded, match)
                is_named = bool(kind.named) and _PATTERNS[kind.named].search(
                    folded, max(0, match.start() - 12), match.start()
                )
                if is_named or (not named_otherwise and kind.confirmed(_plain(number))):
                    yield kind, *match.span(), number if kind is _MAIL else _plain(number).upper()
    for match in _PATTERNS["HOME_LABEL"].finditer(folded):
        if _is_home(match):
            value = match["value"].rstrip()
            yield _HOME, match.start(), match.start("value") + len(value), f"{match['label']}:{value}"
    for home in ("HOME_1", "HOME_2", "HOME_3"):
        for match in _PATTERNS[home].finditer(folded):
            before = _PATTERNS["NAME_BEFORE"].search(folded, max(0, match.start() - 6), match.start())
            start = before.start() if before else match.start()
            yield _HOME, start, match.end(), folded[start : match.end()]


def _is_an_organs(folded: str, match: re.Match[str]) -> bool:
    """Whether an address is at a domain of the government, or stands behind an organ's postcode or fax number."""
    before = folded[max(0, match.start() - 80) : match.start()]
    return match["number"].lower().endswith(".gov.cn") or _PATTERNS["ORGANS_MAIL"].search(before) is not None


def _plain(text: str) -> str:
    """Return *text* as it is compared: narrow, small, no spaces or hyphens, no +86."""
    bare = re.sub(r"[\s-]", "", text.translate(_FOLD)).lower()
    digits = re.sub("[.。·•・_/|()~*]", "", bare.translate(_WORDS))
    bare = digits if re.fullmatch(r"\+?[0-9]+x?", digits) else bare
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
    if _PATTERNS["AMOUNT"].match(folded, match.end()):
        return True
    if before.endswith("第") and folded.startswith("号", match.end()):
        return True
    return bool(_PATTERNS["FILE_NUMBER"].search(before)) and not _PATTERNS["PERSONAL"].search(before)


def _is_identity_card(number: str) -> bool:
    """Whether province, birth date and check digit of 18 characters agree."""
    number = number.upper()
    try:
        born = ric.get_birth_date(number)
    except ValueError:  # the library's own errors are ValueErrors
        return False
    return bool(_PROVINCE.match(number)) and born.year >= 1880 and ric.calc_check_digit(number) == number[-1]  # noqa: PLR2004


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
    if _PATTERNS["MASKED"].search(value) or not _PATTERNS["PLACE"].search(value):
        return False
    return match["colon"] == ":" or bool(re.search("[0-9一二三四五六七八九十](?:号|组|室|幢|栋|单元)", value))


def _starred(first: int, last: int) -> Callable[[str], str]:
    """Return a function that leaves *first* and *last* characters and stars the rest."""
    return lambda number: number[:first] + "*" * (len(number) - first - last) + number[-last:]


def _masked_email(address: str) -> str:
    local, _, host = address.partition("@")
    return f"{local[0]}***@{host}" if host and local.isascii() and "(" not in local else f"{address[0]}***"


def _masked_home(address: str) -> str:
    """Star every numeral of an address; of a labelled one everything but the label."""
    label, colon, _ = address.partition(":")
    return f"{label}：***" if colon else re.sub("[0-9A-Za-z零〇一二三四五六七八九十百]", "*", address)


_ASK_CARD = "身份证号码属个人隐私，请删去，确需保留时遮盖中间各位"
_ASK_BANK = "疑似银行卡号，请删去"
_ASK_MAIL = "请核实是否为单位公开邮箱；个人邮箱请删去，单位邮箱请列入允许公开的邮箱"
_ASK_HOME = "疑似家庭住址，请删去或只写到街道、乡镇；如为办公地址，请列入允许公开的地址"
_ASK_MOBILE = "请删去手机号码或改用办公电话；经同意公开的，请列入允许公开的号码"
_MAIL = _Kind("email", ("EMAIL", "EMAIL_WORDS"), bool, _masked_email, _ASK_MAIL)
_HOME = _Kind("home_address", (), bool, _masked_home, _ASK_HOME)
_BANKS = ("BANK_1", "BANK_2", "BANK_3")
_KINDS = (
    _MAIL,
    _Kind("identity_card", ("CARD_18",), _is_identity_card, _starred(2, 2), _ASK_CARD, named="CARD_NAMED"),
    _Kind("paper", ("PAPER",), bool, _starred(2, 2), _ASK_CARD),
    _Kind("bank_card", _BANKS, _is_bank_card, _starred(4, 4), _ASK_BANK, reads_context=True, named="BANK_NAMED"),
    _Kind("identity_card", ("CARD_15",), _is_old_card, _starred(2, 2), _ASK_CARD, reads_context=True),
    _Kind("mobile", ("MOBILE", "MOBILE_SPACED", "MOBILE_WORDS"), bool, _starred(3, 4), _ASK_MOBILE, reads_context=True),
)
