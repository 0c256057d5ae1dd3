"""HTTP surface of partners: the console's part and the partners' own."""

from orderhub.infra.http import Router
from orderhub.partners.routes import deliveries, endpoints, exchange

router = Router()
router.include_router(endpoints.router)
router.include_router(deliveries.router)
router.include_router(exchange.router)
