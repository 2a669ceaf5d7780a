"""The wheel holds one package, everything under it, and leaves the name `schema` to others."""

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest

pytest.importorskip("hatchling", reason="hatchling is not installed, so no wheel can be built")

ROOT = Path(__file__).parents[1]
FOLDERS = ("api", "callboard", "schema", "search", "seeds")

IMPORT_EVERYTHING = """
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import callboard

for module in walk_packages(callboard.__path__, "callboard."):
    # these two do their work when they are imported
    if not module.name.endswith((".__main__", ".migrations.env")):
        import_module(module.name)
strays = [
    name for name, module in sys.modules.items()
    if name.split(".")[0] in {"api", "schema", "search", "seeds"}
    or (name.split(".")[0] == "callboard" and not module.__file__.startswith(sys.argv[1]))
]
import schema

print(strays, schema.WHO)
"""


def iter_files(folder: Path) -> Iterator[Path]:
    """The files below a folder, without what Python and the tools leave there."""
    for path in folder.iterdir():
        if path.is_dir() and path.name != "__pycache__" and not path.name.startswith("."):
            yield from iter_files(path)
        elif path.is_file() and not path.name.startswith("."):
            yield path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(build, cwd=ROOT, capture_output=True, check=False, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    return ZipFile(next(folder.glob("*.whl")))


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = spec_from_file_location("wheel_hook", ROOT / ".ci" / "wheel.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_wheel_holds_one_package(wheel: ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"callboard"}


def test_the_wheel_holds_every_file_of_the_folders(wheel: ZipFile) -> None:
    files = {path.relative_to(ROOT) for folder in FOLDERS for path in iter_files(ROOT / folder)}

    expected = {Path("callboard", *file.parts[file.parts[0] == "callboard" :]) for file in files}

    assert expected - {Path(name) for name in wheel.namelist()} == set()


def test_everything_can_be_imported_beside_another_schema(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    (tmp_path / "schema.py").write_text("WHO = 'somebody else'", "utf-8")

    imported = subprocess.run(
        [sys.executable, "-c", IMPORT_EVERYTHING, str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
    )

    assert imported.stdout == "[] somebody else\n", imported.stderr


def test_only_the_from_lines_are_changed(hook: ModuleType) -> None:
    source = "from schema.tables import Company\nfrom schematics import x\nprint('from schema')\n"

    moved = hook.under_one_name(source)

    assert moved == source.replace("from schema.tables", "from callboard.schema.tables")


def test_an_import_that_cannot_be_moved_stops_the_build(hook: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"line 1: write 'from schema\.tables import \.\.\.'"):
        hook.under_one_name("import schema.tables\n")
