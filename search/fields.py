"""The fields of the index, and one document as the engine takes it."""

from datetime import date
from functools import lru_cache
from hashlib import sha256

from tantivy import Document, Schema, SchemaBuilder

from search.documents import QuoteDocument
from search.errors import InvalidDocument
from search.tokens import TOKENS_VERSION, compounds, stem, words_of

STEMS = "stems"  # the quote, stemmed: what bare words match
WORDS = "words"  # the quote, unstemmed: quoted words, prefixes, fuzzy words
COMPOUNDS = "compounds"  # hyphenated words as one, for prefixes such as gpt-4*
SPEAKER_WORDS = "speaker_words"
COMPANY_WORDS = "company_words"
TITLE_WORDS = "title_words"
TEXT_FIELDS = (STEMS, WORDS, COMPOUNDS, SPEAKER_WORDS, COMPANY_WORDS, TITLE_WORDS)

LABEL_FIELDS = (
    "company",
    "ticker",
    "sector",
    "speaker",
    "role",
    "section",
    "type",
    "stage",
    "theme",
    "period",
    "verification",
)

PK = "pk"
DAY = "day"  # proleptic ordinal; absent when the quote has no date
# Unique sort keys, day << 32 | pk: ties cannot move between pages. Undated quotes come last in
# both directions, hence two of them.
NEWEST_KEY = "newest_key"
OLDEST_KEY = "oldest_key"
NUMBER_FIELDS = (PK, DAY, NEWEST_KEY, OLDEST_KEY)

BLANKS = "blanks"  # the tokenizer's name: it only cuts at the blanks that `tokenize` put there
_KEY_BITS = 32
LARGEST_PK = (1 << _KEY_BITS) - 1
# Raise it when documents are built differently from the same fields.
_DOCUMENTS_VERSION = 1


def build_schema() -> Schema:
    """The engine's schema; nothing is stored, rows are read from the database by `pk`."""
    builder = SchemaBuilder()
    for name in TEXT_FIELDS:
        option = "basic" if name == COMPOUNDS else "position"
        builder.add_text_field(name, tokenizer_name=BLANKS, index_option=option)
    for name in LABEL_FIELDS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in NUMBER_FIELDS:
        builder.add_unsigned_field(name, indexed=name in (PK, DAY), fast=True)
    return builder.build()


SCHEMA = build_schema()


def schema_hash() -> str:
    """Eight hex digits that change whenever existing indexes must be rebuilt."""
    shape = (TEXT_FIELDS, LABEL_FIELDS, NUMBER_FIELDS, TOKENS_VERSION, _DOCUMENTS_VERSION)
    return sha256(repr(shape).encode()).hexdigest()[:8]


def sort_key(ordinal: int, pk: int, *, oldest_first: bool) -> int:
    """The unique sort key of a day (0 when undated) and a database key."""
    day = LARGEST_PK if oldest_first and not ordinal else ordinal
    return day << _KEY_BITS | pk


def split_key(key: int) -> tuple[int, int]:
    """A sort key's day (0 when undated) and database key."""
    day, pk = key >> _KEY_BITS, key & LARGEST_PK
    return (0 if day == LARGEST_PK else day), pk


def build_document(document: QuoteDocument) -> Document:
    """The document for the engine.

    Raises:
        InvalidDocument: a value has the wrong type, or `pk` is not between 0 and 2**32 - 1.
    """
    if not isinstance(document.pk, int) or not 0 <= document.pk <= LARGEST_PK:
        raise InvalidDocument(
            f"Quote {document.pk!r}: the key must lie between 0 and {LARGEST_PK}."
        )
    try:
        return Document.from_dict(_fields(document), SCHEMA)
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidDocument(f"Quote {document.pk}: {error}") from error


def _fields(document: QuoteDocument) -> dict[str, object]:
    words = words_of(document.text)
    ordinal = _ordinal(document.held_on)
    pk = document.pk
    names = (document.company_name, document.ticker or "", document.company)
    return {
        PK: pk,
        DAY: [ordinal] if ordinal else [],
        NEWEST_KEY: sort_key(ordinal, pk, oldest_first=False),
        OLDEST_KEY: sort_key(ordinal, pk, oldest_first=True),
        STEMS: " ".join(map(stem, words)),
        WORDS: " ".join(words),
        COMPOUNDS: " ".join(token.word for token in compounds(document.text)),
        SPEAKER_WORDS: _name_words(document.speaker_names),
        COMPANY_WORDS: _name_words(names),
        TITLE_WORDS: _name_words((document.title or "",)),
        "theme": list(dict.fromkeys(map(_encodable, document.themes))),
    } | {name: _label(value) for name, value in _labels(document).items()}


def _labels(document: QuoteDocument) -> dict[str, str | None]:
    return {
        "company": document.company,
        "ticker": document.ticker,
        "sector": document.sector,
        "speaker": document.speaker,
        "role": document.role,
        "section": document.section,
        "type": document.event_type,
        "stage": document.stage,
        "period": document.period,
        "verification": document.verification,
    }


@lru_cache(maxsize=4096)
def _name_words(names: tuple[str, ...]) -> str:
    """The words of names, each once: aliases repeat them, which would skew the ranking."""
    return " ".join(dict.fromkeys(word for name in names for word in words_of(name)))


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def _label(value: str | None) -> list[str]:
    return [_encodable(value)] if value else []


def _encodable(value: str) -> str:
    """The value without lone surrogates, which UTF-8 cannot carry."""
    return value.encode("utf-8", "replace").decode()
