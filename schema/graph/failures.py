"""Errors as clients see them: their own mistakes in full, ours as one sentence with a number."""

from collections.abc import Sequence
from logging import getLogger
from typing import Any
from uuid import uuid4

from graphql import GraphQLError

from schema.errors import CallboardError, NotReady, TooMuch
from schema.graph.limits import Limits

log = getLogger("callboard.graph")

INVALID = "GRAPHQL_VALIDATION_FAILED"
NOT_A_QUERY = "NOT_A_QUERY"
"""The code of an operation that would write, in a request that may only read."""


class Refused(Exception):
    """A request that is not executed; carries the errors to answer with."""

    def __init__(self, *errors: GraphQLError) -> None:
        super().__init__(*errors)
        self.errors = errors


def refuse(message: str, code: str) -> Refused:
    """Return the refusal of a request that cannot be run as it is."""
    return Refused(GraphQLError(message, extensions={"code": code}))


def as_graphql(error: BaseException) -> GraphQLError:
    """Return an error that is not bound to a field; what is not the client's fault is masked."""
    if isinstance(error, NotReady):
        log.warning("%s", error)
        return GraphQLError(error.message, extensions={"code": error.code})
    if isinstance(error, CallboardError):
        return GraphQLError(str(error), extensions={"code": error.code})
    return masked(error)


def masked(error: BaseException) -> GraphQLError:
    """Return the one sentence that a client sees of an error of ours; the log has the rest."""
    number = uuid4().hex[:12]
    log.error("internal error %s", number, exc_info=error)
    return GraphQLError(
        f"Something went wrong on our side; the log names it {number}.",
        extensions={"code": CallboardError.code},
    )


def list_errors(errors: Sequence[GraphQLError], limits: Limits) -> list[dict[str, Any]]:
    """Return errors as an answer lists them, the first few of them."""
    listed = [shown(error, limits) for error in errors[: limits.error_maximum]]
    if len(errors) > len(listed):
        rest = f"{len(errors) - len(listed)} more errors are not shown."
        listed.append({"message": rest, "extensions": {"code": TooMuch.code}})
    return listed


def shown(error: GraphQLError, limits: Limits) -> dict[str, Any]:
    """Return one error as an answer shows it, with its places and its code."""
    cause = error.original_error
    told = error if cause is None or isinstance(cause, GraphQLError) else as_graphql(cause)
    formatted: dict[str, Any] = {"message": told.message[: limits.error_characters]}
    if error.locations:
        formatted["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        formatted["path"] = list(error.path)
    formatted["extensions"] = {
        "code": INVALID,
        **(error.extensions or {}),
        **(told.extensions or {}),
    }
    return formatted
