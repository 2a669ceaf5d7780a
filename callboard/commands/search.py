"""The command that searches the quotes and prints them for people or as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from callboard.console import complain, count_of, has_styles, open_console, safe, say
from callboard.stores import open_database, open_quote_index, read_settings
from schema.errors import NotReady

if TYPE_CHECKING:
    from rich.text import Text

    from schema.database import Database
    from search import Hit, QuoteDocument, QuoteIndex, SearchResult

FACETS = ("company", "speaker", "theme", "period", "type", "stage")
Ranges = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Found:
    """A hit with its quote from the database and the places that the query matched."""

    hit: "Hit"
    quote: "QuoteDocument"
    ranges: Ranges


def search(
    query: Annotated[
        list[str],
        typer.Argument(
            metavar="QUERY",
            help='Words, "a phrase", -word, engin*, speaker:NAME, ticker:SPOT, since:2025 ...',
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object; places are code points.")
    ] = False,
    first: Annotated[
        int, typer.Option("--first", min=1, max=100, metavar="N", help="How many quotes.")
    ] = 10,
    order: Annotated[
        Literal["newest", "oldest", "relevance"], typer.Option("--order", help="Which come first.")
    ] = "relevance",
    facets: Annotated[
        bool, typer.Option("--facets", help="Count the hits by company, speaker, theme and more.")
    ] = False,
) -> None:
    """Search what was said.

    Prints who said it and when, and marks what matched. What cannot be understood in a query is
    searched as words, and noted.
    """
    from schema.store.indexing import quote_documents
    from search import Order, SearchRequest

    settings = read_settings()
    request = SearchRequest(
        text=" ".join(query),
        order=Order(order.upper()),
        first=first,
        facets=FACETS if facets else (),
    )
    with open_database(settings) as database, open_quote_index(settings) as index:
        refuse_empty(database, index)
        result = index.search(request)
        with database.read() as reader:
            pks = [hit.pk for hit in result.hits]
            quotes = {quote.pk: quote for quote in quote_documents(reader, pks)}
            is_behind = result.generation != reader.generation()
    found = [
        Found(hit, quotes[hit.pk], result.marker.ranges(quotes[hit.pk].text))
        for hit in result.hits
        if hit.pk in quotes
    ]
    if as_json:
        print_json(request.text, result, found)
    else:
        print_page(result, found)
    if is_behind:
        complain("note: the index is behind the database; `callboard index` mends that")


def refuse_empty(database: "Database", index: "QuoteIndex") -> None:
    """Raise NotReady for an index that was never filled: finding nothing in it says nothing."""
    if index.position() or index.needs_rebuild:
        return
    with database.read() as reader:
        if reader.generation():
            raise NotReady("the search index is empty; `callboard index` fills it")


def print_page(result: "SearchResult", found: Sequence[Found]) -> None:
    """Print the quotes as a page to read, and the notices beside it."""
    for notice in result.notices:
        way_out = f" Did you mean {notice.suggestion}?" if notice.suggestion else ""
        complain(f"note: {safe(notice.message + way_out)} (character {notice.position + 1})")
    console = open_console()
    is_styled = has_styles(console)
    for one in found:
        console.print(heading(one.quote), style="dim" if is_styled else "", soft_wrap=True)
        if speaker := speaker_line(one.quote):
            console.print(speaker, style="bold" if is_styled else "", soft_wrap=True)
        quote = styled_quote(one) if is_styled else marked_quote(one)
        # Only a terminal has a width; in a file a quote stays one line, so that grep finds it.
        console.print(quote, soft_wrap=not console.is_terminal)
        console.print()
    for name, counts in result.facets.items():
        listed = ", ".join(f"{safe(count.value)} {count.count:,}" for count in counts)
        say(f"{name}: {listed or 'none'}")
    if result.facets:
        say()
    say(total_line(result, len(found)))


def heading(quote: "QuoteDocument") -> str:
    """Return where and when it was said: company, period, date."""
    parts = (quote.company_name, quote.period, quote.held_on and quote.held_on.isoformat())
    return safe(" · ".join(part for part in parts if part))


def speaker_line(quote: "QuoteDocument") -> str:
    """Return who said it, with the title that was printed; empty when nobody was named."""
    name = quote.speaker_names[0] if quote.speaker_names else None
    return safe(", ".join(part for part in (name, quote.title) if part))


def marked_quote(found: Found) -> str:
    """Return the quote with « and » around what matched, for output without styles."""
    text, pieces, at = safe(found.quote.text), [], 0
    for start, end in found.ranges:
        pieces += [text[at:start], "«", text[start:end], "»"]
        at = end
    return "".join((*pieces, text[at:]))


def styled_quote(found: Found) -> "Text":
    """Return the quote with what matched in bold reverse, for a terminal."""
    from rich.text import Text

    text = Text(safe(found.quote.text))
    for start, end in found.ranges:
        text.stylize("bold reverse", start, end)
    return text


def total_line(result: "SearchResult", shown: int) -> str:
    """Return how many quotes were found, and how many of them are shown."""
    if not result.total:
        return "No quotes found."
    total = count_of(result.total, "quote")
    rest = "" if shown == result.total else f", {shown} shown"
    return f"{total} found{rest}."


def print_json(text: str, result: "SearchResult", found: Sequence[Found]) -> None:
    """Print everything as one JSON object."""
    from orjson import OPT_INDENT_2, dumps

    answer = {
        "query": text,
        "interpretation": result.interpretation,
        "notices": [
            {"message": one.message, "position": one.position, "suggestion": one.suggestion}
            for one in result.notices
        ],
        "total": result.total,
        "hasMore": result.has_more,
        "generation": result.generation,
        "hits": [json_hit(one) for one in found],
        "facets": {
            name: [
                {"value": one.value, "count": one.count, "selected": one.selected} for one in counts
            ]
            for name, counts in result.facets.items()
        },
    }
    say(dumps(answer, option=OPT_INDENT_2).decode())


def json_hit(found: Found) -> dict[str, Any]:
    """Return one hit for JSON; `id` is the key in the database, highlights end before `end`."""
    quote = found.quote
    return {
        "id": quote.pk,
        "score": found.hit.score,
        "company": quote.company,
        "companyName": quote.company_name,
        "ticker": quote.ticker,
        "period": quote.period,
        "heldOn": quote.held_on,
        "speaker": quote.speaker_names[0] if quote.speaker_names else None,
        "title": quote.title,
        "role": quote.role,
        "section": quote.section,
        "type": quote.event_type,
        "stage": quote.stage,
        "themes": quote.themes,
        "verification": quote.verification,
        "text": quote.text,
        "highlights": [{"start": start, "end": end} for start, end in found.ranges],
    }
