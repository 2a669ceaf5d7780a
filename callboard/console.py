"""How commands speak: answers on standard output, all else on standard error, signs made safe."""

import sys
from logging import Handler, LogRecord
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

# Text comes from files of strangers: an escape sequence in a quote must not reach the terminal.
# One sign for one, so that the places of matches stay right.
CONTROL_SIGNS = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) != "\n"}
CONTROL_SIGNS[ord("\t")] = " "


def safe(text: str) -> str:
    """Return the text, as long as before, with signs that could steer a terminal replaced."""
    return text.translate(CONTROL_SIGNS)


def say(text: str = "") -> None:
    """Print a part of the answer."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Print something that went wrong, or a note, beside the answer."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")


class Notes(Handler):
    """Prints what the log warns of as notes; Python's own way would add tracebacks."""

    def emit(self, record: LogRecord) -> None:
        """Print the message of one record."""
        complain(f"note: {safe(record.getMessage())}")


def count_of(number: int, noun: str, plural: str | None = None) -> str:
    """Return `1 file`, `2 files`, `12,000 files`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def open_console(*, stderr: bool = False) -> "Console":
    """Return a console for styled answers, or for progress beside them."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def has_styles(console: "Console") -> bool:
    """Whether bold and reverse will be seen; not in a file, a pipe, or where NO_COLOR is set."""
    return console.is_terminal and not console.no_color and console.color_system is not None
