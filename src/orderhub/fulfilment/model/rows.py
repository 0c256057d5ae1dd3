"""Rows of packages, tasks and trackings, as stores and screens read them."""

from collections.abc import Mapping
from typing import Any

from orderhub.fulfilment.model.parcels import Package, Source
from orderhub.fulfilment.model.tasks import Task, TaskKind, TaskState
from orderhub.fulfilment.model.tracking import Condition, Tracking, TrackingState

PACKAGE_COLUMNS = """id, order_id, shop_id, number, external_no, source, carrier, waybill_no, step,
    units, weight_g, shipped_at, step_at, agreed_at, version, part, lines"""
TASK_COLUMNS = """id, kind, subject, order_id, shop_id, number, external_no, request_no, body,
    state, attempts, code, detail, due_at, created_at, changed_at"""

TRACKING_COLUMNS = """waybill_no, carrier, round, state, condition, said, said_at, heard_at,
    asked_at, changed_at"""


def package_of(row: Mapping[Any, Any]) -> Package:
    values: dict[str, Any] = dict(row)
    values["source"] = Source(row["source"])
    return Package(**values)


def task_of(row: Mapping[Any, Any]) -> Task:
    values: dict[str, Any] = dict(row)
    values["kind"], values["state"] = TaskKind(row["kind"]), TaskState(row["state"])
    return Task(**values)


def tracking_of(row: Mapping[Any, Any]) -> Tracking:
    values: dict[str, Any] = dict(row)
    values["state"] = TrackingState(row["state"])
    values["condition"] = Condition(row["condition"])
    return Tracking(**values)
