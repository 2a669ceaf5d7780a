"""Trusted documents: queries that are stored with the server and asked for by their ids."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from orjson import JSONDecodeError, loads

from api.errors import BadRequest, UnknownDocument, UntrustedDocument
from schema.errors import UnreadableFile
from schema.files import read_text

PREFIX = "sha256:"
MOST_BYTES = 100_000_000


class TrustedDocuments:
    """The documents of a manifest by id; with `is_closed` no other document may be run."""

    def __init__(self, texts: Mapping[str, str], *, is_closed: bool = False) -> None:
        self._texts = texts
        self._ids = {text: key for key, text in texts.items()} if is_closed else None

    def resolve(self, members: Mapping[str, Any]) -> str | None:
        """Return the document that a request's members name, or the text that they hold.

        Raises BadRequest for an id that is no text, UnknownDocument for an id that names nothing,
        UntrustedDocument for a text that may not be run.
        """
        key = members.get("documentId")
        if key is None:
            text = members.get("query")
            if self._ids is not None and isinstance(text, str) and text not in self._ids:
                raise UntrustedDocument(
                    "This server runs stored documents alone: send the `documentId` of one."
                )
            return text
        if members.get("query") is not None:
            raise BadRequest("The request has both `documentId` and `query`; send one of them.")
        if not isinstance(key, str):
            raise BadRequest("`documentId` must be a string.")
        found = self._texts.get(key) or self._texts.get(key.removeprefix(PREFIX))
        if found is None:
            raise UnknownDocument(f"There is no stored document {key[:80]!r}.")
        return found


def read_documents(path: Path | None, *, is_closed: bool = False) -> TrustedDocuments:
    """Return the documents of a manifest file, none without one.

    Two ways of writing it are read: `{"id": "query ..."}`, as Relay's compiler does, and Apollo's,
    `{"format": "apollo-persisted-query-manifest", "operations": [{"id": ..., "body": ...}]}`.
    Raises UnreadableFile for any other, and for an id `sha256:...` of another text.
    """
    if path is None:
        return TrustedDocuments({}, is_closed=is_closed)
    try:
        texts = pick_texts(loads(read_text(path, MOST_BYTES)))
    except JSONDecodeError as error:
        raise UnreadableFile(str(path), f"is no JSON: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        reason = 'is no manifest of documents; write {"id": "query ..."}'
        raise UnreadableFile(str(path), reason) from error
    for key, text in texts.items():
        if key.startswith(PREFIX) and key.removeprefix(PREFIX) != digest(text):
            reason = f"{key} is not the hash of its document, which is {PREFIX}{digest(text)}"
            raise UnreadableFile(str(path), reason)
    return TrustedDocuments(texts, is_closed=is_closed)


def pick_texts(manifest: Any) -> dict[str, str]:
    """Return the documents of a manifest by id. Raises KeyError, TypeError or ValueError."""
    if isinstance(manifest, dict) and "operations" in manifest:
        manifest = {each["id"]: each["body"] for each in manifest["operations"]}
    texts = dict(manifest)
    if not all(isinstance(part, str) for pair in texts.items() for part in pair):
        raise TypeError("ids and documents are texts")
    return texts


def digest(text: str) -> str:
    """Return the SHA-256 of a document in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()
