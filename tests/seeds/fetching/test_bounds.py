from pathlib import Path
from re import findall

from seeds.fetching.bounds import Bounds
from seeds.fetching.client import TRY_AGAIN

PAGE = Path(__file__).parents[3] / "docs" / "boards.md"


def test_the_bounds_in_the_documentation_are_those_of_the_program() -> None:
    rows = dict(
        findall(r"^\| (again|seconds|size|redirects) \| (.*) \|$", PAGE.read_text("utf-8"), 8)
    )
    numbers = {what: findall(r"\d+(?:,\d+)*", text) for what, text in rows.items()}

    of = Bounds()
    megabytes, first = of.body // 2**20, int(of.first_wait)
    waits = [first * 2**n for n in range(of.attempts - 1)]
    assert numbers == {
        "again": [str(n) for n in (*sorted(TRY_AGAIN), of.attempts, *waits, int(of.longest_wait))],
        "seconds": [f"{n:g}" for n in (of.connect, of.read, of.total)],
        "size": [str(megabytes), str(of.pages), f"{of.postings:,}"],
        "redirects": [str(of.redirects)],
    }
