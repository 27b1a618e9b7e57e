"""Whether a page is the report of a given agency and year, by the name and year it gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.published.to_report import GOVERNMENT, plain_name

if TYPE_CHECKING:
    from report_helpers.facts.report import Agency

LEAST_NAME = 4  # characters of a name that may lack the place before it, unless it is a place
_LEAD_IN = re.compile(r"^(?:现|将|已|予以|公布|发布|编制|印发|报送|公开)+")
_PLACE = re.compile(r"[\u4e00-\u9fff]+[省市县区旗州盟]")
_BEGUN = re.compile("[省市县区旗](?![省市县区旗州盟])")
_IS_PLACE = re.compile(r"[\u4e00-\u9fff]{2,}(?:[市县区旗州盟镇乡]|街道)")


def require_same(file: str, printed: tuple[str, int], agency: Agency, year: int) -> None:
    """Raise InputError where the name and year *printed* in a file are another agency's or another year."""
    name, printed_year = printed
    if not is_same_name(_LEAD_IN.sub("", plain_name(name)), plain_name(agency.name)):
        fix = f"请核对文件和机关代号；确是同一机关的，请按公布的名称改正 data/{agency.slug}/agency.yaml 的 name"
        raise InputError(Problem(f"是“{name}”的报告，不是{agency.name}（{agency.slug}）的", file, fix=fix))
    if printed_year != year:
        fix = f"请改为 {agency.slug}@{printed_year}，或换成 {year} 年的文件"
        raise InputError(Problem(f"是 {printed_year} 年的报告，不是 {year} 年的", file, fix=fix))


def is_same_name(printed: str, own: str) -> bool:
    """Tell whether two names are one agency's: 人民政府 may be lacking, and the place before a long enough name."""
    short, long = sorted((printed.removesuffix(GOVERNMENT), own.removesuffix(GOVERNMENT)), key=len)
    is_enough = len(short) >= LEAST_NAME or _IS_PLACE.fullmatch(short) is not None
    return short == long or (is_enough and may_be_same_name(printed, own))


def may_be_same_name(printed: str, own: str) -> bool:
    """Tell whether two names, however short, may be one agency's: the place is lacking before one, or begun."""
    short, long = sorted((printed.removesuffix(GOVERNMENT), own.removesuffix(GOVERNMENT)), key=len)
    lead = long.removesuffix(short)
    begun = f"{lead}{short[:1]}" if _BEGUN.match(short) else ""  # 霁州 before 市人民政府办公室
    return lead != long and (not lead or any(map(_PLACE.fullmatch, (lead, begun))))
