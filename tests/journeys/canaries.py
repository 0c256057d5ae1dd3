"""Marked people among the demo's orders: they may lie nowhere in clear."""

from tests.journeys.platforms import Platforms

NAME = "欧阳金丝雀"
PHONE = "13987651290"
ADDRESS = "鸣禽路八百八十八号九栋三单元"
NOTE = "请在黄鹂亭交给仇栗子"
CANARIES = (NAME, PHONE, ADDRESS, NOTE)


def place_canaries(platforms: Platforms) -> None:
    """One order on each platform, and the people shown plainly where the wire allows it."""
    for channel in ("taobao", "jd", "website"):
        if channel != "website":
            platforms.show_people(channel)
        platforms.place(
            channel,
            recipient={"name": NAME, "phone": PHONE, "address": ADDRESS},
            buyer_note=NOTE,
            seller_memo=NOTE,
        )
