"""The benchmark on ten made-up companies, made once; SQL and GraphQL must agree on them."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random
from shutil import copytree
from sqlite3 import Connection, connect
from typing import Any

import pytest
from orjson import dumps, loads
from typer.testing import CliRunner

from callboard.bench.answers import ANY
from callboard.bench.benchmark import Options, count_rows, run_benchmark
from callboard.bench.checking import WrongAnswer, check_answers, find_difference, open_tables
from callboard.bench.load import drive_own, put_load
from callboard.bench.processes import read_usage
from callboard.bench.queries import QUERIES, Query, Variables
from callboard.bench.server import Server, start_server
from callboard.bench.words import Speech
from callboard.bench.world import World, check_roles, count_companies, make_world
from callboard.cli import app
from callboard.commands.bench import read_connections
from schema.errors import BadInput, CallboardError
from schema.graph.service import GraphRequest, GraphService
from search.tokens import stem

SCALE = 0.02
BY_NAME = {query.name: query for query in QUERIES}
Ask = Callable[[str, Variables], bytes]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The data of ten companies."""
    return make_world(tmp_path_factory.mktemp("bench"), SCALE)


@pytest.fixture(scope="module")
def tables(world: World) -> Iterator[Connection]:
    """Its tables, read past our own code."""
    with open_tables(world.database_file) as connection:
        yield connection


@pytest.fixture(scope="module")
def ask(world: World) -> Iterator[Ask]:
    """What answers a document without HTTP."""
    with world.open() as (database, index):
        service = GraphService(database, index)
        yield lambda document, given: service.answer_now(GraphRequest(document, given)).body
        service.close()


@pytest.fixture(scope="module")
def server(world: World) -> Iterator[Server]:
    """The real server in a process of its own."""
    with start_server(world, keeps_answers=False) as server:
        yield server


def copy_changed(world: World, folder: Path, statement: str) -> World:
    """Return a copy of the data in which one statement changed the rows."""
    copytree(world.folder, folder, dirs_exist_ok=True)
    copy = World(folder)
    with closing(connect(copy.database_file)) as connection, connection:
        connection.execute(statement)
    return copy


def iter_rows(tables: Connection) -> Iterator[str]:
    """The statements that write all rows; those of tables may name constraints in any order."""
    return (line for line in tables.iterdump() if line.startswith("INSERT"))


class TestTheData:
    def test_the_same_scale_gives_the_same_rows(self, world: World, tmp_path: Path) -> None:
        again = make_world(tmp_path, SCALE)

        with open_tables(world.database_file) as one, open_tables(again.database_file) as other:
            pairs = zip(iter_rows(one), iter_rows(other), strict=True)
            assert all(row == same for row, same in pairs)

    def test_there_are_as_many_rows_as_the_scale_says(self, tables: Connection) -> None:
        rows = count_rows(tables)

        assert (rows["company"], rows["call"], rows["event"]) == (10, 160, 2400)
        assert 2200 < rows["quote"] < 2600
        assert 4000 < rows["posting"] < 8000

    def test_the_roles_follow_from_the_postings(self, world: World) -> None:
        with world.open() as (database, _):
            check_roles(database)

    def test_roles_that_do_not_follow_are_noticed(self, world: World, tmp_path: Path) -> None:
        broken = copy_changed(world, tmp_path, "UPDATE role_count SET opened = opened + 1")

        with broken.open() as (database, _), pytest.raises(CallboardError, match="do not follow"):
            check_roles(database)

    def test_a_folder_with_data_is_not_written_over(self, world: World) -> None:
        with pytest.raises(BadInput, match="holds a database already"):
            make_world(world.folder, SCALE)

    @pytest.mark.parametrize("scale", [0, -1, 0.001, 1e9])
    def test_an_impossible_scale_is_refused(self, scale: float) -> None:
        with pytest.raises(BadInput, match="choose one from"):
            count_companies(scale)

    def test_every_made_up_word_is_found_as_it_is_written(self) -> None:
        words = Speech(Random(1)).words[:500]

        assert [stem(word) for word in words] == list(words)


