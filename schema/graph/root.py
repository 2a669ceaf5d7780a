"""The query type: where every request begins."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import strawberry
from strawberry.scalars import JSON

from schema.errors import BadInput
from schema.graph import filters, finding, found_groups
from schema.graph.comparison import Ranking, SayDo
from schema.graph.connections import Connection, Node, PageInfo, pages
from schema.graph.declaring import Direction, object_type, page_arguments
from schema.graph.frames import MOST_COMPARED, SPAN, UNIT, load_compared, load_whole
from schema.graph.grouped import GroupKey, OtherGroups, group_arguments, options
from schema.graph.ids import parse_global_id
from schema.graph.loading import Request
from schema.graph.mapping import (
    Computed,
    Connection as ConnectionSource,
    Find,
    Nodes,
    RowsOf,
    argument,
    attribute,
    sourced,
)
from schema.graph.pages import PAGE_DEFAULT, PAGE_MAXIMUM
from schema.graph.ranking import load_ranking
from schema.graph.types import (
    CALLS,
    COMPANIES,
    EVENTS,
    PEOPLE,
    POSTINGS,
    QUOTE,
    QUOTES,
    ROLES,
    THEMES,
    Call,
    Company,
    Event,
    Person,
    Posting,
    Quote,
    Role,
    Theme,
)
from schema.store.meta import read_meta
from schema.store.ranking import RankingMetric
from search import Order


@object_type
class Highlight:
    """A stretch of a quote's text that the query matched, in code points."""

    start: int = attribute("start", "First position.")
    end: int = attribute("end", "Position behind the last.")


@object_type
class SearchEdge:
    """A quote that was found."""

    cursor: str = attribute("cursor", "Its place, for `after` and `before`.")
    score: float = attribute("score", "How well it matches; comparable within one search.")
    node: Quote = sourced(RowsOf("row"), "The quote.")
    highlights: list[Highlight] = attribute("highlights", "What the query matched in its text.")
    html: str = attribute("html", "Its text as safe HTML, with matches in `mark`.")


@object_type
class FacetCount:
    """A value with the number of quotes that have it."""

    value: str = attribute("value", "The value, as `where` and the search scopes take it.")
    label: str = sourced(Computed(finding.load_labels), "The value as people read it.")
    count: int = attribute("count", "Quotes that have it.")
    selected: bool = attribute("selected", "Whether the search already asks for it.")


def facet(name: str, description: str) -> Any:
    """Return a field that counts what a search finds by one property."""
    first = argument("first", int, "How many values, the commonest first.", 10)
    return sourced(Computed(finding.facet_loader(name)), description, [first])


@object_type
class Facets:
    """What a search finds, counted; each facet ignores the choice made in itself."""

    speaker: list[FacetCount] = facet("speaker", "By speaker.")
    theme: list[FacetCount] = facet("theme", "By theme.")
    company: list[FacetCount] = facet("company", "By company.")
    type: list[FacetCount] = facet("type", "By event type.")
    stage: list[FacetCount] = facet("stage", "By stage.")
    period: list[FacetCount] = facet("period", "By fiscal period.")
    sector: list[FacetCount] = facet("sector", "By sector.")
    role: list[FacetCount] = facet("role", "By the speaker's role.")


@object_type
class SearchWarning:
    """A part of a query that was not understood as it was probably meant."""

    message: str = attribute("message", "What is the matter.")
    position: int = attribute("position", "Where in the query, in code points.")
    suggestion: str | None = attribute("suggestion", "What may have been meant.")


@object_type
class Interpretation:
    """How a query was understood."""

    text: str = attribute("text", "The query in its full form.")
    warnings: list[SearchWarning] = attribute("warnings", "What was not understood.")


