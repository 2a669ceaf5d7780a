"""schema.org's JobPosting as JSON-LD: alone, in a list, in a graph, or inside pages of HTML."""

from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from re import IGNORECASE, compile as compile_pattern
from typing import Any

from orjson import JSONDecodeError, loads

from schema.taxonomy.labels import PayPeriod, WorkMode
from seeds.layouts.days import read_day
from seeds.layouts.descriptions import read_escaped_markup
from seeds.layouts.look import Look, build_posting, build_texts, join_place
from seeds.layouts.pay import build_pay, build_range, read_period
from seeds.layouts.source import BoardModel
from seeds.records import PostingRecord
from seeds.validation import parse_model

BLOCK = compile_pattern(r"<script\b[^<>]{0,500}application/ld\+json[^<>]{0,500}>", IGNORECASE)
BLOCK_END = compile_pattern(r"</script", IGNORECASE)
SPACES = compile_pattern(rb"[\r\n\t]+")
MOST_DEPTH = 6
# Where JSON-LD holds several things, and Teamtailor's feed its ads.
HOLDERS = ("@graph", "itemListElement", "item", "items", "_jobposting")
UNITS = {period.value: period for period in PayPeriod}


class Ad(BoardModel):
    """One posting; whatever may be a text, an object or a list of them is read by hand."""

    title: str
    description: str | None = None
    datePosted: str | None = None
    url: str | None = None
    identifier: Any = None
    jobLocation: Any = None
    jobLocationType: Any = None
    baseSalary: Any = None
    occupationalCategory: Any = None


def is_job_posting(document: Any) -> bool:
    """Whether a document holds JobPostings."""
    return next(iter_ads(document), None) is not None


def iter_ads(document: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the JobPostings of a document: lists, graphs and lists of items are looked into."""
    if depth > MOST_DEPTH:
        return
    if isinstance(document, list):
        for each in document:
            yield from iter_ads(each, depth + 1)
    elif isinstance(document, dict):
        if "JobPosting" in as_list(document.get("@type")):
            yield document
            return
        for name in HOLDERS:
            yield from iter_ads(document.get(name), depth + 1)


def read_page(page: str) -> list[Any]:
    """Return the JSON-LD of a page of HTML; a block that is no JSON is passed over."""
    found = []
    place = 0
    while block := BLOCK.search(page, place):
        end = BLOCK_END.search(page, block.end())
        place = end.start() if end else len(page)
        try:
            # Line breaks inside texts are frequent and no JSON.
            found.append(loads(SPACES.sub(b" ", page[block.end() : place].encode())))
        except JSONDecodeError:
            continue
    return found


def iter_job_postings(document: Any, look: Look) -> Iterator[PostingRecord]:
    """Yield the postings of a document. Raises BadRecord."""
    for n, document_of_ad in enumerate(iter_ads(document)):
        ad = parse_model(Ad, document_of_ad)
        is_remote = "TELECOMMUTE" in as_list(ad.jobLocationType)
        category = next((text for text in as_list(ad.occupationalCategory) if is_text(text)), None)
        fields = {
            **build_texts(unescape(ad.title), None, None, find_places(ad.jobLocation), ad.url),
            "id": find_id(ad),
            "workMode": WorkMode.REMOTE if is_remote else WorkMode.UNKNOWN,
            "description": read_escaped_markup(ad.description),
            "openedOn": read_day(ad.datePosted),
            "nativeFunction": category,
            "pay": read_pay(ad.baseSalary),
        }
        yield build_posting(look, f"JobPosting[{n}]", fields)


def find_id(ad: Ad) -> str:
    """Return a posting's identifier, else its address, else a digest of title and place."""
    given = ad.identifier.get("value") if isinstance(ad.identifier, dict) else ad.identifier
    if isinstance(given, str | int) and str(given).strip():
        return str(given).strip()[:300]
    if ad.url and len(ad.url) <= 300:
        return ad.url
    text = "\n".join([ad.title, *(place or "" for place in find_places(ad.jobLocation))])
    return sha256(text.encode()).hexdigest()[:20]


def find_places(location: Any) -> list[str | None]:
    """Return the places of a posting, each as one line."""
    places = []
    for each in as_list(location):
        address = each.get("address", each) if isinstance(each, dict) else each
        places.append(read_address(address))
    return places


def read_address(address: Any) -> str | None:
    """Return an address as one line; its country may be an object."""
    if not isinstance(address, dict):
        return address if is_text(address) else None
    country = address.get("addressCountry")
    name = country.get("name") if isinstance(country, dict) else country
    parts = (address.get("addressLocality"), address.get("addressRegion"), name)
    return join_place(*(part if is_text(part) else None for part in parts))


def read_pay(salary: Any) -> dict[str, Any] | None:
    """Return the pay of a posting; an amount without a unit of time is none."""
    if not isinstance(salary, dict):
        return None
    value = salary.get("value")
    amount = value if isinstance(value, dict) else {"value": value}
    unit = str(amount.get("unitText") or salary.get("unitText") or "").upper()
    exact = read_amount(amount.get("value"))
    minimum = read_amount(amount.get("minValue")) or exact
    maximum = read_amount(amount.get("maxValue")) or exact
    currency = salary.get("currency") or amount.get("currency")
    period = UNITS.get(unit) or read_period(unit)
    code = currency if isinstance(currency, str) else None
    return build_pay([build_range(minimum, maximum, code, period)])


def read_amount(value: Any) -> float | None:
    """Return an amount that may be written as a text with commas between thousands."""
    try:
        return float(value.replace(",", "")) if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        return None


def as_list(value: Any) -> list[Any]:
    """Return a value that may stand alone or in a list as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def is_text(value: Any) -> bool:
    """Whether a value is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())
