"""Fills in the narrative's templates: Jinja2's language, cut down to what a report needs.

Placeholders, filters and `{% if %}` only. Whatever else Jinja can say - loops, calls,
arithmetic, includes, attributes of Python objects - is refused by name. Jinja reads a
section into its tree, and the few kinds of node that are left are worked out here: no
section becomes Python code that runs (docs/decisions/0014).
"""

from __future__ import annotations

import operator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from report_helpers.errors import InputError, Problem, raise_problems
from report_helpers.narrative.values import CLOSE, FILTERS, OPEN, SEPARATOR, Bound, Namespace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_PLACEHOLDERS = (nodes.Name, nodes.Getattr, nodes.Getitem)
_CONDITIONS = (nodes.If, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not)
_TEXT = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Filter)
_ALLOWED = (*_TEXT, *_PLACEHOLDERS, *_CONDITIONS)
_LANGUAGE = Environment(keep_trailing_newline=True)  # noqa: S701  it only reads: nothing is rendered
_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda item, whole: item in whole,
    "notin": lambda item, whole: item not in whole,
}
# What a comparison or a filter raises, and a section nested a thousand deep.
_UNCOMPUTABLE = (TypeError, ValueError, ArithmeticError, LookupError, RecursionError, MemoryError)
_MARKDOWN = {ord(mark): f"\\{mark}" for mark in "\\`*_[]<>&#"}
_HINT = "叙述里只能用占位符 {{ … }}、规定的过滤器和 {% if %}"


def fill_in(source: str, names: Mapping[str, object], shown: str) -> str:
    """Return the Markdown *source* with its placeholders filled in from *names*.

    Raises InputError naming file (*shown*) and line: bad syntax, anything outside the
    allowed subset, an unknown name or filter, a comparison that cannot be made.
    """
    try:
        tree = _tree(source, shown)
        _refuse_unknown(tree, names, shown)
        return _written(tree.body, names, shown)
    except TemplateSyntaxError as error:
        fix = "请检查 {{ }} 和 {% %} 是否成对、英文标点是否正确"
        raise InputError(Problem("占位符写法有误", shown, error.lineno, fix=fix)) from None
    except (RecursionError, ValueError):  # a number of more than 4,300 digits
        raise InputError(Problem("占位符无法计算", shown, fix=_HINT)) from None


@lru_cache(maxsize=64)
def _tree(source: str, shown: str) -> nodes.Template:
    """Return the tree of *source*: a build reads every section several times."""
    tree = _LANGUAGE.parse(source)
    _refuse_foreign(tree, shown)
    return tree


def _written(body: Iterable[nodes.Node], names: Mapping[str, object], shown: str) -> str:
    """Return the text of *body*: what is typed as it stands, placeholders printed, the branch that holds."""
    written: list[str] = []
    for node in body:
        if isinstance(node, nodes.TemplateData):
            written.append(node.data)
        elif isinstance(node, nodes.Output):
            written.append(_written(node.nodes, names, shown))
        elif isinstance(node, nodes.If):
            written.append(_written(_branch(node, names, shown), names, shown))
        else:
            with _placing(shown, node.lineno):
                written.append(_printed(_value(node, names)))
    return "".join(written)


def _branch(node: nodes.If, names: Mapping[str, object], shown: str) -> Iterable[nodes.Node]:
    """Return the first body whose condition holds, the else's when none does."""
    for choice in (node, *node.elif_):
        with _placing(shown, choice.test.lineno):
            if _value(choice.test, names):
                return choice.body
    return node.else_


def _value(node: Any, names: Mapping[str, object]) -> Any:  # noqa: ANN401  any expression, any value
    """Return what an expression stands for; its kinds are those `_refuse_foreign` lets pass."""
    value: Any
    match node:
        case nodes.Const():
            value = node.value
        case nodes.Filter():
            arguments = (_value(argument, names) for argument in (node.node, *node.args))
            value = FILTERS[node.name](*arguments)
        case nodes.And():
            value = _value(node.left, names) and _value(node.right, names)
        case nodes.Or():
            value = _value(node.left, names) or _value(node.right, names)
        case nodes.Not():
            value = not _value(node.node, names)
        case nodes.Compare():
            value = _compared(node, names)
        case _:
            value = _named(_path(node) or [""], names)
    return value


