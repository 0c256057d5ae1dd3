"""HTTP surface of access."""

from orderhub.access.routes import api_keys, audit_log, session, users
from orderhub.infra.http import Router

router = Router()
for part in (session, users, api_keys, audit_log):
    router.include_router(part.router)
