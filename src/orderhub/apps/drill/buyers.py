"""Buyers during a drill: an SMS tells each of them of his parcel."""

from collections.abc import Iterable

from orderhub.apps.drill.stage import Stage, StageShop

SMS = {"key_id": "sandbox-key", "sign_name": "示例商店"}
SMS_SECRET = "sandbox-sms-secret"  # noqa: S105 - of the sandbox's own gateway
# An SMS goes once at most: whose gateway did not answer is not repeated, and not lost here.
UNTEXTED = """
    SELECT count(*) FROM packages p JOIN orders o ON o.id = p.order_id
    WHERE o.shop_id = ANY(%s) AND NOT EXISTS (SELECT 1 FROM notify_sms s
        WHERE s.event_id = 'parcel_sent:' || p.id AND s.state IN ('sent', 'unknown'))
"""


def let_hear(on: Stage) -> None:
    """A gateway and an approved text of a parcel that left."""
    gateway = {
        "name": "演练短信",
        "kind": "aliyun_sms",
        "url": f"{on.receivers}/aliyun_sms",
        "secret": SMS_SECRET,
        "options": SMS,
    }
    made = on.post_hub("/api/v1/notify/endpoints", gateway)
    template = {
        "endpoint_id": made["id"],
        "kind": "parcel_sent",
        "code": "SMS_100001",
        "parameters": ["order_no", "tracking_no"],
        "state": "approved",
    }
    on.put_hub("/api/v1/notify/templates", template)


def untexted(on: Stage, shops: Iterable[StageShop]) -> int:
    """Parcels of these shops, which give phones in clear, of which no SMS was sent."""
    [[found]] = on.execute(UNTEXTED, ([shop.id for shop in shops],))
    return found
