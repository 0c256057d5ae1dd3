"""The console's files; every path of its own router answers with its page."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

import orderhub

PACKAGED = Path(orderhub.__file__).parent / "_web"
IN_SOURCE = Path(orderhub.__file__).parents[2] / "web" / "dist"
NOT_A_PAGE = ("api/", "ingest/", "health/", "metrics", "assets/")
FOREVER = "public, max-age=31536000, immutable"


def console_folder() -> Path | None:
    """The built console: inside the package, else beside the source; None when it was not built."""
    for folder in (PACKAGED, IN_SOURCE):
        if (folder / "index.html").is_file():
            return folder
    return None


class Console(StaticFiles):
    """Files by name; unknown names are pages of the single-page app."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or the page; hashed assets may be kept for ever, the page never."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith(NOT_A_PAGE):  # noqa: PLR2004
                raise
            response = await super().get_response("index.html", scope)
            path = "index.html"
        kept = path.startswith("assets/")
        response.headers["Cache-Control"] = FOREVER if kept else "no-cache"
        return response
