"""Charts as PNG: each drawn by a process of its own, few at a time, the last of them kept."""

import sys
from collections import OrderedDict
from hashlib import blake2b
from importlib.util import find_spec
from logging import getLogger
from pathlib import Path

from anyio import CapacityLimiter, run_process

from api.errors import NotOffered, Overloaded
from schema.errors import CallboardError

log = getLogger("callboard.pictures")

PROGRAM = Path(__file__).parent / "charts" / "raster.py"
# How the program ends: see there.
NO_LETTERS = 3
AT_ONCE = 2  # processes; each takes 20 to 35 MB and one core for 0.05 to 0.6 s
WAITING = 16  # requests; beyond them it is refused, so that they do not take the places of pages
KEPT = 16_777_216  # bytes of pictures
MISSING = "Charts as PNG need an extra: pip install 'callboard[png]'; .svg is there without it."
LETTERLESS = (
    "This machine has no letters to draw charts as PNG with: install fonts (such as DejaVu Sans), "
    "or name a folder of them in CALLBOARD_FONTS; .svg is there without."
)


class Pictures:
    """Turns SVG into PNG; a request that is given up ends its process."""

    def __init__(self, fonts: Path) -> None:
        self.folders = [] if fonts == Path() else [str(fonts)]
        self.turns = CapacityLimiter(AT_ONCE)
        self.kept = OrderedDict[bytes, bytes]()
        self.size = 0

    @property
    def is_offered(self) -> bool:
        """Whether what draws them is installed."""
        return find_spec("resvg_py") is not None

    async def draw(self, svg: str, scale: int) -> bytes:
        """Return an SVG as a PNG, so many pixels a side for each of its own.

        Raises NotOffered where the extra or the letters are missing, and Overloaded.
        """
        key = blake2b(b"%d " % scale + svg.encode(), digest_size=16).digest()
        if key in self.kept:
            self.kept.move_to_end(key)
            return self.kept[key]
        if not self.is_offered:
            raise NotOffered(MISSING)
        if self.turns.statistics().tasks_waiting >= WAITING:
            raise Overloaded("Too many charts are being drawn; try again.", {"Retry-After": "1"})
        async with self.turns:
            picture = await self.run(svg, scale)
        self.keep(key, picture)
        return picture

    async def run(self, svg: str, scale: int) -> bytes:
        """Return what the program makes of an SVG. Raises NotOffered, or CallboardError."""
        # -P: the program's neighbours are no modules for the libraries to find.
        command = [sys.executable, "-P", str(PROGRAM), str(scale), *self.folders]
        ended = await run_process(command, input=svg.encode(), check=False)
        if ended.returncode == NO_LETTERS:
            raise NotOffered(LETTERLESS)
        if ended.returncode:
            log.error("no PNG: %s", ended.stderr.decode(errors="replace")[-500:])
            raise CallboardError("the chart could not be drawn as PNG; the log says why")
        return ended.stdout

    def keep(self, key: bytes, picture: bytes) -> None:
        """Keep a picture for who asks again; the oldest make room."""
        if key in self.kept or len(picture) > KEPT:
            return
        self.kept[key] = picture
        self.size += len(picture)
        while self.size > KEPT:
            _, oldest = self.kept.popitem(last=False)
            self.size -= len(oldest)
