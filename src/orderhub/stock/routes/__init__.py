"""HTTP surface of stock."""

from orderhub.infra.http import Router
from orderhub.stock.routes import desk, goods, returns, shops

router = Router()
for part in (goods.router, desk.router, shops.router, returns.router):
    router.include_router(part)
