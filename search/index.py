"""The index of quotes: opens, follows other processes, answers, takes changes, rebuilds itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from logging import getLogger
from os import stat
from pathlib import Path
from shutil import rmtree
from threading import RLock
from time import monotonic, sleep
from typing import Self

from tantivy import Index

from search.documents import QuoteDocument
from search.engine import Snapshot, guarded, open_index, write
from search.errors import IndexBusy, IndexDamaged, SearchFailed
from search.pinned import PinnedIndex
from search.position import (
    NONE,
    Position,
    check_files,
    clear_interrupted,
    committing,
    files_folder,
    is_interrupted,
    position_path,
    read_position,
    write_position,
)
from search.requests import SearchRequest
from search.results import Health, SearchResult
from search.understanding import Understanding
from search.versions import (
    create_version,
    current_version,
    is_of_this_schema,
    pointer_path,
    remove_other_versions,
    switch_to,
    writer_lock,
)
from search.vocabulary import Vocabulary

log = getLogger("callboard.search")

HEAP_MB = 64
_PATIENCE = 5.0  # seconds to wait for another process that is creating the index
_RETRIES = 5  # times to look again when files change while they are being checked


@dataclass(frozen=True, slots=True)
class _Open:
    """One opened state; replaced as a whole, so that readers never see half of a change."""

    version: Path
    index: Index
    position: Position
    snapshot: Snapshot
    understanding: Understanding


@dataclass(frozen=True, slots=True)
class _Loaded:
    """The outcome of looking at the folder: a state, or problems, and when to look again."""

    version: Path | None
    stamp: object
    state: _Open | None
    problems: tuple[str, ...]


class QuoteIndex:
    """Full text over quotes in one folder; many readers, one writer, safe to share by threads.

    Reads see the last state that was recorded, also one that another process wrote.
    """

    def __init__(self, folder: Path, *, heap_mb: int = HEAP_MB) -> None:
        self._folder = folder
        self._heap_mb = heap_mb
        self._lock = RLock()
        self._write_lock = RLock()
        self._open: _Open | None = None
        self._problems: tuple[str, ...] = ()
        self._version: Path | None = None
        self._stamp: object = None

    @classmethod
    def open(cls, folder: Path, *, heap_mb: int = HEAP_MB) -> Self:
        """The index in a folder, created if absent; a damaged one opens and says so in `health`.

        Raises:
            IndexBusy: another process has been creating it for more than five seconds.
            SearchFailed: the folder cannot be created or written to.
        """
        index = cls(Path(folder), heap_mb=heap_mb)
        with guarded("opening the folder of the index"):
            index._ensure()
        index.reload()
        return index

    @property
    def needs_rebuild(self) -> bool:
        """Whether it cannot be used until `rebuild`."""
        self._follow()
        return bool(self._problems)

    def position(self) -> int:
        """The generation that it holds; 0 when empty, or when nothing in it can be trusted."""
        self._follow()
        return self._open.position.generation if self._open else 0

    def search(self, request: SearchRequest) -> SearchResult:
        """The hits of a request, with counts and how it was understood.

        Raises:
            InvalidRequest: it names an unknown field or facet, or `after` is no key of its order.
            IndexDamaged: the index must be rebuilt first.
            SearchFailed: the engine failed.
        """
        return self.pinned().search(request)

    def pinned(self) -> PinnedIndex:
        """The state that it is in now, for several questions that must be answered alike.

        Raises:
            IndexDamaged: the index must be rebuilt first.
        """
        state = self._state()
        return PinnedIndex(state.snapshot, state.understanding, state.position.generation)

    def health(self, *, deep: bool = False) -> Health:
        """Whether the files are what was written; `deep` hashes every byte of them."""
        self.reload(deep=deep)
        state = self._open
        if state is None:
            return Health(False, 0, 0, self._problems)
        return Health(True, state.position.generation, state.snapshot.documents)

    def apply(
        self, upserts: Iterable[QuoteDocument], deletes: Iterable[int], generation: int
    ) -> None:
        """Delete, then replace by key, in one commit, and record the generation reached.

        Repeating a change does no harm. If it fails, the index stays as it was.

        Raises:
            InvalidDocument: a document cannot be indexed.
            IndexBusy: another process is writing.
            IndexDamaged: the index must be rebuilt first.
            SearchFailed: the engine could not write.
        """
        with self._write_lock, writer_lock(self._folder):
            state = self._state()
            clear_interrupted(state.version)
            with committing(state.version):
                write(state.index, deletes, upserts, self._heap_mb)
                with guarded("recording the position"):
                    write_position(state.version, generation, state.position)
            self.reload()

    def rebuild(self, documents: Iterable[QuoteDocument], generation: int) -> None:
        """Build a new version beside the current one, which answers meanwhile, then switch.

        If it fails, the current version stays.

        Raises:
            InvalidDocument: a document cannot be indexed.
            IndexBusy: another process is writing.
            SearchFailed: the engine could not write.
        """
        with self._write_lock, writer_lock(self._folder):
            with guarded("creating a version"):
                version = create_version(self._folder)
            try:
                self._fill(version, documents, generation)
                with guarded("switching to the new version"):
                    switch_to(version)
            except BaseException:
                rmtree(version, ignore_errors=True)
                raise
            self.reload()
            remove_other_versions(version)
            log.info("index rebuilt as %s, generation %d", version.name, generation)

    def reload(self, *, deep: bool = False) -> None:
        """Read the current version afresh, and check its files; `deep` trusts no earlier check."""
        with self._lock:
            loaded = self._load(deep=deep)
            self._open, self._problems = loaded.state, loaded.problems
            # Last: until then other threads go on with the state that they have.
            self._version, self._stamp = loaded.version, loaded.stamp
        for problem in loaded.problems:
            log.warning("index needs a rebuild: %s", problem)

    def close(self) -> None:
        """Let go of the files; a later call opens them again."""
        with self._lock:
            self._open, self._problems = None, ()
            self._version = self._stamp = None

    def _fill(self, version: Path, documents: Iterable[QuoteDocument], generation: int) -> None:
        index = open_index(files_folder(version), create=True)
        write(index, (), documents, self._heap_mb)
        with guarded("recording the position"):
            write_position(version, generation, None)

    def _ensure(self) -> None:
        """Create the folder and its first, empty version, unless another process just does."""
        self._folder.mkdir(parents=True, exist_ok=True)
        deadline = monotonic() + _PATIENCE
        while not pointer_path(self._folder).exists():
            try:
                self._create()
            except IndexBusy:
                if monotonic() > deadline:
                    raise
                sleep(0.05)

    def _create(self) -> None:
        with writer_lock(self._folder):
            if not pointer_path(self._folder).exists():
                version = create_version(self._folder)
                self._fill(version, (), 0)
                switch_to(version)

    def _state(self) -> _Open:
        self._follow()
        state = self._open
        if state is None:
            raise IndexDamaged(f"The search index must be rebuilt: {' '.join(self._problems)}")
        return state

    def _follow(self) -> None:
        """Notice what another process committed or switched to: two `stat` calls when nothing."""
        if self._read_stamp(self._version) == self._stamp:
            return
        with self._lock:
            if self._read_stamp(self._version) != self._stamp:
                self.reload()

    def _read_stamp(self, version: Path | None) -> object:
        # Asked at every request, and making the two paths takes longer than looking at the files.
        pointer, position = _watched(self._folder, version)
        return _stamp_of(pointer), position and _stamp_of(position)

    def _load(self, *, deep: bool) -> _Loaded:
        for attempt in range(_RETRIES):
            version = current_version(self._folder)
            # Taken before the files are read: what changes later is then noticed.
            stamp = self._read_stamp(version)
            state, problems = self._try_to_open(version, deep=deep)
            # A writer at work replaces files between two looks; damage stays.
            settled = version is None or not is_interrupted(version)
            if state or (settled and stamp == self._read_stamp(version)):
                break
            sleep(0.02 * attempt)
        return _Loaded(version, stamp, state, problems)

    def _try_to_open(
        self, version: Path | None, *, deep: bool
    ) -> tuple[_Open | None, tuple[str, ...]]:
        if version is None:
            return None, ("The pointer to the current version is missing or damaged.",)
        if not is_of_this_schema(version):
            return None, ("The index was made by another version of the program.",)
        try:
            position = read_position(version)
            trusted = self._open.position.files if self._open and not deep else NONE
            thorough = deep or position.is_small()
            problems = check_files(version, position, deep=thorough, trusted=trusted)
            return (None, tuple(problems)) if problems else (self._opened(version, position), ())
        except (IndexDamaged, SearchFailed) as error:
            return None, (str(error),)

    def _opened(self, version: Path, position: Position) -> _Open:
        current = self._open
        same = current is not None and current.version == version
        index = current.index if current and same else open_index(files_folder(version))
        snapshot = Snapshot(index)
        return _Open(version, index, position, snapshot, Understanding(Vocabulary(snapshot)))


@lru_cache(maxsize=64)
def _watched(folder: Path, version: Path | None) -> tuple[str, str | None]:
    return str(pointer_path(folder)), str(position_path(version)) if version else None


def _stamp_of(path: str) -> tuple[int, int] | None:
    try:
        found = stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
