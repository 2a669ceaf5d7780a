"""Whole lists as tables: one plan, run page after page on one snapshot, until the list ends."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from typing import Any

from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_list_type,
)
from orjson import dumps

from schema.errors import BadInput, NotFound, TooMuch
from schema.graph.documents import Document
from schema.graph.failures import Refused
from schema.graph.loading import Request
from schema.graph.metrics import today
from schema.graph.ordinary import ROOT
from schema.graph.pages import PAGE_MAXIMUM
from schema.graph.plan import Level
from schema.graph.service import GraphService
from schema.store.tabular import Column, Kind, Rows, Table
from schema.version import own_version

SEARCH = "search"
KINDS = {
    "String": Kind.TEXT,
    "Int": Kind.INTEGER,
    "Float": Kind.NUMBER,
    "Boolean": Kind.YES_NO,
    "Date": Kind.DAY,
    "DateTime": Kind.MOMENT,
}
OF_COMPANY = {
    "company": "company.slug",
    "companyName": "company.name",
    "ticker": "company.ticker",
}
OF_JOB = {
    "aiInvolvement": "aiInvolvement",
    "stage": "stage",
    "function": "function",
    "seniority": "seniority",
    "openedOn": "openedOn",
    "openedOnIsCensored": "openedOnIsCensored",
    "closedOn": "closedOn",
}
OF_QUOTE = {
    "key": "key",
    "text": "text",
    **OF_COMPANY,
    "speaker": "speaker.name",
    "speakerSlug": "speaker.slug",
    "title": "title",
    "role": "role",
    "section": "section",
    "occurredOn": "occurredOn",
    "fiscalPeriod": "call.fiscalPeriod",
    "call": "call.key",
    "event": "event.key",
    "headline": "event.headline",
    "type": "event.type",
    "stage": "event.stage",
    "specificity": "event.specificity",
    "themes": "themes.slug",
    "verification": "verification",
    "isIllustrative": "event.isIllustrative",
    "citation": "citation",
    "permalink": "permalink",
}


@dataclass(frozen=True)
class Export:
    """A list that can be exported: its field, the type of its `where`, and its columns as paths."""

    field: str
    where: str
    columns: Mapping[str, str]
    is_search: bool = False

    @cached_property
    def document(self) -> str:
        """The document that reads a page of it; `$counts` asks for the length instead."""
        declared, given = (
            f"$where: {self.where}, $asOf: Date, $after: String, $counts: Boolean!",
            "",
        )
        if self.is_search:
            # By day and not by relevance, whose pages end with the thousandth hit.
            declared, given = f"{declared}, $query: String!", ", query: $query, orderBy: NEWEST"
        arguments = f"first: {PAGE_MAXIMUM}, after: $after, where: $where, asOf: $asOf{given}"
        nodes = f"nodes @skip(if: $counts) {self.selection}"
        info = "pageInfo @skip(if: $counts) { hasNextPage endCursor }"
        total = "totalCount @include(if: $counts)"
        return (
            f"query({declared}) {{ found: {self.field}({arguments}) {{ {total} {nodes} {info} }} }}"
        )

    @property
    def selection(self) -> str:
        """The selection set of the paths of its columns."""
        tree: dict[str, Any] = {}
        for path in self.columns.values():
            reduce(lambda at, name: at.setdefault(name, {}), path.split("."), tree)
        return written(tree)

    @cached_property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """The paths of its columns."""
        return tuple(tuple(path.split(".")) for path in self.columns.values())

    def row(self, node: Any) -> list[Any]:
        """Return a row's values in the order of the columns."""
        return [value_at(node, path) for path in self.paths]


def written(tree: Mapping[str, Any]) -> str:
    """Return a selection set as GraphQL."""
    fields = (f"{name} {written(inner)}" if inner else name for name, inner in tree.items())
    return f"{{ {' '.join(fields)} }}"


def value_at(value: Any, path: Sequence[str]) -> Any:
    """Return what stands at a path; of a list on the way, a list of what stands in each."""
    for n, name in enumerate(path):
        if value is None:
            return None
        if isinstance(value, list):
            return [value_at(each, path[n:]) for each in value]
        value = value[name]
    return value


