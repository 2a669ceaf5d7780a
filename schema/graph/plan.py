"""A compiled document at run time: levels of objects, each loaded for all its owners at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from schema.graph.loading import Request

Load = Callable[[Request, list[Any]], Sequence[Any]]


@dataclass(slots=True)
class Level:
    """One selection on one object type: its children are loaded, then `build` makes the objects."""

    type_name: str
    text: str
    build: Callable[..., list[Any]]
    children: list["Child"]
    inner: tuple["Level", ...] = ()
    """All levels below, kept by the outermost one for who wants to read their code."""

    def run(self, request: Request, items: Sequence[Any]) -> list[Any]:
        """Return the JSON-ready object of each item."""
        if not items:
            return []
        lists = [child.values(request, items) for child in self.children]
        return self.build(items, *lists)


@dataclass(slots=True)
class Child:
    """A field whose value is not a value of the item: how it is keyed and how it is loaded."""

    name: str
    key: Callable[[Any], Any]
    load: Load

    def values(self, request: Request, items: Sequence[Any]) -> Sequence[Any]:
        """Return the field's value of each item."""
        return self.load(request, list(map(self.key, items)))


def nest_one(level: Level, request: Request, values: Sequence[Any]) -> list[Any]:
    """Return the object of each value, None for None."""
    known = [value for value in values if value is not None]
    made = level.run(request, known)
    if len(made) == len(values):
        return made
    each = iter(made)
    return [None if value is None else next(each) for value in values]


def nest_many(level: Level, request: Request, lists: Sequence[Any]) -> list[Any]:
    """Return the objects of each list of values, None for None; all lists are run as one."""
    if len(lists) == 1 and lists[0] is not None:
        return [level.run(request, lists[0])]
    made = level.run(request, list(chain.from_iterable(filter(None, lists))))
    nested: list[Any] = []
    start = 0
    for values in lists:
        if values is None:
            nested.append(None)
            continue
        end = start + len(values)
        nested.append(made[start:end])
        start = end
    return nested
