"""The pages for who writes programs: what is here, GraphiQL, and the console in its place."""

from dataclasses import dataclass
from functools import cache, partial
from mimetypes import guess_type
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from api.compression import is_gzip_accepted
from api.ide import find_ide_file, has_ide, ide_files
from api.rendering import prefix_of, render
from api.security import IDE_POLICY, PAGE_POLICY
from api.site import Site
from api.views.charts import CHARTS
from schema.errors import NotFound
from schema.graph.exporting import EXPORTS

HERE = Path(__file__).parent
# The name of every file of GraphiQL carries its version, so what it holds never changes.
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Example:
    """A query that the pages offer; its title is the comment in its first line."""

    slug: str
    title: str
    query: str


@cache
def load_examples() -> tuple[Example, ...]:
    """Return the example queries in the order of their files, `10-company-page.graphql` first."""
    examples = []
    for path in sorted((HERE / "examples").glob("*.graphql")):
        query = path.read_text("utf-8")
        slug = path.stem.partition("-")[2]
        examples.append(Example(slug, query.partition("\n")[0].lstrip("# "), query))
    return tuple(examples)


class Pages:
    """Renders the pages of one site; addresses begin with the prefix that it is mounted under."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.sdl: str | None = None

    async def developers(self, request: Request) -> Response:
        """Return the page that says what is here for programs."""
        examples = load_examples() if self.site.settings.ide else ()
        exports = () if self.site.settings.documents_only else tuple(EXPORTS)
        shown = {"examples": examples, "exports": exports, "charts": tuple(CHARTS)}
        return render(request, "developers.html", PAGE_POLICY, **shown)

    async def ide(self, request: Request) -> Response:
        """Return GraphiQL with our examples; without its files the console, which needs none."""
        folder = self.site.settings.ide_dir
        config = {
            "endpoint": f"{prefix_of(request)}/graphql",
            "examples": [vars(example) for example in load_examples()],
        }
        if await run_sync(has_ide, folder):
            return render(request, "graphiql.html", IDE_POLICY, config=config, files=ide_files())
        return render(request, "console.html", PAGE_POLICY, config=config)

    async def ide_file(self, request: Request) -> Response:
        """Return one of GraphiQL's files. Raises NotFound."""
        name = request.path_params["name"]
        is_packed = is_gzip_accepted(request.scope)
        find = partial(find_ide_file, self.site.settings.ide_dir, name, is_packed=is_packed)
        path = await run_sync(find)
        if path is None or not self.site.settings.ide:
            raise NotFound("GraphiQL has no such file; `callboard ide fetch` puts them in place.")
        headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
        if is_packed:
            headers["Content-Encoding"] = "gzip"
        return FileResponse(path, headers=headers, media_type=guess_type(name)[0])

    async def schema(self, request: Request) -> Response:
        """Return the schema as text. Raises NotReady when the site cannot be opened."""
        if self.sdl is None:
            service = await self.site.service()
            self.sdl = await run_sync(lambda: service.sdl)
        headers = {"Cache-Control": "no-cache"}
        return Response(self.sdl, media_type="text/plain; charset=utf-8", headers=headers)