def _compared(node: nodes.Compare, names: Mapping[str, object]) -> bool:
    """Tell whether every comparison of a chain (0 < a < b) holds, one after another as far as they do.

    With a cell that has no figure, blank or not applicable, no comparison holds.
    """
    left = _value(node.expr, names)
    for operand in node.ops:
        right = _value(operand.expr, names)
        lacks = any(isinstance(side, Bound) and side.fact.value is None for side in (left, right))
        if lacks or not _COMPARISONS[operand.op](left, right):
            return False
        left = right
    return True


@contextmanager
def _placing(shown: str, line: int) -> Iterator[None]:
    """Say of whatever goes wrong within in which file and line it stands."""
    try:
        yield
    except InputError as error:
        raise InputError(_placed(problem, shown, line) for problem in error.problems) from None
    except _UNCOMPUTABLE:
        raise InputError(Problem("占位符无法计算", shown, line, fix=_HINT)) from None


def escape_markdown(text: str) -> str:
    """Return *text* so that Markdown takes every character of it literally."""
    return text.translate(_MARKDOWN)


def _printed(value: object) -> str:
    """Print a placeholder's value so that Markdown takes it as plain text."""
    if isinstance(value, Bound):
        return str(value.as_printed(escape_markdown(value.text), value.derived))
    if value is None or isinstance(value, (bool, dict)):
        raise InputError(Problem("占位符没有可输出的内容", value=str(value), fix="比较只能写在 {% if … %} 里"))
    if any(mark in str(value) for mark in (OPEN, SEPARATOR, CLOSE)):
        raise InputError(Problem("占位符里有内部标记字符", fix="请删去这些不可见的字符"))
    return escape_markdown(str(value))


def _refuse_foreign(tree: nodes.Template, shown: str) -> None:
    problems = []
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            reason = f"用了不允许的写法（{type(node).__name__}）"
            problems.append(Problem(reason, shown, node.lineno, fix=_HINT))
        elif isinstance(node, nodes.Output) and any(isinstance(part, nodes.Const) for part in node.nodes):
            problems.append(Problem("占位符里写的不是编号", shown, node.lineno, fix="文字和数字请直接写在正文里"))
        elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
            fix = f"可用的有：{'、'.join(FILTERS)}"
            problems.append(Problem("没有这个过滤器", shown, node.lineno, value=node.name, fix=fix))
        elif isinstance(node, nodes.Filter) and (node.dyn_args or node.dyn_kwargs):
            problems.append(Problem("用了不允许的写法（*）", shown, node.lineno, fix=_HINT))
    raise_problems(problems)


def _placed(problem: Problem, shown: str, line: int | None) -> Problem:
    """Add file and line to a problem raised while a value was worked out."""
    return problem if problem.file else replace(problem, file=shown, row=line)


def _refuse_unknown(tree: nodes.Template, names: Mapping[str, object], shown: str) -> None:
    """Name every placeholder that leads nowhere, each with its line, in branches not taken too."""
    problems = []
    for node in tree.find_all(_PLACEHOLDERS):
        path = _path(node)
        if path is None or _named(path, names) is None:
            fix = "请核对编号；正文数字先在 facts.csv 登记"
            value = None if path is None else ".".join(path)
            problems.append(Problem("占位符没有对应的数据项", shown, node.lineno, value=value, fix=fix))
    values = {str(problem.value) for problem in problems}
    shorter = {value[:at] for value in values for at, mark in enumerate(value) if mark == "."}
    raise_problems(problem for problem in problems if problem.value is None or problem.value not in shorter)


def _path(node: Any) -> list[str] | None:  # noqa: ANN401  any Jinja expression
    """Return the dotted path of a placeholder, or None when it is none."""
    if isinstance(node, nodes.Name):
        return [node.name]
    if isinstance(node, nodes.Getattr):
        head = _path(node.node)
        return None if head is None else [*head, node.attr]
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        head = _path(node.node)
        return None if head is None else [*head, str(node.arg.value)]
    return None


def _named(path: list[str], names: Mapping[str, object]) -> object | None:
    """Return what a placeholder stands for, None when it leads nowhere."""
    value = names.get(path[0])
    for part in path[1:]:
        try:
            value = value[part] if isinstance(value, (Namespace, dict)) else None
        except KeyError:
            return None
    return value
