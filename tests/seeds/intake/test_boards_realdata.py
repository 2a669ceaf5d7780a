"""Looks at real boards: days of trackers and whole boards over time, turned into crawl records."""

import csv
import gzip
import tarfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from json import dumps, load, loads
from pathlib import Path
from random import Random
from typing import Any

import pytest

from schema.database import Database
from schema.taxonomy.labels import CrawlOutcome
from seeds.intake import import_file
from seeds.intake.life import Crawl, Sight, believed_days, derive_spans, judge_crawls

pytestmark = pytest.mark.realdata

Record = dict[str, Any]
Files = dict[str, list[Record]]
"""The records of an import file by its name."""
Series = dict[str, dict[date, int]]
"""Postings on a board by company and day."""


@pytest.fixture(scope="module")
def folder(real_data: Path) -> Path:
    return real_data / "postings"


def read_postings(folder: Path, name: str, *companies: str) -> list[Record]:
    with gzip.open(folder / f"normalised/{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = map(loads, lines)
        return [each for each in found if not companies or each["company"] in companies]


def read_series(folder: Path, source: str) -> Series:
    series: Series = defaultdict(dict)
    with gzip.open(folder / "series/daily_active.csv.gz", "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["source"] == source:
                day = date.fromisoformat(row["date"])
                series[row["company"]][day] = int(row["active"])
    return series


def days_of(series: Series) -> list[date]:
    return sorted({day for counts in series.values() for day in counts})


def look_at(board: str, day: str, postings: Iterable[Record]) -> list[Record]:
    """Return the records of one look at a board."""
    own = {"board": board, "company": board.partition(":")[2]}
    seen = [{"record": "posting", **own, "firstSeenOn": day, **posting} for posting in postings]
    company = {"record": "company", "slug": own["company"], "name": own["company"]}
    crawl = {"record": "crawl", **own, "crawledOn": day, "postings": len(seen)}
    return [company, crawl, *seen]


def daily_looks(postings: list[Record], days: Iterable[date]) -> Files:
    """Return a file a board and day, showing what the tracker held between its first and last."""
    boards: dict[str, list[Record]] = defaultdict(list)
    for posting in postings:
        boards[f"{posting['ats']}:{posting['board'].lower()}"].append(posting)
    files: Files = {}
    for board, of_board in boards.items():
        for day in map(str, days):
            shown = [
                {
                    "id": each["posting_id"],
                    "title": each["title"],
                    "openedOn": each["posted_at"][:10] if each.get("posted_at") else None,
                }
                for each in of_board
                if each["first_seen"] <= day <= each["last_seen"]
            ]
            files[f"{board}-{day}"] = look_at(board, day, shown)
    return files


def iter_whole_boards(folder: Path) -> Iterator[tuple[str, list[Record]]]:
    """Yield a file for each whole board at each of six dates."""
    with tarfile.open(folder / "raw/greenhouse-ashby-boards-over-time.tar.xz") as archive:
        for member in archive:
            system, _, rest = member.name.partition("/")
            file = archive.extractfile(member)
            if file is None or system != "greenhouse":
                continue
            day, name = rest.split("/")
            jobs = [
                {
                    "id": str(job["id"]),
                    "title": job["title"],
                    "openedOn": (job.get("first_published") or "")[:10] or None,
                }
                for job in load(file)["jobs"]
            ]
            yield member.name, look_at(f"greenhouse:{Path(name).stem}", day, jobs)


def assert_any_order_is_the_same(
    files: Files,
    new_database: Callable[[str], Database],
    tmp_path: Path,
    natural_dump: Callable[[Database], Any],
) -> dict[str, list[str]]:
    """Import files in order, and shuffled with some twice; return what either came to."""
    paths = []
    for n, name in enumerate(sorted(files)):
        path = tmp_path / f"{n}.jsonl"
        path.write_text("".join(f"{dumps(record)}\n" for record in files[name]), "utf-8")
        paths.append(path)
    shuffled = [*paths, *paths[::7]]
    Random(4).shuffle(shuffled)
    dumped = []
    for order, name in ((paths, "in-order"), (shuffled, "shuffled")):
        database = new_database(name)
        for path in order:
            import_file(database, path)
        dumped.append(natural_dump(database))
    assert dumped[0] == dumped[1]
    found: dict[str, list[str]] = dumped[0]
    return found


def test_whole_boards_over_time_come_in_any_order(
    folder: Path, new_database: Any, tmp_path: Path, natural_dump: Any
) -> None:
    files = dict(iter_whole_boards(folder))

    found = assert_any_order_is_the_same(files, new_database, tmp_path, natural_dump)

    assert len(found["board_crawl"]) == 31
    assert len(found["posting"]) > 1_500


def test_days_of_a_tracker_come_in_any_order(
    folder: Path, new_database: Any, tmp_path: Path, natural_dump: Any
) -> None:
    days = days_of(read_series(folder, "reedrawlings"))[::9]
    postings = read_postings(folder, "reedrawlings", "Runway", "Perplexity AI", "Inflection AI")

    found = assert_any_order_is_the_same(
        daily_looks(postings, days), new_database, tmp_path, natural_dump
    )

    outcomes = Counter(
        row.split("'outcome', <CrawlOutcome.")[1].split(":")[0] for row in found["board_crawl"]
    )
    assert outcomes["QUARANTINED"] > 30


def test_so_do_days_of_many_boards(
    folder: Path, new_database: Any, tmp_path: Path, natural_dump: Any
) -> None:
    postings = read_postings(folder, "midat", "spotify", "posthog", "hibu", "abridge")
    days = days_of(read_series(folder, "midat"))

    assert_any_order_is_the_same(daily_looks(postings, days), new_database, tmp_path, natural_dump)


def first_quarantined(counts: dict[date, int], days: Iterable[date]) -> date | None:
    crawls = [Crawl(day, CrawlOutcome.SUCCEEDED, counts.get(day, 0)) for day in days]
    judged = judge_crawls(crawls)
    return next((day for day, what in judged.items() if what is CrawlOutcome.QUARANTINED), None)


@pytest.mark.parametrize(
    ("company", "since"),
    [("Perplexity AI", date(2025, 11, 5)), ("Runway", date(2026, 4, 8)), ("Scale AI", None)],
)
def test_boards_that_moved_away_are_caught_on_the_day(
    folder: Path, company: str, since: date | None
) -> None:
    series = read_series(folder, "reedrawlings")

    assert first_quarantined(series[company], days_of(series)) == since


def test_a_board_that_dwindles_is_caught_only_by_looks_far_apart(folder: Path) -> None:
    counts = read_series(folder, "reedrawlings")["DeepMind"]
    far_apart = [date(2026, 3, 30), date(2026, 7, 3)]

    assert first_quarantined(counts, sorted(counts)) is None
    assert first_quarantined(counts, far_apart) == far_apart[1]


def count_active(folder: Path, source: str) -> Iterator[tuple[int, int]]:
    """Yield (ours, theirs) for each board and day: postings on show by our spans, and counted."""
    series = read_series(folder, source)
    by_company: dict[str, list[Record]] = defaultdict(list)
    for posting in read_postings(folder, source):
        by_company[posting["company"]].append(posting)
    for company, counts in series.items():
        crawls = [Crawl(day, CrawlOutcome.SUCCEEDED, number) for day, number in counts.items()]
        believed = believed_days(judge_crawls(crawls))
        active = Counter[date]()
        for posting in by_company[company]:
            first, last = (
                date.fromisoformat(posting[f"{which}_seen"]) for which in ("first", "last")
            )
            [span] = derive_spans([Sight(first, last, None, None, "")], believed, believed[0])
            gone = span.closed_on or date.max
            active.update(day for day in counts if span.first_seen_on <= day < gone)
        yield from ((active[day], number) for day, number in counts.items())


def test_what_we_count_is_what_a_tracker_counted(folder: Path) -> None:
    pairs = list(count_active(folder, "midat"))

    # The others: away for a day between two sights (7 %), gone on the last day alone (1 %).
    assert sum(ours == theirs for ours, theirs in pairs) / len(pairs) > 0.9
    assert all(ours >= theirs for ours, theirs in pairs)
    assert sum(ours - theirs for ours, theirs in pairs) < 0.01 * sum(theirs for _, theirs in pairs)


def test_where_we_count_more_a_posting_was_away_or_is_not_confirmed_to_be_gone(
    folder: Path,
) -> None:
    series = read_series(folder, "reedrawlings")
    postings = read_postings(folder, "reedrawlings")
    spanned = sum(
        posting["first_seen"] <= day.isoformat() <= posting["last_seen"]
        for posting in postings
        for day in series[posting["company"]]
    )
    pairs = list(count_active(folder, "reedrawlings"))
    more = sum(ours - theirs for ours, theirs in pairs)
    seen = sum(posting["days_seen"] for posting in postings)

    assert sum(theirs for _, theirs in pairs) == seen
    assert 0 <= more - (spanned - seen) <= 20
