"""What a version holds: its generation, and the SHA-256 of every file, written after each commit.

The engine does not notice flipped bits: of 300 single flips 12 gave wrong answers without an
error and 5 ended the process. The position file is replaced in one rename after the commit, so it
is never ahead of the content; a crash in between only replays changes, which is harmless.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from json import dumps, loads
from pathlib import Path
from types import MappingProxyType

from search.engine import guarded
from search.errors import IndexDamaged
from search.versions import write_atomically

# Up to this size every file is hashed when an index is opened (about 0.3 s); above it, only sizes
# and times are compared, and `health(deep=True)` hashes.
FULL_CHECK_BYTES = 256_000_000
# The engine rewrites these during a commit; every other file never changes once it is there.
_REWRITTEN = ("meta.json", ".managed.json")
NONE: Mapping[str, "StoredFile"] = MappingProxyType({})
_MARK = "committing"
_SEGMENT_PARTS = ("fast", "fieldnorm", "idx", "pos", "store", "term")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file as it was after the commit."""

    size: int
    changed_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Position:
    """The generation that a version holds, and its files by name."""

    generation: int
    files: dict[str, StoredFile]

    def is_small(self) -> bool:
        """Whether hashing all files is cheap enough to do it at every opening."""
        return sum(file.size for file in self.files.values()) <= FULL_CHECK_BYTES


def position_path(version: Path) -> Path:
    """Where a version's position is kept."""
    return version / "position.json"


def files_folder(version: Path) -> Path:
    """Where a version keeps the engine's files."""
    return version / "files"


def read_position(version: Path) -> Position:
    """A version's position.

    Raises:
        IndexDamaged: the file is missing or not as it was written.
    """
    try:
        digest, _, body = position_path(version).read_bytes().partition(b"\n")
    except OSError as error:
        raise IndexDamaged("The index has no position file.") from error
    if sha256(body).hexdigest().encode() != digest:
        raise IndexDamaged("The position file of the index is damaged.")
    content = loads(body)
    files = {name: StoredFile(**file) for name, file in content["files"].items()}
    return Position(content["generation"], files)


def write_position(version: Path, generation: int, before: Position | None) -> Position:
    """Record what a version holds now; hashes only the files that `before` does not know."""
    known = before.files if before else {}
    files = {path.name: _stored(path, known.get(path.name)) for path in _engine_files(version)}
    position = Position(generation, files)
    body = dumps(asdict(position), sort_keys=True).encode()
    write_atomically(position_path(version), sha256(body).hexdigest().encode() + b"\n" + body)
    return position


def is_interrupted(version: Path) -> bool:
    """Whether a commit is going on, or a process died in one."""
    return (version / _MARK).exists()


@contextmanager
def committing(version: Path) -> Iterator[None]:
    """Mark a version as being written to; the mark stays behind if the process dies inside."""
    mark = version / _MARK
    with guarded("marking the version"):
        mark.touch()
    yield
    mark.unlink(missing_ok=True)


def clear_interrupted(version: Path) -> None:
    """Remove what a process that died in a commit left behind; only for the holder of the lock.

    The engine never overwrites a file: a left-over deletion file has the very name that repeating
    the change asks for, and every repetition would fail (seen once in 120 kills).
    """
    listed = _listed_by_engine(version) if is_interrupted(version) else None
    if listed is not None:
        with guarded("clearing an interrupted commit"):
            for path in _engine_files(version):
                if path.name not in listed:
                    path.unlink(missing_ok=True)


def check_files(
    version: Path, position: Position, *, deep: bool, trusted: Mapping[str, StoredFile] = NONE
) -> list[str]:
    """What is wrong with a version's files, in sentences; empty if nothing.

    Of files in `trusted`, checked before and never changing, only size and time are compared.

    After a crash in the middle of a commit the engine's own list of files counts, and files that
    the position does not know are taken as they are.
    """
    interrupted = is_interrupted(version)
    if interrupted:
        expected = _listed_by_engine(version)
        if expected is None:
            return ["The engine's list of files is damaged."]
    else:
        expected = set(position.files)
    problems = []
    for name in sorted(expected):
        stored = None if interrupted and name in _REWRITTEN else position.files.get(name)
        hashed = deep and (stored is None or trusted.get(name) != stored)
        problem = _check_file(files_folder(version) / name, stored, deep=hashed)
        problems += [problem] if problem else []
    return problems


def _check_file(path: Path, stored: StoredFile | None, *, deep: bool) -> str | None:
    try:
        found = path.stat()
    except OSError:
        return f"The index file {path.name} is missing."
    if stored is None:
        return None
    if found.st_size != stored.size:
        return f"The index file {path.name} has {found.st_size} bytes instead of {stored.size}."
    if (deep or found.st_mtime_ns != stored.changed_ns) and _digest(path) != stored.sha256:
        return f"The index file {path.name} is not what was written."
    return None


def _listed_by_engine(version: Path) -> set[str] | None:
    """The files that the engine's last commit needs; None if its list cannot be read."""
    names = set(_REWRITTEN)
    try:
        for segment in loads((files_folder(version) / "meta.json").read_bytes())["segments"]:
            stem = segment["segment_id"].replace("-", "")
            names |= {f"{stem}.{part}" for part in _SEGMENT_PARTS}
            if segment["deletes"]:
                names.add(f"{stem}.{segment['deletes']['opstamp']}.del")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return names


def _engine_files(version: Path) -> list[Path]:
    return sorted(path for path in files_folder(version).iterdir() if path.suffix != ".lock")


def _stored(path: Path, known: StoredFile | None) -> StoredFile:
    found = path.stat()
    unchanged = known is not None and (known.size, known.changed_ns) == (
        found.st_size,
        found.st_mtime_ns,
    )
    if known is not None and unchanged and path.name not in _REWRITTEN:
        return known
    return StoredFile(found.st_size, found.st_mtime_ns, _digest(path))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
