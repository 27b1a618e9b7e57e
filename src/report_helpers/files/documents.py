"""Reads YAML documents strictly, with pydantic and PyYAML.

A form, a rule catalogue, an agency and a year's parameters are all small YAML files
with a fixed shape. `Document` is the frozen base of their models; `read_document`
turns a file into one, or says in Chinese what is wrong with it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from report_helpers.errors import InputError, Problem, shorten
from report_helpers.files.characters import first_unfit
from report_helpers.files.plain_files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = [
    "PLAIN_NUMBER",
    "Amount",
    "ConfigDict",
    "Day",
    "Document",
    "Field",
    "MonthDay",
    "Whole",
    "as_document",
    "parse_document",
    "read_document",
]

MAX_BYTES = 1_000_000
MAX_DEPTH = 50
MAX_NODES = 200_000
_LONGEST_NUMBER = 1000  # bits; Python refuses to print numbers of thousands of digits
_EARLIEST, _LATEST = date(1949, 10, 1), date(2199, 12, 31)  # no setting is about other days
_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_LEAP_YEAR = 2023
PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?P<part>\.[0-9]{1,18})?")
# Our own words, not the parser's English.
_OURS = re.compile("[\u4e00-\u9fff]")

# What to do about a file that is no YAML, and about an entry that is lacking or has a wrong name.
_FIX = "请照同类文件改正：每项写成“名称: 值”，冒号后空一格，下一级缩进两格，含特殊符号的文字加引号"
_FIXES = {"missing": "请补上", "extra_forbidden": "请改正名称，用不着的删去"}
# What to say for each kind of pydantic's errors.
_MESSAGES = {
    kind: message
    for message, kinds in {
        "缺少这一项": "missing missing_argument",
        "没有这一项，可能写错了名字": "extra_forbidden unexpected_keyword_argument",
        "应为整数": "int_type int_parsing int_from_float",
        "应为文字（必要时加引号）": "string_type",
        "不在允许的取值之内：{expected}": "literal_error enum",
        "应为日期，如 2024-01-31": "date_type date_parsing date_from_datetime_parsing date_from_datetime_inexact",
        "应为列表": "list_type tuple_type",
        "应为“名称: 值”的结构": "dict_type model_type dataclass_type mapping_type",
        "不能为空": "string_too_short",
        "太长": "string_too_long",
        "至少要有一项": "too_short",
        "应为 true 或 false": "bool_type bool_parsing",
        "应为数字": "float_type float_parsing decimal_type decimal_parsing finite_number",
        "数值太小，应不小于 {ge}": "greater_than_equal",
        "数值太小，应大于 {gt}": "greater_than",
        "数值太大，应不大于 {le}": "less_than_equal",
        "数值太大，应小于 {lt}": "less_than",
    }.items()
    for kind in kinds.split()
}


def _day(value: object) -> date:
    """Return a day that a person wrote as one: no number, which would count as seconds, and no time."""
    day = value
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        with suppress(ValueError):
            day = date.fromisoformat(value)
    if not isinstance(day, date):
        raise ValueError(_MESSAGES["date_type"])  # noqa: TRY004  as pydantic has it
    if not _EARLIEST <= day <= _LATEST:
        raise ValueError(f"应在 {_EARLIEST.year} 年至 {_LATEST.year} 年之间")
    return day


def _plain(value: object) -> object:
    """Return a number written plainly, quoted or not; 2_024, +2024, 02024 and full-width digits are none."""
    if isinstance(value, bool) or (isinstance(value, str) and not PLAIN_NUMBER.fullmatch(value)):
        raise ValueError(_MESSAGES["float_type"])
    return value


def _plain_whole(value: object) -> object:
    """Return a whole number written plainly, as `_plain` has it; 2024.0 is none."""
    written = PLAIN_NUMBER.fullmatch(str(value))
    if isinstance(value, bool) or written is None or written["part"]:
        raise ValueError(_MESSAGES["int_type"])
    return value


def _day_of_each_year(value: object) -> object:
    """Return month and day, such as 01-31, of a day that each year has."""
    if _ISO_DAY.fullmatch(f"{_NO_LEAP_YEAR}-{value}"):
        with suppress(ValueError):
            date.fromisoformat(f"{_NO_LEAP_YEAR}-{value}")
            return value
    raise ValueError("应为每年都有的月和日，如 01-31")


Whole = Annotated[int, BeforeValidator(_plain_whole)]
Amount = Annotated[Decimal, BeforeValidator(_plain)]
MonthDay = Annotated[str, BeforeValidator(_day_of_each_year)]
Day = Annotated[date, BeforeValidator(_day)]  # of a setting: a day of the last or the next centuries


class Document(BaseModel):
    """Frozen base of every YAML document's model; unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


