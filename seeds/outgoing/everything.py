"""All that is stored in files to import, from one snapshot."""

from collections.abc import Iterator
from pathlib import Path

from schema.database import Database, Reader
from seeds.outgoing import jobs, talk
from seeds.outgoing.parts import Parts, Unit


def write_everything(database: Database, folder: Path) -> dict[str, int]:
    """Write all records into a folder and return how many there are of each name of file.

    Importing the folder into an empty database gives the same data, if the taxonomy is the same.
    """
    counts: dict[str, int] = {}
    with database.read() as reader:
        for name, units in iter_kinds(reader):
            written = Parts(folder, name).write(units).records
            if written:
                counts[name] = written
    return counts


def iter_kinds(reader: Reader) -> Iterator[tuple[str, Iterator[Unit]]]:
    """Yield the names of the files with their records."""
    yield "companies", talk.iter_companies(reader)
    for number in range(max(1, talk.count_texts(reader))):
        name = "calls" if number == 0 else f"calls-text-{number + 1}"
        yield name, talk.iter_calls(reader, number)
    yield "events", talk.iter_events(reader)
    yield "postings", jobs.iter_told(reader)
    yield "looks", jobs.iter_looks(reader)
    yield "corrections", jobs.iter_corrections(reader)
