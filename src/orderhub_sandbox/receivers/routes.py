"""The receivers' own paths; refusals come as HTTP 200 with a code, as from the real bots."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request, Response
from fastapi.responses import JSONResponse

from orderhub_sandbox.control.access import world_of
from orderhub_sandbox.receivers import sms
from orderhub_sandbox.receivers.proofs import dingtalk_holds, feishu_holds, webhook_holds
from orderhub_sandbox.world import World

router = APIRouter(prefix="/receivers")
TheWorld = Annotated[World, Depends(world_of)]
Document = Annotated[dict[str, Any], Body()]
TOKEN = "sandbox"  # noqa: S105 - of the sandbox's own bots


@router.post("/dingtalk/robot/send")
def dingtalk(
    document: Document,
    world: TheWorld,
    access_token: str = "",
    timestamp: str = "",
    sign: str = "",
) -> Response:
    if (planned := _planned(world, "dingtalk")) is not None:
        return planned
    now = world.clock.now()
    if access_token != TOKEN:
        return _said("errcode", 300001, "token is not exist")
    if not dingtalk_holds(timestamp, sign, now):
        return _said("errcode", 310000, "sign not match")
    if world.receivers.too_many("dingtalk", now):
        return _said("errcode", 130101, "send too fast, exceed 20 times per minute")
    world.receivers.keep("dingtalk", document)
    return _said("errcode", 0, "ok")


@router.post("/wecom/cgi-bin/webhook/send")
def wecom(document: Document, world: TheWorld, key: str = "") -> Response:
    if (planned := _planned(world, "wecom")) is not None:
        return planned
    if key != TOKEN:
        return _said("errcode", 93000, "invalid webhook url")
    if world.receivers.too_many("wecom", world.clock.now()):
        return _said("errcode", 45009, "api freq out of limit")
    world.receivers.keep("wecom", document)
    return _said("errcode", 0, "ok")


@router.post("/feishu/open-apis/bot/v2/hook/{token}")
def feishu(token: str, document: Document, world: TheWorld) -> Response:
    if (planned := _planned(world, "feishu")) is not None:
        return planned
    now = world.clock.now()
    if token != TOKEN:
        return _said("code", 19001, "param invalid: incoming webhook access token invalid")
    stamp, sign = str(document.get("timestamp", "")), str(document.get("sign", ""))
    if not feishu_holds(stamp, sign, now):
        return _said("code", 19021, "sign match fail or timestamp is not within one hour")
    if world.receivers.too_many("feishu", now):
        return _said("code", 11232, "frequency limited")
    world.receivers.keep("feishu", document)
    return _said("code", 0, "success")


@router.post("/webhook")
async def webhook(request: Request, document: Document, world: TheWorld) -> Response:
    if (planned := _planned(world, "webhook")) is not None:
        return planned
    if not webhook_holds(dict(request.headers), await request.body()):
        return Response(status_code=401)
    world.receivers.keep("webhook", document)
    return Response(status_code=204)


@router.post("/partners/{name}")
async def partner(name: str, request: Request, document: Document, world: TheWorld) -> Response:
    """An ERP or CRM of that name: what came is kept with its id, also before a planned answer
    that says otherwise, as a receiver does that fails after its work."""
    kind, headers, body = f"partner:{name}", dict(request.headers), await request.body()
    secrets = world.receivers.partners.get(name, [])
    if not any(webhook_holds(headers, body, secret) for secret in secrets):
        return Response("the signature does not hold", status_code=401)
    plan = world.receivers.count(kind)
    kept = {"id": headers["webhook-id"], "status": 204 if plan is None else plan.status}
    world.receivers.keep(kind, {**kept, "event": document})
    if plan is None:
        return Response(status_code=204)
    await asyncio.sleep(plan.hang_s)
    return JSONResponse(plan.document, plan.status)


@router.post("/aliyun_sms/")
async def aliyun_sms(request: Request, world: TheWorld) -> Response:
    body, query = await request.body(), request.url.query
    headers, now = dict(request.headers), world.clock.now()
    if (fault := sms.aliyun_fault(headers, query, body, now)) is not None:
        return JSONResponse({"Code": fault, "Message": fault, "RequestId": "sandbox"}, 400)
    action = headers.get("x-acs-action", "")
    if action == "SendSms" and (planned := _planned(world, "aliyun_sms")) is not None:
        return planned
    asked = sms.form(query) | sms.form(body.decode())
    return _answered(
        world, "aliyun_sms", sms.aliyun_answer(world.receivers.sms, action, asked, now)
    )


@router.post("/tencent_sms/")
async def tencent_sms(request: Request, document: Document, world: TheWorld) -> Response:
    headers, now = dict(request.headers), world.clock.now()
    if (fault := sms.tencent_fault(headers, await request.body(), now)) is not None:
        return JSONResponse(sms.tencent_error(fault))
    action = headers.get("x-tc-action", "")
    if action == "SendSms" and (planned := _planned(world, "tencent_sms")) is not None:
        return planned
    answer = sms.tencent_answer(world.receivers.sms, action, document, now)
    return _answered(world, "tencent_sms", answer)


def _answered(world: World, kind: str, answer: dict[str, Any]) -> Response:
    if kind in world.receivers.sms.silent:
        world.receivers.sms.silent.discard(kind)
        return Response(status_code=502)
    return JSONResponse(answer)


def _planned(world: World, kind: str) -> Response | None:
    plan = world.receivers.count(kind)
    if plan is None:
        return None
    if plan.document is None:
        return Response(status_code=plan.status)
    return JSONResponse(plan.document, plan.status)


def _said(name: str, code: int, words: str) -> Response:
    return JSONResponse({name: code, "errmsg" if name == "errcode" else "msg": words})
