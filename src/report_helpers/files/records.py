"""Reads the records that the kit writes as JSON, from folders and machines where anyone may have changed them.

The frozen dataclass of a record is its schema: every field is there with its exact type, and nothing else. What a
field's text must be, where it must be more than text, is one of the types below.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import asdict
from datetime import date
from functools import cache
from math import isfinite
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from report_helpers.errors import InputError, Problem, shorten
from report_helpers.files.characters import first_unfit
from report_helpers.files.documents import problem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

__all__ = [
    "Columns",
    "CommitId",
    "Count",
    "Day",
    "DayIfAny",
    "Digest",
    "Duration",
    "Field",
    "FileName",
    "InsidePath",
    "Name",
    "Pattern",
    "Plain",
    "Text",
    "is_inside",
    "parse_record",
    "require_record",
    "sentence",
    "spelt",
    "that",
]

T = TypeVar("T")

_BOM = "\ufeff".encode()
# A character that JSON spells by its number: after an even number of backslashes.
_SPELT = re.compile(r"(?<!\\)(?:\\\\)*\\u([0-9a-fA-F]{4})")
_LONGEST_PATH, _LONGEST_NAME = 1000, 255  # characters; bytes of each part


def is_inside(name: str) -> bool:
    """Tell whether a relative path stays where it is put, and is spelt as such a path is."""
    path = PurePosixPath(name)
    is_spelt_so = bool(path.parts) and str(path) == name and len(name) <= _LONGEST_PATH
    is_spelt_so &= all(len(part.encode(errors="replace")) <= _LONGEST_NAME for part in path.parts)
    return is_spelt_so and not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\0" not in name


def _is_name(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, (str, bool, int)) or (isinstance(value, float) and isfinite(value))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def that(fits: Callable[[Any], object], words: str) -> AfterValidator:
    """Return what refuses a value that does not fit, saying *words*: to be used in `Annotated`."""

    def checked(value: Any) -> Any:  # noqa: ANN401  any value of a record
        if not fits(value):
            raise ValueError(words)
        return value

    return AfterValidator(checked)


def spelt(pattern: str, words: str) -> AfterValidator:
    """Return what refuses a text that is not, as a whole, as *pattern* has it, saying *words*."""
    return that(re.compile(pattern).fullmatch, words)


def sentence(*fields: str) -> AfterValidator:
    """Return what refuses a text with a brace that is around none of *fields*, or of any name where none are given."""
    shown = "、".join(f"{{{name}}}" for name in fields or ("cell",))
    words = f"大括号里只能是{'' if fields else '字段名，如'} {shown}"
    return spelt(rf"(?:[^{{}}]|\{{\{{|\}}\}}|\{{(?:{'|'.join(fields) or '[a-z_]+'})\}})*", words)


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


Pattern = Annotated[str, that(_is_pattern, "不是有效的正则表达式，请改正写法")]
Digest = Annotated[str, spelt("[0-9a-f]{64}", "应为 SHA-256：64 位小写的十六进制数字")]
CommitId = Annotated[  # "" outside a repository
    str, spelt("[0-9a-f]{40}|[0-9a-f]{64}|", "应为 git 的提交号：40 或 64 位小写的十六进制数字")
]
FileName = Annotated[str, that(lambda name: is_inside(name) and "/" not in name, "应为文件名")]
InsidePath = Annotated[str, that(is_inside, "应为文件夹里面的路径")]
Name = Annotated[str, that(_is_name, "应为 notebook 的参数名")]
Plain = Annotated[Any, that(_is_plain, "应为文字、数字、true、false 或 null")]
Day = Annotated[str, that(_is_day, "应为日期，如 2024-01-31")]
Text = Annotated[str, Field(max_length=100_000)]  # unfit characters are looked for in the whole record at once
Count = Annotated[int, Field(ge=0, lt=10_000)]  # of rows, items
Columns = Annotated[int, Field(ge=0, le=200)]  # room is made for each in every row
Duration = Annotated[float, Field(ge=0, lt=1e9)]  # seconds
DayIfAny = Annotated[str, that(lambda text: not text or _is_day(text), "应为日期，如 2024-01-31，或空着")]


def parse_record(data: bytes, record: type[T], shown: str, what: str, fix: str = "") -> T:
    """Return the *record*, a frozen dataclass or a list or mapping of some, that the JSON of a file holds.

    Raises InputError naming the file as *shown* and the first thing in it that is otherwise; *what* says in a few
    words what the file then is.
    """
    try:
        text = data.removeprefix(_BOM).decode()
        spelt = _SPELT.findall(text) if "\\u" in text else ()
        unfit = first_unfit(text) or first_unfit("".join(chr(int(code, 16)) for code in spelt))
    except UnicodeDecodeError:
        raise InputError(Problem(f"{what}（文件损坏，不是有效的 JSON）", shown, fix=fix)) from None
    _refuse_unfit(unfit, shown, what, fix)
    try:
        return _adapter(record).validate_json(text, strict=True, extra="forbid")  # type: ignore[no-any-return, arg-type]
    except ValidationError as error:
        raise InputError(_first(error, shown, what, fix)) from None


def require_record(value: object, record: type[T], shown: str, what: str) -> T:
    """Return a value that came as plain Python values, not as JSON; raises as `parse_record` does."""
    try:
        valid: Any = _adapter(record).validate_python(value, extra="forbid")  # type: ignore[arg-type]
    except ValidationError as error:
        raise InputError(_first(error, shown, what, "")) from None
    _refuse_unfit(first_unfit("".join(_texts(asdict(valid)))), shown, what)
    return valid  # type: ignore[no-any-return]


def _refuse_unfit(unfit: str | None, shown: str, what: str, fix: str = "") -> None:
    if unfit is not None:
        raise InputError(Problem(f"{what}：含有不可见的字符（U+{ord(unfit):04X}）", shown, fix=fix))


def _texts(value: object) -> Iterator[str]:
    """Yield every text in plain Python values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)


@cache
def _adapter(record: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(record)  # type: ignore[arg-type]


def _first(error: ValidationError, shown: str, what: str, fix: str) -> Problem:
    detail = error.errors(include_url=False)[0]
    if detail["type"] == "json_invalid":
        return Problem(f"{what}（文件损坏，不是有效的 JSON）", shown, fix=fix)
    found = problem_of(detail, shown)
    if not found.column:
        return Problem(f"{what}（文件损坏，不是有效的 JSON，{found.what}）", shown, fix=fix)
    value = "" if found.value is None else f"写着“{shorten(found.value)}”，"
    return Problem(f"{what}（{found.column} {value}{found.what}）", shown, fix=fix)
