"""HTML as boards write it, turned into the lines of text that a reader sees."""

from html import unescape
from re import IGNORECASE, compile as compile_pattern

from seeds.markup import BLOCKS, iter_markup

CELLS = frozenset({"td", "th"})
LINES = BLOCKS - CELLS | {"br"}
"""Tags that end the line: so paragraphs, headings, list items and the rows of a table are lines."""

OPEN_TAG = compile_pattern(r"</?[a-zA-Z]")
ESCAPED_TAG = compile_pattern(r"&(?:amp;)*lt;/?[a-z]", IGNORECASE)
# Marks, joiners and controls that nobody sees; U+00A0 and the like are spaces to `split`.
INVISIBLE = compile_pattern("[\u200b\u200c\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")


def read_markup(markup: str | None) -> str | None:
    """Return the text of HTML, a line for each paragraph and list item; None when none is left."""
    if not markup:
        return None
    parts: list[str] = []
    for token in iter_markup(markup):
        if isinstance(token, str):
            parts.append(token.replace("\n", " "))
        elif token.name in CELLS:
            parts.append(" ")
        elif token.name in LINES:
            parts.append("\n")
    return tidy("".join(parts))


def read_escaped_markup(markup: str | None) -> str | None:
    """Return the text of HTML whose tags were escaped once or twice before.

    Once more than needed would make tags of the `<` that a text is about, so each round needs
    escaped tags and no open ones.
    """
    for _ in range(2):
        if markup and ESCAPED_TAG.search(markup) and not OPEN_TAG.search(markup):
            markup = unescape(markup)
    return read_markup(markup)


def tidy(text: str | None) -> str | None:
    """Return a text with single spaces and no empty lines; None when nothing is left."""
    if not text:
        return None
    lines = (" ".join(line.split()) for line in INVISIBLE.sub("", text).splitlines())
    return "\n".join(line for line in lines if line) or None


def join_texts(*texts: str | None) -> str | None:
    """Return texts one below the other, each once; None when there is none."""
    return "\n".join(dict.fromkeys(text for text in texts if text)) or None
