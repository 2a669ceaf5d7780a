"""The samples that ship with callboard: Spotify's events, and companies that are made up."""

from pathlib import Path

FOLDER = Path(__file__).parent


def sample_paths() -> list[Path]:
    """Return the sample files, in the order of their names."""
    return sorted([*FOLDER.glob("*.jsonl"), *FOLDER.glob("*.jsonl.gz")])
