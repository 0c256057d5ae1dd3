"""HTTP surface of channels; reading shops is a route of sync, which knows how they fare."""

from orderhub.channels.routes import consents, mappings, shops
from orderhub.infra.http import Router

router = Router()
router.include_router(shops.router)
router.include_router(consents.router)
router.include_router(mappings.fields)
router.include_router(mappings.shape)
