"""The narrative's templates: Jinja2 in a sandbox, cut down to what a report needs.

Placeholders, filters and `{% if %}` only. Whatever else Jinja can do - loops, calls,
arithmetic, includes, attributes of Python objects - is refused by name before
anything runs.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from report_helpers.errors import InputError, Problem
from report_helpers.narrative.values import CLOSE, FILTERS, OPEN, SEPARATOR, Bound, Namespace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Template

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Filter,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
# What rendering raises, and compiling a template nested a thousand deep.
_UNCOMPUTABLE = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    RecursionError,
    SyntaxError,
    NameError,
    MemoryError,
    AssertionError,
)
_MARKDOWN = {ord(mark): f"\\{mark}" for mark in "\\`*_[]<>&#"}
_HINT = "叙述里只能用占位符 {{ … }}、规定的过滤器和 {% if %}"


def fill_in(source: str, names: Mapping[str, object], shown: str) -> str:
    """Return the Markdown *source* with its placeholders filled in from *names*.

    Raises InputError naming file (*shown*) and line: bad syntax, anything outside the
    allowed subset, an unknown name or filter, a comparison that cannot be made.
    """
    try:
        tree, template = _compiled(source, shown)
        _refuse_unknown(tree, names, shown)
        return template.render(dict(names))
    except TemplateSyntaxError as error:
        fix = "请检查 {{ }} 和 {% %} 是否成对、英文标点是否正确"
        raise InputError(Problem("占位符写法有误", shown, error.lineno, fix=fix)) from None
    except InputError as error:
        line = _template_line(error)
        raise InputError(_placed(problem, shown, line) for problem in error.problems) from None
    except _UNCOMPUTABLE as error:
        raise InputError(Problem("占位符无法计算", shown, _template_line(error), fix=_HINT)) from None


@lru_cache(maxsize=64)
def _compiled(source: str, shown: str) -> tuple[nodes.Template, Template]:
    """Return the tree and the template of *source*: a build reads every section several times."""
    environment = _environment()
    tree = environment.parse(source)
    _refuse_foreign(tree, environment, shown)
    return tree, environment.from_string(tree)


class _Environment(ImmutableSandboxedEnvironment):
    """A sandbox in which no attribute of any Python object can be reached."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401, ARG002
        """Refuse: facts are looked up by key, never by attribute."""
        return False


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = _Environment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True, finalize=_printed
    )
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()
    environment.filters.update(FILTERS)
    return environment


def escape_markdown(text: str) -> str:
    """Return *text* so that Markdown takes every character of it literally."""
    return text.translate(_MARKDOWN)


def _printed(value: object) -> str:
    """Print a placeholder's value so that Markdown takes it as plain text."""
    if isinstance(value, Bound):
        return str(value.as_printed(escape_markdown(value.text), value.derived))
    if value is None or isinstance(value, (bool, dict)):
        raise InputError(Problem("占位符印不出文字", value=str(value), fix="比较只能写在 {% if … %} 里"))
    if any(mark in str(value) for mark in (OPEN, SEPARATOR, CLOSE)):
        raise InputError(Problem("占位符里有内部标记字符", fix="请删去这些不可见的字符"))
    return escape_markdown(str(value))


def _refuse_foreign(tree: nodes.Template, environment: ImmutableSandboxedEnvironment, shown: str) -> None:
    problems = []
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            reason = f"用了不允许的写法（{type(node).__name__}）"
            problems.append(Problem(reason, shown, node.lineno, fix=_HINT))
        elif isinstance(node, nodes.Output) and any(isinstance(part, nodes.Const) for part in node.nodes):
            problems.append(Problem("占位符里写的不是编号", shown, node.lineno, fix="文字和数字请直接写在正文里"))
        elif isinstance(node, nodes.Filter) and node.name not in environment.filters:
            fix = f"可用的有：{'、'.join(FILTERS)}"
            problems.append(Problem("没有这个过滤器", shown, node.lineno, value=node.name, fix=fix))
    if problems:
        raise InputError(problems)


def _template_line(error: BaseException) -> int | None:
    """Return the line of the template an error came from: Jinja puts it into the traceback."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in {"<template>", "<unknown>"}:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _placed(problem: Problem, shown: str, line: int | None) -> Problem:
    """Add file and line to a problem raised while a value was worked out."""
    return problem if problem.file else replace(problem, file=shown, row=line)


def _refuse_unknown(tree: nodes.Template, names: Mapping[str, object], shown: str) -> None:
    """Name every placeholder that leads nowhere, each with its line, in branches not taken too."""
    problems = []
    for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Name)):
        path = _path(node)
        if path is None or not _leads_somewhere(path, names):
            fix = "请核对编号；正文数字先在 facts.csv 登记"
            value = None if path is None else ".".join(path)
            problems.append(Problem("占位符没有对应的数据项", shown, node.lineno, value=value, fix=fix))
    longest = [p for p in problems if not any(str(other.value).startswith(f"{p.value}.") for other in problems)]
    if longest:
        raise InputError(longest)


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


def _leads_somewhere(path: list[str], names: Mapping[str, object]) -> bool:
    value: object = names.get(path[0])
    for part in path[1:]:
        try:
            value = value[part] if isinstance(value, (Namespace, dict)) else None
        except KeyError:
            return False
    return value is not None
