"""The object a started sandbox prints and hands out."""

from orderhub_sandbox.erp import desk as erp
from orderhub_sandbox.express import desk as express
from orderhub_sandbox.registry import PLATFORMS
from orderhub_sandbox.warehouse import desk as warehouse
from orderhub_sandbox.world import World


def credentials(world: World) -> dict[str, object]:
    """Addresses, apps and shops of every channel."""
    return {
        "base_url": world.base_url,
        "control_url": f"{world.base_url}/_control",
        "warehouse": warehouse.credentials(world.base_url),
        "tracking": express.credentials(world.base_url),
        "erp": erp.credentials(world.base_url),
        "channels": {name: platform.credentials(world) for name, platform in PLATFORMS.items()},
    }
