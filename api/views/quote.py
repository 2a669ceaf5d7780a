"""The permanent address of a quote: its words in the turn in which they were said."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.caching import keep
from api.documents import ask
from api.rendering import origin_of, render
from api.security import PAGE_POLICY
from api.site import Site
from schema.errors import NotFound

NEAR = 600  # characters on either side of a quote: a turn of prepared remarks has up to 30,000
STYLES = {"plain": "Plain", "apa": "APA", "mla": "MLA", "chicago": "Chicago"}


async def quote_page(request: Request) -> Response:
    """Return the page of a quote. Raises NotFound and NotReady."""
    site: Site = request.app.state.site
    key = request.path_params["key"]
    answer = await ask(site, "QuotePage", key=key)
    quote = answer.data["quote"]
    if quote is None:
        raise NotFound(f"There is no quote with the key '{key[:80]}'.")
    address = f"{origin_of(request)}{request.url.path}"
    page = render(
        request,
        "quote.html",
        PAGE_POLICY,
        quote=quote,
        company=quote["company"],
        turn=cut_turn(quote),
        citations=cite(quote, address),
        question=answer.question,
    )
    return keep(request, page, site.settings.cache_seconds)


@dataclass(frozen=True)
class Surroundings:
    """A quote's own words with all that stands before and after them in the turn."""

    before: str
    words: str
    after: str

    @property
    def near_before(self) -> str:
        """The last words before it."""
        if not self.is_cut_before:
            return self.before
        return self.before[-NEAR:].partition(" ")[2]

    @property
    def near_after(self) -> str:
        """The first words after it."""
        if not self.is_cut_after:
            return self.after
        return self.after[:NEAR].rpartition(" ")[0]

    @property
    def is_cut_before(self) -> bool:
        """Whether more stands before it than is near."""
        return len(self.before) > NEAR

    @property
    def is_cut_after(self) -> bool:
        """Whether more stands after it than is near."""
        return len(self.after) > NEAR


def cut_turn(quote: dict[str, Any]) -> Surroundings | None:
    """Return a quote within its turn; None where there is no turn."""
    turn, start, end = quote["turn"], quote["start"], quote["end"]
    if turn is None or start is None or end is None:
        return None
    text, first, last = turn["text"], start - turn["start"], end - turn["start"]
    return Surroundings(text[:first], text[first:last], text[last:])


def cite(quote: dict[str, Any], address: str) -> dict[str, str]:
    """Return the citations of a quote by the names of their styles, each with its address."""
    return {name: f"{quote[key].removesuffix('.')}. {address}" for key, name in STYLES.items()}
