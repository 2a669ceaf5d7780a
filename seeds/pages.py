"""One file of text or HTML: its characters, and what a sidecar says of the call in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from re import compile as compile_pattern
from typing import Any

from schema.errors import UnreadableFile
from schema.files import parse_toml
from seeds.markup import read_blocks
from seeds.values import LONGEST_TEXT

HTML = compile_pattern(r"\s*(?:<!--.*\s*)?<(?:!doctype html|html|head|body|table|div|article)\b")
NEWLINES = compile_pattern(r"\r\n?|[\u0085\u2028\u2029]")
CONTROLS = compile_pattern(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, eq=False)
class Page:
    """A file of text or HTML. `beside` holds what a sidecar says of the call: it always wins."""

    content: str
    is_html: bool = False
    beside: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The words alone: of HTML its paragraphs, a blank line between two."""
        return read_blocks(self.content) if self.is_html else self.content

    @cached_property
    def start(self) -> str:
        """The first part of the text, where headings stand."""
        return self.text[:4000]


def parse_page(name: str, content: bytes, sidecar: bytes = b"") -> Page:
    """Return the page that a file holds. Raises UnreadableFile when it is no text, or too long."""
    text = decode(name, content)
    is_html = HTML.match(text[:2000].lower()) is not None
    # Markup may be many times the words; a page of 1.3 MB holds a call of 60 KB.
    most = LONGEST_TEXT * (4 if is_html else 1)
    if len(text) > most:
        raise UnreadableFile(name, f"is {len(text):,} characters; at most {most:,} are read")
    if not text.strip():
        raise UnreadableFile(name, "is empty")
    return Page(text, is_html, parse_sidecar(name, sidecar))


def decode(name: str, content: bytes) -> str:
    """Return text with newlines as `\\n` and other control characters as spaces.

    Raises UnreadableFile when the bytes are neither UTF-8 nor UTF-16 with its mark.
    """
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8 at byte {error.start + 1}; convert it, or leave it out"
        raise UnreadableFile(name, reason) from error
    if "\x00" in text:
        raise UnreadableFile(name, "is no text: it holds zero bytes")
    return CONTROLS.sub(" ", NEWLINES.sub("\n", text))


def parse_sidecar(name: str, content: bytes) -> Mapping[str, Any]:
    """Return what the TOML file beside a page says. Raises UnreadableFile when it is no TOML."""
    try:
        return parse_toml(content.decode("utf-8-sig"))
    except ValueError as error:
        raise UnreadableFile(name, f"has a sidecar that is no TOML: {error}") from error
