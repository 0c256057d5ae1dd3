"""A seller authorises an application, and tokens rotate."""

import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.sandbox.wires import Control, Jos, Json, Top

BACK = "http://127.0.0.1:9/back"


def _code(reply: httpx.Response) -> str:
    assert reply.status_code == 302
    query = parse_qs(urlsplit(reply.headers["location"]).query)
    assert query["state"] == ["s1"]
    return query["code"][0]


@pytest.fixture
def top_oauth(printed: Json) -> str:
    return printed["channels"]["taobao"]["oauth_url"]


def _top_consent(top: Top, oauth_url: str) -> httpx.Response:
    query = {"response_type": "code", "client_id": top.shop["app_key"], "redirect_uri": BACK}
    shop = {"shop": top.shop["name"], "state": "s1", "view": "web"}
    return top.http.get(f"{oauth_url}/authorize", params=query | shop)


def test_consent_page_lists_the_shops_of_the_app(top: Top, top_oauth: str) -> None:
    query = {"client_id": top.shop["app_key"], "redirect_uri": BACK}
    page = top.http.get(f"{top_oauth}/authorize", params=query).text
    assert "森屿旗舰店" in page
    assert "山野集家居旗舰店" not in page


def test_top_code_becomes_a_token_once(top: Top, top_oauth: str) -> None:
    form = {
        "grant_type": "authorization_code",
        "code": _code(_top_consent(top, top_oauth)),
        "client_id": top.shop["app_key"],
        "client_secret": top.shop["app_secret"],
    }
    first = top.http.post(f"{top_oauth}/token", data=form)
    token = first.json()["access_token"]
    assert "trade-not-exist" in top.post("trade.get", tid="1", fields="tid", _session=token).text
    assert top.call("trade.get", tid="1", fields="tid")["error_response"]["code"] == 27
    assert top.http.post(f"{top_oauth}/token", data=form).status_code == 400


def test_top_api_answers_the_token_as_text_inside_json(top: Top, top_oauth: str) -> None:
    code = _code(_top_consent(top, top_oauth))
    answer = top.call("top.auth.token.create", code=code, _session="")
    result = answer["top_auth_token_create_response"]["token_result"]
    assert json.loads(result)["expires_in"] > 0


def test_shop_that_cannot_refresh_must_be_authorised_again(
    control: Control, top: Top, top_oauth: str
) -> None:
    control.post("taobao/0/token", state="expired", refreshable=False)
    refresh = {"refresh_token": top.shop["refresh_token"], "_session": ""}
    assert "error_response" in top.call("top.auth.token.refresh", **refresh)
    code = _code(_top_consent(top, top_oauth))
    answer = top.call("top.auth.token.create", code=code, _session="")
    token = json.loads(answer["top_auth_token_create_response"]["token_result"])
    assert token["re_expires_in"] == 0
    again = top.post("trade.get", tid="1", fields="tid", _session=token["access_token"])
    assert again.json()["error_response"]["sub_code"] == "isv.trade-not-exist"


def test_jd_refresh_rotates_both_tokens(control: Control, jos: Jos, printed: Json) -> None:
    oauth_url = printed["channels"]["jd"]["oauth_url"]
    app = {"app_key": jos.shop["app_key"], "app_secret": jos.shop["app_secret"]}
    wish = {"grant_type": "refresh_token", "refresh_token": jos.shop["refresh_token"]}
    fresh = jos.http.get(f"{oauth_url}/refresh_token", params=app | wish).json()
    assert fresh["access_token"] != jos.shop["access_token"]
    assert fresh["refresh_token"] != jos.shop["refresh_token"]
    void = jos.http.get(f"{oauth_url}/refresh_token", params=app | wish).json()
    assert set(void) == {"code", "msg", "requestId"}
    assert control.get("calls")["jd"]["oauth2.refresh_token"] == {"error:400": 1, "ok": 1}


def test_jd_code_becomes_a_token(jos: Jos, printed: Json) -> None:
    oauth_url = printed["channels"]["jd"]["oauth_url"]
    app = {"app_key": jos.shop["app_key"], "app_secret": jos.shop["app_secret"]}
    query = {"redirect_uri": BACK, "state": "s1", "shop": "0", "response_type": "code"}
    code = _code(jos.http.get(f"{oauth_url}/to_login", params=app | query))
    wish = {"grant_type": "authorization_code", "code": code}
    fresh = jos.http.get(f"{oauth_url}/access_token", params=app | wish).json()
    assert fresh["expires_in"] > 0
    assert fresh["access_token"] != jos.shop["access_token"]
