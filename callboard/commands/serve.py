"""The command that answers requests."""

from typing import Annotated

import typer

from callboard.stores import read_settings


def serve(
    host: Annotated[
        str | None,
        typer.Option("--host", help="The address to listen on; 0.0.0.0 means all. [127.0.0.1]"),
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", help="The port to listen on; 0 takes a free one. [8000]")
    ] = None,
) -> None:
    """Serve GraphQL and the pages until Ctrl-C."""
    # First: what GraphQL says of labels is read from the chosen taxonomy when it is loaded.
    settings = read_settings(host=host, port=port)

    from api.app import create_app
    from api.server import serve as serve_app

    serve_app(settings, create_app(settings))
