"""The program that draws finds letters where there are any, and says where there are none."""

from pathlib import Path

import pytest

pytest.importorskip("resvg_py", reason="the extra `png` is not installed")

from api.charts import raster as program
from api.pictures import NO_LETTERS


def test_letters_are_found_or_missed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = program.find_family(None)
    monkeypatch.setattr(program, "FAMILIES", ("No Such Letters",))

    assert found is None or found != "No Such Letters"
    assert program.find_family([str(tmp_path)]) is None


def test_without_letters_it_ends_as_the_server_expects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "FAMILIES", ())
    monkeypatch.setattr("sys.argv", ["program", "1"])

    assert program.main() == NO_LETTERS
