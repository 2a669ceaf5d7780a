"""Which company a board is of: said on the command line, or for many boards in a map."""

from collections.abc import Iterator, Mapping
from csv import DictReader
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from re import fullmatch
from types import MappingProxyType
from typing import Any

from schema.errors import BadInput, UnreadableFile
from schema.files import parse_toml, read_text
from seeds.limits import MEGABYTE
from seeds.values import BOARD, FORMS

MOST_BYTES = MEGABYTE


@dataclass(frozen=True)
class Boards:
    """What is known of boards beside their answers.

    `board`, `company` and `crawled_on` hold for every file of an import; `companies` names the
    company, by slug or ticker, of each board of a map.
    """

    board: str | None = None
    company: str | None = None
    crawled_on: date | None = None
    companies: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Raise BadInput for a board that is none."""
        if self.board is not None:
            check_board(self.board)

    def find_company(self, board: str) -> str | None:
        """Return the company of a board; capitals in its token do not matter."""
        folded = {name.casefold(): company for name, company in self.companies.items()}
        return self.company or self.companies.get(board) or folded.get(board.casefold())


NO_BOARDS = Boards()


def check_board(board: str) -> str:
    """Return the name of a board. Raises BadInput for one of another form."""
    if not fullmatch(BOARD.strip("^$"), board):
        raise BadInput(f'"{board[:80]}" names no board; write {FORMS[BOARD]}')
    return board


def read_boards(path: Path) -> dict[str, str]:
    """Return the companies of a map by board.

    A `.toml` file has a table `[boards]` of `"greenhouse:spotify" = "SPOT"`, a `.csv` file the
    columns `board` and `company`. Raises UnreadableFile.
    """
    text = read_text(path, MOST_BYTES)
    pairs = iter_rows(str(path), text) if path.suffix == ".csv" else iter_table(str(path), text)
    return {check_entry(str(path), board, company): str(company) for board, company in pairs}


def iter_rows(path: str, text: str) -> Iterator[tuple[Any, Any]]:
    """Yield (board, company) of a CSV table. Raises UnreadableFile."""
    rows = DictReader(StringIO(text, newline=""))
    if not {"board", "company"} <= {*(rows.fieldnames or ())}:
        raise UnreadableFile(path, "has not the columns board and company")
    yield from ((row["board"], row["company"]) for row in rows)


def iter_table(path: str, text: str) -> Iterator[tuple[Any, Any]]:
    """Yield (board, company) of a TOML file. Raises UnreadableFile."""
    try:
        boards = parse_toml(text).get("boards")
    except ValueError as error:
        raise UnreadableFile(path, f"is no TOML: {error}") from error
    if not isinstance(boards, dict):
        raise UnreadableFile(path, 'has no table [boards] with "greenhouse:spotify" = "SPOT"')
    yield from boards.items()


def check_entry(path: str, board: Any, company: Any) -> str:
    """Return the board of an entry. Raises UnreadableFile where it or the company is none."""
    if not isinstance(company, str) or not company.strip():
        raise UnreadableFile(path, f'"{board}" has no company; write its slug or ticker')
    try:
        return check_board(str(board))
    except BadInput as error:
        raise UnreadableFile(path, str(error)) from error
