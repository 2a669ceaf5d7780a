"""Which callboard this is."""

from importlib.metadata import PackageNotFoundError, version


def own_version() -> str:
    """Return the installed version; "unknown" in a checkout that was never installed."""
    try:
        return version("callboard")
    except PackageNotFoundError:
        return "unknown"
