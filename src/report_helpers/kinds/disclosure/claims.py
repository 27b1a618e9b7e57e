"""What the text of a disclosure report says in words: none received, all upheld, the fee (X-5 to X-7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from report_helpers.checks.numbers_in_text import as_the_tables_say
from report_helpers.facts.residual import Spot, compared, unverifiable
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Mention, Passage, Text

_OTHER_APPLICATION = "复议|诉讼|投诉|举报|信访|补正|更正|费|许可|援助|科研|公益|法律服务|商业企业"
_YEAR_SAID = r"(?:\d{4} ?年)"
_NO = "(?:(?<!尚)未|没有?|(?<!有)无|不曾|尚未)(?:曾|有|能)?"
_CAME_IN = "(?:收到|接到|受理|新收|接收|收悉|收|办理|产生|发生|出现|存在)(?:过|了)?"
_REST = f"(?:(?!{_OTHER_APPLICATION})[^，。；]){{0,30}}"
_SOMEBODY = "(?:任何)?(?:公民|自然人|群众|市民|村民|居民|个人|单位|企业|法人|组织|社会公众|申请人|人)"
_HANDED_IN = "(?:提出|提交|递交)"
# Some kinds of applicants are a part of the table's figures, not nobody.
_PART = f"(?:自然人|(?:商业)?企业|法人(?:[或和及、](?:其他)?组织)?|(?:其他|社会)?组织){_HANDED_IN}"
_ASKS = f"(?:(?!{_OTHER_APPLICATION})[^，。；]){{0,20}}(?:申请(?:获取|公开)|{_HANDED_IN}{_REST}申请)"
_ASKED = "(?:政府信息公开|信息公开|依申请公开|公开)"
_END = "(?=[，。；、！）]|$)"
_OF_NOTHING = f"[均都]?[为是：:]?\\s*(?:零件?|〇|0(?:件|宗|份|次)?|无|空[白缺]){_END}"
_NONE_RECEIVED = re.compile(
    "|".join(
        (
            f"{_NO}{_CAME_IN}{_REST}申请(?!人|时|表|的|行政|复议|公开)",
            f"{_NO}{_CAME_IN}{_REST}申请公开(?:的)?(?:申请|事项|情况|案件|业务|件)?{_END}",
            f"(?:没有|无|未有)(?:公民)?{_ASKED}?申请(?:事项|件)?{_END}",
            f"(?:没有|不存在|无|未有)依申请公开(?:的)?(?:事项|情况|案件|业务|件)?{_END}",
            f"(?:没有?|无|未曾?有|不存在|不曾有)(?!{_PART}){_SOMEBODY}(?:{_ASKS}|{_ASKED}?申请{_END})(?!{_REST}(?:{_OTHER_APPLICATION}))",
            f"(?:公民|法人|组织|群众|申请人)[均都]?(?:未|没有)曾?(?:向[^，。；]{{0,12}})?{_HANDED_IN}{_REST}{_ASKED}申请{_END}",
            f"{_ASKED}申请(?:量|数量?|件数|总数|人数)?{_OF_NOTHING}",
            f"(?:^|[，。；])(?:全年|本年度?|{_YEAR_SAID})?申请(?:总?量|数量?|件数|总数|人数){_OF_NOTHING}",
            f"依申请公开(?:情况|事项|工作|件)?(?:数量?|量)?{_OF_NOTHING}",
            f"(?:一[件宗份个]|1[件宗份个]){_ASKED}?申请[也都](?:没有?|未)",
            f"无一[件宗份人例]{_REST}申请",
            f"{_NO}{_CAME_IN}(?:任何|一[件封份])?{_ASKED}(?:方面)?的?(?:来信|来函|信件|函件|请求|诉求|要求){_END}",
            "零申请|申请量为零",
        )
    )
)
_DISPUTE = "(?:行政复议|行政诉讼|复议|诉讼|行政应诉|应诉)"
_NONE_DISPUTED = re.compile(
    r"(?:(?<!尚)未(?!经|审|办)|没有|(?<!有)无)(?:发生|出现|被|收到)?(?:(?!审结|办结|结转)[^，。；]){0,24}?"
    rf"{_DISPUTE}(?:(?:、|和|及|与|或者?|以及|也)(?:被?提起|引发|发生)?{_DISPUTE})?"
    r"(?:的|类)?(?:案件|情况|情形|申请|事项|事件|发生|等|(?=[，。；、！]|$)){1,3}(?=[，。；、！]|$)"
    rf"|{_DISPUTE}(?:案件)?(?:数量?|件数|量)?[均都]?(?:为|是|：)\s*(?:零|无|空白){_END}|零{_DISPUTE}"
)
_ALL_UPHELD = re.compile(
    r"(?<!其余)(?<!其余案件)(?<!其他)(?:均|全部|都)(?:被|予以|获|得到)?(?:维持|胜诉)"
    r"|(?:无|没有|未)(?:发生|出现|被)?[^，。；]{0,8}(?:纠错|被纠正|败诉)|(?:没有|未|无)被[^，。；]{0,12}纠正"
    r"|均为维持|无一(?:被)?(?:撤销|纠正|纠错|败诉)|零(?:纠错|败诉)|(?:纠错|败诉)率?(?:案件)?(?:数量?|件数)?均?为零"
)
_ALL_SO = re.compile("(?<!其余)(?<!其余案件)(?<!其他)(?:均|全部|都)(?:被|予以|获|得到|为)?(?:维持|胜诉)")
_SOME_PENDING = re.compile("审结|结案|判决|裁[判定]|生效|决定|除|正在|在审|待审|尚")
_ALL_CLOSED = re.compile("(?:均|全部|都)(?:已经?|依法)*(?:审结|结案)|(?:没有|无)(?:尚?未)(?:审结|结案)")
_CLOSED_OTHERS = re.compile("上一?年|去年|到期|期满|结转")
_CLAIMED = ((_ALL_UPHELD, "corrected"), (_ALL_SO, "pending"), (_ALL_CLOSED, "pending"), (_NONE_DISPUTED, "total"))
_ABOUT_DISPUTES = re.compile("复议|诉讼|起诉|胜诉|败诉|纠错|案件")
_NAMED = re.compile("复议|诉讼|起诉")
_FEE = re.compile(
    r"信息(?:公开)?(?:申请)?处理费|(?<![水圾物废弃疗])处理费|收取[^，。；]{0,16}费用|(?:依申请|信息)公开[^，。；]{0,8}(?<!事业性)收费|未收费|收费通知"
)
_FEE_NAME = "(?:(?:政府)?信息(?:公开)?(?:申请)?)?(?<![水圾物废弃疗])处理费"
_NO_FEE = re.compile(
    f"(?:(?<!实际)(?:未|没有|无)(?:曾|发生|产生|存在|向申请人)?收取(?:过|任何)?[^，。；]{{0,8}}{_FEE_NAME}|零收费(?=[。，；]|$)"
    f"|{_FEE_NAME}(?:收取)?(?:金额|总额)?[为：:](?:0|零)元)"
)
_NO_NOTICE = re.compile(
    "(?:未|没有|无|不曾)(?:曾)?(?:向[^，。；]{0,8})?(?:发出|发送|制发|送达|下达|出具)(?:过|任何)?[^，。；]{0,4}收费通知"
)
# All applications answered; 按期, 按时 says when those were that came due.
_ALL_DONE = re.compile(
    "(?<!未)(?:已经?|现已|均已|都已)?(?:全部|悉数|(?<![日月年周季平])均|都)(?:已经?|依法|依规|妥善|得到|予以){0,3}"
    "(?:办结|办理完毕|答复完毕|办完|处理完毕|办理完成)|(?:没有|无|不存在|未有)(?:申请)?(?:件)?结转(?!的?(?:自然人|企业))[^，。；]{0,6}(?=[，。；]|$)"
)
_SOME_LEFT = re.compile(
    "除|其余|其他|另|尚|正在|待|未到期|未届满|按[期时]|如期|限期|期限|到期|应办|应答复|结转(?:至|到)?(?:下|次|明|20)[^，。；]{0,8}[1-9一二三四五六七八九十]"
)
_LAST_YEARS, _THIS_YEARS = re.compile("上一?年|去年"), re.compile("新收|收到|受理|接收|本年|今年")
_OF_APPLICATIONS = re.compile("申请|依申请公开")
_DISPUTES = ("review", "litigation_direct", "litigation_after_review")


def none_received(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-5: a text that says no application came in, and only that one, goes with a row of zeros."""
    claims = [(passage, found) for passage in text.passages for found in _NONE_RECEIVED.finditer(passage.text)]
    headings = {p.number + 1: p for p in text.of("overview") if p.is_heading and "依申请公开" in p.text}
    claims += [
        (p, found)
        for p in text.of("overview")
        if p.number in headings and (found := re.fullmatch(r"无。?", p.text.strip()))
    ]
    for passage, found in claims:
        yield _claim(rule, report, "applications.new.total", spot_in(passage, found.start()))


