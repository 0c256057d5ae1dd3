"""HTTP surface of the order desk."""

from orderhub.infra.http import Router
from orderhub.orders.routes import (
    batches,
    detail,
    exceptions,
    exports,
    imports,
    lists,
    trial,
    views,
)

router = Router()
for part in (lists, batches, exceptions, detail, views, imports, exports, trial):
    router.include_router(part.router)
