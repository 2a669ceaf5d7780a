"""Colours: one accent a side, shades of it, on a light and on a dark ground, always readable."""

from dataclasses import dataclass
from functools import cache
from re import fullmatch
from string import Template

from schema.taxonomy.labels import Label

SAID, DID = "#0e7490", "#475569"
BLACK, WHITE = "#000000", "#ffffff"
LEVELS = (0.12, 0.22, 0.33, 0.45, 0.58, 0.72, 0.86, 1.0)  # of the accent in a cell, little to much
# Of the stack's types, the commonest first: towards the text, the accent, towards the ground.
SHADES = (0.0, 0.34, -0.34, 0.55, -0.6, 0.74)


class Theme(Label):
    """The ground of a chart; AUTO is the reader's own choice."""

    AUTO = "AUTO"
    LIGHT = "LIGHT"
    DARK = "DARK"


@dataclass(frozen=True)
class Look:
    """How a chart looks: its theme and the accents of its two sides."""

    theme: Theme = Theme.AUTO
    said: str = SAID
    did: str = DID


@dataclass(frozen=True)
class Ground:
    """What a chart stands on, the colours of its words and lines, and the least contrast of bars.

    WCAG asks 3 of graphics; on a dark ground that is still murky to the eye.
    """

    ground: str
    text: str
    quiet: str
    line: str
    least: float


LIGHT = Ground("#ffffff", "#1f2629", "#586369", "#d9dcda", 3.0)
DARK = Ground("#1d2224", "#e6e8e5", "#a3adb1", "#3b4447", 5.5)

NARROW, SMALL = 640, 416  # pixels, or 40 and 26 rem: up to them fewer words, smaller numbers

# Colours stand as `$name`: a page fills in CSS variables, a picture without a reader the colours.
PARTS = (
    ".cb text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;"
    "font-size:12px;fill:$q}"
    ".cb .head{font-size:16px;font-weight:600;fill:$x}.cb .strong{fill:$x}"
    ".cb .num{font-size:15px;font-weight:600;font-variant-numeric:tabular-nums}"
    ".cb .small{font-size:12px}.cb .zero{font-weight:400}"
    ".cb .mid{text-anchor:middle}"
    ".cb .grid{stroke:$l;stroke-width:1}.cb .axis{stroke:$q;stroke-width:1}"
    ".cb .hit{fill:transparent}"
    ".cb .paper{fill:$g}.cb .did{fill:$d}.cb .call{stroke:$s;fill:$s}"
    ".cb .silent{stroke:$q;fill:$g}"
    ".cb .cramped,.cb.tight .roomy{display:none}.cb.tight .cramped{display:inline}"
)
POINTED = ".cb g:hover>.hit{fill:var(--l);fill-opacity:.5}"
SMALLER = ".cb .num{font-size:12px}"
ON_NARROW, ON_WIDE = ".cb .wide{display:none}", ".cb .narrow{display:none}"
BY_WIDTH = (
    f"{ON_WIDE}@media(max-width:40rem){{{ON_NARROW}.cb .narrow{{display:inline}}}}"
    f"@media(max-width:26rem){{{SMALLER}}}"
)


def parse_colour(text: str) -> str:
    """Return a colour as `#rrggbb`; its sign may be left out. Raises ValueError for no colour."""
    if not fullmatch(r"#?[0-9a-fA-F]{6}", text):
        raise ValueError(text)
    return f"#{text.lstrip('#').lower()}"


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(one: str, other: str, share: float) -> str:
    """Return a colour between two; `share` (0..1) is the part of the second."""
    pairs = zip(channels(one), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Return how bright a colour is to the eye, 0 to 1, as WCAG defines it."""
    parts = [part / 255 for part in channels(colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG defines it."""
    darker, brighter = sorted((luminance(one), luminance(other)))
    return (brighter + 0.05) / (darker + 0.05)


def visible(colour: str, ground: Ground) -> str:
    """Return a colour, moved towards the text until it stands out from the ground."""
    steps = (mix(colour, ground.text, step / 20) for step in range(21))
    return next(shade for shade in steps if contrast(shade, ground.ground) >= ground.least)


def legible_on(fill: str) -> str:
    """Return black or white, whichever is easier to read on a colour; one always is enough."""
    return max((BLACK, WHITE), key=lambda ink: contrast(ink, fill))


def shade(accent: str, ground: Ground, step: float) -> str:
    """Return an accent moved towards the ground, or by a negative step towards the text."""
    return mix(accent, ground.text if step < 0 else ground.ground, abs(step))


def colours_on(look: Look, ground: Ground) -> dict[str, str]:
    """Return the colours of a look on a ground, by the names that the style sheet has for them."""
    said, did = visible(look.said, ground), visible(look.did, ground)
    colours = {
        "g": ground.ground,
        "x": ground.text,
        "q": ground.quiet,
        "l": ground.line,
        "s": said,
        "d": did,
    }
    colours |= {f"t{n}": shade(said, ground, step) for n, step in enumerate(SHADES)}
    for side, accent in (("s", said), ("d", did)):
        for level, share in enumerate(LEVELS, 1):
            fill = mix(ground.ground, accent, share)
            colours |= {f"{side}{level}": fill, f"{side}{level}x": legible_on(fill)}
    return colours


def variables(look: Look, ground: Ground) -> str:
    """Return the colours of a look on a ground, as CSS variables."""
    colours = colours_on(look, ground).items()
    return ".cb{" + ";".join(f"--{name}:{value}" for name, value in colours) + "}"


@cache
def write_rules() -> Template:
    """Return what colours each part of a chart, for the colours to be filled in."""
    rules = [PARTS, *(f".cb .t{n},.key .t{n}{{fill:$t{n}}}" for n in range(len(SHADES)))]
    for side in "sd":
        for level in range(1, len(LEVELS) + 1):
            rules.append(f".cb .{side}{level}{{fill:${side}{level}}}")
            rules.append(f".cb .{side}{level}x{{fill:${side}{level}x}}")
        rules.append(f".cb .{side}0{{fill:$g;stroke:$l}}")
        # Lines around cells of a few pixels would be all that one sees.
        rules.append(f".cb.tight .{side}0{{fill:$l;fill-opacity:.4;stroke:none}}")
    return Template("".join(rules))


def ground_of(look: Look) -> Ground:
    """Return the one ground of what has no reader to ask: the light one for AUTO."""
    return DARK if look.theme is Theme.DARK else LIGHT


def build_style(look: Look) -> str:
    """Return the style sheet of charts with this look; every rule is about `.cb` alone."""
    first = ground_of(look)
    named = {name: f"var(--{name})" for name in colours_on(look, first)}
    rules = [variables(look, first), write_rules().substitute(named), POINTED, BY_WIDTH]
    if look.theme is Theme.AUTO:
        # On the screen alone: paper is white whatever the reader has chosen.
        dark = "@media screen and (prefers-color-scheme:dark){"
        rules.append(f"{dark}{variables(look, DARK)}}}")
    return "".join(rules)


def build_fixed_style(look: Look, width: int) -> str:
    """Return the style sheet of one picture of a width in pixels, on one ground.

    It has no variables and asks nothing of the screen: what turns SVG into PNG knows neither.
    """
    rules = write_rules().substitute(colours_on(look, ground_of(look)))
    words = ON_NARROW if width <= NARROW else ON_WIDE
    return rules + words + (SMALLER if width <= SMALL else "")
