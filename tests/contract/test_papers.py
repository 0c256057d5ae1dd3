"""What a connector says about itself is so: its page, its kept payloads, its form, its record."""

import re
from contextlib import suppress
from pathlib import Path

import pytest

import orderhub.connectors
from orderhub.connector_kit.contract import ChannelOrder, Connector
from orderhub.kernel.errors import ContractViolation, InvalidInput
from orderhub.kernel.words import ChannelStatus
from tests.contract.conftest import words_of

HOME = Path(orderhub.connectors.__file__).parent
FIXTURES = Path(__file__).parent / "fixtures"
POLLS = {"prepare", "classify", "pull_orders", "get_order", "probe"}
PUSHES = {"verify_push", "read_push"}
WRITES = {"ship_order", "set_note", "hears"}
HEARS = {"listen", "read_notices", "read_push"}
GRADES = {"bronze": set[str](), "silver": WRITES, "gold": WRITES | {"waybill"}}
HEADINGS = {"Quota", "Scopes", "Quirks", "Status words"}


def page_of(connector: Connector) -> str:
    return (HOME / connector.channel / "README.md").read_text()


def test_the_page_of_a_channel_has_its_chapters(connector: Connector) -> None:
    assert set(re.findall(r"^## (.+)$", page_of(connector), re.MULTILINE)) >= HEADINGS


def test_the_status_table_of_the_page_is_the_mapping(connector: Connector) -> None:
    table = re.findall(r"^\| `(.+?)` \| `(.+?)` \|$", page_of(connector), re.MULTILINE)
    assert dict(table) == words_of(connector.channel)


def test_every_status_is_a_word_of_ours(connector: Connector) -> None:
    assert set(words_of(connector.channel).values()) <= {word.value for word in ChannelStatus}
    assert "unknown" not in words_of(connector.channel).values()


def test_the_grade_is_earned(connector: Connector) -> None:
    found = re.match(r"---\nchannel: (\w+)\ngrade: (\w+)\n---\n", page_of(connector))
    assert found is not None
    assert found.group(1) == connector.channel
    hears = {"hears"} if connector.capabilities & HEARS else set[str]()
    assert connector.capabilities | hears >= GRADES[found.group(2)]
    assert connector.capabilities >= POLLS or connector.capabilities >= PUSHES


def test_kept_payloads_still_parse(connector: Connector) -> None:
    kept = sorted((FIXTURES / connector.channel).glob("*.json"))
    assert kept
    for path in kept:
        rows = connector.read_rows(path.read_bytes())
        assert rows, path
        assert [row.problem for row in rows if row.order is None] == []


def test_paths_lead_to_fields_of_an_order(connector: Connector) -> None:
    ours = set(ChannelOrder.__dataclass_fields__) | {
        "channel_status_raw",
        "recipient_name",
        "recipient_phone",
        "recipient_address",
        "buyer_name",
        "buyer_no",
        "buyer_note",
        "seller_note",
    }
    assert set(connector.paths) <= ours


def test_people_are_named_as_personal(connector: Connector) -> None:
    people = ("recipient_name", "recipient_phone", "recipient_address", "buyer_note")
    for name in people:
        assert set(connector.paths[name].split(".")) & connector.personal


def test_an_address_on_the_wire_is_safe(connector: Connector) -> None:
    below = connector.oauth_url.startswith("/")
    for address in (connector.base_url, "" if below else connector.oauth_url):
        assert not address or address.startswith("https://")


def test_where_shops_are_hosts_of_their_own_sellers_agree_there(connector: Connector) -> None:
    below = connector.oauth_url.startswith("/")
    assert not below or not connector.base_url


@pytest.mark.parametrize("body", [b"", b"5", b"{}", b"null", b"\xff\xfe", b'{"a_response": 5}'])
def test_a_body_that_is_no_list_of_orders_is_refused_by_class(
    connector: Connector, body: bytes
) -> None:
    with pytest.raises((ContractViolation, InvalidInput)) as caught:
        connector.read_rows(body)
    assert caught.value.detail


def test_a_bare_list_of_nothing_is_no_orders_or_refused_by_class(connector: Connector) -> None:
    with suppress(ContractViolation, InvalidInput):
        assert not connector.read_rows(b"[]")
