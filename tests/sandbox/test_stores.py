"""The stores: keys over http, GraphQL documents, 60 days (channel reference §6, §7)."""

import time
from typing import Any

import httpx
import pytest

from orderhub_sandbox.shopify.graphql import UnknownField, parse, shown
from orderhub_sandbox.woocommerce.signature import signature_of

Json = dict[str, Any]


def store(sandbox: Json, index: int = 0) -> Json:
    return sandbox["channels"]["woocommerce"]["shops"][index]


def signed(shop: Json, url: str, **changed: str) -> dict[str, str]:
    params = {
        "oauth_consumer_key": shop["consumer_key"],
        "oauth_nonce": f"n{time.time_ns()}",
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": str(int(time.time())),
        **changed,
    }
    signature = signature_of("GET", url, params, shop["consumer_secret"])
    return {"oauth_signature": signature, **params}


@pytest.fixture
def orders_url(sandbox: Json) -> str:
    return f"{sandbox['channels']['woocommerce']['base_url']}/wp-json/wc/v3/orders"


def test_the_published_vector() -> None:
    params = {
        "oauth_consumer_key": "ck_test",
        "oauth_nonce": "nonce1",
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": "1767294245",
        "per_page": "100",
    }
    url = "http://shop.example.com/wp-json/wc/v3/orders"
    wanted = "5RG3WRRhTAxWwy47zpkRJv9s8CT0A/oBk9SY66x5xCQ="
    assert signature_of("GET", url, params, "cs_test") == wanted


def test_a_store_over_http_wants_a_signature_and_no_open_key(
    sandbox: Json, orders_url: str
) -> None:
    shop = store(sandbox)
    pair = (shop["consumer_key"], shop["consumer_secret"])
    assert httpx.get(orders_url, auth=pair, timeout=60).status_code == 401
    good = signed(shop, orders_url)
    assert httpx.get(orders_url, params=good, timeout=60).status_code == 200
    assert "nonce" in httpx.get(orders_url, params=good, timeout=60).json()["message"]
    touched = {**signed(shop, orders_url), "per_page": "5"}
    assert "signature" in httpx.get(orders_url, params=touched, timeout=60).json()["message"]
    old = signed(shop, orders_url, oauth_timestamp=str(int(time.time()) - 1000))
    assert "timestamp" in httpx.get(orders_url, params=old, timeout=60).json()["message"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("per_page", "101"),
        ("page", "0"),
        ("order", "up"),
        ("status", "lost"),
        ("modified_after", "x"),
    ],
)
def test_a_store_refuses_a_wrong_parameter_by_its_name(
    sandbox: Json, orders_url: str, name: str, value: str
) -> None:
    answer = httpx.get(
        orders_url, params=signed(store(sandbox), orders_url, **{name: value}), timeout=60
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "rest_invalid_param")
    assert name in answer.json()["data"]["params"]


def test_a_document_is_read_with_variables_aliases_and_values() -> None:
    kind, (field,) = parse(
        'mutation M($a: Int!) { x: act(n: $a, t: "q\\"q", l: [1, -2.5, true], o: {k: UP}) { id } }',
        {"a": 7},
    )
    assert (kind, field.name, field.alias) == ("mutation", "act", "x")
    assert field.arguments == {"n": 7, "t": 'q"q', "l": [1, -2.5, True], "o": {"k": "UP"}}
    assert shown((field,), {"act": [{"id": 1, "more": 2}]}) == {"x": [{"id": 1}]}
    with pytest.raises(UnknownField):
        shown(field.below, {"no": 1})


@pytest.mark.parametrize("text", ["", "{", "{ a", "{ a(b 1) }", "subscribe { a }", "{ a } }", "%"])
def test_a_document_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected|unexpected|early"):
        parse(text, {})


def ask(sandbox: Json, query: str, **variables: object) -> Json:
    place = sandbox["channels"]["shopify"]
    headers = {"X-Shopify-Access-Token": place["shops"][0]["access_token"]}
    url = f"{place['base_url']}/admin/api/2026-10/graphql.json"
    body = {"query": query, "variables": variables}
    return httpx.post(url, json=body, headers=headers, timeout=60).json()


def place_order(sandbox: Json, days_ago: int) -> str:
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days_ago * 86400))
    url = f"{sandbox['control_url']}/shopify/0/orders"
    placed = httpx.post(url, json={"count": 1, "placed_at": at}, timeout=60).json()["orders"]
    return str(placed[0]["external_no"])


def test_only_the_asked_fields_are_shown_and_nothing_older_than_sixty_days(sandbox: Json) -> None:
    place_order(sandbox, 61)
    young = place_order(sandbox, 59)
    told = ask(sandbox, "{ orders(first: 5, sortKey: UPDATED_AT) { nodes { legacyResourceId } } }")
    assert told["data"] == {"orders": {"nodes": [{"legacyResourceId": young}]}}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ orders(first: 251) { nodes { id } } }", "argumentLiteralsIncompatible"),
        ('{ orders(first: 5, after: "x") { nodes { id } } }', "argumentLiteralsIncompatible"),
        ('{ orders(first: 5, query: "tag:x") { nodes { id } } }', "argumentLiteralsIncompatible"),
        ("{ orders(first: 5) { nodes { soul } } }", "undefinedField"),
        ("{ horses { id } }", "undefinedField"),
        ("{ orders(", "parseError"),
    ],
)
def test_shopify_says_no_inside_of_200(sandbox: Json, query: str, code: str) -> None:
    place_order(sandbox, 1)
    assert ask(sandbox, query)["errors"][0]["extensions"]["code"] == code
