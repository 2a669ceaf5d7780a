"""Records in, rows out: one transaction a file, and the same file twice changes nothing."""

from seeds.intake.files import import_file, import_paths
from seeds.intake.reports import FileReport, ImportReport

__all__ = ["FileReport", "ImportReport", "import_file", "import_paths"]
