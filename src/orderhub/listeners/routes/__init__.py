"""HTTP surface of listeners."""

from orderhub.infra.http import Router
from orderhub.listeners.routes.listeners import router as listeners
from orderhub.listeners.routes.runs import router as runs

router = Router()
for part in (runs, listeners):
    router.include_router(part)