@object_type
class SearchGroup:
    """Hits with the same values."""

    keys: list[GroupKey] = attribute("keys", "Its values, in the order of `by`.")
    count: int = attribute("count", "How many hits.")
    cursor: str = attribute("cursor", "Its place, for `after`.")
    where: JSON = attribute("where", "The `where` that narrows the same search to its hits.")
    rows: "SearchConnection" = sourced(
        ConnectionSource("Quote", load=found_groups.load_hits_of, needs=(QUOTE.text,)),
        "Its hits, in the order of the search.",
        page_arguments(QUOTES, None)[:-1],
    )


@object_type
class SearchGroups:
    """One page of groups of hits."""

    nodes: list[SearchGroup] = attribute("groups", "The groups.")
    page_info: PageInfo = attribute("info", "Where this page stands in its list.")
    total_count: int = attribute("total", "How many groups there are in all.")
    other: OtherGroups = attribute("other", "What comes after this page.")


SEARCH_KEYS = options(
    "SearchGroupBy",
    "What the hits of a search can be grouped by.",
    {name: each.words for name, each in found_groups.DIMENSIONS.items()},
)


@object_type
class SearchConnection:
    """One page of the quotes that a search finds."""

    edges: list[SearchEdge] = attribute("edges", "The quotes with score and highlights.")
    nodes: list[Quote] = sourced(RowsOf("rows"), "The quotes alone.")
    page_info: PageInfo = attribute("info", "Where this page stands in its list.")
    total_count: int = attribute("total", "How many quotes the whole search finds.")
    facets: Facets = attribute("facets", "The whole find, counted by its properties.")
    group_by: SearchGroups = sourced(
        Computed(found_groups.load_found_groups),
        "The whole find, grouped; in the state of the index that gave the hits.",
        group_arguments(SEARCH_KEYS),
    )
    interpretation: Interpretation = attribute("interpretation", "How the query was understood.")


@object_type
class Counts:
    """Rows that are stored."""

    companies: int = attribute("companies", "Companies.")
    calls: int = attribute("calls", "Calls.")
    turns: int = attribute("turns", "Turns.")
    people: int = attribute("people", "People.")
    events: int = attribute("events", "Events.")
    quotes: int = attribute("quotes", "Quotes.")
    postings: int = attribute("postings", "Postings.")
    roles: int = attribute("roles", "Roles.")


@object_type
class Meta:
    """What this server holds."""

    version: str = attribute("version", "Version of callboard.")
    taxonomy_version: str = attribute("taxonomy_version", "Version of the labelling rules.")
    data_generation: int = attribute("generation", "Raised by every change of the data.")
    index_generation: int | None = sourced(
        Computed(lambda request, owners, given: [held_generation(request)] * len(owners)),
        "Generation that the search index holds; search is behind while it is smaller.",
    )
    counts: Counts = attribute("counts", "How many rows are stored.")


def held_generation(request: Request) -> int | None:
    """Return the generation that the search index holds, None without an index."""
    return None if request.index is None else int(request.index.position())


def load_meta(request: Request, owners: Sequence[Any], given: Mapping[str, Any]) -> list[Any]:
    """Return what this server holds."""
    return [read_meta(request.reader)] * len(owners)


def named(target: str, *names: str) -> Any:
    """Return what reads the one argument that names a row; BadInput when it is not exactly one."""

    def read(given: Mapping[str, Any]) -> Mapping[str, Any] | None:
        said = {name: given[name] for name in names if given.get(name) is not None}
        if len(said) != 1:
            raise BadInput(f"give one of {', '.join(f'`{name}`' for name in names)}")
        if "id" not in said:
            return {name: {"eq": value} for name, value in said.items()}
        type_name, key = parse_global_id(said["id"])
        return {"id": {"eq": key}} if type_name == target else None

    return read


def find(target: str, description: str, **words: str) -> Any:
    """Return a field that shows the row which one of its arguments names."""
    arguments = [argument("id", strawberry.ID | None, "Its identifier.")]
    arguments += [argument(name, str | None, text) for name, text in words.items()]
    return sourced(Find(target, named(target, "id", *words)), description, arguments)


