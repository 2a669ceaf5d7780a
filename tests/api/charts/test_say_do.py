"""The mirrored chart: what is drawn is what was counted."""

from datetime import date, timedelta
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, strategies as st

from api.charts.say_do import (
    BAND,
    HEAD,
    SIDE,
    describe_peak,
    draw_say_do,
    draw_ticks,
    height_of,
)
from api.charts.series import MOST_TYPES, Period, name_shades, rank_types
from schema.taxonomy.labels import EventType

UPPER, LOWER = HEAD + SIDE, HEAD + SIDE + BAND


def build_periods(*counts: tuple[dict[str, int], int]) -> tuple[Period, ...]:
    """Weeks with these events by type and these active roles, each side scaled to its peak."""
    said = max(sum(events.values()) for events, _ in counts) or 1
    did = max(active for _, active in counts) or 1
    return tuple(
        Period(
            start=date(2025, 1, 6) + timedelta(weeks=n),
            end=date(2025, 1, 12) + timedelta(weeks=n),
            events=events,
            event_total=sum(events.values()),
            quotes=0,
            calls_held=n % 2,
            calls_mentioning_ai=0,
            opened=0,
            closed=0,
            active=active,
            said=sum(events.values()) / said,
            did=active / did,
        )
        for n, (events, active) in enumerate(counts)
    )


weeks = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from([str(kind) for kind in EventType]), st.integers(1, 99)),
        st.integers(0, 999),
    ),
    min_size=1,
    max_size=60,
).map(lambda counts: build_periods(*counts))


def draw(periods: tuple[Period, ...]) -> Element:
    return fromstring(f"<svg>{draw_say_do(periods)}</svg>")


def bars(drawn: Element, kind: str) -> list[Element]:
    return [bar for bar in drawn.iter("rect") if bar.get("class", "").startswith(kind)]


@given(periods=weeks)
def test_nothing_leaves_the_picture(periods: tuple[Period, ...]) -> None:
    for bar in draw(periods).iter("rect"):
        top, height = float(bar.get("y", "")), float(bar.get("height", ""))
        left, width = (float(bar.get(name, "").rstrip("%")) for name in ("x", "width"))
        assert top >= HEAD - 0.01
        assert top + height <= height_of()
        assert left >= 0
        assert left + width <= 100.01


@given(periods=weeks)
def test_what_is_said_stands_above_the_line_and_what_is_done_below(
    periods: tuple[Period, ...],
) -> None:
    drawn = draw(periods)

    assert all(
        float(bar.get("y", "")) + float(bar.get("height", "")) <= UPPER + 0.01
        for bar in bars(drawn, "t")
    )
    assert all(float(bar.get("y", "")) == LOWER for bar in bars(drawn, "did"))


def test_each_side_reaches_its_own_peak() -> None:
    periods = build_periods(({"THESIS": 2}, 300), ({"THESIS": 1}, 150))

    drawn = draw(periods)

    assert [float(bar.get("y", "")) for bar in bars(drawn, "t")] == [HEAD, HEAD + SIDE / 2]
    assert [float(bar.get("height", "")) for bar in bars(drawn, "did")] == [SIDE, SIDE / 2]


def test_a_stack_is_cut_by_type_in_proportion() -> None:
    periods = build_periods(({"THESIS": 3, "LAUNCH": 1}, 0))

    thesis, launch = bars(draw(periods), "t")

    assert float(thesis.get("y", "")) == UPPER - SIDE * 3 / 4
    assert float(launch.get("y", "")) == HEAD


def test_the_commonest_types_have_their_own_shades_and_the_rest_share_one() -> None:
    kinds = [str(kind) for kind in EventType][: MOST_TYPES + 2]
    periods = build_periods(({kind: 20 - n for n, kind in enumerate(kinds)}, 0))

    assert list(rank_types(periods).values()) == [*range(MOST_TYPES), MOST_TYPES, MOST_TYPES]
    assert name_shades(periods)[-1] == (MOST_TYPES, "Other types")


def test_a_call_without_ai_is_marked_and_not_left_out() -> None:
    periods = build_periods(({}, 0), ({}, 0))

    marks = [mark.get("class") for mark in draw(periods).iter("circle")]

    assert marks == ["silent"]


def test_an_empty_side_says_so() -> None:
    periods = build_periods(({}, 0))

    assert describe_peak(periods, is_said=True) == "Said: no events in this time"
    assert describe_peak(periods, is_said=False) == "Did: no AI roles known in this time"


@pytest.mark.parametrize("weeks", [1, 5, 13, 14, 53, 347, 530])
def test_there_is_room_for_the_names_of_the_periods(weeks: int) -> None:
    periods = build_periods(*[({}, 1)] * weeks)

    ticks = [fromstring(tick) for tick in draw_ticks(periods, 0)]

    names = [tick for tick in ticks if tick.get("y") == "36"]
    narrow = [tick for tick in names if "wide" not in tick.get("class", "")]
    assert 1 <= len(names) <= 13
    assert 1 <= len(narrow) <= 4


def test_words_are_escaped() -> None:
    periods = build_periods(({"<b>&": 1}, 0))

    assert "<b>" not in draw_say_do(periods)
