"""Answers GraphQL requests: parse, validate and compile once a document, then run its plan."""

from collections.abc import Hashable, Sequence
from enum import Enum, auto
from functools import lru_cache, partial
from logging import getLogger
from time import perf_counter
from typing import Any, NamedTuple

from graphql import GraphQLError, OperationDefinitionNode
from graphql.execution.values import VariableValues
from orjson import OPT_SORT_KEYS, dumps

from schema.database import Database
from schema.errors import CallboardError
from schema.graph.answers import KeptAnswers, Stamp
from schema.graph.documents import Document, read_document
from schema.graph.failures import Refused, as_graphql, list_errors
from schema.graph.lanes import Lanes
from schema.graph.limits import Limits
from schema.graph.loading import Request
from schema.graph.metrics import today
from schema.graph.ordinary import ROOT, Execution
from schema.graph.plan import Level
from schema.graph.schema import build_schema, print_sdl, sources_of
from schema.store.generations import GenerationWatch
from search import SearchError

log = getLogger("callboard.graph")
# A document of 400 tokens with its plans takes 0.7 MB, so hostile ones together 200 MB at most.
KEPT_DOCUMENTS = 128
# The field and the rule whose time the words decide, as a document or its variables name them.
WORDED = ("searchQuotes", "contains")


