"""Colours that can be told apart and read, whatever a portal's brand is."""

from re import findall, sub

import pytest
from hypothesis import given, strategies as st

from api.charts.palette import (
    DARK,
    DID,
    LIGHT,
    SAID,
    Ground,
    Look,
    Theme,
    build_fixed_style,
    build_style,
    contrast,
    legible_on,
    mix,
    parse_colour,
    variables,
    visible,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
grounds = st.sampled_from([LIGHT, DARK])


@given(colour=colours, ground=grounds)
def test_any_accent_stands_out_from_the_ground(colour: str, ground: Ground) -> None:
    assert contrast(visible(colour, ground), ground.ground) >= ground.least


@given(colour=colours)
def test_a_number_is_readable_on_any_cell(colour: str) -> None:
    assert contrast(legible_on(colour), colour) >= 4.5


@pytest.mark.parametrize("ground", [LIGHT, DARK])
def test_words_are_readable_on_each_ground(ground: Ground) -> None:
    assert contrast(ground.text, ground.ground) >= 7
    assert contrast(ground.quiet, ground.ground) >= 4.5


@pytest.mark.parametrize("colour", [SAID, DID])
def test_our_own_accents_are_used_as_they_are_on_a_light_ground(colour: str) -> None:
    assert visible(colour, LIGHT) == colour


@given(colour=colours)
def test_a_colour_mixed_with_nothing_of_another_stays(colour: str) -> None:
    assert mix(colour, "#123456", 0) == colour
    assert mix(colour, "#123456", 1) == "#123456"


def test_the_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@given(text=st.text(max_size=10))
def test_a_colour_is_six_digits_or_nothing(text: str) -> None:
    try:
        assert len(parse_colour(text)) == 7
    except ValueError:
        assert (
            len(text) not in (6, 7)
            or not text.lstrip("#").isalnum()
            or not text.isascii()
            or (set(text.lstrip("#").lower()) - set("0123456789abcdef"))
        )


@given(said=colours, did=colours, theme=st.sampled_from(Theme))
def test_every_variable_that_a_rule_uses_is_defined(said: str, did: str, theme: Theme) -> None:
    style = build_style(Look(theme, said, did))

    defined = set(findall(r"--(\w+):", style))
    assert set(findall(r"var\(--(\w+)\)", style)) <= defined
    assert style.count("{") == style.count("}")


@given(said=colours, theme=st.sampled_from(Theme), width=st.sampled_from([280, 640, 1600]))
def test_a_picture_of_pixels_has_its_colours_in_its_rules(
    said: str, theme: Theme, width: int
) -> None:
    style = build_fixed_style(Look(theme, said), width)

    ground = DARK if theme is Theme.DARK else LIGHT
    assert f".cb .paper{{fill:{ground.ground}}}" in style
    assert f".cb .t0,.key .t0{{fill:{visible(said, ground)}}}" in style
    assert not findall(r"var\(|@media|--|\$", style)


def test_both_style_sheets_draw_in_the_same_colours() -> None:
    look = Look(Theme.LIGHT)
    named = dict(findall(r"--(\w+):(#\w+)", build_style(look)))

    filled = sub(r"var\(--(\w+)\)", lambda name: named[name[1]], build_style(look))

    rules = set(findall(r"\.cb [^{}@]*\{[^}]*\}", build_fixed_style(look, 1600)))
    assert rules <= set(findall(r"\.cb [^{}@]*\{[^}]*\}", filled))


def test_no_rule_reaches_beyond_the_charts() -> None:
    style = build_style(Look())

    selectors = findall(r"(?:^|[{}])([^@{}][^{}]*)\{", style)
    assert all(part.startswith((".cb", ".key")) for each in selectors for part in each.split(","))


def test_a_dark_ground_is_for_the_screen_alone() -> None:
    style = build_style(Look())

    assert f"@media screen and (prefers-color-scheme:dark){{{variables(Look(), DARK)}}}" in style
