"""Words that the code says of itself: docstrings, and what stands below a name."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from types import ModuleType


def rules_of(module: ModuleType) -> str:
    """Return the numbered rules of a module's docstring."""
    _, _, rules = inspect.cleandoc(module.__doc__ or "").partition("\n\n")
    return rules


def drawing_of(module: ModuleType) -> str:
    """Return the indented drawing of a module's docstring as a block."""
    lines = inspect.cleandoc(module.__doc__ or "").splitlines()
    drawn = [line[4:] for line in lines if line.startswith("    ")]
    return "\n".join(["```text", *drawn, "```"])


def said_of_fields(kind: type) -> dict[str, str]:
    """Return what stands below each field of a class."""
    module = sys.modules[kind.__module__]
    for node in _tree_of(module).body:
        if isinstance(node, ast.ClassDef) and node.name == kind.__name__:
            return _said_below(node.body)
    raise LookupError(f"{kind} is not at the top of its module")


def said_in(module: ModuleType) -> dict[str, str]:
    """Return what stands below each name of a module."""
    return _said_below(_tree_of(module).body)


@cache
def _tree_of(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


def _said_below(body: Sequence[ast.stmt]) -> dict[str, str]:
    said: dict[str, str] = {}
    for node, below in pairwise(body):
        match node, below:
            case (
                ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                said[name] = " ".join(text.split())
            case _:
                pass
    return said
