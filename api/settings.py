"""The settings: every value with its meaning, read once from the environment."""

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from logging import getLogger
from pathlib import Path
from re import fullmatch
from typing import Any

from schema.errors import BadInput
from schema.taxonomy.rules import choose_taxonomy

log = getLogger("callboard.settings")

PREFIX = "CALLBOARD_"
# Read by the tests alone.
FOREIGN = frozenset({"CALLBOARD_REALDATA"})


class BadSetting(BadInput):
    """A setting whose value cannot be used; names the variable, the value and what is accepted."""


@dataclass(frozen=True)
class Reading:
    """How a setting is read: what a person may write, and the value that it stands for."""

    accepts: str
    parse: Callable[[str], Any]


def whole_number(least: int, most: int) -> Reading:
    """Return a reading of whole numbers within bounds; `100_000` is 100,000."""

    def parse(text: str) -> int:
        if not fullmatch(r"[0-9][0-9_]{0,11}", text) or not least <= int(text) <= most:
            raise ValueError
        return int(text)

    return Reading(f"a whole number from {least:,} to {most:,}", parse)


def seconds(most: int) -> Reading:
    """Return a reading of positive times in seconds."""

    def parse(text: str) -> float:
        if not fullmatch(r"[0-9]{1,5}(\.[0-9]{1,3})?", text) or not 0 < float(text) <= most:
            raise ValueError
        return float(text)

    return Reading(f"seconds, over 0 and up to {most:,}", parse)


def parse_switch(text: str) -> bool:
    """Return whether a switch is on. Raises ValueError for a word that is neither."""
    words = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
    if text.lower() not in words:
        raise ValueError
    return words[text.lower()]


def parse_folder(text: str) -> Path:
    """Return a path with `~` resolved. Raises ValueError for one with a NUL character."""
    if "\0" in text:
        raise ValueError
    return Path(text).expanduser()


def parse_host(text: str) -> str:
    """Return a host name or address to listen on. Raises ValueError for anything else."""
    if not fullmatch(r"[A-Za-z0-9.:_-]{1,253}", text):
        raise ValueError
    return text


def parse_database_url(text: str) -> str:
    """Return the URL of a database. Raises ValueError for another kind, or one in memory.

    A database in memory would be gone with the process, and the search index with it.
    """
    is_sqlite = fullmatch(r"sqlite(\+pysqlite)?:///(?!:memory:)[^?]+.*", text)
    if not is_sqlite and not text.startswith(("postgresql://", "postgresql+psycopg://")):
        raise ValueError
    return text


def parse_contact(text: str) -> str:
    """Return an address as a header may carry it. Raises ValueError for anything else."""
    if not fullmatch(r"[!-'*-~]{3,200}", text):
        raise ValueError
    return text


def parse_origins(text: str) -> tuple[str, ...]:
    """Return origins as browsers send them. Raises ValueError for one with a path, or `null`."""
    origins = tuple(part.strip() for part in text.split(",") if part.strip())
    if any(not fullmatch(r"\*|https?://[A-Za-z0-9.\-\[\]:]+", origin) for origin in origins):
        raise ValueError
    return origins


def parse_key(text: str) -> str:
    """Return a secret. Raises ValueError for one that could be guessed, or that no header holds."""
    if not fullmatch(r"[!-~]{16,200}", text):
        raise ValueError
    return text


SWITCH = Reading("on or off", parse_switch)
FOLDER = Reading("a folder", parse_folder)
FILE = Reading("a file", parse_folder)
KEY = Reading("16 to 200 printable characters of ASCII without blanks", parse_key)
HOST = Reading("a host name or an IP address", parse_host)
DATABASE_URL = Reading("sqlite:///file or postgresql+psycopg://...", parse_database_url)
CONTACT = Reading("a mail address or a web address", parse_contact)
ORIGINS = Reading("origins such as https://portal.example, between commas, or *", parse_origins)


