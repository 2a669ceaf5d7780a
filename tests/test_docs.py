"""The pages say what is true: links, queries, searches, commands, names and limits are tried."""

import ast
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import closing
from json import loads
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.requests import MOST_LEVELS
from callboard.cli import app
from schema import tables
from schema.database import Database
from schema.graph.limits import Limits
from schema.graph.pages import PAGE_MAXIMUM
from schema.graph.service import GraphRequest, GraphService
from schema.graph.where import MAXIMUM_DEPTH, MAXIMUM_PARTS, MAXIMUM_VALUES
from schema.store.indexing import catch_up, open_index
from search import SearchRequest, SearchResult
from search.engine import MAX_DEPTH as RANKED, MAX_PAGE
from search.language import MAX_NOTICES
from search.lexemes import MAX_CHARACTERS, MAX_DEPTH, MAX_WORDS
from seeds.intake import import_paths
from seeds.samples import sample_paths
from tests.test_readme import iter_commands, iter_typed_lines, split_options

ROOT = Path(__file__).parents[1]
PAGES = {
    str(path.relative_to(ROOT)): path.read_text("utf-8")
    for path in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
}
# In a wheel the folders stand beside the command line, under one name.
SOURCES = (
    Path(tables.__file__).parents[1],
    Path(tables.__file__).parents[2],
    ROOT,
)  # of a wheel too
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

Answer = Callable[..., dict[str, Any]]
Search = Callable[[str], SearchResult]


def blocks(kind: str) -> list[Any]:
    """The fenced blocks of one language in all pages, each named after its page."""
    return [
        pytest.param(text, id=f"{page}-{n}")
        for page, content in PAGES.items()
        for n, (language, text) in enumerate(FENCE.findall(content))
        if language == kind
    ]


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the tables on a page whose first column has this heading."""
    found, is_inside = [], False
    for line in PAGES[page].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        is_inside = line.startswith("|") and (is_inside or cells[0] == heading)
        if is_inside and cells[0] != heading and set(cells[0]) != {"-"}:
            found.append(cells)
    return found


def code(cell: str) -> str:
    """What stands in a cell between backticks."""
    return cell.strip().strip("`")


def links(content: str) -> list[str]:
    """The targets of a page's links and pictures, without those of its code."""
    return re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", content))


def anchors(content: str) -> set[str]:
    """The anchors of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", content), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the samples, as `callboard sample` makes it."""
    folder = tmp_path_factory.mktemp("home")
    with closing(Database(f"sqlite:///{folder / 'callboard.db'}")) as database:
        database.upgrade()
        assert import_paths(database, sample_paths()).failures == ()
        with closing(open_index(folder / "index")) as index:
            catch_up(database, index)
    return folder


@pytest.fixture(scope="module")
def answer(home: Path) -> Iterator[Answer]:
    with (
        closing(Database(f"sqlite:///{home / 'callboard.db'}")) as database,
        closing(open_index(home / "index")) as index,
        closing(GraphService(database, index)) as service,
    ):
        yield lambda query, variables=None: loads(
            service.answer_now(GraphRequest(query, variables)).body
        )


@pytest.fixture(scope="module")
def search(home: Path) -> Iterator[Search]:
    with closing(open_index(home / "index")) as index:
        yield lambda text: index.search(SearchRequest(text))


@pytest.mark.skipif(not (ROOT / "LICENSE").exists(), reason="not a checkout")
@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for target in links(PAGES[page]):
        path, _, anchor = target.partition("#")
        if not target.startswith("http"):
            place = (ROOT / page).parent / path if path else ROOT / page
            assert place.exists(), target
            assert not anchor or anchor in anchors(place.read_text("utf-8")), target


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set[str](), ["README.md"]
    while waiting:
        page = waiting.pop()
        if page in PAGES and page not in reached:
            reached.add(page)
            found = [((ROOT / page).parent / path).resolve() for path in links(PAGES[page])]
            found += [path / "README.md" for path in found]
            waiting += [str(path.relative_to(ROOT)) for path in found if path.is_relative_to(ROOT)]

    assert set(PAGES) - reached == set()


@pytest.mark.parametrize("query", blocks("graphql"))
def test_a_query_is_answered_on_the_samples(answer: Answer, query: str) -> None:
    answered = answer(query)

    assert "errors" not in answered
    assert None not in answered["data"].values()


@pytest.mark.parametrize("text", blocks("sh"))
def test_what_curl_sends_is_answered(answer: Answer, text: str) -> None:
    for body in re.findall(r"-d '(\{.*\})'", text):
        answered = answer(**loads(body))

        assert "errors" not in answered
        assert None not in answered["data"].values()


@pytest.mark.parametrize(
    ("code_of_error", "query"),
    [(code(name), code(query)) for name, _, query in rows("docs/graphql.md", "code") if query],
)
def test_an_error_has_the_code_that_the_page_says(
    answer: Answer, code_of_error: str, query: str
) -> None:
    codes = {error["extensions"]["code"] for error in answer(query)["errors"]}

    assert codes == {code_of_error}


