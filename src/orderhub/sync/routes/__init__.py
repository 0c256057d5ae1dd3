"""HTTP surface of sync: shops as they fare, runs, quarantine, and the address of pushes."""

from orderhub.infra.http import Router
from orderhub.sync.routes import backfills, completeness, notices, push, quarantine, runs, shops

__all__ = ["ingest", "router"]

ingest = Router()
for part in (push, notices):
    ingest.include_router(part.router)

router = Router()
for part in (shops, runs, backfills, completeness, quarantine):
    router.include_router(part.router)
