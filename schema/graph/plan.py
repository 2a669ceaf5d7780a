"""A compiled document at run time: levels of objects, each loaded for all its owners at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
    made = iter(level.run(request, [value for value in values if value is not None]))
    return [None if value is None else next(made) for value in values]


def nest_many(level: Level, request: Request, lists: Sequence[Any]) -> list[Any]:
    """Return the objects of each list of values, None for None; all lists are run as one."""
    flat = [value for values in lists if values for value in values]
    made: Iterator[Any] = iter(level.run(request, flat))
    return [None if values is None else [next(made) for _ in values] for values in lists]