@pytest.mark.parametrize(
    "text", [code(row[0]) for row in rows("docs/search-language.md", "example")]
)
def test_an_example_finds_something_without_a_warning(search: Search, text: str) -> None:
    result = search(text)

    assert result.notices == ()
    assert result.hits


@pytest.mark.parametrize(
    "text", [code(row[0]) for row in rows("docs/search-language.md", "odd input")]
)
def test_odd_input_is_reported(search: Search, text: str) -> None:
    assert search(text).notices


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        (code(text), match[1])
        for text, what in rows("docs/search-language.md", "odd input")
        if (match := re.search(r"`([^`]+)` is suggested", what))
    ],
)
def test_odd_input_is_suggested_what_the_page_says(
    search: Search, text: str, suggestion: str
) -> None:
    assert suggestion in [notice.suggestion for notice in search(text).notices]


def test_the_bounds_of_the_search_language_are_those_of_the_program() -> None:
    numbers = [
        re.findall(r"[\d,]+", most)[0] for _, most in rows("docs/search-language.md", "what")
    ]

    limits = (MAX_CHARACTERS, MAX_WORDS, MAX_DEPTH, MAX_PAGE, RANKED, MAX_PAGE, MAX_NOTICES)
    assert numbers == [f"{limit:,}" for limit in limits]


def test_the_limits_of_a_request_are_those_of_the_program() -> None:
    numbers = [
        re.findall(r"\d(?:,?\d)*", most) for _, most in rows("docs/graphql.md", "of one request")
    ]

    of = Limits()
    limits = [
        *([of.tokens], [of.depth, of.introspection_depth], [of.aliases], [of.root_fields]),
        *([of.directives], [of.operations], [of.fragments], [of.nodes], [PAGE_MAXIMUM]),
        *([MAXIMUM_VALUES, MAXIMUM_DEPTH], [MAXIMUM_PARTS], [MOST_LEVELS]),
    ]
    assert numbers == [[f"{limit:,}" for limit in row] for row in limits]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(words[1:], id=f"{page} {' '.join(words)}")
        for page, content in PAGES.items()
        for line in iter_typed_lines(content)
        for words in iter_commands(line)
        if Path(words[0]).name == "callboard"
    ],
)
def test_a_command_and_its_options_exist(arguments: list[str]) -> None:
    typed, known = split_options(arguments)

    assert typed <= known | {"--help", "-h", "--"}


@pytest.mark.parametrize(
    ("page", "file"), [("README.md", "acme.jsonl"), ("docs/reviewing.md", "july.jsonl")]
)
def test_a_page_shows_what_the_commands_print(
    page: str, file: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLBOARD_HOME", str(copytree(home, tmp_path / "home")))
    monkeypatch.chdir(tmp_path)
    by_kind = FENCE.findall(PAGES[page])
    [records] = [text for kind, text in by_kind if kind == "json" and '{"record"' in text]
    lines = re.sub(r"\n +", " ", records)  # a page breaks a long record over several lines
    (tmp_path / file).write_text(lines, "utf-8")
    for kind, block in by_kind:
        for line, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            assert kind == "console"
            printed = CliRunner().invoke(app, shlex.split(line)[1:], prog_name="callboard").stdout
            seconds = re.compile(r"[\d.]+ s\b")
            assert seconds.sub("s", printed).strip() == seconds.sub("s", shown).strip()


@pytest.mark.parametrize("program", blocks("python"))
def test_a_program_serves_the_app(
    home: Path, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLBOARD_HOME", str(home))
    names: dict[str, Any] = {}

    exec(program.replace("/srv/callboard", str(home)), names)

    prefix = "/research" if "/research" in program else ""
    with TestClient(names["app"]) as client:
        assert client.get(f"{prefix}/readyz").json() == {"status": "ready"}


@pytest.mark.parametrize(
    ("path", "name"),
    sorted(set(re.findall(r"`([\w/]+\.py)(?::([\w.]+))?`", PAGES["ARCHITECTURE.md"]))),
)
def test_a_name_in_the_architecture_exists(path: str, name: str) -> None:
    places = [folder / path for folder in SOURCES if (folder / path).is_file()]

    assert places, path
    node: Any = ast.parse(places[0].read_text("utf-8"))
    for part in filter(None, name.split(".")):
        names = names_in(node)
        assert part in names, f"{path}: {part}"
        node = names[part]


def names_in(node: Any) -> dict[str, ast.AST]:
    """The functions, classes and variables that are defined directly inside a node."""
    found: dict[str, ast.AST] = {}
    for child in getattr(node, "body", []):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[child.name] = child
        targets = child.targets if isinstance(child, ast.Assign) else [getattr(child, "target", 0)]
        found |= {target.id: child for target in targets if isinstance(target, ast.Name)}
    return found
