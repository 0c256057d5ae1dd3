"""HTTP surface of the order desk."""

from orderhub.infra.http import Router
from orderhub.orders.routes import detail, lists

router = Router()
for part in (lists, detail):
    router.include_router(part.router)
