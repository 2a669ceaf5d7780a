"""From a part of a chart to its rows: no day is asked for that the chart does not show."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

from hypothesis import given, strategies as st

from api.charts.links import Links
from api.charts.svg import Svg

SHOWN = Links("/companies/x", date(2025, 5, 10), date(2026, 5, 1))
days = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@given(one=days, other=days)
def test_events_are_those_of_the_days_that_are_shown(one: date, other: date) -> None:
    start, end = sorted((one, other))

    asked = parse_qs(urlsplit(SHOWN.events(start, end)).query)

    assert asked["from"] == [str(max(start, SHOWN.first))]
    assert asked["to"] == [str(min(end, SHOWN.last))]


def test_roles_are_those_of_a_day_a_stage_and_a_function() -> None:
    address = SHOWN.roles(date(2026, 5, 31), stage="SHIP", function="DATA_ML")

    assert address == "/companies/x/roles?on=2026-05-01&stage=ship&function=data_ml"


def test_a_link_into_a_page_stays_and_one_out_of_a_frame_leaves() -> None:
    framed = Links("/x", SHOWN.first, SHOWN.last, "_blank")

    assert SHOWN.wrap("/y", "3 <events>", Svg("")) == '<a href="/y" aria-label="3 &lt;events&gt;"/>'
    assert 'target="_blank" rel="noopener"' in framed.wrap("/y", "3 events", Svg(""))


def test_keys_pass_by_what_is_no_stop() -> None:
    assert 'tabindex="-1"' in SHOWN.wrap("/y", "3 events", Svg(""), is_stop=False)
