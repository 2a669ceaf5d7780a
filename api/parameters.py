"""What the address of a page or a chart may say: each value is read, bounded, or refused."""

from dataclasses import dataclass, replace
from datetime import date
from re import fullmatch
from typing import Any, TypeVar

from starlette.requests import Request

from api.charts.palette import DID, SAID, Look, Theme, parse_colour
from api.documents import ask
from api.errors import BadRequest
from api.formats import read_day
from api.site import Site
from schema.errors import NotFound
from schema.store.calendar import Grain
from schema.taxonomy.labels import Label

NARROWEST, WIDEST, USUAL = 280, 1600, 720  # pixels
FINEST = 2  # pixels of a PNG for each of its width: 3,200 of the widest
LONGEST = 200  # characters of a value that is none of a list
Choice = TypeVar("Choice", bound=Label)


@dataclass(frozen=True)
class Span:
    """The time that a page shows; `from_` None leaves the first day to the schema."""

    from_: date | None
    to: date | None
    grain: Grain

    def variables(self) -> dict[str, Any]:
        """Return it as the documents' variables."""
        return {
            "from": None if self.from_ is None else self.from_.isoformat(),
            "to": None if self.to is None else self.to.isoformat(),
            "grain": self.grain.value,
        }


def value_of(request: Request, name: str) -> str:
    """Return the value of a parameter, empty where there is none. Raises BadRequest when long."""
    text = request.query_params.get(name, "").strip()
    if len(text) > LONGEST:
        raise BadRequest(f"`{name}` has {len(text)} characters; at most {LONGEST} are read.")
    return text


def read_date(request: Request, name: str) -> date | None:
    """Return the day of a parameter, None where there is none. Raises BadRequest for no day."""
    text = value_of(request, name)
    try:
        if not text:
            return None
        if not fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"`{name}` is no day; write it as 2026-05-01.") from None


def read_label(request: Request, name: str, labels: type[Choice]) -> Choice | None:
    """Return the label of a parameter, None where there is none. Raises BadRequest for another."""
    text = value_of(request, name).upper().replace("-", "_")
    if not text:
        return None
    if text not in labels.__members__:
        known = ", ".join(label.lower() for label in labels)
        raise BadRequest(f"`{name}` is none of {known}.")
    return labels[text]


def read_number(request: Request, name: str, usual: int, least: int, most: int) -> int:
    """Return the whole number of a parameter. Raises BadRequest for another one, or for none."""
    text = value_of(request, name)
    if not text:
        return usual
    if not fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise BadRequest(f"`{name}` must be a whole number from {least} to {most}.")
    return int(text)


def read_width(request: Request) -> int:
    """Return the width of a chart in pixels. Raises BadRequest for one that no chart can have."""
    return read_number(request, "width", USUAL, NARROWEST, WIDEST)


def read_scale(request: Request) -> int:
    """Return how many pixels of a PNG there are for each of its width. Raises BadRequest."""
    return read_number(request, "scale", 1, 1, FINEST)


def read_page(request: Request, size: int) -> dict[str, Any]:
    """Return which page of a list an address asks for, as the documents' variables."""
    before = request.query_params.get("before")
    if before:
        return {"last": size, "before": before}
    return {"first": size, "after": request.query_params.get("after") or None}


def read_span(request: Request) -> Span:
    """Return the time that an address asks for. Raises BadRequest."""
    grain = read_label(request, "grain", Grain) or Grain.MONTH
    return Span(read_date(request, "from"), read_date(request, "to"), grain)


def read_look(request: Request) -> Look:
    """Return how a chart shall look. Raises BadRequest."""
    theme = read_label(request, "theme", Theme) or Theme.AUTO
    return Look(theme, read_colour(request, "said", SAID), read_colour(request, "did", DID))


def read_colour(request: Request, name: str, usual: str) -> str:
    """Return the colour of a parameter. Raises BadRequest for a text that is none."""
    text = value_of(request, name)
    try:
        return parse_colour(text) if text else usual
    except ValueError:
        raise BadRequest(f"`{name}` is no colour; write six hexadecimal digits.") from None


async def bounded(site: Site, span: Span) -> Span:
    """Return a span that ends: on the day asked for, else on the last that is known of.

    Without it a board that is no longer read, or the samples, would show what nobody has seen.
    """
    return span if span.to is not None else replace(span, to=await last_day(site))


async def last_day(site: Site) -> date | None:
    """Return the last day of all events, calls and postings, None where there are none.

    It is one day for all companies, so that their figures can be compared.
    """
    found = (await ask(site, "LastDays")).data
    names = {"events": "occurredOn", "calls": "heldOn", "postings": "lastSeenOn"}
    days = [read_day(row[day]) for rows, day in names.items() for row in found[rows]["nodes"]]
    return max((day for day in days if day is not None), default=None)


def existing(company: Any, name: str) -> Any:
    """Return the company that was found. Raises NotFound when it was not."""
    if company is None:
        raise NotFound(f"There is no company with the short name '{name[:80]}'.")
    return company
