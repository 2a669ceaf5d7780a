"""Version directories of the index, the pointer to the current one, and the writer's lock.

<folder>/CURRENT                    the name of the version in use
<folder>/writer.lock                held by the one process that writes
<folder>/v-<schema hash>-<serial>/  one version: position.json, files/, committing
"""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from os import O_CREAT, O_RDONLY, O_RDWR, close, fsync, open as open_descriptor, replace
from pathlib import Path
from re import compile as compile_pattern
from shutil import rmtree

from search.engine import guarded
from search.errors import IndexBusy
from search.fields import schema_hash

_NAME = compile_pattern(r"v-(?P<schema>[0-9a-f]{8})-(?P<serial>\d{6,})")


def build_version_name(serial: int) -> str:
    """The name of the version with that serial number, for the schema of this program."""
    return f"v-{schema_hash()}-{serial:06d}"


def parse_version_name(name: str) -> tuple[str, int] | None:
    """A version name's schema hash and serial number; None if it is no such name."""
    match = _NAME.fullmatch(name)
    return (match["schema"], int(match["serial"])) if match else None


def pointer_path(folder: Path) -> Path:
    """Where the name of the current version is kept."""
    return folder / "CURRENT"


def current_version(folder: Path) -> Path | None:
    """The version in use; None before the first one, or if the pointer makes no sense."""
    try:
        name = pointer_path(folder).read_bytes().decode("ascii", "replace").strip()
    except FileNotFoundError:
        return None
    return folder / name if parse_version_name(name) else None


def is_of_this_schema(version: Path) -> bool:
    """Whether this program's documents fit the version."""
    parsed = parse_version_name(version.name)
    return parsed is not None and parsed[0] == schema_hash()


def create_version(folder: Path) -> Path:
    """A new, empty version directory with the next serial number; not yet current."""
    parsed = [parse_version_name(path.name) for path in folder.iterdir()]
    serial = max((number for _, number in filter(None, parsed)), default=0) + 1
    version = folder / build_version_name(serial)
    (version / "files").mkdir(parents=True)
    return version


def switch_to(version: Path) -> None:
    """Make a version the current one, atomically, for every process."""
    sync_folder(version)
    write_atomically(pointer_path(version.parent), version.name.encode())


def remove_other_versions(kept: Path) -> None:
    """Remove every version but one; programs that still read them keep their open files."""
    for path in kept.parent.iterdir():
        if path != kept and parse_version_name(path.name):
            rmtree(path, ignore_errors=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file so that a crash leaves either the old or the new content."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        fsync(file.fileno())
    replace(beside, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut."""
    descriptor = open_descriptor(folder, O_RDONLY)
    try:
        fsync(descriptor)
    finally:
        close(descriptor)


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the folder's only writer lock; the kernel frees it when the process dies.

    Raises:
        IndexBusy: another holder has it.
    """
    with guarded("locking the folder of the index"):
        descriptor = open_descriptor(folder / "writer.lock", O_RDWR | O_CREAT, 0o644)
    try:
        try:
            flock(descriptor, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:
            raise IndexBusy("Another process is writing to the index; try again.") from error
        yield
    finally:
        close(descriptor)
