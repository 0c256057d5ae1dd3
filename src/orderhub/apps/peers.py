"""Who stands on the health board beside shops and warehouses, and under which name."""

from orderhub.health.facade import Peer, settle_peers
from orderhub.infra import clock
from orderhub.infra.db import Database
from orderhub.notify.facade import receivers
from orderhub.partners.facade import named, peer_of

KINDS = frozenset({"notify", "sms", "partner"})


async def name_peers(db: Database) -> None:
    """Receivers of notices and partners as they are called now; those that were removed leave the
    board, and their incidents are over."""
    async with db.transaction() as tx:
        told = [Peer(peer=peer, name=name) for peer, name in await receivers(tx)]
        told += [
            Peer(peer=peer_of(endpoint_id), name=name, shop_ids=shops)
            for endpoint_id, name, shops in await named(tx)
        ]
        await settle_peers(tx, KINDS, told, clock.now())