def all_upheld(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-6: a text that says none was corrected or lost, or none arose, goes with zeros in table 四."""
    for passage in text.passages:
        for pattern, column in _CLAIMED:
            for found in pattern.finditer(passage.text):
                start, end = passage.sentence_span(found.start())
                clause = re.split("[，。；！]", passage.text[found.start() : end], maxsplit=1)[0]
                if column != "total":  # of what its own clause names, else of what its sentence does
                    own = re.split("[，；]", passage.text[start : found.start()])[-1] + clause
                    clause = own if _NAMED.search(own) else passage.text[start:end]
                is_of_others = column == "pending" and _CLOSED_OTHERS.search(clause)
                is_of_others = is_of_others or (pattern is _ALL_SO and _SOME_PENDING.search(passage.text, start, end))
                if is_of_others or (passage.section != "disputes" and not _ABOUT_DISPUTES.search(clause)):
                    continue
                for block in _blocks_named(clause):
                    spot = spot_in(passage, found.start(), f"{column}:{block}")
                    yield _claim(rule, report, f"disputes.{block}.{column}", spot)


def _blocks_named(sentence: str) -> tuple[str, ...]:
    """Return the blocks of table 四 a sentence speaks of; all of them when it names none."""
    is_review = re.search(r"(?<!未经)(?<!经)复议(?!后)", sentence) is not None
    is_suit = "诉讼" in sentence or "败诉" in sentence or "起诉" in sentence
    if is_review == is_suit:
        return _DISPUTES
    return _DISPUTES[:1] if is_review else _DISPUTES[1:]


def outcomes_as_stated(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-2: results and disputes are what the tables say; where all were answered, none is carried over."""
    yield from as_the_tables_say(report, text, rule)
    carried = report.get("applications.carried_out.total")
    for passage in text.passages:
        for found in _ALL_DONE.finditer(passage.text):
            sentence = passage.sentence_at(found.start())
            if _SOME_LEFT.search(sentence) or not _OF_APPLICATIONS.search(sentence) or _is_of_last_year(passage, found):
                continue
            spot = spot_in(passage, found.start(), "all")
            if carried is None or carried.value is None:
                yield unverifiable(rule, "“结转下年度继续办理”空白", ("applications.carried_out.total",), spot)
                continue
            shown = f"{carried.label} {carried.value:f}"
            words = {"value": f"“{found[0]}”", "readings": shown, "found": found[0], "expected": shown}
            yield compared(rule, spot, (carried.value, 0), cells=(carried.id,), words=words)


def _is_of_last_year(passage: Passage, found: re.Match[str]) -> bool:
    """Tell whether 全部办结 is said of what last year left alone: 上年结转的全部办结, 上年结转121件，全部办结."""
    start, _ = passage.sentence_span(found.start())
    before = passage.text[start : found.start()].rpartition("；")[2]
    own = before.rpartition("，")[2]
    subject = own if _THIS_YEARS.search(before) else before
    return _LAST_YEARS.search(subject) is not None and not _THIS_YEARS.search(own)


def fee_stated(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-7: section 六 states the processing fee, and what the text and （六）2 say of it agrees."""
    if not text.passages:
        return
    passages = text.of("other")
    stating = [passage for passage in passages if _FEE.search(passage.text) and not passage.is_heading]
    words = {"what": "没有写明收取信息处理费的情况（未收取的也要写明）", "expected": "写明", "found": "未写"}
    heading = report.form.section("other").heading
    spot = spot_in((stating or passages)[0]) if passages else Spot("other", heading, "")
    yield compared(rule, spot, (0 if stating else 1, 0), words=words)
    yield from _contradictions(report, text, rule)
    case = report.get("applications.other.2.total")
    for mention in (mention for passage in stating for mention in passage.mentions if _is_fee(mention)):
        what = f"收取处理费 {mention.numeral.text}，但表三（六）2 没有逾期未缴费的申请"
        words = {"what": what, "expected": "有相应的申请", "found": "0"}
        faults = int(case is not None and case.value == 0)
        spot = spot_in(mention.passage, mention.start)
        yield compared(rule, spot, (faults, 0), words=words, cells=("applications.other.2.total",))


def _contradictions(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """Yield a fee that one part of the text has and another denies, and notices denied that （六）2 shows were sent."""
    denied = [(p, found) for p in text.passages for found in _NO_FEE.finditer(p.text)]
    for mention in (m for p in text.passages for m in p.mentions if denied and _is_fee(m)):
        place = denied[0][0].place
        what = f"写了收取处理费 {mention.numeral.text}，{place}却称没有收取"
        words = {"what": what, "expected": "前后一致", "found": mention.numeral.text}
        yield compared(rule, spot_in(mention.passage, mention.start, "denied"), (1, 0), words=words)
    case = report.get("applications.other.2.total")
    for passage in text.passages:
        for found in _NO_NOTICE.finditer(passage.text):
            faults = int(case is not None and bool(case.value))
            shown = f"{case.value:f}" if case is not None and case.value is not None else "空白"
            what = f"称没有发出收费通知，表三（六）2 逾期未按收费通知缴纳费用的有 {shown} 件"
            words = {"what": what, "expected": "0", "found": shown}
            spot = spot_in(passage, found.start(), "notice")
            yield compared(rule, spot, (faults, 0), words=words, cells=("applications.other.2.total",))


def _is_fee(mention: Mention) -> bool:
    return mention.numeral.unit in {"元", "万元"} and bool(mention.numeral.value and _FEE.search(mention.sentence))


def _claim(rule: Rule, report: Report, cell: str, spot: Spot) -> Residual:
    """Compare a claim that there was nothing with the cell it speaks of."""
    fact = report.get(cell)
    if fact is None or fact.value is None:
        return unverifiable(rule, f"“{fact.label if fact else cell}”空白", (cell,), spot)
    return compared(rule, spot, (fact.value, 0), cells=(cell,))
