# Whatever dies, and whenever: the next catch-up makes the index equal to the quotes. `History` lets
# calls die from inside, in any order with writes and restores. Run as a program, this file forks a
# process for each named moment, which ends itself there with SIGKILL; a test then goes on with what
# that one left behind.
import os
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copyfile, rmtree
from signal import SIGKILL
from subprocess import run
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from schema.store import indexing
from schema.store.indexing import catch_up
from search import index as index_module
from tests.schema.store.conftest import Indexed, add_quotes, restore


class History(RuleBasedStateMachine):
    """Whatever is written, killed and restored: after a catch-up the index holds the quotes."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="callboard-history-"))
        copyfile(self.template, self.folder / "callboard.db")
        copyfile(self.template, self.folder / "backup")
        self.indexed = Indexed(self.folder)
        self.number = 0
        self.is_behind = True

    def next_text(self) -> str:
        self.number += 1
        return f"sentence{self.number}"

    @rule(size=st.integers(1, 3))
    def add(self, size: int) -> None:
        self.indexed.add(*(self.next_text() for _ in range(size)))
        self.is_behind = True

    @precondition(lambda self: self.indexed.quotes())
    @rule(choice=st.data())
    def change(self, choice: st.DataObject) -> None:
        self.indexed.change(
            choice.draw(st.sampled_from(sorted(self.indexed.quotes()))), self.next_text()
        )
        self.is_behind = True

    @precondition(lambda self: self.indexed.quotes())
    @rule(choice=st.data())
    def remove(self, choice: st.DataObject) -> None:
        self.indexed.remove(choice.draw(st.sampled_from(sorted(self.indexed.quotes()))))
        self.is_behind = True

    @rule()
    def write_something_else(self) -> None:
        with self.indexed.database.write() as writer:
            writer.mark_changed()

    @rule(moment=st.sampled_from(["write", "write_position", "switch_to"]))
    def die_while_catching_up(self, moment: str) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(index_module, moment, die_softly)
            try:
                self.catch_up()
            except Died:
                self.is_behind = True

    @rule()
    def back_up(self) -> None:
        self.indexed.database.close()
        copyfile(self.folder / "callboard.db", self.folder / "backup")

    @rule()
    def restore_and_start(self) -> None:
        restore(self.indexed)
        self.catch_up()

    @rule()
    def catch_up(self) -> None:
        report = self.indexed.catch_up()
        self.is_behind = False
        assert "documents for" not in str(report.rebuilt), "the outbox itself must suffice"

    @invariant()
    def the_index_holds_the_quotes(self) -> None:
        if not self.is_behind:
            assert self.indexed.indexed() == self.indexed.quotes()

    def teardown(self) -> None:
        self.indexed.catch_up()
        assert self.indexed.indexed() == self.indexed.quotes()
        self.indexed.database.close()
        rmtree(self.folder)


class Died(SystemExit):
    """What a process's death looks like from inside a test."""


def die_softly(*_: Any, **__: Any) -> None:
    raise Died


def test_any_history_of_writes_deaths_and_restores_ends_in_an_equal_index(
    empty_file: Path,
) -> None:
    History.template = empty_file
    bounds = settings(max_examples=15, stateful_step_count=12, deadline=None)
    run_state_machine_as_test(History, settings=bounds)


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), SIGKILL)


def kill_during_import(indexed: Indexed) -> None:
    with indexed.database.write() as writer:
        add_quotes(writer, ["never", "seen"])
        die()


def kill_when(place: Any, name: str) -> Callable[[Indexed], None]:
    """A process that imports and then dies when it reaches a function of the index or of ours."""

    def work(indexed: Indexed) -> None:
        indexed.add("third words", "fourth words")
        setattr(place, name, die)
        indexed.catch_up()

    return work


def kill_during_rebuild(name: str) -> Callable[[Indexed], None]:
    def work(indexed: Indexed) -> None:
        indexed.add("third words", "fourth words")
        setattr(index_module, name, die)
        with closing(indexed.open()) as index:
            catch_up(indexed.database, index, anew=True)

    return work


MOMENTS: dict[str, Callable[[Indexed], None]] = {
    "before the commit of the database": kill_during_import,
    "between the two commits": kill_when(indexing, "advance"),
    "in the middle of the documents": kill_when(indexing, "build_document"),
    "after the commit of the index, before its position": kill_when(index_module, "write_position"),
    "before the rebuilt index is the current one": kill_during_rebuild("switch_to"),
    "before the old index is removed": kill_during_rebuild("remove_other_versions"),
    "before the outbox is pruned": kill_when(indexing, "prune_outbox"),
    "while the outbox is pruned": kill_when(indexing, "delete"),
}


@pytest.fixture(scope="session")
def killed(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a indexed for each moment, in which a process was killed then."""
    folder = tmp_path_factory.mktemp("killed")
    for moment in MOMENTS:
        (folder / moment).mkdir()
        copyfile(empty_file, folder / moment / "callboard.db")
        indexed = Indexed(folder / moment)
        indexed.add("first words", "second words")
        indexed.catch_up()
        indexed.database.close()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    run([sys.executable, __file__, str(folder)], env=environment, check=True)
    return folder


@pytest.mark.parametrize("moment", MOMENTS)
def test_after_a_kill_nothing_is_lost_or_doubled(moment: str, killed: Path) -> None:
    indexed = Indexed(killed / moment)

    indexed.catch_up()

    assert len(indexed.quotes()) == (2 if moment == "before the commit of the database" else 4)
    assert indexed.indexed() == indexed.quotes()
    indexed.database.close()


def kill_one_process_a_moment(folder: Path) -> None:
    for moment, work in MOMENTS.items():
        child = os.fork()
        if child == 0:
            work(Indexed(folder / moment))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == -SIGKILL, f"was not killed {moment}"


if __name__ == "__main__":
    kill_one_process_a_moment(Path(sys.argv[1]))
