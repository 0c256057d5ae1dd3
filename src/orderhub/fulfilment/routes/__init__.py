"""HTTP surface of fulfilment."""

from orderhub.fulfilment.routes import (
    desk,
    merging,
    notes,
    parts,
    pushes,
    scans,
    tracking,
    warehouses,
    wms,
)
from orderhub.infra.http import Router

ingest = Router()
ingest.include_router(wms.router)
ingest.include_router(pushes.router)

router = Router()
for module in (scans, desk, notes, parts, merging, warehouses, tracking):
    router.include_router(module.router)
