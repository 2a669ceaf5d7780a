from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search import (
    IndexBusy,
    InvalidDocument,
    Order,
    QuoteDocument,
    QuoteIndex,
    SearchFailed,
    SearchRequest,
    index as index_module,
)
from search.versions import create_version, current_version, writer_lock

Build = Callable[..., QuoteDocument]


def keys(index: QuoteIndex, text: str = "") -> list[int]:
    return sorted(hit.pk for hit in index.search(SearchRequest(text, first=100)).hits)


def test_a_new_index_is_empty_and_healthy(index: QuoteIndex) -> None:
    health = index.health()

    assert (health.ok, health.generation, health.documents) == (True, 0, 0)
    assert not index.needs_rebuild
    assert keys(index) == []


def test_a_change_is_found_at_once_and_its_generation_recorded(
    index: QuoteIndex, document: Build
) -> None:
    index.apply([document(1, "agents")], (), 7)

    assert (keys(index, "agents"), index.position()) == ([1], 7)


def test_the_same_key_again_replaces_the_quote(index: QuoteIndex, document: Build) -> None:
    index.apply([document(1, "agents"), document(1, "compute")], (), 1)
    index.apply([document(1, "robots")], (), 2)

    assert (keys(index, "robots"), keys(index)) == ([1], [1])


def test_a_change_applied_twice_changes_nothing_more(index: QuoteIndex, document: Build) -> None:
    for _ in range(2):
        index.apply([document(1, "agents"), document(2, "agents")], [3], 1)

    assert keys(index) == [1, 2]


def test_a_deleted_quote_is_gone(index: QuoteIndex, document: Build) -> None:
    index.apply([document(1, "agents"), document(2, "agents")], (), 1)
    index.apply((), [1, 99], 2)

    assert keys(index) == [2]


def test_a_change_without_quotes_still_moves_the_generation(index: QuoteIndex) -> None:
    index.apply((), (), 5)

    assert index.position() == 5


@pytest.mark.parametrize(
    "change", [{"pk": -1}, {"pk": 2**32}, {"pk": "x"}, {"company": 5}, {"text": None}]
)
def test_a_document_that_cannot_be_indexed_leaves_everything_as_it_was(
    index: QuoteIndex, document: Build, change: dict[str, object]
) -> None:
    index.apply([document(1, "agents")], (), 1)
    values = {"pk": 3, "text": "agents"} | change

    with pytest.raises(InvalidDocument):
        index.apply([document(2, "agents"), document(**values)], [1], 2)

    assert (keys(index), index.position(), index.health(deep=True).ok) == ([1], 1, True)


def test_a_document_with_lone_surrogates_is_indexed(index: QuoteIndex, document: Build) -> None:
    index.apply([document(1, "agents \ud800 \x00", company="x\ud800", title="\udfff ceo")], (), 1)

    assert keys(index, "agents") == [1]


def test_an_index_opens_again_as_it_was(tmp_path: Path, document: Build) -> None:
    QuoteIndex.open(tmp_path).apply([document(1, "agents")], (), 3)

    opened = QuoteIndex.open(tmp_path)

    assert (keys(opened), opened.position()) == ([1], 3)


def test_a_closed_index_opens_itself_when_asked(index: QuoteIndex, document: Build) -> None:
    index.apply([document(1, "agents")], (), 1)
    index.close()

    assert keys(index) == [1]


def test_another_reader_notices_a_change(tmp_path: Path, document: Build) -> None:
    writer, reader = QuoteIndex.open(tmp_path), QuoteIndex.open(tmp_path)

    writer.apply([document(1, "agents")], (), 4)

    assert (keys(reader), reader.position()) == ([1], 4)


