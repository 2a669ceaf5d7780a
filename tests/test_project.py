"""The rules that hold for every file: size, docstrings, names, layers, libraries, one version."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
FOLDERS = ("api", "callboard", "schema", "search", "seeds")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

# A migration is a record, one statement a table; cutting it up would say nothing more.
RECORDS = "versions"

# Written in halves, so that this file does not hold what it looks for.
REGISTRIES = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "crates" + ".io")
MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:(?:root|work|home/\w+|Users/\w+)/|tmp\b)")
# It means nothing to who cannot open the tracker; only the changelog may link there.
TRACKER_NUMBER = re.compile(
    r"\b(?:issues?|tickets?|bugs?|pull requests?|PR|GH)(?:[ -]#?|#)\d+\b", re.IGNORECASE
)

NOT_IMPORTED = {
    "httptools": "uvicorn's parser of requests; api/server.py builds on uvicorn's class over it",
    "uvloop": "uvicorn takes it for its event loop where it is installed",
}
"""Declared libraries that no file of ours imports, each with the reason why it is declared."""


def iter_python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def parse_module(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported_libraries(path: Path) -> set[str]:
    """The top-level names that a file imports from neither this project nor Python's own."""
    names = set[str]()
    for node in ast.walk(parse_module(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - set(FOLDERS)


def versioned_files() -> list[Path]:
    """Every file that is, or would be, committed."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        found = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in found.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def pinned_versions(requirements: str) -> dict[str, str]:
    text = (ROOT / ".ci" / requirements).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


def test_no_file_is_longer_than_450_lines() -> None:
    # A newcomer looks for every row type in one file, however many there are.
    every_row_type = ROOT / "schema" / "tables.py"
    lengths = {
        str(path): len(path.read_text("utf-8").splitlines())
        for path in iter_python_files(*FOLDERS, ".ci", "tests")
        if path.parent.name != RECORDS and path != every_row_type
    }

    assert {path: length for path, length in lengths.items() if length > 450} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    too_long = [
        f"{path}:{node.lineno} {node.name}"
        for path in iter_python_files(*FOLDERS, ".ci", "tests")
        if path.parent.name != RECORDS
        for node in ast.walk(parse_module(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= 60
    ]

    assert too_long == []


def test_every_module_says_in_a_docstring_what_it_is() -> None:
    silent = [
        str(path)
        for path in iter_python_files(*FOLDERS, ".ci")
        if not ast.get_docstring(parse_module(path))
    ]

    assert silent == []


def test_a_file_is_a_noun_and_not_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}

    found = [str(path) for path in iter_python_files(*FOLDERS, "tests") if path.stem in drawers]

    assert found == []


def test_the_tests_are_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_no_versioned_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in versioned_files():
        text = path.read_text("utf-8", errors="ignore")
        if MACHINE_PATH.search(text) or any(host in text for host in REGISTRIES):
            found.append(str(path.relative_to(ROOT)))

    assert found == []


def test_no_versioned_file_but_the_changelog_names_a_number_of_a_tracker() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in versioned_files()
        if path.name != "CHANGELOG.md"
        for match in TRACKER_NUMBER.finditer(path.read_text("utf-8", errors="ignore"))
    ]

    assert found == []


def test_the_layers_hold() -> None:
    pytest.importorskip("importlinter", reason="import-linter is not installed")

    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    linted = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, check=False, text=True
    )

    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_every_library_that_is_imported_is_declared() -> None:
    extras = PROJECT["optional-dependencies"]
    names = ("parquet", "png", "postgres")
    lines = PROJECT["dependencies"] + [line for name in names for line in extras[name]]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    providers = packages_distributions()

    undeclared = {
        f"{path}: {name}"
        for path in iter_python_files(*FOLDERS)
        for name in imported_libraries(path)
        if not declared & {canonicalize_name(provider) for provider in providers.get(name, [])}
    }

    assert undeclared == set()


def test_every_library_that_is_declared_is_imported_or_says_why_not() -> None:
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    providers = packages_distributions()

    imported = {
        canonicalize_name(provider)
        for path in iter_python_files(*FOLDERS)
        for name in imported_libraries(path)
        for provider in providers.get(name, [])
    }

    assert declared - imported == set(NOT_IMPORTED)


@pytest.mark.parametrize("requirements", ["requirements.txt", "requirements-dev.txt"])
def test_the_pinned_versions_are_within_the_declared_bounds(requirements: str) -> None:
    pinned = pinned_versions(requirements)
    declared = [Requirement(line) for line in PROJECT["dependencies"]]

    outside = [str(need) for need in declared if pinned.get(need.name, "0") not in need.specifier]

    assert outside == []


def test_the_newest_change_is_the_version_of_the_project() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")

    released = re.findall(r"^## \[(\d[^\]]*)\] - \d{4}-\d{2}-\d{2}$", changes, re.MULTILINE)

    assert released[0] == PROJECT["version"]
