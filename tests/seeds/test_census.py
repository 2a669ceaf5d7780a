from collections.abc import Callable
from pathlib import Path

import pytest

from schema.taxonomy.labels import DoubtKind
from seeds.census import Census, LayoutCount, take_census

TEXT = "Acme (ACME) Q1 2026 Earnings Call\n\nOperator: Hello.\nAnn Lee: Hello.\nOperator: Bye.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two copies of a call, a text by nobody and one without a company."""
    for name, text in (
        ("ACME_2026_Q1.txt", TEXT),
        ("copy.txt", TEXT),
        ("BOLT_2026_Q1.txt", "Good morning."),
        ("notes.txt", "Good morning."),
    ):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_calls_are_counted_by_layout_with_their_doubts(folder: Path) -> None:
    census = take_census([folder])

    labelled, plain = census.counts["labelled-text"], census.counts["plain-text"]
    assert (labelled.files, labelled.calls, labelled.turns) == (2, 2, 6)
    assert labelled.doubts == {DoubtKind.NO_DATE: 2, DoubtKind.PUBLISHED_TWICE: 1}
    assert (plain.turns, plain.without_speaker, plain.share) == (1, 1, 1.0)


def test_what_cannot_be_read_is_told(folder: Path) -> None:
    census = take_census([folder, folder / "gone"])

    assert [Path(error.path).name for error in census.failures] == ["notes.txt", "gone"]


def test_one_layout_can_be_asked_for(folder: Path) -> None:
    census = take_census([folder / "ACME_2026_Q1.txt"], layout="plain-text")

    assert census.counts.keys() == {"plain-text"}


Take = Callable[[str], Census]


@pytest.fixture(scope="session")
def take(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Take:
    """Counts what an archive of real transcripts holds."""
    from tarfile import open as open_tar

    def take_archive(name: str) -> Census:
        folder = tmp_path_factory.mktemp(name)
        with open_tar(real_data / "transcripts" / "raw" / f"{name}.tar.xz") as archive:
            archive.extractall(folder, filter="data")
        return take_census([folder])

    return take_archive


def numbers(count: LayoutCount) -> tuple[int, int, int]:
    """Calls, turns, and turns without a speaker."""
    return count.calls, count.turns, count.without_speaker


@pytest.mark.realdata
@pytest.mark.slow
def test_the_bilingual_tables_are_read_whole(take: Take) -> None:
    census = take("html-bilingual")

    (count,) = census.counts.values()
    assert (census.failures, count.layout) == ([], "bilingual-table")
    assert numbers(count) == (233, 12247, 10)
    assert count.share == pytest.approx(0.956, abs=0.001)
    assert count.doubts[DoubtKind.NO_TURNS] == 2
    assert count.doubts[DoubtKind.PERIOD_CONFLICT] == 5


@pytest.mark.realdata
def test_both_layouts_of_the_motley_fool_are_told_apart(take: Take) -> None:
    census = take("motley-fool-txt")

    assert numbers(census.counts["motley-fool"]) == (21, 926, 2)
    assert numbers(census.counts["motley-fool-old"]) == (20, 1506, 0)


@pytest.mark.realdata
def test_packed_pages_of_html_are_read_like_text(take: Take) -> None:
    count = take("foolcalls-json").counts["motley-fool-old"]

    assert numbers(count) == (9, 521, 0)
    assert sum(count.doubts.values()) == 0


@pytest.mark.realdata
def test_recognised_speech_is_by_nobody(take: Take) -> None:
    count = take("plain-asr-txt").counts["plain-text"]

    assert numbers(count) == (89, 89, 89)
    assert count.doubts == {DoubtKind.NO_SPEAKER: 89, DoubtKind.NO_DATE: 89}


@pytest.mark.realdata
def test_spotify_s_calls_go_in_with_their_days_and_shared_titles(real_data: Path) -> None:
    census = take_census([real_data / "transcripts" / "spotify"])

    assert census.failures == []
    assert sum(count.calls for count in census.counts.values()) == 3
    assert census.counts["bilingual-table"].doubts == {DoubtKind.SHARED_TITLE: 10}
