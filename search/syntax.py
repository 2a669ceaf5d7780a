"""The query as a tree of frozen values, and that tree as canonical text."""

from dataclasses import dataclass, field
from datetime import date

from search.tokens import words_of

OPERATORS = ("AND", "OR", "NOT")


@dataclass(frozen=True, slots=True)
class Everything:
    """No words were given: nothing narrows the search."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Text was given but nothing in it can be searched."""


@dataclass(frozen=True, slots=True)
class Word:
    """One typed word; several `words` when it was written as a compound, as in ai-driven."""

    words: tuple[str, ...]
    text: str = field(default="", compare=False)
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word, or hyphenated compound, that begins like this."""

    start: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Any word that differs by at most `distance` letters."""

    word: str
    distance: int
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, unstemmed; `slop` is how far they may be moved."""

    words: tuple[str, ...]
    slop: int = 0
    text: str = field(default="", compare=False)
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Scope:
    """A field that holds one of the values; `known` are those found in the index's vocabulary."""

    name: str
    values: tuple[str, ...]
    known: tuple[str, ...] = field(default=(), compare=False)
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Dates:
    """Said on or after `lower` and on or before `upper`."""

    lower: date | None
    upper: date | None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negation:
    """Everything that the part does not match."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Conjunction:
    """All parts match."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Disjunction:
    """At least one part matches."""

    parts: "tuple[Node, ...]"


Leaf = Everything | Nothing | Word | Prefix | Fuzzy | Phrase | Scope | Dates
Node = Leaf | Negation | Conjunction | Disjunction


def negate(part: Node) -> Node:
    """The opposite of a part; twice gives the part back."""
    return part.part if isinstance(part, Negation) else Negation(part)


def join_all(parts: list[Node]) -> Node | None:
    """One node for parts that must all match, nested ones laid flat."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Conjunction) else (part,))
    return (Conjunction(tuple(flat)) if len(flat) > 1 else flat[0]) if flat else None


def join_any(parts: list[Node]) -> Node | None:
    """One node for parts of which one must match, nested ones laid flat."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Disjunction) else (part,))
    return (Disjunction(tuple(flat)) if len(flat) > 1 else flat[0]) if flat else None


def conjuncts(node: Node) -> tuple[Node, ...]:
    """The parts that must all match, one level deep."""
    if isinstance(node, Everything):
        return ()
    return node.parts if isinstance(node, Conjunction) else (node,)


def format_query(node: Node) -> str:
    """The canonical text of a query; parsing it gives the same tree again."""
    match node:
        case Conjunction(parts):
            return " AND ".join(_within(part, (Disjunction,)) for part in parts)
        case Disjunction(parts):
            return " OR ".join(_within(part, (Conjunction,)) for part in parts)
        case Negation(part):
            return "NOT " + _within(part, (Conjunction, Disjunction))
    return _format_leaf(node)


def _within(node: Node, bracketed: tuple[type, ...]) -> str:
    text = format_query(node)
    return f"({text})" if isinstance(node, bracketed) else text


def _format_leaf(leaf: Leaf) -> str:
    match leaf:
        case Word(words, text):
            return _verbatim(text, words, "/")
        case Phrase(words, slop, text):
            return f'"{_verbatim(text, words, " ")}"' + (f"~{slop}" if slop else "")
        case Prefix(start):
            return f"{start}*"
        case Fuzzy(word, distance):
            return f"{word}~{distance}"
        case Scope(name, values):
            return f"{name}:{','.join(map(_format_value, values))}"
        case Dates(lower, upper):
            return f"since:{lower}" if upper is None else f"until:{upper}"
        case Everything() | Nothing():
            return ""


def _verbatim(text: str, words: tuple[str, ...], joint: str) -> str:
    """The words as typed, unless punctuation between them would be read as syntax."""
    plain = text not in OPERATORS and not any(sign in ':*~"()' for sign in text)
    plain = plain and words_of(text) == words
    return text if plain else joint.join(words)


def _format_value(value: str) -> str:
    return f'"{value}"' if any(sign in ' ,:~"()' for sign in value) else value
