"""Fetching GraphiQL's files, with a small program in npm's place; no test asks a registry."""

from hashlib import sha384
from pathlib import Path

import pytest

from api import ide
from api.ide import IdeFile, IdeNotFetched, fetch_ide, find_ide_file, has_ide, ide_files
from schema.errors import Damaged

NPM = """#!/bin/sh
for name in "$@"; do
  case $name in
    pack|--*) ;;
    *) mkdir -p package && printf '%s' "$CONTENT" > package/main.js
       tar -czf "$(echo "$name" | sed 's/^@//; s/@/-/; s,/,-,').tgz" package ;;
  esac
done
"""


def integrity(content: bytes) -> str:
    from base64 import b64encode

    return "sha384-" + b64encode(sha384(content).digest()).decode()


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program in npm's place that packs what CONTENT holds, and ask for two such files."""
    program = tmp_path / "bin" / "npm"
    program.parent.mkdir()
    program.write_text(NPM)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setenv("CONTENT", "good")
    asked = (
        IdeFile("graphiql", "1.0.0", "main.js", integrity(b"good")),
        IdeFile("@graphiql/explorer", "2.0.0", "main.js", integrity(b"good")),
    )
    monkeypatch.setattr(ide, "ide_files", lambda: asked)
    return program


def test_strawberrys_page_names_seven_files_of_five_packages_with_their_hashes() -> None:
    files = ide_files()

    assert len(files) == 7
    assert len({file.package for file in files}) == 5
    assert all(file.integrity.startswith("sha384-") for file in files)


def test_a_scoped_package_is_packed_without_its_sign() -> None:
    assert IdeFile("@a/b", "1.2", "x.js", "").tarball == "a-b-1.2.tgz"


def test_files_are_fetched_and_found_by_name(npm: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "ide"

    report = fetch_ide(folder)

    assert (report.files, report.bytes) == (2, 8)
    assert has_ide(folder)
    path = find_ide_file(folder, "@graphiql/explorer@2.0.0/main.js", is_packed=False)
    assert path is not None
    assert path.read_text() == "good"


def test_fetching_again_replaces_what_is_there(npm: Path, tmp_path: Path) -> None:
    fetch_ide(tmp_path / "ide")
    (tmp_path / "ide" / "graphiql@1.0.0" / "main.js").write_text("broken")

    fetch_ide(tmp_path / "ide")

    assert (tmp_path / "ide" / "graphiql@1.0.0" / "main.js").read_text() == "good"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "ide"]


def test_a_file_with_another_hash_is_refused_and_nothing_changes(
    npm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTENT", "evil")

    with pytest.raises(Damaged, match="nothing was kept"):
        fetch_ide(tmp_path / "ide")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin"]


def test_a_package_without_the_file_is_refused(npm: Path, tmp_path: Path) -> None:
    npm.write_text(NPM.replace("main.js", "other.js"))

    with pytest.raises(Damaged, match="is not in its package"):
        fetch_ide(tmp_path / "ide")


def test_without_npm_a_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(IdeNotFetched, match="npm is not installed"):
        fetch_ide(tmp_path / "ide")


def test_what_npm_says_when_it_fails_is_passed_on(npm: Path, tmp_path: Path) -> None:
    npm.write_text("#!/bin/sh\necho no network >&2\nexit 1\n")

    with pytest.raises(IdeNotFetched, match="it said: no network"):
        fetch_ide(tmp_path / "ide")


def test_npm_that_hangs_is_given_up(
    npm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm.write_text("#!/bin/sh\nexec sleep 30\n")
    monkeypatch.setattr(ide, "PATIENCE", 0.2)

    with pytest.raises(IdeNotFetched, match="try again later"):
        fetch_ide(tmp_path / "ide")


def test_a_folder_with_other_things_is_left_alone(npm: Path, tmp_path: Path) -> None:
    (tmp_path / "ide").mkdir()
    (tmp_path / "ide" / "letter.txt").write_text("dear")

    with pytest.raises(IdeNotFetched, match="holds other things"):
        fetch_ide(tmp_path / "ide")


def test_only_files_of_the_list_are_found(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")

    assert find_ide_file(tmp_path, "secret", is_packed=False) is None
    assert not has_ide(tmp_path)
