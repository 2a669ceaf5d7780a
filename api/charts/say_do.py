"""The mirrored chart: what leadership said above the line, the AI roles below it."""

from collections import Counter
from collections.abc import Sequence
from math import ceil

from api.charts.series import Period, rank_types
from api.charts.svg import Svg, element, percent
from api.formats import count_of

SIDE = 120  # pixels of each side's peak
HEAD, BAND, FOOT = 24, 18, 60  # above the upper peak, between the sides, below the lower peak
BAR, DENSE_BAR, DENSE = 0.72, 0.9, 60  # of a period's width; of one of more than so many
WIDEST_BAR = 0.07  # of the whole width, so that three quarters do not look like three walls
MOST_TICKS, FEW_TICKS = 13, 4  # on a wide and on a narrow screen


def height_of(side: int = SIDE) -> int:
    """Return the height of the chart in pixels."""
    return HEAD + 2 * side + BAND + FOOT


def draw_say_do(periods: Sequence[Period], side: int = SIDE, among: Sequence[Period] = ()) -> Svg:
    """Return the chart's inside: it is as wide as the picture it stands in, `height_of` high.

    Both sides are scaled to their own peak: one reads shape, not absolute height. The shades of the
    types are those `among` the periods of several companies, where these stand side by side.
    """
    upper, lower = HEAD + side, HEAD + side + BAND
    foot = lower + side
    lines = [
        element("line", class_="grid", x1="0", x2="100%", y1=y, y2=y) for y in (HEAD, foot)
    ] + [element("line", class_="axis", x1="0", x2="100%", y1=y, y2=y) for y in (upper, lower)]
    shades = rank_types(among or periods)
    columns = [
        draw_column(period, place / len(periods), 1 / len(periods), shades, side)
        for place, period in enumerate(periods)
    ]
    words = [
        element("text", describe_peak(periods, is_said=True), class_="strong", x="0", y=HEAD - 9),
        element("text", describe_peak(periods, is_said=False), class_="strong", x="0", y=foot + 17),
    ]
    return Svg("".join([*lines, *columns, *words, *draw_ticks(periods, foot)]))


def draw_column(
    period: Period, left: float, width: float, shades: dict[str, int], side: int
) -> Svg:
    """Return one period: its stack of events, its calls, its roles, and the words for the mouse."""
    upper, lower = HEAD + side, HEAD + side + BAND
    bar = min(width * (BAR if width > 1 / DENSE else DENSE_BAR), WIDEST_BAR)
    x, wide = percent(left + (width - bar) / 2), percent(bar)
    parts = [
        element("title", period.sentence),
        element(
            "rect",
            class_="hit",
            x=percent(left),
            y=HEAD,
            width=percent(width),
            height=lower + side - HEAD,
        ),
    ]
    parts += [
        element("rect", class_=f"t{shade}", x=x, y=y, width=wide, height=height)
        for shade, y, height in stack(period, shades, side)
    ]
    if period.did:
        height = max(period.did * side, 1)
        parts.append(element("rect", class_="did", x=x, y=lower, width=wide, height=height))
    if period.calls_held:
        heard = "call" if period.calls_mentioning_ai else "silent"
        middle = percent(left + width / 2)
        parts.append(element("circle", class_=heard, cx=middle, cy=upper + BAND / 2, r=3.5))
    return element("g", *parts)


def stack(period: Period, shades: dict[str, int], side: int) -> list[tuple[int, float, float]]:
    """Return the bars of a period from the line upwards: shade, top and height in pixels."""
    each = period.said * side / max(period.event_total, 1)
    counts = Counter[int]()
    for kind, count in period.events.items():
        counts[shades[kind]] += count
    bars, top = [], float(HEAD + side)
    for shade in sorted(counts):
        height = counts[shade] * each
        top -= height
        # A line of the ground tells neighbours apart, where there is room for it.
        bars.append((shade, top, height - (1 if height > 3 else 0)))
    return bars


def describe_peak(periods: Sequence[Period], *, is_said: bool) -> str:
    """Return what one side shows, with its peak, which is what the side is scaled to."""
    if is_said:
        most = max(periods, key=lambda period: period.event_total)
        if not most.event_total:
            return "Said: no events in this time"
        return f"Said: {count_of(most.event_total, 'event')} at the peak, {most.name}"
    most = max(periods, key=lambda period: period.active)
    if not most.active:
        return "Did: no AI roles known in this time"
    return f"Did: {count_of(most.active, 'AI role')} at the peak, {most.name}"


def draw_ticks(periods: Sequence[Period], foot: float) -> list[Svg]:
    """Return the names of the periods, as many as there is room for, each year named once."""
    step = ceil(len(periods) / MOST_TICKS)
    shown = range(0, len(periods), step)
    sparse = step * ceil(len(shown) / FEW_TICKS)
    ticks, year, sparse_year = [], 0, 0
    for place in shown:
        start, is_narrow = periods[place].start, place % sparse == 0
        # A name in the middle of a thin first column would stick out of the picture.
        is_first = place == 0 and len(periods) > 2 * MOST_TICKS
        at = "0" if is_first else percent((place + 0.5) / len(periods))
        kind = ("" if is_first else "mid ") + ("" if is_narrow else "wide")
        ticks.append(tick(tick_name(periods[place]), at, foot + 36, kind))
        if start.year != year:
            ticks.append(tick(str(start.year), at, foot + 51, kind))
        elif is_narrow and start.year != sparse_year:
            ticks.append(tick(str(start.year), at, foot + 51, f"{kind}narrow"))
        year, sparse_year = start.year, start.year if is_narrow else sparse_year
    return ticks


def tick(text: str, x: str, y: float, kind: str) -> Svg:
    """Return one word under the chart; its kind says for which screens it is."""
    return element("text", text, class_=kind.strip() or None, x=x, y=y)


def tick_name(period: Period) -> str:
    """Return the short name of a period; its year is written below."""
    return period.name.rsplit(" ", 1)[0]