class GraphRequest(NamedTuple):
    """What a client asks; `read_only` refuses anything but a query."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None
    read_only: bool = False
    explain: bool = False


class GraphAnswer(NamedTuple):
    """A JSON body, and what HTTP needs to know of it.

    `has_data` says that execution began; where it did not, `code` is that of the first error.
    `uses_index` says that the answer depends on the search index too.
    """

    body: bytes
    has_data: bool
    is_cacheable: bool = False
    code: str | None = None
    uses_index: bool = False


class GraphService:
    """The GraphQL side of callboard over one database and one search index."""

    def __init__(
        self,
        database: Database,
        index: Any,
        limits: Limits | None = None,
        *,
        workers: int = 4,
        kept_bytes: int = 0,
    ) -> None:
        self.database = database
        self.index = index
        self.limits = limits or Limits()
        self.schema = build_schema()
        self.sources = sources_of(self.schema)
        self.watch = GenerationWatch(database)
        self.answers = KeptAnswers(kept_bytes)
        read = partial(read_document, self.schema, self.limits)
        self.document = lru_cache(maxsize=KEPT_DOCUMENTS)(read)
        self._lanes = Lanes(workers)

    @property
    def sdl(self) -> str:
        """The schema in the schema definition language."""
        return print_sdl(self.schema)

    async def answer(self, request: GraphRequest) -> GraphAnswer:
        """Return the answer; what takes time is done in a bounded pool of threads."""
        # PostgreSQL is another process: the event loop must not wait for it.
        is_near = self.database.is_sqlite
        if is_near and self.answers.maximum_bytes and not request.explain:
            # Asking SQLite for its generation takes microseconds, a thread 50 to 100.
            found = self._kept(question(request))
            if found is not None:
                return found
        kind, way = kind_of(request), Way.EITHER
        if is_near and self._lanes.is_brief(kind):
            found = self._lanes.at_once(kind, partial(self._answer_kept, request, Way.PLAN))
            if found is not None:
                return found
            way = Way.FIELDS
        return await self._lanes.run(kind, partial(self.answer_kept, request, way))

    def answer_kept(self, request: GraphRequest, way: "Way") -> GraphAnswer:
        """Return the answer, in this thread, from memory where it is still true."""
        answer = self._answer_kept(request, way)
        assert answer is not None
        return answer

    def _answer_kept(self, request: GraphRequest, way: "Way") -> GraphAnswer | None:
        if request.explain or not self.answers.maximum_bytes:
            return self._answer_now(request, way)
        key = question(request)
        found = None if self.database.is_sqlite else self._kept(key)
        if found is not None:
            return found
        stamp = self._stamp()
        answer = self._answer_now(request, way)
        # The stamp was taken first: an answer from newer data is kept as older, never found.
        if answer is not None and answer.is_cacheable and stamp is not None:
            if not answer.uses_index:
                stamp = stamp._replace(held=None)
            self.answers.keep(key, stamp, answer, len(answer.body) + sum(map(len, key)))
        return answer

    def _kept(self, key: Hashable) -> GraphAnswer | None:
        return self.answers.find(key, self._is_true)

    def _is_true(self, stamp: Stamp) -> bool:
        return stamp == self._stamp(with_index=stamp.held is not None)

    def _stamp(self, *, with_index: bool = True) -> Stamp | None:
        """Return what answers depend on now; None when the database or the index cannot say."""
        try:
            held = None
            if with_index:
                held = 0 if self.index is None else self.index.position()
            return Stamp(self.watch.now(), held, today().toordinal())
        except (CallboardError, SearchError):
            return None

    def plan_of(self, request: GraphRequest) -> Level | None:
        """Return the plan that a request runs by, None when it runs field by field.

        Raises Refused for a request that cannot be run.
        """
        return self._prepare(request).plan

    def answer_now(self, request: GraphRequest) -> GraphAnswer:
        """Return the answer, in this thread."""
        answer = self._answer_now(request, Way.EITHER)
        assert answer is not None
        return answer

    def _answer_now(self, request: GraphRequest, way: "Way") -> GraphAnswer | None:
        """Return the answer; None where only a plan will do and there is none, or it fails."""
        try:
            return self._execute(request, way)
        except Refused as refused:
            errors: Sequence[GraphQLError] = refused.errors
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            errors = [as_graphql(error)]
        listed = list_errors(errors, self.limits)
        code = listed[0]["extensions"]["code"]
        return GraphAnswer(dumps({"errors": listed}), has_data=False, code=code)

    def close(self) -> None:
        """Let the running requests end and stop the threads."""
        self._lanes.close()
        self.watch.close()

    def _execute(self, request: GraphRequest, way: "Way") -> GraphAnswer | None:
        """Return the answer to a request that can be run. Raises Refused for any other."""
        prepared = self._prepare(request)
        began = perf_counter()
        outcome = None if way is Way.FIELDS else self._by_plan(prepared, request)
        if outcome is None and way is Way.PLAN:
            return None
        if outcome is None:
            outcome = self._field_by_field(prepared, request)
        body: dict[str, Any] = {"data": outcome.data}
        if outcome.errors:
            body["errors"] = list_errors(outcome.errors, self.limits)
        if request.explain:
            body["extensions"] = {"plan": explain(outcome, perf_counter() - began)}
        is_cacheable, uses_index = not outcome.errors, outcome.loading.uses_index
        return GraphAnswer(dumps(body), True, is_cacheable, uses_index=uses_index)

    def _prepare(self, request: GraphRequest) -> "Runnable":
        """Return what a request runs. Raises Refused for one that cannot be run."""
        is_short = len(request.query) <= self.limits.characters
        document = (self.document if is_short else self.document.__wrapped__)(request.query)
        operation = document.operation(request.operation_name, read_only=request.read_only)
        variables = document.variables(operation, request.variables or {})
        plan = document.plan(operation, variables.coerced)
        return Runnable(document, operation, variables, plan)

    def _by_plan(self, prepared: "Runnable", request: GraphRequest) -> "Outcome | None":
        """Return what a plan gives, None without one or when something in it went wrong.

        The request is then run again field by field, in a snapshot of its own: GraphQL's executor
        puts the error in its place and keeps the data beside it.
        """
        if prepared.plan is None:
            return None
        try:
            with self.database.read() as reader:
                reader.trace = [] if request.explain else None
                loading = Request(reader, self.sources, self.index, prepared.variables)
                data = prepared.plan.run(loading, [ROOT])[0]
                generation = reader.generation() if request.explain else 0
                return Outcome(data, (), True, generation, loading)
        except CallboardError as error:
            log.debug("field by field for the place of %r", error)
        except Exception:
            log.warning("a plan failed; its document runs field by field", exc_info=True)
        return None

    def _field_by_field(self, prepared: "Runnable", request: GraphRequest) -> "Outcome":
        with self.database.read() as reader:
            reader.trace = [] if request.explain else None
            generation = reader.generation()  # raises where there are no tables at all
            loading = Request(reader, self.sources, self.index, prepared.variables)
            execution = Execution(loading)
            node, operation = prepared.document.node, prepared.operation
            found = execution.run(self.schema, node, operation, request.variables)
            return Outcome(*found, False, generation, loading)


class Way(Enum):
    """How a request may be run."""

    EITHER = auto()
    """By its plan, field by field without one or where it fails."""
    PLAN = auto()
    """By its plan alone: field by field, fields wait for one another in an event loop."""
    FIELDS = auto()
    """Field by field, for its plan was tried."""


class Runnable(NamedTuple):
    """A request that may be run: its document, the operation, its variables, its plan if any."""

    document: Document
    operation: OperationDefinitionNode
    variables: VariableValues
    plan: Level | None


class Outcome(NamedTuple):
    """What executing a request gave; `loading` says what it took, `generation` if that is asked."""

    data: Any
    errors: Sequence[GraphQLError]
    is_compiled: bool
    generation: int
    loading: Request


def kind_of(request: GraphRequest) -> tuple[Any, ...]:
    """Return what requests that take about as long have in common: the document and the sizes.

    What takes words says nothing by its size: on 5,000 quotes `zzz` took 2 ms and `a*` 100 ms.
    """
    given = request.variables or {}
    asked = hash(request.query), request.operation_name
    if takes_words(request.query) or any(map(has_words, given.values())):
        return *asked, hash(repr(given))
    return *asked, *map(weight_of, given.values())


@lru_cache(maxsize=KEPT_DOCUMENTS)
def takes_words(query: str) -> bool:
    """Return whether words decide what a document takes."""
    return any(field in query for field in WORDED)


def has_words(value: Any) -> bool:
    """Return whether a variable's value holds the rule that takes words."""
    return isinstance(value, list | dict) and WORDED[1] in repr(value)


def weight_of(value: Any) -> Any:
    """Return what a variable's value says of the time that its use takes."""
    if isinstance(value, str):
        return len(value) // 16
    if isinstance(value, list | dict):
        return ("part", len(repr(value)) // 32)
    return value if isinstance(value, int) else None


def question(request: GraphRequest) -> tuple[str, str, bytes]:
    """Return the whole of what is asked, as a key that equal questions share."""
    try:
        variables = dumps(request.variables, option=OPT_SORT_KEYS)
    except TypeError:  # a number over 64 bits, or half of a character
        variables = repr(request.variables).encode(errors="surrogatepass")
    return request.query, request.operation_name or "", variables


def explain(outcome: Outcome, seconds: float) -> dict[str, Any]:
    """Return what running a request took."""
    reader = outcome.loading.reader
    return {
        "isCompiled": outcome.is_compiled,
        "statements": reader.statements,
        "rows": reader.rows_read,
        "milliseconds": round(seconds * 1000, 3),
        "generation": outcome.generation,
        "sql": [
            {"text": text, "rows": rows, "milliseconds": round(seconds * 1000, 3)}
            for text, rows, seconds in reader.trace or ()
        ],
    }
