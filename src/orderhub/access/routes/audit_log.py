"""Reading the audit log and checking its chain."""

from typing import Annotated

from fastapi import Query

from orderhub.access.guard import CurrentActor, policy
from orderhub.access.queries import page_audit
from orderhub.access.schemas.audit_log import AuditQuery, Entries, EntryOut, VerificationOut
from orderhub.access.service.audit import verify
from orderhub.infra.http import Router, Transaction

router = Router(prefix="/audit-log", tags=["audit log"])


@router.get("", summary="Page through the audit log", dependencies=[policy("audit.read")])
async def page_log(
    query: Annotated[AuditQuery, Query()], actor: CurrentActor, tx: Transaction
) -> Entries:
    """Newest first, within the actor's shops."""
    page = await page_audit(
        tx, actor, query.to_filter(), query.limit, before=query.before, after=query.after
    )
    return Entries(
        items=[EntryOut.of(entry) for entry in page.items],
        next=None if page.older_than is None else f"b{page.older_than}",
        previous=None if page.newer_than is None else f"a{page.newer_than}",
    )


@router.get("/verification", summary="Verify the chain", dependencies=[policy("audit.read")])
async def verify_log(tx: Transaction) -> VerificationOut:
    """Walks the whole chain: the first broken link by name, and how much waits for the sealer."""
    return VerificationOut.of(await verify(tx))