def setting(default: Any, reading: Reading, meaning: str, shown: str | None = None) -> Any:
    """Return a field of Settings; `shown` is the default in words where it depends on others."""
    metadata = {"reading": reading, "meaning": meaning, "shown": shown}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """All settings; the name of a field in capitals after `CALLBOARD_` is its variable."""

    home: Path = setting(  # noqa: RUF009 - calls field()
        Path("~/.local/share/callboard"),
        FOLDER,
        "The data directory; what is not set otherwise lives in it.",
        "$XDG_DATA_HOME/callboard",
    )
    database_url: str = setting(
        "", DATABASE_URL, "Where the rows live.", "sqlite:///$CALLBOARD_HOME/callboard.db"
    )
    index_dir: Path = setting(  # noqa: RUF009 - calls field()
        Path(), FOLDER, "Where the search index lives.", "$CALLBOARD_HOME/index"
    )
    taxonomy: Path = setting(  # noqa: RUF009 - calls field()
        Path(), FILE, "The labelling rules and their words (TOML).", "those of callboard"
    )
    host: str = setting("127.0.0.1", HOST, "The address to listen on; 0.0.0.0 means all.")
    port: int = setting(8000, whole_number(0, 65535), "The port to listen on; 0 takes a free one.")
    ide: bool = setting(True, SWITCH, "Whether browsers get a page to write queries in.")
    ide_dir: Path = setting(  # noqa: RUF009 - calls field()
        Path(),
        FOLDER,
        "Where `callboard ide fetch` puts GraphiQL; without it a built-in page is served.",
        "$CALLBOARD_HOME/ide",
    )
    development: bool = setting(
        False, SWITCH, "Whether answers carry the plan of their query in `extensions`."
    )
    access_log: bool = setting(
        False, SWITCH, "Whether every request is logged; failures and slow ones always are."
    )
    admin_key: str = setting(
        "",
        KEY,
        "A secret; requests that send it as `X-Callboard-Key` get the plan of their query too.",
        "none",
    )
    documents: Path | None = setting(  # noqa: RUF009 - calls field()
        None,
        FILE,
        "A manifest of trusted documents: JSON, from `documentId` to document.",
        "none",
    )
    documents_only: bool = setting(
        False, SWITCH, "Whether only documents of that manifest are run."
    )
    allowed_origins: tuple[str, ...] = setting(
        (), ORIGINS, "Web sites whose pages may send queries (CORS).", "none"
    )
    frame_ancestors: tuple[str, ...] = setting(
        (), ORIGINS, "Web sites that may show the embedded pages in a frame.", "none"
    )
    cache_seconds: int = setting(
        0,
        whole_number(0, 86_400),
        "How long the answer to a GET query may be reused unasked; 0 means ask each time.",
    )
    fonts: Path = setting(  # noqa: RUF009 - calls field()
        Path(), FOLDER, "A folder of fonts for charts as PNG, beside the system's own.", "none"
    )
    kept_bytes: int = setting(
        33_554_432,
        whole_number(0, 17_179_869_184),
        "Bytes of answers kept in memory while the data stay as they are; 0 keeps none.",
    )
    workers: int = setting(4, whole_number(1, 64), "Threads that run statements and searches.")
    concurrency: int = setting(
        64, whole_number(1, 10_000), "GraphQL requests at work at one time; the next gets a 503."
    )
    export_rows: int = setting(
        1_000_000,
        whole_number(1, 1_000_000_000),
        "Rows of an exported list; longer ones are refused.",
    )
    export_timeout: float = setting(
        300.0, seconds(86_400), "Seconds from an export's first row to its last."
    )
    max_body: int = setting(100_000, whole_number(1_000, 10_000_000), "Bytes of a request's body.")
    max_headers: int = setting(
        16_384, whole_number(1_024, 1_000_000), "Bytes of a request's first line and headers."
    )
    max_url: int = setting(
        8_192, whole_number(256, 1_000_000), "Bytes of a request's path and query string."
    )
    request_timeout: float = setting(10.0, seconds(600), "Seconds from a request to its answer.")
    head_timeout: float = setting(10.0, seconds(600), "Seconds for a request's headers to arrive.")
    body_timeout: float = setting(10.0, seconds(600), "Seconds for a request's body to arrive.")
    keep_alive: int = setting(
        5, whole_number(1, 600), "Seconds that an idle connection is kept open."
    )
    contact: str = setting(
        "", CONTACT, "An address that `callboard fetch` leaves with the boards it asks.", "none"
    )

    def __post_init__(self) -> None:
        home = self.home.expanduser()
        places = {
            "home": home,
            "database_url": self.database_url or f"sqlite:///{home / 'callboard.db'}",
            "index_dir": home / "index" if self.index_dir == Path() else self.index_dir,
            "ide_dir": home / "ide" if self.ide_dir == Path() else self.ide_dir,
        }
        for name, place in places.items():
            object.__setattr__(self, name, place)

    def apply_taxonomy(self) -> None:
        """Let this process label and describe by the chosen taxonomy. Raises BadTaxonomy."""
        choose_taxonomy(None if self.taxonomy == Path() else self.taxonomy)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Return the settings that an environment asks for; an empty variable counts as not set.

        Options of a command line go in here too, as variables, so that they are checked alike.
        Raises BadSetting for a value that cannot be used. A variable that is not a setting is
        ignored with a warning in the log.
        """
        warn_of_unknown(environ)
        values = {
            each.name: parse_setting(each, environ[variable_of(each)])
            for each in fields(cls)
            if environ.get(variable_of(each))
        }
        if "home" not in values and environ.get("XDG_DATA_HOME"):
            values["home"] = Path(environ["XDG_DATA_HOME"]) / "callboard"
        return cls(**values)


def variable_of(each: Field[Any]) -> str:
    """Return the name of a setting's environment variable."""
    return PREFIX + each.name.upper()


def parse_setting(each: Field[Any], text: str) -> Any:
    """Return the value of a setting. Raises BadSetting when the text cannot be used."""
    reading: Reading = each.metadata["reading"]
    try:
        return reading.parse(text.strip())
    except ValueError:
        shown = text if len(text) <= 80 else f"{text[:80]}…"
        message = f"{variable_of(each)} is {shown!r}; write {reading.accepts}"
        raise BadSetting(message) from None


def warn_of_unknown(environ: Mapping[str, str]) -> None:
    """Log a warning for every variable that looks like a setting and is none."""
    known = [variable_of(each) for each in fields(Settings)]
    for name in environ:
        if name.startswith(PREFIX) and name not in known and name not in FOREIGN:
            close = get_close_matches(name, known, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            log.warning("%s is not a setting and is ignored%s", name, hint)


def format_default(each: Field[Any]) -> str:
    """Return the default of a setting as a person would write it."""
    if each.metadata["shown"] is not None:
        return str(each.metadata["shown"])
    if isinstance(each.default, bool):
        return "on" if each.default else "off"
    return f"{each.default:g}" if isinstance(each.default, float) else str(each.default)
