"""HTTP surface of sync: shops as they fare, runs, quarantine, and the address of pushes."""

from orderhub.infra.http import Router
from orderhub.sync.routes import quarantine, runs, shops
from orderhub.sync.routes.push import router as push

__all__ = ["push", "router"]

router = Router()
for part in (shops, runs, quarantine):
    router.include_router(part.router)
