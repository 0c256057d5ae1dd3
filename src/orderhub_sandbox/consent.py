"""The seller's consent page: pick a shop, return to the application with a code."""

from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from orderhub_sandbox.grants import issue_code
from orderhub_sandbox.shops import Shop, find_shop
from orderhub_sandbox.world import World

Add = Callable[[Shop, Mapping[str, str]], Mapping[str, str]]


def consent(
    world: World, channel: str, request: Request, app_key: str, add: Add | None = None
) -> Response:
    """With `shop=` (name or index) returns at once with a code, else shows the app's shops; `add`
    makes the whole answer of code and state, where a platform says more."""
    params = dict(request.query_params)
    shops = [shop for shop in world.shops[channel] if shop.app.key == app_key]
    target = params.get("redirect_uri", "")
    if not shops or not target:
        return HTMLResponse("<h1>client_id 或 redirect_uri 不正确</h1>", 400)
    chosen = find_shop(world.shops[channel], params.pop("shop", ""))
    if chosen is None or chosen not in shops:
        queries = [(shop.name, urlencode({**params, "shop": shop.name})) for shop in shops]
        links = "".join(f'<li><a href="?{escape(q)}">{name}</a></li>' for name, q in queries)
        return HTMLResponse(f"<h1>选择要授权的店铺</h1><ul>{links}</ul>")
    told: Mapping[str, str] = {"code": issue_code(chosen), "state": params.get("state", "")}
    answer = urlencode(add(chosen, told) if add else told)
    return RedirectResponse(f"{target}{'&' if '?' in target else '?'}{answer}", 302)
