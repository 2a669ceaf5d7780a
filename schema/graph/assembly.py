"""The generated function of one level: items in, JSON-ready objects out, in one comprehension.

A level's code can be read in `Level.text`, for instance:

    def build(items, c0):
        return [{'headline': r[1], 'quotes': v0} for r, v0 in zip(items, c0)]

It holds names of fields and positions in rows; values of a request never become code.
"""

from binascii import b2a_base64
from collections.abc import Callable
from typing import Any

from schema.graph.plan import Child, Level

LIBRARY = {"b2a_base64": b2a_base64}
"""What the code of every level may call."""


class Assembly:
    """Collects the children and the functions that the expression of a level needs."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.functions: dict[str, Callable[..., Any]] = {}

    def child(self, child: Child) -> str:
        """Take a child in; return the name of its value in the expression."""
        self.children.append(child)
        return f"v{len(self.children) - 1}"

    def call(self, function: Callable[..., Any], *arguments: str) -> str:
        """Return the expression that calls a function of ours."""
        name = function.__name__
        while self.functions.setdefault(name, function) is not function:
            name += "_"
        return f"{name}({', '.join(arguments)})"

    def level(self, type_name: str, expression: str) -> Level:
        """Return the level whose objects are made by `expression`."""
        lists = [f"c{n}" for n in range(len(self.children))]
        values = [f"v{n}" for n in range(len(self.children))]
        loop = "r in items"
        if lists:
            loop = f"{', '.join(['r', *values])} in zip({', '.join(['items', *lists])})"
        head = f"def build({', '.join(['items', *lists])}):"
        text = f"{head}\n    return [{expression} for {loop}]\n"
        names: dict[str, Any] = {**LIBRARY, **self.functions}
        exec(text, names)
        return Level(type_name, text, names["build"], self.children)
