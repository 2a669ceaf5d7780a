from datetime import date

import pytest

from seeds.layouts.days import read_day, read_relative_day

TODAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-04-17T23:58:03-04:00", date(2026, 4, 17)),
        ("2026-04-17 09:12:33 UTC", date(2026, 4, 17)),
        ("2026-04-17", date(2026, 4, 17)),
        (1712764800000, date(2024, 4, 10)),
        ("2026-02-30", None),
        ("soon", None),
        ("", None),
        (1712764800000000, None),
        (float("inf"), None),
        (0, None),
        (None, None),
    ],
)
def test_a_day_is_read_or_passed_over(written: str | float | None, day: date | None) -> None:
    assert read_day(written) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Posted Today", TODAY),
        ("Posted Yesterday", date(2026, 4, 30)),
        ("Posted 3 Days Ago", date(2026, 4, 28)),
        ("Posted 2 Weeks Ago", date(2026, 4, 17)),
        ("2026-04-02", date(2026, 4, 2)),
        ("Posted 30+ Days Ago", None),
        ("Posted Recently", None),
        (None, None),
    ],
)
def test_a_relative_day_counts_from_the_look(text: str | None, day: date | None) -> None:
    assert read_relative_day(text, TODAY) == day
