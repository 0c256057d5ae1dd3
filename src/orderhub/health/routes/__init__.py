"""HTTP surface of connection health."""

from orderhub.health.routes import board, changes, dependencies, incidents
from orderhub.infra.http import Router

router = Router()
router.include_router(board.router)
router.include_router(incidents.router)
router.include_router(dependencies.router)
router.include_router(changes.router)
