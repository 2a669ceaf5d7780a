"""Answers GraphQL requests: parse, validate and compile once a document, then run its plan."""

from asyncio import get_running_loop, run
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from logging import getLogger
from time import perf_counter
from typing import Any
from uuid import uuid4

from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    execute,
    specified_rules,
    validate,
)
from graphql.execution.values import get_variable_values
from orjson import OPT_SORT_KEYS, dumps
from sqlalchemy.exc import DBAPIError as DatabaseError

from schema.database import Database, GenerationWatch
from schema.errors import BadInput, CallboardError
from schema.graph.answers import KeptAnswers, Stamp
from schema.graph.collecting import operation_of, switch_names
from schema.graph.compiling import Compiler, NotCompiled
from schema.graph.limits import Limits, check_nodes, make_guard, parse_document, size_variables
from schema.graph.loading import Request
from schema.graph.metrics import today
from schema.graph.ordinary import Execution
from schema.graph.plan import Level
from schema.graph.schema import build_schema, print_sdl, sources_of
from search import SearchError

log = getLogger("callboard.graph")
KEPT_DOCUMENTS = 512
KEPT_PLANS = 64  # a document; one with 20 switches could have a million
KEPT_COSTS = 256
ROOT = object()


@dataclass(frozen=True, slots=True)
class GraphRequest:
    """What a client asks; `read_only` refuses anything but a query."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None
    read_only: bool = False
    explain: bool = False


@dataclass(frozen=True, slots=True)
class GraphAnswer:
    """A JSON body, and what HTTP needs to know of it."""

    body: bytes
    has_data: bool
    operation: str | None = None
    is_cacheable: bool = False
    generation: int = 0


@dataclass
class Document:
    """A document that was parsed and validated, with the plans made for it."""

    node: DocumentNode | None
    errors: Sequence[GraphQLError] = ()
    switches: tuple[str, ...] = ()
    plans: dict[Any, Level | None] = field(default_factory=dict)
    sizes: tuple[str, ...] = ()
    """The variables that decide what a request costs."""
    affordable: set[Any] = field(default_factory=set)
    """The operations, with values of those variables, whose cost is within the limit."""


class Refused(Exception):
    """A request that is not executed; carries the errors to answer with."""

    def __init__(self, *errors: GraphQLError) -> None:
        super().__init__(*errors)
        self.errors = errors


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
        self.rules = (make_guard(self.limits), *specified_rules)
        self.watch = GenerationWatch(database)
        self.answers = KeptAnswers(kept_bytes)
        self.document = lru_cache(maxsize=KEPT_DOCUMENTS)(self._read_document)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="callboard-graph")

    @property
    def sdl(self) -> str:
        """The schema in the schema definition language."""
        return print_sdl(self.schema)

    async def answer(self, request: GraphRequest) -> GraphAnswer:
        """Return the answer; everything that takes time runs in a bounded pool of threads."""
        if self.database.is_sqlite and self.answers.maximum_bytes and not request.explain:
            # Asking SQLite for its generation takes microseconds, handing over to a thread takes 50.
            found = self._kept(question(request))
            if found is not None:
                return found
        return await get_running_loop().run_in_executor(self._pool, self.answer_kept, request)

    def answer_kept(self, request: GraphRequest) -> GraphAnswer:
        """Return the answer, in this thread, from memory where it is still true."""
        if request.explain or not self.answers.maximum_bytes:
            return self.answer_now(request)
        key = question(request)
        found = None if self.database.is_sqlite else self._kept(key)
        if found is not None:
            return found
        stamp = self._stamp()
        answer = self.answer_now(request)
        # The stamp was taken first: an answer from newer data is kept as older, and not found again.
        if answer.is_cacheable and stamp is not None:
            self.answers.keep(key, stamp, answer, len(answer.body) + sum(map(len, key)))
        return answer

    def _kept(self, key: tuple[bytes, ...]) -> GraphAnswer | None:
        stamp = self._stamp()
        return None if stamp is None else self.answers.find(key, stamp)

    def _stamp(self) -> Stamp | None:
        """Return what answers depend on now; None when the database or the index cannot say."""
        try:
            held = 0 if self.index is None else self.index.position()
            return Stamp(self.watch.now(), held, today().toordinal())
        except (CallboardError, SearchError, DatabaseError):
            return None

    def answer_now(self, request: GraphRequest) -> GraphAnswer:
        """Return the answer, in this thread."""
        try:
            document, operation = self._choose(request)
            variables = self._variables(document, operation, request)
            return self._execute(document, operation, variables, request)
        except Refused as refused:
            return GraphAnswer(dumps({"errors": self._say(refused.errors)}), has_data=False)
        except CallboardError as error:
            return GraphAnswer(dumps({"errors": self._say([as_graphql(error)])}), has_data=False)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            return GraphAnswer(dumps({"errors": self._say([masked(error)])}), has_data=False)

    def close(self) -> None:
        """Let the running requests end and stop the threads."""
        self._pool.shutdown(wait=True)
        self.watch.close()

    def _read_document(self, text: str) -> Document:
        try:
            node = parse_document(text, self.limits)
        except GraphQLError as error:
            return Document(None, [error])
        guard, *standard = self.rules
        # The guard first and alone: some standard rules are quadratic in the size of a document.
        errors = validate(self.schema, node, [guard]) or validate(
            self.schema, node, standard, max_errors=self.limits.error_maximum
        )
        if errors:
            return Document(node, errors)
        return Document(node, (), switch_names(node), sizes=tuple(size_variables(node)))

    def _choose(self, request: GraphRequest) -> tuple[Document, OperationDefinitionNode]:
        document = self.document(request.query)
        if document.node is None or document.errors:
            raise Refused(*document.errors)
        operation = operation_of(document.node, request.operation_name)
        if operation is None:
            said = request.operation_name
            problem = f"no operation is named {said!r}" if said else "it has several operations"
            raise Refused(
                GraphQLError(f"Say with `operationName` what to run: {problem}.", extensions=BAD)
            )
        if request.read_only and operation.operation is not OperationType.QUERY:
            raise Refused(GraphQLError("Only queries can be sent by GET.", extensions=BAD))
        return document, operation

    def _variables(
        self, document: Document, operation: OperationDefinitionNode, request: GraphRequest
    ) -> Any:
        assert document.node is not None
        found = get_variable_values(
            self.schema,
            operation.variable_definitions or (),
            request.variables or {},
            max_errors=self.limits.error_maximum,
        )
        if isinstance(found, list):
            raise Refused(*found)
        self._check_cost(document, operation, request)
        return found

    def _check_cost(
        self, document: Document, operation: OperationDefinitionNode, request: GraphRequest
    ) -> None:
        assert document.node is not None
        given = request.variables or {}
        key = (id(operation), *(repr(given.get(name)) for name in document.sizes))
        if key in document.affordable:
            return
        try:
            check_nodes(self.schema, document.node, operation, given, self.limits)
        except GraphQLError as error:
            raise Refused(error) from error
        if len(document.affordable) < KEPT_COSTS:
            document.affordable.add(key)

    def _execute(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Any,
        request: GraphRequest,
    ) -> GraphAnswer:
        began = perf_counter()
        plan = self._plan(document, operation, variables)
        with self.database.read() as reader:
            run_request = Request(reader, self.sources, self.index, variables)
            data: Any = None
            errors: Sequence[GraphQLError] = ()
            if plan is not None:
                try:
                    data = plan.run(run_request, [ROOT])[0]
                except Exception as error:
                    # Run again field by field: GraphQL's executor puts the error in its place,
                    # keeps the data beside it, and logs what is not the client's fault.
                    log.debug("field by field because of %r", error)
            if data is None:
                data, errors = self._field_by_field(document, operation, request, run_request)
            generation = reader.generation()
            body: dict[str, Any] = {"data": data}
            if errors:
                body["errors"] = self._say(errors)
            if request.explain:
                seconds = perf_counter() - began
                body["extensions"] = {"plan": explain(plan, reader, generation, seconds)}
        return GraphAnswer(
            dumps(body),
            has_data=True,
            operation=operation.operation.value,
            is_cacheable=not errors,
            generation=generation,
        )

    def _plan(
        self, document: Document, operation: OperationDefinitionNode, variables: Any
    ) -> Level | None:
        if operation.operation is not OperationType.QUERY or document.node is None:
            return None
        values = variables.coerced
        switches = {name: values.get(name) for name in document.switches}
        if any(name in values and values[name] is None for name in switches):
            return (
                None  # null for a variable with a default; the executor says that this is an error
            )
        key = (id(operation), *switches.values())
        if key not in document.plans:
            if len(document.plans) >= KEPT_PLANS:
                document.plans.clear()
            try:
                compiler = Compiler(self.schema, document.node, switches)
                document.plans[key] = compiler.compile(operation)
            except NotCompiled as reason:
                log.debug("field by field: %s", reason)
                document.plans[key] = None
        return document.plans[key]

    def _field_by_field(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        request: GraphRequest,
        run_request: Request,
    ) -> tuple[Any, Sequence[GraphQLError]]:
        assert document.node is not None

        async def run_it() -> Any:
            found = execute(
                self.schema,
                document.node,  # type: ignore[arg-type]
                root_value=ROOT,
                context_value=Execution(run_request),
                variable_values=request.variables,
                operation_name=operation.name.value if operation.name else None,
            )
            return found if not hasattr(found, "__await__") else await found

        result = run(run_it())
        return result.data, result.errors or []

    def _say(self, errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
        """Return errors as the answer shows them: what is not the client's fault is masked."""
        said = [shown(error, self.limits) for error in errors[: self.limits.error_maximum]]
        if len(errors) > len(said):
            said.append({"message": f"{len(errors) - len(said)} more errors are not shown."})
        return said