def test_a_second_writer_is_told_that_the_index_is_busy(tmp_path: Path, document: Build) -> None:
    first, second = QuoteIndex.open(tmp_path), QuoteIndex.open(tmp_path)

    def while_written() -> Iterator[QuoteDocument]:
        with pytest.raises(IndexBusy):
            second.apply([document(2, "agents")], (), 2)
        yield document(1, "agents")

    first.apply(while_written(), (), 1)

    assert keys(second) == [1]


def test_a_rebuild_replaces_everything(index: QuoteIndex, document: Build) -> None:
    index.apply([document(1, "agents")], (), 1)

    index.rebuild([document(2, "agents")], 9)

    assert (keys(index), index.position()) == ([2], 9)


def test_the_old_version_answers_during_a_rebuild(tmp_path: Path, document: Build) -> None:
    index, reader = QuoteIndex.open(tmp_path), QuoteIndex.open(tmp_path)
    index.apply([document(1, "agents")], (), 1)
    seen = []

    def slowly() -> Iterator[QuoteDocument]:
        seen.extend([keys(index), keys(reader)])
        yield document(2, "agents")

    index.rebuild(slowly(), 2)

    assert seen == [[1], [1]]
    assert (keys(index), keys(reader)) == ([2], [2])


def test_a_rebuild_leaves_one_version(tmp_path: Path, document: Build) -> None:
    index = QuoteIndex.open(tmp_path)
    for generation in range(3):
        index.rebuild([document(1, "agents")], generation)

    assert list(tmp_path.glob("v-*")) == [current_version(tmp_path)]


def test_a_rebuild_that_fails_leaves_everything_as_it_was(tmp_path: Path, document: Build) -> None:
    index = QuoteIndex.open(tmp_path)
    index.apply([document(1, "agents")], (), 1)

    with pytest.raises(InvalidDocument):
        index.rebuild([document(2, "agents"), document(-1, "agents")], 2)

    assert keys(index) == [1]
    assert len(list(tmp_path.glob("v-*"))) == 1


def test_what_a_killed_rebuild_left_behind_is_removed_by_the_next(
    tmp_path: Path, document: Build
) -> None:
    index = QuoteIndex.open(tmp_path)
    abandoned = create_version(tmp_path)

    index.rebuild([document(1, "agents")], 2)

    assert not abandoned.exists()
    assert keys(index) == [1]


def test_a_failure_of_the_caller_passes_through_and_changes_nothing(
    index: QuoteIndex, document: Build
) -> None:
    def broken() -> Iterator[QuoteDocument]:
        yield document(1, "agents")
        raise LookupError("database")

    with pytest.raises(LookupError):
        index.apply(broken(), (), 1)

    assert (keys(index), index.health(deep=True).ok) == ([], True)


def test_keys_that_cannot_exist_are_deleted_without_complaint(
    index: QuoteIndex, document: Build
) -> None:
    index.apply([document(1, "agents")], [-1, 2**40], 1)

    assert keys(index) == [1]


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(SearchFailed, match="folder"):
        QuoteIndex.open(tmp_path / "file")


def test_an_index_of_another_shape_asks_for_a_rebuild(tmp_path: Path, document: Build) -> None:
    index = QuoteIndex.open(tmp_path)
    index.apply([document(1, "agents")], (), 5)
    old = current_version(tmp_path)
    assert old is not None
    other = old.rename(tmp_path / "v-00000000-000009")
    (tmp_path / "CURRENT").write_text(other.name)

    assert (index.needs_rebuild, index.position()) == (True, 0)
    index.rebuild([document(1, "agents")], 5)
    assert (index.needs_rebuild, keys(index)) == (False, [1])


def test_opening_waits_only_so_long_for_another_creator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "_PATIENCE", 0.1)

    with writer_lock(tmp_path), pytest.raises(IndexBusy):
        QuoteIndex.open(tmp_path)


def test_an_order_by_date_does_not_need_words(world: QuoteIndex) -> None:
    hits = world.search(SearchRequest(order=Order.OLDEST)).hits

    assert [hit.pk for hit in hits] == [2, 6, 1, 4, 5, 3]
