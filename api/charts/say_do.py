"""The mirrored chart: what leadership said above the line, the AI roles below it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from api.charts.links import Links
from api.charts.series import Period, rank_types
from api.charts.svg import Svg, element, percent
from api.formats import count_of, format_day

SIDE = 120  # pixels of each side's peak
HEAD, BAND, FOOT = 24, 18, 60  # above the upper peak, between the sides, below the lower peak
BAR, DENSE_BAR, DENSE = 0.72, 0.9, 60  # of a period's width; of one of more than so many
MOST_STOPS = 60  # periods that keys step through; of more the table beside has the same links
WIDEST_BAR = 0.07  # of the whole width, so that three quarters do not look like three walls
MOST_TICKS, FEW_TICKS = 13, 4  # on a wide and on a narrow screen


def height_of(side: int = SIDE) -> int:
    """Return the height of the chart in pixels."""
    return HEAD + 2 * side + BAND + FOOT


def draw_say_do(
    periods: Sequence[Period],
    side: int = SIDE,
    among: Sequence[Period] = (),
    links: Links | None = None,
) -> Svg:
    """Return the chart's inside: it is as wide as the picture it stands in, `height_of` high.

    Both sides are scaled to their own peak: one reads shape, not absolute height. The shades of the
    types are those `among` the periods of several companies, where these stand side by side.
    """
    upper, lower = HEAD + side, HEAD + side + BAND
    foot = lower + side
    lines = [
        element("line", class_="grid", x1="0", x2="100%", y1=y, y2=y) for y in (HEAD, foot)
    ] + [element("line", class_="axis", x1="0", x2="100%", y1=y, y2=y) for y in (upper, lower)]
    shades, width = rank_types(among or periods), 1 / len(periods)
    columns = [
        draw_column(Column(period, place * width, width, side), shades, links)
        for place, period in enumerate(periods)
    ]
    words = [
        element("text", describe_peak(periods, is_said=True), class_="strong", x="0", y=HEAD - 9),
        element("text", describe_peak(periods, is_said=False), class_="strong", x="0", y=foot + 17),
    ]
    return Svg("".join([*lines, *columns, *words, *draw_ticks(periods, foot)]))


@dataclass(frozen=True)
class Column:
    """Where a period stands: `left` and `width` are shares of the chart, `side` is pixels."""

    period: Period
    left: float
    width: float
    side: int

    @property
    def lower(self) -> int:
        """The line below which the roles stand."""
        return HEAD + self.side + BAND

    @property
    def bar(self) -> tuple[str, str]:
        """Left and width of its bars."""
        wide = self.width * (BAR if self.width > 1 / DENSE else DENSE_BAR)
        wide = min(wide, WIDEST_BAR)
        return percent(self.left + (self.width - wide) / 2), percent(wide)

    @property
    def is_stop(self) -> bool:
        """Whether keys stop at its links."""
        return self.width >= 1 / MOST_STOPS

    def area(self, top: int, bottom: int) -> Svg:
        """Return what of the column the mouse can meet, beside the bars too."""
        at = {"x": percent(self.left), "width": percent(self.width)}
        return element("rect", class_="hit", y=top, height=bottom - top, **at)


def draw_column(column: Column, shades: dict[str, int], links: Links | None) -> Svg:
    """Return one period: its stack of events, its calls, its roles, and the words for the mouse."""
    upper, bottom = HEAD + column.side, column.lower + column.side
    said, did = draw_stack(column, shades), draw_roles(column)
    if links is not None:
        said = said and [link_events(column, links, column.area(HEAD, upper), *said)]
        did = did and [link_roles(column, links, column.area(column.lower, bottom), *did)]
    calls = [draw_calls(column)] if column.period.calls_held else []
    title = element("title", column.period.sentence)
    return element("g", title, column.area(HEAD, bottom), *said, *did, *calls)


def link_events(column: Column, links: Links, *parts: Svg) -> Svg:
    """Return parts of a column as a link to its events."""
    period = column.period
    address = links.events(period.start, period.end)
    name = f"{period.name}: {period.said_words}"
    return links.wrap(address, name, *parts, is_stop=column.is_stop)


def link_roles(column: Column, links: Links, *parts: Svg) -> Svg:
    """Return parts of a column as a link to the roles active at its end."""
    count, day = count_of(column.period.active, "AI role"), links.until(column.period.end)
    name = f"{count} active on {format_day(day)}"
    return links.wrap(links.roles(day), name, *parts, is_stop=column.is_stop)


def draw_stack(column: Column, shades: dict[str, int]) -> list[Svg]:
    """Return the bars of a period's events."""
    x, width = column.bar
    return [
        element("rect", class_=f"t{shade}", x=x, y=y, width=width, height=height)
        for shade, y, height in stack(column.period, shades, column.side)
    ]


def draw_roles(column: Column) -> list[Svg]:
    """Return the bar of a period's roles, none where it has none."""
    if not column.period.did:
        return []
    (x, width), height = column.bar, max(column.period.did * column.side, 1)
    return [element("rect", class_="did", x=x, y=column.lower, width=width, height=height)]


def draw_calls(column: Column) -> Svg:
    """Return the mark of a period in which calls were held."""
    heard = "call" if column.period.calls_mentioning_ai else "silent"
    middle = percent(column.left + column.width / 2)
    return element("circle", class_=heard, cx=middle, cy=column.lower - BAND / 2, r=3.5)


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
