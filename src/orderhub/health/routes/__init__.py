"""HTTP surface of connection health."""

from fastapi import APIRouter

from orderhub.health.routes import board, changes, dependencies, incidents

router = APIRouter()
router.include_router(board.router)
router.include_router(incidents.router)
router.include_router(dependencies.router)
router.include_router(changes.router)
