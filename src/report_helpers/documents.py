"""Strict YAML documents: the only room that knows pydantic and PyYAML.

A form, a rule catalogue, an agency and a year's parameters are all small YAML files
with a fixed shape. `Document` is the frozen base of their models; `read_document`
turns a file into one, or says in Chinese what is wrong with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from report_helpers.errors import InputError, Problem

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Document", "Field", "read_document"]

MAX_BYTES = 1_000_000

_MESSAGES = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，可能写错了名字",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "string_type": "应为文字（必要时加引号）",
    "literal_error": "不在允许的取值之内：{expected}",
    "enum": "不在允许的取值之内：{expected}",
    "date_from_datetime_parsing": "应为日期，如 2024-01-31",
    "date_type": "应为日期，如 2024-01-31",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
    "dict_type": "应为“名称: 值”的结构",
    "model_type": "应为“名称: 值”的结构",
    "string_pattern_mismatch": "写法不符合要求",
    "string_too_short": "不能为空",
}


class Document(BaseModel):
    """Frozen base of every YAML document's model; unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


D = TypeVar("D", bound=Document)


# The C parser reads a form in 5 ms where a Python one takes 60, in every process.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader that refuses a repeated key instead of taking the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        """Return the mapping; ConstructorError naming the repeated key."""
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                reason = f"“{key.value}”重复"
                raise yaml.constructor.ConstructorError(None, None, reason, key.start_mark)
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep=deep))


def read_document(path: Path, model: type[D], shown: str) -> D:
    """Read *path* as YAML and return it as *model*.

    *shown* names the file in messages. Raises InputError when the file is absent,
    too large, not UTF-8, not YAML, repeats a key or does not have the model's shape.
    """
    try:
        return model.model_validate(_parse(path, shown))
    except ValidationError as error:
        raise InputError(_problem(detail, shown) for detail in error.errors()) from None


def _parse(path: Path, shown: str) -> Any:  # noqa: ANN401  a YAML document may be anything
    """Return the plain Python value of a YAML file without repeated keys."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(Problem("找不到这个文件", file=shown)) from None
    except OSError as error:
        raise InputError(Problem(f"文件读不出来（{error.strerror}）", file=shown)) from None
    if len(data) > MAX_BYTES:
        raise InputError(Problem("文件过大，不像是一份设置文件", file=shown))
    try:
        return yaml.load(data.decode("utf-8-sig"), _Loader)  # noqa: S506  a subclass of the safe loader
    except UnicodeDecodeError:
        raise InputError(Problem("不是 UTF-8 编码", file=shown, fix="请另存为 UTF-8")) from None
    except yaml.MarkedYAMLError as error:
        line = None if error.problem_mark is None else error.problem_mark.line + 1
        reason = f"不是有效的 YAML（{error.problem or error.context or ''}）"
        raise InputError(Problem(reason, file=shown, row=line)) from None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise InputError(Problem(f"不是有效的 YAML（{error}）", file=shown)) from None


def _problem(detail: Any, shown: str) -> Problem:  # noqa: ANN401  pydantic's ErrorDetails
    """Translate one of pydantic's error rows."""
    place = "·".join(str(part) for part in detail["loc"])
    kind = str(detail["type"])
    context = detail.get("ctx", {})
    text = str(context["error"]) if kind == "value_error" else _MESSAGES.get(kind, str(detail["msg"]))
    expected = str(context.get("expected", "")).replace(" or ", "、")
    value = detail["input"]
    is_scalar = isinstance(value, (str, int, float)) and kind != "missing"
    return Problem(
        text.format(expected=expected),
        file=shown,
        column=place,
        value=str(value) if is_scalar else None,
    )
