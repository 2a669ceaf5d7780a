"""Build hook: in the wheel every folder lives under one name, api -> callboard.api.

A checkout says `from schema import tables`. Installed beside other programs that name would clash
(PyPI has a `schema`), so the wheel says `from callboard.schema import tables` instead.
`python .ci/wheel.py tests FOLDER` copies the tests with the same change, to run against a wheel.
"""

import ast
import re
import sys
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "callboard"
FOLDERS = ("api", "schema", "search", "seeds")


def is_ours(module: str | None) -> bool:
    """Whether a dotted name is, or is inside, one of the folders that move."""
    return module is not None and module.split(".")[0] in FOLDERS


def under_one_name(source: str) -> str:
    """Return the same source, line for line, with its imports moved under NAME.

    Raises ValueError for `import schema`: the name that it binds cannot be moved.
    """
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in filter(lambda alias: is_ours(alias.name), node.names):
                raise ValueError(f"line {node.lineno}: write 'from {alias.name} import ...'")
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and is_ours(node.module):
            row = node.lineno - 1
            lines[row] = re.sub(r"\bfrom +", f"from {NAME}.", lines[row], count=1)
    return "".join(lines)


def copy_file(source: str, target: str) -> str:
    """Copy one file, a Python file with its imports moved, and return where it went."""
    if not source.endswith(".py"):
        return copyfile(source, target)
    try:
        moved = under_one_name(Path(source).read_text("utf-8"))
    except (SyntaxError, ValueError) as error:
        raise ValueError(f"{source}: {error}") from error
    Path(target).write_text(moved, "utf-8")
    return target


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder with the imports of its Python files moved under NAME."""
    left_out = ignore_patterns("__pycache__", "*.pyc", ".*")
    copytree(source, target, ignore=left_out, copy_function=copy_file)


class OneName(BuildHookInterface[Any]):
    """Stages the folders under one name for a wheel; leaves editable installs alone."""

    staging: TemporaryDirectory[str]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the moved copies into the wheel."""
        self.staging = TemporaryDirectory(prefix="callboard-wheel-")
        if version == "editable":
            return
        package = Path(self.staging.name, NAME)
        copy_folder(Path(self.root, NAME), package)
        for folder in FOLDERS:
            copy_folder(Path(self.root, folder), package / folder)
        build_data["force_include"][str(package)] = NAME

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the copies."""
        self.staging.cleanup()


if __name__ == "__main__":
    copy_folder(Path(sys.argv[1]), Path(sys.argv[2]))