def question(request: GraphRequest) -> tuple[bytes, ...]:
    """Return the whole of what is asked, as a key that equal questions share."""
    try:
        variables = dumps(request.variables, option=OPT_SORT_KEYS)
    except TypeError:  # a number over 64 bits, or half of a character
        variables = repr(request.variables).encode(errors="surrogatepass")
    name = (request.operation_name or "").encode(errors="surrogatepass")
    return request.query.encode(errors="surrogatepass"), name, variables


BAD = {"code": BadInput.code}


def shown(error: GraphQLError, limits: Limits) -> dict[str, Any]:
    """Return one error as the answer shows it."""
    cause = error.original_error
    if isinstance(cause, CallboardError):
        code, message = cause.code, str(cause)
    elif cause is None or isinstance(cause, GraphQLError):
        code, message = (
            (error.extensions or {}).get("code", "GRAPHQL_VALIDATION_FAILED"),
            error.message,
        )
    else:
        hidden = masked(cause)
        code, message = "INTERNAL", hidden.message
    formatted: dict[str, Any] = {"message": message[: limits.error_characters]}
    if error.locations:
        formatted["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        formatted["path"] = list(error.path)
    formatted["extensions"] = {**(error.extensions or {}), "code": code}
    return formatted


def masked(error: BaseException) -> GraphQLError:
    """Return the one sentence that a client sees of an error of ours; the log has the rest."""
    number = uuid4().hex[:12]
    log.error("internal error %s", number, exc_info=error)
    return GraphQLError(
        f"Something went wrong on our side; the log names it {number}.",
        extensions={"code": "INTERNAL"},
    )


def as_graphql(error: CallboardError) -> GraphQLError:
    """Return an error of ours as one of the request."""
    return GraphQLError(str(error), extensions={"code": error.code})


def explain(plan: Level | None, reader: Any, generation: int, seconds: float) -> Mapping[str, Any]:
    """Return what running a request took."""
    return {
        "isCompiled": plan is not None,
        "statements": reader.statements,
        "rows": reader.rows_read,
        "milliseconds": round(seconds * 1000, 3),
        "generation": generation,
    }
