"""The job board systems that can be fetched: addresses, pages, and where details are found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from re import fullmatch
from typing import Any
from urllib.parse import quote, urlsplit

from orjson import dumps

from schema.errors import BadInput
from seeds.boards.directory import check_board
from seeds.fetching.exchange import Request

PAGE = 100
# Workday answers at most 20 at a time; with more it answers HTTP 400.
WORKDAY_PAGE = 20


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list comes in pages: `key` is where its postings are, None for a bare array.

    `build` returns the request of the page that begins at a posting; `total` is where the answer
    says how many there are, None where only a short page tells the end.
    """

    key: str | None
    size: int
    build: Callable[[str, int], Request]
    total: str | None = None


@dataclass(frozen=True, slots=True)
class System:
    """A system: its address with `{token}`, the hosts it may redirect to.

    `find_details` returns where a posting's details are, `put_details` the posting with them.
    """

    name: str
    address: str
    hosts: tuple[str, ...]
    paging: Paging | None = None
    find_details: Callable[[str, Mapping[str, Any]], str | None] | None = None
    put_details: Callable[[Mapping[str, Any], Any], dict[str, Any]] | None = None


def build_lever_page(url: str, start: int) -> Request:
    """Return the request of a page of Lever's."""
    return Request(f"{url}&skip={start}&limit={PAGE}")


def build_smartrecruiters_page(url: str, start: int) -> Request:
    """Return the request of a page of SmartRecruiters'."""
    return Request(f"{url}?limit={PAGE}&offset={start}")


def build_workday_page(url: str, start: int) -> Request:
    """Return the request of a page of Workday's; it is posted."""
    body = {"appliedFacets": {}, "limit": WORKDAY_PAGE, "offset": start, "searchText": ""}
    return Request(url, dumps(body))


def find_smartrecruiters_details(url: str, posting: Mapping[str, Any]) -> str | None:
    """Return where a posting's details are."""
    return f"{url}/{quote(str(posting['id']), safe='')}" if "id" in posting else None


def put_smartrecruiters_details(posting: Mapping[str, Any], details: Any) -> dict[str, Any]:
    """Return a posting with its details, which hold all that the list says and more."""
    return {**posting, **details} if isinstance(details, dict) else dict(posting)


def find_workday_details(url: str, posting: Mapping[str, Any]) -> str | None:
    """Return where a posting's details are."""
    path = posting.get("externalPath")
    # From the answer: a path of another form could lead to another host.
    is_path = isinstance(path, str) and fullmatch(r"/[\w%.,~()+&'!*;=@:/-]+", path)
    return f"{url.removesuffix('/jobs')}{path}" if is_path else None


def put_workday_details(posting: Mapping[str, Any], details: Any) -> dict[str, Any]:
    """Return a posting with its details beside what the list says."""
    found = details.get("jobPostingInfo") if isinstance(details, dict) else None
    return {**posting, "jobPostingInfo": found}


LEVER_PAGES = Paging(None, PAGE, build_lever_page)
SYSTEMS = {
    system.name: system
    for system in (
        System(
            "greenhouse",
            "https://boards-api.greenhouse.io/v1/boards/{token}/jobs?content=true&pay_transparency=true",
            ("greenhouse.io",),
        ),
        System(
            "lever",
            "https://api.lever.co/v0/postings/{token}?mode=json",
            ("lever.co",),
            LEVER_PAGES,
        ),
        System(
            "lever-eu",
            "https://api.eu.lever.co/v0/postings/{token}?mode=json",
            ("lever.co",),
            LEVER_PAGES,
        ),
        System(
            "ashby",
            "https://api.ashbyhq.com/posting-api/job-board/{token}?includeCompensation=true",
            ("ashbyhq.com",),
        ),
        System(
            "smartrecruiters",
            "https://api.smartrecruiters.com/v1/companies/{token}/postings",
            ("smartrecruiters.com",),
            Paging("content", PAGE, build_smartrecruiters_page, "totalFound"),
            find_smartrecruiters_details,
            put_smartrecruiters_details,
        ),
        System(
            "workday",
            "https://{tenant}.{instance}.myworkdayjobs.com/wday/cxs/{tenant}/{site}/jobs",
            ("myworkdayjobs.com",),
            Paging("jobPostings", WORKDAY_PAGE, build_workday_page, "total"),
            find_workday_details,
            put_workday_details,
        ),
        System("recruitee", "https://{token}.recruitee.com/api/offers/", ("recruitee.com",)),
    )
}


def find_system(board: str) -> System:
    """Return the system of a board. Raises BadInput for a board that cannot be fetched."""
    check_board(board)
    name, _, token = board.partition(":")
    system = SYSTEMS.get(name)
    if system is None:
        raise BadInput(f"{board} cannot be fetched; systems are {', '.join(SYSTEMS)}")
    if name == "workday" and not fullmatch(r"[A-Za-z0-9-]+\.wd\d+\.[A-Za-z0-9_-]+", token):
        raise BadInput(f"{board} is no Workday site; write workday:tenant.wd5.site")
    if name == "recruitee" and not fullmatch(r"[A-Za-z0-9-]+", token):
        raise BadInput(f"{board} is no Recruitee board; write recruitee:name")
    return system


def build_address(system: System, token: str) -> str:
    """Return the address of a board."""
    if system.name == "workday":
        tenant, instance, site = token.split(".", 2)
        return system.address.format(tenant=tenant, instance=instance, site=site)
    return system.address.format(token=quote(token, safe=""))


def find_host(url: str) -> str:
    """Return the host of an address. Raises BadInput without one."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host:
        raise BadInput(f"{url[:200]} is no address; write https://host/path")
    return host
