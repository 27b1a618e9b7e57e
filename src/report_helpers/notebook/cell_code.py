"""Tells whether the cells of a notebook do nothing but call the kit.

Such cells leave nothing behind that a notebook after them in the same process could meet. A cell of an
office's own may change a module, an option of a library, the working folder: its notebook gets a process to itself.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# What a cell may import, by module. The report's methods are the only others that it may call.
_FUNCTIONS = {"report_helpers": {"check", "load", "no_report"}, "IPython.display": {"display"}}
_CALLABLE = frozenset().union(*_FUNCTIONS.values())
_REPORT = "report"
_OTHERS = (ast.Module, ast.Expr, ast.Constant, ast.Tuple, ast.alias, ast.keyword, ast.Load, ast.Store)


def only_call_the_kit(sources: Iterable[str]) -> bool:
    """Tell whether all code is constants, and calls of the kit's functions and of the report's methods.

    Results may be given names and gone through one by one. IPython's magics are no such code.
    """
    try:
        nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return not names & _CALLABLE and all(_is_allowed(node, names | _CALLABLE) for node in nodes)


def _is_allowed(node: ast.AST, names: Collection[str]) -> bool:
    """Tell whether a node may stand in such code, of which *names* are all that it has or imports."""
    match node:
        case ast.ImportFrom():
            known = _FUNCTIONS.get(node.module or "", set())
            is_allowed = all(name.name in known and not name.asname for name in node.names)
        case ast.Name():
            is_allowed = node.id in names
        case ast.Assign():
            is_allowed = all(isinstance(target, ast.Name) for target in node.targets)
        case ast.For():
            is_allowed = isinstance(node.target, ast.Name)
        case ast.Call(func=ast.Name(id=function)):
            is_allowed = function in _CALLABLE
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner))):
            is_allowed = owner == _REPORT
        case ast.Attribute(value=ast.Name(id=owner)):
            is_allowed = owner == _REPORT and not node.attr.startswith("_")
        case _:
            is_allowed = isinstance(node, _OTHERS)
    return is_allowed
