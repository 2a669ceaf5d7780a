"""The files that pages load: style sheets, scripts, the icon."""

from os import PathLike, stat_result
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from api.compression import MINIMUM, is_gzip_accepted

STATIC = Path(__file__).parent / "static"


class Assets(StaticFiles):
    """Starlette's files, with one tag for the bytes as they are and another for them packed.

    Starlette has one for both, so that a cache may take either for the other. Parts of a file are
    never packed.
    """

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return a file, or that the client has it already."""
        asked = Headers(scope=scope)
        response = FileResponse(full_path, status_code, stat_result=stat_result)
        response.headers["Vary"] = "Accept-Encoding"
        is_whole = stat_result.st_size >= MINIMUM and "range" not in asked
        if is_whole and is_gzip_accepted(scope):
            response.headers["ETag"] = f'{response.headers["etag"][:-1]}-gzip"'
        if self.is_not_modified(response.headers, asked):
            return NotModifiedResponse(response.headers)
        return response