class TestTheCheck:
    @pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
    def test_answers_are_what_plain_sql_says(
        self, query: Query, tables: Connection, ask: Ask
    ) -> None:
        assert check_answers(tables, ask, (query,))[query.name] > 0

    @pytest.mark.parametrize("query", QUERIES[:-1], ids=lambda query: query.name)
    def test_an_answer_to_another_question_is_noticed(
        self, query: Query, tables: Connection, ask: Ask
    ) -> None:
        other = query.variable_sets(tables)[-1]

        with pytest.raises(WrongAnswer, match=query.name):
            check_answers(tables, lambda document, _: ask(document, other), (query,))

    def test_a_hit_that_does_not_hold_the_words_is_noticed(
        self, tables: Connection, ask: Ask
    ) -> None:
        def ask_wrongly(document: str, given: Variables) -> bytes:
            answer = loads(ask(document, given))
            for edge in answer["data"]["searchQuotes"]["edges"][:1]:
                edge["node"]["id"] = "UXVvdGU6MQ=="
            return dumps(answer)

        with pytest.raises(WrongAnswer, match="edges"):
            check_answers(tables, ask_wrongly, (BY_NAME["search"],))

    def test_an_error_is_a_wrong_answer(self, tables: Connection, ask: Ask) -> None:
        broken = replace(BY_NAME["company"], document="{ nothing }")

        with pytest.raises(WrongAnswer, match="nothing"):
            check_answers(tables, ask, (broken,))

    @pytest.mark.parametrize(
        ("wanted", "found", "difference"),
        [
            ({"a": [1, 2]}, {"a": [1, 3]}, "data.a[1] is 3, not 2"),
            ({"a": 1}, {"a": 1, "b": 2}, "data is {'a': 1, 'b': 2}, not {'a': 1}"),
            ([1], [1, 2], "data is [1, 2], not [1]"),
            (0.5, 0.6, "data is 0.6, not 0.5"),
            ({"cursor": ANY}, {"cursor": "x"}, None),
            (1 / 3, 0.333333333333333, None),
        ],
    )
    def test_a_difference_is_named_by_its_place(
        self, wanted: Any, found: Any, difference: str | None
    ) -> None:
        assert find_difference(wanted, found) == difference


@pytest.mark.network
class TestTheLoad:
    def test_our_own_client_counts_requests_and_times_them(self, server: Server) -> None:
        timing = drive_own(server.url, [dumps({"query": "{ __typename }"})], 2, 0.3)

        assert timing.failed == 0
        assert timing.requests > 10
        assert 0 < timing.p50 <= timing.p95 <= timing.p99

    def test_requests_that_fail_are_no_measurement(self, server: Server) -> None:
        with pytest.raises(CallboardError, match="failed"):
            put_load(f"{server.url}/nowhere", [b"{}"], connections=1, seconds=0.2, pid=None)

    def test_the_cpu_of_the_server_is_counted(self, server: Server) -> None:
        assert server.pid is not None
        before = read_usage(server.pid)
        drive_own(server.url, [dumps({"query": "{ __typename }"})], 2, 0.5)
        after = read_usage(server.pid)

        assert before is not None
        assert after is not None
        assert after.cpu_seconds > before.cpu_seconds
        assert after.memory > 10_000_000

    def test_a_process_that_is_gone_uses_nothing(self) -> None:
        assert read_usage(2**22 + 1) is None

    def test_a_server_that_is_not_there_is_named(self) -> None:
        with pytest.raises(CallboardError, match="does not answer"):
            Server("http://127.0.0.1:9/graphql", None).post(b"{}")


@pytest.mark.network
@pytest.mark.slow
class TestTheCommand:
    def test_it_measures_every_query_and_http_alone(self, world: World, tmp_path: Path) -> None:
        file, folder = tmp_path / "figures.json", str(world.folder)
        options = ["--seconds", "0.1", "--connections", "1", "--folder", folder]

        done = CliRunner().invoke(app, ["bench", *options, "--json", str(file)])

        assert done.exit_code == 0, done.output
        assert "HTTP alone" in done.stdout
        samples = {(each["query"], each["mode"]) for each in loads(file.read_bytes())["samples"]}
        assert samples == {
            ("HTTP alone", "constant"),
            *((name, mode) for name in BY_NAME for mode in ("computed", "compiled", "kept")),
        }

    def test_nothing_is_measured_when_an_answer_is_wrong(
        self, world: World, server: Server, tmp_path: Path
    ) -> None:
        other = copy_changed(world, tmp_path, "UPDATE event SET headline = 'Another'")
        options = Options(SCALE, 0.1, [1], other.folder, server)
        said: list[str] = []

        with pytest.raises(WrongAnswer):
            run_benchmark(options, said.append)

        assert not any("loading" in line for line in said)


class TestTheOptions:
    def test_a_running_server_needs_its_data(self) -> None:
        done = CliRunner().invoke(app, ["bench", "--url", "http://127.0.0.1:9/graphql"])

        assert done.exit_code == 1
        assert "--url needs --folder" in done.stderr

    @pytest.mark.parametrize("text", ["", "0", "1,", "-1", "one", "1001", "99999"])
    def test_impossible_connections_are_refused(self, text: str) -> None:
        with pytest.raises(BadInput, match="1 to 1000"):
            read_connections(text)
