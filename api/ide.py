"""GraphiQL's files: which ones there are, fetching them with npm, and giving them out."""

import subprocess
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from gzip import compress
from hashlib import sha384
from importlib.resources import files
from os import replace
from pathlib import Path
from re import findall
from shutil import rmtree, which
from tarfile import TarError, open as open_tar
from tempfile import mkdtemp

from schema.errors import CallboardError, Damaged

PATIENCE = 180  # seconds for npm; a good line takes two
# Compressed once, when they are fetched: GraphiQL's script takes 0.6 s of the event loop.
PACKED = ".gz"
LARGEST = 16_000_000  # bytes; GraphiQL itself has 3.5 million
SOURCE = (
    r'(?:src|href)="https://[^/"]+/((?:@[^/"]+/)?[^@/"]+)@([0-9.]+)/([^"]+)"\s+integrity="([^"]+)"'
)


class IdeNotFetched(CallboardError):
    """GraphiQL's files cannot be fetched; the built-in page is served instead."""

    code = "IDE_NOT_FETCHED"


@dataclass(frozen=True)
class IdeFile:
    """One file of an npm package, with the hash that it must have."""

    package: str
    version: str
    path: str
    integrity: str

    @property
    def name(self) -> str:
        """Its name within the folder and in addresses, other for every version."""
        return f"{self.package}@{self.version}/{self.path}"

    @property
    def tarball(self) -> str:
        """The file that `npm pack` makes of its package."""
        return f"{self.package.lstrip('@').replace('/', '-')}-{self.version}.tgz"


@dataclass(frozen=True)
class IdeReport:
    """What was fetched: the folder, how many files, how many bytes."""

    folder: Path
    files: int
    bytes: int


@cache
def ide_files() -> tuple[IdeFile, ...]:
    """Return the files that Strawberry's own page loads from elsewhere, with its hashes."""
    page = files("strawberry").joinpath("static", "graphiql.html").read_text("utf-8")
    return tuple(IdeFile(*found) for found in findall(SOURCE, page))


def has_ide(folder: Path) -> bool:
    """Return whether all files are in a folder; False for those of an older Strawberry's page."""
    return all((folder / file.name).is_file() for file in ide_files())


def find_ide_file(folder: Path, name: str, *, is_packed: bool) -> Path | None:
    """Return the path of a file by its name; None for a name that is none of ours, or not there."""
    path = folder / (name + PACKED if is_packed else name)
    return path if any(file.name == name for file in ide_files()) and path.is_file() else None


def fetch_ide(folder: Path) -> IdeReport:
    """Put GraphiQL's files into a folder, replacing what is there, and return what came.

    Raises IdeNotFetched when npm is absent or fails, Damaged when a file has not its hash; then the
    folder is left as it was.
    """
    if any(folder.glob("*")) and not any(folder.glob("graphiql@*")):
        raise IdeNotFetched(f"{folder} holds other things; name an empty folder for GraphiQL.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(mkdtemp(prefix=".ide-", dir=folder.parent))
    try:
        pack(staging / "packages")
        for file in ide_files():
            target = staging / "files" / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            content = read_checked(staging / "packages" / file.tarball, file)
            target.write_bytes(content)
            Path(f"{target}{PACKED}").write_bytes(compress(content, mtime=0))
        swap(staging / "files", folder, staging / "old")
    finally:
        rmtree(staging, ignore_errors=True)
    sizes = [(folder / file.name).stat().st_size for file in ide_files()]
    return IdeReport(folder, len(sizes), sum(sizes))


def pack(folder: Path) -> None:
    """Let npm put the packages into a folder, as archives; nothing of them is run."""
    npm = which("npm")
    if npm is None:
        raise IdeNotFetched("npm is not installed; until it is, the built-in page is served.")
    folder.mkdir()
    names = sorted({f"{file.package}@{file.version}" for file in ide_files()})
    command = [npm, "pack", "--silent", "--ignore-scripts", *names]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise IdeNotFetched(f"npm took over {PATIENCE} seconds; try again later.") from None
    if done.returncode:
        said = next(iter(done.stderr.strip().splitlines()), "nothing more")[:200]
        raise IdeNotFetched(f"npm could not fetch GraphiQL; it said: {said}")


def read_checked(tarball: Path, file: IdeFile) -> bytes:
    """Return a file out of a package. Raises Damaged unless it has its hash."""
    try:
        with open_tar(tarball) as archive:
            member = archive.extractfile(f"package/{file.path}")
            content = member.read(LARGEST) if member else b""
    except (OSError, KeyError, TarError) as error:
        raise Damaged(f"{file.name} is not in its package: {error}") from error
    found = "sha384-" + b64encode(sha384(content).digest()).decode()
    if found != file.integrity:
        raise Damaged(f"{file.name} has the hash {found}, not {file.integrity}; nothing was kept.")
    return content


def swap(new: Path, folder: Path, old: Path) -> None:
    """Put a new folder in the place of one that may be there; each step is one rename."""
    if folder.exists():
        replace(folder, old)
    replace(new, folder)
