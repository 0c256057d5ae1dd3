"""HTTP surface of fulfilment."""

from orderhub.fulfilment.routes import desk, scans
from orderhub.infra.http import Router

router = Router()
for module in (scans, desk):
    router.include_router(module.router)
