from datetime import date

import pytest

from seeds.boards.naming import PathName, parse_path

DAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("greenhouse/acme/2026-05-01.json", PathName("greenhouse", "acme", DAY)),
        ("deep/down/lever-eu/acme/2026-05-01.json.gz", PathName("lever-eu", "acme", DAY)),
        ("ashby/2026-05-01/acme.json", PathName("ashby", "acme", DAY)),
        ("ashby/acme.2026-05-01.json", PathName("ashby", "acme", DAY)),
        ("ashby.acme.2026-05-01.json", PathName("ashby", "acme", DAY)),
        ("acme.2026-05-01.json", PathName(None, "acme", DAY)),
        ("acme_2026-05-01.csv", PathName(None, "acme", DAY)),
        ("workday/a.wd5.Jobs/2026-05-01.json", PathName("workday", "a.wd5.Jobs", DAY)),
        ("ashby/Two%20Words/2026-05-01.json", PathName("ashby", "Two-Words", DAY)),
        ("greenhouse/acme.json", PathName("greenhouse", "acme", None)),
        ("2026-05-01.json", PathName(None, None, DAY)),
        ("all-jobs-2026-05-01.csv", PathName(None, None, DAY)),
        ("all.jobs_x-2026-05-01.csv", PathName(None, None, DAY)),
        ("companies/acme.json", PathName()),
        ("acme.2026-02-30.json", PathName()),
        ("acme/calls.json", PathName()),
        ("standard input", PathName()),
    ],
)
def test_a_path_says_system_token_and_day(path: str, name: PathName) -> None:
    assert parse_path(path) == name