QUERY = argument("query", str, "Words, phrases, scopes: see the search language.", "")
ORDER = argument("order_by", Order, "In which order.", Order.RELEVANCE)
AS_OF = argument("as_of", date | None, "Only what was said on this day or before.")

RANKING = [
    argument("metric", RankingMetric, "By which number; gaps by their size, whatever their sign."),
    argument("where", filters.CompanyWhere | None, "Which companies; all by default."),
    argument("from", date | None, "First day of the range; a year before `asOf` by default."),
    argument("as_of", date | None, "The day, and the last of the range; today by default."),
    UNIT,
    argument("direction", Direction, "Which way.", Direction.DESC),
    argument(
        "first",
        int | None,
        f"Companies from the start, 0 to {PAGE_MAXIMUM}; {PAGE_DEFAULT} when not said.",
    ),
    argument("after", str | None, "Only companies after this cursor."),
]


@object_type
class Query:
    """What leadership says about AI on earnings calls, and what the company hires for."""

    node: Node | None = sourced(
        Nodes(is_list=False),
        "Anything by its identifier.",
        [argument("id", strawberry.ID, "The identifier.")],
    )
    nodes: list[Node | None] = sourced(
        Nodes(is_list=True),
        "Things by their identifiers, in that order; null where there is none.",
        [argument("ids", list[strawberry.ID], f"The identifiers, {PAGE_MAXIMUM} at most.")],
    )
    company: Company | None = find(
        "Company", "A company by one of its names.", slug="Its short name.", ticker="Its symbol."
    )
    call: Call | None = find("Call", "A call by its key.", key="Its natural key.")
    event: Event | None = find("Event", "An event by its key.", key="Its natural key.")
    quote: Quote | None = find("Quote", "A quote by its key.", key="Its natural key.")
    person: Person | None = find("Person", "A person by short name.", slug="Their short name.")
    companies: Connection[Company] = pages(COMPANIES, filters.CompanyWhere, "All companies.")
    calls: Connection[Call] = pages(CALLS, filters.CallWhere, "All calls.")
    events: Connection[Event] = pages(EVENTS, filters.EventWhere, "All events.")
    quotes: Connection[Quote] = pages(QUOTES, filters.QuoteWhere, "All quotes.")
    people: Connection[Person] = pages(PEOPLE, filters.PersonWhere, "Everybody who spoke.")
    roles: Connection[Role] = pages(ROLES, filters.RoleWhere, "All roles.")
    postings: Connection[Posting] = pages(POSTINGS, filters.PostingWhere, "All postings.")
    themes: Connection[Theme] = pages(THEMES, filters.ThemeWhere, "All themes.")
    search_quotes: SearchConnection | None = sourced(
        ConnectionSource("Quote", load=finding.load_found_pages, needs=(QUOTE.text,)),
        "Quotes by their words, speakers, companies and labels, best first. Null beside an error, "
        "so that other fields keep their data while the search index cannot answer.",
        [QUERY, *page_arguments(QUOTES, filters.QuoteWhere)[:-1], ORDER, AS_OF],
    )
    say_do: SayDo = sourced(
        Computed(load_whole),
        "What leadership says beside what is hired for, over all companies of a `where` as one.",
        [argument("where", filters.CompanyWhere | None, "Which companies; all by default."), *SPAN],
    )
    compare: list[SayDo] = sourced(
        Computed(load_compared),
        "Companies side by side, in the order named, over the same buckets.",
        [
            argument("companies", list[str], f"Tickers or short names, {MOST_COMPARED} at most."),
            *SPAN,
        ],
    )
    ranking: Ranking = sourced(
        Computed(load_ranking), "Companies in the order of a number, the largest first.", RANKING
    )
    meta: Meta = sourced(Computed(load_meta), "What this server holds.")
