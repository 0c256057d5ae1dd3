"""When a paid order goes to another address: over what is told in clear and what is hidden."""

from typing import Any

import pytest

from orderhub.connector_kit.people import CIPHER, PLAIN
from orderhub.orders.decide.recipient import goes_elsewhere, refs_of
from orderhub.orders.model import State

OPENED = {
    1: {"recipient_name": "王一", "recipient_address": "仓前路 1 号"},
    2: {"recipient_name": "王一", "recipient_address": "仓前路１号"},
    3: {"recipient_name": "王一", "recipient_address": "仓前路2号"},
}


def state(ref: int, strength: int = PLAIN, **region: str) -> State:
    told: dict[str, Any] = {"province": "浙江省", "city": "杭州市", "district": "余杭区"} | region
    people = {
        name: ["****", strength, ref, "", ""] for name in ("recipient_name", "recipient_address")
    }
    return State(snapshot=told, people=people)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (state(1), state(2), "the same"),
        (state(1), state(3), "another"),
        (state(1), state(2, district="西湖区"), "another"),
        (state(1, CIPHER), state(3, CIPHER), "the same"),
        (state(1, CIPHER), state(3, CIPHER, city="宁波市"), "another"),
        (state(1, CIPHER), state(3, CIPHER, city=""), "the same"),
        (state(9), state(3), "the same"),
    ],
)
def test_another_name_street_or_region_is_another_address_but_no_mask_nor_ciphertext(
    before: State, after: State, told: str
) -> None:
    assert goes_elsewhere(before, after, OPENED) is (told == "another")


def test_only_what_came_in_clear_is_opened() -> None:
    assert refs_of(state(1, CIPHER)) == []
    assert set(refs_of(state(1))) == {1}
