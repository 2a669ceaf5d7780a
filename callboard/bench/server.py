"""The server under test: the real one, one process, with a route of constant bytes beside ours.

Run as a program it serves what the settings name; `start_server` runs it so.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, Queue
from subprocess import PIPE, Popen
from threading import Thread
from typing import IO
from urllib.request import Request as HttpRequest, urlopen

from orjson import dumps
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.app import create_app
from api.server import LOGGING, serve
from api.settings import Settings
from callboard.bench.queries import Variables
from callboard.bench.world import World
from schema.errors import CallboardError

PATIENCE = 60.0  # seconds for the server to start, and for one answer
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers; `pid` is None when it runs elsewhere."""

    url: str
    pid: int | None

    @property
    def constant(self) -> str:
        """The address of constant bytes; their number is to follow."""
        return f"{self.url.rpartition('/')[0]}/constant/"

    def ask(self, document: str, variables: Variables) -> bytes:
        """Return the body of the answer to a query."""
        return self.post(dumps({"query": document, "variables": variables}))

    def post(self, body: bytes) -> bytes:
        """Return the answer to one request. Raises CallboardError when none comes."""
        headers = {"Content-Type": "application/json"}
        try:
            with urlopen(HttpRequest(self.url, body, headers), timeout=PATIENCE) as answer:
                found: bytes = answer.read()
                return found
        except (OSError, ValueError) as error:
            raise CallboardError(f"{self.url} does not answer: {error}") from error


@contextmanager
def start_server(world: World, *, keeps_answers: bool) -> Iterator[Server]:
    """Yield a server of a world in a process of its own, ended afterwards.

    One that keeps no answers computes each anew. Raises CallboardError when it does not start.
    """
    values = {
        "CALLBOARD_HOME": str(world.folder),
        "CALLBOARD_DATABASE_URL": f"sqlite:///{world.database_file}",
        "CALLBOARD_INDEX_DIR": str(world.index_folder),
        "CALLBOARD_HOST": "127.0.0.1",
        "CALLBOARD_PORT": "0",
    }
    if not keeps_answers:
        values["CALLBOARD_KEPT_BYTES"] = "0"
    others = {name: value for name, value in os.environ.items() if name[:10] != "CALLBOARD_"}
    command = [sys.executable, "-m", __name__]
    with Popen(command, env=others | values, stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Server(f"{read_address(process.stdout)}/graphql", process.pid)
        finally:
            process.terminate()


def read_address(output: IO[str]) -> str:
    """Return the address in the first line that a server prints."""
    lines: Queue[str] = Queue()
    Thread(target=lambda: lines.put(output.readline()), daemon=True).start()
    try:
        words = lines.get(timeout=PATIENCE).split()
    except Empty:
        words = []
    address = next((word for word in words if word.startswith("http://")), None)
    if address is None:
        raise CallboardError("the server did not start; what it says is above")
    return address


async def answer_constant(request: Request) -> Response:
    """Answer with so many bytes: what HTTP alone costs."""
    size = min(request.path_params["size"], MOST_BYTES)
    return Response(b"x" * size, media_type="application/json")


def main() -> None:
    """Serve what the settings name."""
    settings = Settings.from_environment(os.environ)
    app = create_app(settings)
    # Without a line a request, as servers are compared.
    LOGGING["loggers"]["callboard.http"] = {"level": "WARNING"}
    # First, where the endpoint is among the first: passing by all other routes takes time too.
    app.router.routes.insert(0, Route("/constant/{size:int}", answer_constant))
    serve(settings, app)


if __name__ == "__main__":
    main()
