"""Rules over HTTP: list, check with positions, publish, restore, tags, variables."""

from typing import Any

import httpx

RULES = "/api/v1/rule-sets"


def make_rule(**over: Any) -> dict[str, Any]:
    return {
        "key": "big",
        "name_zh": "大单",
        "name_en": "Big",
        "when": "order.quantity >= 3",
        "tag": "bulk",
        **over,
    }


async def tags_set(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get(RULES)
    return next(one for one in answer.json()["items"] if one["key"] == "tags")


async def test_the_editor_learns_rule_sets_variables_and_tags(
    app_client: httpx.AsyncClient,
) -> None:
    one = await tags_set(app_client)
    assert (one["version"], one["enabled"], len(one["rules"])) == (1, True, 5)
    assert (await app_client.get(f"{RULES}/{one['id']}")).json() == one
    variables = (await app_client.get(f"{RULES}/variables")).json()["items"]
    assert {"name", "type", "label_zh", "label_en", "example"} == set(variables[0])
    tags = (await app_client.get("/api/v1/tags")).json()["items"]
    assert tags[0]["label_zh"] == "高价值"


async def test_check_names_line_and_column_and_saves_nothing(
    app_client: httpx.AsyncClient,
) -> None:
    wrong = make_rule(when="order.total > 1 &&\n  order.nope")
    answer = await app_client.post(f"{RULES}/check", json={"rules": [wrong, make_rule(key="ok")]})
    assert answer.json() == {
        "faults": [{"rule": "big", "line": 2, "column": 9, "detail": "order has no 'nope'"}]
    }


async def test_publish_and_restore_make_new_versions(app_client: httpx.AsyncClient) -> None:
    one = await tags_set(app_client)
    path = f"{RULES}/{one['id']}"
    body = {"rules": [make_rule()], "enabled": True, "based_on": 1}
    published = await app_client.put(path, json=body)
    assert published.status_code == 200
    assert [rule["key"] for rule in published.json()["rules"]] == ["big"]
    stale = await app_client.put(path, json=body)
    assert (stale.status_code, stale.json()["type"]) == (409, "stale_version")
    restored = await app_client.post(f"{path}/versions/1/restore")
    assert (restored.json()["version"], restored.json()["rules"]) == (3, one["rules"])
    history = (await app_client.get(f"{path}/versions")).json()["items"]
    assert [(e["version"], e["restored_from"]) for e in history] == [(3, 1), (2, None), (1, None)]


async def test_a_wrong_rule_answers_422_and_says_where(app_client: httpx.AsyncClient) -> None:
    one = await tags_set(app_client)
    body = {"rules": [make_rule(when="order.total >")], "based_on": 1}
    answer = await app_client.put(f"{RULES}/{one['id']}", json=body)
    assert answer.status_code == 422
    assert "big 1:14" in answer.json()["detail"]


async def test_an_unknown_rule_set_is_not_found(app_client: httpx.AsyncClient) -> None:
    body = {"rules": [make_rule()], "based_on": 1}
    assert (await app_client.get(f"{RULES}/999")).status_code == 404
    assert (await app_client.put(f"{RULES}/999", json=body)).status_code == 404
    assert (await app_client.get(f"{RULES}/999/versions")).status_code == 404
    assert (await app_client.post(f"{RULES}/999/versions/1/restore")).status_code == 404


async def test_a_new_tag_can_be_used_by_a_rule(app_client: httpx.AsyncClient) -> None:
    one = await tags_set(app_client)
    tag = {"label_zh": "赠品", "label_en": "Gift", "color": "#ff8800"}
    assert (await app_client.put("/api/v1/tags/gift", json=tag)).status_code == 200
    body = {"rules": [make_rule(tag="gift")], "based_on": 1}
    assert (await app_client.put(f"{RULES}/{one['id']}", json=body)).status_code == 200


async def test_the_quota_of_reveals_is_told(app_client: httpx.AsyncClient) -> None:
    answer = await app_client.get("/api/v1/vault/quota")
    assert answer.json() == {"used": 0, "limit": 200, "left": 200}
