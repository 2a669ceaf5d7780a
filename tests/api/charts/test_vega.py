"""The specifications for Vega-Lite hold the numbers, and nothing that has to be fetched."""

from typing import Any

import pytest
from orjson import dumps

from api.charts.captions import caption_heatmap, caption_say_do, caption_stage_quarters
from api.charts.palette import Look, Theme
from api.charts.series import read_periods, read_quarters, read_stages
from api.charts.vega import SCHEMA, describe_heatmap, describe_say_do, describe_stage_quarters

COMPANY = {"name": "Example"}
SAY_DO: dict[str, Any] = {
    "from": "2025-01-01",
    "to": "2025-02-28",
    "buckets": [
        {
            "start": f"2025-0{month}-01",
            "end": f"2025-0{month}-28",
            "events": [{"type": "THESIS", "count": month}],
            "eventTotal": month,
            "quotes": month,
            "callsHeld": 1,
            "callsMentioningAi": 1,
            "roles": {"opened": 1, "closed": 0, "active": 4 * month},
            "scaled": {"said": month / 2, "did": month / 2},
        }
        for month in (1, 2)
    ],
    "heatmap": [
        {"stage": "SHIP", "events": 3, "activeRoles": 8, "scaled": {"said": 1.0, "did": 1.0}}
    ],
    "stageQuarters": [
        {
            "start": "2025-01-01",
            "end": "2025-03-31",
            "stages": [
                {"stage": "SHIP", "events": 3, "activeRoles": 8, "scaled": {"said": 1, "did": 1}}
            ],
        }
    ],
}


def specifications(look: Look) -> list[Any]:
    return [
        describe_say_do(
            caption_say_do(COMPANY, SAY_DO),
            read_periods(SAY_DO["buckets"]),
            look,
            720,
        ),
        describe_heatmap(
            caption_heatmap(COMPANY, SAY_DO),
            read_stages(SAY_DO["heatmap"]),
            look,
            720,
        ),
        describe_stage_quarters(
            caption_stage_quarters(COMPANY, SAY_DO),
            read_quarters(SAY_DO["stageQuarters"]),
            look,
            720,
        ),
    ]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_data_stand_in_the_specification(place: int) -> None:
    specification = specifications(Look())[place]

    text = dumps(specification).decode()
    assert specification["$schema"] == SCHEMA
    assert text.count("http") == 1
    assert '"url"' not in text


def test_heights_are_signed_and_scaled_to_the_peak_of_their_side() -> None:
    rows = specifications(Look())[0]["data"]["values"]

    assert [row["height"] for row in rows if row["side"] == "said"] == [0.5, 1.0]
    assert [row["height"] for row in rows if row["side"] == "did"] == [-0.5, -1.0]


def test_a_cell_over_time_is_of_a_quarter_a_stage_and_a_side() -> None:
    rows = specifications(Look())[2]["data"]["values"]

    told = [(row["quarter"], row["stage"], row["side"], row["count"]) for row in rows]
    assert told == [("Jan–Mar 2025", "Ship", "said", 3), ("Jan–Mar 2025", "Ship", "did", 8)]


def test_a_dark_specification_has_a_dark_ground() -> None:
    assert specifications(Look(Theme.DARK))[0]["background"] == "#1d2224"
