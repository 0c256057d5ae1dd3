"""The website pushes signed orders and keeps them until the hub answers."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue

import pytest

from orderhub_sandbox.website.push import sign
from tests.sandbox.wires import Control, Json


@dataclass
class Push:
    """One push as the hub receives it."""

    headers: dict[str, str]
    body: bytes

    @property
    def orders(self) -> list[Json]:
        return json.loads(self.body)["orders"]


@dataclass
class Hub:
    """A listener that answers with the planned statuses, then 200."""

    url: str
    pushes: "Queue[Push]" = field(default_factory=Queue[Push])
    statuses: list[int] = field(default_factory=list[int])

    def next(self) -> Push:
        return self.pushes.get(timeout=120)


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub("")

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(made.statuses.pop(0) if made.statuses else 200)
            answer = b'{"results":[]}'
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
            made.pushes.put(Push(headers, body))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    made.url = f"http://127.0.0.1:{server.server_port}/ingest"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def test_new_orders_are_pushed_with_a_verifiable_signature(
    control: Control, hub: Hub, printed: Json
) -> None:
    control.post("website/0/target", url=hub.url)
    truth = control.place("website/0", count=3, status="to_ship")
    push = hub.next()
    secret = printed["channels"]["website"]["shops"][0]["webhook_secret"]
    stamp, key = int(push.headers["webhook-timestamp"]), push.headers["webhook-id"]
    assert push.headers["webhook-signature"] == sign(secret, key, stamp, push.body)
    assert push.headers["idempotency-key"] == key
    assert {order["order_no"] for order in push.orders} <= {order["external_no"] for order in truth}


def test_orders_wait_until_there_is_a_target(control: Control, hub: Hub) -> None:
    truth = control.place("website/0", count=2)
    waiting = control.get("website/0/pending")["waiting"]
    assert waiting == [order["external_no"] for order in truth]
    control.post("website/0/target", url=hub.url, api_key="oh_key")
    push = hub.next()
    assert push.headers["authorization"] == "Bearer oh_key"
    assert "webhook-signature" not in push.headers
    assert [order["order_no"] for order in push.orders] == waiting


def test_unanswered_push_is_repeated_with_the_same_key_and_body(control: Control, hub: Hub) -> None:
    hub.statuses += [503, 429]
    control.post("website/0/target", url=hub.url)
    control.place("website/0", count=1)
    tries = [hub.next() for _ in range(3)]
    assert len({push.headers["idempotency-key"] for push in tries}) == 1
    assert len({push.body for push in tries}) == 1


def test_push_now_returns_what_the_hub_said(control: Control, hub: Hub) -> None:
    number = control.place("website/1", count=1)[0]["external_no"]
    control.post("website/1/target", url=hub.url)
    hub.next()
    hub.statuses += [422]
    answers = control.post("website/1/push", orders=[number])["answers"]
    assert [answer["status"] for answer in answers] == [422]
    assert answers[0]["body"] == {"results": []}


def test_refused_push_is_kept_to_look_at(control: Control, hub: Hub) -> None:
    hub.statuses += [400]
    control.post("website/0/target", url=hub.url)
    number = control.place("website/0", count=1)[0]["external_no"]
    hub.next()
    control.post("website/0/push")
    refused = control.get("website/0/pending")["refused"]
    assert [batch["orders"] for batch in refused] == [[number]]


def test_body_has_the_documented_shape(control: Control, hub: Hub) -> None:
    control.post("website/0/target", url=hub.url)
    truth = control.place("website/0", count=1, status="to_ship", lines=[2, 2])[0]
    order = hub.next().orders[0]
    assert order["order_no"] == truth["external_no"]
    assert order["status"] == "to_ship"
    assert order["total"] == f"{truth['total_minor'] // 100}.{truth['total_minor'] % 100:02d}"
    assert order["recipient"] == truth["recipient"]
    assert [line["sku"] for line in order["lines"]] == [line["sku_code"] for line in truth["lines"]]
    assert order["modified_at"].endswith("+08:00")


@pytest.mark.parametrize(
    "wish", [{"url": "nowhere"}, {"url": "http://127.0.0.1:9/", "secret": "whsec_?"}]
)
def test_target_that_cannot_work_is_refused(control: Control, wish: Json) -> None:
    assert control.http.post(f"{control.url}/website/0/target", json=wish).status_code == 422


def test_row_faults_strike_pushes_too(control: Control, hub: Hub) -> None:
    control.arm("F20", channel="website", args={"word": "teleported"})
    control.post("website/0/target", url=hub.url)
    control.place("website/0", count=1)
    assert hub.next().orders[0]["status"] == "teleported"


def test_f10_sends_the_same_push_twice(control: Control, hub: Hub) -> None:
    control.arm("F10", channel="website")
    control.post("website/0/target", url=hub.url)
    control.place("website/0", count=1)
    assert hub.next().body == hub.next().body