D = TypeVar("D", bound=Document)


# The C parser reads a form in 5 ms where a Python one takes 60, in every process.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader that refuses what YAML allows and nobody means, such as a repeated key."""

    def get_single_node(self) -> yaml.Node | None:
        """Return the document; ConstructorError for anything refused in it, or when its aliases stand for too much."""
        node = super().get_single_node()
        if node is not None and _expanded(node, {}) > MAX_NODES:
            raise _refusal("引用（*）展开后过大", node)
        return node  # type: ignore[no-any-return]

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002
        """Return a mapping by its keys as written: `2027` and `no` are names, no number and no False."""
        return {key.value: self.construct_object(value, deep=deep) for key, value in node.value}


def _written_day(loader: _Loader, node: yaml.ScalarNode) -> Any:  # noqa: ANN401  a date
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        raise _refusal(f"没有“{shorten(node.value)}”这一天", node) from None


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _written_day)
# Which words without quotes are more than text. YAML 1.1 has more of them, which people do not read as it does:
# 0516 as the octal 334, 1:30 as 90, no as false. Left as text they reach the field that is to hold them.
_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"(?:~|null|Null|NULL|)", ["~", "n", "N", ""]),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)", list("tTfF")),
    ("int", r"(?:0|-?[1-9][0-9]{0,17})", list("-0123456789")),
    ("timestamp", r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", list("0123456789")),
    ("merge", "<<", ["<"]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^{_pattern}$"), _first)


def _refusal(reason: str, place: yaml.Node | yaml.Event) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, reason, place.start_mark)  # type: ignore[arg-type]


def _expanded(node: yaml.Node, sizes: dict[int, int]) -> int:
    """Return how many values *node* stands for, its aliases written out; ConstructorError for what is refused in it."""
    if id(node) not in sizes:
        sizes[id(node)] = MAX_NODES  # an alias to its own inside never ends
        sizes[id(node)] = 1 + sum(_expanded(child, sizes) for child in _children(node))
    return sizes[id(node)]


def _children(node: yaml.Node) -> list[yaml.Node]:
    """Return the nodes right inside *node*; ConstructorError for a strange character, and for a key that is not plain.

    Refused are merge keys too: nobody writing settings by hand needs them.
    """
    if isinstance(node, yaml.ScalarNode):
        strange = first_unfit(node.value)
        if strange is not None:
            raise _refusal(f"含有不可见的字符（U+{ord(strange):04X}）", node)
        return []
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    seen = set()
    for key, _ in node.value:
        if key.tag == "tag:yaml.org,2002:merge":
            raise _refusal("不能用合并键“<<”", key)
        if not isinstance(key, yaml.ScalarNode):
            raise _refusal("名称应为文字", key)
        if key.value in seen:
            raise _refusal(f"“{key.value}”重复", key)
        seen.add(key.value)
    return [part for pair in node.value for part in pair]


def read_document(  # noqa: PLR0913, PLR0917  what to say of the file
    path: Path,
    model: type[D],
    shown: str,
    limit: int = MAX_BYTES,
    moved: Mapping[str, str] | None = None,
    absent: str = "",
) -> D:
    """Read *path* as YAML and return it as *model*.

    *shown* names the file in messages; *moved* maps entries of older versions to what to write
    instead; *absent* says what to do when there is no such file. Raises InputError when the file is absent,
    larger than *limit* bytes, not UTF-8, not YAML, repeats a key or does not have the model's shape.
    """
    try:
        return parse_document(read_bytes(path, shown, limit, absent), model, shown)
    except InputError as error:
        old = moved or {}
        raise InputError(replace(one, fix=old.get(one.column, one.fix)) for one in error.problems) from None


def parse_document(data: bytes, model: type[D], shown: str) -> D:
    """Return the content of a YAML file as *model*; raises as `read_document` does."""
    return _document(data, model, shown)  # type: ignore[return-value]


@lru_cache(maxsize=64)  # a year's settings are read for every report, and several times for each
def _document(data: bytes, model: type[Document], shown: str) -> Document:
    return as_document(plain_values(data, shown), model, shown)


def as_document(content: Any, model: type[D], shown: str) -> D:  # noqa: ANN401  plain values of a YAML file
    """Return plain values as *model*; InputError naming each entry that does not have its shape."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        rows = error.errors()
        # pydantic does not count the wrong items of a list: it is too short only where all of them are right.
        wrong = {detail["loc"][:end] for detail in rows for end in range(len(detail["loc"]))}
        said = (row for row in rows if row["type"] != "too_short" or row["loc"] not in wrong)
        raise InputError(problem_of(row, shown) for row in said) from None


def plain_values(data: bytes, shown: str) -> Any:  # noqa: ANN401  a YAML document may be anything
    """Return the plain Python value of a YAML file; InputError for repeated keys and other slips."""
    try:
        text = data.decode("utf-8-sig")
        _refuse_depth(text)
        return yaml.load(text, _Loader)  # noqa: S506  a subclass of the safe loader
    except UnicodeDecodeError:
        raise InputError(Problem("不是 UTF-8 编码", file=shown, fix="请另存为 UTF-8")) from None
    except yaml.MarkedYAMLError as error:
        line = None if error.problem_mark is None else error.problem_mark.line + 1
        said = error.problem or ""
        reason = f"不是有效的 YAML（{said if _OURS.search(said) else '附近的缩进、冒号或引号写法有误'}）"
        raise InputError(Problem(reason, file=shown, row=line, fix=_FIX)) from None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        raise InputError(Problem("不是有效的 YAML（写法有误，或含有不可见的字符）", file=shown, fix=_FIX)) from None


def _refuse_depth(text: str) -> None:
    """Refuse tags such as !!binary, and a nesting no setting has: composing it would overrun the C parser's stack."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _refusal("嵌套过深", event)
        tag = getattr(event, "tag", None)
        if tag:
            raise _refusal(f"不能用类型标记“{shorten(tag)}”", event)


def problem_of(detail: Any, shown: str) -> Problem:  # noqa: ANN401  pydantic's ErrorDetails
    """Translate one of pydantic's error rows."""
    parts = (f"第 {part + 1} 项" if isinstance(part, int) else shorten(str(part)) for part in detail["loc"])
    place = "·".join(part for part in parts if part != "[key]")
    kind = str(detail["type"])
    context = detail.get("ctx", {})
    expected = str(context.get("expected", "")).replace(" or ", "、").replace(", ", "、")
    said = _MESSAGES.get(kind, "取值的类型或写法不符合要求").format_map({**context, "expected": expected})
    value = detail["input"]
    is_scalar = isinstance(value, (str, int, float)) and kind not in {"missing", "missing_argument"}
    is_scalar &= not (isinstance(value, int) and value.bit_length() > _LONGEST_NUMBER)
    return Problem(
        str(context["error"]) if kind == "value_error" else said,
        file=shown,
        column=place,
        value=str(value) if is_scalar else None,
        fix=_FIXES.get(kind, ""),
    )
