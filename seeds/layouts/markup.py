"""HTML as boards write it, turned into the lines of text that a reader sees."""

from collections.abc import Iterator
from html import unescape
from re import IGNORECASE, compile as compile_pattern

# A tag ends the line: so paragraphs, headings, list items and the rows of a table are lines.
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset"),
        *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "tfoot"),
        *("thead", "tr", "ul"),
    }
)
CELLS = frozenset({"td", "th"})
# Their content is no text.
UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "title"})

TAG_NAME = compile_pattern(r"</?([a-zA-Z][a-zA-Z0-9]*)")
ESCAPED_TAG = compile_pattern(r"&(?:amp;)*lt;/?[a-z]", IGNORECASE)
# Marks, joiners and controls that nobody sees; U+00A0 and the like are spaces to `split`.
INVISIBLE = compile_pattern("[\u200b\u200c\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")


def read_markup(markup: str | None) -> str | None:
    """Return the text of HTML, a line for each paragraph and list item; None when none is left."""
    if not markup:
        return None
    parts: list[str] = []
    for text, tag in iter_pieces(markup):
        parts.append(" ".join(unescape(text).split("\n")) if "\n" in text else unescape(text))
        if tag in BLOCKS:
            parts.append("\n")
        elif tag in CELLS:
            parts.append(" ")
    return tidy("".join(parts))


def read_escaped_markup(markup: str | None) -> str | None:
    """Return the text of HTML whose tags were escaped once or twice before.

    Once more than needed would make tags of the `<` that a text is about, so each round needs
    escaped tags and no open ones.
    """
    for _ in range(2):
        if markup and ESCAPED_TAG.search(markup) and not TAG_NAME.search(markup):
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


def iter_pieces(markup: str) -> Iterator[tuple[str, str]]:
    """Yield (text, name of the tag behind it), the name empty at the end and for a bare `<`.

    Every sign is looked at a bounded number of times: a page of a million `<` takes no longer than
    one of a million letters.
    """
    place = 0
    while (start := markup.find("<", place)) >= 0:
        text = markup[place:start]
        if markup.startswith("<!--", start):
            end = markup.find("-->", start)
            place = len(markup) if end < 0 else end + 3
            yield text, ""
            continue
        found = TAG_NAME.match(markup, start)
        if found is None and markup[start + 1 : start + 2] not in ("!", "?"):
            place = start + 1
            yield f"{text}<", ""
            continue
        name = found[1].lower() if found else ""
        end = find_end(markup, start)
        if end < 0:
            break
        place = end + 1
        if name in UNSEEN and markup[start + 1] != "/" and markup[end - 1] != "/":
            place = find_closing(markup, name, place)
        yield text, name
    yield markup[place:], ""


def find_end(markup: str, start: int) -> int:
    """Return the place of the `>` that ends a tag, not one inside its quotes; -1 without one."""
    end = markup.find(">", start)
    if end >= 0 and markup.count('"', start, end) % 2:
        quote = markup.find('"', end)
        later = markup.find(">", quote) if quote >= 0 else -1
        return later if later >= 0 else end
    return end


def find_closing(markup: str, name: str, place: int) -> int:
    """Return where an element that holds no text closes; the end if it never does."""
    closing = compile_pattern(f"</{name}", IGNORECASE).search(markup, place)
    return closing.start() if closing else len(markup)