EXPORTS: Mapping[str, Export] = {
    "companies": Export(
        "companies",
        "CompanyWhere",
        {n: n for n in ("slug", "ticker", "name", "sector", "industry", "isIllustrative")},
    ),
    "calls": Export(
        "calls",
        "CallWhere",
        {
            "key": "key",
            **OF_COMPANY,
            "kind": "kind",
            "title": "title",
            "fiscalYear": "fiscalYear",
            "fiscalQuarter": "fiscalQuarter",
            "fiscalPeriod": "fiscalPeriod",
            "heldOn": "heldOn",
            "mentionsAi": "mentionsAi",
        },
    ),
    "people": Export(
        "people",
        "PersonWhere",
        {"slug": "slug", "name": "name", **OF_COMPANY, "aliases": "aliases.name"},
    ),
    "events": Export(
        "events",
        "EventWhere",
        {
            "key": "key",
            "headline": "headline",
            **OF_COMPANY,
            "type": "type",
            "stage": "stage",
            "specificity": "specificity",
            "occurredOn": "occurredOn",
            "fiscalPeriod": "call.fiscalPeriod",
            "call": "call.key",
            "quotes": "quotes.key",
            "method": "method",
            "isIllustrative": "isIllustrative",
        },
    ),
    "quotes": Export("quotes", "QuoteWhere", OF_QUOTE),
    "roles": Export(
        "roles", "RoleWhere", {"title": "title", **OF_COMPANY, "isAi": "isAi", **OF_JOB}
    ),
    "postings": Export(
        "postings",
        "PostingWhere",
        {
            "sourceId": "sourceId",
            "title": "title",
            **OF_COMPANY,
            "department": "department",
            "team": "team",
            "locations": "locations",
            "workMode": "workMode",
            **OF_JOB,
            "firstSeenOn": "firstSeenOn",
            "lastSeenOn": "lastSeenOn",
            "payCurrency": "pay.currency",
            "yearlyMinimum": "pay.yearlyMinimum",
            "yearlyMaximum": "pay.yearlyMaximum",
            "url": "url",
            "isIllustrative": "isIllustrative",
        },
    ),
    SEARCH: Export("searchQuotes", "QuoteWhere", OF_QUOTE, is_search=True),
}
"""Everything that can be exported, by name."""


def find_export(name: str) -> Export:
    """Return what is exported under a name. Raises NotFound."""
    if name not in EXPORTS:
        raise NotFound(f"there is no list {name[:40]!r} to export; there are {', '.join(EXPORTS)}")
    return EXPORTS[name]


def build_column(schema: GraphQLSchema, export: Export, name: str) -> Column:
    """Return a column of an export, with what the schema says of the field that it shows."""
    assert schema.query_type is not None
    at: Any = get_named_type(schema.query_type.fields[export.field].type)
    is_list = False
    for step in ("nodes", *export.columns[name].split(".")):
        field = at.fields[step]
        at = get_named_type(field.type)
        is_list = step != "nodes" and (is_list or is_list_type(get_nullable_type(field.type)))
    kind = Kind.LABEL if is_enum_type(at) else KINDS[at.name]
    return Column(name, kind, is_list, field.description or "")


class TableReader:
    """One list to be read, by its name, its filter, its day and, for a search, what to search."""

    def __init__(
        self,
        service: GraphService,
        name: str,
        where: Any = None,
        query: str | None = None,
        as_of: date | None = None,
    ) -> None:
        self.name, self.export = name, find_export(name)
        self.given: dict[str, Any] = {"where": where}
        if as_of is not None:
            self.given["asOf"] = as_of.isoformat()
        if self.export.is_search:
            self.given["query"] = query or ""
        elif query:
            raise BadInput(f"`query` goes with {SEARCH}; narrow {name} by `where`")
        self._service = service

    @property
    def columns(self) -> list[Column]:
        """The columns."""
        schema = self._service.schema
        return [build_column(schema, self.export, name) for name in self.export.columns]

    @contextmanager
    def open(self, most: int) -> Iterator[Table]:
        """Yield the list as a table on one snapshot, newest or first by name first.

        Its pages have a hundred rows. Raises BadInput for a `where` that does not fit, TooMuch for
        a list that is longer than `most`, NotReady.
        """
        document = self._service.document(self.export.document)
        with said_as_bad_input(), self._service.database.read() as reader:
            operation = document.operation(None, read_only=True)
            request = Request(reader, self._service.sources, self._service.index)
            step = Step(document, operation, request)
            total = step.run({**self.given, "counts": True})["totalCount"]
            if total > most:
                raise TooMuch(f"the list has {total:,} rows; at most {most:,} are exported")
            pages = self._pages(step) if total else iter(())
            yield Table(self.columns, pages, self._facts(reader.generation()))

    def _pages(self, step: "Step") -> Iterator[Rows]:
        variables = {**self.given, "counts": False}
        has_more = True
        while has_more:
            found = step.run(variables)
            yield list(map(self.export.row, found["nodes"]))
            has_more = found["pageInfo"]["hasNextPage"]
            variables["after"] = found["pageInfo"]["endCursor"]

    def _facts(self, generation: int) -> dict[str, str]:
        """Return which list a file holds, of which state of which data."""
        facts = {"version": own_version(), "list": self.name, "generation": str(generation)}
        facts["asOf"] = today().isoformat()
        facts |= {
            name: value if isinstance(value, str) else dumps(value).decode()
            for name, value in self.given.items()
            if value
        }
        return {f"callboard.{name}": value for name, value in facts.items()}


@dataclass(frozen=True)
class Step:
    """Runs the plan of a document on one snapshot, with other variables each time."""

    document: Document
    operation: OperationDefinitionNode
    request: Request

    def run(self, given: Mapping[str, Any]) -> Any:
        """Return what the document finds. Raises Refused for variables that do not fit."""
        variables = self.document.variables(self.operation, given)
        plan = self.document.plan(self.operation, variables.coerced)
        assert isinstance(plan, Level)
        self.request.variables = variables
        return plan.run(self.request, [ROOT])[0]["found"]


@contextmanager
def said_as_bad_input() -> Iterator[None]:
    """Raise what GraphQL refuses as an error of ours, with its first sentence."""
    try:
        yield
    except Refused as refused:
        message = refused.errors[0].message.replace("Variable '$where'", "`where`")
        raise BadInput(message) from refused
