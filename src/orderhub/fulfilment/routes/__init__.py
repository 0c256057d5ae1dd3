"""HTTP surface of fulfilment."""

from orderhub.fulfilment.routes import desk, notes, scans, warehouses, wms
from orderhub.infra.http import Router

ingest = Router()
ingest.include_router(wms.router)

router = Router()
for module in (scans, desk, notes, warehouses):
    router.include_router(module.router)
