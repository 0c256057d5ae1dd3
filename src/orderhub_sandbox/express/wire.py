"""Subscriptions and queries come in (channels reference §10): forms with JSON, codes out."""

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import JSONResponse

from orderhub_sandbox.control.access import world_of
from orderhub_sandbox.express import pushing
from orderhub_sandbox.express.desk import CUSTOMER, KEY, ExpressDesk, Followed
from orderhub_sandbox.world import World

router = APIRouter(prefix="/kuaidi100")
LONGEST = 32
TAIL = 4
GUESSED = {"SF": "shunfeng", "YT": "yuantong", "ZT": "zhongtong"}


@router.post("/poll")
async def subscribe(
    answer_kind: Annotated[str, Form(alias="schema")],
    param: Annotated[str, Form()],
    world: Annotated[World, Depends(world_of)],
) -> Response:
    desk = world.express
    desk.asked["poll"] = desk.asked.get("poll", 0) + 1
    if desk.down:
        return Response("upstream down", 503)
    code, message = _taken(desk, answer_kind, param)
    if code == "200" and desk.push_first:
        await asyncio.gather(*(pushing.push(world, num) for num in list(desk.followed)[-1:]))
    if desk.drop_answers:
        desk.drop_answers -= 1
        return Response("gateway timeout", 504)
    result = code == "200"
    return JSONResponse({"result": result, "returnCode": code, "message": message})


@router.post("/poll/query.do")
async def query(
    customer: Annotated[str, Form()],
    sign: Annotated[str, Form()],
    param: Annotated[str, Form()],
    world: Annotated[World, Depends(world_of)],
) -> Response:
    """The route of a number as it is now."""
    desk = world.express
    desk.asked["query"] = desk.asked.get("query", 0) + 1
    if desk.down:
        return Response("upstream down", 503)
    if customer != CUSTOMER or sign != pushing.signature(param, KEY + CUSTOMER):
        return _refused("503", "签名验证失败")
    try:
        asked: dict[str, Any] = json.loads(param)
        num, com = str(asked["num"]), str(asked["com"])
    except (ValueError, KeyError, TypeError):
        return _refused("400", "参数错误")
    if not com or not 0 < len(num) <= LONGEST:
        return _refused("400", "参数错误")
    if com in desk.asks_phone and len(str(asked.get("phone") or "")) < TAIL:
        return _refused("408", "验证码错误")
    known = desk.followed.get(num)
    if known is None or not known.route:
        return _refused("500", "查询无结果,请隔段时间再查")
    return JSONResponse(pushing.result_of(known, known.route))


def _refused(code: str, message: str) -> Response:
    return JSONResponse({"result": False, "returnCode": code, "message": message})


def _taken(desk: ExpressDesk, answer_kind: str, param: str) -> tuple[str, str]:
    try:
        asked: dict[str, Any] = json.loads(param)
        parameters: dict[str, Any] = asked["parameters"]
        num, callback = str(asked["number"]), str(parameters["callbackurl"])
    except (ValueError, KeyError, TypeError):
        return "701", "订阅参数错误"
    if answer_kind != "json" or not num or len(num) > LONGEST:
        return "701", "订阅参数错误"
    if asked.get("key") != KEY:
        return "601", "key无效"
    com = str(asked.get("company") or "")
    if not com and parameters.get("autoCom") == "1":
        com = GUESSED.get(num[:2], "ems")
    if not com:
        return "700", "不支持的快递公司"
    phone = str(parameters.get("phone") or "")
    if com in desk.asks_phone and not (phone.isdecimal() and len(phone) >= TAIL):
        return "408", "验证码错误:请填写手机号后四位"
    known = desk.followed.get(num)
    if known is not None and not known.over:
        return "501", "重复订阅"
    route = known.route if known is not None else []
    salt = str(parameters.get("salt") or "")
    desk.followed[num] = Followed(num, com, callback, salt, phone, route)
    return "200", "提交成功"
