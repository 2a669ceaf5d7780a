"""Every error that callboard raises on purpose, as one tree.

CallboardError
├── BadInput            something the caller wrote cannot be used; says where and what to do
│   ├── BadCursor       a page cursor that is damaged or belongs to another list
│   └── UnreadableFile  a file that cannot be used: path, record, field, reason
├── NotFound            a thing that was named does not exist
├── TooMuch             the request is larger than a limit; says which limit and by how much
├── NotInstalled        an extra of callboard is needed that is not installed
├── NotReady            the database or the index cannot answer yet
└── Damaged             a file is not what it was when its hash was taken
"""


class CallboardError(Exception):
    """Base of all errors with a sentence for the reader."""

    code = "INTERNAL"


class BadInput(CallboardError):
    """Something the caller wrote cannot be used."""

    code = "BAD_USER_INPUT"


class BadCursor(BadInput):
    """A page cursor that is damaged or was made for another list."""

    code = "BAD_CURSOR"


class NotFound(CallboardError):
    """A thing that was named does not exist."""

    code = "NOT_FOUND"


class TooMuch(CallboardError):
    """The request is larger than a limit."""

    code = "LIMIT_EXCEEDED"


class NotInstalled(CallboardError):
    """An extra of callboard is needed that is not installed; says which."""

    code = "NOT_OFFERED"


class NotReady(CallboardError):
    """The database or the index cannot answer yet.

    `message` is for everybody; `detail`, a driver's own words, is for the operator alone: it may
    name hosts, users and files.
    """

    code = "NOT_READY"

    def __init__(self, message: str, detail: str = "") -> None:
        self.message = message
        super().__init__(f"{message}: {detail}" if detail else message)


class Damaged(CallboardError):
    """A file is not what it was when its hash was taken."""

    code = "DAMAGED"


class UnreadableFile(BadInput):
    """A file that cannot be used; prints as `path:record: field: reason`."""

    code = "UNREADABLE_FILE"

    def __init__(
        self, path: str, reason: str, *, record: int | None = None, field: str | None = None
    ) -> None:
        self.path, self.record, self.field, self.reason = path, record, field, reason
        place = path if record is None else f"{path}:{record}"
        super().__init__(": ".join(part for part in (place, field, reason) if part))
