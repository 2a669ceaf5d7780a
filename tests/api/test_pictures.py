"""SVG as PNG: in a process of its own, bounded, and clear about what is missing."""

from os import kill
from pathlib import Path
from struct import unpack

import pytest
from anyio import create_task_group, move_on_after, sleep

from api import pictures as drawing
from api.errors import NotOffered, Overloaded
from api.pictures import MISSING, Pictures
from schema.errors import CallboardError

pytestmark = pytest.mark.anyio

SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20">'
    '<rect width="30" height="20" fill="{}"/></svg>'
)


def size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = unpack(">II", picture[16:24])
    return width, height


@pytest.fixture
def pictures() -> Pictures:
    pytest.importorskip("resvg_py", reason="the extra `png` is not installed")
    return Pictures(Path())


@pytest.fixture
def replace_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The program that runs in place of the real one; a test writes it."""
    path = tmp_path / "program.py"
    monkeypatch.setattr(drawing, "PROGRAM", path)
    return path


@pytest.mark.parametrize("scale", [1, 2])
async def test_a_picture_has_so_many_pixels_a_side(pictures: Pictures, scale: int) -> None:
    assert size(await pictures.draw(SQUARE.format("red"), scale)) == (30 * scale, 20 * scale)


async def test_a_picture_is_drawn_once(pictures: Pictures, replace_program: Path) -> None:
    replace_program.write_text("import os; os.write(1, b'first')")
    await pictures.draw(SQUARE.format("red"), 1)
    replace_program.write_text("raise SystemExit(4)")

    assert await pictures.draw(SQUARE.format("red"), 1) == b"first"


async def test_others_are_answered_while_one_is_drawn(
    pictures: Pictures, replace_program: Path
) -> None:
    replace_program.write_text("import time; time.sleep(0.3)")
    drawn, ticks = list[bytes](), 0

    async def draw() -> None:
        drawn.append(await pictures.draw(SQUARE.format("red"), 1))

    async with create_task_group() as group:
        group.start_soon(draw)
        while not drawn:
            await sleep(0.01)
            ticks += 1

    assert ticks > 5


async def test_who_comes_when_too_many_wait_is_told_to_come_again(
    pictures: Pictures, replace_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_program.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(drawing, "WAITING", 1)

    async with create_task_group() as group:
        for colour in ("red", "green", "blue"):
            group.start_soon(pictures.draw, SQUARE.format(colour), 1)
        await sleep(0.1)
        with pytest.raises(Overloaded) as refused:
            await pictures.draw(SQUARE.format("black"), 1)
        group.cancel_scope.cancel()

    assert (refused.value.status, refused.value.headers) == (503, {"Retry-After": "1"})


async def test_who_gives_up_ends_the_process(
    pictures: Pictures, replace_program: Path, tmp_path: Path
) -> None:
    note = tmp_path / "pid"
    replace_program.write_text(
        f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    )

    with move_on_after(1):
        await pictures.draw(SQUARE.format("red"), 1)

    with pytest.raises(ProcessLookupError):
        kill(int(note.read_text()), 0)


async def test_no_more_is_kept_than_there_is_room(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "KEPT", 100)

    for n in range(5):
        pictures.keep(b"%d" % n, b"x" * 40)

    assert list(pictures.kept) == [b"3", b"4"]
    assert pictures.size == 80


async def test_without_the_extra_it_is_named(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "find_spec", lambda name: None)

    with pytest.raises(NotOffered, match=r"callboard\[png\]") as refused:
        await pictures.draw(SQUARE.format("red"), 1)

    assert (refused.value.status, str(refused.value)) == (501, MISSING)


async def test_a_machine_without_letters_says_what_to_do(
    pictures: Pictures, replace_program: Path
) -> None:
    replace_program.write_text(f"raise SystemExit({drawing.NO_LETTERS})")

    with pytest.raises(NotOffered, match="CALLBOARD_FONTS"):
        await pictures.draw(SQUARE.format("red"), 1)


async def test_what_is_no_picture_is_our_fault_and_ends_nothing(pictures: Pictures) -> None:
    with pytest.raises(CallboardError, match="the log says why"):
        await pictures.draw("<svg", 1)

    assert size(await pictures.draw(SQUARE.format("blue"), 1)) == (30, 20)
