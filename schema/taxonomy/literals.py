"""Patterns made fast: the words without which one matches nothing, and one for small letters."""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from itertools import product
from re import compile as compile_pattern
from typing import Any

# Python's own reading of a pattern. It has no public name, and a reading of our own could differ.
parse: Any = import_module("re._parser").parse

Strings = frozenset[str]
Item = tuple[Any, Any]
Rate = Callable[[Strings], tuple[int, int]]
EMPTY: Strings = frozenset({""})

MOST_STRINGS = 4
"""Ways to write a run of letters, such as a space or a hyphen; measured, 2 and 8 are slower."""
MOST_WAYS = 120
"""Literals of a set; to look for more takes as long as to try the pattern."""
MOST_LETTERS = 12
"""A choice of more letters, such as any of the alphabet, tells nothing."""
LONG_ENOUGH = 5
"""Letters from which on a longer literal tells nothing more; then few literals are better."""
SETS_A_PATTERN = 3

# Capitals whose small letter is not what a pattern that ignores case takes them for.
ODD_LETTERS = (("İ", "i"), ("ı", "i"), ("ſ", "s"))

CAPITALS_WITH_MEANING = compile_pattern(r"\\[A-Z]|\(\?[P(]|[A-Z]-|-[A-Z]\]")

NO_WIDTH = frozenset({"AT", "ASSERT", "ASSERT_NOT"})
REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})


def fold_case(text: str) -> str:
    """Return a text in small letters as patterns that ignore case see it."""
    if text.isascii():
        return text.lower()
    for odd, plain in ODD_LETTERS:
        text = text.replace(odd, plain)
    return text.lower()


def lower_pattern(pattern: str) -> str | None:
    """Return a pattern that finds in a folded text what this one finds when it ignores case.

    None where small letters would change its meaning, as in classes such as `\\S`.
    """
    lowered = pattern.replace("A-Z", "a-z")
    return None if CAPITALS_WITH_MEANING.search(lowered) else lowered.lower()


def find_literals(pattern: str, ignores_case: bool) -> tuple[tuple[str, ...], ...]:
    """Return sets of texts; of each set one stands in every text that the pattern matches.

    Small sets come first: they rule out most texts soonest. Literals are folded when case is
    ignored, and are then to be looked for in a folded text. Empty when nothing is known.
    """
    rate = rate_folded if ignores_case else rate_exact
    found: set[Strings] = set()
    for strings in iter_required(list(parse(pattern)), rate):
        folded = {fold_case(each) for each in strings} if ignores_case else strings
        found.add(frozenset(keep_shortest(folded)))
    best = sorted(found, key=lambda strings: (rate(strings), sorted(strings)), reverse=True)
    return tuple(sorted((tuple(sorted(strings)) for strings in best[:SETS_A_PATTERN]), key=len))


def keep_shortest(strings: Iterable[str]) -> Iterator[str]:
    """Yield the strings that hold none of the others: where a longer one stands, they stand too."""
    for each in (every := set(strings)):
        if not any(other in each for other in every if other != each):
            yield each


def rate_folded(strings: Strings) -> tuple[int, int]:
    """Return what orders sets from bad to good: with many letters in the shortest, and few."""
    rarest = min(sum(map(str.isalnum, each)) for each in strings)
    return min(rarest, LONG_ENOUGH), -len(strings)


def rate_exact(strings: Strings) -> tuple[int, int]:
    """Return the same where case counts: capitals are rare."""
    rarest = min(sum(each.isalnum() + each.isupper() for each in string) for string in strings)
    return min(rarest, LONG_ENOUGH), -len(strings)


def iter_required(items: Iterable[Item], rate: Rate) -> Iterator[Strings]:
    """Yield sets of strings of which a sequence needs one each: its runs, groups and choices."""
    run = EMPTY
    for item in items:
        strings = list_strings(item)
        longer = join_strings(run, strings) if strings else None
        if longer is not None:
            run = longer
            continue
        if "" not in run:
            yield run
        run = strings or EMPTY
        if strings is None:
            yield from iter_inside(item, rate)
    if "" not in run:
        yield run


def iter_inside(item: Item, rate: Rate) -> Iterator[Strings]:
    """Yield the sets that a group, a choice or a repetition of endless ways needs."""
    name, value = str(item[0]), item[1]
    if name == "SUBPATTERN" and not value[1] and not value[2]:
        yield from iter_required(list(value[3]), rate)
    elif name == "ATOMIC_GROUP":
        yield from iter_required(list(value), rate)
    elif name in REPEATS and value[0] > 0:
        yield from iter_required(list(value[2]), rate)
    elif name == "BRANCH":
        ways = [sorted(iter_required(list(way), rate), key=rate, reverse=True) for way in value[1]]
        for nth in range(min(map(len, ways))):
            union: Strings = frozenset().union(*(way[nth] for way in ways))
            if len(union) <= MOST_WAYS:
                yield union


def list_strings(item: Item) -> Strings | None:
    """Return all strings that an item of a pattern matches; None for endless or too many."""
    name, value = str(item[0]), item[1]
    if name == "LITERAL":
        return frozenset({chr(value)})
    if name in NO_WIDTH:
        return EMPTY
    if name == "IN":
        return list_letters(value)
    if name == "SUBPATTERN" and not value[1] and not value[2]:
        return list_sequence(value[3])
    if name == "BRANCH":
        ways = [list_sequence(way) for way in value[1]]
        union = frozenset().union(*(way for way in ways if way is not None))
        return None if None in ways or len(union) > MOST_STRINGS else union
    if name in REPEATS and value[1] == 1:
        once = list_sequence(value[2])
        return once | EMPTY if once is not None and value[0] == 0 else once
    return None


def list_letters(choices: Iterable[Item]) -> Strings | None:
    """Return the letters of `[abc]`; None for negated and long ones, and for classes."""
    letters: set[str] = set()
    for operation, value in choices:
        if str(operation) == "LITERAL":
            letters.add(chr(value))
        elif str(operation) == "RANGE" and value[1] - value[0] < MOST_LETTERS:
            letters.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return frozenset(letters) if len(letters) <= MOST_LETTERS else None


def list_sequence(items: Iterable[Item]) -> Strings | None:
    """Return all strings that a sequence matches; None for endless or too many."""
    run: Strings | None = EMPTY
    for item in items:
        strings = list_strings(item)
        run = join_strings(run, strings) if run is not None and strings is not None else None
        if run is None:
            return None
    return run


def join_strings(left: Strings, right: Strings) -> Strings | None:
    """Return every left string followed by every right one; None for too many."""
    if len(left) * len(right) > MOST_STRINGS:
        return None
    return frozenset(a + b for a, b in product(left, right))
