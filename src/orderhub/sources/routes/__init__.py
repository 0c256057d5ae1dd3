"""HTTP surface of sources: the console's part, and the address that sources push to."""

from orderhub.infra.http import Router
from orderhub.sources.routes import aside, desk, mappings, pulls
from orderhub.sources.routes.ingest import router as ingest

router = Router()
for part in (desk, mappings, pulls, aside):
    router.include_router(part.router)

__all__ = ["ingest", "router"]
