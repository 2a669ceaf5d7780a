"""Which of several words count fully: stop words beside others neither have to match nor weigh."""

from search.syntax import Dates, Negation, Node, Scope, Word
from search.wordlists import STOP_WORDS


def is_stop_word(node: Node) -> bool:
    """Whether the part is a single stop word."""
    return isinstance(node, Word) and len(node.words) == 1 and node.words[0] in STOP_WORDS


def split_stop_words(parts: tuple[Node, ...]) -> tuple[list[Node], list[Node]]:
    """The parts that must match, and the stop words that need not.

    If stop words are all that is asked for, they must match like any other word.
    """
    needed = [part for part in parts if not is_stop_word(part)]
    if all(isinstance(part, Negation | Scope | Dates) for part in needed):
        return list(parts), []
    return needed, [part for part in parts if is_stop_word(part)]
